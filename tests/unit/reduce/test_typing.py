"""Keys that type become one text, with what takes back, composes or repeats.

A listener tells dead keys and the keys of a Compose sequence without a text.
"""

import pytest

from tests.builders import click_at, press_key, type_text
from tests.unit.reduce.hands import chord_of, down, up
from tracker.actions import Click, PressKeys, TypeText
from tracker.events import (
    RawEvent,
)
from tracker.geometry import Point
from tracker.reduce import Reducer, reduce


def test_letters_become_one_text():
    assert reduce(type_text("Dear Anna,")) == [TypeText("Dear Anna,")]


def test_text_beyond_ascii_is_kept():
    events: list[RawEvent] = [down("é", 0, "é"), down("你好", 10, "你好"), down("🙂", 20, "🙂")]
    assert reduce(events) == [TypeText("é你好🙂")]


def test_backspaces_take_back_what_the_same_text_typed():
    events = [
        *type_text("Anmq"),
        *press_key("backspace", 500),
        *press_key("backspace", 600),
        *type_text("na", 700),
    ]
    assert reduce(events) == [TypeText("Anna")]


def test_a_backspace_that_reaches_further_is_an_action():
    events = [*press_key("backspace", 0), *type_text("a", 100)]
    assert reduce(events) == [PressKeys(("backspace",)), TypeText("a")]


def test_a_text_that_was_taken_back_whole_stays_as_it_was_typed():
    """It may have replaced a selection, which is an effect."""
    events = [
        *type_text("ab"),
        *press_key("backspace", 300),
        *press_key("backspace", 400),
        *press_key("backspace", 500),
    ]
    assert reduce(events) == [TypeText("ab"), *[PressKeys(("backspace",))] * 3]


def test_enter_and_tab_end_a_text_because_they_act():
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


def test_capitals_by_shift_are_typing():
    events = [
        down("shift", 0),
        down("A", 20, "A"),
        up("shift", 60),
        up("a", 80),
        *type_text("nna", 100),
    ]
    assert reduce(events) == [TypeText("Anna")]


def test_third_level_characters_are_typing():
    events = [down("altgr", 0), down("@", 20, "@"), up("@", 60), up("altgr", 80)]
    assert reduce(events) == [TypeText("@")]


def test_caps_lock_shows_in_the_text_alone():
    events = [*press_key("capslock", 0), *type_text("ANNA", 100), *press_key("capslock", 600)]
    assert reduce(events) == [TypeText("ANNA")]


def test_a_pause_to_think_does_not_split_a_text():
    assert reduce([*type_text("Dear "), *type_text("Anna", 6000)]) == [TypeText("Dear Anna")]


def test_a_click_elsewhere_splits_a_text():
    events = [*type_text("a"), *click_at(9, 9, 300), *type_text("b", 900)]
    assert reduce(events) == [TypeText("a"), Click(Point(9, 9)), TypeText("b")]


def test_a_shortcut_in_the_middle_splits_a_text_in_order():
    events = [*type_text("ab"), *chord_of("ctrl", "s", t_ms=300), *type_text("cd", 700)]
    assert reduce(events) == [TypeText("ab"), PressKeys(("ctrl", "s")), TypeText("cd")]


def test_a_repeating_key_types_again():
    events = [down("o", 0, "o"), down("o", 500, "o"), down("o", 530, "o"), up("o", 560)]
    assert reduce(events) == [TypeText("ooo")]


def test_a_repeating_backspace_takes_back_again():
    events = [*type_text("Annaxx"), *(down("backspace", 700 + n) for n in range(2))]
    assert reduce(events) == [TypeText("Anna")]


def test_the_next_key_before_the_last_is_released_is_still_typing():
    events = [down("a", 0, "a"), down("b", 40, "b"), up("a", 60), up("b", 90)]
    assert reduce(events) == [TypeText("ab")]


def test_keys_that_move_the_caret_end_a_text():
    events = [*type_text("ab"), *press_key("left", 300), *press_key("backspace", 400)]
    assert reduce(events) == [TypeText("ab"), PressKeys(("left",)), PressKeys(("backspace",))]


def test_a_dead_key_is_part_of_the_text_that_follows():
    events = [
        *press_key("c", 0, "c"), *press_key("a", 50, "a"), *press_key("f", 100, "f"),
        *press_key("dead_acute", 150), *press_key("e", 200, "é"), *press_key("s", 250, "s"),
    ]  # fmt: skip
    assert reduce(events) == [TypeText("cafés")]


def test_a_compose_sequence_is_what_it_puts_together():
    events = [
        *press_key("multi_key", 0), *press_key("-", 50), *press_key("-", 100),
        *press_key("-", 150, "—"), *press_key("x", 200, "x"),
    ]  # fmt: skip
    assert reduce(events) == [TypeText("—x")]


def test_a_dead_key_with_shift_is_no_chord():
    events = [
        down("shift", 0), *press_key("dead_circumflex", 20), up("shift", 60),
        *press_key("o", 100, "ô"),
    ]  # fmt: skip
    assert reduce(events) == [TypeText("ô")]


def test_a_dead_key_that_came_to_nothing_is_no_action():
    events = [*press_key("dead_acute", 0), *press_key("escape", 100)]
    assert reduce(events) == [PressKeys(("escape",))]


def test_what_a_dead_key_began_belongs_to_the_text():
    reducer = Reducer()
    events = [*press_key("dead_acute", 0), *press_key("e", 50, "é")]
    reduced = [item for event in events for item in reducer.feed(event)] + reducer.finish()
    assert [item.events for item in reduced] == [(events[0], events[2])]


def test_with_a_command_a_key_without_text_is_a_chord():
    assert reduce(chord_of("ctrl", "e")) == [PressKeys(("ctrl", "e"))]


@pytest.mark.parametrize("key", ["iso_next_group", "iso_level5_latch", "capslock"])
def test_a_change_of_layout_shows_in_the_text_alone(key: str):
    events = [*press_key("a", 0, "a"), *press_key(key, 50), *press_key("b", 100, "ю")]
    assert reduce(events) == [TypeText("aю")]


def test_the_keypad_types():
    events = [*press_key("1", 0, "1"), *press_key("+", 50, "+"), *press_key("2", 100, "2")]
    assert reduce(events) == [TypeText("1+2")]
