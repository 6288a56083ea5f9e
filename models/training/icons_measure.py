"""How well icons are read: by the words that come first, and by the icon that a phrase finds.

Each group apart: icons kept back from the taught sets, sets that were never seen, and icons of
words that were never taught.
"""

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from models.icon_words import phrases
from models.training.icon_scenes import crop_of_nothing
from models.training.icons_data import Crops
from models.training.icons_net import IconNet, TextNet

Floats = npt.NDArray[np.float32]

_TOOLBAR = 40
"""Icons among which a phrase has to find its own."""


def measure(icons: IconNet, texts: TextNet, crops: Crops, *, most: int) -> dict[str, object]:
    """most: icons of each group. Shares of them; the crops are the same each time."""
    vocabulary = crops.lexicon.phrases
    turned = meanings_of_texts(texts, crops, vocabulary)
    core = frozenset(phrases())
    groups = {"kept back": crops.kept_back, "unseen words": crops.unseen}
    groups |= {name: crops.of_set(name) for name in crops.sets()}
    groups["core of kept back"] = [
        index for index in crops.kept_back if core.intersection(crops.icon(index).texts[:2])
    ]
    figures: dict[str, object] = {
        name: _figures(icons, texts, crops, group, vocabulary, turned, most)
        for name, group in groups.items()
        if group
    }
    dice = random.Random(9)  # noqa: S311  drawings, no secrets
    _, chances = _read(icons, [crop_of_nothing(dice) for _ in range(most)])
    return {**figures, "nothing taken for an icon": round(float((chances >= 0.5).mean()), 3)}


def meanings_of_texts(texts: TextNet, crops: Crops, wanted: Sequence[str]) -> Floats:
    vectors = np.stack([crops.lexicon.vector(text) for text in wanted])
    with torch.inference_mode():
        return np.asarray(texts(torch.from_numpy(vectors)).numpy(), np.float32)


def meanings_of_icons(
    icons: IconNet, crops: Crops, group: Sequence[int], dice: random.Random
) -> tuple[Floats, Floats]:
    """Directions, and the chances that it is an icon."""
    return _read(icons, [crops.crop(index, dice) for index in group])


def _read(icons: IconNet, seen: Sequence[npt.NDArray[np.uint8]]) -> tuple[Floats, Floats]:
    with torch.inference_mode():
        meanings, logits = icons(torch.from_numpy(np.stack(seen)).float() / 255)
    return meanings.numpy(), logits.sigmoid().numpy()


def _figures(
    icons: IconNet,
    texts: TextNet,
    crops: Crops,
    group: Sequence[int],
    vocabulary: Sequence[str],
    turned: Floats,
    most: int,
) -> dict[str, float]:
    dice = random.Random(7)  # noqa: S311  drawings, no secrets
    chosen = dice.sample(group, min(most, len(group)))
    chosen = [index for index in chosen if crops.lexicon.knows(crops.icon(index).texts[0])]
    if not chosen:
        return {"icons": 0}
    meanings, chances = meanings_of_icons(icons, crops, chosen, dice)
    best = np.argsort(-(meanings @ turned.T), axis=1)[:, :5]
    firsts = fives = 0
    for index, row in zip(chosen, best, strict=True):
        right = [vocabulary[place] in crops.icon(index).texts for place in row]
        firsts += right[0]
        fives += any(right)
    named = [crops.icon(index).texts[0] for index in chosen]
    asked = meanings_of_texts(texts, crops, named)
    likely = asked @ meanings.T
    found = 0
    for row, name in enumerate(named):
        others = [
            place for place, index in enumerate(chosen) if name not in crops.icon(index).texts
        ]
        rivals = dice.sample(others, min(_TOOLBAR - 1, len(others)))
        found += bool((likely[row, rivals] < likely[row, row]).all())
    count = len(chosen)
    return {
        "top 1": round(firsts / count, 3),
        "top 5": round(fives / count, 3),
        f"of {_TOOLBAR}": round(found / count, 3),
        "taken for icons": round(float((chances >= 0.5).mean()), 3),
        "icons": len(chosen),
    }
