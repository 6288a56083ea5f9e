"""`journeyman train`: the planner learns from jobs that were shown, the detector from harvested
screens; each is compared before it is used."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app import grounder_training
from app.grounder_training import train_grounder
from app.retraining import Order, Result, train_planner
from app.wiring import Wiring
from tracker.store import Store


@click.group()
def train() -> None:
    """Learn from the jobs that were shown, and from your own programs' screens."""


@train.command()
@click.option("--from", "chosen", type=int, multiple=True, metavar="ID", help="Learn from these.")
@click.option("--all", "is_all", is_flag=True, help="Learn from all finished, completed jobs.")
@click.option("--steps", type=click.IntRange(1), default=200, show_default=True)
@click.option("--rank", type=click.IntRange(1, 64), default=8, show_default=True)
@click.option("--base", default="smollm2-135m", show_default=True, help="The model to train.")
@click.option("--name", default="my-planner", show_default=True, help="What to call the result.")
@click.option("--learn-on", default="", metavar="NAME", help="Begin with an earlier training's.")
@click.option("--home-data", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--threads", type=click.IntRange(1), help="All cores but one, if not said.")
@click.option("--resume", is_flag=True, help="Go on where a training of this name was cut off.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def planner(
    context: click.Context,
    chosen: tuple[int, ...],
    is_all: bool,
    steps: int,
    rank: int,
    base: str,
    name: str,
    learn_on: str,
    home_data: Path | None,
    threads: int | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Train the planner, compare it with the one in use, and use it if it is better.

    --home-data: another database of recordings than this person's own.
    """
    if bool(chosen) == is_all:
        raise click.UsageError("Name recordings with --from, or take --all.")
    order = Order(base, name, steps, rank, threads or 0, resume, learn_on)
    wiring: Wiring = context.obj
    with _store(wiring, home_data) as store, _told() as tell:
        result = train_planner(wiring, store, chosen, order, tell)
    _end(context, result, _show, as_json=as_json)


@train.command()
@click.option(
    "--data",
    "folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="Labelled screens; those of `journeyman harvest`, if not said.",
)
@click.option("--minutes", type=click.FloatRange(min=0), default=20, show_default=True)
@click.option("--name", default="my-detector", show_default=True, help="What to call the result.")
@click.option("--threads", type=click.IntRange(1), help="All cores but one, if not said.")
@click.option("--resume", is_flag=True, help="Go on where a training of this name was cut off.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def grounder(
    context: click.Context,
    folders: tuple[Path, ...],
    minutes: float,
    name: str,
    threads: int | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Train the detector on your own programs' screens, and use it if it sees more of them.

    --minutes: of computing, so that a busy machine takes longer and learns no less.
    """
    wiring: Wiring = context.obj
    chosen = folders or (wiring.settings.screens,)
    order = grounder_training.Order(chosen, name, minutes, threads or 0, resume)
    with _told() as tell:
        result = train_grounder(wiring, order, tell)
    _end(context, result, _show_detector, as_json=as_json)


class _Told(Protocol):
    @property
    def is_used(self) -> bool: ...

    def told(self) -> dict[str, object]: ...


_Any = TypeVar("_Any", bound=_Told)


def _end(
    context: click.Context, result: _Any, show: Callable[[_Any], None], *, as_json: bool
) -> None:
    """Told in the form that was asked for; a result that is not used is a failure."""
    if as_json:
        click.echo(json.dumps(result.told()))
    else:
        show(result)
    if not result.is_used:
        context.exit(1)


@contextmanager
def _store(wiring: Wiring, other: Path | None) -> Iterator[Store]:
    if other is None:
        yield wiring.store
        return
    store = Store.open(other)
    try:
        yield store
    finally:
        store.close()


class _Teller:
    """What is being done, how far, and how long it will take."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("Preparing", total=None, note="")
        self._printed = 0.0

    def __call__(self, what: str, done: int, total: int, note: str = "") -> None:
        self._progress.update(
            self._task, description=what, completed=done, total=total or None, note=note
        )
        if not self._progress.console.is_terminal and time.monotonic() - self._printed > 30:
            self._printed = time.monotonic()
            self._progress.console.print(f"{what}: {done} of {total}. {note}", markup=False)


@contextmanager
def _told() -> Iterator[_Teller]:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} of {task.total}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    ) as progress:
        yield _Teller(progress)


def _show(result: Result) -> None:
    console = Console(highlight=False)
    console.print(
        f"Learned from {result.learned} jobs in {result.steps} steps, {result.seconds / 60:.0f} "
        f"minutes. Next actions right on {result.held_out} jobs that it never saw: "
        f"{result.before.right} of {result.before.asked} before, "
        f"{result.after.right} of {result.after.asked} after.",
        markup=False,
    )
    console.print(
        f"The exported adapter says the same as the trained model on {result.parity.equal} of "
        f"{result.parity.prompts} prompts.",
        markup=False,
    )
    if result.is_used:
        console.print(f"{result.name} plans from now on; `journeyman models rollback` goes back.")
    else:
        console.print(f"It is not used: {result.refusal}", markup=False)


def _show_detector(result: grounder_training.Result) -> None:
    console = Console(highlight=False)
    for title, before, after in (
        (f"{result.held_out} screens of yours that it never saw", result.before, result.after),
        ("made-up screens", result.usual_before, result.usual_after),
    ):
        console.print(
            f"On {title}: found {before.recall:.1%} before, {after.recall:.1%} after, of "
            f"{after.targets} things; right {before.precision:.1%} before, "
            f"{after.precision:.1%} after, of what it says is there.",
            markup=False,
        )
    if result.is_used:
        console.print(
            f"{result.name} is in use from now on; `journeyman models rollback --for grounder` "
            "goes back."
        )
    else:
        console.print(f"It is not used: {result.refusal}", markup=False)
