"""`journeyman tasks`: a list of tasks to be shown, and `describe`: what a recording was."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from app.task_file import read_tasks
from app.wiring import Wiring
from app.words import plain
from tracker.errors import Refused
from tracker.recorder import Recorded
from tracker.tasks import Difficulty, Task, TaskState
from tracker.trajectory import Ending

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
_LEVEL = click.Choice([one.value for one in Difficulty])


@click.group(invoke_without_command=True)
@_JSON
@click.pass_context
def tasks(context: click.Context, as_json: bool) -> None:
    """The list of tasks; `journeyman record --tasks FILE` goes through it."""
    if context.invoked_subcommand is None:
        _tell(context.obj, as_json=as_json)


@tasks.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def load(wiring: Wiring, file: Path) -> None:
    """Add the tasks of FILE: one in each line, or JSON."""
    added = wiring.tasks.add(read_tasks(file))
    click.echo(f"{added} tasks are new; there are {len(wiring.tasks.all())}.")


@tasks.command(name="next")
@_JSON
@click.pass_obj
def next_(wiring: Wiring, as_json: bool) -> None:
    """Take up the next task."""
    _tell_one(wiring.tasks.move(1), as_json=as_json)


@tasks.command()
@_JSON
@click.pass_obj
def previous(wiring: Wiring, as_json: bool) -> None:
    """Take up the previous task."""
    _tell_one(wiring.tasks.move(-1), as_json=as_json)


@tasks.command()
@click.argument("number", type=int, required=False)
@click.option("--note", default="", help="What is wrong with it.")
@click.pass_obj
def bad(wiring: Wiring, number: int | None, note: str) -> None:
    """Say that the task, or NUMBER, cannot be done as it is described."""
    task = _named(wiring, number)
    wiring.tasks.end(task.number, TaskState.BAD, note=note)
    click.echo(f"{task.number} is a bad task.")


@tasks.command()
@click.argument("number", type=int, required=False)
@click.option("--recording", type=int, help="What shows it; the newest of the task if left out.")
@click.pass_obj
def finish(wiring: Wiring, number: int | None, recording: int | None) -> None:
    """Say that the task, or NUMBER, is done."""
    _end(wiring, number, recording, TaskState.FINISHED)


@tasks.command()
@click.argument("number", type=int, required=False)
@click.option("--recording", type=int, help="What shows it; the newest of the task if left out.")
@click.option("--note", default="", help="Why it failed.")
@click.pass_obj
def fail(wiring: Wiring, number: int | None, recording: int | None, note: str) -> None:
    """Say that the task, or NUMBER, was tried and failed."""
    _end(wiring, number, recording, TaskState.FAILED, note)


@tasks.command()
@click.argument("number", type=int)
@click.argument("description")
@click.pass_obj
def edit(wiring: Wiring, number: int, description: str) -> None:
    """Describe NUMBER as it was really done; its recordings are called so as well."""
    wiring.tasks.describe(number, description)
    click.echo(f"{number} is now: {description}")


@tasks.command()
@click.argument("number", type=int)
@click.pass_obj
def reopen(wiring: Wiring, number: int) -> None:
    """Begin NUMBER anew: it is at hand then."""
    wiring.tasks.end(number, TaskState.OPEN)
    _tell_one(_named(wiring, number), as_json=False)


@tasks.command()
@click.confirmation_option("--yes", prompt="Forget the list? The recordings stay.")
@click.pass_obj
def clear(wiring: Wiring) -> None:
    """Forget the list; what was recorded stays."""
    click.echo(f"{wiring.tasks.clear()} tasks are forgotten.")


@click.command()
@click.argument("recording", metavar="ID", type=int)
@click.option("--task", help="What the job was, in a sentence.")
@click.option("--difficulty", type=_LEVEL, help="How hard it was.")
@click.option("--failed/--finished", "has_failed", default=None, help="How it ended.")
@click.pass_obj
def describe(
    wiring: Wiring,
    recording: int,
    task: str | None,
    difficulty: str | None,
    has_failed: bool | None,
) -> None:
    """Say what recording ID was: its job, how hard it was and how it ended."""
    wiring.tasks.save(recording, difficulty=Difficulty(difficulty) if difficulty else None)
    before = wiring.store.load(recording)
    outcome = before.outcome
    if has_failed is not None:
        outcome = Ending.FAILED if has_failed else Ending.FINISHED
    wiring.store.finish(recording, outcome, note=before.outcome_note, task=task)
    hard = wiring.tasks.difficulty(recording)
    told = [outcome.value, *([hard.value] if hard else [])]
    click.echo(f"{recording}: {plain(task or before.task)} ({', '.join(told)})")


def go_through(wiring: Wiring, record: Callable[[str], Recorded]) -> None:
    """Shows one task after the other, in a dialogue on the terminal, until the person quits or
    none is open. record: takes what the task is; returns when the person has stopped.
    """
    while (task := wiring.tasks.at_hand()) is not None:
        if all(one.state is not TaskState.OPEN for one in wiring.tasks.all()):
            click.echo("No task is open any more.", err=True)
            return
        _tell_one(task, as_json=False)
        match _ask("What now?", "record", "next", "previous", "bad", "edit", "quit"):
            case "record":
                _save_given(wiring, task, record(task.description))
            case "next":
                wiring.tasks.move(1)
            case "previous":
                wiring.tasks.move(-1)
            case "bad":
                note = click.prompt("What is wrong with it?", default="", err=True)
                wiring.tasks.end(task.number, TaskState.BAD, note=note)
            case "edit":
                words = click.prompt("Description", default=task.description, err=True)
                wiring.tasks.describe(task.number, words)
            case _:
                return


def save_free(wiring: Wiring, recorded: Recorded) -> None:
    """Asks what a free recording was."""
    words = click.prompt("What was the job?", default="", err=True)
    level = _ask("How hard was it?", *Difficulty)
    ending = Ending(_ask("Did it go well?", Ending.FINISHED, Ending.FAILED, Ending.DISCARDED))
    if ending is not Ending.DISCARDED:
        wiring.tasks.save(recorded.id, difficulty=Difficulty(level))
    wiring.store.finish(recorded.id, ending, task=words or None)


def _save_given(wiring: Wiring, task: Task, recorded: Recorded) -> None:
    match _ask("How did it end?", "finish", "fail", "bad", "discard"):
        case "finish":
            ending, state, note = Ending.FINISHED, TaskState.FINISHED, ""
        case "fail":
            note = click.prompt("Why?", default="", err=True)
            ending, state = Ending.FAILED, TaskState.FAILED
        case "bad":
            note = click.prompt("What is wrong with it?", default="", err=True)
            ending, state = Ending.DISCARDED, TaskState.BAD
        case _:
            wiring.store.finish(recorded.id, Ending.DISCARDED)
            return
    wiring.store.finish(recorded.id, ending, note=note)
    if ending is not Ending.DISCARDED:
        wiring.tasks.save(recorded.id, number=task.number)
        words = click.prompt("Description", default=task.description, err=True)
        wiring.tasks.describe(task.number, words)
    wiring.tasks.end(task.number, state, note=note)


def _ask(question: str, *answers: str) -> str:
    """The first letters of an answer are enough."""

    def chosen(said: str) -> str:
        alike = [one for one in answers if said and one.startswith(said.strip().lower())]
        if not alike:
            raise click.BadParameter(f"{said!r} is none of {', '.join(answers)}.")
        return alike[0]

    said = click.prompt(f"{question} [{', '.join(answers)}]", value_proc=chosen, err=True)
    assert isinstance(said, str)
    return said


def _end(
    wiring: Wiring, number: int | None, recording: int | None, state: TaskState, note: str = ""
) -> None:
    task = _named(wiring, number)
    if recording is not None:
        wiring.tasks.save(recording, number=task.number)
        ending = Ending.FINISHED if state is TaskState.FINISHED else Ending.FAILED
        wiring.store.finish(recording, ending, note=note, task=task.description)
    wiring.tasks.end(task.number, state, note=note)
    click.echo(f"{task.number} is {state}.")


def _named(wiring: Wiring, number: int | None) -> Task:
    if number is not None:
        found = next((one for one in wiring.tasks.all() if one.number == number), None)
        if found is None:
            raise click.BadParameter(f"There is no task {number}. `journeyman tasks` shows them.")
        return found
    at_hand = wiring.tasks.at_hand()
    if at_hand is None:
        raise Refused("There is no list of tasks.", hint="`journeyman tasks load FILE` brings one.")
    return at_hand


def _tell(wiring: Wiring, *, as_json: bool) -> None:
    found = wiring.tasks.all()
    if as_json:
        click.echo(json.dumps({"tasks": [_plain(one) for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("There is no list of tasks. `journeyman tasks load FILE` brings one.")


def _tell_one(task: Task, *, as_json: bool) -> None:
    click.echo(json.dumps(_plain(task), ensure_ascii=False) if as_json else _line(task))


def _line(task: Task) -> str:
    mark = ">" if task.is_at_hand else " "
    hard = f" [{task.given.difficulty}]" if task.given.difficulty else ""
    note = f": {task.note}" if task.note else ""
    shown = f"  (recorded as {', '.join(map(str, task.recordings))})" if task.recordings else ""
    words = plain(task.description)
    return f"{mark}{task.number:3}  {task.state:8}  {words}{hard}{plain(note)}{shown}"


def _plain(task: Task) -> dict[str, object]:
    return {
        "number": task.number,
        "description": task.description,
        "given": task.given.description,
        "difficulty": task.given.difficulty,
        "state": task.state,
        "note": task.note,
        "recordings": list(task.recordings),
        "at_hand": task.is_at_hand,
    }
