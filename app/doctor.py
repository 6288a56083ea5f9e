"""Each thing that Journeyman relies on, tried, with the remedy where it is not there."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.eyesight import projector_of, server, vision_model, where_pictures_go
from app.in_use import Local, Server
from app.selection import REMOTE
from app.settings import SHIPPED_DETECTOR
from app.wiring import Wiring
from grounding.inference import providers, providers_in_use, runtime_version
from models.processor import compiled_for
from tracker.errors import JourneymanError, Unavailable

_ROOM_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """detail: what was found. remedy: what to do, "" if all is well."""

    name: str
    is_well: bool
    detail: str
    remedy: str = ""


def examine(wiring: Wiring) -> Iterator[Check]:
    """One check after the other, so that a slow one does not hold back the rest."""
    trials: tuple[tuple[str, Callable[[Wiring], str]], ...] = (
        ("data folder", _folder),
        ("store", _store),
        ("screen", _screen),
        ("hands", _hands),
        ("stage", _stage),
        ("inference", _inference),
        ("llama.cpp", _llama),
        ("planner", _planner),
        ("detector", _detector),
        ("vision model", _vision),
    )
    for name, trial in trials:
        try:
            yield Check(name, True, trial(wiring))
        except JourneymanError as error:
            yield Check(name, False, error.message, error.hint)


def _folder(wiring: Wiring) -> str:
    home = wiring.settings.home
    free = shutil.disk_usage(home).free
    if free < _ROOM_BYTES:
        raise Unavailable(
            f"{home} has {free / 1e6:.0f} MB of room.",
            hint="Make room, or set JOURNEYMAN_HOME to another disk.",
        )
    return f"{home}, {free / 1e9:.0f} GB free"


def _store(wiring: Wiring) -> str:
    faults = wiring.store.check()
    if faults:
        raise Unavailable(
            f"{wiring.settings.database}: {faults[0]}",
            hint="Copy the file before anything else; then `journeyman export` what can be read.",
        )
    return f"{len(wiring.store.trajectories())} trajectories, sound"


def _screen(wiring: Wiring) -> str:
    with wiring.desktop(os.environ) as desktop:
        width, height = desktop.camera.grab().size
        return f"{desktop.name}, {width}x{height}"


def _hands(wiring: Wiring) -> str:
    with wiring.body(os.environ):
        return "can point and type; the hotkey is heard"


def _stage(_wiring: Wiring) -> str:
    missing = [name for name in ("Xvfb", "openbox", "dbus-daemon") if shutil.which(name) is None]
    if missing:
        raise Unavailable(
            f"The private display lacks {', '.join(missing)}.",
            hint="apt-get install xvfb openbox dbus at-spi2-core",
        )
    watched = "can be watched" if shutil.which("Xephyr") else "invisible (no Xephyr)"
    return f"ready, {watched}"


def _inference(_wiring: Wiring) -> str:
    """By a session of its own: what was asked for and what came of it may differ."""
    used = providers_in_use()
    others = [
        f"{each.name}: " + ("it was asked for and did not come" if each.is_taken else each.reason)
        for each in providers()
        if each.name not in used
    ]
    return f"ONNX Runtime {runtime_version()} on {', '.join(used)}; not on " + "; ".join(others)


def _llama(wiring: Wiring) -> str:
    try:
        return "runs on this processor; compiled for " + ", ".join(compiled_for())
    except Unavailable as error:
        if wiring.selection.planner != REMOTE:
            raise
        return f"not needed, since a server plans: {error.message}"


def _planner(wiring: Wiring) -> str:
    match wiring.planner_in_use:
        case Server(url, model):
            return f"{model or 'a model'} on a server of yours: {url}"
        case Local(model):
            for needed in reversed(wiring.registry.with_needs(model.id)):
                wiring.weights.path(needed.id)
            return f"{model.id}: {model.title}"


def _detector(wiring: Wiring) -> str:
    if wiring.detector is None:
        raise Unavailable(
            "The weights of the detector are missing: text and programs' own words remain.",
            hint="Install Journeyman's packages again.",
        )
    chosen = wiring.selection.grounder
    if chosen == SHIPPED_DETECTOR:
        return f"{chosen}: as it came with the program"
    return f"{chosen}: {wiring.registry.model(chosen).title}"


def _vision(wiring: Wiring) -> str:
    """It is not asked: a picture of the screen is not sent for a check."""
    settings = wiring.settings
    if not settings.vision:
        return "none is chosen; none is needed"
    if settings.vision == REMOTE:
        named = f"{settings.vision_name or 'a model'} on a server of yours: {server(settings)}"
        return f"{named}. {where_pictures_go(REMOTE, settings)}".strip()
    entry = vision_model(settings.vision, wiring.registry)
    for needed in (entry, projector_of(entry, wiring.registry)):
        wiring.weights.path(needed.id)
    return f"{entry.id}: {entry.title}"
