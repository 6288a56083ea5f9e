"""A real editor's list of names takes the click on Save: it is done again, and the file is there.

What is asserted is what the editor wrote to the disk.
"""

from contextlib import closing
from pathlib import Path

import pytest

from agent.eyes import Eyes
from agent.guard import Guard
from agent.hands.choose import open_hands
from agent.loop import run
from agent.planner import Plan
from agent.replay import Replay
from agent.run import Acted
from agent.workflow import workflow
from grounding.fusion import Fusion
from tests.builders import trajectory
from tests.stages import open_stage, program, until
from tests.world import ScriptedPlanner
from tracker.actions import Click, Finish, PressKeys, TypeText
from tracker.desktop.choose import open_desktop
from tracker.trajectory import Ending

pytestmark = pytest.mark.display


@pytest.fixture(name="home")
def a_stage_with_files_of_like_names():
    with open_stage() as stage:
        home = Path(stage.home)
        for name in ("report-11.txt", "report-12.txt"):
            (home / name).write_text("old")
        yield stage


def editing(stage, use):
    """What `use` makes of eyes and a guard on an empty editor that has the focus."""
    with (
        closing(open_desktop(stage.environ)) as desktop,
        closing(open_hands(stage.environ)) as hands,
        Guard(desktop.listener, hands) as guard,
        program(stage, "mousepad", "--disable-server"),
    ):
        eyes = Eyes(desktop.camera, desktop.inspector, Fusion(None))
        until(desktop.inspector.focused, "the editor to have the focus")
        until(lambda: len(desktop.inspector.elements()) > 5, "the editor to tell its elements")
        return use(eyes, guard)


def saved_as(name):
    """The job, done by a scripted planner."""
    intents = [
        TypeText("Hello"),
        PressKeys(("ctrl", "shift", "s")),
        TypeText(name),
        Click('the "Save" button'),
        Finish(),
    ]

    def use(eyes, guard):
        return list(
            run(
                "Save it",
                planner=ScriptedPlanner([Plan("", intent, is_shown=True) for intent in intents]),
                eyes=eyes,
                hands=guard.hands,
                guard=guard,
                ask=lambda planned: True,
            )
        )

    return use


def text_of(stage, name):
    found = list(Path(stage.home).rglob(name))
    return found[0].read_text().strip() if found else None


def test_a_job_in_words_saves_though_a_list_of_names_lies_open(home):
    events = editing(home, saved_as("report-1"))
    notes = [event.step.outcome.note for event in events if isinstance(event, Acted)]
    assert (events[-1].ending, text_of(home, "report-1")) == (Ending.FINISHED, "Hello"), notes


def test_a_replay_saves_though_a_list_lies_open_that_was_not_there_when_it_was_shown(home):
    events = editing(home, saved_as("poem"))
    assert text_of(home, "poem") == "Hello"
    shown = [event.step for event in events if isinstance(event, Acted)]
    job = workflow(trajectory(*shown))
    name = job.parameters[-1].name

    def use(eyes, guard):
        replay = Replay(eyes, guard.hands, guard, lambda planned: True)
        return list(replay.run(job.bind({name: "report-1"})))

    events = editing(home, use)
    notes = [event.step.outcome.note for event in events if isinstance(event, Acted)]
    assert (events[-1].ending, text_of(home, "report-1")) == (Ending.FINISHED, "Hello"), notes
