"""What the X11 listener makes of real keyboards, layouts and pointers."""

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import xcffib.xproto

from tests.displays import bare_display, x_server
from tests.x_person import XPerson
from tracker.desktop import x11_hearing
from tracker.desktop.x11_listener import X11Listener
from tracker.errors import Unavailable
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

pytestmark = pytest.mark.display

LONG_S = 20.0
A, C, E, Q, ONE, KEYPAD_SEVEN, EQUAL, SPACE, ENTER, TAB, F5 = (
    38, 54, 26, 24, 10, 79, 21, 65, 36, 23, 71,
)  # fmt: skip
SHIFT, CONTROL, ALT, SUPER, CAPS_LOCK, NUM_LOCK, ALTGR = 50, 37, 64, 133, 66, 77, 92


@dataclass
class Scene:
    display: str
    person: XPerson
    events: list[RawEvent] = field(default_factory=list)

    def hear(self, doing: Callable[[], object]) -> list[RawEvent]:
        """All that is heard while `doing` is done."""
        events: list[RawEvent] = []
        listener = X11Listener(self.display)
        listener.start(events.append)
        doing()
        self.person.settle()
        listener.stop()
        assert listener.failure is None
        return events

    def presses(self, doing: Callable[[], object]) -> list[tuple[str, str]]:
        return [(e.key, e.text) for e in self.hear(doing) if isinstance(e, KeyPressed)]

    def use_layout(self, *arguments: str) -> None:
        subprocess.run(["setxkbmap", "-display", self.display, *arguments], check=True)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with bare_display() as display:
        person = XPerson(display)
        yield Scene(display, person)
        person.close()


def test_shift_types_the_capital_of_the_same_key(scene: Scene) -> None:
    typed = scene.presses(lambda: (scene.person.tap(SHIFT, A), scene.person.tap(SHIFT, ONE)))
    assert typed == [("shift", ""), ("a", "A"), ("shift", ""), ("1", "!")]


def test_caps_lock_types_capitals_and_leaves_digits(scene: Scene) -> None:
    def type_in_capitals() -> None:
        for keycode in (CAPS_LOCK, A, ONE, CAPS_LOCK, A):
            scene.person.tap(keycode)
        scene.person.tap(SHIFT, A)

    assert scene.presses(type_in_capitals) == [
        ("capslock", ""),
        ("a", "A"),
        ("1", "1"),
        ("capslock", ""),
        ("a", "a"),
        ("shift", ""),
        ("a", "A"),
    ]


def test_a_lock_that_was_on_before_the_start_counts(scene: Scene) -> None:
    scene.person.tap(CAPS_LOCK)
    scene.person.settle()
    assert scene.presses(lambda: scene.person.tap(A)) == [("a", "A")]


def test_the_keypad_goes_by_num_lock(scene: Scene) -> None:
    def use_the_keypad() -> None:
        for keycode in (KEYPAD_SEVEN, NUM_LOCK, KEYPAD_SEVEN):
            scene.person.tap(keycode)

    assert scene.presses(use_the_keypad) == [("home", ""), ("numlock", ""), ("7", "7")]


@pytest.mark.parametrize(("modifier", "name"), [(CONTROL, "ctrl"), (ALT, "alt"), (SUPER, "super")])
def test_a_chord_types_nothing(scene: Scene, modifier: int, name: str) -> None:
    assert scene.presses(lambda: scene.person.tap(modifier, A)) == [(name, ""), ("a", "")]


def test_keys_that_are_no_characters_type_nothing(scene: Scene) -> None:
    def tap_all() -> None:
        for keycode in (ENTER, TAB, F5, SPACE):
            scene.person.tap(keycode)

    assert scene.presses(tap_all) == [("enter", ""), ("tab", ""), ("f5", ""), ("space", " ")]


def test_altgr_types_the_third_level_of_a_german_keyboard(scene: Scene) -> None:
    scene.use_layout("de")
    typed = scene.presses(lambda: (scene.person.tap(ALTGR, Q), scene.person.tap(ALTGR, E)))
    assert typed == [("altgr", ""), ("q", "@"), ("altgr", ""), ("e", "€")]


def test_a_layout_that_changes_while_listening_is_followed(scene: Scene) -> None:
    """A person does not change it within a millisecond of the last key."""
    typed: queue.Queue[str] = queue.Queue()
    listener = X11Listener(scene.display)
    listener.start(lambda event: typed.put(event.text) if isinstance(event, KeyPressed) else None)
    arrived = []
    for layout in ("us", "fr", "us"):
        scene.use_layout(layout)
        scene.person.tap(Q)
        scene.person.settle()
        arrived.append(typed.get(timeout=LONG_S))
    listener.stop()
    assert arrived == ["q", "a", "q"]


def test_the_second_layout_of_two_is_used_when_it_is_switched_to(scene: Scene) -> None:
    scene.use_layout("-layout", "us,ru", "-option", "grp:alt_shift_toggle")

    def switch_and_type() -> None:
        scene.person.tap(C)
        scene.person.tap(ALT, SHIFT)
        scene.person.tap(C)
        scene.person.tap(SHIFT, C)
        scene.person.tap(CONTROL, C)

    typed = [stroke for stroke in scene.presses(switch_and_type) if len(stroke[0]) == 1]
    assert typed == [("c", "c"), ("с", "с"), ("с", "С"), ("c", "")]  # noqa: RUF001


def test_a_dead_key_types_nothing_and_then_the_accented_letter(scene: Scene) -> None:
    scene.use_layout("de")
    typed = scene.presses(lambda: (scene.person.tap(EQUAL), scene.person.tap(E)))
    assert typed == [("dead_acute", ""), ("e", "é")]


def test_a_capital_may_stand_after_a_dead_key(scene: Scene) -> None:
    scene.use_layout("de")
    typed = scene.presses(lambda: (scene.person.tap(EQUAL), scene.person.tap(SHIFT, E)))
    assert typed == [("dead_acute", ""), ("shift", ""), ("e", "É")]


def test_text_typed_by_remapping_keys_arrives_as_it_was_meant(scene: Scene) -> None:
    """As tools type what the layout lacks: a spare key means each character in turn.

    They wait between two, since no program could read the keymap in time otherwise.
    """
    text = "Žluťoučký kůň: 日本語 😀 €é"
    typed: queue.Queue[str] = queue.Queue()
    listener = X11Listener(scene.display)
    listener.start(lambda event: typed.put(event.text) if isinstance(event, KeyPressed) else None)
    arrived = []
    for character in text:
        scene.person.map_key(250, ord(character) + (0x01000000 if ord(character) > 0xFF else 0))
        scene.person.tap(250)
        scene.person.settle()
        arrived.append(typed.get(timeout=LONG_S))
    listener.stop()
    assert "".join(arrived) == text


def test_a_key_that_comes_while_the_keymap_is_read_is_not_left_waiting(scene: Scene) -> None:
    """It arrives together with the keymap, and nothing more would wake the listener for it."""
    typed: queue.Queue[str] = queue.Queue()
    listener = X11Listener(scene.display)
    listener.start(lambda event: typed.put(event.text) if isinstance(event, KeyPressed) else None)
    many_keys = [ord("x")] * 40
    arrived = []
    for _ in range(100):
        scene.person.connection.core.ChangeKeyboardMapping(20, 230, 2, many_keys)
        scene.person.connection.flush()
        scene.person.tap(A)
        scene.person.settle()
        arrived.append(typed.get(timeout=LONG_S))
    listener.stop()
    assert arrived == ["a"] * 100


def test_a_key_is_released_by_the_name_it_was_pressed_with(scene: Scene) -> None:
    keys: queue.Queue[RawEvent] = queue.Queue()
    listener = X11Listener(scene.display)
    scene.person.map_key(250, ord("x"))
    listener.start(keys.put)
    scene.person.press_key(250)
    scene.person.settle()
    pressed = keys.get(timeout=LONG_S)
    scene.person.map_key(250, ord("y"))
    scene.person.release_key(250)
    scene.person.settle()
    released = keys.get(timeout=LONG_S)
    listener.stop()
    assert isinstance(pressed, KeyPressed)
    assert isinstance(released, KeyReleased)
    assert (pressed.key, released.key) == ("x", "x")


def test_the_wheel_counts_right_and_down_as_positive(scene: Scene) -> None:
    scene.person.move(5, 6)
    turned = scene.hear(lambda: [scene.person.click(number) for number in (4, 5, 6, 7)])
    assert [(e.dx, e.dy) for e in turned if isinstance(e, WheelTurned)] == [
        (0, -1),
        (0, 1),
        (-1, 0),
        (1, 0),
    ]
    assert {e.at for e in turned} == {ScreenPoint(5, 6)}


def test_the_side_buttons_are_back_and_forward(scene: Scene) -> None:
    pressed = scene.hear(lambda: (scene.person.click(8), scene.person.click(9)))
    assert [(type(e), e.button) for e in pressed] == [
        (ButtonPressed, Button.BACK),
        (ButtonReleased, Button.BACK),
        (ButtonPressed, Button.FORWARD),
        (ButtonReleased, Button.FORWARD),
    ]


def test_relative_movements_are_followed_to_where_each_led(scene: Scene) -> None:
    scene.person.move(100, 100)
    scene.person.settle()
    moved = scene.hear(lambda: [scene.person.nudge(dx, 3) for dx in (10, -20, 30)])
    assert [e.at for e in moved if isinstance(e, PointerMoved)] == [
        ScreenPoint(110, 103),
        ScreenPoint(90, 106),
        ScreenPoint(120, 109),
    ]


def test_what_is_pressed_while_the_pointer_moves_is_heard_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11_hearing, "_WAY_S", 10 * LONG_S)
    heard: queue.Queue[RawEvent] = queue.Queue()
    listener = X11Listener(scene.display)
    listener.start(heard.put)
    scene.person.move(100, 100)
    scene.person.settle()
    first = heard.get(timeout=LONG_S)
    scene.person.move(110, 100)
    scene.person.move(120, 100)
    scene.person.press_button(1)
    scene.person.move(130, 100)
    scene.person.release_button(1)
    scene.person.settle()
    rest = [heard.get(timeout=LONG_S) for _ in range(5)]
    listener.stop()
    places = [(type(event), event.at.x) for event in (first, *rest) if hasattr(event, "at")]
    assert places == [
        (PointerMoved, 100),
        (PointerMoved, 110),
        (PointerMoved, 120),
        (ButtonPressed, 120),
        (PointerMoved, 130),
        (ButtonReleased, 130),
    ]


def test_a_click_after_a_warp_is_where_the_pointer_is(scene: Scene) -> None:
    def warp_and_click() -> None:
        scene.person.connection.core.WarpPointer(0, scene.person.root, 0, 0, 0, 0, 77, 88)
        scene.person.settle()
        scene.person.click()

    pressed = scene.hear(warp_and_click)
    assert [e.at for e in pressed] == [ScreenPoint(77, 88), ScreenPoint(77, 88)]


def test_input_in_a_window_that_grabbed_it_is_heard(scene: Scene) -> None:
    """Open menus grab the pointer and the keyboard."""

    def grab_and_type() -> None:
        core = scene.person.connection.core
        core.GrabPointer(True, scene.person.root, 0, 1, 1, 0, 0, 0).reply()
        core.GrabKeyboard(True, scene.person.root, 0, 1, 1).reply()
        scene.person.tap(A)
        scene.person.click()

    heard = [type(event) for event in scene.hear(grab_and_type)]
    assert heard == [KeyPressed, KeyReleased, ButtonPressed, ButtonReleased]


def test_a_left_handed_mouse_is_heard_as_a_window_hears_it(scene: Scene) -> None:
    core = scene.person.connection.core
    window = scene.person.connection.generate_id()
    wanted = xcffib.xproto.EventMask.ButtonPress
    screen = scene.person.connection.setup.roots[0]
    core.CreateWindow(
        screen.root_depth, window, scene.person.root, 0, 0, 200, 200, 0, 1,
        screen.root_visual, xcffib.xproto.CW.EventMask, [wanted],
    )  # fmt: skip
    core.MapWindow(window)
    buttons = len(core.GetPointerMapping().reply().map)
    swapped = [3, 2, 1, *range(4, buttons + 1)]
    core.SetPointerMapping(buttons, swapped).reply()
    scene.person.move(20, 20)
    pressed = scene.hear(scene.person.click)
    received = None
    while not isinstance(received, xcffib.xproto.ButtonPressEvent):
        received = scene.person.connection.wait_for_event()
    assert received.detail == 3
    assert [e.button for e in pressed if isinstance(e, ButtonPressed)] == [Button.RIGHT]


def test_a_device_is_told_from_a_program() -> None:
    """A server inside another gets its input as a real server does: from devices."""
    with bare_display((400, 300)) as outer:
        environ = {**os.environ, "DISPLAY": outer}
        with x_server(["Xephyr", "-screen", "400x300"], environ) as (inner, _):
            hand, program = XPerson(outer), XPerson(inner)
            events: list[RawEvent] = []
            pressed = threading.Semaphore(0)

            def sink(event: RawEvent) -> None:
                events.append(event)
                if isinstance(event, ButtonReleased):
                    pressed.release()

            listener = X11Listener(inner)
            listener.start(sink)
            hand.move(30, 30)
            hand.click()
            hand.settle()
            assert pressed.acquire(timeout=LONG_S)
            program.click()
            program.settle()
            assert pressed.acquire(timeout=LONG_S)
            listener.stop()
            hand.close()
            program.close()
    told = [event.synthetic for event in events if isinstance(event, ButtonPressed)]
    assert told == [False, True]


@pytest.mark.expects_warnings
def test_a_display_that_goes_away_is_its_failure() -> None:
    with x_server(["Xvfb", "-screen", "0", "320x200x24"]) as (display, server):
        listener = X11Listener(display)
        listener.start(lambda event: None)
        server.terminate()
        server.wait(LONG_S)
        listener.stop()
    assert isinstance(listener.failure, Unavailable)
    assert listener.failure.message == f"The display {display} has gone away."


def test_a_display_that_is_not_there_is_named() -> None:
    with pytest.raises(Unavailable, match="The display :65000 cannot be reached"):
        X11Listener(":65000").start(lambda event: None)
