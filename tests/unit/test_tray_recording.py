"""A recording from the tray: its orders, and what it takes back of our own clicks."""

import socket
import struct
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.door import knock
from app.recording import Changed, Forgot, Recording
from app.settings import Settings
from app.wiring import Wiring
from tests.builders import click_at, element, frame
from tests.stages import until
from tracker.actions import Click
from tracker.desktop.fake import FakeCamera, FakeInspector, FakeListener
from tracker.desktop.protocols import Desktop
from tracker.errors import Refused, Unavailable
from tracker.geometry import Box, Point
from tracker.recorder import State
from tracker.trajectory import Ending, Window

EDITOR = Window(title="Letter", app="editor", pid=7, box=Box(0, 0, 300, 200))


class Rig:
    """A fake desktop, and a recording of it on a thread."""

    def __init__(self, wiring):
        self.listener = FakeListener()
        save = element("Save", box=Box(10, 10, 60, 40))
        self.desktop = Desktop(
            "fake", FakeCamera([frame(shade=1)]), self.listener, FakeInspector(EDITOR, [save])
        )
        self.wiring = wiring
        wiring.desktop = self.opened
        self.recording = Recording(wiring, {})
        self.news, self.result = [], None
        self.thread = threading.Thread(target=self._run)

    @contextmanager
    def opened(self, _environ):
        yield self.desktop

    def _run(self):
        self.result = self.recording.run(self.news.append)

    def start(self):
        self.thread.start()
        until(lambda: self.news, "the recording to begin")

    def click(self, x, y):
        """A click now; gives the time of its press."""
        pressed_ns = time.monotonic_ns()
        for event in click_at(x, y):
            self.listener.emit(replace(event, t_ns=pressed_ns + event.t_ns))
        return pressed_ns

    def clicks(self):
        steps = self.wiring.store.load(1).steps
        return [step.action.target for step in steps if isinstance(step.action, Click)]

    def end(self):
        self.recording.stop(Ending.FINISHED)
        self.thread.join(30)
        return self.result


@pytest.fixture
def rig(tmp_path):
    with Wiring(Settings(home=tmp_path)) as wiring:
        yield Rig(wiring)


def wait_for_clicks(rig, count):
    until(lambda: len(rig.clicks()) == count, f"{count} clicks")


def test_it_records_until_it_is_stopped(rig):
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    assert rig.end().steps == 1
    assert rig.clicks() == [Point(20, 20)]
    assert rig.news[0] == Changed(State.RECORDING)


def test_the_press_that_opened_our_menu_and_all_after_it_are_taken_back(rig):
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    menu_ns = rig.click(900, 5)
    shown_ns = menu_ns + 1_000_000
    rig.click(900, 40)
    rig.recording.forget_menu(shown_ns)
    rig.end()
    assert rig.clicks() == [Point(20, 20)]
    assert Forgot(1) not in rig.news


def test_a_menu_that_came_up_by_the_keyboard_takes_no_click_back(rig):
    rig.start()
    pressed_ns = rig.click(20, 20)
    wait_for_clicks(rig, 1)
    rig.recording.forget_menu(pressed_ns + 5_000_000_000)
    rig.end()
    assert rig.clicks() == [Point(20, 20)]


def test_what_the_person_has_forgotten_is_told(rig):
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    rig.recording.forget(30)
    until(lambda: Forgot(1) in rig.news, "the news")
    rig.end()
    assert rig.clicks() == []


def test_nothing_is_recorded_while_it_is_paused(rig):
    rig.start()
    rig.recording.pause()
    until(lambda: Changed(State.PAUSED) in rig.news, "the pause")
    rig.click(20, 20)
    rig.recording.resume()
    until(lambda: rig.news[-1] == Changed(State.RECORDING), "the recording to go on")
    rig.click(30, 30)
    wait_for_clicks(rig, 1)
    rig.end()
    assert rig.clicks() == [Point(30, 30)]


@pytest.mark.expects_warnings
def test_a_failure_ends_it_with_what_was_kept(rig):
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    rig.listener.fail(Unavailable("The display is gone.", hint="Log in again."))
    rig.thread.join(30)
    assert str(rig.result.failure) == "The display is gone. Log in again."
    assert rig.clicks() == [Point(20, 20)]


def test_private_time_begins_and_ends_by_the_menu_and_is_told(rig):
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    rig.recording.private(True)
    until(lambda: Changed(State.PRIVATE) in rig.news, "private time")
    rig.click(30, 20)
    rig.recording.private(False)
    until(lambda: rig.news[-1] == Changed(State.RECORDING), "its end")
    rig.click(40, 20)
    rig.end()
    assert rig.clicks() == [Point(20, 20), Point(40, 20)]


def test_a_terminal_reaches_the_recording_of_the_tray(rig):
    runtime = rig.wiring.settings.runtime
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    told = [
        knock(runtime, {"order": "pause"}),
        knock(runtime, {"order": "private", "on": True}),
        knock(runtime, {"order": "resume"}),
        knock(runtime, {"order": "private", "on": False}),
    ]
    with pytest.raises(Refused, match="cannot do"):
        knock(runtime, {"order": "dance"})
    told.append(knock(runtime, {"order": "forget", "seconds": 600}))
    rig.end()
    assert [one for (one,) in told] == [
        "Recording 1 is paused.",
        "Recording 1 is private: nothing is heard, seen or kept.",
        "Recording 1 stays private until `journeyman private off`.",
        "Recording 1 goes on.",
        "The last 600 s are forgotten: 1 step.",
    ]
    assert list(runtime.glob("recording-*")) == []


def test_in_private_mode_no_recording_begins_and_one_that_just_began_is_private(rig):
    rig.wiring.private.begin()
    with pytest.raises(Refused, match="Private mode is on"):
        rig.wiring.recorder(rig.desktop)
    rig.wiring.private.end()
    beginning = rig.wiring.recorder

    def late(*arguments, **named):
        made = beginning(*arguments, **named)
        rig.wiring.private.begin()
        return made

    rig.wiring.recorder = late
    rig.start()
    rig.click(20, 20)
    assert rig.news == [Changed(State.PRIVATE)]
    rig.end()
    assert rig.clicks() == []


def test_a_visitor_that_does_not_wait_for_its_answer_leaves_the_door_open(rig):
    rig.start()
    runtime = rig.wiring.settings.runtime
    (path,) = runtime.glob("recording-*")
    with socket.socket(socket.AF_UNIX) as hurried:
        hurried.connect(str(path))
        hurried.sendall(b'{"order": "pause"}')
        hurried.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    told = knock(runtime, {"order": "private", "on": True})
    rig.end()
    assert told == ["Recording 1 is private: nothing is heard, seen or kept."]


def test_a_door_behind_which_nobody_answers_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr("app.door._ANSWER_S", 0.1)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "recording-7.socket"))
        silent.listen()
        with pytest.raises(Unavailable, match="process 7 does not answer"):
            knock(tmp_path, {"order": "stop"})


@pytest.mark.parametrize("seconds", [float("inf"), float("nan")])
def test_a_time_without_an_end_is_refused_and_the_recording_goes_on(rig, seconds):
    rig.start()
    with pytest.raises(Refused, match="cannot do"):
        knock(rig.wiring.settings.runtime, {"order": "forget", "seconds": seconds})
    assert rig.end().failure is None


def test_an_order_that_breaks_ends_the_recording_with_what_was_kept(rig):
    broken = []

    def carry_out():
        try:
            rig.recording.run(rig.news.append)
        except Unavailable as error:
            broken.append(error)

    rig.thread = threading.Thread(target=carry_out)
    rig.start()
    rig.click(20, 20)
    wait_for_clicks(rig, 1)
    rig.recording.private(True)
    until(lambda: rig.news[-1] == Changed(State.PRIVATE), "private time")

    def refuse(_sink):
        raise Unavailable("The keyboard is gone.", hint="Log in again.")

    rig.listener.start = refuse
    rig.recording.private(False)
    rig.thread.join(30)
    kept = rig.wiring.store.load(1)
    assert ([str(one) for one in broken], kept.outcome) == (
        ["The keyboard is gone. Log in again."], Ending.FAILED,
    )  # fmt: skip
    assert rig.clicks() == [Point(20, 20)]
