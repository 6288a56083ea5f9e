"""Buttons: clicks, double clicks and drags, with what is held meanwhile."""

import pytest

from tests.builders import MS, click_at, press_key
from tests.unit.reduce.hands import down, drag, moved, up
from tracker.actions import Click, Drag, PressKeys
from tracker.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    RawEvent,
)
from tracker.geometry import Placement, Point, ScreenPoint
from tracker.reduce import reduce


def test_two_quick_clicks_become_a_double_click():
    events = [*click_at(10, 10, t_ms=0), *click_at(10, 10, t_ms=180)]
    assert reduce(events) == [Click(Point(10, 10), count=2)]


def test_three_quick_clicks_become_a_triple_click_and_a_fourth_begins_anew():
    events = [event for n in range(4) for event in click_at(10, 10, t_ms=n * 150)]
    assert reduce(events) == [Click(Point(10, 10), count=3), Click(Point(10, 10))]


def test_two_slow_clicks_stay_two():
    events = [*click_at(10, 10, t_ms=0), *click_at(10, 10, t_ms=401)]
    assert reduce(events) == [Click(Point(10, 10)), Click(Point(10, 10))]


def test_two_quick_clicks_at_different_places_stay_two():
    events = [*click_at(10, 10, t_ms=0), *click_at(16, 10, t_ms=180)]
    assert reduce(events) == [Click(Point(10, 10)), Click(Point(16, 10))]


def test_quick_clicks_of_different_buttons_stay_two():
    events = [*click_at(10, 10), *click_at(10, 10, t_ms=180, button=Button.RIGHT)]
    assert reduce(events) == [Click(Point(10, 10)), Click(Point(10, 10), Button.RIGHT)]


@pytest.mark.parametrize("button", list(Button))
def test_every_button_clicks(button: Button):
    assert reduce(click_at(3, 4, button=button)) == [Click(Point(3, 4), button)]


def test_a_click_with_an_unsteady_hand_is_a_click_where_it_began():
    assert reduce(drag((10, 10), (15, 12), (18, 10))) == [Click(Point(10, 10))]


def test_a_press_that_travels_is_a_drag_from_end_to_end():
    assert reduce(drag((10, 10), (60, 90), (200, 40))) == [Drag(Point(10, 10), Point(200, 40))]


def test_a_text_that_is_selected_and_one_that_is_dropped_in_another_window_are_drags():
    selecting = drag((100, 50), (180, 50), (220, 52))
    dropping = drag((150, 51), (600, 300), (900, 420), t_ms=900)
    assert reduce([*selecting, *dropping]) == [
        Drag(Point(100, 50), Point(220, 52)),
        Drag(Point(150, 51), Point(900, 420)),
    ]


def test_a_drag_that_returns_to_its_start_is_still_a_drag():
    assert reduce(drag((10, 10), (90, 10), (11, 10))) == [Drag(Point(10, 10), Point(11, 10))]


def test_a_drag_of_which_no_move_was_heard_shows_by_its_release():
    events: list[RawEvent] = [
        ButtonPressed(0, ScreenPoint(10, 10), Button.LEFT),
        ButtonReleased(90 * MS, ScreenPoint(99, 10), Button.LEFT),
    ]
    assert reduce(events) == [Drag(Point(10, 10), Point(99, 10))]


def test_a_click_then_a_quick_drag_are_two_actions():
    events = [*click_at(10, 10), *drag((10, 10), (70, 10), t_ms=150)]
    assert reduce(events) == [Click(Point(10, 10)), Drag(Point(10, 10), Point(70, 10))]


def test_a_key_that_is_pressed_during_a_drag_comes_after_it_began():
    events = drag((10, 10), (60, 90), (200, 40))
    events[2:2] = press_key("escape", t_ms=25)
    assert reduce(events) == [
        Drag(Point(10, 10), Point(200, 40)),
        PressKeys(("escape",)),
    ]


def test_modifiers_that_are_held_at_the_drop_belong_to_the_drag():
    events = drag((10, 10), (60, 90), (200, 40))
    events[2:2] = [down("ctrl", 25)]
    assert reduce([*events, up("ctrl", 300)]) == [
        Drag(Point(10, 10), Point(200, 40), held=("ctrl",))
    ]


def test_modifiers_that_are_held_belong_to_the_click():
    events = [down("shift", 0), down("ctrl", 10), *click_at(5, 5, 50), up("shift", 200)]
    assert reduce([*events, up("ctrl", 210)]) == [Click(Point(5, 5), held=("ctrl", "shift"))]


def test_a_release_without_its_press_is_nothing():
    assert reduce(click_at(5, 5)[1:]) == []


def test_a_press_whose_release_was_missed_is_a_click():
    events = [click_at(5, 5)[0], *click_at(50, 50, t_ms=2000)]
    assert reduce(events) == [Click(Point(5, 5)), Click(Point(50, 50))]


def test_a_press_that_is_not_over_when_the_recording_ends_is_kept():
    assert reduce(click_at(5, 5)[:1]) == [Click(Point(5, 5))]


def test_moving_the_pointer_is_no_action():
    assert reduce([moved(1, 1, 0), moved(2, 2, 10)]) == []


def test_places_are_told_in_the_pixels_of_the_frame():
    placement = Placement(ScreenPoint(1000, 0), scale=2.0)
    assert reduce(click_at(1010, 20), placement) == [Click(Point(20, 40))]
