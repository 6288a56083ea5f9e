"""`make demo`: the main job, end to end, with real parts, on a private display.

A scripted person writes and saves a letter; Journeyman records it, understands it, and replays it
with other words, under another name, in a window of another size at another place. Then it is
asked for the same job in words. Ends with 0 only if record and replay did their job.
"""

import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.cognition import complete
from agent.run import Acted, Planned, Replanned, RunEvent
from agent.workflow import workflow
from app.driver import Driven
from app.in_use import Local, in_bytes
from app.jobs import do_job, replay_job
from app.page import page
from app.settings import Settings
from app.wiring import Wiring
from app.words import describe
from tests import letter
from tests.letter import INSTRUCTED, REPLAYED, SHOWN, Letter, Spot
from tests.person import Person
from tracker.desktop.stage import Stage
from tracker.errors import JourneymanError, Unavailable
from tracker.trajectory import Ending, Status

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output")
_DO_STEPS = 8
"""An untrained planner does not get further in more."""

console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the summary. passed: None for a part that is shown and not judged."""

    name: str
    steps: int
    seconds: float
    evidence: str
    passed: bool | None
    note: str = ""


def main() -> int:
    _clear()
    dice = random.Random()
    with (
        Wiring(Settings(home=OUT.absolute() / "home")) as wiring,
        Stage.open() as stage,
    ):
        console.print(f"A private display {stage.display} with a real editor on it.\n")
        shown, recorded = _record(wiring, stage)
        _understand(wiring, shown)
        parts = [recorded, _replay(wiring, stage, shown, _random_spot(dice))]
        parts.append(_do(wiring, stage, _random_spot(dice)))
        _write_pages(wiring)
    _summary(parts)
    return 0 if all(part.passed is not False for part in parts) else 1


def _clear() -> None:
    """What the last demo left, but for the planner's weights."""
    home = OUT / "home"
    for old in [*OUT.glob("*"), *home.glob("*")]:
        if old not in (home, home / "models"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    OUT.mkdir(exist_ok=True)


def _record(wiring: Wiring, stage: Stage) -> tuple[int, Part]:
    console.rule("Record: a person writes a letter")
    started = time.monotonic()
    with (
        _editor(stage, Spot(80, 60, 760, 520)),
        wiring.desktop(stage.environ) as desktop,
        Person(stage.environ) as person,
    ):
        recorder = wiring.recorder(desktop)
        number = recorder.start(letter.TASK)
        letter.write(person, desktop.inspector, SHOWN)
        recorder.stop(Ending.FINISHED)
        if recorder.failure is not None:
            raise recorder.failure
    shown = wiring.store.load(number)
    bound = sum(step.evidence.element is not None for step in shown.steps)
    program = workflow(shown)
    is_right = {parameter.shown for parameter in program.parameters} == {SHOWN.text, SHOWN.name}
    part = Part(
        "record",
        len(shown.steps),
        time.monotonic() - started,
        f"{bound} of {len(shown.steps)} steps with their element",
        is_right and letter.is_right(stage, SHOWN),
        f"{SHOWN.name}; values {', '.join(one.name for one in program.parameters)}",
    )
    return number, part


def _understand(wiring: Wiring, number: int) -> None:
    console.rule("Understand: what was done, and why")
    for index, step in complete(wiring.store.load(number), wiring.thorough_reader()):
        wiring.store.replace_step(number, index, step)
    for index, step in enumerate(wiring.store.load(number).steps):
        console.print(f"{index + 1:3}  {describe(step.intent or step.action)}", markup=False)
        if step.thought:
            console.print(f"       {step.thought}", style="dim", markup=False)


def _replay(wiring: Wiring, stage: Stage, number: int, spot: Spot) -> Part:
    console.rule(f"Replay: another letter, the window at {spot.x}, {spot.y}")
    shown = wiring.store.load(number)
    program = workflow(shown)
    names = {parameter.shown: parameter.name for parameter in program.parameters}
    values = {names[SHOWN.text]: REPLAYED.text, names[SHOWN.name]: REPLAYED.name}
    with _editor(stage, spot), wiring.body(stage.environ) as body:
        driven = replay_job(wiring, body, number, values, ask=_allow, show=_tell)
    return _judged("replay", wiring, stage, driven, REPLAYED, is_judged=True)


def _do(wiring: Wiring, stage: Stage, spot: Spot) -> Part:
    instruction = letter.ASKED.format(text=INSTRUCTED.text, name=INSTRUCTED.name)
    console.rule("Do: the same job, in words")
    console.print(instruction, markup=False)
    try:
        _fetch_planner(wiring)
    except Unavailable as lacking:
        console.print(str(lacking), style="yellow", markup=False)
        return Part("do", 0, 0.0, "", None, "not tried: the planner's weights are not here")
    with _editor(stage, spot), wiring.body(stage.environ) as body:
        driven = do_job(wiring, body, instruction, ask=_allow, show=_tell, max_steps=_DO_STEPS)
    return _judged("do", wiring, stage, driven, INSTRUCTED, is_judged=False)


def _fetch_planner(wiring: Wiring) -> None:
    """On first use, as the app does it, into the folder that later demos share."""
    match wiring.planner_in_use:
        case Local(model, lacking) if lacking:
            size = in_bytes(sum(one.model.size for one in lacking))
            console.print(f"Fetching the planner's weights ({size}, once)", style="dim")
            wiring.weights.fetch(model.id)
        case _:
            pass


def _allow(_planned: Planned) -> bool:
    return True


@contextmanager
def _editor(stage: Stage, spot: Spot) -> Iterator[None]:
    pid = letter.open_editor(stage, spot)
    try:
        yield
    finally:
        stage.end(pid)


def _random_spot(dice: random.Random) -> Spot:
    width, height = dice.randrange(620, 900), dice.randrange(430, 600)
    return Spot(dice.randrange(20, 1260 - width), dice.randrange(40, 780 - height), width, height)


def _tell(event: RunEvent) -> None:
    match event:
        case Planned(thought=thought) if thought:
            console.print(f"       {thought}", style="dim", markup=False)
        case Replanned(attempt=attempt, reason=reason):
            console.print(f"       again ({attempt}): {reason}", style="dim", markup=False)
        case Acted(index, step):
            mark = {Status.DONE: "✓", Status.FAILED: "✗", Status.UNKNOWN: "·"}[step.outcome.status]
            line = f"{index + 1:3} {mark} {describe(step.intent or step.action)}"
            console.print(f"{line}   [{step.evidence.how}]", markup=False)
        case _:
            pass


def _judged(
    name: str, wiring: Wiring, stage: Stage, driven: Driven, wanted: Letter, *, is_judged: bool
) -> Part:
    steps = wiring.store.load(driven.id).steps
    is_right = driven.ended.ending is Ending.FINISHED and letter.is_right(stage, wanted)
    how = sorted({step.evidence.how for step in steps if step.evidence.how})
    note = f"{wanted.name} is right" if is_right else driven.ended.reason
    if driven.ended.ending is Ending.FINISHED and not is_right:
        note = f"{wanted.name} holds {letter.saved(stage, wanted)!r}"
    console.print(f"{driven.ended.reason}\n", markup=False)
    passed = is_right if is_judged or is_right else None
    return Part(name, len(steps), driven.seconds, "; ".join(how), passed, note)


def _write_pages(wiring: Wiring) -> None:
    for one in wiring.store.trajectories():
        path = OUT / f"trajectory-{one.id}.html"
        path.write_text(page(wiring.store.load(one.id), one.id), encoding="utf-8")


def _summary(parts: list[Part]) -> None:
    table = Table("part", "steps", "seconds", "grounding evidence", "result", "note")
    for part in parts:
        result = {True: "passed", False: "FAILED", None: "as it is"}[part.passed]
        table.add_row(
            part.name, str(part.steps), f"{part.seconds:.1f}", part.evidence, result, part.note
        )
    console.print(table, markup=False)
    console.print(f"A page for each trajectory, with frames and marks: {OUT}/", markup=False)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JourneymanError as error:
        console.print(f"The demo cannot run: {error}", style="red", markup=False)
        sys.exit(3)
