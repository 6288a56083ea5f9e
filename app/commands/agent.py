"""`journeyman replay` and `do`: the commands that move the hands; `confirm`: what came of it."""

import csv
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from agent.guard import Guard
from agent.run import Acted, Ask, Ended, Planned, Replanned, RunEvent
from agent.workflow import Workflow, workflow
from app.commands.arguments import load_trajectory
from app.driver import Driven
from app.eyesight import tell_where_pictures_go
from app.jobs import confirm as confirm_run
from app.jobs import do_job, replay_job
from app.wiring import Wiring
from app.words import describe
from tracker.errors import Malformed
from tracker.trajectory import Ending, Status

_MARKS = {Status.DONE: "✓", Status.FAILED: "✗", Status.UNKNOWN: "·"}

_ON_STAGE = click.option("--stage", "on_stage", is_flag=True, help="Work on the private display.")
_OPEN = click.option("--open", "program", help="A program to start on the stage first.")
_VISIBLE = click.option("--visible", is_flag=True, help="Show the stage in a window.")
_CONFIRM = click.option("--confirm", is_flag=True, help="Ask before each step.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="A value to type.")
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file: one run for each row, its columns named like the values.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and touch nothing.")
@_ON_STAGE
@_OPEN
@_VISIBLE
@_CONFIRM
@_JSON
@click.pass_obj
def replay(
    wiring: Wiring,
    number: int,
    values: tuple[str, ...],
    table: Path | None,
    dry_run: bool,
    on_stage: bool,
    program: str | None,
    visible: bool,
    confirm: bool,
    as_json: bool,
) -> None:
    """Do a recorded job again, with other values, wherever its windows are now."""
    shown = load_trajectory(wiring, number)
    job = workflow(shown)
    rows = _rows(job, _settings(values), table)
    if dry_run:
        _tell_program(job, rows, as_json=as_json)
        return
    kept = wiring.keychain.secrets(number, shown, job, _in_all(rows))
    rows = [{**kept, **row} for row in rows]
    rows = [{**row, **_ask_secrets(job, row)} for row in rows]
    driven: list[Driven] = []
    for row in rows:
        with (
            wiring.place(on_stage=on_stage, program=program, visible=visible) as environ,
            wiring.body(environ) as body,
            _interrupt_stops(body.guard),
        ):
            driven.append(
                replay_job(wiring, body, number, row, ask=_asking(confirm), show=_show(as_json))
            )
        if driven[-1].ended.ending is not Ending.FINISHED:
            break
    _conclude(driven, len(rows), as_json=as_json)


@click.command()
@click.argument("instruction")
@click.option("--max-steps", type=click.IntRange(1, 500), default=50, show_default=True)
@_ON_STAGE
@_OPEN
@_VISIBLE
@_CONFIRM
@_JSON
@click.pass_obj
def do(
    wiring: Wiring,
    instruction: str,
    max_steps: int,
    on_stage: bool,
    program: str | None,
    visible: bool,
    confirm: bool,
    as_json: bool,
) -> None:
    """Do what INSTRUCTION says, with what was shown before in mind."""
    _ = wiring.planner  # its absence is told before anything is opened
    wiring.locate()
    tell_where_pictures_go(wiring.settings.vision, wiring.settings)
    with (
        wiring.place(on_stage=on_stage, program=program, visible=visible) as environ,
        wiring.body(environ) as body,
        _interrupt_stops(body.guard),
    ):
        driven = do_job(
            wiring,
            body,
            instruction,
            ask=_asking(confirm),
            show=_show(as_json),
            max_steps=max_steps,
        )
    _conclude([driven], 1, as_json=as_json)


@click.command()
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Take it back: they are no examples any more.")
@click.pass_obj
def confirm(wiring: Wiring, numbers: tuple[int, ...], undo: bool) -> None:
    """Say that runs came out right: later jobs are done after them, and they are learned from."""
    for number in numbers:
        confirm_run(wiring, number, is_right=not undo)
        click.echo(f"{number} is no example any more." if undo else f"{number} is an example now.")


def _asking(confirm: bool) -> Ask:
    return _ask if confirm else lambda _planned: True


def _show(as_json: bool) -> Callable[[RunEvent], None]:
    return (lambda _event: None) if as_json else _tell


@contextmanager
def _interrupt_stops(guard: Guard) -> Iterator[None]:
    """The first Ctrl-C lets go of everything and ends the run in order; a second one is final."""
    before = signal.getsignal(signal.SIGINT)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        guard.stop_run("Ctrl-C")

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _settings(values: Sequence[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE.", param_hint="--set")
        settings[name] = text
    return settings


def _rows(job: Workflow, settings: Mapping[str, str], table: Path | None) -> list[dict[str, str]]:
    """One set of values for each run; all are checked before the first run begins."""
    rows = [dict(settings)]
    if table is not None:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                {**settings, **{name: cell or "" for name, cell in row.items() if name}}
                for row in csv.DictReader(file)
            ]
        if not rows:
            raise click.BadParameter(f"{table} has no rows.", param_hint="--table")
    for row in rows:
        try:
            job.bind(row)
        except Malformed as error:
            raise click.BadParameter(str(error)) from error
    return rows


def _in_all(rows: Sequence[Mapping[str, str]]) -> set[str]:
    return set.intersection(*(set(row) for row in rows))


def _ask_secrets(job: Workflow, row: Mapping[str, str]) -> dict[str, str]:
    """Typed unseen, and kept nowhere. Raises click's UsageError where nobody can be asked."""
    missing = job.missing(row)
    if missing and not sys.stdin.isatty():
        raise click.UsageError(
            f"{missing[0]!r} is a secret that was not kept. Give it with --set {missing[0]}=VALUE,"
            f" or keep it in the keyring with `journeyman secrets set`."
        )
    return {name: click.prompt(name, hide_input=True, err=True) for name in missing}


def _tell_program(job: Workflow, rows: Sequence[Mapping[str, str]], *, as_json: bool) -> None:
    runs = [[describe(step.intent or step.action) for step in job.bind(row)] for row in rows]
    if as_json:
        click.echo(json.dumps({"runs": runs}, ensure_ascii=False))
        return
    for lines in runs:
        for index, line in enumerate(lines):
            click.echo(f"{index + 1:3}  {line}")
        click.echo("Nothing was touched.")


def _ask(planned: Planned) -> bool:
    return click.confirm(f"{planned.index + 1}. {describe(planned.intent)}?", err=True)


def _tell(event: RunEvent) -> None:
    match event:
        case Planned():
            if event.thought:
                click.echo(f"     {event.thought}")
        case Replanned():
            click.echo(f"     again ({event.attempt}): {event.reason}")
        case Acted(index, step):
            mark = _MARKS[step.outcome.status]
            how = f"  [{step.evidence.how}]" if step.evidence.how else ""
            click.echo(f"{index + 1:3} {mark} {describe(step.intent or step.action)}{how}")
        case Ended():
            click.echo(event.reason)


def _conclude(driven: Sequence[Driven], wanted: int, *, as_json: bool) -> None:
    last = driven[-1]
    finished = sum(one.ended.ending is Ending.FINISHED for one in driven)
    if as_json:
        click.echo(json.dumps({"wanted": wanted, "finished": finished, "runs": _runs(driven)}))
    else:
        if last.picture is not None:
            click.echo(f"The screen where it stopped: {last.picture}", err=True)
        click.echo(
            f"{finished} of {wanted} finished. Kept as "
            + ", ".join(str(one.id) for one in driven)
            + "."
        )
        if finished:
            click.echo("If it came out right, `journeyman confirm ID` makes it an example.")
    if last.ended.stopped:
        raise click.exceptions.Exit(130)
    if finished < wanted:
        raise click.exceptions.Exit(1)


def _runs(driven: Sequence[Driven]) -> list[dict[str, object]]:
    return [
        {
            "id": one.id,
            "ending": one.ended.ending,
            "steps": one.ended.steps,
            "reason": one.ended.reason,
            "stopped": one.ended.stopped,
            "seconds": round(one.seconds, 2),
            "picture": str(one.picture) if one.picture is not None else None,
        }
        for one in driven
    ]
