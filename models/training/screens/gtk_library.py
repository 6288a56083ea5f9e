"""GTK 3 for made-up screens, on a display of its own.

Debian: `xvfb python3-gi gir1.2-gtk-3.0 librsvg2-common`. The binding comes with the system's
Python; it is used where this one has none and is of the same version.
"""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tracker.errors import Unavailable

_SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"


@contextmanager
def private_display(width: int, height: int) -> Iterator[str]:
    """The name of an X display that nobody sees. Raises Unavailable if there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        raise Unavailable("There is no Xvfb.", hint="Install the package `xvfb`.")
    reads, writes = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", f"{width}x{height}x24",
         "-nolisten", "tcp"],
        pass_fds=(writes,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writes)
    try:
        with os.fdopen(reads) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(20)


def gtk_on(display: str) -> dict[str, Any]:
    """The modules Gtk, Gdk, GdkPixbuf, Gio and Pango. Raises Unavailable if they are missing."""
    os.environ.update(DISPLAY=display, GDK_BACKEND="x11", NO_AT_BRIDGE="1", GTK_CSD="0")
    if importlib.util.find_spec("gi") is None:
        sys.path.append(_SYSTEM_PACKAGES)
    try:
        gi = importlib.import_module("gi")
        gi.require_version("Gtk", "3.0")
        return {
            name: importlib.import_module(f"gi.repository.{name}")
            for name in ("Gtk", "Gdk", "GdkPixbuf", "Gio", "GLib")
        }
    except (ImportError, ValueError) as error:
        raise Unavailable(
            f"GTK cannot be used: {error}.",
            hint="Install `python3-gi gir1.2-gtk-3.0` and use the system's version of Python.",
        ) from error
