"""The store's table of frames: each content once, for as long as a step shows it.

A content is a whole picture (a PNG) or, where it is listed in `changes`, what differs from its
base, an earlier picture of the same trajectory. After `_DEEPEST` changes comes a whole picture
again, so that none is far from one. Works inside the caller's transaction; the caller knows the
steps.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlite_utils import Database

from tracker.changes import apply_change, change_between
from tracker.errors import Malformed
from tracker.frames import Frame, Pixels, decode_png, encode_png
from tracker.geometry import Placement
from tracker.trajectory import Step

_DEEPEST: Final = 24
_DECODED: Final = 2
"""Of so many pictures the pixels are kept while a trajectory is looked through."""


@dataclass(frozen=True, slots=True)
class Row:
    """width, height: px. content: a PNG, or a change where there is a base."""

    sha256: str
    width: int
    height: int
    content: bytes
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """How a frame is to be kept. base: None for a whole picture, which `content` then is."""

    content: bytes
    base: str | None = None
    depth: int = 0


class Packer:
    """Packs a trajectory's frames one after the other. Thread-safe.

    It keeps the last one, of one trajectory: two that are recorded in turns through one store come
    out right, and larger.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[int, Frame, int] | None = None

    def pack(self, trajectory: int, frame: Frame) -> Packed:
        frame = frame.at_hand()
        with self._lock:
            packed = self._change(trajectory, frame) or Packed(frame.png)
            self._last = trajectory, frame, packed.depth
        return packed

    def forget(self) -> None:
        with self._lock:
            self._last = None

    def _change(self, trajectory: int, frame: Frame) -> Packed | None:
        if self._last is None or self._last[0] != trajectory or self._last[2] >= _DEEPEST:
            return None
        _, earlier, depth = self._last
        change = change_between(earlier, frame)
        return Packed(change, earlier.sha256, depth + 1) if change is not None else None


class Reel:
    """Some frames as they are stored, each put together when it is asked for. Thread-safe."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._lock = threading.Lock()
        self._decoded: OrderedDict[str, Pixels] = OrderedDict()

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._rows

    def shown(self, sha256: str, t_ns: int = 0, placement: Placement = Placement()) -> Frame:
        """One use of a content; nothing is decoded."""
        row = self._rows[sha256]
        is_whole = row.base is None
        return Frame(
            png=row.content if is_whole else None,
            render=None if is_whole else partial(self.pixels, sha256),
            size=(row.width, row.height),
            sha256=sha256,
            t_ns=t_ns,
            placement=placement,
        )

    def pixels(self, sha256: str) -> Pixels:
        """Raises Malformed where a content or one that it builds on is damaged."""
        with self._lock:
            changes: list[tuple[str, bytes]] = []
            at = sha256
            while at not in self._decoded and (row := self._row(at)).base is not None:
                changes.append((at, row.content))
                at = row.base
            if at in self._decoded:
                self._decoded.move_to_end(at)
                pixels = self._decoded[at]
            else:
                pixels = decode_png(self._row(at).content)
            for _, change in reversed(changes):
                pixels = apply_change(pixels, change)
            pixels.flags.writeable = False
            self._decoded[sha256] = pixels
            while len(self._decoded) > _DECODED:
                self._decoded.popitem(last=False)
            return pixels

    def _row(self, sha256: str) -> Row:
        if sha256 not in self._rows:
            raise Malformed(
                f"The picture {sha256}, on which another one builds, is not there.",
                hint="Run `journeyman doctor`.",
            )
        return self._rows[sha256]


def of(step: Step) -> tuple[Frame, ...]:
    after = step.outcome.after
    return (step.before.frame,) if after is None else (step.before.frame, after)


def missing(db: Database, frames: Iterable[Frame]) -> list[Frame]:
    """Those whose content is not stored yet."""
    return [frame for frame in frames if not _is_stored(db, frame.sha256)]


def keep(db: Database, frames: Iterable[Frame], packed: Mapping[str, Packed]) -> None:
    """packed: by sha256, what was packed beforehand; what is missing there is packed here."""
    for frame in missing(db, dict.fromkeys(frames)):
        how = packed.get(frame.sha256)
        if how is None or (how.base is not None and not _is_stored(db, how.base)):
            how = Packed(frame.png)  # its base was forgotten meanwhile
        db.execute(
            "INSERT INTO frames (sha256, width, height, content) VALUES (?, ?, ?, ?)",
            (frame.sha256, *frame.size, how.content),
        )
        if how.base is not None:
            db.execute(
                "INSERT INTO changes (sha256, base, depth) VALUES (?, ?, ?)",
                (frame.sha256, how.base, how.depth),
            )


def of_steps_from(db: Database, trajectory: int, position: int) -> list[str]:
    """What the steps from a position on show, by sha256."""
    rows = db.execute(
        "SELECT before_frame FROM steps WHERE trajectory = ?1 AND position >= ?2"
        " UNION SELECT after_frame FROM steps"
        " WHERE trajectory = ?1 AND position >= ?2 AND after_frame IS NOT NULL",
        (trajectory, position),
    )
    return [sha256 for (sha256,) in rows.fetchall()]


def of_trajectory(db: Database, trajectory: int) -> Reel:
    rows = db.execute(
        "SELECT before_frame FROM steps WHERE trajectory = ?1"
        " UNION SELECT after_frame FROM steps"
        " WHERE trajectory = ?1 AND after_frame IS NOT NULL",
        (trajectory,),
    )
    return reel(db, [sha256 for (sha256,) in rows.fetchall()])


def reel(db: Database, names: Iterable[str]) -> Reel:
    """The named frames that there are, and all that they build on."""
    rows: dict[str, Row] = {}
    for name in names:
        at: str | None = name
        while at is not None and at not in rows:
            found = db.execute(
                "SELECT sha256, width, height, content,"
                " (SELECT base FROM changes WHERE sha256 = frames.sha256)"
                " FROM frames WHERE sha256 = ?",
                (at,),
            ).fetchone()
            if found is None:
                break
            rows[at] = Row(*found)
            at = rows[at].base
    return Reel(rows)


def drop_unused(db: Database, names: Iterable[str]) -> None:
    """Those of the named frames that no step shows any more.

    What builds on one of them and is still shown becomes a whole picture first.
    """
    unused = {name for name in names if not _is_shown(db, name)}
    for name in unused:
        for (dependent,) in db.execute(
            "SELECT sha256 FROM changes WHERE base = ?", (name,)
        ).fetchall():
            if dependent not in unused:
                _make_whole(db, dependent)
    db.conn.executemany("DELETE FROM changes WHERE sha256 = ?", [(name,) for name in unused])
    db.conn.executemany("DELETE FROM frames WHERE sha256 = ?", [(name,) for name in unused])


def wrong(db: Database) -> list[str]:
    """A sentence for each frame whose pixels are not those that it is named for."""
    found: list[str] = []
    unseen = {name for (name,) in db.execute("SELECT sha256 FROM frames").fetchall()}
    whole = "SELECT sha256 FROM frames WHERE sha256 NOT IN (SELECT sha256 FROM changes)"
    for (name,) in db.execute(f"{whole} ORDER BY rowid").fetchall():
        # Each picture is decoded once: what builds on it follows while its pixels are at hand.
        following: list[tuple[str, Pixels | None]] = [(name, None)]
        while following:
            at, earlier = following.pop()
            unseen.discard(at)
            try:
                pixels = _decode(db, at, earlier)
            except Malformed as error:
                found.append(f"Frame {at}: {error.message}")
                continue
            if not Frame(pixels=pixels).is_called(at):
                found.append(f"Frame {at} has other pixels than when it was stored.")
            on_it = db.execute("SELECT sha256 FROM changes WHERE base = ?", (at,)).fetchall()
            following += [(later, pixels) for (later,) in on_it]
    return found + [f"Frame {name} cannot be put together." for name in sorted(unseen)]


def _decode(db: Database, name: str, earlier: Pixels | None) -> Pixels:
    found = db.execute("SELECT content FROM frames WHERE sha256 = ?", (name,)).fetchone()
    return decode_png(found[0]) if earlier is None else apply_change(earlier, found[0])


def _make_whole(db: Database, name: str) -> None:
    content = encode_png(reel(db, [name]).pixels(name))
    db.execute("UPDATE frames SET content = ? WHERE sha256 = ?", (content, name))
    db.execute("DELETE FROM changes WHERE sha256 = ?", (name,))


def _is_stored(db: Database, name: str) -> bool:
    return bool(db.execute("SELECT 1 FROM frames WHERE sha256 = ?", (name,)).fetchone())


def _is_shown(db: Database, name: str) -> bool:
    found = db.execute(
        "SELECT 1 FROM steps WHERE before_frame = ?1"
        " UNION SELECT 1 FROM steps WHERE after_frame = ?1",
        (name,),
    ).fetchone()
    return bool(found)
