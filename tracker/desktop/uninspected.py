"""The inspector of a desktop whose windows and elements cannot be read: it says why, each time."""

from typing import NoReturn

from tracker.errors import Unavailable
from tracker.geometry import ScreenPoint


class Uninspected:
    """Every question raises what kept us from reading, so that no one takes silence for an empty
    screen. What is recorded then says so (`degraded`)."""

    def __init__(self, why: Unavailable) -> None:
        self._why = why

    def window(self) -> NoReturn:
        self._refuse()

    def element_at(self, at: ScreenPoint) -> NoReturn:
        self._refuse()

    def focused(self) -> NoReturn:
        self._refuse()

    def elements(self) -> NoReturn:
        self._refuse()

    def close(self) -> None:
        """Nothing is held."""

    def _refuse(self) -> NoReturn:
        raise Unavailable(self._why.message, hint=self._why.hint)
