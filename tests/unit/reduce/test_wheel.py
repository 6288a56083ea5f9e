"""Turns of the wheel become scrolls."""

from tests.unit.reduce.hands import down, turned, up
from tracker.actions import Scroll
from tracker.geometry import Point
from tracker.reduce import reduce


def test_turns_at_one_place_are_summed():
    events = [turned(50, 50, 0), turned(52, 50, 100), turned(50, 50, 200, dy=2)]
    assert reduce(events) == [Scroll(Point(50, 50), dy=4)]


def test_a_pause_ends_a_scroll():
    events = [turned(50, 50, 0), turned(50, 50, 801)]
    assert reduce(events) == [Scroll(Point(50, 50), dy=1)] * 2


def test_another_direction_is_another_scroll():
    events = [turned(50, 50, 0), turned(50, 50, 50, dy=-1), turned(50, 50, 90, dx=1, dy=0)]
    assert reduce(events) == [
        Scroll(Point(50, 50), dy=1),
        Scroll(Point(50, 50), dy=-1),
        Scroll(Point(50, 50), dx=1),
    ]


def test_another_place_is_another_scroll():
    events = [turned(50, 50, 0), turned(150, 50, 50)]
    assert reduce(events) == [Scroll(Point(50, 50), dy=1), Scroll(Point(150, 50), dy=1)]


def test_parts_of_notches_are_summed_and_rounded_once():
    events = [turned(50, 50, 20 * n, dy=0.3) for n in range(12)]
    assert reduce(events) == [Scroll(Point(50, 50), dy=4)]


def test_a_wheel_that_was_turned_a_little_was_turned():
    assert reduce([turned(50, 50, 0, dy=-0.1)]) == [Scroll(Point(50, 50), dy=-1)]


def test_two_fingers_that_do_not_go_quite_straight_scroll_one_way():
    events = [turned(50, 50, 20 * n, dx=0.05 * (-1) ** n, dy=0.5) for n in range(6)]
    assert reduce(events) == [Scroll(Point(50, 50), dy=3)]


def test_zooming_keeps_its_modifier():
    events = [down("ctrl", 0), turned(5, 5, 50), turned(5, 5, 90), up("ctrl", 200)]
    assert reduce(events) == [Scroll(Point(5, 5), dy=2, held=("ctrl",))]
