"""Every trajectory that was kept, in one SQLite file.

A step and its frames are written in one transaction or not at all, a frame's content once however
many steps show it. All `t_ns` are counted from the trajectory's start. Safe for several threads
and several processes at once. Nothing here decodes a picture or interprets a step.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from tracker import codec, frame_rows, step_rows
from tracker.database import connect, damaged, reporting, writing
from tracker.errors import JourneymanError, Malformed, Refused
from tracker.events import RawEvent
from tracker.frames import Frame
from tracker.geometry import Placement
from tracker.summary import Summary, SummaryRow, read_summary
from tracker.tasks import Difficulty, note_difficulty
from tracker.trajectory import Ending, Lineage, Step, Trajectory

_EVENTS_AT_ONCE: Final = 2000


class Store:
    """Get one with `open`. Each method is one transaction; any may raise Unavailable for the disk,
    with what was there before untouched, and Malformed for a damaged file or an unknown id.
    """

    def __init__(self, path: Path, db: Database) -> None:
        self._path = path
        self._db = db
        self._lock = threading.Lock()
        self._packer = frame_rows.Packer()

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Makes the file where there is none and migrates an older one; see `database.connect`."""
        return cls(path, connect(path))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def begin(self, task: str, started_at: datetime, lineage: Lineage = Lineage()) -> int:
        """A new OPEN trajectory's id. started_at: aware."""
        if started_at.tzinfo is None:
            raise ValueError(f"{started_at} has no time zone")
        with self._writing():
            if lineage.parent is not None:
                self._outcome(lineage.parent)
            cursor = self._db.execute(
                "INSERT INTO trajectories (task, started_at, outcome, outcome_note, lineage)"
                " VALUES (?, ?, ?, '', ?)",
                (
                    task,
                    started_at.astimezone(UTC).isoformat(),
                    Ending.OPEN,
                    codec.LINEAGE.dump(lineage),
                ),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def append_events(self, trajectory: int, events: Sequence[RawEvent]) -> None:
        """Raises Refused for a discarded trajectory."""
        rows = [(trajectory, event.t_ns, codec.EVENT.dump(event)) for event in events]
        with self._writing():
            self._must_take(trajectory)
            self._db.conn.executemany(
                "INSERT INTO events (trajectory, t_ns, body) VALUES (?, ?, ?)", rows
            )

    def append_step(self, trajectory: int, step: Step) -> int:
        """The step's index, from 0. Raises Refused for a discarded trajectory."""
        body, packed = codec.dump_step(step), self._pack(trajectory, step)
        with self._writing():
            self._must_take(trajectory)
            return step_rows.append(self._db, trajectory, [step], [body], packed)

    def take_in(
        self,
        recordings: Sequence[tuple[Trajectory, Sequence[RawEvent]]],
        difficulties: Mapping[int, Difficulty] = {},
    ) -> tuple[int, ...]:
        """Whole trajectories from elsewhere, with their raw events: all of them or none.

        difficulties: how hard they were, as far as it is known, by their place from 0.
        """
        bodies = [[codec.dump_step(step) for step in whole.steps] for whole, _ in recordings]
        packed: dict[str, frame_rows.Packed] = {}
        for number, (whole, _) in enumerate(recordings):
            for step in whole.steps:
                packed |= self._pack(-1 - number, step)  # they have no ids yet
        with self._writing():
            numbers = tuple(
                self._take_in_one(whole, events, written, packed)
                for (whole, events), written in zip(recordings, bodies, strict=True)
            )
            for place, difficulty in difficulties.items():
                note_difficulty(self._db, numbers[place], difficulty)
            return numbers

    def replace_step(self, trajectory: int, index: int, step: Step) -> None:
        """Another version of a step that is there; frames that only the old one used are gone."""
        body, packed = codec.dump_step(step), self._pack(trajectory, step)
        with self._writing():
            step_rows.replace(self._db, trajectory, index, step, body, packed)

    def replace_steps(self, trajectory: int, steps: Sequence[Step]) -> None:
        """Other steps in the place of all that are there; frames that none shows are gone."""
        bodies = [codec.dump_step(step) for step in steps]
        packed: dict[str, frame_rows.Packed] = {}
        for step in steps:
            packed |= self._pack(trajectory, step)
        with self._writing():
            self._must_take(trajectory)
            step_rows.replace_all(self._db, trajectory, steps, bodies, packed)

    def finish(
        self, trajectory: int, outcome: Ending, *, note: str = "", task: str | None = None
    ) -> None:
        """How it ended; DISCARDED takes its steps, events, frames and words along, for good.

        task: a better name for it, if one was found meanwhile.
        """
        with self._writing():
            self._outcome(trajectory)
            self._db.execute(
                "UPDATE trajectories SET outcome = ?, outcome_note = ?, task = coalesce(?, task)"
                " WHERE id = ?",
                (outcome, note, task, trajectory),
            )
            if outcome is Ending.DISCARDED:
                step_rows.drop_from(self._db, trajectory, 0)
                self._db.execute("DELETE FROM events WHERE trajectory = ?", (trajectory,))
                self._db.execute(
                    "UPDATE trajectories SET task = '', lineage = ? WHERE id = ?",
                    (codec.LINEAGE.dump(Lineage()), trajectory),
                )
        self._packer.forget()
        if outcome is Ending.DISCARDED:
            self._wipe()

    def confirm(self, trajectory: int, *, is_right: bool) -> None:
        """What a person says of an agent's run: that it came out right, or that taken back.

        Raises Refused for a run that did not finish.
        """
        with self._writing():
            if self._outcome(trajectory) != Ending.FINISHED:
                raise Refused(
                    f"Trajectory {trajectory} did not finish, so it cannot have come out right.",
                    hint="`journeyman show` tells where it stopped.",
                )
            (told,) = self._db.execute(
                "SELECT lineage FROM trajectories WHERE id = ?", (trajectory,)
            ).fetchone()
            lineage = replace(codec.LINEAGE.load(told), is_confirmed=is_right)
            self._db.execute(
                "UPDATE trajectories SET lineage = ? WHERE id = ?",
                (codec.LINEAGE.dump(lineage), trajectory),
            )

    def forget(self, trajectory: int, since_ns: int) -> int:
        """Drop the events and steps from a time on, for good; gives the number of steps.

        A step that began before and reaches into that time goes whole, since what it did then
        cannot be told apart, and with it all that follow. If the last one that stays has a
        picture of its result from that time, it loses the picture. The bytes are gone from the
        disk at once, or when no other process is reading any more.
        """
        with self._writing():
            self._outcome(trajectory)
            first, count = self._db.execute(
                "SELECT coalesce(min(position) FILTER (WHERE until_ns >= ?), count(*)), count(*)"
                " FROM steps WHERE trajectory = ?",
                (since_ns, trajectory),
            ).fetchone()
            step_rows.drop_from(self._db, trajectory, first)
            step_rows.drop_results(self._db, trajectory, since_ns)
            self._db.execute(
                "DELETE FROM events WHERE trajectory = ? AND t_ns >= ?", (trajectory, since_ns)
            )
        self._wipe()
        return int(count - first)

    def trajectories(self) -> list[Summary]:
        """In the order in which they were begun; discarded ones too, but none from the trash."""
        with self._reading():
            rows = self._db.execute(
                "SELECT id, task, started_at, outcome, outcome_note, lineage,"
                " (SELECT count(*) FROM steps WHERE trajectory = trajectories.id)"
                " FROM trajectories WHERE id NOT IN (SELECT trajectory FROM trash) ORDER BY id"
            ).fetchall()
        return [self._summary(row) for row in rows]

    def load(self, trajectory: int) -> Trajectory:
        """Holds what is stored in memory, each content once; pixels are put together when a frame
        is asked for them.

        A trajectory whose recorder died is OPEN and has every step that was appended.
        """
        with self._reading():
            row = self._db.execute(
                "SELECT id, task, started_at, outcome, outcome_note, lineage, 0"
                " FROM trajectories WHERE id = ?",
                (trajectory,),
            ).fetchone()
            bodies = self._db.execute(
                "SELECT body FROM steps WHERE trajectory = ? ORDER BY position", (trajectory,)
            ).fetchall()
            reel = frame_rows.of_trajectory(self._db, trajectory)
        if row is None:
            raise _no_trajectory(trajectory)
        head = self._summary(row)
        shown = partial(self._shown, reel)
        return Trajectory(
            task=head.task,
            started_at=head.started_at,
            steps=tuple(codec.load_step(body, shown) for (body,) in bodies),
            outcome=head.outcome,
            outcome_note=head.outcome_note,
            lineage=head.lineage,
        )

    def events(self, trajectory: int) -> Iterator[RawEvent]:
        """In the order in which they were appended, read as they are asked for."""
        with self._reading():
            self._outcome(trajectory)
        last = -1
        while True:
            with self._reading():
                rows = self._db.execute(
                    "SELECT id, body FROM events WHERE trajectory = ? AND id > ?"
                    " ORDER BY id LIMIT ?",
                    (trajectory, last, _EVENTS_AT_ONCE),
                ).fetchall()
            for last, body in rows:  # noqa: B007 - read again above
                yield codec.EVENT.load(body)
            if len(rows) < _EVENTS_AT_ONCE:
                return

    def frame(self, sha256: str) -> Frame:
        """The content alone, without the time and place of any use."""
        with self._reading():
            reel = frame_rows.reel(self._db, [sha256])
        if sha256 not in reel:
            raise Malformed(
                f"There is no frame {sha256}.", hint="It went with the last step that showed it."
            )
        return reel.shown(sha256)

    def check(self) -> list[str]:
        """What is wrong with the file and with what stands in it, a sentence each; [] if sound."""
        try:
            with self._reading():
                found = self._unsound()
                rows = self._db.execute("SELECT id FROM trajectories ORDER BY id").fetchall()
            self.trajectories()
        except Malformed as error:
            return [str(error)]
        for (trajectory,) in rows:
            try:
                self.load(trajectory)
            except JourneymanError as error:
                found.append(f"Trajectory {trajectory}: {error.message}")
        return found

    def _unsound(self) -> list[str]:
        pages = self._db.execute("PRAGMA integrity_check").fetchall()
        found = [f"{self._path}: {message}" for (message,) in pages if message != "ok"]
        for table, row, parent, _ in self._db.execute("PRAGMA foreign_key_check").fetchall():
            found.append(f"Row {row} of {table} belongs to a row of {parent} that is not there.")
        orphans = self._db.execute(
            "SELECT count(*) FROM frames WHERE NOT EXISTS"
            " (SELECT 1 FROM steps WHERE sha256 IN (before_frame, after_frame))"
        ).fetchone()[0]
        if orphans:
            found.append(f"Frames that no step shows: {orphans}.")
        return found + frame_rows.wrong(self._db)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, reporting(self._path), writing(self._db):
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One moment of the database, whatever other processes write meanwhile."""
        with self._lock, reporting(self._path), self._db.atomic():
            yield

    def _outcome(self, trajectory: int) -> str:
        row = self._db.execute(
            "SELECT outcome FROM trajectories WHERE id = ?", (trajectory,)
        ).fetchone()
        if row is None:
            raise _no_trajectory(trajectory)
        return str(row[0])

    def _must_take(self, trajectory: int) -> None:
        """What a recorder still had in its queue must not come back after a discard."""
        if self._outcome(trajectory) == Ending.DISCARDED:
            raise Refused(
                f"Trajectory {trajectory} was discarded and takes nothing more.",
                hint="Start a new recording.",
            )

    def _pack(self, trajectory: int, step: Step) -> dict[str, frame_rows.Packed]:
        """What is not stored yet. Packing is the slow part: no lock is held."""
        with self._reading():
            missing = frame_rows.missing(self._db, dict.fromkeys(frame_rows.of(step)))
        return {frame.sha256: self._packer.pack(trajectory, frame) for frame in missing}

    def _take_in_one(
        self,
        whole: Trajectory,
        events: Sequence[RawEvent],
        bodies: Sequence[str],
        packed: Mapping[str, frame_rows.Packed],
    ) -> int:
        cursor = self._db.execute(
            "INSERT INTO trajectories (task, started_at, outcome, outcome_note, lineage)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                whole.task,
                whole.started_at.astimezone(UTC).isoformat(),
                whole.outcome,
                whole.outcome_note,
                codec.LINEAGE.dump(whole.lineage),
            ),
        )
        trajectory = cursor.lastrowid
        assert trajectory is not None
        step_rows.append(self._db, trajectory, whole.steps, bodies, packed)
        self._db.conn.executemany(
            "INSERT INTO events (trajectory, t_ns, body) VALUES (?, ?, ?)",
            [(trajectory, event.t_ns, codec.EVENT.dump(event)) for event in events],
        )
        return trajectory

    def _wipe(self) -> None:
        """Room goes back to the disk, and the log, where what was deleted still stands, empties."""
        self._packer.forget()
        with self._lock, reporting(self._path):
            # As a script, since `execute` steps a statement without columns once: one page.
            self._db.executescript("PRAGMA incremental_vacuum")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _summary(self, row: SummaryRow) -> Summary:
        try:
            return read_summary(row)
        except ValueError as error:
            raise damaged(self._path, f"trajectory {row[0]} has {error}") from error

    def _shown(self, reel: frame_rows.Reel, sha256: str, t_ns: int, placement: Placement) -> Frame:
        if sha256 not in reel:
            raise damaged(self._path, f"a step shows the frame {sha256}, which is not there")
        return reel.shown(sha256, t_ns, placement)


def _no_trajectory(trajectory: int) -> Malformed:
    return Malformed(
        f"There is no trajectory {trajectory}.",
        hint="`journeyman list` shows those that there are.",
    )
