"""What goes wrong while the real command records, and what is kept all the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.disks import small_disk_at
from tests.displays import x_server
from tests.flood import MIXED, TEXT, Flood, Sent, by_device, told
from tests.stages import open_stage, until
from tests.x_person import XPerson
from tracker.actions import Click, TypeText
from tracker.desktop.stage import Stage
from tracker.desktop.x11_camera import X11Camera
from tracker.geometry import Point
from tracker.rebuild import rebuilt
from tracker.store import Store
from tracker.trajectory import Ending

pytestmark = pytest.mark.display

_SECOND_NS = 1_000_000_000
_ROUNDED_NS = 2_000_000
"""Displays tell times in whole milliseconds."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


class Command:
    """`journeyman record --json` in a process of its own, from its first event on."""

    def __init__(self, environ: Mapping[str, str], home: Path, *arguments: str) -> None:
        self._said = home.parent / f"{home.name} said {time.monotonic_ns()}"
        self.database = home / "journeyman.db"
        with self._said.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "record", "--json", *arguments],
                env={**os.environ, **environ, "JOURNEYMAN_HOME": str(home)},
                stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self._said.read_text()

    def events(self) -> int:
        """How many it has written so far."""
        with closing(Store.open(self.database)) as store:
            return sum(1 for _ in store.events(1))

    def end(self, how: signal.Signals = signal.SIGINT) -> dict[str, int]:
        """What it says at its end; nothing if it was killed."""
        self.process.send_signal(how)
        return self.result()

    def result(self) -> dict[str, int]:
        out, _ = self.process.communicate(timeout=90)
        return json.loads(out) if out else {}


@contextmanager
def recording(environ: Mapping[str, str], home: Path, *arguments: str) -> Iterator[Command]:
    command = Command(environ, home, *arguments)
    try:
        until(lambda: "Stop with" in command.said, "the recording to begin", 60)
        yield command
    finally:
        if command.process.poll() is None:
            command.process.send_signal(signal.SIGCONT)
            command.process.kill()
        command.process.communicate()


def words(sent: list[Sent]) -> list[str]:
    return [one.what for one in sent]


@pytest.mark.parametrize("pattern", [TEXT, MIXED], ids=["in a text", "between steps"])
def test_a_recorder_that_is_killed_keeps_all_but_the_last_second(
    stage: Stage, tmp_path: Path, pattern: tuple[str, ...]
):
    home = tmp_path / "home"
    with (
        recording(stage.environ, home) as command,
        Flood(stage.display, 60, pattern=pattern) as flood,
    ):
        until(lambda: command.events() > 200, "some seconds of the recording", 60)
        killed_ns = time.monotonic_ns()
        command.end(signal.SIGKILL)
    with closing(Store.open(command.database)) as store:
        kept = told(store.events(1))
        trajectory = store.load(1)
        assert store.check() == []
        again = rebuilt(trajectory.steps, store.events(1))
    must_be = words([one for one in flood.sent if one.t_ns < killed_ns - _SECOND_NS])
    for are, must, may in zip(
        by_device(kept), by_device(must_be), by_device(words(flood.sent)), strict=True
    ):
        assert are[: len(must)] == must
        assert are == may[: len(are)]
    assert trajectory.outcome is Ending.OPEN
    typed = "".join(step.action.text for step in again if isinstance(step.action, TypeText))
    assert typed == "".join(one[0] for one in kept if one.endswith(" down"))


def test_a_full_disk_ends_the_recording_with_a_message_and_keeps_what_was_written(tmp_path: Path):
    with (
        small_disk_at(tmp_path / "home") as home,
        x_server(["Xvfb", "-screen", "0", "640x480x24"]) as (display, _),
        recording({"DISPLAY": display}, home) as command,
        closing(XPerson(display)) as person,
    ):
        noise = random.Random(4)
        until(lambda: _click_on_noise(person, noise, command), "the disk to be full", 90)
        command.result()
        with closing(Store.open(command.database)) as store:
            steps = store.load(1).steps
            assert store.check() == []
    assert command.process.returncode == 3
    assert f"There is no room left on the disk for {command.database}" in command.said
    assert len(steps) >= 2
    assert all(isinstance(step.action, Click) for step in steps)


def _click_on_noise(person: XPerson, noise: random.Random, command: Command) -> bool:
    """A picture that does not get smaller by packing, and a click that is kept with it."""
    core, context = person.connection.core, person.connection.generate_id()
    core.CreateGC(context, person.root, 0, [])
    width, height = 200, 150
    pixels = noise.randbytes(width * height * 4)
    core.PutImage(2, person.root, context, width, height, 100, 100, 0, 24, len(pixels), pixels)
    core.FreeGC(context)
    person.move(120, 120)
    person.click()
    person.settle()
    return command.process.poll() is not None


def test_a_display_that_goes_away_ends_the_recording_with_what_was_done(tmp_path: Path):
    with (
        x_server(["Xvfb", "-screen", "0", "640x480x24"]) as (display, server),
        recording({"DISPLAY": display}, tmp_path / "home") as command,
    ):
        person = XPerson(display)
        person.move(30, 40)
        person.click()
        person.settle()
        until(lambda: command.events() >= 2, "the click to be written")
        server.kill()
        command.result()
    assert command.process.returncode == 3
    assert f"The display {display} has gone away." in command.said
    with closing(Store.open(command.database)) as store:
        assert [step.action for step in store.load(1).steps] == [Click(Point(30, 40))]
        assert store.check() == []


def test_what_is_done_while_the_recorder_does_not_run_is_heard_after_at_its_own_time(
    tmp_path: Path,
):
    """As when the machine was asleep, or the recorder was stopped in a terminal. What a picture
    showed cannot be known then, but never is it one with the effect."""
    with (
        x_server(["Xvfb", "-screen", "0", "640x480x24"]) as (display, _),
        recording({"DISPLAY": display}, tmp_path / "home") as command,
        closing(XPerson(display)) as person,
    ):
        first = _timed_click(person, 30, 40)
        until(lambda: command.events() >= 2, "the click to be written")
        person.paint(0x0000FF)
        command.process.send_signal(signal.SIGSTOP)
        asleep = time.monotonic()
        until(lambda: time.monotonic() - asleep > 12, "a while to have passed")
        second = _timed_click(person, 300, 40)
        person.paint(0x00FF00)
        until(lambda: time.monotonic() - asleep > 24, "another while to have passed", 30)
        command.process.send_signal(signal.SIGCONT)
        until(lambda: command.events() >= 4, "the other click to be written")
        assert command.end()["dropped"] == 0
    with closing(Store.open(command.database)) as store:
        early, late = store.load(1).steps
    apart_ns = late.t_ns - early.t_ns
    assert second[0] - first[1] - _ROUNDED_NS <= apart_ns <= second[1] - first[0] + _ROUNDED_NS
    assert tuple(late.before.frame.pixels[10, 10]) != (0, 255, 0)


def _timed_click(person: XPerson, x: int, y: int) -> tuple[int, int]:
    """Between which times it was."""
    began_ns = time.monotonic_ns()
    person.move(x, y)
    person.click()
    person.settle()
    return began_ns, time.monotonic_ns()


def test_a_thousand_events_a_second_are_kept_each_in_its_place(stage: Stage, tmp_path: Path):
    with (
        recording(stage.environ, tmp_path / "home") as command,
        Flood(stage.display, 1000, count=3000) as flood,
    ):
        flood.join(60)
        said = command.end()
    with closing(Store.open(command.database)) as store:
        kept = told(store.events(1))
        assert store.check() == []
    assert by_device(kept) == by_device(words(flood.sent))
    assert said["dropped"] == 0


def test_two_recorders_at_once_each_keep_everything_in_one_store(stage: Stage, tmp_path: Path):
    home = tmp_path / "home"
    with recording(stage.environ, home) as one, recording(stage.environ, home) as other:
        with Flood(stage.display, 100, count=250) as flood:
            flood.join(60)
        said = [one.end(), other.end()]
    with closing(Store.open(one.database)) as store:
        kept = [told(store.events(number)) for number in (1, 2)]
        steps = [[step.action for step in store.load(number).steps] for number in (1, 2)]
        assert store.check() == []
    assert [by_device(one) for one in kept] == [by_device(words(flood.sent))] * 2
    assert steps[0] == steps[1]
    assert [(one["id"], one["dropped"]) for one in said] == [(1, 0), (2, 0)]


def test_a_screen_that_gets_another_size_is_shown_and_pointed_at_in_that_size(tmp_path: Path):
    with (
        x_server(["Xvfb", "-screen", "0", "640x480x24"]) as (display, _),
        recording({"DISPLAY": display}, tmp_path / "home") as command,
        closing(XPerson(display)) as person,
    ):
        for number, size in enumerate([None, (320, 240), (600, 400)], start=1):
            if size:
                person.resize(*size)
                person.settle()
            person.paint(0x102030 * number)
            _await_rest(display)
            person.move(100 * number, 20 * number)
            person.click()
            person.settle()
            until(lambda least=2 * number: command.events() >= least, "the click to be written")
        command.end()
    with closing(Store.open(command.database)) as store:
        steps = store.load(1).steps
        assert store.check() == []
    assert [(step.action, step.before.frame.size) for step in steps] == [
        (Click(Point(100, 20)), (640, 480)),
        (Click(Point(200, 40)), (320, 240)),
        (Click(Point(300, 60)), (600, 400)),
    ]


def _await_rest(display: str) -> None:
    """Until a camera that works like the recorder's has nothing more to see."""
    with closing(X11Camera(display)) as camera:
        camera.grab()
        while camera.wait_for_change(0.5):
            camera.grab()
