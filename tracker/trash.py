"""Deleted trajectories, which can be taken back for a while.

One in the trash is in no list, is not found, not learned from and not followed as an example; all
of it stays in the store's file until it is taken back, or goes for good. Whoever wants something
gone at once discards it in the store.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from tracker.database import connect, damaged, reporting, writing
from tracker.errors import Malformed
from tracker.summary import Summary, read_summary

KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Thrown:
    """at: when it was deleted, aware."""

    summary: Summary
    at: datetime

    @property
    def goes_at(self) -> datetime:
        return self.at + KEPT_FOR


class Trash:
    """Get one with `open`. Errors are those of the Store. Safe for several threads."""

    def __init__(self, path: Path, db: Database) -> None:
        self._path = path
        self._db = db
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> "Trash":
        return cls(path, connect(path))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def throw(self, trajectories: Sequence[int], at: datetime) -> None:
        """All of them or none; what lies there already keeps its time. at: aware.

        Raises Malformed for an id that there is not.
        """
        when = at.astimezone(UTC).isoformat()
        with self._lock, reporting(self._path), writing(self._db):
            for one in trajectories:
                self._must_be_kept(one)
                self._db.execute("INSERT OR IGNORE INTO trash VALUES (?, ?)", (one, when))

    def take_back(self, trajectories: Sequence[int]) -> None:
        """All of them or none. Raises Malformed for one that does not lie there."""
        with self._lock, reporting(self._path), writing(self._db):
            for one in trajectories:
                taken = self._db.execute("DELETE FROM trash WHERE trajectory = ?", (one,))
                if not taken.rowcount:
                    raise Malformed(
                        f"Trajectory {one} is not among the deleted ones.",
                        hint="`journeyman list --deleted` shows those that there are.",
                    )

    def contents(self) -> tuple[Thrown, ...]:
        """What was deleted last comes first."""
        with self._reading():
            rows = self._db.execute(
                "SELECT id, task, started_at, outcome, outcome_note, lineage,"
                " (SELECT count(*) FROM steps WHERE trajectory = trajectories.id), at"
                " FROM trash JOIN trajectories ON id = trajectory ORDER BY at DESC, id DESC"
            ).fetchall()
        try:
            return tuple(
                Thrown(read_summary(tuple(row)), datetime.fromisoformat(at)) for *row, at in rows
            )
        except ValueError as error:
            raise damaged(self._path, f"the trash has {error}") from error

    def holds(self, trajectory: int) -> bool:
        with self._reading():
            found = self._db.execute("SELECT 1 FROM trash WHERE trajectory = ?", (trajectory,))
            return found.fetchone() is not None

    def due(self, now: datetime) -> tuple[int, ...]:
        """The ids of those whose time is over."""
        return tuple(one.summary.id for one in self.contents() if one.goes_at <= now)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, reporting(self._path), self._db.atomic():
            yield

    def _must_be_kept(self, trajectory: int) -> None:
        row = self._db.execute(
            "SELECT 1 FROM trajectories WHERE id = ? AND outcome != 'discarded'", (trajectory,)
        ).fetchone()
        if row is None:
            raise Malformed(
                f"There is no trajectory {trajectory}.",
                hint="`journeyman list` shows those that there are.",
            )
