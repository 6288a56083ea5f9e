"""What the reader of icons is taught: crops of icons with the texts that are right for each.

Two texts are asked of each icon at a time. Which others are right too, and so no mistake, is told
by the words they share. Words and sets that are held out never come.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.icon_words import phrases
from models.training.icon_cache import Icon, read_cache
from models.training.icon_scenes import crop_of_icon, crop_of_nothing
from tracker.errors import Malformed

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

UNSEEN_WORDS: Final = frozenset(
    {
        "apple", "bicycle", "bike", "butterfly", "cactus", "candle", "carrot", "castle",
        "cat", "chess", "crown", "dog", "ferry", "fish", "giraffe", "guitar", "hamburger",
        "helicopter", "horse", "ladder", "lighthouse", "mushroom", "pizza", "rabbit", "rocket",
        "scooter", "snowflake", "snowman", "submarine", "tent", "tooth", "tractor", "umbrella",
        "violin", "whale",
    }
)  # fmt: skip
"""Icons that one of these is said of are never taught: what zero-shot reading is measured on."""

_KEPT_BACK = 40
"""Of the pictures of the taught sets, one in so many is measured on and not taught."""

_COMMON = 3
"""A phrase that is said of so many icons has an embedding of its own; else its words' mean."""

_SET_WEIGHTS: Final = {
    "tango": 6.0,
    "silk": 2.0,
    "fugue": 0.6,
    "flat-color": 3.0,
    "fluent-color": 2.0,
    "fluent-mdl2": 2.0,
    "qlementine-icons": 2.0,
    "fluent-emoji-flat": 0.3,
    "fxemoji": 0.3,
    "noto": 0.3,
}
_CORE_WEIGHT = 6.0
"""Of icons that stand for what nearly every program has, see `models.icon_words`."""

_NOTHING = 0.1
_KNOWN_CROPS = 12_000
_FRESH = 0.3
"""Share of a batch that is drawn anew; the rest was seen before, which costs no drawing."""

_TEXTS_EACH = 2
_OTHER_TEXTS = 384

_DIMENSIONS = 1024
"""Words are told apart by hashes when texts are compared; a clash costs a negative, no more."""


@dataclass(frozen=True, slots=True)
class Batch:
    """crops: (n, 4, side, side). texts: (t, width) before the projection, rows of length 1.

    right: (n, t), the share of each asked text, rows sum to 1 or, for what is no icon, to 0.
    open: (n, t), False where a text may be right though it was not asked. is_icon: (n,).
    """

    crops: Bytes
    texts: Floats
    right: Floats
    open: npt.NDArray[np.bool_]
    is_icon: Floats


class Lexicon:
    """Embeddings of phrases: of the common ones as a whole, else the mean of their words'."""

    def __init__(self, vectors: dict[str, Floats]) -> None:
        self._vectors = vectors
        self.width = len(next(iter(vectors.values())))

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(self._vectors)

    def knows(self, text: str) -> bool:
        return text in self._vectors or any(word in self._vectors for word in text.split())

    def vector(self, text: str, *, by_words: bool = False) -> Floats:
        """Of length 1. by_words: as if the phrase itself were not known."""
        if text in self._vectors and not (by_words and " " in text):
            return self._vectors[text]
        known = [self._vectors[word] for word in text.split() if word in self._vectors]
        if not known:
            return self._vectors[text]
        mean = np.mean(known, axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit


def lexicon(
    icons: Sequence[Icon], folder: Path, embed: Callable[[Sequence[str]], Floats]
) -> Lexicon:
    """Of the icons' texts; embedded once and kept in the folder."""
    wanted = _phrases(icons)
    kept = folder / "texts.npz"
    known: dict[str, Floats] = {}
    if kept.exists():
        with np.load(kept) as told:
            known = dict(zip(told["phrases"].tolist(), told["vectors"], strict=True))
    fresh = [text for text in wanted if text not in known]
    if fresh:
        known |= dict(zip(fresh, embed(fresh), strict=True))
        np.savez(kept, phrases=np.array(list(known)), vectors=np.stack(list(known.values())))
    return Lexicon({text: known[text] for text in wanted})


def _phrases(icons: Sequence[Icon]) -> tuple[str, ...]:
    texts = Counter(text for icon in icons for text in icon.texts)
    words = Counter(word for icon in icons for text in icon.texts[:3] for word in text.split())
    common = {text for text, count in texts.items() if count >= _COMMON and len(text) < 40}
    single = {word for word, count in words.items() if count >= _COMMON and len(word) > 1}
    synonyms = {*phrases(), *(word for phrase in phrases() for word in phrase.split())}
    return tuple(sorted(common | single | synonyms))


class Crops:
    """seed: of the dice. The same seed gives the same batches."""

    def __init__(self, folder: Path, embed: Callable[[Sequence[str]], Floats], seed: int) -> None:
        """Raises Malformed if the folder holds too few icons."""
        self._icons, self._pixels = read_cache(folder)
        self.lexicon = lexicon(self._icons, folder, embed)
        self._dice = random.Random(seed)  # noqa: S311  drawings, no secrets
        self.taught, self.kept_back, self.unseen = _parts(self._icons)
        if len(self.taught) < 100:
            raise Malformed(f"{folder} holds {len(self.taught)} icons to teach.", hint="Add sets.")
        self._openly = [
            text for text in self.lexicon.phrases if not UNSEEN_WORDS.intersection(text.split())
        ]
        core = frozenset(phrases())
        self._weights = np.cumsum([self._weight(self._icons[index], core) for index in self.taught])
        self._crops: list[tuple[int, Bytes]] = []
        self._bags: dict[str, npt.NDArray[np.int64]] = {}

    def sets(self) -> tuple[str, ...]:
        """Those that are measured on alone."""
        return tuple(dict.fromkeys(icon.set for icon in self._icons if not icon.is_taught))

    def of_set(self, name: str) -> list[int]:
        return [index for index, icon in enumerate(self._icons) if icon.set == name]

    def icon(self, index: int) -> Icon:
        return self._icons[index]

    def crop(self, index: int, dice: random.Random) -> Bytes:
        other = dice.choice(self.taught)
        return crop_of_icon(
            np.asarray(self._pixels[index]),
            np.asarray(self._pixels[other]),
            is_plain=self._icons[index].is_plain,
            dice=dice,
        )

    def next(self, count: int) -> Batch:
        dice, blanks = self._dice, round(count * _NOTHING)
        chosen = [self._next_crop() for _ in range(count - blanks)]
        drawn, crops = [index for index, _ in chosen], [crop for _, crop in chosen]
        crops += [crop_of_nothing(dice) for _ in range(blanks)]
        asked = [self._asked(self._icons[index]) for index in drawn]
        others = [dice.choice(self._openly) for _ in range(_OTHER_TEXTS)]
        texts = list(dict.fromkeys([text for each in asked for text in each] + others))
        place = {text: column for column, text in enumerate(texts)}
        right = np.zeros((count, len(texts)), np.float32)
        for row, each in enumerate(asked):
            for text in each:
                right[row, place[text]] += 1 / len(each)
        is_open = np.ones((count, len(texts)), bool)
        is_open[: len(drawn)] = ~self._alike(drawn, texts) | (right[: len(drawn)] > 0)
        vectors = [self.lexicon.vector(text, by_words=dice.random() < 0.3) for text in texts]
        is_icon = np.zeros(count, np.float32)
        is_icon[: len(drawn)] = 1
        return Batch(np.stack(crops), np.stack(vectors), right, is_open, is_icon)

    def _next_crop(self) -> tuple[int, Bytes]:
        """An icon and a crop of it, at times one that came before."""
        is_full = len(self._crops) >= _KNOWN_CROPS
        if is_full and self._dice.random() > _FRESH:
            return self._dice.choice(self._crops)
        index = self._draw()
        fresh = index, self.crop(index, self._dice)
        if is_full:
            self._crops[self._dice.randrange(_KNOWN_CROPS)] = fresh
        else:
            self._crops.append(fresh)
        return fresh

    def _draw(self) -> int:
        at = self._dice.uniform(0, float(self._weights[-1]))
        return self.taught[min(int(np.searchsorted(self._weights, at)), len(self.taught) - 1)]

    def _weight(self, icon: Icon, core: frozenset[str]) -> float:
        is_core = any(text in core for text in icon.texts[:3])
        return _SET_WEIGHTS.get(icon.set, 1.0) * (_CORE_WEIGHT if is_core else 1.0)

    def _asked(self, icon: Icon) -> tuple[str, ...]:
        """Mostly what it is called first, and something else that is said of it."""
        known = [text for text in icon.texts if self.lexicon.knows(text)]
        named = known[: self._dice.randint(1, 2)] or ["icon"]
        others = self._dice.sample(known, min(_TEXTS_EACH, len(known)))
        return tuple(dict.fromkeys([named[-1], *others]))[:_TEXTS_EACH]

    def _alike(self, drawn: Sequence[int], texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Whether a text is among an icon's, or says a part of its name, or more than its name."""
        named = self._bag_of([self._icons[index].texts[0] for index in drawn])
        said = self._bag_of(texts)
        shared = named @ said.T
        least = np.minimum(named.sum(axis=1)[:, None], said.sum(axis=1)[None])
        alike = shared >= least
        place = {text: column for column, text in enumerate(texts)}
        for row, index in enumerate(drawn):
            for text in self._icons[index].texts:
                if text in place:
                    alike[row, place[text]] = True
        return np.asarray(alike, bool)

    def _bag_of(self, texts: Sequence[str]) -> Floats:
        bags = np.zeros((len(texts), _DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            if text not in self._bags:
                hashes = {sum(map(ord, word)) * 31 + len(word) * 7 for word in text.split()}
                self._bags[text] = np.array([each % _DIMENSIONS for each in hashes], np.int64)
            bags[row, self._bags[text]] = 1
        return bags


def _parts(icons: Sequence[Icon]) -> tuple[list[int], list[int], list[int]]:
    """Taught, of taught sets but kept back, and with a word that is never taught."""
    taught: list[int] = []
    kept_back: list[int] = []
    unseen: list[int] = []
    for index, icon in enumerate(icons):
        words = {word for text in icon.texts for word in text.split()}
        if words & UNSEEN_WORDS and "menu" not in words:
            unseen.append(index)
        elif not icon.is_taught:
            continue
        elif index % _KEPT_BACK == 0:
            kept_back.append(index)
        else:
            taught.append(index)
    return taught, kept_back, unseen
