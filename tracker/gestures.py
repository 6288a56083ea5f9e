"""What a hand may be in the middle of: a click that may become a double one, a text, a scroll.

The reducer decides which event goes to which gesture; a gesture knows what action it makes.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText
from tracker.events import Button, ButtonPressed, KeyPressed, RawEvent, WheelTurned
from tracker.geometry import Placement, ScreenPoint


@dataclass(frozen=True, slots=True)
class Reduced:
    """An action, and the events that it is made of.

    t_ns, until_ns: its first and last event. events: presses, releases of buttons and wheel turns,
    in order; the first one may be a modifier's.
    """

    action: Action
    t_ns: int
    until_ns: int
    events: tuple[RawEvent, ...]


class Gesture(ABC):
    """Something that a later event may still add to, unless `closed`."""

    def __init__(self, events: list[RawEvent]) -> None:
        self.events = events
        self.until_ns = events[-1].t_ns
        self.closed = False
        self.deadline_ns: int | None = None

    def add(self, events: list[RawEvent]) -> None:
        self.events += events
        self.until_ns = events[-1].t_ns

    @abstractmethod
    def reduced(self, placement: Placement) -> list[Reduced]:
        """What it is by now, places in the pixels of the frame."""

    def _as(self, action: Action) -> list[Reduced]:
        return [Reduced(action, self.events[0].t_ns, self.until_ns, tuple(self.events))]


class Pointing(Gesture):
    """One button from its press on; quick clicks that follow are merged into the first."""

    def __init__(
        self, events: list[RawEvent], pressed: ButtonPressed, held: tuple[str, ...]
    ) -> None:
        super().__init__(events)
        self.button: Button = pressed.button
        self.start = self.end = pressed.at
        self.pressed_ns = pressed.t_ns
        self.held = held
        self.count = 1
        self.down = True
        self.moved = False
        self.follows: Pointing | None = None

    def move(self, at: ScreenPoint, drag_px: int) -> None:
        self.end = at
        self.moved = self.moved or not near(self.start, at, drag_px)

    def reduced(self, placement: Placement) -> list[Reduced]:
        start, end = placement.to_frame(self.start), placement.to_frame(self.end)
        if self.moved:
            return self._as(Drag(start, end, self.button, self.held))
        return self._as(Click(start, self.button, self.count, self.held))


class Wheeling(Gesture):
    def __init__(self, events: list[RawEvent], turned: WheelTurned, held: tuple[str, ...]) -> None:
        super().__init__(events)
        self.at = turned.at
        self.direction = direction(turned)
        self.dx, self.dy = turned.dx, turned.dy
        self.held = held

    def reduced(self, placement: Placement) -> list[Reduced]:
        dx, dy = _notches(self.dx, self.direction[0]), _notches(self.dy, self.direction[1])
        return self._as(Scroll(placement.to_frame(self.at), dx, dy, self.held))


class Typing(Gesture):
    """A run of text. Backspaces that take back what the run typed are applied to it."""

    def __init__(self, events: list[RawEvent]) -> None:
        super().__init__(events)
        self.text = ""
        self.strokes: list[tuple[KeyPressed, list[RawEvent]]] = []

    def type(self, pressed: KeyPressed, events: list[RawEvent]) -> None:
        self.strokes.append((pressed, events))
        self.text = self.text + pressed.text if types(pressed) else self.text[:-1]

    def reduced(self, placement: Placement) -> list[Reduced]:
        if self.text:
            return self._as(TypeText(self.text))
        return self._literally()

    def _literally(self) -> list[Reduced]:
        """A text that was taken back whole is kept as it was typed: it may have replaced
        something that was selected."""
        reduced: list[Reduced] = []
        for pressed, events in self.strokes:
            last = reduced[-1].action if reduced else None
            if types(pressed) and isinstance(last, TypeText):
                earlier = reduced.pop()
                joined = TypeText(last.text + pressed.text)
                all_events = (*earlier.events, *events)
                reduced.append(Reduced(joined, earlier.t_ns, pressed.t_ns, all_events))
                continue
            action = TypeText(pressed.text) if types(pressed) else PressKeys((pressed.key,))
            reduced.append(Reduced(action, events[0].t_ns, pressed.t_ns, tuple(events)))
        return reduced


class Pressing(Gesture):
    """A chord. One that switches between windows or tabs lasts until its modifier is let go."""

    def __init__(
        self, events: list[RawEvent], keys: tuple[str, ...], modifiers: tuple[str, ...]
    ) -> None:
        super().__init__(events)
        self.keys = keys
        self.modifiers = modifiers

    def reduced(self, placement: Placement) -> list[Reduced]:
        return self._as(PressKeys(self.keys))


def types(event: KeyPressed) -> bool:
    return bool(event.text) and event.text.isprintable()


def near(one: ScreenPoint, other: ScreenPoint, distance_px: int) -> bool:
    return abs(one.x - other.x) <= distance_px and abs(one.y - other.y) <= distance_px


def direction(turned: WheelTurned) -> tuple[int, int]:
    """Of the wheel that was turned further: two fingers never go quite straight."""
    dx, dy = turned.dx, turned.dy
    if abs(dx) > abs(dy):
        return (dx > 0) - (dx < 0), 0
    return 0, (dy > 0) - (dy < 0)


def _notches(turned: float, direction: int) -> int:
    """Whole ones, of all parts together; at least one where it was turned on purpose."""
    return round(turned) or direction
