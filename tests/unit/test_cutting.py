"""One long recording becomes several, each whole and each with its own time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    MS,
    STARTED,
    click_at,
    element,
    frame,
    observation,
    press_key,
    step,
    trajectory,
)
from tracker.actions import Click, PressKeys
from tracker.cutting import Piece, at_pauses, cut
from tracker.errors import Malformed
from tracker.geometry import Point
from tracker.rebuild import rebuilt
from tracker.reduce import reduce
from tracker.trajectory import Ending, Evidence, Lineage, Origin, Outcome

EVENTS = [
    *click_at(140, 95, t_ms=1000),
    *press_key("enter", t_ms=2000),
    *click_at(20, 20, t_ms=90_000),
]


def a_step(action, t_ms, hold_ms=60):
    return step(
        action,
        before=observation(frame(shade=t_ms % 250, t_ns=(t_ms - 50) * MS)),
        evidence=Evidence(element=element(), frame_age_ns=50 * MS),
        outcome=Outcome(after=frame(shade=9, t_ns=(t_ms + 400) * MS)),
        t_ns=t_ms * MS,
        until_ns=(t_ms + hold_ms) * MS,
    )


WHOLE = replace(
    trajectory(
        a_step(Click(Point(140, 95)), 1000),
        a_step(PressKeys(("enter",)), 2000, hold_ms=0),
        a_step(Click(Point(20, 20)), 90_000),
        task="A morning",
        outcome=Ending.FAILED,
    ),
    lineage=Lineage(Origin.RECORDED),
)


def test_a_recording_is_cut_where_nothing_was_done_for_long():
    assert at_pauses(WHOLE.steps, 60) == (Piece(1, 2), Piece(3, 3))
    assert at_pauses(WHOLE.steps, 0.5) == (Piece(1, 1), Piece(2, 2), Piece(3, 3))
    assert at_pauses((), 60) == ()


def test_each_piece_has_its_own_time_its_events_and_says_where_it_is_from():
    letter, bill = cut(WHOLE, 7, EVENTS, [Piece(1, 2, "Save"), Piece(3, 3)])
    assert [one.task for one in (letter.trajectory, bill.trajectory)] == ["Save", "A morning"]
    assert [one.trajectory.lineage for one in (letter, bill)] == [
        Lineage(Origin.RECORDED, 7, "steps 1-2"),
        Lineage(Origin.RECORDED, 7, "steps 3-3"),
    ]
    assert bill.trajectory.started_at == STARTED + timedelta(milliseconds=89_950)
    (only,) = bill.trajectory.steps
    assert (only.t_ns, only.before.frame.t_ns, only.outcome.after.t_ns) == (
        50 * MS, 0, 450 * MS,
    )  # fmt: skip
    assert [one.trajectory.outcome for one in (letter, bill)] == [Ending.FINISHED, Ending.FAILED]


def test_the_events_of_each_piece_make_its_steps():
    pieces = cut(WHOLE, 7, EVENTS, [Piece(1, 1), Piece(2, 2), Piece(3, 3)])
    for number, piece in enumerate(pieces):
        assert reduce(piece.events) == [WHOLE.steps[number].action]
        assert rebuilt(piece.trajectory.steps, piece.events) == piece.trajectory.steps
    assert sum(len(piece.events) for piece in pieces) == len(EVENTS)


def test_what_lies_between_the_pieces_is_in_none():
    (only,) = cut(WHOLE, 7, EVENTS, [Piece(2, 2)])
    assert [event.t_ns for event in only.events] == [50 * MS, 80 * MS]


@pytest.mark.parametrize("piece", [Piece(0, 1), Piece(2, 4), Piece(3, 2)])
def test_steps_that_there_are_not_are_told(piece):
    with pytest.raises(Malformed, match="Recording 7 has no steps"):
        cut(WHOLE, 7, EVENTS, [piece])
