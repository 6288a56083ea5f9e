"""What is known of each trajectory in words, and the vectors that stand for their meaning.

The vectors lie in the store's file. What they were made from may change under them: triggers drop
the vector of a trajectory the moment that one of its steps is added, changed or forgotten, so that
nothing of what was forgotten stays behind in it. Whoever makes vectors fills the gaps.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from tracker import codec
from tracker.database import connect, damaged, reporting, writing
from tracker.trajectory import Author, Ending, Lineage


@dataclass(frozen=True, slots=True)
class Telling:
    """A trajectory in words. typed: its texts. targets: what was pointed at. apps: each once.

    is_by_person: no step of it was an agent's, here or where it was imported from.
    """

    id: int
    task: str
    typed: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    outcome: Ending = Ending.FINISHED
    lineage: Lineage = Lineage()
    is_by_person: bool = True


@dataclass(frozen=True, slots=True)
class Vector:
    """made_from: names the text, so that a text that changed is noticed. floats: float32, LE."""

    made_from: str
    floats: bytes


_TELLINGS: Final = """
    SELECT id, task, outcome, lineage, (
        SELECT json_group_array(json_array(
            json_extract(body, '$.action.text'),
            coalesce(json_extract(body, '$.intent.target'), json_extract(body, '$.intent.start')),
            json_extract(body, '$.before.window.app'),
            json_extract(body, '$.author')
        ))
        FROM (SELECT body FROM steps WHERE trajectory = trajectories.id ORDER BY position)
    )
    FROM trajectories
    WHERE outcome != ? AND EXISTS (SELECT 1 FROM steps WHERE trajectory = trajectories.id)
    AND id NOT IN (SELECT trajectory FROM trash)
    ORDER BY id
"""


class Vectors:
    """Get one with `open`. Errors are those of the Store. Safe for several threads."""

    def __init__(self, path: Path, db: Database) -> None:
        self._path = path
        self._db = db
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> "Vectors":
        return cls(path, connect(path))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def tellings(self) -> tuple[Telling, ...]:
        """Of all with steps but those in the trash, oldest first; no frame is read."""
        with self._reading():
            rows = self._db.execute(_TELLINGS, (Ending.DISCARDED,)).fetchall()
        return tuple(self._telling(*row) for row in rows)

    def of(self, model: str) -> Mapping[int, Vector]:
        """By the id of their trajectory."""
        with self._reading():
            rows = self._db.execute(
                "SELECT trajectory, made_from, floats FROM vectors WHERE model = ?", (model,)
            ).fetchall()
        return {trajectory: Vector(made_from, floats) for trajectory, made_from, floats in rows}

    def keep(self, model: str, vectors: Mapping[int, Vector]) -> None:
        """Leaves out those whose trajectory was discarded meanwhile."""
        with self._lock, reporting(self._path), writing(self._db):
            self._db.conn.executemany(
                "INSERT OR REPLACE INTO vectors (trajectory, model, made_from, floats)"
                " SELECT id, ?, ?, ? FROM trajectories WHERE id = ? AND outcome != ?",
                [
                    (model, vector.made_from, vector.floats, trajectory, Ending.DISCARDED)
                    for trajectory, vector in vectors.items()
                ],
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, reporting(self._path), self._db.atomic():
            yield

    def _telling(self, number: int, task: str, outcome: str, lineage: str, told: str) -> Telling:
        typed, targets, apps, authors = zip(*json.loads(told), strict=True)
        try:
            return Telling(
                id=number,
                task=task,
                typed=tuple(text for text in typed if text),
                targets=tuple(target for target in targets if target),
                apps=tuple(dict.fromkeys(app for app in apps if app)),
                outcome=Ending(outcome),
                lineage=codec.LINEAGE.load(lineage),
                is_by_person=Author.AGENT not in authors,
            )
        except ValueError as error:
            raise damaged(self._path, f"trajectory {number} has {error}") from error
