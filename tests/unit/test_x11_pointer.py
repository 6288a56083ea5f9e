"""Where the pointer was at each movement, from what its device said."""

from tracker.desktop.x11_devices import Device, Wheel
from tracker.desktop.x11_pointer import Meaning, Movement, trace
from tracker.geometry import ScreenPoint

SIZE = (640, 480)


def at(x: int, y: int) -> ScreenPoint:
    return ScreenPoint(x, y)


def by(x: float | None, y: float | None, meaning: Meaning = Meaning.EITHER) -> Movement:
    return Movement(x, y, meaning)


def test_places_are_taken_as_they_are() -> None:
    moved = [by(10, 20), by(300, 40), by(50, 60)]
    assert trace(at(0, 0), moved, at(50, 60), SIZE) == [at(10, 20), at(300, 40), at(50, 60)]


def test_deltas_are_added_up() -> None:
    moved = [by(10, 0), by(10, 5), by(-3, 5)]
    assert trace(at(100, 100), moved, at(117, 110), SIZE) == [
        at(110, 100),
        at(120, 105),
        at(117, 110),
    ]


def test_an_axis_that_was_not_reported_stays() -> None:
    assert trace(at(5, 7), [by(10, None), by(None, 30)], at(10, 30), SIZE) == [
        at(10, 7),
        at(10, 30),
    ]


def test_the_pointer_does_not_leave_the_screen() -> None:
    moved = [by(-900, 0, Meaning.DELTA), by(20, 0, Meaning.DELTA)]
    assert trace(at(100, 100), moved, at(20, 100), SIZE) == [at(0, 100), at(20, 100)]


def test_fractions_that_add_up_may_end_a_pixel_off() -> None:
    moved = [by(0.4, 0, Meaning.DELTA), by(0.4, 0, Meaning.DELTA)]
    assert trace(at(100, 100), moved, at(101, 100), SIZE) == [at(100, 100), at(101, 100)]


def test_after_a_warp_only_the_end_is_known() -> None:
    moved = [by(1, 0, Meaning.DELTA), by(1, 0, Meaning.DELTA)]
    assert trace(at(0, 0), moved, at(400, 300), SIZE) == [at(400, 300), at(400, 300)]


def test_the_last_place_is_always_the_end() -> None:
    assert trace(at(0, 0), [by(7, 7, Meaning.DELTA)], at(8, 6), SIZE) == [at(8, 6)]


def test_a_tablet_s_range_is_spread_over_the_screen() -> None:
    tablet = Device(is_program=False, ranges=((0, 32767), (0, 32767)))
    assert tablet.movement({0: 16384.0, 1: 0.0}, SIZE) == Movement(320.0, 0.0, Meaning.PLACE)


def test_a_wheel_s_axis_does_not_move_the_pointer() -> None:
    assert Device(is_program=False).movement({3: 15.0}, SIZE) is None


def test_a_mouse_says_how_far_and_a_program_does_not_say_what_it_means() -> None:
    assert [
        Device(is_program=is_program).movement({0: 3.0, 1: -1.0}, SIZE)
        for is_program in (False, True)
    ] == [Movement(3.0, -1.0, Meaning.DELTA), Movement(3.0, -1.0, Meaning.EITHER)]


def test_a_wheel_turns_by_parts_of_its_notch_and_some_the_other_way_round() -> None:
    """libinput's notch is 120 or 15 of its axis; with natural scrolling it is negative."""
    wheels = (Wheel(2, is_horizontal=True, notch=15.0), Wheel(3, is_horizontal=False, notch=-120.0))
    device = Device(is_program=False, wheels=wheels)
    turned = [device.turned(axes) for axes in ({3: -30.0}, {2: 30.0, 3: 60.0}, {0: 4.0}, {2: 0.0})]
    assert turned == [(0, 0.25), (2.0, -0.5), None, None]
