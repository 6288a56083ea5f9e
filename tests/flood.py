"""Input at a steady rate, and when each event was sent: for what must be heard whole.

Letters, movements, clicks and turns of the wheel follow each other in one fixed order, so that
what a recorder kept can be compared, event by event, with what was sent.
"""

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.x_person import XPerson
from tracker.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)

LETTERS = "qwertyuiop"
_FIRST_KEYCODE = 24
"""Of "q", on every X server with a PC's keyboard."""

_POINTER_PART = (*["move"] * 60, "press", "release", *["move"] * 40, "turn", "turned")
"""As a mouse that reports a thousand times a second."""

TEXT = tuple(f"{letter} {way}" for letter in LETTERS for way in ("down", "up"))
MIXED = TEXT + _POINTER_PART


@dataclass(frozen=True, slots=True)
class Sent:
    """what: as `told` names it. t_ns: monotonic, just before it was sent."""

    t_ns: int
    what: str


def told(events: Iterable[RawEvent]) -> list[str]:
    """What was heard, in the words of `Flood.sent`. Movements are left out: they are thinned."""
    words: list[str] = []
    for event in events:
        match event:
            case KeyPressed(key=key):
                words.append(f"{key} down")
            case KeyReleased(key=key):
                words.append(f"{key} up")
            case ButtonPressed():
                words.append("press")
            case ButtonReleased():
                words.append("release")
            case WheelTurned(dy=dy):
                words += ["turn"] * round(dy)
            case PointerMoved():
                pass
    return words


def by_device(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the keyboard did and what the pointer did, each in its order.

    A window manager that looks at each press first holds the pointer's events up meanwhile, and
    the display passes on keys that were pressed after them: to programs as well as to us.
    """
    keys = [one for one in words if one.endswith((" down", " up"))]
    return keys, [one for one in words if not one.endswith((" down", " up"))]


class Flood:
    """A context manager: a thread sends until the block ends, or until so many were sent.

    rate, count: of all events, movements too. pattern: what is sent again and again.
    """

    def __init__(
        self,
        display: str,
        rate: float,
        *,
        count: int | None = None,
        pattern: Sequence[str] = MIXED,
    ) -> None:
        self._person = XPerson(display)
        self._rate = rate
        self._count = count
        self._pattern = tuple(pattern)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self.all: list[Sent] = []

    @property
    def sent(self) -> list[Sent]:
        """What must be heard."""
        return [one for one in self.all if one.what not in ("move", "turned")]

    def join(self, timeout_s: float) -> None:
        """Until all are sent."""
        self._thread.join(timeout_s)
        assert not self._thread.is_alive(), f"{len(self.all)} events were sent in {timeout_s:g} s"

    def __enter__(self) -> "Flood":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(20)
        self._person.close()

    def _send_all(self) -> None:
        """Nothing stays down: it ends where the pattern does."""
        began = time.monotonic()
        while not (self._over.is_set() or (self._count and len(self.all) >= self._count)):
            for what in self._pattern:
                late_s = time.monotonic() - began - len(self.all) / self._rate
                if late_s < 0:
                    self._person.settle()
                    self._over.wait(-late_s)
                self.all.append(Sent(time.monotonic_ns(), what))
                self._send(what)
        self._person.settle()

    def _send(self, what: str) -> None:
        person, number = self._person, len(self.all)
        match what.split():
            case [letter, "down"]:
                person.press_key(_FIRST_KEYCODE + LETTERS.index(letter))
            case [letter, "up"]:
                person.release_key(_FIRST_KEYCODE + LETTERS.index(letter))
            case ["move"]:
                person.move(40 + 7 * number % 400, 60 + 3 * number % 300)
            case ["press"]:
                person.press_button(1)
            case ["release"]:
                person.release_button(1)
            case ["turn"]:
                person.press_button(5)
            case _:
                person.release_button(5)
