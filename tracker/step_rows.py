"""Steps as rows of the store, each with the frames that it shows.

Every function is part of a transaction that the store has begun. bodies: the steps as text.
packed: by sha256, what was packed beforehand of their frames.
"""

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from tracker import frame_rows
from tracker.errors import Malformed
from tracker.trajectory import Step

Packed = Mapping[str, frame_rows.Packed]


def append(
    db: Database, trajectory: int, steps: Sequence[Step], bodies: Sequence[str], packed: Packed
) -> int:
    """After those that are there; the index of the first of them, from 0."""
    first: int = db.execute(
        "SELECT count(*) FROM steps WHERE trajectory = ?", (trajectory,)
    ).fetchone()[0]
    for position, (step, body) in enumerate(zip(steps, bodies, strict=True), start=first):
        frame_rows.keep(db, frame_rows.of(step), packed)
        db.execute(
            "INSERT INTO steps"
            " (until_ns, before_frame, after_frame, body, trajectory, position)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*_columns(step), body, trajectory, position),
        )
    return first


def replace(
    db: Database, trajectory: int, index: int, step: Step, body: str, packed: Packed
) -> None:
    """Frames that only the old version used are gone. Raises Malformed if there is none."""
    old = db.execute(
        "SELECT before_frame, after_frame FROM steps WHERE trajectory = ? AND position = ?",
        (trajectory, index),
    ).fetchone()
    if old is None:
        raise Malformed(
            f"Trajectory {trajectory} has no step {index}.",
            hint="`journeyman show` counts the steps of a trajectory.",
        )
    frame_rows.keep(db, frame_rows.of(step), packed)
    db.execute(
        "UPDATE steps SET until_ns = ?, before_frame = ?, after_frame = ?, body = ?"
        " WHERE trajectory = ? AND position = ?",
        (*_columns(step), body, trajectory, index),
    )
    frame_rows.drop_unused(db, [name for name in old if name])


def replace_all(
    db: Database, trajectory: int, steps: Sequence[Step], bodies: Sequence[str], packed: Packed
) -> None:
    """Frames that no step shows any more are gone."""
    old = frame_rows.of_steps_from(db, trajectory, 0)
    db.execute("DELETE FROM steps WHERE trajectory = ?", (trajectory,))
    append(db, trajectory, steps, bodies, packed)
    frame_rows.drop_unused(db, old)


def drop_from(db: Database, trajectory: int, position: int) -> None:
    """All from a position on."""
    dropped = frame_rows.of_steps_from(db, trajectory, position)
    db.execute("DELETE FROM steps WHERE trajectory = ? AND position >= ?", (trajectory, position))
    frame_rows.drop_unused(db, dropped)


def drop_results(db: Database, trajectory: int, since_ns: int) -> None:
    """Pictures of results that were taken at that time or later."""
    late = db.execute(
        "SELECT id, after_frame FROM steps WHERE trajectory = ? AND after_frame IS NOT NULL"
        " AND json_extract(body, '$.outcome.after.t_ns') >= ?",
        (trajectory, since_ns),
    ).fetchall()
    db.conn.executemany(
        "UPDATE steps SET after_frame = NULL, body = json_set(body,"
        " '$.outcome.after', NULL, '$.outcome.changed', NULL) WHERE id = ?",
        [(step,) for step, _ in late],
    )
    frame_rows.drop_unused(db, [frame for _, frame in late])


def _columns(step: Step) -> tuple[int, str, str | None]:
    after = step.outcome.after
    return step.until_ns, step.before.frame.sha256, None if after is None else after.sha256
