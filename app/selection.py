"""Which models are in use: the person's last choices, and the ones before them to go back to.

Of what plans, and of what sees the things on a screen. Kept in the data folder, since trainings
make choices too. What the settings name outright counts before it.
"""

import json
import os
from typing import Literal, get_args

from app.settings import Settings
from tracker.errors import Malformed, Refused

REMOTE = "remote"
"""The choice that means a server and not a model of the registry."""

Purpose = Literal["planner", "grounder"]
"""Named as the settings name them, and the registry its kinds."""

_MOST = 20


class Selection:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.models / "in-use.json"

    @property
    def planner(self) -> str:
        """A model's id, or REMOTE. Raises Malformed if the choice cannot be read."""
        return self._in_use("planner")

    @property
    def grounder(self) -> str:
        """A model's id, or SHIPPED_DETECTOR. Raises Malformed if the choice cannot be read."""
        return self._in_use("grounder")

    def use(self, model: str, purpose: Purpose = "planner") -> None:
        """Raises Refused where the settings name another one: it would win."""
        named: str = getattr(self._settings, purpose)
        if self._is_set_outright(purpose) and named != model:
            raise Refused(
                f"The settings name the {purpose} {named}.",
                hint=f"Take `{purpose}` out of settings.toml, or JOURNEYMAN_{purpose.upper()} "
                "out of the environment, and choose again.",
            )
        chosen = self._chosen().get(purpose) or [named]
        if chosen[-1] != model:
            self._write(purpose, [*chosen, model])

    def roll_back(self, purpose: Purpose = "planner") -> str:
        """To the choice before the last; gives it. Raises Refused if there is none."""
        chosen = self._chosen().get(purpose, [])
        if len(chosen) < 2:
            raise Refused(
                f"No other {purpose} was in use before this one.",
                hint="`journeyman models use ID` chooses one.",
            )
        self._write(purpose, chosen[:-1])
        return chosen[-2]

    def _in_use(self, purpose: Purpose) -> str:
        named: str = getattr(self._settings, purpose)
        if self._is_set_outright(purpose):
            return named
        chosen = self._chosen().get(purpose)
        return chosen[-1] if chosen else named

    def _is_set_outright(self, purpose: Purpose) -> bool:
        return purpose in self._settings.model_fields_set

    def _chosen(self) -> dict[str, list[str]]:
        """The ids by purpose; one that was never chosen for is not among them."""
        try:
            written = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, OSError) as error:
            raise self._unreadable(str(error)) from error
        if not isinstance(written, dict):
            raise self._unreadable("it names no models")
        return {purpose: self._ids(written[purpose]) for purpose in _PURPOSES & written.keys()}

    def _ids(self, written: object) -> list[str]:
        match written:
            case [*ids] if all(isinstance(one, str) for one in ids):
                return [str(one) for one in ids]
            case _:
                raise self._unreadable("it names no models")

    def _write(self, purpose: Purpose, chosen: list[str]) -> None:
        told = {**self._chosen(), purpose: chosen[-_MOST:]}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.replace(self._path)

    def _unreadable(self, why: str) -> Malformed:
        return Malformed(
            f"The choice of models in {self._path} cannot be read: {why}.",
            hint="Move it away; then those that came with the program are in use.",
        )


_PURPOSES = frozenset(get_args(Purpose))
