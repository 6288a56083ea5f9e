"""`python -m tests.bench.replay`: one demonstration, replayed again and again on changed screens.

A case is recorded once from a scripted person; each run starts the program anew with its window
at a random place and size, replays with other values, and is right only if the file on disk says
so.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.workflow import workflow
from app.jobs import replay_job
from app.settings import Settings
from app.wiring import Wiring
from tests import letter
from tests.letter import SHOWN, Letter, Spot
from tests.person import Person
from tracker.desktop.stage import Stage
from tracker.trajectory import Ending

_SIZE = (1280, 800)
_FIRST = ("Anna", "Tom", "Ms Weber", "Mr Okafor", "Jo", "team", "Dr Liu", "neighbour")
_BODY = ("the parcel has come.", "your order is ready.", "see you on Friday.", "2 of 3 are done.")


@dataclass(frozen=True, slots=True)
class Run:
    """right: the job finished and the file holds what it should. reason: why not."""

    right: bool
    steps: int
    seconds: float
    window: tuple[int, int, int, int]
    evidence: tuple[str, ...]
    reason: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=["letter"], default="letter")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="for the same windows again")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)
    console = Console(stderr=options.json)
    console.print(f"case {options.case}, seed {seed}")
    with (
        tempfile.TemporaryDirectory() as home,
        Wiring(Settings(home=Path(home))) as wiring,
        Stage.open(_SIZE) as stage,
    ):
        number = record(wiring, stage)
        runs = []
        for index in range(options.runs):
            runs.append(_replay(wiring, stage, number, dice))
            last = runs[-1]
            mark = "right" if last.right else f"WRONG: {last.reason}"
            console.print(f"{index + 1:3} {last.window} {last.seconds:5.1f} s  {mark}")
    report = {
        "case": options.case,
        "seed": seed,
        "runs": len(runs),
        "right": sum(run.right for run in runs),
        "seconds_median": round(statistics.median(run.seconds for run in runs), 2),
        "step_seconds_median": round(
            statistics.median(run.seconds / max(1, run.steps) for run in runs), 2
        ),
        "each": [asdict(run) for run in runs],
    }
    if options.json:
        print(json.dumps(report))
    else:
        _print(console, report)
    return 0 if report["right"] == report["runs"] else 1


def record(wiring: Wiring, stage: Stage) -> int:
    pid = letter.open_editor(stage, Spot(80, 60, 760, 520))
    with wiring.desktop(stage.environ) as desktop, Person(stage.environ) as person:
        recorder = wiring.recorder(desktop)
        number = recorder.start(letter.TASK)
        letter.write(person, desktop.inspector, SHOWN)
        recorded = recorder.stop(Ending.FINISHED)
    stage.end(pid)
    if recorded.failure is not None:
        raise recorded.failure
    return number


def _replay(wiring: Wiring, stage: Stage, number: int, dice: random.Random) -> Run:
    wanted, spot = drawn_letter(dice), drawn_spot(dice)
    pid = letter.open_editor(stage, spot)
    started = time.monotonic()
    values = values_of(wiring, number, SHOWN, wanted)
    with wiring.body(stage.environ) as body:
        driven = replay_job(
            wiring, body, number, values, ask=lambda _planned: True, show=lambda _event: None
        )
    seconds = time.monotonic() - started
    stage.end(pid)
    steps = wiring.store.load(driven.id).steps
    is_right = driven.ended.ending is Ending.FINISHED and letter.is_right(stage, wanted)
    reason = "" if is_right else f"{driven.ended.reason} File: {letter.saved(stage, wanted)!r}"
    return Run(
        is_right,
        len(steps),
        round(seconds, 2),
        (spot.x, spot.y, spot.width, spot.height),
        tuple(step.evidence.how for step in steps),
        reason,
    )


def drawn_letter(dice: random.Random) -> Letter:
    return Letter(
        f"Dear {dice.choice(_FIRST)},\n\n{dice.choice(_BODY)}\n\nNo. {dice.randrange(10_000)}",
        f"letter-{dice.randrange(10**6)}.txt",
    )


def drawn_spot(dice: random.Random) -> Spot:
    width, height = dice.randrange(560, 1000), dice.randrange(380, 620)
    return Spot(dice.randrange(10, 1270 - width), dice.randrange(30, 790 - height), width, height)


def values_of(wiring: Wiring, number: int, shown: Letter, wanted: Letter) -> Mapping[str, str]:
    """The values of a job that wrote the one letter, for it to write the other."""
    names = {one.shown: one.name for one in workflow(wiring.store.load(number)).parameters}
    return {names[shown.text]: wanted.text, names[shown.name]: wanted.name}


def _print(console: Console, report: Mapping[str, object]) -> None:
    table = Table("case", "runs", "right", "seconds (median)", "a step")
    table.add_row(
        str(report["case"]),
        str(report["runs"]),
        str(report["right"]),
        str(report["seconds_median"]),
        str(report["step_seconds_median"]),
    )
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
