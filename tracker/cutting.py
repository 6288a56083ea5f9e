"""One long recording cut into tasks.

Pure. Each piece is a recording of its own, with its events, its pictures and its own time; what
lies between the pieces is in none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tracker.errors import Malformed
from tracker.events import RawEvent
from tracker.trajectory import Ending, Lineage, Step, Trajectory


@dataclass(frozen=True, slots=True)
class Piece:
    """first, last: steps, from 1, both in it. task: what is done in it."""

    first: int
    last: int
    task: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    trajectory: Trajectory
    events: tuple[RawEvent, ...]


def at_pauses(steps: Sequence[Step], pause_s: float) -> tuple[Piece, ...]:
    """Cut wherever nothing was done for so long."""
    pieces: list[Piece] = []
    for number, step in enumerate(steps, start=1):
        is_new = number == 1 or (step.t_ns - steps[number - 2].until_ns) / 1e9 >= pause_s
        if is_new:
            pieces.append(Piece(number, number))
        else:
            pieces[-1] = replace(pieces[-1], last=number)
    return tuple(pieces)


def cut(
    whole: Trajectory, number: int, events: Iterable[RawEvent], pieces: Sequence[Piece]
) -> tuple[Cut, ...]:
    """number: the whole's id, which the pieces tell as their origin.

    Raises Malformed for a piece with steps that there are not.
    """
    steps, heard = whole.steps, tuple(events)
    for piece in pieces:
        if not 1 <= piece.first <= piece.last <= len(steps):
            raise Malformed(
                f"Recording {number} has no steps {piece.first}-{piece.last}.",
                hint=f"It has {len(steps)}; `journeyman show {number}` tells them.",
            )
    return tuple(_one(whole, number, heard, piece) for piece in pieces)


def _one(whole: Trajectory, number: int, heard: Sequence[RawEvent], piece: Piece) -> Cut:
    steps = whole.steps[piece.first - 1 : piece.last]
    # What was heard from its first step on, until the step that follows its last one.
    begins_ns = steps[0].t_ns
    follows = whole.steps[piece.last] if piece.last < len(whole.steps) else None
    own = [
        event
        for event in heard
        if begins_ns <= event.t_ns and (follows is None or event.t_ns < follows.t_ns)
    ]
    zero_ns = min(begins_ns, steps[0].before.frame.t_ns)
    outcome = whole.outcome if piece.last == len(whole.steps) else Ending.FINISHED
    return Cut(
        Trajectory(
            task=piece.task or whole.task,
            started_at=whole.started_at + timedelta(microseconds=zero_ns // 1000),
            steps=tuple(_earlier(step, zero_ns) for step in steps),
            outcome=outcome,
            lineage=Lineage(
                whole.lineage.origin, parent=number, detail=f"steps {piece.first}-{piece.last}"
            ),
        ),
        tuple(replace(event, t_ns=event.t_ns - zero_ns) for event in own),
    )


def _earlier(step: Step, by_ns: int) -> Step:
    before, after = step.before.frame, step.outcome.after
    return replace(
        step,
        before=replace(step.before, frame=before.taken_at(before.t_ns - by_ns)),
        outcome=replace(
            step.outcome, after=after.taken_at(after.t_ns - by_ns) if after is not None else None
        ),
        t_ns=step.t_ns - by_ns,
        until_ns=step.until_ns - by_ns,
    )
