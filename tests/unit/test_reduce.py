"""Raw events become what a person would say they did."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MS, click_at, press_key, type_text
from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText
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
from tracker.geometry import Placement, Point, ScreenPoint
from tracker.keys import MODIFIERS
from tracker.reduce import Reducer, reduce


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


class TestPointer:
    def test_two_quick_clicks_become_a_double_click(self):
        events = [*click_at(10, 10, t_ms=0), *click_at(10, 10, t_ms=180)]
        assert reduce(events) == [Click(Point(10, 10), count=2)]

    def test_three_quick_clicks_become_a_triple_click_and_a_fourth_begins_anew(self):
        events = [event for n in range(4) for event in click_at(10, 10, t_ms=n * 150)]
        assert reduce(events) == [Click(Point(10, 10), count=3), Click(Point(10, 10))]

    def test_two_slow_clicks_stay_two(self):
        events = [*click_at(10, 10, t_ms=0), *click_at(10, 10, t_ms=401)]
        assert reduce(events) == [Click(Point(10, 10)), Click(Point(10, 10))]

    def test_two_quick_clicks_at_different_places_stay_two(self):
        events = [*click_at(10, 10, t_ms=0), *click_at(16, 10, t_ms=180)]
        assert reduce(events) == [Click(Point(10, 10)), Click(Point(16, 10))]

    def test_quick_clicks_of_different_buttons_stay_two(self):
        events = [*click_at(10, 10), *click_at(10, 10, t_ms=180, button=Button.RIGHT)]
        assert reduce(events) == [Click(Point(10, 10)), Click(Point(10, 10), Button.RIGHT)]

    @pytest.mark.parametrize("button", list(Button))
    def test_every_button_clicks(self, button: Button):
        assert reduce(click_at(3, 4, button=button)) == [Click(Point(3, 4), button)]

    def test_a_click_with_an_unsteady_hand_is_a_click_where_it_began(self):
        assert reduce(drag((10, 10), (15, 12), (18, 10))) == [Click(Point(10, 10))]

    def test_a_press_that_travels_is_a_drag_from_end_to_end(self):
        assert reduce(drag((10, 10), (60, 90), (200, 40))) == [Drag(Point(10, 10), Point(200, 40))]

    def test_a_text_that_is_selected_and_one_that_is_dropped_in_another_window_are_drags(self):
        selecting = drag((100, 50), (180, 50), (220, 52))
        dropping = drag((150, 51), (600, 300), (900, 420), t_ms=900)
        assert reduce([*selecting, *dropping]) == [
            Drag(Point(100, 50), Point(220, 52)),
            Drag(Point(150, 51), Point(900, 420)),
        ]

    def test_a_drag_that_returns_to_its_start_is_still_a_drag(self):
        assert reduce(drag((10, 10), (90, 10), (11, 10))) == [Drag(Point(10, 10), Point(11, 10))]

    def test_a_drag_of_which_no_move_was_heard_shows_by_its_release(self):
        events: list[RawEvent] = [
            ButtonPressed(0, ScreenPoint(10, 10), Button.LEFT),
            ButtonReleased(90 * MS, ScreenPoint(99, 10), Button.LEFT),
        ]
        assert reduce(events) == [Drag(Point(10, 10), Point(99, 10))]

    def test_a_click_then_a_quick_drag_are_two_actions(self):
        events = [*click_at(10, 10), *drag((10, 10), (70, 10), t_ms=150)]
        assert reduce(events) == [Click(Point(10, 10)), Drag(Point(10, 10), Point(70, 10))]

    def test_a_key_that_is_pressed_during_a_drag_comes_after_it_began(self):
        events = drag((10, 10), (60, 90), (200, 40))
        events[2:2] = press_key("escape", t_ms=25)
        assert reduce(events) == [
            Drag(Point(10, 10), Point(200, 40)),
            PressKeys(("escape",)),
        ]

    def test_modifiers_that_are_held_at_the_drop_belong_to_the_drag(self):
        events = drag((10, 10), (60, 90), (200, 40))
        events[2:2] = [down("ctrl", 25)]
        assert reduce([*events, up("ctrl", 300)]) == [
            Drag(Point(10, 10), Point(200, 40), held=("ctrl",))
        ]

    def test_modifiers_that_are_held_belong_to_the_click(self):
        events = [down("shift", 0), down("ctrl", 10), *click_at(5, 5, 50), up("shift", 200)]
        assert reduce([*events, up("ctrl", 210)]) == [Click(Point(5, 5), held=("ctrl", "shift"))]

    def test_a_release_without_its_press_is_nothing(self):
        assert reduce(click_at(5, 5)[1:]) == []

    def test_a_press_whose_release_was_missed_is_a_click(self):
        events = [click_at(5, 5)[0], *click_at(50, 50, t_ms=2000)]
        assert reduce(events) == [Click(Point(5, 5)), Click(Point(50, 50))]

    def test_a_press_that_is_not_over_when_the_recording_ends_is_kept(self):
        assert reduce(click_at(5, 5)[:1]) == [Click(Point(5, 5))]

    def test_moving_the_pointer_is_no_action(self):
        assert reduce([moved(1, 1, 0), moved(2, 2, 10)]) == []

    def test_places_are_told_in_the_pixels_of_the_frame(self):
        placement = Placement(ScreenPoint(1000, 0), scale=2.0)
        assert reduce(click_at(1010, 20), placement) == [Click(Point(20, 40))]


class TestWheel:
    def test_turns_at_one_place_are_summed(self):
        events = [turned(50, 50, 0), turned(52, 50, 100), turned(50, 50, 200, dy=2)]
        assert reduce(events) == [Scroll(Point(50, 50), dy=4)]

    def test_a_pause_ends_a_scroll(self):
        events = [turned(50, 50, 0), turned(50, 50, 801)]
        assert reduce(events) == [Scroll(Point(50, 50), dy=1)] * 2

    def test_another_direction_is_another_scroll(self):
        events = [turned(50, 50, 0), turned(50, 50, 50, dy=-1), turned(50, 50, 90, dx=1, dy=0)]
        assert reduce(events) == [
            Scroll(Point(50, 50), dy=1),
            Scroll(Point(50, 50), dy=-1),
            Scroll(Point(50, 50), dx=1),
        ]

    def test_another_place_is_another_scroll(self):
        events = [turned(50, 50, 0), turned(150, 50, 50)]
        assert reduce(events) == [Scroll(Point(50, 50), dy=1), Scroll(Point(150, 50), dy=1)]

    def test_parts_of_notches_are_summed_and_rounded_once(self):
        events = [turned(50, 50, 20 * n, dy=0.3) for n in range(12)]
        assert reduce(events) == [Scroll(Point(50, 50), dy=4)]

    def test_a_wheel_that_was_turned_a_little_was_turned(self):
        assert reduce([turned(50, 50, 0, dy=-0.1)]) == [Scroll(Point(50, 50), dy=-1)]

    def test_two_fingers_that_do_not_go_quite_straight_scroll_one_way(self):
        events = [turned(50, 50, 20 * n, dx=0.05 * (-1) ** n, dy=0.5) for n in range(6)]
        assert reduce(events) == [Scroll(Point(50, 50), dy=3)]

    def test_zooming_keeps_its_modifier(self):
        events = [down("ctrl", 0), turned(5, 5, 50), turned(5, 5, 90), up("ctrl", 200)]
        assert reduce(events) == [Scroll(Point(5, 5), dy=2, held=("ctrl",))]


class TestTyping:
    def test_letters_become_one_text(self):
        assert reduce(type_text("Dear Anna,")) == [TypeText("Dear Anna,")]

    def test_text_beyond_ascii_is_kept(self):
        events: list[RawEvent] = [down("é", 0, "é"), down("你好", 10, "你好"), down("🙂", 20, "🙂")]
        assert reduce(events) == [TypeText("é你好🙂")]

    def test_backspaces_take_back_what_the_same_text_typed(self):
        events = [
            *type_text("Anmq"),
            *press_key("backspace", 500),
            *press_key("backspace", 600),
            *type_text("na", 700),
        ]
        assert reduce(events) == [TypeText("Anna")]

    def test_a_backspace_that_reaches_further_is_an_action(self):
        events = [*press_key("backspace", 0), *type_text("a", 100)]
        assert reduce(events) == [PressKeys(("backspace",)), TypeText("a")]

    def test_a_text_that_was_taken_back_whole_stays_as_it_was_typed(self):
        """It may have replaced a selection, which is an effect."""
        events = [
            *type_text("ab"),
            *press_key("backspace", 300),
            *press_key("backspace", 400),
            *press_key("backspace", 500),
        ]
        assert reduce(events) == [TypeText("ab"), *[PressKeys(("backspace",))] * 3]

    def test_enter_and_tab_end_a_text_because_they_act(self):
        events = [
            *type_text("Anna", 0),
            *press_key("tab", 500, "\t"),
            *type_text("Berg", 600),
            *press_key("enter", 1100, "\r"),
        ]
        assert reduce(events) == [
            TypeText("Anna"),
            PressKeys(("tab",)),
            TypeText("Berg"),
            PressKeys(("enter",)),
        ]

    def test_capitals_by_shift_are_typing(self):
        events = [
            down("shift", 0),
            down("A", 20, "A"),
            up("shift", 60),
            up("a", 80),
            *type_text("nna", 100),
        ]
        assert reduce(events) == [TypeText("Anna")]

    def test_third_level_characters_are_typing(self):
        events = [down("altgr", 0), down("@", 20, "@"), up("@", 60), up("altgr", 80)]
        assert reduce(events) == [TypeText("@")]

    def test_caps_lock_shows_in_the_text_alone(self):
        events = [*press_key("capslock", 0), *type_text("ANNA", 100), *press_key("capslock", 600)]
        assert reduce(events) == [TypeText("ANNA")]

    def test_a_pause_to_think_does_not_split_a_text(self):
        assert reduce([*type_text("Dear "), *type_text("Anna", 6000)]) == [TypeText("Dear Anna")]

    def test_a_click_elsewhere_splits_a_text(self):
        events = [*type_text("a"), *click_at(9, 9, 300), *type_text("b", 900)]
        assert reduce(events) == [TypeText("a"), Click(Point(9, 9)), TypeText("b")]

    def test_a_shortcut_in_the_middle_splits_a_text_in_order(self):
        events = [*type_text("ab"), *chord_of("ctrl", "s", t_ms=300), *type_text("cd", 700)]
        assert reduce(events) == [TypeText("ab"), PressKeys(("ctrl", "s")), TypeText("cd")]

    def test_a_repeating_key_types_again(self):
        events = [down("o", 0, "o"), down("o", 500, "o"), down("o", 530, "o"), up("o", 560)]
        assert reduce(events) == [TypeText("ooo")]

    def test_a_repeating_backspace_takes_back_again(self):
        events = [*type_text("Annaxx"), *(down("backspace", 700 + n) for n in range(2))]
        assert reduce(events) == [TypeText("Anna")]

    def test_the_next_key_before_the_last_is_released_is_still_typing(self):
        events = [down("a", 0, "a"), down("b", 40, "b"), up("a", 60), up("b", 90)]
        assert reduce(events) == [TypeText("ab")]

    def test_keys_that_move_the_caret_end_a_text(self):
        events = [*type_text("ab"), *press_key("left", 300), *press_key("backspace", 400)]
        assert reduce(events) == [TypeText("ab"), PressKeys(("left",)), PressKeys(("backspace",))]


class TestChords:
    @pytest.mark.parametrize("release", [("s", "ctrl"), ("ctrl", "s")])
    def test_the_order_of_releases_does_not_matter(self, release: tuple[str, ...]):
        assert reduce(chord_of("ctrl", "s", release=release)) == [PressKeys(("ctrl", "s"))]

    def test_a_chord_may_have_many_modifiers_and_is_written_in_one_order(self):
        assert reduce(chord_of("shift", "super", "alt", "ctrl", "S")) == [
            PressKeys(("ctrl", "alt", "shift", "super", "s"))
        ]

    def test_a_letter_with_ctrl_is_no_text_whatever_it_would_type(self):
        events = [down("ctrl", 0), down("a", 10, "a"), up("a", 60), up("ctrl", 80)]
        assert reduce(events) == [PressKeys(("ctrl", "a"))]

    def test_each_key_under_a_held_modifier_is_a_chord(self):
        events = [
            down("ctrl", 0), down("c", 10), down("v", 50), up("c", 60), up("v", 90), up("ctrl", 95)
        ]  # fmt: skip
        assert reduce(events) == [PressKeys(("ctrl", "c")), PressKeys(("ctrl", "v"))]

    def test_shift_with_a_key_that_types_nothing_is_a_chord(self):
        assert reduce(chord_of("shift", "tab")) == [PressKeys(("shift", "tab"))]

    def test_alt_tab_lasts_until_alt_is_let_go(self):
        reducer = Reducer()
        for event in chord_of("alt", "tab", release=("tab",)):
            assert reducer.feed(event) == []
        (reduced,) = reducer.feed(up("alt", 700))
        assert (reduced.action, reduced.t_ns, reduced.until_ns) == (
            PressKeys(("alt", "tab")),
            0,
            700 * MS,
        )

    def test_tabs_under_one_alt_go_further_than_the_next_window(self):
        events = [down("alt", 0), *press_key("tab", 50), *press_key("tab", 200), up("alt", 400)]
        assert reduce(events) == [PressKeys(("alt", "tab", "tab"))]

    def test_alt_tab_twice_goes_there_and_back(self):
        events = [*chord_of("alt", "tab"), *chord_of("alt", "tab", t_ms=900)]
        assert reduce(events) == [PressKeys(("alt", "tab"))] * 2

    @pytest.mark.parametrize("key", ["super", "alt"])
    def test_a_tap_on_a_modifier_that_opens_a_menu_is_an_action(self, key: str):
        assert reduce(press_key(key)) == [PressKeys((key,))]

    @pytest.mark.parametrize("key", ["shift", "ctrl", "altgr"])
    def test_a_tap_on_another_modifier_is_a_hesitation(self, key: str):
        assert reduce([*type_text("a"), *press_key(key, 200), *type_text("b", 400)]) == [
            TypeText("ab")
        ]

    def test_modifiers_alone_that_switch_the_layout_are_one_chord(self):
        assert reduce(chord_of("alt", "shift")) == [PressKeys(("alt", "shift"))]

    def test_a_modifier_that_was_used_is_no_tap(self):
        events = [down("alt", 0), *click_at(5, 5, 50), up("alt", 300)]
        assert reduce(events) == [Click(Point(5, 5), held=("alt",))]

    def test_a_chord_begins_with_its_first_modifier(self):
        (reduced,) = Reducer().feed(down("f4", 40)) or [None]
        assert reduced is not None
        assert reduced.t_ns == 40 * MS
        reducer = Reducer()
        reducer.feed(down("alt", 0))
        (reduced,) = reducer.feed(down("f4", 40))
        assert (reduced.t_ns, reduced.until_ns) == (0, 40 * MS)


class TestLive:
    def test_a_click_waits_until_it_can_no_longer_become_a_double_click(self):
        reducer = Reducer()
        assert [reducer.feed(event) for event in click_at(5, 5)] == [[], []]
        assert reducer.flush(400 * MS) == []
        (reduced,) = reducer.flush(401 * MS)
        assert (reduced.action, reduced.t_ns, reduced.until_ns) == (
            Click(Point(5, 5)),
            0,
            60 * MS,
        )

    def test_a_text_comes_out_after_a_long_pause(self):
        reducer = Reducer()
        for event in type_text("ab"):
            assert reducer.feed(event) == []
        assert [reduced.action for reduced in reducer.flush(10_101 * MS)] == [TypeText("ab")]

    def test_what_must_be_remembered_is_the_beginning_of_each_open_action(self):
        reducer = Reducer()
        events = [*type_text("ab"), down("ctrl", 500)]
        for event in events:
            reducer.feed(event)
        assert reducer.waiting() == (events[0], events[-1])


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


class TestProperties:
    @given(recordings())
    def test_no_event_is_lost_or_doubled(self, events: list[RawEvent]):
        reducer = Reducer()
        reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
        kept = [id(event) for item in reduced for event in item.events if acts(event)]
        assert sorted(kept) == sorted(id(event) for event in events if acts(event))

    @given(recordings())
    def test_actions_come_in_the_order_in_which_they_began(self, events: list[RawEvent]):
        reducer = Reducer()
        reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
        starts = [item.t_ns for item in reduced]
        assert starts == sorted(starts)
        assert all(item.t_ns == item.events[0].t_ns <= item.until_ns for item in reduced)

    @given(recordings())
    def test_reducing_live_gives_what_reducing_afterwards_gives(self, events: list[RawEvent]):
        reducer, live = Reducer(), []
        for event in events:
            live += reducer.flush(event.t_ns)
            live += reducer.feed(event)
        live += reducer.flush(events[-1].t_ns + 20_000 * MS if events else 0)
        live += reducer.finish()
        assert [item.action for item in live] == reduce(events)

    @given(recordings())
    def test_the_actions_leave_the_same_text_as_the_keys_did(self, events: list[RawEvent]):
        keys = [e for e in events if not isinstance(e, KeyPressed) or e.key not in MODIFIERS]
        assert edited_by_actions(reduce(keys)) == edited_by_keys(keys)

    @given(recordings())
    def test_no_scroll_is_a_notch_off_what_the_wheel_turned(self, events: list[RawEvent]):
        reducer = Reducer()
        reduced = [item for event in events for item in reducer.feed(event)]
        for item in [*reduced, *reducer.finish()]:
            if isinstance(item.action, Scroll):
                turns = [one.dy for one in item.events if isinstance(one, WheelTurned)]
                assert abs(item.action.dy - sum(turns)) < 1

    @given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
    def test_any_printable_text_is_one_text(self, text: str):
        events: list[RawEvent] = [down(char, n, char) for n, char in enumerate(text)]
        assert reduce(events) == ([TypeText(text)] if text else [])


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


class TestComposing:
    """A listener tells dead keys and the keys of a Compose sequence without a text."""

    def test_a_dead_key_is_part_of_the_text_that_follows(self):
        events = [
            *press_key("c", 0, "c"), *press_key("a", 50, "a"), *press_key("f", 100, "f"),
            *press_key("dead_acute", 150), *press_key("e", 200, "é"), *press_key("s", 250, "s"),
        ]  # fmt: skip
        assert reduce(events) == [TypeText("cafés")]

    def test_a_compose_sequence_is_what_it_puts_together(self):
        events = [
            *press_key("multi_key", 0), *press_key("-", 50), *press_key("-", 100),
            *press_key("-", 150, "—"), *press_key("x", 200, "x"),
        ]  # fmt: skip
        assert reduce(events) == [TypeText("—x")]

    def test_a_dead_key_with_shift_is_no_chord(self):
        events = [
            down("shift", 0), *press_key("dead_circumflex", 20), up("shift", 60),
            *press_key("o", 100, "ô"),
        ]  # fmt: skip
        assert reduce(events) == [TypeText("ô")]

    def test_a_dead_key_that_came_to_nothing_is_no_action(self):
        events = [*press_key("dead_acute", 0), *press_key("escape", 100)]
        assert reduce(events) == [PressKeys(("escape",))]

    def test_what_a_dead_key_began_belongs_to_the_text(self):
        reducer = Reducer()
        events = [*press_key("dead_acute", 0), *press_key("e", 50, "é")]
        reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
        assert [item.events for item in reduced] == [(events[0], events[2])]

    def test_with_a_command_a_key_without_text_is_a_chord(self):
        assert reduce(chord_of("ctrl", "e")) == [PressKeys(("ctrl", "e"))]

    @pytest.mark.parametrize("key", ["iso_next_group", "iso_level5_latch", "capslock"])
    def test_a_change_of_layout_shows_in_the_text_alone(self, key: str):
        events = [*press_key("a", 0, "a"), *press_key(key, 50), *press_key("b", 100, "ю")]
        assert reduce(events) == [TypeText("aю")]

    def test_the_keypad_types(self):
        events = [*press_key("1", 0, "1"), *press_key("+", 50, "+"), *press_key("2", 100, "2")]
        assert reduce(events) == [TypeText("1+2")]
