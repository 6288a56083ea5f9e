"""A person's hand on a real X server stops and pauses a run; programs' input does not.

The person's devices are a Xephyr's: what is sent by XTEST to the display that it stands on
arrives inside as coming from its mouse and keyboard. Programs inside use XTEST, as our hands do.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from agent.guard import Guard, Paused, Running, Stopped
from agent.hands.choose import open_hands
from agent.hands.protocol import Hands
from agent.hands.x11 import X11Device
from tests.displays import bare_display, x_server
from tests.integration.test_hands_x11 import Target, target_window, what_is_down
from tests.stages import until
from tracker.actions import Click, Drag, PressKeys, TypeText, Wait
from tracker.desktop.x11_listener import X11Listener
from tracker.errors import Refused
from tracker.events import Button
from tracker.geometry import Placement, Point, ScreenPoint

pytestmark = pytest.mark.display
HERE = Placement()
SIZE = (700, 560)


@dataclass
class Persons:
    """environ: the person's desktop. body: moves the person's own mouse and keyboard."""

    environ: Mapping[str, str]
    body: X11Device

    def move(self, *places: tuple[int, int]) -> None:
        for place in places:
            self.body.move(ScreenPoint(*place), None)
            time.sleep(0.02)  # a hand's pace; Xephyr merges quicker movements

    def press(self, *keys: str) -> None:
        for key in keys:
            self.body.press_key(key)
        for key in reversed(keys):
            self.body.release_key(key)


@pytest.fixture(scope="module")
def person() -> Iterator[Persons]:
    xephyr = ["Xephyr", "-screen", f"{SIZE[0]}x{SIZE[1]}", "-no-host-grab"]
    with bare_display(SIZE) as outer, x_server(xephyr, {"DISPLAY": outer}) as (inner, _):
        body = X11Device({"DISPLAY": outer})
        body.move(ScreenPoint(300, 300), None)
        yield Persons({"DISPLAY": inner}, body)
        body.close()


@dataclass
class Run:
    guard: Guard
    hands: Hands


@contextmanager
def guarded(person: Persons, resume_after_s: float | None = 0.5) -> Iterator[Run]:
    person.move((300, 300), (301, 300), (300, 300))
    hands = open_hands(person.environ)
    listener = X11Listener(person.environ["DISPLAY"])
    guard = Guard(listener, hands, resume_after_s=resume_after_s)
    try:
        with guard:
            yield Run(guard, guard.hands)
    finally:
        hands.close()


@contextmanager
def doing(run: Run, *actions: object) -> Iterator[list[str]]:
    """Carries the actions out meanwhile; gives how it ended, once it has."""
    ended: list[str] = []

    def work() -> None:
        try:
            for action in actions:
                run.hands.do(action, HERE)  # type: ignore[arg-type]
            ended.append("done")
        except Refused:
            ended.append("refused")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield ended
    finally:
        run.guard.stop_run("The test is over.")
        thread.join(20)
    assert ended


def test_our_own_hands_neither_pause_nor_stop_the_run(person: Persons):
    with guarded(person) as run:
        run.hands.do(Click(Point(0, 0)), HERE)
        run.hands.do(Drag(Point(50, 50), Point(400, 300), held=("shift",)), HERE)
        run.hands.do(TypeText("<Größe> 漢字\n"), HERE)
        run.hands.do(PressKeys(("ctrl", "a")), HERE)
        assert run.guard.check() is False
        assert run.guard.state == Running()


def test_a_program_that_sends_input_does_not_pause_the_run(person: Persons):
    with guarded(person) as run:
        program = X11Device(person.environ)
        program.move(ScreenPoint(20, 20), None)
        program.press_key("a")
        program.release_key("a")
        program.press_button(Button.LEFT)
        program.release_button(Button.LEFT)
        program.close()
        run.hands.do(Wait(0.2), HERE)
        assert run.guard.check() is False


def test_the_persons_hotkey_stops_a_text_in_mid_word(person: Persons):
    with target_window(person.environ) as target, guarded(person) as run:
        run.hands.do(Click(target.editor), HERE)
        with doing(run, TypeText("all work and no play " * 2000)) as ended:
            until(lambda: target.read() and len(target.text) > 20, "some of the text")
            person.press("ctrl", "alt", "escape")
            until(lambda: isinstance(run.guard.state, Stopped), "the stop")
            until(lambda: ended, "the hands to stop")
        assert ended == ["refused"]
        until(lambda: what_is_down(person.environ) == (0, 0), "all keys to be up")
        assert run.guard.state == Stopped("You pressed ctrl+alt+escape.")
        with pytest.raises(Refused, match=r"ctrl\+alt\+escape"):
            run.guard.check()
        assert typed_no_more(target)


def typed_no_more(target: Target) -> bool:
    target.read()
    text = target.text
    time.sleep(0.3)
    return target.has_text(text)


def test_the_persons_pointer_in_the_corner_ends_a_drag_and_lets_go_of_the_button(person: Persons):
    with guarded(person) as run:
        endless = [Drag(Point(100, 100), Point(500, 400), held=("ctrl",))] * 200
        with doing(run, *endless) as ended:
            until(lambda: what_is_down(person.environ)[1], "the button to be down")

            def is_stopped() -> bool:
                person.move((40, 40), (10, 10), (0, 0))  # and on, while the hands pull it away
                return isinstance(run.guard.state, Stopped)

            until(is_stopped, "the stop")
            until(lambda: ended, "the hands to stop")
        assert ended == ["refused"]
        assert what_is_down(person.environ) == (0, 0)
        assert run.guard.state == Stopped("You pushed the pointer into the corner of the screen.")


def test_a_person_who_types_pauses_the_run_until_they_rest(person: Persons):
    with guarded(person, resume_after_s=0.5) as run, doing(run, Wait(600)) as ended:
        person.press("x")
        until(lambda: ended, "the action to be cut short")
        assert ended == ["refused"]
        assert run.guard.state == Paused("You used the keyboard.", by_person=True)
        assert run.guard.check() is True
        assert run.guard.check() is False
        run.hands.do(Click(Point(30, 30)), HERE)


def test_a_person_who_moves_the_mouse_pauses_the_run(person: Persons):
    with guarded(person, resume_after_s=None) as run:
        person.move((310, 300), (330, 310), (360, 320))
        until(lambda: isinstance(run.guard.state, Paused), "the pause")
        assert run.guard.state == Paused("You used the mouse.", by_person=True)
        run.guard.resume()
        assert run.guard.check() is True


def test_a_desk_that_shakes_does_not_pause_the_run(person: Persons):
    with guarded(person) as run:
        person.move((302, 301), (300, 300), (303, 299), (300, 300))
        run.hands.do(Wait(0.3), HERE)
        assert run.guard.check() is False


def test_letting_go_leaves_the_keys_that_the_person_holds_alone(person: Persons):
    with guarded(person) as run:
        person.body.press_key("shift")
        try:
            until(lambda: isinstance(run.guard.state, Paused), "the pause")
            run.hands.release()
            assert what_is_down(person.environ)[0] == 1
        finally:
            person.body.release_key("shift")
