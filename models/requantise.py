"""A quicker copy of a model's weights, for machines where reading the question is what takes long.

The small planner comes with four bits a weight; as Q8_0 it is half as large again and reads a
question in about half of the processor time. Made on this machine from verified weights.
"""

import ctypes
import os
import shutil
from pathlib import Path

from models.llama import llama_library
from tracker.errors import Unavailable


def requantised(weights: Path) -> Path:
    """The Q8_0 copy beside `weights`, made if it is not there or is older than they are.

    Some seconds for 100 MB. Raises Unavailable if it cannot be made or there is no room.
    """
    target = weights.with_name(f"{weights.stem}.requantised-q8_0.gguf")
    if target.exists() and target.stat().st_mtime_ns >= weights.stat().st_mtime_ns:
        return target
    library = llama_library()
    how = library.llama_model_quantize_default_params()
    how.ftype = library.LLAMA_FTYPE_MOSTLY_Q8_0
    how.allow_requantize = True
    # Of this process alone: two that begin at once both finish, and the later one's copy stays.
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        failed = library.llama_model_quantize(
            str(weights).encode(), str(unfinished).encode(), ctypes.byref(how)
        )
        if failed:
            raise _why(weights)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _why(weights: Path) -> Unavailable:
    """llama.cpp says the same of a full disk as of a file that it cannot make sense of."""
    free = shutil.disk_usage(weights.parent).free
    if free < 2 * weights.stat().st_size:
        return Unavailable(
            f"A quicker copy of {weights.name} cannot be made: {free / 1e6:.0f} MB are free.",
            hint="Make room on its disk.",
        )
    return Unavailable(
        f"{weights} is no language model that llama.cpp can read.",
        hint="Choose another with `journeyman models use`; if it should be one, fetch it again.",
    )
