"""A person goes through a list of tasks, records one of their own, and cuts a long recording."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.integration.test_record_commands import run
from tests.person import Person
from tests.stages import open_stage, program, until
from tests.windows import place_window
from tracker.actions import PressKeys, TypeText
from tracker.desktop.stage import Stage
from tracker.store import Store
from tracker.trajectory import Ending

pytestmark = pytest.mark.display


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


class Dialogue:
    """A command in a terminal that asks, and someone who answers."""

    def __init__(self, environ: dict[str, str], said: Path, *arguments: str) -> None:
        self._said = said
        with said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", *arguments],
                env=environ, stdin=subprocess.PIPE, stdout=output, stderr=output, text=True,
            )  # fmt: skip

    def await_said(self, text: str, times: int = 1) -> None:
        until(
            lambda: self.said.count(text) >= times or self.process.poll() is not None,
            f"{text!r} for the {times}. time in {self.said!r}",
            60,
        )
        assert self.said.count(text) >= times, self.said

    @property
    def said(self) -> str:
        return self._said.read_text()

    def answer(self, *lines: str) -> None:
        assert self.process.stdin is not None
        for line in lines:
            self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@contextmanager
def dialogue(environ: dict[str, str], said: Path, *arguments: str) -> Iterator[Dialogue]:
    opened = Dialogue(environ, said, *arguments)
    try:
        yield opened
    finally:
        if opened.process.poll() is None:
            opened.process.kill()
        opened.process.communicate()


def test_a_list_of_tasks_is_gone_through_one_after_the_other(stage: Stage, tmp_path: Path):
    home, file = tmp_path / "home", tmp_path / "tasks.jsonl"
    given = [{"task": "Write to Anna", "level": "Easy"}, "Pay the bill", "Print it"]
    file.write_text("".join(json.dumps(one) + "\n" for one in given))
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with (
        program(stage, "mousepad", "--disable-server") as pid,
        Person(stage.environ) as person,
        dialogue(environ, tmp_path / "said", "record", "--tasks", str(file)) as talk,
    ):
        place_window(stage.environ, pid, x=100, y=80, width=700, height=500)
        talk.await_said("What now?")
        talk.answer("record")
        talk.await_said("Stop with")
        person.write("dear anna")
        person.press("ctrl", "alt", "escape")
        talk.await_said("How did it end?")
        talk.answer("finish", "Write to Anna in Rome")
        talk.await_said("What now?", 2)
        talk.answer("next", "previous", "bad", "there is no bill")
        talk.await_said("What now?", 5)
        talk.answer("record")
        talk.await_said("Stop with", 2)
        person.write("x")
        person.press("ctrl", "alt", "escape")
        talk.await_said("How did it end?", 2)
        talk.answer("fail", "no paper", "")
        assert talk.process.wait(60) == 0
    assert talk.said.endswith("No task is open any more.\n")
    told = json.loads(run(environ, "tasks", "--json").stdout)["tasks"]
    keys = ("description", "given", "difficulty", "state", "note", "recordings", "at_hand")
    assert [tuple(one[key] for key in keys) for one in told] == [
        ("Write to Anna in Rome", "Write to Anna", "easy", "finished", "", [1], False),
        ("Pay the bill", "Pay the bill", None, "bad", "there is no bill", [], False),
        ("Print it", "Print it", None, "failed", "no paper", [2], True),
    ]
    with closing(Store.open(home / "journeyman.db")) as store:
        kept = [store.load(number) for number in (1, 2)]
    assert [(one.task, one.outcome, one.outcome_note) for one in kept] == [
        ("Write to Anna in Rome", Ending.FINISHED, ""),
        ("Print it", Ending.FAILED, "no paper"),
    ]
    assert [step.action for step in kept[0].steps] == [TypeText("dear anna")]


def test_a_free_recording_is_described_when_it_is_over_and_cut_into_tasks_later(
    stage: Stage, tmp_path: Path
):
    home = tmp_path / "home"
    environ = {**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)}
    with (
        program(stage, "mousepad", "--disable-server") as pid,
        Person(stage.environ) as person,
        dialogue(environ, tmp_path / "said", "record", "--ask") as talk,
    ):
        place_window(stage.environ, pid, x=100, y=80, width=700, height=500)
        talk.await_said("Stop with")
        person.write("one\n")
        person.write("two\n")
        person.press("ctrl", "alt", "escape")
        talk.await_said("What was the job?")
        talk.answer("A morning's work", "h", "fin")
        assert talk.process.wait(60) == 0
    described = run(environ, "describe", "1", "--difficulty", "medium")
    shown = run(environ, "show", "1")
    would = run(environ, "cut", "1", "--pause", "1", "--dry-run", "--json")
    pieces = ["--piece", "1-2", "Write one", "--piece", "3-4", "Write two"]
    cut = json.loads(run(environ, "cut", "1", *pieces, "--json").stdout)["pieces"]
    wrong = [run(environ, "cut", "1"), run(environ, "cut", "1", "--piece", "3-9", "More")]
    with closing(Store.open(home / "journeyman.db")) as store:
        whole, *parts = (store.load(one.id) for one in store.trajectories())
        assert store.check() == []
    assert (whole.task, whole.outcome) == ("A morning's work", Ending.FINISHED)
    assert described.stderr == ""
    assert described.stdout == "1: A morning's work (finished, medium)\n"
    assert shown.stdout.startswith("1  A morning's work  [finished, medium]\n")
    assert would.returncode == 0
    assert cut == [
        {"id": 2, "first": 1, "last": 2, "task": "Write one"},
        {"id": 3, "first": 3, "last": 4, "task": "Write two"},
    ]
    enter = PressKeys(("enter",))
    assert [[step.action for step in part.steps] for part in parts] == [
        [TypeText("one"), enter],
        [TypeText("two"), enter],
    ]
    assert [one.returncode for one in wrong] == [2, 1]
    rebuilt = json.loads(run(environ, "rebuild", "2", "3", "--json").stdout)
    assert rebuilt == {"changed": {"2": 0, "3": 0}}
