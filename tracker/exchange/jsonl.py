"""Our own form: everything that the store holds, as lines of JSON and pictures.

    journeyman.json          what it is, its version, and a head for each trajectory
    0001.steps.jsonl         one step a line, in the codec's JSON
    0001.events.jsonl        one raw event a line, where they go along
    frames/SHA256.png        each picture once, named by its size and pixels

What is read equals what was written. It is read strictly: a member that is missing, a line that
the codec does not take and a picture that is not what its name says are Malformed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tracker import codec
from tracker.errors import Malformed, Refused
from tracker.events import RawEvent
from tracker.exchange.members import Members, Sink
from tracker.exchange.reading import (
    LARGEST_PICTURE,
    LARGEST_TEXT,
    MOST_STEPS,
    lines,
    located,
    parsed,
    picture,
)
from tracker.exchange.recording import Recording
from tracker.frames import Frame
from tracker.geometry import Placement
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Ending, Lineage, Step, Trajectory

MANIFEST: Final = "journeyman.json"
FORMAT: Final = "journeyman"
VERSION: Final = 1

_MOST_EVENTS: Final = 1_000_000
_INT64: Final = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a pack: its size in bytes, and the sum of its content."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """A trajectory without its steps. steps, events: how many lines each has.

    difficulty, verdict: None as well in a file that was written before there were such.
    """

    name: str
    task: str
    started_at: str
    outcome: Ending
    outcome_note: str
    lineage: Lineage
    steps: int
    events: int
    difficulty: Difficulty | None = None
    verdict: TaskState | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    format: str
    version: int
    trajectories: tuple[Head, ...]
    members: tuple[Member, ...] = ()


_MANIFEST: Final = codec.Form[Manifest]("manifest", Manifest)


def write(sink: Sink, recordings: Iterable[Recording]) -> Manifest:
    """All but the manifest, which `write_manifest` adds as the last: without it nothing is read."""
    heads: list[Head] = []
    written: set[str] = set()
    for number, recording in enumerate(recordings, 1):
        name, trajectory = f"{number:04}", recording.trajectory
        for frame in _frames(trajectory.steps):
            if frame.sha256 not in written:
                sink.put(_picture_name(frame.sha256), [frame.png])
                written.add(frame.sha256)
        sink.put(_steps_name(name), (_line(codec.dump_step(step)) for step in trajectory.steps))
        if recording.events:
            events = (_line(codec.EVENT.dump(event)) for event in recording.events)
            sink.put(_events_name(name), events)
        heads.append(_head(name, recording))
    return Manifest(FORMAT, VERSION, tuple(heads))


def write_manifest(sink: Sink, manifest: Manifest) -> None:
    plain = json.dumps(_MANIFEST.plain(manifest), ensure_ascii=False, indent=1)
    sink.put(MANIFEST, [plain.encode()])


def read_manifest(members: Members) -> Manifest:
    """Raises Refused for one of a later version than this program knows."""
    where = members.told(MANIFEST)
    data = members.read(MANIFEST, LARGEST_TEXT)
    match parsed(data, where):
        case {"format": "journeyman", "version": int(version)} if version > VERSION:
            raise Refused(
                f"{where} was written by a newer Journeyman (format {version}).",
                hint="Update Journeyman; nothing was imported.",
            )
        case {"format": "journeyman", "version": 1}:
            pass
        case _:
            raise Malformed(
                f"{where} is no export of Journeyman's.", hint="Name the folder that it wrote."
            )
    with located(where, _AGAIN):
        return _MANIFEST.load(data)


def read(members: Members, manifest: Manifest) -> Iterator[Recording]:
    """Each trajectory as it was in the store that it comes from."""
    pictures: dict[str, Frame] = {}
    for head in manifest.trajectories:
        if not (len(head.name) == 4 and head.name.isascii() and head.name.isdigit()):
            raise Malformed(
                f"{members.told(MANIFEST)}: {head.name[:40]!r} is no name of a trajectory.",
                hint="They are numbers of four digits.",
            )
        yield _read_one(members, head, pictures)


def names(manifest: Manifest) -> set[str]:
    """The members that a manifest's trajectories need, without the pictures."""
    heads = manifest.trajectories
    return {_steps_name(head.name) for head in heads} | {
        _events_name(head.name) for head in heads if head.events
    }


def picture_names(recordings: Iterable[Recording]) -> set[str]:
    return {
        _picture_name(frame.sha256)
        for recording in recordings
        for frame in _frames(recording.trajectory.steps)
    }


def _read_one(members: Members, head: Head, pictures: dict[str, Frame]) -> Recording:
    where = members.told(MANIFEST)
    try:
        started_at = datetime.fromisoformat(head.started_at)
    except ValueError as error:
        raise Malformed(f"{where}: {head.started_at[:40]!r} is no time.", hint=_AGAIN) from error
    if started_at.tzinfo is None:
        raise Malformed(f"{where}: {head.started_at[:40]!r} has no time zone.", hint=_AGAIN)
    if head.outcome is Ending.DISCARDED:
        raise Malformed(f"{where}: a discarded trajectory has nothing in it.", hint=_AGAIN)

    def bring(sha256: str, t_ns: int, placement: Placement) -> Frame:
        if sha256 not in pictures:
            pictures[sha256] = _read_picture(members, sha256)
        shown = pictures[sha256]
        return Frame(png=shown.png, size=shown.size, sha256=sha256, t_ns=t_ns, placement=placement)

    steps: list[Step] = []
    for place, line in _counted(members, _steps_name(head.name), head.steps, MOST_STEPS):
        with located(place, _AGAIN):
            step = codec.load_step(line, bring)
            if step.t_ns not in _INT64 or step.until_ns not in _INT64:
                raise Malformed("its time is out of range.", hint=_AGAIN)
            steps.append(step)
    events: list[RawEvent] = []
    if head.events:
        for place, line in _counted(members, _events_name(head.name), head.events, _MOST_EVENTS):
            with located(place, _AGAIN):
                events.append(codec.EVENT.load(line))
                if events[-1].t_ns not in _INT64:
                    raise Malformed("its time is out of range.", hint=_AGAIN)
    trajectory = Trajectory(
        task=head.task,
        started_at=started_at.astimezone(UTC),
        steps=tuple(steps),
        outcome=head.outcome,
        outcome_note=head.outcome_note,
        lineage=head.lineage,
    )
    return Recording(trajectory, tuple(events), difficulty=head.difficulty, verdict=head.verdict)


_AGAIN: Final = "Ask for the export again."


def _counted(members: Members, name: str, wanted: int, most: int) -> Iterator[tuple[str, str]]:
    """The lines of a member, which must be as many as its head says."""
    where, found = members.told(name), 0
    if not 0 <= wanted <= most:
        raise Malformed(
            f"{members.told(MANIFEST)}: {str(wanted)[:20]} lines in {name}.",
            hint=f"At most {most:,}.",
        )
    for place, line in lines(members.read(name, LARGEST_TEXT), where):
        found += 1
        if found > wanted:
            break
        yield place, line
    if found != wanted:
        more = "more" if found > wanted else f"{found:,}"
        raise Malformed(f"{where} should have {wanted:,} lines and has {more}.", hint=_AGAIN)


def _read_picture(members: Members, sha256: str) -> Frame:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise Malformed(f"{sha256[:80]!r} is no name of a picture.", hint=_AGAIN)
    name = _picture_name(sha256)
    frame = picture(members.read(name, LARGEST_PICTURE), members.told(name))
    if not frame.is_called(sha256):
        raise Malformed(f"{members.told(name)} is not the picture that its name says.", hint=_AGAIN)
    return frame


def _head(name: str, recording: Recording) -> Head:
    trajectory = recording.trajectory
    return Head(
        name=name,
        task=trajectory.task,
        started_at=trajectory.started_at.isoformat(),
        outcome=trajectory.outcome,
        outcome_note=trajectory.outcome_note,
        lineage=trajectory.lineage,
        steps=len(trajectory.steps),
        events=len(recording.events),
        difficulty=recording.difficulty,
        verdict=recording.verdict,
    )


def _frames(steps: Iterable[Step]) -> Iterator[Frame]:
    for step in steps:
        yield step.before.frame
        if step.outcome.after is not None:
            yield step.outcome.after


def _line(written: str) -> bytes:
    return written.encode() + b"\n"


def _steps_name(name: str) -> str:
    return f"{name}.steps.jsonl"


def _events_name(name: str) -> str:
    return f"{name}.events.jsonl"


def _picture_name(sha256: str) -> str:
    return f"frames/{sha256}.png"
