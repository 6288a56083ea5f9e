"""What an agent did, once a person says that it came out right, is like what a person showed."""

from contextlib import closing

import pytest

from app.jobs import example, replay_job
from app.settings import Settings
from app.wiring import Wiring
from tests import letter
from tests.bench.replay import record, values_of
from tests.builders import STARTED, step
from tests.integration.test_cli import journeyman, recorded
from tests.letter import Letter, Spot
from tests.stages import open_stage
from tracker.actions import Click
from tracker.store import Store
from tracker.trajectory import Author, Ending, Lineage, Origin

FIRST = Letter("Dear Tom,\n\nsee you on Friday.", "friday.txt")
THEN = Letter("Dear Ines,\n\nthe parcel has come.", "parcel.txt")
SPOT = Spot(160, 90, 780, 540)


def replayed(wiring, stage, number, shown, wanted):
    """Whether the disk says that it came out right, and the id of what was kept of it."""
    pid = letter.open_editor(stage, SPOT)
    with wiring.body(stage.environ) as body:
        driven = replay_job(
            wiring,
            body,
            number,
            values_of(wiring, number, shown, wanted),
            ask=lambda planned: True,
            show=lambda event: None,
        )
    stage.end(pid)
    return letter.is_right(stage, wanted), driven.id


@pytest.mark.display
def test_a_confirmed_run_is_the_example_and_is_done_again_when_the_recording_is_gone(tmp_path):
    with Wiring(Settings(home=tmp_path)) as wiring, open_stage() as stage:
        recording = record(wiring, stage)
        right, run = replayed(wiring, stage, recording, letter.SHOWN, FIRST)
        found = example(wiring, letter.TASK)
        assert (right, found.number) == (True, recording)
        assert journeyman(tmp_path, "confirm", str(run)).out == f"{run} is an example now.\n"
        wiring.store.finish(recording, Ending.DISCARDED)
        found = example(wiring, letter.TASK)
        assert (found.number, {one.author for one in found.job.steps}) == (run, {Author.AGENT})
        assert replayed(wiring, stage, run, FIRST, THEN)[0]
        wiring.store.finish(run, Ending.DISCARDED)
        assert example(wiring, letter.TASK) is None


def test_what_a_person_recorded_needs_no_confirmation(tmp_path):
    recorded(tmp_path, "Save the letter", step())
    said = journeyman(tmp_path, "confirm", "1")
    assert (said.code, "there is nothing to confirm" in said.err) == (1, True)


def test_a_run_says_that_it_was_confirmed_until_that_is_taken_back(tmp_path):
    with closing(Store.open(tmp_path / "journeyman.db")) as store:
        run = store.begin("Save it", STARTED, Lineage(Origin.DO, detail="a-model"))
        store.append_step(run, step(intent=Click("the Save button"), author=Author.AGENT))
        store.finish(run, Ending.FINISHED)
    assert journeyman(tmp_path, "confirm", str(run)).code == 0
    assert "do, right" in journeyman(tmp_path, "list").out
    assert journeyman(tmp_path, "confirm", str(run), "--undo").code == 0
    assert "do, right" not in journeyman(tmp_path, "list").out
