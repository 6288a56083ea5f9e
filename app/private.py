"""Private mode: nothing is recorded, by anybody, until it ends.

A mark in the runtime folder, so that it holds for the tray and every terminal alike, for what
goes on and what would begin, and outlives all of them.
"""

from pathlib import Path

from tracker.errors import Refused, Unavailable

NAME = "private"


class PrivateMode:
    """runtime: the folder of what is running now."""

    def __init__(self, runtime: Path) -> None:
        self._mark = runtime / NAME

    @property
    def is_on(self) -> bool:
        return self._mark.exists()

    def begin(self) -> None:
        """Raises Unavailable if the mark cannot be made: then it has not begun."""
        try:
            self._mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._mark.touch(mode=0o600)
        except OSError as error:
            raise Unavailable(
                f"Private mode cannot begin: {self._mark} cannot be made ({error.strerror}).",
                hint="Stop the recording, and see who owns that folder.",
            ) from error

    def end(self) -> None:
        self._mark.unlink(missing_ok=True)

    def must_be_off(self) -> None:
        """Raises Refused while it is on."""
        if self.is_on:
            raise Refused(
                "Private mode is on: nothing is recorded, and a run would keep what it sees.",
                hint="End it with `journeyman private off`, or in the tray's menu.",
            )
