"""Named bytes in a folder: where most formats are written to and read from.

A name is relative, with `/` between its parts, and never leads out of the folder.
"""

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

from tracker.errors import Malformed, Unavailable


class Members(Protocol):
    """What somebody sent, by name."""

    def told(self, name: str) -> str:
        """The member as a message names it."""
        ...

    def has(self, name: str) -> bool: ...

    def read(self, name: str, most: int) -> bytes:
        """Raises Malformed if it is not there or has more than `most` bytes."""
        ...


class Sink(Protocol):
    def put(self, name: str, parts: Iterable[bytes]) -> None: ...


class Folder:
    """Both ways. Raises Unavailable for what the disk does not let us do."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def told(self, name: str) -> str:
        return str(self._root / name)

    def has(self, name: str) -> bool:
        return _is_file(self._path(name))

    def read(self, name: str, most: int) -> bytes:
        path = self._path(name)
        if not _is_file(path):
            raise Malformed(f"There is no {path}.", hint="Ask for the whole export again.")
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
        except OSError as error:
            raise Unavailable(
                f"{path} cannot be read: {error.strerror or error}.", hint="See who owns it."
            ) from error
        if len(data) > most:
            raise Malformed(
                f"{path} has more than {most:,} bytes.", hint="No recording of ours needs that."
            )
        return data

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(parts)

    def _path(self, name: str) -> Path:
        """Raises Malformed for a name that leads out of the folder, by dots or by a link."""
        pure = PurePosixPath(name)
        path = self._root / pure
        if (
            pure.is_absolute()
            or ".." in pure.parts
            or not _is_name(name)
            or not _lies_in(path, self._root)
        ):
            raise Malformed(
                f"{name[:80]!r} does not lie in {self._root}.",
                hint="An import reads nothing outside of what was sent.",
            )
        return path


def _is_name(name: str) -> bool:
    """Whether there can be a file of that name."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _lies_in(path: Path, folder: Path) -> bool:
    """False as well for links that lead in a circle."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (RuntimeError, OSError):  # the first up to Python 3.12, the second since
        return False


def _is_file(path: Path) -> bool:
    """False as well where the disk takes no such name."""
    try:
        return path.is_file()
    except OSError:
        return False
