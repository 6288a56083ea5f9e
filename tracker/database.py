"""One SQLite file: opened, checked and brought up to date, or refused and left as it is.

Says in this project's words what SQLite reports. What stands in the file is the store's matter.

Durability: WAL, and every commit is synced (`synchronous = FULL`). A killed process loses nothing
that was committed under NORMAL either, but a power cut would then take back everything since the
last checkpoint, which can be a whole recording; a recorder commits about once a second, so that
the sync is affordable. Privacy: the file is readable by its owner alone, and what is deleted is
overwritten (`secure_delete`) and given back to the disk (`auto_vacuum`).
"""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from tracker.errors import Malformed, Refused, Unavailable
from tracker.migrations import APPLICATION_ID, migrations

_BUSY_S: Final = 20.0
"""For how long to wait for another process's transaction, which takes milliseconds."""

_LEAST: Final = 512
"""Bytes: one page of the smallest size."""

_HOME_HINT: Final = "set JOURNEYMAN_HOME to another folder"


def connect(path: Path) -> Database:
    """Open the database at `path`, made or migrated where that is due; for any thread.

    Raises Refused if it is newer than this program, Malformed if it is damaged or not ours (in
    both cases nothing is written to it), Unavailable if the disk does not let us.
    """
    _make_room(path)
    with reporting(path):
        if path.stat().st_size:
            _inspect(path)
        connection = sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False)
        try:
            db = Database(connection, execute_plugins=False)
            _set_up(db)
            if migrations.pending(db):
                # In one transaction, so that of two processes that start at once one waits and
                # then finds nothing left to do.
                with writing(db):
                    migrations.apply(db)
        except BaseException:
            connection.close()
            raise
    return db


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that holds the right to write from its beginning.

    A plain BEGIN, as of `Database.atomic`, takes it at the first write: if there was a read before
    and another process wrote in between, SQLite can only fail. Source: sqlite.org/isolation.html.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


@contextmanager
def reporting(path: Path) -> Iterator[None]:
    """Turns what the disk and SQLite report into Unavailable and Malformed; bugs fly on."""
    try:
        yield
    except sqlite3.Error as error:
        told = _told(path, error)
        if told is None:
            raise
        raise told from error
    except UnicodeEncodeError as error:
        raise Malformed(
            "A text that is not Unicode cannot be kept.", hint="Check the name of the task."
        ) from error


def damaged(path: Path, what: str) -> Malformed:
    return Malformed(
        f"The recordings in {path} are damaged: {what}.",
        hint="They were left as they are. Restore the file from a backup, or move it aside together"
        f" with {path.name}-wal and {path.name}-shm to begin with an empty store.",
    )


def _told(path: Path, error: sqlite3.Error) -> Malformed | Unavailable | None:
    """None for what is our own fault. Source: sqlite.org/rescode.html."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    match code:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, str(error))
        case sqlite3.SQLITE_FULL:
            return Unavailable(
                f"There is no room left on the disk for {path};"
                " what was recorded until now is kept.",
                hint=f"Free some room there, or {_HOME_HINT}.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return Unavailable(
                f"{path} cannot be written: {error}.",
                hint=f"See who owns it and whether its disk is read-only, or {_HOME_HINT}.",
            )
        case sqlite3.SQLITE_IOERR:
            return Unavailable(
                f"The disk under {path} failed ({error}); what was recorded until now is kept.",
                hint=f"See that it has room and is still connected, or {_HOME_HINT}.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Unavailable(
                f"Another program has kept {path} locked for {_BUSY_S:.0f} seconds.",
                hint="Close what else has it open, and try again.",
            )
        case _:
            return None


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file that is there is not opened here: whoever closes a file takes away all locks that
        # this process holds on it, those of SQLite too. Source: sqlite.org/howtocorrupt.html.
        if path.exists():
            _must_be_writable(path)
        else:
            with suppress(FileExistsError):  # another process has just made it
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be opened: {error.strerror or error}.",
            hint=f"See who owns the folder and whether its disk is read-only, or {_HOME_HINT}.",
        ) from error


def _must_be_writable(path: Path) -> None:
    """Raises the OSError that opening it would."""
    code = None
    if path.is_dir():
        code = errno.EISDIR
    elif not os.access(path, os.R_OK | os.W_OK):
        is_read_only = hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY
        code = errno.EROFS if is_read_only else errno.EACCES
    if code is not None:
        raise OSError(code, os.strerror(code))


def _inspect(path: Path) -> None:
    """Read-only, so that what is refused keeps every byte."""
    if path.stat().st_size < _LEAST:  # SQLite overwrites what is shorter than its header
        raise damaged(path, "this is no SQLite database")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
    with closing(connection):
        db = Database(connection, execute_plugins=False)
        if not db.table_names():
            return  # another process is making it at this moment
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise damaged(path, "this is another program's database")
        unknown = {applied.name for applied in migrations.applied(db)} - _known()
        if unknown:
            raise Refused(
                f"The recordings in {path} were made by a newer Journeyman ({max(unknown)}).",
                hint=f"Update Journeyman, or {_HOME_HINT}; nothing was changed.",
            )


def _known() -> set[str]:
    with closing(Database(memory=True, execute_plugins=False)) as blank:
        return {migration.name for migration in migrations.pending(blank)}


def _set_up(db: Database) -> None:
    if db.execute("PRAGMA page_count").fetchone() == (0,):
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")  # a later time is too late, and writes
    _use_log(db)
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON").fetchone()


def _use_log(db: Database) -> None:
    """SQLite does not wait here: of two processes that make one file each would hold up the other.

    Source: sqlite.org/c3ref/busy_handler.html, on handlers that are not called.
    """
    deadline_s = time.monotonic() + _BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline_s:
                raise
            time.sleep(0.01)
        else:
            return
