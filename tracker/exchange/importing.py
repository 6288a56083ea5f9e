"""Finds out what somebody sent, reads all of it, and only then gives it to the store.

Nothing is half imported: the store takes the whole file in one transaction or nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from tracker.actions import TypeText
from tracker.errors import Malformed, Unavailable
from tracker.exchange import jsonl, opencua, pack, pc_agent
from tracker.exchange.members import Folder
from tracker.exchange.reading import LARGEST_TEXT, lines, parsed
from tracker.exchange.recording import Recording, lineage_of_import
from tracker.redact import secret_name
from tracker.store import Store
from tracker.tasks import TaskState
from tracker.trajectory import Ending, Trajectory

_HINT: Final = "docs/formats.md tells which formats there are."


@dataclass(frozen=True, slots=True)
class Imported:
    """format: its name. numbers: the ids in the store, one for each of the trajectories.

    notes: what could not be taken over.
    """

    format: str
    numbers: tuple[int, ...]
    trajectories: tuple[Trajectory, ...]
    notes: tuple[str, ...]


def import_into(store: Store, path: Path, now: datetime) -> Imported:
    """now: stands for the time of recording in a format that does not say it.

    Raises Malformed naming file and line, Refused for a later version, Unavailable.
    """
    format_name, recordings = read_any(path, now)
    foreign = [_marked(one, format_name, path) for one in recordings]
    difficulties = {
        place: one.difficulty for place, one in enumerate(foreign) if one.difficulty is not None
    }
    numbers = store.take_in([(one.trajectory, one.events) for one in foreign], difficulties)
    return Imported(
        format_name,
        numbers,
        tuple(one.trajectory for one in foreign),
        tuple(note for one in foreign for note in one.notes),
    )


def secrets_of(trajectory: Trajectory) -> tuple[str, ...]:
    """The names of the secrets that a replay would ask for: a stranger chose them."""
    names = (
        secret_name(step.action.text)
        for step in trajectory.steps
        if isinstance(step.action, TypeText)
    )
    return tuple(dict.fromkeys(name for name in names if name is not None))


def read_any(path: Path, now: datetime) -> tuple[str, Sequence[Recording]]:
    """The format's name, and what it holds; told apart by what is there."""
    if not path.exists():
        raise Unavailable(f"There is no {path}.", hint="Name the file or folder that was sent.")
    if path.is_file():
        if path.suffix == pack.SUFFIX or _begins_as_zip(path):
            return "pack", pack.read(path)
        if path.name == jsonl.MANIFEST:
            path = path.parent
    if path.is_dir() and (path / jsonl.MANIFEST).is_file():
        members = Folder(path)
        return "jsonl", list(jsonl.read(members, jsonl.read_manifest(members)))
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if files and files[0].name.endswith((".steps.jsonl", ".events.jsonl")):
        raise Malformed(
            f"{files[0].parent} has no {jsonl.MANIFEST}, without which its lines mean nothing.",
            hint="Ask for the whole export again.",
        )
    if not files or files[0].suffix != ".jsonl":
        raise Malformed(f"{path} is in no format that is known here.", hint=_HINT)
    return _read_lines(Folder(files[0].parent), [file.name for file in files], now)


def _read_lines(
    members: Folder, names: Sequence[str], now: datetime
) -> tuple[str, Sequence[Recording]]:
    """The first line tells whose it is."""
    for place, line in lines(members.read(names[0], LARGEST_TEXT), members.told(names[0])):
        match parsed(line, place):
            case {"action": _, "screenshot": _}:
                return "pc_agent", [pc_agent.read(members, name) for name in names]
            case {"traj": _}:
                found = [one for name in names for one in opencua.read(members, name, now)]
                return "opencua", found
            case _:
                raise Malformed(f"{place}: no line of a format that is known here.", hint=_HINT)
    raise Malformed(f"{members.told(names[0])} is empty.", hint=_HINT)


def _begins_as_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror or error}.", hint="See who owns it."
        ) from error


def _marked(recording: Recording, format_name: str, path: Path) -> Recording:
    whole = recording.trajectory
    source = path.resolve().name.encode(errors="replace").decode()  # a name may be no Unicode
    lineage = lineage_of_import(format_name, source, whole.lineage)
    marked = replace(whole, lineage=lineage)
    if recording.verdict is TaskState.BAD:  # there is no list here in which that could stand
        note = whole.outcome_note or "The task cannot be done as it is described."
        marked = replace(marked, outcome=Ending.FAILED, outcome_note=note)
    return replace(recording, trajectory=marked)
