"""A list of tasks in a file, as people and other tools write it.

A line for each; or JSON, or a line of JSON for each: a text, or an object with `description`
(also `task` or `instruction`) and, if it is known, `difficulty` (also `level`).
"""

import json
from pathlib import Path
from typing import Any

from tracker.errors import Malformed
from tracker.tasks import Difficulty, Given

_WORDS = ("description", "task", "instruction")
_LEVELS = ("difficulty", "level")


def read_tasks(path: Path) -> list[Given]:
    """Raises Malformed for a file that is no list of tasks, naming the place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(
            f"{path} cannot be read: {error}.", hint="Give a text file with a task in each line."
        ) from error
    tasks = [_given(path, number, one) for number, one in _entries(path, text)]
    if not tasks:
        raise Malformed(f"{path} has no tasks.", hint="Write one in each line.")
    return tasks


def _entries(path: Path, text: str) -> list[tuple[int, Any]]:
    if path.suffix == ".json":
        whole = _json(path, 1, text)
        if not isinstance(whole, list):
            raise _wrong(path, 1, "is no JSON array")
        return list(enumerate(whole, start=1))
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if path.suffix == ".jsonl":
        return [(number, _json(path, number, line)) for number, line in lines]
    return [(number, line) for number, line in lines if not line.startswith("#")]


def _json(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _wrong(path, number, f"is no JSON ({error})") from error


def _given(path: Path, number: int, entry: Any) -> Given:
    if isinstance(entry, str):
        entry = {"description": entry}
    if not isinstance(entry, dict):
        raise _wrong(path, number, "is neither a text nor an object")
    words = next((entry[key] for key in _WORDS if entry.get(key)), None)
    if not isinstance(words, str) or not words.strip():
        raise _wrong(path, number, "has no description")
    level = next((entry[key] for key in _LEVELS if entry.get(key)), None)
    try:
        difficulty = None if level is None else Difficulty(str(level).lower())
    except ValueError as error:
        raise _wrong(path, number, f"has the difficulty {level!r}") from error
    return Given(" ".join(words.split()), difficulty)


def _wrong(path: Path, number: int, what: str) -> Malformed:
    return Malformed(
        f"{path}: task {number} {what}.",
        hint='A task is a text, or {"description": "...", "difficulty": "easy"|"medium"|"hard"}.',
    )
