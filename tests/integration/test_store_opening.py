"""A file is opened as ours, brought up to date, or refused and left as it is."""

import shutil
import sqlite3

import pytest
from sqlite_utils import Database, Migrations

from tests.builders import STARTED, frame, observation, step
from tracker import database
from tracker.errors import Malformed, Refused, Unavailable
from tracker.migrations import migrations
from tracker.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journeyman.db"


@pytest.fixture
def recorded(path):
    """A closed store with ten steps in it."""
    store = Store.open(path)
    id_ = store.begin("Save the letter", STARTED)
    for shade in range(10):
        store.append_step(id_, step(before=observation(frame(shade=shade))))
    store.close()
    return path


def execute(path, statement):
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def refusal(error, path):
    """The error that opening raises; the file must have kept every byte."""
    before = path.read_bytes()
    with pytest.raises(error) as refused:
        Store.open(path)
    assert path.read_bytes() == before
    return refused.value


def test_a_newer_store_is_refused_and_keeps_every_byte(recorded):
    execute(
        recorded,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('journeyman', 'm999_thoughts', '2035-01-01')",
    )
    error = refusal(Refused, recorded)
    assert error.message == (
        f"The recordings in {recorded} were made by a newer Journeyman (m999_thoughts)."
    )
    assert error.hint == (
        "Update Journeyman, or set JOURNEYMAN_HOME to another folder; nothing was changed."
    )


def test_a_newer_store_whose_program_was_killed_keeps_its_log_too(recorded, tmp_path):
    """Opening it for writing would move the log's pages into the file."""
    execute(
        recorded,
        "UPDATE _sqlite_migrations SET name = 'm999_thoughts' WHERE name = 'm001_trajectories'",
    )
    live = sqlite3.connect(recorded)
    live.execute("UPDATE trajectories SET task = 'Only in the log'")
    live.commit()
    left = tmp_path / "left" / recorded.name
    left.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{recorded}{suffix}", f"{left}{suffix}")
    live.close()
    log = left.with_name(left.name + "-wal").read_bytes()
    refusal(Refused, left)
    assert left.with_name(left.name + "-wal").read_bytes() == log
    assert b"Only in the log" in log


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" * 1000, bytes(8192), b"SQLite format 3\0" + b"\xff" * 5000, b"x"],
    ids=["another format", "zeros", "a header alone", "one byte"],
)
def test_a_file_that_is_no_database_is_malformed(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    error = refusal(Malformed, path)
    assert str(path) in error.message
    assert "move it aside" in error.hint


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_store_that_was_cut_off_is_malformed(recorded, share):
    whole = recorded.read_bytes()
    recorded.write_bytes(whole[: int(len(whole) * share)])
    assert "damaged" in refusal(Malformed, recorded).message


def test_another_program_s_database_is_malformed(path):
    path.parent.mkdir()
    execute(path, "CREATE TABLE recipes (name TEXT)")
    assert "another program's" in refusal(Malformed, path).message


def test_damage_inside_of_a_store_is_malformed_when_it_is_met_and_found_by_the_check(recorded):
    """Opening does not read gigabytes of frames; so it is told by whoever does."""
    blank = recorded.with_name("blank.db")
    Store.open(blank).close()
    content = bytearray(recorded.read_bytes())
    for page in range(blank.stat().st_size, len(content), 4096):  # behind what opening reads
        content[page : page + 64] = b"\xaa" * 64
    recorded.write_bytes(content)
    store = Store.open(recorded)
    with pytest.raises(Malformed, match="damaged"):
        store.load(1)
    found = store.check()
    store.close()
    assert found


def test_a_folder_in_the_file_s_place_is_unavailable(path):
    path.mkdir(parents=True)
    with pytest.raises(Unavailable, match=r"journeyman\.db cannot be opened: Is a directory"):
        Store.open(path)


def test_a_file_in_the_folder_s_place_is_unavailable(path):
    path.parent.write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be opened"):
        Store.open(path)


def test_an_empty_file_becomes_a_store(path):
    path.parent.mkdir()
    path.touch()
    store = Store.open(path)
    assert (store.trajectories(), store.check()) == ([], [])
    store.close()


def test_a_path_that_looks_like_an_address_is_only_a_path(tmp_path):
    path = tmp_path / "50% #1?mode=memory" / "journeyman.db"
    Store.open(path).close()
    store = Store.open(path)
    store.begin("", STARTED)
    store.close()
    assert path.stat().st_size > 0


def test_opening_again_changes_nothing(recorded):
    before = recorded.read_bytes()
    Store.open(recorded).close()
    assert recorded.read_bytes() == before


def from_nothing(db):
    """m001 is the first: before it there is an empty file."""


def with_a_trajectory(db):
    db.execute(
        "INSERT INTO trajectories (task, started_at, outcome, outcome_note, lineage)"
        " VALUES ('Save the letter', '2025-03-04T09:30:00+00:00', 'finished', '', '{}')"
    )
    db.conn.commit()


def with_a_frame(db):
    db.execute("INSERT INTO frames (sha256, width, height, png) VALUES ('ab', 1, 1, x'00')")
    db.conn.commit()


PREDECESSORS = {
    "m001_trajectories": from_nothing,
    "m002_changes": with_a_frame,
    "m003_vectors": with_a_trajectory,
    "m004_trash": with_a_trajectory,
    "m005_tasks": with_a_trajectory,
}
"""For each migration: how to fill a database that stands just before it."""

SCHEMA = {
    "_sqlite_migrations": ["id", "migration_set", "name", "applied_at"],
    "events": ["id", "trajectory", "t_ns", "body"],
    "changes": ["sha256", "base", "depth"],
    "frames": ["sha256", "width", "height", "content"],
    "shown_tasks": ["trajectory", "task", "difficulty"],
    "steps": [
        *("id", "trajectory", "position", "until_ns"),
        *("before_frame", "after_frame", "body"),
    ],
    "tasks": ["id", "description", "given", "difficulty", "state", "note", "is_at_hand"],
    "trajectories": ["id", "task", "started_at", "outcome", "outcome_note", "lineage"],
    "trash": ["trajectory", "at"],
    "vectors": ["trajectory", "model", "made_from", "floats"],
}
"""After the last migration."""


def test_every_migration_is_tested_from_its_predecessor():
    with_blank = Database(memory=True)
    names = [migration.name for migration in migrations.pending(with_blank)]
    with_blank.close()
    assert names == list(PREDECESSORS)


@pytest.mark.parametrize("name", PREDECESSORS)
def test_a_store_from_just_before_a_migration_is_brought_up_to_date(path, name):
    path.parent.mkdir()
    old = Database(path)
    if name != next(iter(PREDECESSORS)):
        migrations.apply(old, stop_before=name)
    PREDECESSORS[name](old)
    old.close()
    Store.open(path).close()
    new = Database(path)
    schema = {
        table: [column.name for column in new[table].columns]
        for table in new.table_names()
        if not table.startswith("sqlite_")
    }
    new.close()
    assert schema == SCHEMA


def next_version(change):
    """The migrations of a Journeyman to come: today's, and one more."""
    coming = Migrations("journeyman")
    blank = Database(memory=True)
    for migration in migrations.pending(blank):
        coming(name=migration.name)(migration.fn)
    blank.close()
    coming(name="m999_change")(change)
    return coming


def test_a_recording_survives_a_migration(recorded, monkeypatch):
    def add_rating(db):
        db.execute("ALTER TABLE trajectories ADD COLUMN rating INTEGER NOT NULL DEFAULT 3")

    monkeypatch.setattr(database, "migrations", next_version(add_rating))
    store = Store.open(recorded)
    assert len(store.load(1).steps) == 10
    assert store.check() == []
    store.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(recorded, monkeypatch):
    def lose_everything(db):
        db.execute("DELETE FROM steps")
        db.execute("ALTER TABLE nowhere ADD COLUMN rating")

    monkeypatch.setattr(database, "migrations", next_version(lose_everything))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Store.open(recorded)
    monkeypatch.undo()
    store = Store.open(recorded)
    assert len(store.load(1).steps) == 10
    store.close()
