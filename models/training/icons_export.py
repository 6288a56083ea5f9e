"""What is shipped of a taught reader of icons: `icons.onnx`, and the words it reads by in
`icons.npz`, so that nobody needs the sentence embedder to have an icon read."""

import random
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from models.icon_crops import SIDE_PX
from models.icon_words import FAMILIES, phrases
from models.training.icons_data import UNSEEN_WORDS, Crops
from models.training.icons_measure import Floats, meanings_of_icons, meanings_of_texts
from models.training.icons_net import Exported, IconNet, TextNet

_WORDS = 5000
_SPOKEN = 1500
"""Phrases that are told of an icon; the other words only help to understand what is asked for."""

_TOOLBAR = 40
_TRIES = 4000


def export(icons: IconNet, texts: TextNet, crops: Crops, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    _export_net(icons, out / "icons.onnx")
    words, spoken = _vocabulary(crops)
    with torch.inference_mode():
        turned = texts.turn(torch.from_numpy(np.stack([crops.lexicon.vector(w) for w in words])))
    lengths = turned.norm(dim=1, keepdim=True)
    meanings = (turned / lengths).numpy()
    slope, middle = calibrated(*_tries(icons, texts, crops))
    np.savez_compressed(
        out / "icons.npz",
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        spoken=np.array([word in spoken for word in words]),
        meanings=np.round(meanings * 127 / np.abs(meanings).max(1, keepdims=True)).astype(np.int8),
        lengths=lengths[:, 0].numpy().astype(np.float16),
        turn=texts.turn.weight.detach().numpy().astype(np.float16),
        chance=np.array([slope, middle], np.float32),
    )


def _vocabulary(crops: Crops) -> tuple[list[str], frozenset[str]]:
    """The phrases of the synonyms, then what is said most often of the icons; and those of them
    that are told of an icon."""
    said = Counter(text for index in crops.taught for text in crops.icon(index).texts[:4])
    said.update(word for index in crops.taught for word in crops.icon(index).texts[0].split())
    known = frozenset(crops.lexicon.phrases)
    common = [text for text, _ in said.most_common() if text in known and len(text) > 1]
    core = [text for text in phrases() if text in known]
    parts = [word for text in core for word in text.split() if word in known]
    unseen = [word for word in sorted(UNSEEN_WORDS) if word in known]
    words = list(dict.fromkeys([*core, *parts, *unseen, *common]))[:_WORDS]
    said_aloud = [text for text in [*core, *unseen, *common] if _is_said(text)]
    return words, frozenset(list(dict.fromkeys(said_aloud))[:_SPOKEN])


def _is_said(text: str) -> bool:
    """Whether it sounds as people say it, and not as icon themes put it: "view list", "bold"."""
    words = text.split()
    return len(words) <= 2 and (len(words) == 1 or not {words[0], words[-1]} & FAMILIES)


def _tries(icons: IconNet, texts: TextNet, crops: Crops) -> tuple[Floats, Floats]:
    """Phrases asked of made-up toolbars, where what is asked for is there in half of them: the
    cosine of the best icon, and whether it is the right one."""
    dice = random.Random(11)  # noqa: S311  drawings, no secrets
    chosen = [index for index in crops.kept_back if crops.lexicon.knows(crops.icon(index).texts[0])]
    meanings, _ = meanings_of_icons(icons, crops, chosen, dice)
    asked = meanings_of_texts(texts, crops, [crops.icon(index).texts[0] for index in chosen])
    likely = asked @ meanings.T
    best: list[float] = []
    hits: list[float] = []
    for number in range(_TRIES):
        row = dice.randrange(len(chosen))
        name = crops.icon(chosen[row]).texts[0]
        others = [dice.randrange(len(chosen)) for _ in range(_TOOLBAR)]
        toolbar = [place for place in others if name not in crops.icon(chosen[place]).texts]
        if number % 2:
            toolbar.append(row)
        if toolbar:
            winner = max(toolbar, key=lambda place: float(likely[row, place]))
            best.append(float(likely[row, winner]))
            hits.append(float(winner == row))
    return np.array(best, np.float32), np.array(hits, np.float32)


def calibrated(cosines: Floats, hits: Floats) -> tuple[float, float]:
    """(slope, middle), so that 1 / (1 + exp(-slope * (cosine - middle))) is the share of hits.

    Source: Platt, Probabilistic outputs for support vector machines, 1999.
    """
    line = torch.tensor([10.0, -5.0], dtype=torch.float64, requires_grad=True)
    x, y = torch.from_numpy(cosines).double(), torch.from_numpy(hits).double()
    search = torch.optim.LBFGS([line], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        search.zero_grad()
        told = line[0] * x + line[1]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(told, y)
        # So little that it only decides where everything, or nothing, was a hit.
        loss = loss + 1e-5 * line.square().sum()
        loss.backward()
        return loss

    search.step(closure)
    slope, shift = (float(part) for part in line.detach())
    return slope, -shift / slope


def _export_net(icons: IconNet, path: Path) -> None:
    """The weights are kept in half precision, and computed with in single."""
    with warnings.catch_warnings():
        # The newer exporter needs one package more and gives the same network.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            Exported(icons),
            (torch.zeros(2, 4, SIDE_PX, SIDE_PX, dtype=torch.uint8),),
            str(path),
            input_names=["crops"],
            output_names=["meanings", "chances"],
            dynamic_axes={name: {0: "n"} for name in ("crops", "meanings", "chances")},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(path)
    for tensor in list(model.graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 256:
            continue
        half = numpy_helper.to_array(tensor).astype(np.float16)
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(numpy_helper.from_array(half, f"{tensor.name}.half"))
        cast = helper.make_node(
            "Cast", [f"{tensor.name}.half"], [tensor.name], to=TensorProto.FLOAT
        )
        model.graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, path)
