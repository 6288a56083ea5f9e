"""`journeyman list`, `show`, `delete` and `restore`: what was recorded."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.workflow import workflow
from app.commands.arguments import load_trajectory
from app.page import page
from app.trashing import discard, throw_away
from app.wiring import Wiring
from app.words import describe, plain
from tracker.codec import plain_step
from tracker.summary import Summary
from tracker.tasks import Difficulty
from tracker.trajectory import Ending, Trajectory
from tracker.trash import KEPT_FOR


@click.command(name="list")
@click.option("--deleted", is_flag=True, help="Those that `journeyman restore` brings back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def list_(wiring: Wiring, deleted: bool, as_json: bool) -> None:
    """List the trajectories, newest first."""
    if deleted:
        _list_deleted(wiring, as_json=as_json)
        return
    kept = [one for one in wiring.store.trajectories() if one.outcome is not Ending.DISCARDED]
    summaries = sorted(kept, key=lambda one: one.id, reverse=True)
    if as_json:
        listed = [_plain(one) for one in summaries]
        click.echo(json.dumps({"trajectories": listed}))
        return
    if not summaries:
        click.echo("Nothing is recorded yet. `journeyman record` begins.")
        return
    table = Table("id", "when (UTC)", "steps", "outcome", "origin", "task", box=None)
    for one in summaries:
        table.add_row(
            str(one.id),
            f"{one.started_at:%Y-%m-%d %H:%M}",
            str(one.steps),
            one.outcome,
            f"{one.lineage.origin}, right" if one.lineage.is_confirmed else one.lineage.origin,
            plain(one.task),
        )
    Console().print(table, markup=False)


def _plain(one: Summary) -> dict[str, object]:
    return {
        "id": one.id,
        "task": one.task,
        "started_at": one.started_at.isoformat(),
        "steps": one.steps,
        "outcome": one.outcome,
        "origin": one.lineage.origin,
        "parent": one.lineage.parent,
        "is_confirmed": one.lineage.is_confirmed,
    }


def _list_deleted(wiring: Wiring, *, as_json: bool) -> None:
    thrown = wiring.trash.contents()
    if as_json:
        listed = [
            {
                **_plain(one.summary),
                "deleted_at": one.at.isoformat(),
                "goes_at": one.goes_at.isoformat(),
            }
            for one in thrown
        ]
        click.echo(json.dumps({"trajectories": listed}))
        return
    if not thrown:
        click.echo("Nothing was deleted, or it is gone for good.")
        return
    table = Table("id", "steps", "gone for good on", "task", box=None)
    for one in thrown:
        summary = one.summary
        day = f"{one.goes_at:%Y-%m-%d}"
        table.add_row(str(summary.id), str(summary.steps), day, plain(summary.task))
    Console().print(table, markup=False)


@click.command()
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--for-good", is_flag=True, help="Nothing of them stays; deleted ones too.")
@click.pass_obj
def delete(wiring: Wiring, numbers: tuple[int, ...], for_good: bool) -> None:
    """Delete trajectories; for 30 days `journeyman restore` brings them back."""
    now = datetime.now(UTC)
    wiring.trash.throw(numbers, now)
    if for_good:
        for number in numbers:
            discard(wiring, number)
    throw_away(wiring, now)
    ids = " ".join(map(str, numbers))
    if for_good:
        click.echo(f"Gone for good: {ids}")
    else:
        until = f"{now + KEPT_FOR:%d %B %Y}"
        click.echo(f"Deleted: {ids}. Until {until}, `journeyman restore {ids}` undoes it.")


@click.command()
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.pass_obj
def restore(wiring: Wiring, numbers: tuple[int, ...]) -> None:
    """Bring deleted trajectories back."""
    wiring.trash.take_back(numbers)
    click.echo(f"Here again: {' '.join(map(str, numbers))}")


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with the frames here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def show(wiring: Wiring, number: int, html: Path | None, as_json: bool) -> None:
    """Show the steps of a trajectory, and the values that a replay can set."""
    trajectory = load_trajectory(wiring, number)
    if html is not None:
        html.write_text(page(trajectory, number), encoding="utf-8")
    parameters = workflow(trajectory).parameters if trajectory.steps else ()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "id": number,
                    "task": trajectory.task,
                    "outcome": trajectory.outcome,
                    "note": trajectory.outcome_note,
                    "difficulty": wiring.tasks.difficulty(number),
                    "steps": [plain_step(step) for step in trajectory.steps],
                    "values": {one.name: one.shown for one in parameters},
                }
            )
        )
        return
    _print(number, trajectory, wiring.tasks.difficulty(number))
    for parameter in parameters:
        click.echo(f"--set {parameter.name}={json.dumps(parameter.shown, ensure_ascii=False)}")
    if html is not None:
        click.echo(f"Written: {html}")


def _print(number: int, trajectory: Trajectory, difficulty: Difficulty | None) -> None:
    ended = ", ".join(filter(None, (trajectory.outcome, difficulty)))
    click.echo(f"{number}  {plain(trajectory.task) or '(no description)'}  [{ended}]")
    if trajectory.outcome_note:
        click.echo(f"   {plain(trajectory.outcome_note)}")
    for index, step in enumerate(trajectory.steps):
        click.echo(f"{index + 1:3}  {describe(step.intent or step.action)}")
        for line in (step.thought, step.expectation):
            if line:
                click.echo(f"       {plain(line)}")
