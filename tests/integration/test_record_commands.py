"""A recording in one terminal, and what another terminal says to it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.person import Person
from tests.stages import open_stage, program, until
from tests.windows import place_window
from tracker.actions import PressKeys, TypeText
from tracker.desktop.stage import Stage
from tracker.events import KeyPressed
from tracker.store import Store

pytestmark = pytest.mark.display


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A new home each time: an editor that was ended asks for what it had open."""
    with open_stage() as opened:
        yield opened


def run(environ: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def recording(environ: dict[str, str], said: Path) -> Iterator["subprocess.Popen[str]"]:
    with said.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "record", "--json"],
            env=environ, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        until(lambda: "Recording" in said.read_text(), "the recording to begin")
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def recording_of_an_editor(
    stage: Stage, environ: dict[str, str], said: Path
) -> Iterator[tuple[Person, "subprocess.Popen[str]"]]:
    with (
        program(stage, "mousepad", "--disable-server") as pid,
        Person(stage.environ) as person,
        recording(environ, said) as process,
    ):
        place_window(stage.environ, pid, x=100, y=80, width=700, height=500)
        yield person, process


def test_a_recording_is_paused_resumed_and_forgets_from_another_terminal(
    stage: Stage, tmp_path: Path
):
    home = tmp_path / ("a folder with a name so long that no socket could have it " * 2)
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with recording_of_an_editor(stage, environ, tmp_path / "said") as (person, process):
        person.write("one")
        assert run(environ, "pause").stdout == "Recording 1 is paused.\n"
        person.write("two")
        assert run(environ, "resume").stdout == "Recording 1 goes on.\n"
        person.write("three")
        forgotten = run(environ, "forget", "600")
        assert forgotten.stdout.startswith("The last 600 s are forgotten"), forgotten.stderr
        person.write("four")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert json.loads(out)["steps"] == 1
    with closing(Store.open(home / "journeyman.db")) as store:
        assert [step.action for step in store.load(1).steps] == [TypeText("four")]
    assert not list((home / "run").glob("recording-*"))


def test_a_recording_is_stopped_from_another_terminal_and_hears_nothing_more(
    stage: Stage, tmp_path: Path
):
    home = tmp_path / "home"
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with recording_of_an_editor(stage, environ, tmp_path / "said") as (person, process):
        person.write("one")
        stopped = run(environ, "stop")
        person.write("two")
        out, _ = process.communicate(timeout=60)
    assert stopped.stdout == "Recording 1 is stopped.\n", stopped.stderr
    assert (process.returncode, json.loads(out)["steps"]) == (0, 1)
    begun = (tmp_path / "said").read_text()
    assert "Stop with ctrl+alt+escape or Ctrl-C, pause with ctrl+alt+p." in begun
    with closing(Store.open(home / "journeyman.db")) as store:
        assert [step.action for step in store.load(1).steps] == [TypeText("one")]
    told = run(environ, "show", "1", "--json")
    assert json.loads(told.stdout)["difficulty"] is None


def test_a_second_ago_is_a_second_before_the_command_was_given(stage: Stage, tmp_path: Path):
    """It takes about a second to start; what is forgotten does not move on meanwhile."""
    home = tmp_path / "home"
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with recording_of_an_editor(stage, environ, tmp_path / "said") as (person, process):
        person.press("end")
        first = time.monotonic()
        until(lambda: len(steps_of(home)) == 1, "the first step")
        second = time.monotonic()
        person.press("home")
        given = time.monotonic()
        seconds = round(given - (first + second) / 2, 3)
        forgotten = run(slowed(environ, tmp_path), "forget", f"{seconds}")
        took_s = time.monotonic() - given
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert took_s > 3
    assert forgotten.stdout == f"The last {seconds:g} s are forgotten: 1 step.\n", forgotten
    assert steps_of(home) == [PressKeys(("end",))]


def slowed(environ: dict[str, str], folder: Path) -> dict[str, str]:
    """Python takes three seconds longer to start."""
    (folder / "slow").mkdir()
    (folder / "slow" / "sitecustomize.py").write_text("import time\ntime.sleep(3)\n")
    return {**environ, "PYTHONPATH": f"{folder / 'slow'}:{environ.get('PYTHONPATH', '')}"}


def steps_of(home: Path) -> list[object]:
    with closing(Store.open(home / "journeyman.db")) as store:
        return [step.action for step in store.load(1).steps]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [("-3", "-3.0 is not in the range"), ("abc", "'abc' is not a valid number of seconds")],
)
def test_what_is_no_time_to_forget_is_told(tmp_path: Path, seconds: str, said: str):
    told = run({**os.environ, "JOURNEYMAN_HOME": str(tmp_path)}, "forget", seconds)
    assert told.returncode == 2
    assert said in told.stderr


def test_in_private_mode_nothing_is_recorded_until_it_ends(stage: Stage, tmp_path: Path):
    """Not even the pause keys are heard, and no other recording begins."""
    home = tmp_path / "home"
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with recording_of_an_editor(stage, environ, tmp_path / "said") as (person, process):
        person.write("one")
        begun = run(environ, "private", "on")
        person.write("xylophone")
        for _ in "xylophone":
            person.press("backspace")
        person.press("ctrl", "alt", "p")
        other = run(environ, "record", "--seconds", "1")
        still = json.loads(run(environ, "private", "--json").stdout)
        ended = run(environ, "private", "off")
        person.write("three")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert begun.stdout == (
        "Private mode is on.\nRecording 1 is private: nothing is heard, seen or kept.\n"
    )
    assert (other.returncode, still) == (1, {"private": True})
    assert other.stderr.startswith("journeyman: Private mode is on")
    assert ended.stdout == "Private mode is off.\nRecording 1 goes on.\n"
    with closing(Store.open(home / "journeyman.db")) as store:
        assert [step.action for step in store.load(1).steps] == [TypeText("one"), TypeText("three")]
        kept = {event.key for event in store.events(1) if isinstance(event, KeyPressed)}
    assert kept == set("onethree")
    assert b"xylophone" not in b"".join(file.read_bytes() for file in home.glob("journeyman.db*"))


def test_without_a_recording_there_is_nothing_to_pause(tmp_path: Path):
    environ = {**os.environ, "JOURNEYMAN_HOME": str(tmp_path)}
    told = run(environ, "pause")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("journeyman: No recording is going on.")


def test_the_door_of_a_recording_that_was_killed_is_removed(stage: Stage, tmp_path: Path):
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(tmp_path / "home")}
    with recording(environ, tmp_path / "said") as process:
        process.kill()
        process.wait()
    doors = tmp_path / "home" / "run"
    assert len(list(doors.glob("recording-*"))) == 1
    assert run(environ, "resume").returncode == 1
    assert not list(doors.glob("recording-*"))
