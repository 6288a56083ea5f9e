"""What a run did is kept step by step, and no more of a secret than its name."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from agent.run import Acted, Ended, Planned
from app.driver import Driver
from tests.builders import element, frame, observation, step
from tracker.actions import TypeText
from tracker.geometry import Box
from tracker.store import Store
from tracker.trajectory import Ending, Evidence, Lineage, Outcome

WHEN = datetime(2025, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "one.db")
    yield opened
    opened.close()


def driver(store, tmp_path):
    return Driver(store, tmp_path / "stopped", show=lambda event: None, utc_now=lambda: WHEN)


def test_each_step_is_kept_and_the_run_is_closed_as_it_ended(store, tmp_path):
    events = iter([Acted(0, step()), Ended(1, Ending.FINISHED, "Every step was done.")])
    driven = driver(store, tmp_path).drive(events, "Save", Lineage())
    kept = store.load(driven.id)
    assert (kept.task, kept.outcome, len(kept.steps)) == ("Save", Ending.FINISHED, 1)


def test_a_run_that_breaks_off_is_kept_up_to_there(store, tmp_path):
    def broken():
        yield Acted(0, step())
        raise OSError("the display is gone")

    with pytest.raises(OSError, match="display"):
        driver(store, tmp_path).drive(broken(), "Save", Lineage())
    (summary,) = store.trajectories()
    assert (summary.outcome, summary.steps) == (Ending.FAILED, 1)
    assert "the display is gone" in summary.outcome_note


def test_a_stop_leaves_a_picture_of_where_it_was(store, tmp_path):
    seen = step().before.frame
    events = iter([Ended(0, Ending.FAILED, "Step 1: not there.", seen)])
    driven = driver(store, tmp_path).drive(events, "Save", Lineage())
    assert driven.picture is not None
    assert driven.picture.read_bytes() == seen.png


def test_the_picture_of_a_stop_is_the_owners_alone_and_shows_no_secret_field(store, tmp_path):
    field = element("Password", "password text", box=Box(10, 10, 60, 30))
    before = observation(frame(shade=255), elements=[field])
    events = iter(
        [
            Planned(0, before, TypeText("x"), TypeText("x")),
            Ended(0, Ending.FAILED, "Step 1: not there.", before.frame),
        ]
    )
    picture = driver(store, tmp_path).drive(events, "Log in", Lineage()).picture
    pixels = np.asarray(Image.open(picture))
    assert (pixels[10:30, 10:60] == 0).all()
    assert (pixels[40:] == 255).all()
    assert picture.stat().st_mode & 0o077 == 0


def test_a_run_ends_where_private_mode_begins_and_keeps_nothing_from_then_on(store, tmp_path):
    done = []

    def steps():
        for index in range(3):
            yield Acted(index, step())
            done.append(index)

    driving = replace(driver(store, tmp_path), is_private=lambda: len(done) == 1)
    driven = driving.drive(steps(), "Save", Lineage())
    kept = store.load(driven.id)
    assert (driven.ended.stopped, driven.ended.steps, len(kept.steps)) == (True, 1, 1)
    assert "Private mode was begun" in kept.outcome_note


@pytest.mark.parametrize("said", [TypeText("{secret:password}"), TypeText("hunter2"), None])
def test_a_secret_that_was_typed_is_nowhere_in_what_is_kept(store, tmp_path, said):
    field = element("Password", "password text")
    typed = step(
        TypeText("hunter2"),
        intent=said,
        thought='I type "hunter2".',
        evidence=Evidence(element=field),
        outcome=Outcome(note='The field holds "hunter2".'),
    )
    events = iter([Acted(0, typed), Ended(1, Ending.FINISHED, "")])
    driven = driver(store, tmp_path).drive(events, "Log in", Lineage())
    (kept,) = store.load(driven.id).steps
    store.close()
    assert kept.action == kept.intent == TypeText("{secret:password}")
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"hunter2" not in file.read_bytes()
