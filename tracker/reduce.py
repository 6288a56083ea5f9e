"""Raw input events in, actions out.

Pure: no clock, no display, no disk. The recorder feeds it live and old recordings can be fed to it
again, so a fix here mends the past as well. What was on the screen, and what the pointer was over,
is the recorder's to know.

Pointer moves, waiting and releases are no actions of their own. Each key, button and wheel event
that acts belongs to exactly one action, and actions come in the order in which they began.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from tracker.actions import Action
from tracker.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.geometry import Placement
from tracker.gestures import (
    Gesture,
    Pointing,
    Pressing,
    Reduced,
    Typing,
    Wheeling,
    direction,
    near,
    types,
)
from tracker.keys import MODIFIERS, chord
from tracker.redact import SECRET_KEY

_MS: Final = 1_000_000
_COMMANDING: Final = frozenset({"ctrl", "alt", "super"})
"""With one of these down a key is a command and types nothing."""
_ACTS_ALONE: Final = frozenset({"super", "alt"})
"""Tapped by themselves these open menus; a tap on Shift or Ctrl is a hesitation."""
_LOCKS: Final = frozenset({"capslock", "numlock", "scrolllock"})
"""The text of the keys that follow already shows them, and replaying them would undo that."""
_SHIFTS_LEVEL: Final = ("iso_level", "iso_next_group", "iso_prev_group", "iso_first_group",
                        "iso_last_group", "iso_group", "mode_switch")  # fmt: skip
"""So begin the names of keys that choose another layout or level: the text shows that as well."""
_COMPOSES: Final = ("dead_", "multi_key", "codeinput", "kanji", "hangul", "henkan", "muhenkan")
"""So begin the names of keys that type nothing by themselves: the key after them does."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What joins events. The first three are what GTK and Qt use, in screen units.

    typing_pause_ms: a longer pause begins a new text, so that a text is not held back for ever.
    """

    double_click_ms: int = 400
    double_click_px: int = 5
    drag_px: int = 8
    scroll_pause_ms: int = 800
    scroll_px: int = 24
    typing_pause_ms: int = 10_000


def reduce(
    events: Iterable[RawEvent],
    placement: Placement = Placement(),
    habits: Habits = Habits(),
) -> list[Action]:
    """All actions of a whole recording, in order. placement: that of its frames."""
    reducer = Reducer(placement, habits)
    reduced = [item for event in events for item in reducer.feed(event)]
    reduced += reducer.finish()
    return [item.action for item in reduced]


class _Held:
    """A modifier that is down. used: an action has it already, or has nothing to do with it."""

    def __init__(self, pressed: KeyPressed, *, used: bool) -> None:
        self.pressed = pressed
        self.used = used


class Reducer:
    """Feed it events as they come; it gives back actions when no later event can change them.

    `flush` must be called now and then, since a click waits for a second one and a text for its
    next letter; whether it is called changes when an action comes out, never which.
    """

    def __init__(self, placement: Placement = Placement(), habits: Habits = Habits()) -> None:
        self.placement = placement
        self._habits = habits
        self._open: list[Gesture] = []
        self._held: dict[str, _Held] = {}

    def feed(self, event: RawEvent) -> list[Reduced]:
        """Events must come in the order in which they happened."""
        self._expire(event.t_ns)
        match event:
            case PointerMoved():
                for gesture in self._down():
                    gesture.move(event.at, self._habits.drag_px)
            case ButtonPressed():
                self._press_button(event)
            case ButtonReleased():
                self._release_button(event)
            case WheelTurned():
                self._turn(event)
            case KeyPressed():
                self._press_key(event)
            case KeyReleased():
                self._release_key(event)
            case _:
                assert_never(event)
        return self._take()

    def flush(self, now_ns: int) -> list[Reduced]:
        """What is complete by `now_ns`, when no event before that time is still to come."""
        self._expire(now_ns)
        return self._take()

    def finish(self) -> list[Reduced]:
        """All that there is, as far as it went; keys that are down are forgotten."""
        for gesture in self._open:
            gesture.closed = True
        self._held.clear()
        return self._take()

    def waiting(self) -> tuple[RawEvent, ...]:
        """The first events of what is not complete yet: what was known then must be kept."""
        held = (held.pressed for held in self._held.values() if not held.used)
        return (*(gesture.events[0] for gesture in self._open), *held)

    def begun(self, before_ns: int) -> Reduced | None:
        """What is not complete, as far as it went, if it is next to come out and began by then."""
        first = self._open[0] if self._open else None
        if first is None or first.events[0].t_ns > before_ns:
            return None
        return next(iter(first.reduced(self.placement)), None)

    def _press_button(self, event: ButtonPressed) -> None:
        held = self._modifiers()
        gesture = Pointing(self._claim(event), event, held)
        last = self._open[-1] if self._open else None
        if isinstance(last, Pointing) and self._is_repeated(last, event, held):
            last.deadline_ns = None
            gesture.follows = last
        else:
            for missed in self._down():
                missed.closed = missed.closed or missed.button is event.button
            self._close_idle()
        self._open.append(gesture)

    def _is_repeated(self, last: Pointing, event: ButtonPressed, held: tuple[str, ...]) -> bool:
        habits = self._habits
        return (
            not (last.closed or last.down or last.moved)
            and last.button is event.button
            and last.held == held
            and event.t_ns - last.pressed_ns <= habits.double_click_ms * _MS
            and near(last.start, event.at, habits.double_click_px)
        )

    def _release_button(self, event: ButtonReleased) -> None:
        gesture = next((g for g in self._down() if g.button is event.button), None)
        if gesture is None:
            return  # pressed before the recording began
        gesture.move(event.at, self._habits.drag_px)
        gesture.add([event])
        gesture.down = False
        first = gesture.follows if gesture.follows and not gesture.follows.closed else None
        if gesture.moved:
            gesture.held = chord((*gesture.held, *self._held))  # they count when it is dropped
            gesture.closed = True
            if first:
                first.closed = True
            return
        if first:
            first.add(gesture.events)
            first.count += 1
            first.pressed_ns = gesture.pressed_ns
            self._open.remove(gesture)
            gesture = first
        gesture.deadline_ns = gesture.pressed_ns + self._habits.double_click_ms * _MS
        gesture.closed = gesture.count == 3

    def _turn(self, event: WheelTurned) -> None:
        if not (event.dx or event.dy):
            return
        held = self._modifiers()
        events = self._claim(event)
        last = self._open[-1] if self._open else None
        if (
            isinstance(last, Wheeling)
            and not last.closed
            and last.held == held
            and last.direction == direction(event)
            and near(last.at, event.at, self._habits.scroll_px)
        ):
            last.add(events)
            last.dx += event.dx
            last.dy += event.dy
        else:
            self._close_idle()
            last = Wheeling(events, event, held)
            self._open.append(last)
        last.deadline_ns = event.t_ns + self._habits.scroll_pause_ms * _MS

    def _press_key(self, event: KeyPressed) -> None:
        if event.key in _LOCKS or event.key.startswith(_SHIFTS_LEVEL):
            return
        if event.key in MODIFIERS:
            if event.key not in self._held:
                self._held[event.key] = _Held(event, used=any(True for _ in self._down()))
            return
        last = self._open[-1] if self._open else None
        run = last if isinstance(last, Typing) and not last.closed else None
        commanding = _COMMANDING.intersection(self._held)
        takes_back = event.key == "backspace" and not self._held and run and run.text
        if event.key == SECRET_KEY:
            self._type(None, event)
            self._open[-1].closed = True
        elif takes_back or (types(event) and not commanding):
            self._type(run, event)
        elif _is_composing(event) and not commanding:
            self._compose(run, event)
        else:
            self._press_chord(event, is_switch=event.key == "tab" and bool(commanding))

    def _type(self, run: Typing | None, event: KeyPressed) -> None:
        run, events = self._go_on(run, event)
        run.type(event, events)

    def _compose(self, run: Typing | None, event: KeyPressed) -> None:
        """A dead key, or one in the middle of a Compose sequence: what the next one types."""
        self._go_on(run, event)

    def _go_on(self, run: Typing | None, event: KeyPressed) -> tuple[Typing, list[RawEvent]]:
        events = self._claim(event)
        if run is None:
            self._close_idle()
            run = Typing(list(events))
            self._open.append(run)
        else:
            run.add(events)
        run.deadline_ns = event.t_ns + self._habits.typing_pause_ms * _MS
        return run, events

    def _press_chord(self, event: KeyPressed, *, is_switch: bool) -> None:
        """Programs act when a key goes down, so each key under a modifier is a chord of its own.

        Not so Tab: Alt held over two Tabs goes to the third window, and Alt+Tab twice goes to the
        second and back. Then the key stands in the chord as often as it was pressed.
        """
        modifiers = self._modifiers()
        events = self._claim(event)
        last = self._open[-1] if self._open else None
        if (
            is_switch
            and isinstance(last, Pressing)
            and not last.closed
            and last.modifiers == modifiers
        ):
            last.add(events)
            last.keys = (*last.keys, event.key)
            return
        self._close_idle()
        # Shift is in the chord by its own name, and Caps Lock means nothing to a command.
        key = event.key.lower() if modifiers else event.key
        gesture = Pressing(events, (*modifiers, key), modifiers)
        gesture.closed = not is_switch
        self._open.append(gesture)

    def _release_key(self, event: KeyReleased) -> None:
        held = self._held.pop(event.key, None)
        if held is None:
            return
        for gesture in self._open:
            if isinstance(gesture, Pressing) and event.key in gesture.modifiers:
                gesture.until_ns = event.t_ns
                gesture.closed = True
        if held.used:
            return
        unused = [held, *(other for other in self._held.values() if not other.used)]
        unused.sort(key=lambda one: one.pressed.t_ns)
        keys = chord(tuple(one.pressed.key for one in unused))
        for one in unused:
            one.used = True
        if len(keys) == 1 and event.key not in _ACTS_ALONE:
            return
        self._close_idle()
        gesture = Pressing([one.pressed for one in unused], keys, keys)
        gesture.until_ns = event.t_ns
        gesture.closed = True
        self._open.append(gesture)

    def _claim(self, event: RawEvent) -> list[RawEvent]:
        """The event, after the modifiers that were pressed for it."""
        unused = [held for held in self._held.values() if not held.used]
        for held in unused:
            held.used = True
        return [*(held.pressed for held in unused), event]

    def _modifiers(self) -> tuple[str, ...]:
        return chord(tuple(self._held))

    def _down(self) -> Iterable[Pointing]:
        return (g for g in self._open if isinstance(g, Pointing) and g.down and not g.closed)

    def _close_idle(self) -> None:
        """Something else begins, which ends all but the buttons that are down."""
        for gesture in self._open:
            if not (isinstance(gesture, Pointing) and gesture.down):
                gesture.closed = True

    def _expire(self, now_ns: int) -> None:
        for gesture in self._open:
            if gesture.deadline_ns is not None and now_ns > gesture.deadline_ns:
                gesture.closed = True

    def _take(self) -> list[Reduced]:
        taken: list[Reduced] = []
        while self._open and self._open[0].closed:
            taken += self._open.pop(0).reduced(self.placement)
        return taken


def _is_composing(event: KeyPressed) -> bool:
    """A key that is a character and types nothing is held back for the next one."""
    is_character = len(event.key) == 1 or event.key == "space"
    return not event.text and (is_character or event.key.startswith(_COMPOSES))
