"""The detector's weights as numbers that can be learned on, in one file beside this one.

The model that is run is of whole numbers of eight bits, with its layers joined: it cannot be taught
any further.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from tracker.errors import Malformed

BASE: Final = Path(__file__).with_name("detector_base.npz")


def write_base(weights: Mapping[str, Tensor], path: Path) -> None:
    """Those between two layers in half of the bits; the few that are one for each channel whole,
    since some of those are too large for that, and others too small."""
    kept = {name: value.cpu().numpy() for name, value in weights.items()}
    np.savez_compressed(
        path,
        **{
            name: value.astype(np.float16) if value.ndim > 1 else value
            for name, value in kept.items()
        },
    )


def read_base(path: Path = BASE) -> dict[str, Tensor]:
    """Raises Malformed for a file that holds no weights."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {
                name: torch.from_numpy(
                    value.astype(np.float32) if value.dtype == np.float16 else value
                )
                for name, value in kept.items()
            }
    except (OSError, ValueError, EOFError, AttributeError) as error:
        # Of a lone array numpy gives no table, which cannot be entered.
        raise Malformed(
            f"{path} holds no weights of the detector: {error}.",
            hint="`python -m models.training.averaged RUN --base FILE` writes such a file.",
        ) from error
