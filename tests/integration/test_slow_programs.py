"""Programs that are slow to tell of themselves: nobody waits for them, and none is given up."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.stages import (
    program,
    the_stage,  # noqa: F401
    until,
)
from tests.windows import place_window
from tracker.desktop import atspi_bus
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.stage import Stage
from tracker.geometry import ScreenPoint

pytestmark = pytest.mark.display

IN_THE_TEXT = ScreenPoint(400, 300)


@pytest.fixture
def inspector(stage: Stage) -> Iterator[AtspiInspector]:
    watcher = AtspiInspector(stage.environ)
    yield watcher
    watcher.close()


@pytest.fixture
def editor(stage: Stage, inspector: AtspiInspector, tmp_path) -> Iterator[int]:
    home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with program(stage, "mousepad", "--disable-server", **home) as pid:
        place_window(stage.environ, pid, x=100, y=60, width=600, height=400)
        until(lambda: inspector.element_at(IN_THE_TEXT), "the editor to tell of itself")
        yield pid


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_program_that_answers_late_is_asked_again_at_once(editor, inspector, monkeypatch):
    monkeypatch.setattr(atspi_bus, "_AVOID_S", 1e9)
    with stopped(editor):
        silent = inspector.element_at(IN_THE_TEXT)
        asked = inspector.questions
        inspector.element_at(IN_THE_TEXT)
        repeated = inspector.questions - asked
    until(lambda: inspector.element_at(IN_THE_TEXT), "the editor to be asked again")
    assert silent is None
    assert repeated <= 1, "only the registry, and not the program, was asked while it was silent"


def test_a_look_at_a_whole_window_gives_way_in_the_midst_of_waiting(editor, inspector):
    urgent = iter([False, False, True])
    with stopped(editor):
        assert inspector.survey(lambda: next(urgent, True)) is None
    assert inspector.elements() != (), "a program that had no time to answer is not avoided"


def test_a_look_at_a_window_whose_program_fell_silent_is_no_look(editor, inspector):
    with stopped(editor):
        assert inspector.survey(lambda: False) is None
    until(lambda: inspector.survey(lambda: False), "the editor to tell of itself again")
