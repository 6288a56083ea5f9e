"""`journeyman export` and `import`: trajectories for other people and other programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.planner import Plan, build_messages, write_answer
from agent.workflow import workflow
from app.commands.arguments import load_trajectory
from app.wiring import Wiring
from grounding.fusion import Fusion
from tracker.actions import Finish, Intent
from tracker.errors import Malformed
from tracker.exchange import (
    jsonl,
    opencua,
    pack,
    parquet,
    pc_agent,
    pyautogui_script,
    sharegpt,
)
from tracker.exchange.findings import Finder, Patterns, Several, Typed, Words
from tracker.exchange.importing import import_into, secrets_of
from tracker.exchange.landing import landing
from tracker.exchange.members import Folder
from tracker.exchange.presidio import Presidio
from tracker.exchange.recording import Compromise, Recording
from tracker.exchange.redaction import Redacted, redact, without_secrets
from tracker.exchange.sharegpt import Sample, Turn
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.trajectory import Ending, Observation, Step, Trajectory

_FORMATS = ("jsonl", "pack", "pc_agent", "opencua", "sharegpt", "parquet", "pyautogui")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be redacted. finder: None for nothing. values: names of typed values."""

    finder: Finder | None
    words: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(slots=True)
class _Report:
    redacted: list[tuple[int, Redacted]] = field(default_factory=list)
    compromises: list[Compromise] = field(default_factory=list)


@click.command(name="export")
@click.argument("numbers", metavar="[ID]...", type=int, nargs=-1)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every trajectory that has steps.")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), required=True)
@click.option("--redact", is_flag=True, help="Without e-mail, phone, card and account numbers.")
@click.option("--redact-word", "words", multiple=True, help="A name or text to take out too.")
@click.option("--redact-value", "values", multiple=True, help="A typed value, as `show` names it.")
@click.option("--redact-with", type=click.Choice(("patterns", "presidio")), default="patterns")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def export(
    wiring: Wiring,
    numbers: tuple[int, ...],
    out: Path,
    everything: bool,
    format_name: str,
    redact: bool,
    words: tuple[str, ...],
    values: tuple[str, ...],
    redact_with: str,
    as_json: bool,
) -> None:
    """Write trajectories to OUT, in a form that others read. Secrets never go along."""
    if bool(numbers) == everything:
        raise click.UsageError("Name trajectories, or --all.")
    chosen = numbers or tuple(one.id for one in wiring.store.trajectories() if one.steps)
    finder = None
    if redact or words or values or redact_with == "presidio":
        finder = Presidio() if redact_with == "presidio" else Patterns()
    wanted = _Wanted(finder, words, values)
    report = _Report()
    with landing(out) as part:
        _write(wiring, format_name, part, _recordings(wiring, chosen, wanted, report), report)
    if as_json:
        click.echo(json.dumps(_plain(format_name, out, chosen, report)))
    else:
        _tell(out, chosen, report)


@click.command(name="import")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def import_(wiring: Wiring, path: Path, as_json: bool) -> None:
    """Take in what somebody sent: all of it, or nothing where any of it is wrong."""
    imported = import_into(wiring.store, path, datetime.now(UTC))
    taken = list(zip(imported.numbers, imported.trajectories, strict=True))
    if as_json:
        rows = [
            {
                "id": number,
                "task": one.task,
                "steps": len(one.steps),
                "secrets": list(secrets_of(one)),
            }
            for number, one in taken
        ]
        notes = list(imported.notes)
        click.echo(json.dumps({"format": imported.format, "imported": rows, "notes": notes}))
        return
    for number, one in taken:
        click.echo(f"{number}  {_shown(one.task) or '(no description)'}  [{len(one.steps)} steps]")
        for name in secrets_of(one):
            click.echo(f"   A replay types your secret {name!r}: see first where.")
    for note in imported.notes:
        click.echo(_shown(note))
    click.echo("Somebody else showed this. Look at it (`journeyman show`) before you replay it.")


def _shown(text: str) -> str:
    """A stranger's text on one line, with nothing in it that a terminal would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _recordings(
    wiring: Wiring, chosen: Sequence[int], wanted: _Wanted, report: _Report
) -> Iterator[Recording]:
    """One at a time, so that a whole store can be exported."""
    for number in chosen:
        trajectory = without_secrets(load_trajectory(wiring, number), wiring.policy)
        whole = Recording(
            trajectory,
            difficulty=wiring.tasks.difficulty(number),
            verdict=wiring.tasks.verdict(number),
        )
        if wanted.finder is None:
            yield replace(whole, events=tuple(wiring.store.events(number)))
            continue
        finders = [
            Typed(_typed(trajectory, wanted.values)),
            Words(wanted.words, "word"),
            wanted.finder,
        ]

        def read(frame: Frame) -> list[tuple[str, Box]]:
            return [(line.text, line.box) for line in wiring.ocr.lines(frame.pixels)]

        cleaned, redacted = redact(trajectory, Several(finders), read)
        report.redacted += [(number, one) for one in redacted]
        yield replace(whole, trajectory=cleaned)


def _typed(trajectory: Trajectory, names: Sequence[str]) -> list[str]:
    """What was typed into the values of these names, line by line, as it stands on a screen."""
    parameters = workflow(trajectory).parameters if trajectory.steps else ()
    known = {parameter.name: parameter.shown for parameter in parameters}
    for name in names:
        if name not in known:
            raise click.BadParameter(
                f"There is no value called {name!r}. There are: {', '.join(known) or 'none'}.",
                param_hint="--redact-value",
            )
    return [line for name in names for line in known[name].split("\n") if line.strip()]


def _write(
    wiring: Wiring, format_name: str, out: Path, recordings: Iterator[Recording], report: _Report
) -> None:
    match format_name:
        case "jsonl":
            folder = Folder(out)
            jsonl.write_manifest(folder, jsonl.write(folder, recordings))
        case "pack":
            pack.write(out, recordings)
        case "pc_agent":
            report.compromises += pc_agent.write(Folder(out), recordings)
        case "opencua":
            report.compromises += opencua.write(Folder(out), recordings)
        case "pyautogui":
            report.compromises += pyautogui_script.write(Folder(out), recordings)
        case "parquet":
            parquet.write(out, recordings)
        case "sharegpt":
            samples = (
                sample
                for number, one in enumerate(recordings, 1)
                for sample in _samples(wiring, number, one.trajectory, report)
            )
            sharegpt.write(Folder(out), samples)
        case _:
            raise AssertionError(format_name)


def _samples(
    wiring: Wiring, number: int, trajectory: Trajectory, report: _Report
) -> Iterator[Sample]:
    """The running planner's own prompts, on screens as it would have seen them, with answers."""
    reader = wiring.quick_reader()
    done: list[Step] = []
    for index, step in enumerate(trajectory.steps, 1):
        if step.intent is None:
            what = "a step without words is left out: `journeyman complete` gives them"
            report.compromises.append(Compromise(number, index, what))
            continue
        try:
            yield _sample(
                reader, trajectory.task, step.before, done, Plan(step.thought, step.intent)
            )
        except Malformed:
            what = "a step is left out for which the planner has no words"
            report.compromises.append(Compromise(number, index, what))
        done.append(step)
    after = trajectory.steps[-1].outcome.after if trajectory.steps else None
    if trajectory.outcome is Ending.FINISHED and after is not None:
        end: Intent = Finish()
        yield _sample(reader, trajectory.task, Observation(after), done, Plan("", end))


def _sample(
    reader: Fusion, task: str, seen: Observation, done: Sequence[Step], plan: Plan
) -> Sample:
    """Raises Malformed for a plan that the planner's answers cannot say."""
    answer = json.dumps(write_answer(plan), ensure_ascii=False)
    messages = build_messages(task, reader.read(seen), done)
    turns = [Turn(message.role, message.content) for message in messages]
    return Sample((*turns, Turn("assistant", answer)), seen.frame)


def _plain(format_name: str, out: Path, chosen: Sequence[int], report: _Report) -> object:
    return {
        "format": format_name,
        "out": str(out),
        "exported": list(chosen),
        "redacted": [{"trajectory": number, **asdict(one)} for number, one in report.redacted],
        "compromises": [
            {"trajectory": chosen[one.recording - 1], "step": one.step, "what": one.what}
            for one in report.compromises
        ],
    }


def _tell(out: Path, chosen: Sequence[int], report: _Report) -> None:
    for one in report.compromises:
        click.echo(f"{chosen[one.recording - 1]}, step {one.step}: {one.what}")
    for number, redacted in report.redacted:
        step = f", step {redacted.step}" if redacted.step else ""
        times = f" x {redacted.count}" if redacted.count > 1 else ""
        click.echo(f"{number}{step}: {redacted.kind} taken out of {redacted.where}{times}")
    click.echo(f"Written: {out}")
