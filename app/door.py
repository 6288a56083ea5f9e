"""Through which a recording hears `journeyman stop`, `pause`, `resume`, `forget` and `private`.

A socket in the runtime folder for each such process, that only its owner can open. One line of
JSON in, one line out. The side that records serves it on its own thread and wakes for nothing else.
"""

import json
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tracker.errors import JourneymanError, Refused, Unavailable

_PREFIX = "recording-"
_ANSWER_S = 30.0
_LONGEST = 1000


class Door:
    """A context manager. answer: does what a request says, and gives what is told in reply."""

    def __init__(self, runtime: Path, answer: Callable[[dict[str, Any]], str]) -> None:
        self._path = runtime / f"{_PREFIX}{os.getpid()}.socket"
        self._answer = answer
        self._woken, self._wake = os.pipe()
        self._server = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> "Door":
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.unlink(missing_ok=True)
        with _short(self._path) as name:
            self._server.bind(name)
        self._path.chmod(0o600)
        self._server.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)
        self._server.close()
        os.close(self._wake)
        os.close(self._woken)

    def wake(self) -> None:
        """From any thread: `serve` looks anew whether it is over."""
        os.write(self._wake, b".")

    def serve(self, is_over: Callable[[], bool], seconds: float | None) -> None:
        """Until it is over, or for so long."""
        deadline = time.monotonic() + seconds if seconds is not None else None
        while not is_over():
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return
            door = self._server.fileno()
            ready, _, _ = select.select([door, self._woken], [], [], left)
            if self._woken in ready:
                os.read(self._woken, _LONGEST)
            if door in ready:
                self._welcome()

    def _welcome(self) -> None:
        visitor, _ = self._server.accept()
        with visitor:
            visitor.settimeout(_ANSWER_S)
            try:
                reply = {"done": self._answer(json.loads(visitor.recv(_LONGEST)))}
            except JourneymanError as error:
                reply = {"refused": str(error)}
            except (ValueError, OSError):
                return  # a visitor that says nothing that we know, or is gone
            with suppress(OSError):  # it did not wait for its answer
                visitor.sendall(json.dumps(reply).encode())


def knock(runtime: Path, request: dict[str, Any]) -> list[str]:
    """What each recording that is going on replies. Raises Refused if there is none, or it does,
    and Unavailable if one does not answer."""
    replies = knock_if_any(runtime, request)
    if not replies:
        raise Refused(
            "No recording is going on.",
            hint="`journeyman record` begins one, and so does the tray.",
        )
    return replies


def knock_if_any(runtime: Path, request: dict[str, Any]) -> list[str]:
    """Nothing if none is going on. Raises Refused if one does."""
    replies = [
        reply for path in sorted(runtime.glob(f"{_PREFIX}*")) if (reply := _ask(path, request))
    ]
    for reply in replies:
        if "refused" in reply:
            raise Refused(reply["refused"])
    return [str(reply["done"]) for reply in replies]


def _ask(path: Path, request: dict[str, Any]) -> dict[str, Any] | None:
    """None where nobody is behind the door any more; then it is removed."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_ANSWER_S)
        try:
            with _short(path) as name:
                line.connect(name)
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return None
        try:
            line.sendall(json.dumps(request).encode())
            reply = line.recv(_LONGEST)
        except OSError as error:
            raise Unavailable(
                f"The recording of process {path.stem.removeprefix(_PREFIX)} does not answer.",
                hint="Stop it with its stop keys, or end that process.",
            ) from error
    return json.loads(reply) if reply else None


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name for it of at most the 107 bytes that a socket's name may have."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        is_linux = Path("/proc/self/fd").is_dir()
        yield f"/proc/self/fd/{folder}/{path.name}" if is_linux else str(path)
    finally:
        os.close(folder)
