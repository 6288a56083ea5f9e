"""The store's schema, as the steps that lead to it.

A migration that was ever released is never edited: a change is another one at the end, with a
test that starts from its predecessor. Each runs in one transaction or not at all.
"""

from typing import Final

from sqlite_utils import Database, Migrations

APPLICATION_ID: Final = 0x4A524E59
"""Bytes 68 to 71 of the file ("JRNY"): tells our database from another program's."""

migrations: Final = Migrations("journeyman")


@migrations()
def m001_trajectories(db: Database) -> None:
    """`body` is the codec's JSON; the columns beside it are what SQL has to know of it.

    A frame is kept for as long as a step uses it. Its pixels come last in the row, so that
    reading the rest of a row does not walk through them.
    """
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.executescript("""
        CREATE TABLE trajectories (
            id INTEGER PRIMARY KEY,
            task TEXT NOT NULL,
            started_at TEXT NOT NULL,
            outcome TEXT NOT NULL,
            outcome_note TEXT NOT NULL,
            lineage TEXT NOT NULL
        ) STRICT;
        CREATE TABLE frames (
            sha256 TEXT PRIMARY KEY,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            png BLOB NOT NULL
        ) STRICT;
        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            trajectory INTEGER NOT NULL REFERENCES trajectories (id),
            position INTEGER NOT NULL,
            until_ns INTEGER NOT NULL,
            before_frame TEXT NOT NULL REFERENCES frames (sha256),
            after_frame TEXT REFERENCES frames (sha256),
            body TEXT NOT NULL,
            UNIQUE (trajectory, position)
        ) STRICT;
        CREATE INDEX steps_by_before_frame ON steps (before_frame);
        CREATE INDEX steps_by_after_frame ON steps (after_frame);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            trajectory INTEGER NOT NULL REFERENCES trajectories (id),
            t_ns INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_trajectory ON events (trajectory);
    """)


@migrations()
def m002_changes(db: Database) -> None:
    """A frame may be kept as what differs from another one, its base.

    depth: so many changes lie between it and a whole picture.
    """
    db.executescript("""
        ALTER TABLE frames RENAME COLUMN png TO content;
        CREATE TABLE changes (
            sha256 TEXT PRIMARY KEY REFERENCES frames (sha256) ON DELETE CASCADE,
            base TEXT NOT NULL REFERENCES frames (sha256),
            depth INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX changes_by_base ON changes (base);
    """)


@migrations()
def m003_vectors(db: Database) -> None:
    """One vector of each trajectory and embedder, gone as soon as what it stands for changes."""
    db.executescript("""
        CREATE TABLE vectors (
            trajectory INTEGER NOT NULL REFERENCES trajectories (id),
            model TEXT NOT NULL,
            made_from TEXT NOT NULL,
            floats BLOB NOT NULL,
            PRIMARY KEY (trajectory, model)
        ) STRICT;
        CREATE TRIGGER vector_of_another_task AFTER UPDATE ON trajectories
        BEGIN DELETE FROM vectors WHERE trajectory = old.id; END;
        CREATE TRIGGER vector_before_this_step AFTER INSERT ON steps
        BEGIN DELETE FROM vectors WHERE trajectory = new.trajectory; END;
        CREATE TRIGGER vector_of_another_step AFTER UPDATE ON steps
        BEGIN DELETE FROM vectors WHERE trajectory = old.trajectory; END;
        CREATE TRIGGER vector_of_no_step AFTER DELETE ON steps
        BEGIN DELETE FROM vectors WHERE trajectory = old.trajectory; END;
    """)


@migrations()
def m004_trash(db: Database) -> None:
    """What was deleted and can be taken back; what is discarded lies there no longer."""
    db.executescript("""
        CREATE TABLE trash (
            trajectory INTEGER PRIMARY KEY REFERENCES trajectories (id),
            at TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER gone_for_good AFTER UPDATE OF outcome ON trajectories
        WHEN new.outcome = 'discarded'
        BEGIN DELETE FROM trash WHERE trajectory = old.id; END;
    """)


@migrations()
def m005_tasks(db: Database) -> None:
    """The list of tasks that are to be shown, in the order of its ids, and what was said of
    recordings when they were saved. A recording that is discarded shows no task any more."""
    db.executescript("""
        CREATE TABLE tasks (
            id INTEGER PRIMARY KEY,
            description TEXT NOT NULL,
            given TEXT NOT NULL,
            difficulty TEXT,
            state TEXT NOT NULL,
            note TEXT NOT NULL,
            is_at_hand INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE shown_tasks (
            trajectory INTEGER PRIMARY KEY REFERENCES trajectories (id),
            task INTEGER REFERENCES tasks (id),
            difficulty TEXT
        ) STRICT;
        CREATE INDEX shown_tasks_by_task ON shown_tasks (task);
        CREATE TRIGGER shows_no_task AFTER UPDATE OF outcome ON trajectories
        WHEN new.outcome = 'discarded'
        BEGIN DELETE FROM shown_tasks WHERE trajectory = old.id; END;
    """)
