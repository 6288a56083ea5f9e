"""What holds for any events whatever."""

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MS
from tests.unit.reduce.hands import down
from tracker.actions import Action, PressKeys, Scroll, TypeText
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
from tracker.keys import MODIFIERS
from tracker.reduce import Reducer, reduce

KEYS = ["a", "b", "space", "backspace", "enter", "tab", "left", "f5", *MODIFIERS, "capslock"]


TEXTS = {"a": "a", "b": "b", "space": " "}


@st.composite
def recordings(draw: st.DrawFn) -> list[RawEvent]:
    """Any events in the order of their times, also releases of what nobody pressed."""
    t_ms, events = 0, []
    for _ in range(draw(st.integers(0, 40))):
        t_ms += draw(st.sampled_from([0, 5, 60, 200, 399, 500, 900, 4000, 11_000]))
        place = ScreenPoint(draw(st.sampled_from([10, 14, 30])), draw(st.sampled_from([10, 90])))
        button = draw(st.sampled_from([Button.LEFT, Button.RIGHT]))
        key = draw(st.sampled_from(KEYS))
        events.append(
            draw(
                st.sampled_from(
                    [
                        PointerMoved(t_ms * MS, place),
                        ButtonPressed(t_ms * MS, place, button),
                        ButtonReleased(t_ms * MS, place, button),
                        WheelTurned(t_ms * MS, place, 0, draw(st.sampled_from([-1, 1, 0.2, -0.7]))),
                        KeyPressed(t_ms * MS, key, TEXTS.get(key, "")),
                        KeyReleased(t_ms * MS, key),
                    ]
                )
            )
        )
    return events


def acts(event: RawEvent) -> bool:
    match event:
        case ButtonPressed() | WheelTurned():
            return True
        case KeyPressed(key=key):
            return key not in (*MODIFIERS, "capslock")
        case _:
            return False


def edited_by_keys(events: list[RawEvent]) -> str:
    """What an editor that knows letters and Backspace would hold."""
    text = "start"
    for event in events:
        if isinstance(event, KeyPressed):
            text = text[:-1] if event.key == "backspace" else text + event.text
    return text


def edited_by_actions(actions: list[Action]) -> str:
    text = "start"
    for action in actions:
        match action:
            case TypeText(typed):
                text += typed
            case PressKeys(("backspace",)):
                text = text[:-1]
    return text


@given(recordings())
def test_no_event_is_lost_or_doubled(events: list[RawEvent]):
    reducer = Reducer()
    reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
    kept = [id(event) for item in reduced for event in item.events if acts(event)]
    assert sorted(kept) == sorted(id(event) for event in events if acts(event))


@given(recordings())
def test_actions_come_in_the_order_in_which_they_began(events: list[RawEvent]):
    reducer = Reducer()
    reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
    starts = [item.t_ns for item in reduced]
    assert starts == sorted(starts)
    assert all(item.t_ns == item.events[0].t_ns <= item.until_ns for item in reduced)


@given(recordings())
def test_reducing_live_gives_what_reducing_afterwards_gives(events: list[RawEvent]):
    reducer, live = Reducer(), []
    for event in events:
        live += reducer.flush(event.t_ns)
        live += reducer.feed(event)
    live += reducer.flush(events[-1].t_ns + 20_000 * MS if events else 0)
    live += reducer.finish()
    assert [item.action for item in live] == reduce(events)


@given(recordings())
def test_the_actions_leave_the_same_text_as_the_keys_did(events: list[RawEvent]):
    keys = [e for e in events if not isinstance(e, KeyPressed) or e.key not in MODIFIERS]
    assert edited_by_actions(reduce(keys)) == edited_by_keys(keys)


@given(recordings())
def test_no_scroll_is_a_notch_off_what_the_wheel_turned(events: list[RawEvent]):
    reducer = Reducer()
    reduced = [item for event in events for item in reducer.feed(event)]
    for item in [*reduced, *reducer.finish()]:
        if isinstance(item.action, Scroll):
            turns = [one.dy for one in item.events if isinstance(one, WheelTurned)]
            assert abs(item.action.dy - sum(turns)) < 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
def test_any_printable_text_is_one_text(text: str):
    events: list[RawEvent] = [down(char, n, char) for n, char in enumerate(text)]
    assert reduce(events) == ([TypeText(text)] if text else [])
