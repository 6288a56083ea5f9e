"""One detector from several checkpoints of one training: the mean of their weights.

    python -m models.training.averaged RUN [RUN ...] --out FILE.onnx [--base FILE.npz]

Weights that were taken at different steps lie around a better place between them, as if the rate
had fallen further (arXiv:1803.05407). RUN: a folder that the training wrote, or a copy of it.
--base keeps the mean as well as what `journeyman train grounder` begins with.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from models.training.base_weights import write_base
from models.training.checkpoints import load
from models.training.detector import export
from models.training.runs import status_of
from tracker.errors import Malformed

_SMOOTH = "smooth."


def averaged(runs: Sequence[Path]) -> dict[str, Tensor]:
    """The smoothed weights of their checkpoints, averaged; what counts is the last one's.

    Raises Malformed where a folder has none, or has one of another network.
    """
    found = [_smooth(run) for run in runs]
    shapes = [{name: value.shape for name, value in one.items()} for one in found]
    if any(one != shapes[0] for one in shapes):
        raise Malformed(
            "These checkpoints are not of one network.",
            hint="Give folders of one training, at different steps.",
        )
    return {
        name: torch.stack([one[name] for one in found]).mean(0)
        if last.dtype.is_floating_point
        else last
        for name, last in found[-1].items()
    }


def _smooth(run: Path) -> dict[str, Tensor]:
    found = load(run / "checkpoint.pt")
    weights = found.weights if found is not None else {}
    smooth = {k.removeprefix(_SMOOTH): v for k, v in weights.items() if k.startswith(_SMOOTH)}
    if not smooth:
        raise Malformed(
            f"There is no checkpoint of the detector in {run}.",
            hint="Give a folder that `python -m models.training.detector` wrote.",
        )
    return smooth


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="where to keep them for learning on")
    asked = parser.parse_args()
    return status_of(lambda: _make(asked.runs, asked.out, asked.base))


def _make(runs: Sequence[Path], out: Path, base: Path | None) -> None:
    weights = averaged(runs)
    export(weights, out)
    if base is not None:
        write_base(weights, base)


if __name__ == "__main__":
    sys.exit(main())
