"""`journeyman cut`: tasks out of a recording that went on while nobody thought of tasks."""

import json
import re

import click

from app.commands.arguments import load_trajectory
from app.wiring import Wiring
from tracker.cutting import Piece, at_pauses
from tracker.cutting import cut as cut_into


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option(
    "--piece",
    "pieces",
    metavar="FIRST-LAST TASK",
    type=(str, str),
    multiple=True,
    help='Steps of one task, and what it was: --piece 1-12 "Write to Anna".',
)
@click.option(
    "--pause", type=click.FloatRange(min=0.1), help="Cut wherever nothing was done for so long, s."
)
@click.option("--dry-run", is_flag=True, help="Say what the pieces would be, and make none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def cut(
    wiring: Wiring,
    number: int,
    pieces: tuple[tuple[str, str], ...],
    pause: float | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make recordings of the tasks that lie in recording ID, which stays as it is."""
    if bool(pieces) == (pause is not None):
        raise click.UsageError("Name the pieces, or the length of a pause.")
    whole = load_trajectory(wiring, number)
    wanted = [_piece(steps, task) for steps, task in pieces]
    if pause is not None:
        wanted = list(at_pauses(whole.steps, pause))
    made = cut_into(whole, number, wiring.store.events(number), wanted)
    ids: tuple[int | None, ...] = (None,) * len(made)
    if not dry_run:
        ids = wiring.store.take_in([(one.trajectory, one.events) for one in made])
    if as_json:
        told = [
            {"id": new, "first": piece.first, "last": piece.last, "task": one.trajectory.task}
            for new, piece, one in zip(ids, wanted, made, strict=True)
        ]
        click.echo(json.dumps({"pieces": told}, ensure_ascii=False))
        return
    for new, piece, one in zip(ids, wanted, made, strict=True):
        name = "would be a recording" if new is None else f"is recording {new}"
        click.echo(f"Steps {piece.first}-{piece.last}: {name}: {one.trajectory.task}")


def _piece(steps: str, task: str) -> Piece:
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", steps.strip())
    if found is None:
        raise click.BadParameter(f"{steps!r} is not FIRST-LAST.", param_hint="--piece")
    return Piece(int(found[1]), int(found[2] or found[1]), task)
