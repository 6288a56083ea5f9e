"""Tasks that are to be shown, one after the other, and what was recorded for each.

A list that was given, of which one task is at hand; and what the person said of any recording
when it was saved. Tables of their own in the store's file.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database

from tracker.database import connect, damaged, reporting, writing
from tracker.errors import Malformed, Refused


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class TaskState(StrEnum):
    """BAD: it cannot be done as it is described, by nobody."""

    OPEN = "open"
    FINISHED = "finished"
    FAILED = "failed"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Given:
    """A task as its author wrote it."""

    description: str
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """number: its place in the list, from 1. description: as it was done, if that was written down
    afterwards, else as `given`. note: why it is bad or failed. recordings: ids, oldest first.
    """

    number: int
    description: str
    given: Given
    state: TaskState = TaskState.OPEN
    note: str = ""
    recordings: tuple[int, ...] = ()
    is_at_hand: bool = False


class Tasks:
    """Get one with `open`. Errors are those of the Store. Safe for several threads."""

    def __init__(self, path: Path, db: Database) -> None:
        self._path = path
        self._db = db
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> "Tasks":
        return cls(path, connect(path))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def add(self, tasks: Sequence[Given]) -> int:
        """Behind those that there are; one that is there word for word is not added again.

        The first open task is at hand if none was. Gives how many were added.
        """
        with self._writing():
            known = {row[0] for row in self._db.execute("SELECT given FROM tasks")}
            new = [one for one in dict.fromkeys(tasks) if one.description not in known]
            for one in new:
                self._db.execute(
                    "INSERT INTO tasks (description, given, difficulty, state, note, is_at_hand)"
                    " VALUES (?, ?, ?, 'open', '', 0)",
                    (one.description, one.description, one.difficulty),
                )
            if self._number_at_hand() is None:
                self._take_up_next(0)
        return len(new)

    def all(self) -> tuple[Task, ...]:
        with self._lock, reporting(self._path), self._db.atomic():
            return self._read()

    def at_hand(self) -> Task | None:
        """None if there is no list."""
        return next((one for one in self.all() if one.is_at_hand), None)

    def move(self, by: int) -> Task:
        """The next task (1) or the previous one (-1), whatever its state; stays at either end.

        Raises Refused without a list.
        """
        with self._writing():
            tasks = self._read()
            if not tasks:
                raise Refused(
                    "There is no list of tasks.", hint="`journeyman tasks load FILE` brings one."
                )
            at = next((n for n, one in enumerate(tasks) if one.is_at_hand), 0)
            self._take_up(tasks[max(0, min(len(tasks) - 1, at + by))].number)
            return next(one for one in self._read() if one.is_at_hand)

    def end(self, number: int, state: TaskState, *, note: str = "") -> None:
        """How a task ended, or OPEN to begin it anew; the next open one is at hand then."""
        with self._writing():
            row = self._row(number)
            self._db.execute(
                "UPDATE tasks SET state = ?, note = ? WHERE id = ?", (state, note, row)
            )
            if state is TaskState.OPEN:
                self._take_up(number)
            elif self._number_at_hand() == number:
                self._take_up_next(number)

    def describe(self, number: int, description: str) -> None:
        """In other words, as it was really done; so are its recordings called then."""
        if not description.strip():
            raise Malformed("A task of no words is none.", hint="Say what is to be done.")
        with self._writing():
            row = self._row(number)
            self._db.execute("UPDATE tasks SET description = ? WHERE id = ?", (description, row))
            self._db.execute(
                "UPDATE trajectories SET task = ? WHERE outcome != 'discarded'"
                " AND id IN (SELECT trajectory FROM shown_tasks WHERE task = ?)",
                (description, row),
            )

    def save(
        self, trajectory: int, *, number: int | None = None, difficulty: Difficulty | None = None
    ) -> None:
        """What a recording shows: a task of the list, or one of the person's own; how hard it is.

        Raises Malformed for a recording or a task that there is not.
        """
        with self._writing():
            row = None if number is None else self._row(number)
            if not self._db.execute(
                "SELECT 1 FROM trajectories WHERE id = ? AND outcome != 'discarded'", (trajectory,)
            ).fetchone():
                raise Malformed(
                    f"There is no trajectory {trajectory}.",
                    hint="`journeyman list` shows those that there are.",
                )
            self._db.execute(
                "INSERT INTO shown_tasks (trajectory, task, difficulty) VALUES (?, ?, ?)"
                " ON CONFLICT (trajectory) DO UPDATE SET"
                " task = coalesce(excluded.task, shown_tasks.task),"
                " difficulty = coalesce(excluded.difficulty, shown_tasks.difficulty)",
                (trajectory, row, difficulty),
            )

    def difficulty(self, trajectory: int) -> Difficulty | None:
        """As the person said, else as the list says; None if nobody did."""
        with self._lock, reporting(self._path), self._db.atomic():
            found = self._db.execute(
                "SELECT coalesce(shown_tasks.difficulty, tasks.difficulty) FROM shown_tasks"
                " LEFT JOIN tasks ON tasks.id = task WHERE trajectory = ?",
                (trajectory,),
            ).fetchone()
        return Difficulty(found[0]) if found and found[0] else None

    def verdict(self, trajectory: int) -> TaskState | None:
        """What became of the task of the list that it shows; None if it shows none."""
        with self._lock, reporting(self._path), self._db.atomic():
            found = self._db.execute(
                "SELECT state FROM shown_tasks JOIN tasks ON tasks.id = task WHERE trajectory = ?",
                (trajectory,),
            ).fetchone()
        return TaskState(found[0]) if found else None

    def clear(self) -> int:
        """The list goes, the recordings stay. Gives how many tasks there were."""
        with self._writing():
            self._db.execute("UPDATE shown_tasks SET task = NULL")
            return int(self._db.execute("DELETE FROM tasks").rowcount)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, reporting(self._path), writing(self._db):
            yield

    def _read(self) -> tuple[Task, ...]:
        rows = self._db.execute(
            "SELECT description, given, difficulty, state, note, is_at_hand,"
            " (SELECT group_concat(trajectory) FROM (SELECT trajectory FROM shown_tasks"
            " JOIN trajectories ON trajectories.id = trajectory"
            " WHERE shown_tasks.task = tasks.id AND outcome != 'discarded' ORDER BY trajectory))"
            " FROM tasks ORDER BY id"
        ).fetchall()
        try:
            return tuple(_task(number, row) for number, row in enumerate(rows, start=1))
        except ValueError as error:
            raise damaged(self._path, f"the list of tasks has {error}") from error

    def _row(self, number: int) -> int:
        found = self._db.execute(
            "SELECT id FROM tasks ORDER BY id LIMIT 1 OFFSET ?", (number - 1,)
        ).fetchone()
        if found is None or number < 1:
            raise Malformed(
                f"There is no task {number}.", hint="`journeyman tasks` shows those that there are."
            )
        return int(found[0])

    def _number_at_hand(self) -> int | None:
        return next((one.number for one in self._read() if one.is_at_hand), None)

    def _take_up_next(self, number: int) -> None:
        """The first open one behind it, else the first open one, else the last of all."""
        tasks = self._read()
        is_open = [one.number for one in tasks if one.state is TaskState.OPEN]
        behind = [one for one in is_open if one > number]
        if tasks:
            self._take_up((behind or is_open or [len(tasks)])[0])

    def _take_up(self, number: int) -> None:
        self._db.execute("UPDATE tasks SET is_at_hand = 0")
        self._db.execute("UPDATE tasks SET is_at_hand = 1 WHERE id = ?", (self._row(number),))


def note_difficulty(db: Database, trajectory: int, difficulty: Difficulty) -> None:
    """Of a recording that is taken in, in the transaction that takes it in."""
    db.execute(
        "INSERT INTO shown_tasks (trajectory, difficulty) VALUES (?, ?)", (trajectory, difficulty)
    )


_Row = tuple[str, str, str | None, str, str, int, str | None]


def _task(number: int, row: _Row) -> Task:
    description, given, difficulty, state, note, is_at_hand, recordings = row
    return Task(
        number,
        description,
        Given(given, Difficulty(difficulty) if difficulty else None),
        TaskState(state),
        note,
        tuple(int(one) for one in recordings.split(",")) if recordings else (),
        bool(is_at_hand),
    )
