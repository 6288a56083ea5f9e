"""The process in which llama.cpp is loaded first: it tells what it was compiled for, or dies of it.

Run as a file, by a Python that has nothing of ours on its path, or by the packaged application.
"""

import ctypes
import os
import sys

PROBE_FLAG = "--what-llama-was-compiled-for"
"""Asks the packaged application, which is no Python, to be that process."""


def tell(library: str) -> str:
    """library: the path of it. `CPU : SSE3 = 1 | AVX = 1 | ...`"""
    if sys.platform == "win32":
        os.add_dll_directory(os.path.dirname(library))  # noqa: PTH120 - pathlib is slow to load
    loaded = ctypes.CDLL(library)
    loaded.llama_print_system_info.restype = ctypes.c_char_p
    told: bytes = loaded.llama_print_system_info()
    return told.decode()


if __name__ == "__main__":
    sys.stdout.write(tell(sys.argv[1]))
