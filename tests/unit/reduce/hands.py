"""What a hand does, as raw events: times in ms, places of the desktop."""

from collections.abc import Iterable

from tests.builders import MS
from tracker.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.geometry import ScreenPoint


def down(key: str, t_ms: int, text: str = "") -> KeyPressed:
    return KeyPressed(t_ms * MS, key, text)


def up(key: str, t_ms: int) -> KeyReleased:
    return KeyReleased(t_ms * MS, key)


def moved(x: int, y: int, t_ms: int) -> PointerMoved:
    return PointerMoved(t_ms * MS, ScreenPoint(x, y))


def turned(x: int, y: int, t_ms: int, dx: float = 0, dy: float = 1) -> WheelTurned:
    return WheelTurned(t_ms * MS, ScreenPoint(x, y), dx, dy)


def drag(*places: tuple[int, int], t_ms: int = 0, button: Button = Button.LEFT) -> list[RawEvent]:
    first, *between, last = places
    return [
        ButtonPressed(t_ms * MS, ScreenPoint(*first), button),
        *(moved(x, y, t_ms + 20 * n) for n, (x, y) in enumerate([*between, last], start=1)),
        ButtonReleased((t_ms + 20 * len(places)) * MS, ScreenPoint(*last), button),
    ]


def chord_of(*keys: str, t_ms: int = 0, release: Iterable[str] | None = None) -> list[RawEvent]:
    released = list(release) if release else list(reversed(keys))
    return [
        *(down(key, t_ms + 10 * n) for n, key in enumerate(keys)),
        *(up(key, t_ms + 200 + 10 * n) for n, key in enumerate(released)),
    ]
