"""`journeyman models`: the weights that there are, and those that are here."""

import json
from typing import Final, assert_never, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.detectors import open_detector
from app.eyesight import NOBODY, server, tell_where_pictures_go, where_pictures_go
from app.in_use import Local, Server, in_bytes
from app.selection import REMOTE, Purpose
from app.settings import SHIPPED_DETECTOR
from app.settings_file import write_settings
from app.wiring import Wiring
from grounding.guided import Turn
from models.registry import Kind, Model
from models.weights import Presence
from tracker.errors import Malformed

_SINCE: Final[dict[Purpose, str]] = {
    "planner": "{} plans from now on.",
    "grounder": "{} sees the things on the screen from now on.",
}

_WIDE = 110
"""Columns of a terminal; in a narrower one the titles would push the ids apart."""


@click.group()
def models() -> None:
    """The models that Journeyman can use."""


@models.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def list_(wiring: Wiring, as_json: bool) -> None:
    """List the models, their licences, and whether they are on this machine."""
    chosen = wiring.selection.planner
    seeing = wiring.selection.grounder
    in_use = {chosen, seeing, wiring.settings.vision} - {""}
    if as_json:
        rows = [
            {
                "id": model.id,
                "title": model.title,
                "kind": model.kind,
                "bytes": model.size,
                "needs": list(model.needs()),
                "licence": model.licence.spdx,
                "here": wiring.weights.status(model.id).presence is Presence.READY,
                "lacking": [one.model.id for one in wiring.weights.lacking(model.id)],
                "in_use": model.id in in_use,
            }
            for model in wiring.registry
        ]
        click.echo(
            json.dumps(
                {
                    "models": rows,
                    "planner": chosen,
                    "grounder": seeing,
                    "vision": wiring.settings.vision,
                }
            )
        )
        return
    console = Console()
    columns = ("id", "for", "size", "licence", "here", "title")
    table = Table(*columns[: None if console.width >= _WIDE else -1], box=None)
    for model in wiring.registry:
        size = sum(one.size for one in wiring.registry.with_needs(model.id))
        here = _whereabouts(wiring, model)
        told = f"{here}, in use" if model.id in in_use else here
        row = (model.id, model.kind, in_bytes(size), model.licence.spdx, told, model.title)
        table.add_row(*row[: len(table.columns)])
    console.print(table, markup=False)
    click.echo(f"{seeing} sees the things on the screen.")
    click.echo(_use(wiring))
    if wiring.settings.vision == REMOTE:
        click.echo(f"A vision model on a server of yours points: {server(wiring.settings)}.")
        click.echo(where_pictures_go(REMOTE, wiring.settings) or "Nothing leaves this machine.")


def _whereabouts(wiring: Wiring, model: Model) -> str:
    status = wiring.weights.status(model.id)
    match status.presence:
        case Presence.READY:
            return "yes"
        case Presence.UNVERIFIED:
            return "unchecked"
        case Presence.PARTIAL:
            return f"{status.bytes_here / model.size:.0%}"
        case Presence.ABSENT:
            return "no"
        case _:
            assert_never(status.presence)


def _use(wiring: Wiring) -> str:
    """Of the planner: which it is, and what it wants before it can plan."""
    match wiring.planner_in_use:
        case Server(url, model):
            return f"A server of yours plans: {model or 'its only model'} at {url}."
        case Local(model, ()):
            return f"{model.id} plans."
        case Local(model, lacking):
            size = in_bytes(sum(one.model.size for one in lacking))
            return (
                f"{model.id} is to plan, and is not here in full: "
                f"`journeyman models fetch` gets it ({size})."
            )


@models.command()
@click.argument("model", metavar="ID", required=False)
@click.pass_obj
def fetch(wiring: Wiring, model: str | None) -> None:
    """Download a model's weights: resumed where they broke off, checked, with the licence shown."""
    wanted = model or wiring.selection.planner
    if wanted == REMOTE:
        raise click.UsageError("A server of yours plans: name the model that is to be fetched.")
    entry = wiring.registry.model(wanted)
    for one in wiring.registry.with_needs(entry.id):
        told = f"{one.title}: licence {one.licence.spdx}. {one.licence.note}"
        click.echo(told.strip(), err=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:
        bar = progress.add_task(entry.id, total=entry.size)
        path = wiring.weights.fetch(
            entry.id,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    click.echo(str(path))


@models.command()
@click.argument("model", metavar="ID")
@click.option(
    "--for",
    "purpose",
    type=click.Choice([Kind.PLANNER.value, Kind.VISION.value]),
    help="What a model on a server is for. [default: planner]",
)
@click.pass_obj
def use(wiring: Wiring, model: str, purpose: str | None) -> None:
    """Plan with this model from now on: an id of `models list`, or "remote".

    It is loaded once before, so that one which does not fit is told of now. With a vision model:
    let it point at what phrases mean from now on; `none --for vision` ends that. With a detector,
    a model for "grounder": let it see the things on the screen; "journeyman-detector" is the one
    that came with the program.
    """
    match _purpose(wiring, model, purpose):
        case Kind.VISION:
            _let_point(wiring, model)
        case Kind.GROUNDER:
            open_detector(model, wiring.registry, wiring.weights)
            wiring.selection.use(model, "grounder")
            click.echo(_SINCE["grounder"].format(model))
        case _:
            _let_plan(wiring, model)


def _purpose(wiring: Wiring, model: str, said: str | None) -> Kind:
    """What the model would be used for. said: of one on a server."""
    if said is not None:
        return Kind(said)
    if model == REMOTE:
        return Kind.PLANNER
    if model == SHIPPED_DETECTOR:
        return Kind.GROUNDER
    return wiring.registry.model(model).kind


def _let_plan(wiring: Wiring, model: str) -> None:
    """model: an id, or REMOTE."""
    if model != REMOTE:
        entry = wiring.registry.model(model)
        if entry.kind is not Kind.PLANNER:
            raise Malformed(
                f"{model} is no planner: it is for {entry.kind}.",
                hint="`journeyman models list` says what each is for.",
            )
        for needed in reversed(wiring.registry.with_needs(model)):
            wiring.weights.path(needed.id)
    wiring.try_out(model)
    wiring.selection.use(model)
    click.echo(_SINCE["planner"].format(model))


def _let_point(wiring: Wiring, model: str) -> None:
    """model: an id, REMOTE, or "none"."""
    if model == NOBODY:
        write_settings(wiring.settings.home / "settings.toml", {"vision": None})
        click.echo("No vision model points from now on: the words, the tree and the eyes alone.")
        return
    wiring.vision(model)
    write_settings(wiring.settings.home / "settings.toml", {"vision": model})
    when = "first" if wiring.settings.vision_turn is Turn.FIRST else "where the words find nothing"
    click.echo(f"{model} points from now on, {when}.")
    tell_where_pictures_go(model, wiring.settings)


@models.command()
@click.option(
    "--for",
    "purpose",
    type=click.Choice(get_args(Purpose)),
    default="planner",
    show_default=True,
    help="What the model is for.",
)
@click.pass_obj
def rollback(wiring: Wiring, purpose: Purpose) -> None:
    """Plan, or see, with the model that was in use before this one."""
    click.echo(_SINCE[purpose].format(wiring.selection.roll_back(purpose)))
