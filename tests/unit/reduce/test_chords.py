"""Keys with modifiers become chords."""

import pytest

from tests.builders import MS, click_at, press_key, type_text
from tests.unit.reduce.hands import chord_of, down, up
from tracker.actions import Click, PressKeys, TypeText
from tracker.geometry import Point
from tracker.reduce import Reducer, reduce


@pytest.mark.parametrize("release", [("s", "ctrl"), ("ctrl", "s")])
def test_the_order_of_releases_does_not_matter(release: tuple[str, ...]):
    assert reduce(chord_of("ctrl", "s", release=release)) == [PressKeys(("ctrl", "s"))]


def test_a_chord_may_have_many_modifiers_and_is_written_in_one_order():
    assert reduce(chord_of("shift", "super", "alt", "ctrl", "S")) == [
        PressKeys(("ctrl", "alt", "shift", "super", "s"))
    ]


def test_a_letter_with_ctrl_is_no_text_whatever_it_would_type():
    events = [down("ctrl", 0), down("a", 10, "a"), up("a", 60), up("ctrl", 80)]
    assert reduce(events) == [PressKeys(("ctrl", "a"))]


def test_each_key_under_a_held_modifier_is_a_chord():
    events = [
        down("ctrl", 0), down("c", 10), down("v", 50), up("c", 60), up("v", 90), up("ctrl", 95)
    ]  # fmt: skip
    assert reduce(events) == [PressKeys(("ctrl", "c")), PressKeys(("ctrl", "v"))]


def test_shift_with_a_key_that_types_nothing_is_a_chord():
    assert reduce(chord_of("shift", "tab")) == [PressKeys(("shift", "tab"))]


def test_alt_tab_lasts_until_alt_is_let_go():
    reducer = Reducer()
    for event in chord_of("alt", "tab", release=("tab",)):
        assert reducer.feed(event) == []
    (reduced,) = reducer.feed(up("alt", 700))
    assert (reduced.action, reduced.t_ns, reduced.until_ns) == (
        PressKeys(("alt", "tab")),
        0,
        700 * MS,
    )


def test_tabs_under_one_alt_go_further_than_the_next_window():
    events = [down("alt", 0), *press_key("tab", 50), *press_key("tab", 200), up("alt", 400)]
    assert reduce(events) == [PressKeys(("alt", "tab", "tab"))]


def test_alt_tab_twice_goes_there_and_back():
    events = [*chord_of("alt", "tab"), *chord_of("alt", "tab", t_ms=900)]
    assert reduce(events) == [PressKeys(("alt", "tab"))] * 2


@pytest.mark.parametrize("key", ["super", "alt"])
def test_a_tap_on_a_modifier_that_opens_a_menu_is_an_action(key: str):
    assert reduce(press_key(key)) == [PressKeys((key,))]


@pytest.mark.parametrize("key", ["shift", "ctrl", "altgr"])
def test_a_tap_on_another_modifier_is_a_hesitation(key: str):
    assert reduce([*type_text("a"), *press_key(key, 200), *type_text("b", 400)]) == [TypeText("ab")]


def test_modifiers_alone_that_switch_the_layout_are_one_chord():
    assert reduce(chord_of("alt", "shift")) == [PressKeys(("alt", "shift"))]


def test_a_modifier_that_was_used_is_no_tap():
    events = [down("alt", 0), *click_at(5, 5, 50), up("alt", 300)]
    assert reduce(events) == [Click(Point(5, 5), held=("alt",))]


def test_a_chord_begins_with_its_first_modifier():
    (reduced,) = Reducer().feed(down("f4", 40)) or [None]
    assert reduced is not None
    assert reduced.t_ns == 40 * MS
    reducer = Reducer()
    reducer.feed(down("alt", 0))
    (reduced,) = reducer.feed(down("f4", 40))
    assert (reduced.t_ns, reduced.until_ns) == (0, 40 * MS)
