"""Which model plans: the person's last choice, and the ones before it to go back to.

Kept in the data folder, since training makes choices too. What the settings name outright counts
before it.
"""

import json
import os

from app.settings import Settings
from tracker.errors import Malformed, Refused

REMOTE = "remote"
"""The choice that means a server and not a model of the registry."""

_MOST = 20


class Selection:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.models / "in-use.json"

    @property
    def planner(self) -> str:
        """A model's id, or REMOTE. Raises Malformed if the choice cannot be read."""
        if self._is_set_outright:
            return self._settings.planner
        chosen = self._chosen()
        return chosen[-1] if chosen else self._settings.planner

    def use(self, model: str) -> None:
        """Raises Refused where the settings name a planner: they would win."""
        if self._is_set_outright and self._settings.planner != model:
            raise Refused(
                f"The settings name the planner {self._settings.planner}.",
                hint="Take `planner` out of settings.toml, or JOURNEYMAN_PLANNER out of the "
                "environment, and choose again.",
            )
        chosen = self._chosen() or [self._settings.planner]
        if chosen[-1] != model:
            self._write([*chosen, model])

    def roll_back(self) -> str:
        """To the choice before the last; gives it. Raises Refused if there is none."""
        chosen = self._chosen()
        if len(chosen) < 2:
            raise Refused(
                "No other planner was in use before this one.",
                hint="`journeyman models use ID` chooses one.",
            )
        self._write(chosen[:-1])
        return chosen[-2]

    @property
    def _is_set_outright(self) -> bool:
        return "planner" in self._settings.model_fields_set

    def _chosen(self) -> list[str]:
        try:
            written = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except (ValueError, OSError) as error:
            raise self._unreadable(str(error)) from error
        match written:
            case {"planner": [*ids]} if all(isinstance(one, str) for one in ids):
                return [str(one) for one in ids]
            case _:
                raise self._unreadable("it names no planners")

    def _write(self, chosen: list[str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        unfinished.write_text(json.dumps({"planner": chosen[-_MOST:]}), encoding="utf-8")
        unfinished.replace(self._path)

    def _unreadable(self, why: str) -> Malformed:
        return Malformed(
            f"The choice of models in {self._path} cannot be read: {why}.",
            hint="Move it away; then the default plans.",
        )
