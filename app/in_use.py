"""The planner that would be asked now, and what of it is not on this machine.

One answer for all who say or show it: the doctor, the tray, the commands and the demo. It is the
person's last choice, by hand or by a training, unless the settings name a planner outright.
"""

from dataclasses import dataclass

from app.selection import REMOTE, Selection
from app.settings import Settings
from models.registry import Model, Registry
from models.weights import Status, Weights
from tracker.errors import Malformed


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible one. model: its name there."""

    url: str
    model: str


@dataclass(frozen=True, slots=True)
class Local:
    """lacking: of the model and all that it needs, what is not here in full."""

    model: Model
    lacking: tuple[Status, ...]


def planner_in_use(settings: Settings, registry: Registry, weights: Weights) -> Server | Local:
    """Raises Malformed for a choice that cannot be read or names no server, Unavailable for a
    model that the registry does not hold."""
    chosen = Selection(settings).planner
    if chosen == REMOTE:
        return server(settings)
    return Local(registry.model(chosen), weights.lacking(chosen))


def server(settings: Settings) -> Server:
    """Raises Malformed where none is named."""
    if not settings.remote_url:
        raise Malformed(
            "A remote model is chosen, but no server is named.",
            hint="Name it in the tray's settings, or as `remote_url` in settings.toml: for "
            "example http://127.0.0.1:8080/v1, a llama-server of your own.",
        )
    return Server(settings.remote_url, settings.remote_model)


def in_bytes(size: int) -> str:
    """As a person reads it."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= least:
            return f"{size / least:.1f} {unit}" if unit == "GB" else f"{size / least:.0f} {unit}"
    return f"{size} bytes"
