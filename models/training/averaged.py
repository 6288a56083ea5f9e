"""One detector from several checkpoints of one training: the mean of their weights.

    python -m models.training.averaged RUN [RUN ...] --out FILE.onnx

Weights that were taken at different steps lie around a better place between them, as if the rate
had fallen further (arXiv:1803.05407). RUN: a folder that the training wrote, or a copy of it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

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
    asked = parser.parse_args()
    return status_of(lambda: export(averaged(asked.runs), asked.out))


if __name__ == "__main__":
    sys.exit(main())
