"""The private directory of a stage: made, recognised as alive, swept when it is dead.

DIRECTORY/lock       locked as long as a keeper lives
DIRECTORY/home       HOME of the programs
DIRECTORY/run        XDG_RUNTIME_DIR, with the sockets
DIRECTORY/log        what the programs printed
DIRECTORY/display    number of the X server
"""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":  # where there is no stage, and this module still has to load
    import fcntl

PREFIX = "journeyman-stage-"
MARK = "JOURNEYMAN_STAGE"
"""The variable that each process on a stage carries; its value is the stage's directory."""

_LONGEST_ROOT = 50
"""Bytes. A socket's path has 108 in all: unix(7)."""

_INHERITED = (
    "PATH", "USER", "LOGNAME", "SHELL", "TERM", "TZ",
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip


def make_directory() -> tuple[Path, int]:
    """Locked from the moment on at which it has its name, so that nobody sweeps it away. Gives the
    lock as well, a file descriptor: it holds as long as a process has it."""
    root = tempfile.gettempdir()
    if len(os.fsencode(root)) > _LONGEST_ROOT:
        root = "/tmp"  # noqa: S108  mkdtemp makes the name unguessable and the mode 0700
    unnamed = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=root))
    lock = os.open(unnamed / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    directory = unnamed.rename(unnamed.with_name(unnamed.name[1:]))
    for name in ("home/.config", "home/.cache", "home/.local/share", "home/.local/state", "log"):
        (directory / name).mkdir(parents=True)
    (directory / "run").mkdir(mode=0o700)
    return directory, lock


def is_held(directory: Path) -> bool:
    try:
        descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove(directory: Path) -> None:
    """Also the socket that a killed X server leaves."""
    with suppress(FileNotFoundError):
        number = (directory / "display").read_text()
        _remove_if_dead(Path(f"/tmp/.X11-unix/X{number}"))  # noqa: S108  the X server's own place
    shutil.rmtree(directory, ignore_errors=True)


def _remove_if_dead(path: Path) -> None:
    """Another server may have taken the number since: then it answers."""
    with socket.socket(socket.AF_UNIX) as knocking, suppress(FileNotFoundError):
        try:
            knocking.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


def sweep() -> None:
    """Remove what is left of this user's stages whose keepers were killed both at once."""
    for root in {tempfile.gettempdir(), "/tmp"}:  # noqa: S108  where `make_directory` makes them
        for directory in Path(root).glob(f"{PREFIX}*"):
            with suppress(OSError):
                if directory.lstat().st_uid == os.getuid() and not is_held(directory):
                    remove(directory)


def environment(directory: Path, display: str, inherited: Mapping[str, str]) -> dict[str, str]:
    """What a program on the stage sees: nothing of the person's session, accessibility on."""
    home = directory / "home"
    return {
        **{name: inherited[name] for name in _INHERITED if name in inherited},
        MARK: str(directory),
        "DISPLAY": display,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(directory / "run"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_SESSION_TYPE": "x11",
        "XDG_CURRENT_DESKTOP": "openbox",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={directory / 'run' / 'bus'}",
        "GDK_BACKEND": "x11",
        "GTK_A11Y": "atspi",
        "GTK_USE_PORTAL": "0",
        # Settings in the private home and files without gvfs: no daemons that nobody asked for.
        "GSETTINGS_BACKEND": "keyfile",
        "GIO_USE_VFS": "local",
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "GNOME_ACCESSIBILITY": "1",
        "ACCESSIBILITY_ENABLED": "1",
    }
