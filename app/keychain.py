"""The person's secrets by name: values in the system's keyring, and nowhere else.

A recording has `{secret:NAME}` where one was typed; a replay is given the value from here if it
is set, and else asks. A name may be set for one job alone, which goes before the one for all: two
programs may both call their field "password". What a stranger's demonstration asks for is given
only if it was set for that very job.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent.workflow import Parameter, Workflow
from tracker.errors import Malformed, Unavailable
from tracker.redact import secret_name
from tracker.trajectory import Origin, Trajectory

_SERVICE: Final = "journeyman"
_NAME: Final = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """job: the id of the only recording that it is for; None for all that the person recorded."""

    name: str
    job: int | None = None

    @property
    def key(self) -> str:
        return self.name if self.job is None else f"{self.job}/{self.name}"

    @classmethod
    def of(cls, key: str) -> "Entry":
        job, slash, name = key.rpartition("/")
        return cls(name, int(job) if slash else None)


class Keychain:
    """names: the file in which stands which names are set. A keyring does not tell that."""

    def __init__(self, names: Path) -> None:
        self._names = names

    def entries(self) -> tuple[Entry, ...]:
        """Those that were set, without a look into the keyring."""
        try:
            keys = json.loads(self._names.read_text(encoding="utf-8"))
            return tuple(sorted({Entry.of(key) for key in keys}, key=lambda one: one.key))
        except FileNotFoundError:
            return ()
        except (ValueError, AttributeError, TypeError) as error:
            raise Malformed(
                f"{self._names} is no list of names.",
                hint="Move it away; the values stay in the keyring and can be set again.",
            ) from error

    def set(self, entry: Entry, value: str) -> None:
        """Raises Malformed for a name that no recording can have, Unavailable without a keyring."""
        if not _NAME.fullmatch(entry.name):
            raise Malformed(
                f"{entry.name!r} is no name of a secret.",
                hint="Letters in lower case, digits and _, as in {secret:NAME} of a recording.",
            )
        if not value:
            raise Malformed("A secret of no letters is none.", hint="Give its value.")
        library = _library()
        with _reporting(library):
            library.set_password(_SERVICE, entry.key, value)
        self._write({*self.entries(), entry})

    def get(self, entry: Entry) -> str | None:
        """None if it is not there any more. Raises Unavailable without a keyring."""
        library = _library()
        with _reporting(library):
            value: str | None = library.get_password(_SERVICE, entry.key)
            return value

    def remove(self, entry: Entry) -> None:
        """Raises Malformed for one that was not set."""
        entries = set(self.entries())
        if entry not in entries:
            raise Malformed(
                f"There is no secret {entry.key!r}.", hint="`journeyman secrets list` shows them."
            )
        library = _library()
        with _reporting(library):
            if library.get_password(_SERVICE, entry.key) is not None:
                library.delete_password(_SERVICE, entry.key)
        self._write(entries - {entry})

    def known(
        self, number: int, shown: Trajectory, parameters: Iterable[Parameter]
    ) -> dict[str, Entry]:
        """What is set for the secrets of a job, by the names of its values; not the values."""
        entries = set(self.entries())
        is_own = shown.lineage.origin is not Origin.IMPORTED
        found: dict[str, Entry] = {}
        for parameter in parameters:
            name = secret_name(parameter.shown)
            if name is None:
                continue
            wanted = [Entry(name, number), *([Entry(name)] if is_own else [])]
            entry = next((one for one in wanted if one in entries), None)
            if entry is not None:
                found[parameter.name] = entry
        return found

    def secrets(
        self, number: int, shown: Trajectory, job: Workflow, given: Container[str]
    ) -> dict[str, str]:
        """Values for the secrets of a job that are not given, as far as the keyring has them."""
        known = self.known(number, shown, job.parameters)
        read = {name: self.get(entry) for name, entry in known.items() if name not in given}
        return {name: value for name, value in read.items() if value is not None}

    def _write(self, entries: Iterable[Entry]) -> None:
        self._names.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = sorted(entry.key for entry in entries)
        self._names.write_text(json.dumps(keys) + "\n", encoding="utf-8")


def _library() -> Any:
    """The module; it is loaded when a secret is asked for."""
    try:
        import keyring
    except ImportError as error:
        raise Unavailable(
            "Secrets are kept in the system's keyring, and the library for that is missing.",
            hint="pip install 'journeyman[secrets]'",
        ) from error
    return keyring


@contextmanager
def _reporting(library: Any) -> Iterator[None]:
    try:
        yield
    except library.errors.KeyringError as error:
        raise Unavailable(
            f"The system's keyring cannot be used: {error or type(error).__name__}.",
            hint="Unlock it, or start one, such as gnome-keyring; else give secrets with --set.",
        ) from error
