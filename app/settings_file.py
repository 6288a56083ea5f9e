"""The person's settings.toml: changed where they changed something, and otherwise left alone."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tracker.errors import Malformed, Unavailable

Value = str | float | Sequence[str] | None
"""None: the line goes, and the default holds again."""


def write_settings(path: Path, changes: Mapping[str, Value]) -> None:
    """Comments, order and all that is not among the changes stay. Whole or not at all.

    Raises Malformed for a file that is no TOML, Unavailable if it cannot be written.
    """
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else None
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise Malformed(
            f"{path} cannot be read: {error}.", hint="Mend that line, or move the file away."
        ) from error
    if document is None:
        document = tomlkit.document()
        document.add(tomlkit.comment("What was chosen in Journeyman's settings."))
    for name, value in changes.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = value if isinstance(value, str | float) else list(value)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise Unavailable(
            f"{path} cannot be written: {error.strerror}.",
            hint="Check its rights and the room on its disk.",
        ) from error
