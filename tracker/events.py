"""Raw input, as the system reports it: one value for each thing that a hand did.

`t_ns` is monotonic; places are desktop places. `synthetic` is True for input that a program made
(XTEST and the like), False for a device, so that a person's hand can be told from our own.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.geometry import ScreenPoint


class Button(StrEnum):
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BACK = "back"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class PointerMoved:
    t_ns: int
    at: ScreenPoint
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    t_ns: int
    at: ScreenPoint
    button: Button
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class ButtonReleased:
    t_ns: int
    at: ScreenPoint
    button: Button
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class WheelTurned:
    """dx, dy: notches, or parts of one from a smooth wheel; positive is right and down."""

    t_ns: int
    at: ScreenPoint
    dx: float
    dy: float
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """key: a name of `tracker.keys`. text: what the key types by itself, "" for nothing."""

    t_ns: int
    key: str
    text: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class KeyReleased:
    t_ns: int
    key: str
    synthetic: bool = False


RawEvent = PointerMoved | ButtonPressed | ButtonReleased | WheelTurned | KeyPressed | KeyReleased
