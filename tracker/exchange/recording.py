"""What goes out and comes in: a trajectory, with its raw events where they go along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.events import RawEvent
from tracker.frames import Frame
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Lineage, Origin, Outcome, Step, Trajectory


@dataclass(frozen=True, slots=True)
class Recording:
    """events: () where the format has no place for them, or where they must stay here.

    notes: what could not be taken over from another program's format, a sentence each.
    difficulty: as the person said. verdict: what became of its task, where that was given; the
    trajectory's outcome tells how this recording of it ended.
    """

    trajectory: Trajectory
    events: Sequence[RawEvent] = ()
    notes: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    verdict: TaskState | None = None


@dataclass(frozen=True, slots=True)
class Compromise:
    """Something that a format cannot say, and what it says instead.

    recording: which one, from 1. step: which of its steps, from 1.
    """

    recording: int
    step: int
    what: str


def lineage_of_import(format_name: str, source: str, own: Lineage) -> Lineage:
    """own: where the sender had it from. Its parent is an id of the sender's store: dropped."""
    before = "" if own.origin is Origin.IMPORTED else f", there {own.origin}"
    return Lineage(Origin.IMPORTED, detail=f"{format_name}: {source}{before}")


def chained(steps: Sequence[Step], last: Frame | None) -> tuple[Step, ...]:
    """For formats with one picture a step: the next step's picture shows what this one led to.

    last: the screen at the end, None where the format does not have it.
    """
    afters = [*(step.before.frame for step in steps[1:]), last]
    return tuple(
        replace(step, outcome=Outcome(after=after))
        for step, after in zip(steps, afters, strict=True)
    )


def last_frame(trajectory: Trajectory) -> Frame:
    """The screen as it was left. The trajectory has steps."""
    last = trajectory.steps[-1]
    return last.outcome.after or last.before.frame
