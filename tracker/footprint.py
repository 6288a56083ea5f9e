"""What Python itself costs a recorder: its search for garbage, and the memory that it keeps.

For a process that records, as long as it lives: neither can be taken back.
"""

import ctypes
import gc
import sys
from typing import Final

_MADE: Final = 10_000
_OF_OLDER: Final = (20, 50)
_ARENAS_AT_MOST: Final = -8
"""M_ARENA_MAX. Source: glibc, malloc.h."""


def tread_lightly() -> None:
    """What is loaded by now is not looked through for garbage any more, and what was made since
    more rarely: by default that is a twentieth of all that a recorder does. All threads share one
    heap: with one for each, what one of them has let go is of no use to the others.
    """
    gc.freeze()
    gc.set_threshold(_MADE, *_OF_OLDER)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):  # glibc alone has it
            libc.mallopt(_ARENAS_AT_MOST, 1)
