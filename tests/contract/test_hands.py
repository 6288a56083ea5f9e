"""What all hands do alike: the fake ones, those on an X display, and the devices of other systems.

The X display is private and empty; what a program receives is tested with a real window, in
tests/integration/test_hands_x11.py.
"""

import gc
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from agent.hands.acting import AT_ONCE, ActingHands
from agent.hands.choose import open_hands
from agent.hands.fake import FakeDevice, FakeHands
from agent.hands.macos import open_macos_hands
from agent.hands.protocol import Hands
from agent.hands.windows import open_windows_hands
from tests.displays import bare_display
from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed, Refused, Unavailable
from tracker.events import Button
from tracker.geometry import Placement, Point, ScreenPoint

HERE = Placement()
SIZE = (640, 480)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with bare_display(SIZE) as name:
        yield name


@pytest.fixture(params=["fake", pytest.param("x11", marks=pytest.mark.display)])
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    if request.param == "fake":
        opened: Hands = FakeHands(SIZE, key_s=0.008)
    else:
        opened = open_hands({"DISPLAY": request.getfixturevalue("display")})
    yield opened
    opened.close()


def refused_in_background(hands: Hands, action: Action) -> tuple[threading.Thread, list[object]]:
    ended: list[object] = []

    def work() -> None:
        try:
            hands.do(action, HERE)
            ended.append("done")
        except Exception as error:
            ended.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    return thread, ended


# -- every system's hands


def test_a_click_leaves_the_pointer_on_its_target(hands: Hands):
    hands.do(Click(Point(30, 40)), HERE)
    assert hands.pointer() == ScreenPoint(30, 40)


def test_points_are_read_off_a_frame_and_carried_to_the_desktop(hands: Hands):
    hands.do(Click(Point(30, 40)), Placement(origin=ScreenPoint(100, 50), scale=2.0))
    assert hands.pointer() == ScreenPoint(115, 70)


def test_a_drag_ends_on_its_end(hands: Hands):
    hands.do(Drag(Point(10, 10), Point(300, 200)), HERE)
    assert hands.pointer() == ScreenPoint(300, 200)


@pytest.mark.parametrize("action", [Scroll(Point(5, 6), dx=-1, dy=2), Scroll(Point(5, 6))])
def test_a_scroll_happens_over_its_target(hands: Hands, action: Action):
    hands.do(action, HERE)
    assert hands.pointer() == ScreenPoint(5, 6)


@pytest.mark.parametrize(
    "action",
    [
        Click(Point(SIZE[0], 10)),
        Click(Point(10, SIZE[1])),
        Click(Point(-1, 10)),
        Drag(Point(10, 10), Point(10, 4800)),
        Scroll(Point(-5, -5), dy=1),
    ],
)
def test_a_place_outside_of_the_desktop_is_malformed_and_nothing_moves(
    hands: Hands, action: Action
):
    before = hands.pointer()
    with pytest.raises(Malformed, match="outside of the desktop"):
        hands.do(action, HERE)
    assert hands.pointer() == before


@pytest.mark.parametrize(
    "action",
    [
        PressKeys(("ctrl", "warp")),
        Click(Point(1, 1), held=("warp",)),
        Drag(Point(1, 1), Point(2, 2), held=("warp",)),
        Scroll(Point(1, 1), dy=1, held=("warp",)),
    ],
)
def test_a_key_that_does_not_exist_is_malformed_and_named(hands: Hands, action: Action):
    with pytest.raises(Malformed, match="'warp'"):
        hands.do(action, HERE)


@pytest.mark.parametrize(
    "action",
    [
        PressKeys(()),
        Click(Point(1, 1), count=0),
        Wait(-1),
        Wait(float("nan")),
        Scroll(Point(1, 1), dy=10**6),
        TypeText("bell\a"),
        TypeText("half of an emoji: \ud83d"),
    ],
)
def test_what_nobody_can_do_is_malformed(hands: Hands, action: Action):
    with pytest.raises(Malformed):
        hands.do(action, HERE)


@pytest.mark.parametrize(
    "action",
    [Wait(600), TypeText("never ending " * 10_000), Scroll(Point(1, 1), dy=900)],
    ids=["wait", "type", "scroll"],
)
def test_release_cuts_short_what_is_going_on(hands: Hands, action: Action):
    if isinstance(hands, FakeHands) and isinstance(action, Scroll):
        pytest.skip("the fake's wheel takes no time")
    thread, ended = refused_in_background(hands, action)
    while thread.is_alive():
        hands.release()  # until it has begun
        time.sleep(0.02)
    assert ended == [Refused]


def test_the_next_action_after_a_release_is_done(hands: Hands):
    hands.release()
    hands.do(Click(Point(7, 8)), HERE)
    assert hands.pointer() == ScreenPoint(7, 8)


def test_waiting_and_typing_nothing_are_done_at_once_and_move_nothing(hands: Hands):
    hands.do(Click(Point(30, 40)), HERE)
    hands.do(Wait(0), HERE)
    hands.do(TypeText(""), HERE)
    assert hands.pointer() == ScreenPoint(30, 40)


# -- the choreography, over a device that is a list


def pieces(*actions: Action) -> list[tuple[str, object]]:
    device = FakeDevice(SIZE)
    hands = ActingHands(device, AT_ONCE)
    for action in actions:
        hands.do(action, HERE)
    assert device.down == []
    return device.log


def test_a_chord_is_pressed_in_order_and_released_in_reverse():
    assert pieces(PressKeys(("ctrl", "shift", "t"))) == [
        ("press", "ctrl"),
        ("press", "shift"),
        ("press", "t"),
        ("release", "t"),
        ("release", "shift"),
        ("release", "ctrl"),
    ]


def test_a_key_that_stands_twice_in_a_chord_is_pressed_twice_under_its_modifier():
    assert pieces(PressKeys(("alt", "tab", "tab"))) == [
        ("press", "alt"),
        *[("press", "tab"), ("release", "tab")] * 2,
        ("release", "alt"),
    ]


def test_a_modifier_is_down_for_all_clicks_of_a_double_click():
    assert pieces(Click(Point(1, 2), Button.RIGHT, count=2, held=("ctrl",))) == [
        ("move", (1, 2)),
        ("press", "ctrl"),
        *[("press", "right"), ("release", "right")] * 2,
        ("release", "ctrl"),
    ]


@pytest.mark.parametrize(
    ("written", "pressed"),
    [
        (("ctrl", "A"), ["ctrl", "a"]),
        (("Ctrl", "Return"), ["ctrl", "enter"]),
        (("A",), ["shift", "A"]),
        (("ctrl", "+"), ["ctrl", "shift", "+"]),
        (("shift", "+"), ["shift", "+"]),
        (("control_l", "ctrl", "x"), ["ctrl", "x"]),
    ],
)
def test_chords_mean_what_people_write_them_for(written: tuple[str, ...], pressed: list[str]):
    log = pieces(PressKeys(written))
    assert [what for verb, what in log if verb == "press"] == pressed


def test_a_drag_begins_with_a_nudge_and_goes_in_strides():
    log = pieces(Drag(Point(0, 0), Point(200, 0)))
    places = [what for verb, what in log if verb == "move"]
    assert log[1] == ("press", "left")
    assert places[:3] == [(0, 0), (6, 0), (12, 0)]
    assert places[-2:] == [(200, 0), (200, 0)]
    assert len(places) > 8
    assert log[-1] == ("release", "left")


def test_notches_are_turned_one_by_one():
    log = pieces(Scroll(Point(3, 3), dx=-1, dy=2))
    assert [what for verb, what in log if verb == "wheel"] == [(0, 1), (0, 1), (-1, 0)]


def test_a_line_break_of_any_kind_is_one_enter():
    assert "".join(str(what) for _, what in pieces(TypeText("a\r\nb\rc\n"))) == "a\nb\nc\n"


def test_two_clicks_at_one_place_are_kept_apart_from_a_double_click():
    device, clock, waits = FakeDevice(SIZE), [0.0], []
    hands = ActingHands(device, now=lambda: clock[0])
    hands._pause = waits.append  # type: ignore[method-assign]
    hands.do(Click(Point(5, 5)), HERE)
    hands.do(Click(Point(6, 5)), HERE)
    assert 0.6 in waits
    waits.clear()
    hands.do(Click(Point(100, 5)), HERE)
    assert 0.6 not in waits


def test_release_lets_go_of_what_is_held():
    device = FakeDevice(SIZE)
    hands = ActingHands(device, AT_ONCE)

    def stop(to: ScreenPoint, dragging: Button | None) -> None:
        if dragging is not None:
            hands._cut.set()

    device.move = stop  # type: ignore[method-assign]
    with pytest.raises(Refused):
        hands.do(Drag(Point(1, 1), Point(200, 200), held=("shift",)), HERE)
    assert device.log == [
        ("press", "shift"),
        ("press", "left"),
        ("release", "left"),
        ("release", "shift"),
    ]


def test_fake_hands_remember_what_they_did_and_tell_it():
    told: list[Action] = []
    hands = FakeHands(on_do=told.append)
    hands.do(TypeText("hé"), HERE)
    hands.do(PressKeys(("enter",)), HERE)
    assert hands.done == told == [TypeText("hé"), PressKeys(("enter",))]
    assert hands.typed == "hé"


# -- where there are no hands


def test_without_a_display_hands_are_unavailable_and_say_what_to_do():
    with pytest.raises(Unavailable, match=r"No DISPLAY is set.*--stage"):
        open_hands({})


# python-xlib leaves the sockets of a failed connection to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_on_a_display_that_does_not_exist_hands_are_unavailable():
    with pytest.raises(Unavailable, match=":54321"):
        open_hands({"DISPLAY": ":54321"})
    gc.collect()


def test_with_a_display_name_that_is_none_hands_are_unavailable():
    with pytest.raises(Unavailable, match="nonsense"):
        open_hands({"DISPLAY": "nonsense"})


@pytest.mark.parametrize(
    "environ",
    [{"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {"XDG_SESSION_TYPE": "wayland"}],
)
def test_under_wayland_hands_are_unavailable_and_never_half_there(environ: dict[str, str]):
    with pytest.raises(Unavailable, match=r"Wayland.*X11 session"):
        open_hands(environ)


@pytest.mark.parametrize("opening", [open_windows_hands, open_macos_hands])
def test_another_systems_hands_say_so(opening: Callable[[], Hands]):
    with pytest.raises(Unavailable, match="This is not"):
        opening()
