"""What the packaged application sees to before anything else of it runs.

Frozen by PyInstaller, `sys.executable` is the application itself: there is no `python -m`, and
the environment is the loader's and not the person's. From a checkout nothing here has an effect.
"""

import multiprocessing
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from models.llama_probe import PROBE_FLAG, tell
from tracker.desktop.stage import KEEPER_FLAG

_LIBRARIES = "LD_LIBRARY_PATH"


def prepare(environ: MutableMapping[str, str]) -> None:
    """Call it first. environ: of this process; programs that it starts inherit it."""
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        give_back(environ)


def give_back(environ: MutableMapping[str, str]) -> None:
    """Make the environment what it was when the person started the application.

    The loader points LD_LIBRARY_PATH at our own libraries and keeps the value before it in
    LD_LIBRARY_PATH_ORIG. It has done its work by now (the dynamic linker reads it once, at the
    start), and an X server or an editor that we start would load our libraries instead of its
    own. Without the loader's `_PYI_` notes a copy of ourselves starts like the first one.
    Source: PyInstaller's manual, "Run-time Information" and "Independent subprocess".
    """
    before = environ.pop(f"{_LIBRARIES}_ORIG", None)
    if before is None:
        environ.pop(_LIBRARIES, None)
    else:
        environ[_LIBRARIES] = before
    for name in [name for name in environ if name.startswith("_PYI_")]:
        del environ[name]


def serve(arguments: Sequence[str]) -> bool:
    """Be what the application needs a process of its own for, if the arguments ask for that.

    A stage's keeper, until the stage ends; or the one in which llama.cpp is tried.
    """
    match list(arguments):
        case [flag, directory, opener] if flag == KEEPER_FLAG:
            from tracker.desktop.stage_keeper import main  # Linux alone has it

            main(Path(directory), int(opener))
        case [flag, library] if flag == PROBE_FLAG:
            sys.stdout.write(tell(library))
        case _:
            return False
    return True
