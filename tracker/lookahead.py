"""Lookups that are made before they are needed: under a resting pointer, and after the last act.

Only what was asked before an event is sure to be from before its effect. The same answers tell
what a field held after it was typed into.

When all is at rest the whole window is looked at as well: a step then knows the screen that it
was chosen from, as the planner will see it. A program that is slow to tell is asked more rarely.
"""

from collections.abc import Callable
from typing import Final

from tracker.difference import share_differing
from tracker.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.frames import Frame
from tracker.geometry import ScreenPoint
from tracker.gestures import near
from tracker.lookup import Question, Seen
from tracker.ring import Settled, Sight

_RESTS_NS: Final = 60_000_000
_QUIET_NS: Final = 250_000_000
_REPEATS_NS: Final = 150_000_000
_STILL_PX: Final = 2
_PER_LOOK: Final = 3
"""The hands must have rested this many times longer than the last whole look took."""
_LIT_SHARE: Final = 0.02
"""Of the picture: more than a menu item or a button that lights up, less than a small dialog."""


class LooksAhead:
    """ask: hands a question on without waiting."""

    def __init__(self, ask: Callable[[Question], Question]) -> None:
        self._ask = ask
        self._acted_ns = 0
        self._down_ns: dict[str, int] = {}
        self._at: ScreenPoint | None = None
        self._moved_ns = 0
        self._under_pointer: Question | None = None
        self._with_focus: Question | None = None
        self._last_focus: Question | None = None
        self._whole: Question | None = None
        self._whole_of: Frame | None = None
        self._compared: Frame | None = None
        self._whole_took_ns = 0

    def note(self, event: RawEvent) -> None:
        """To be told of every event, after what was known before it was asked for."""
        match event:
            case PointerMoved(at=at):
                if self._at is None or not near(self._at, at, _STILL_PX):
                    self._at, self._moved_ns, self._under_pointer = at, event.t_ns, None
            case ButtonPressed() | ButtonReleased() | WheelTurned():
                self._at, self._moved_ns = event.at, event.t_ns
                self._act(event.t_ns)
            case KeyPressed(key=key):
                self._down_ns[key] = event.t_ns
                self._act(event.t_ns)
            case KeyReleased(key=key):
                down_ns = self._down_ns.pop(key, event.t_ns)
                if event.t_ns - down_ns > _REPEATS_NS:  # it typed until now
                    self._act(event.t_ns)

    def look(self, now_ns: int, settled: Settled | None = None) -> None:
        """To be called several times a second, when all events so far were noted.

        settled: the last time that the screen was at rest.
        """
        quiet_ns = now_ns - self._acted_ns
        if self._with_focus is None and quiet_ns > _QUIET_NS:
            self._with_focus = self._ask(Question(now_ns, None))
        if (
            self._at is not None
            and self._under_pointer is None
            and now_ns - self._moved_ns > _RESTS_NS
            and quiet_ns > _QUIET_NS
        ):
            self._under_pointer = self._ask(Question(now_ns, self._at))
        self._look_at_all(now_ns, quiet_ns, settled)  # last: it gives way to the others

    def before(self, event: RawEvent) -> Seen | None:
        """What the event finds, as it was when nothing had been done since the last act."""
        match event:
            case ButtonPressed(at=at) | WheelTurned(at=at):
                is_there = self._at is not None and near(self._at, at, _STILL_PX)
                question = self._under_pointer if is_there else None
            case KeyPressed():
                question = self._with_focus
            case _:
                return None
        seen = question.peek() if question else None
        return seen if seen and seen.looked_ns < event.t_ns else None

    def all_now(self, now_ns: int) -> Seen:
        """The whole window as it is. Waits for the answer."""
        return self._ask(Question(now_ns, None, whole=True)).wait()

    def showing(self, event: RawEvent, sight: Sight) -> Seen | None:
        """What showed in the active window before the event; None if it is not known.

        sight: of the event. The picture tells whether it is still so: which window is active
        is asked at the event, when a click may have opened another one already.
        """
        seen = self._whole.peek() if self._whole else None
        if seen is None or seen.is_cut or self._whole_of is None:
            return None
        if seen.looked_ns + seen.took_ns >= event.t_ns:
            return None
        return seen if _is_alike(self._whole_of, sight.before) else None

    def _look_at_all(self, now_ns: int, quiet_ns: int, settled: Settled | None) -> None:
        """Once on each screen that has come to rest."""
        if self._whole and (cut := self._whole.peek()) and cut.is_cut:
            self._whole = self._whole_of = self._compared = None
        if settled is None or settled.seen_ns <= self._acted_ns or settled.frame is self._compared:
            return
        if self._whole is not None:
            seen = self._whole.peek()
            if seen is None:
                return
            self._whole_took_ns = seen.took_ns
            if self._whole_of is not None and _is_alike(self._whole_of, settled.frame):
                self._compared = settled.frame
                return
        is_moving = now_ns - self._moved_ns < _RESTS_NS  # to what is pressed next: it would be cut
        if not is_moving and quiet_ns > max(_QUIET_NS, _PER_LOOK * self._whole_took_ns):
            self._whole = self._ask(Question(now_ns, None, whole=True))
            self._whole_of = self._compared = settled.frame

    @property
    def focus(self) -> Seen | None:
        """What had the focus when things last came to rest after an act."""
        question = self._with_focus or self._last_focus
        return question.peek() if question else None

    def _act(self, t_ns: int) -> None:
        self._acted_ns = t_ns
        self._last_focus = self._with_focus or self._last_focus
        self._under_pointer = self._with_focus = self._whole = None
        self._whole_of = self._compared = None


def _is_alike(earlier: Frame, later: Frame) -> bool:
    """Whether no more than a text cursor, or what lights up under the pointer, has changed."""
    return share_differing(earlier, later) <= _LIT_SHARE
