"""`python -m tests.bench.planner`: a job that was shown once, asked for in words, again and again.

The letter of the demo is recorded from a scripted person and completed. Then it is asked for with
other values, in words that are not those of the recording, with the window at a random place and
size; it is right only if the file on disk says so. `--planner
smollm2-135m` asks the built-in model as it was before it learned.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.cognition import complete
from agent.run import Planned, RunEvent
from app.jobs import do_job
from app.settings import Settings
from app.wiring import Wiring
from tests import letter
from tests.bench.measured import measured
from tests.bench.replay import drawn_letter, drawn_spot, record
from tracker.desktop.stage import Stage
from tracker.trajectory import Ending

_SIZE = (1280, 800)
_MOST_STEPS = 12
WORDINGS = (
    letter.ASKED,
    'Type "{text}" and save the file under the name {name}.',
    "I need a letter that says “{text}”; call it {name}",
    "Please save a text reading “{text}” as “{name}”",
    "In the editor, write “{text}”, then store it. The file is to be called {name}.",
)


@dataclass(frozen=True, slots=True)
class Run:
    """asked: plans made, by a model or from what was shown."""

    right: bool
    instruction: str
    asked: int
    steps: int
    seconds: float
    reason: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.planner")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=None, help="for the same letters again")
    parser.add_argument(
        "--wordings", type=int, default=len(WORDINGS), help="in turn; 1: as the demo asks, alone"
    )
    parser.add_argument("--home", type=Path, default=Settings().home, help="where the models are")
    parser.add_argument("--planner", default="", help="a model's id; default: the one in use")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    console = Console(stderr=options.json)
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(options.home.absolute(), Path(folder), options.planner)
        with Wiring(settings) as wiring:
            wordings = [WORDINGS[n % options.wordings] for n in range(options.runs)]
            name, runs = _runs(wiring, wordings, random.Random(seed), console)
    report = {
        "planner": name,
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
        return 0
    table = Table("planner", "runs", "right", "seconds (median)", "a step")
    table.add_row(*(str(value) for key, value in report.items() if key not in ("seed", "each")))
    console.print(table)
    return 0


def _settings(home: Path, folder: Path, planner: str) -> Settings:
    """A store of its own, so that nothing but the one recording is remembered."""
    (folder / "models").symlink_to(Settings(home=home).models)
    if (home / "registry.toml").exists():
        (folder / "registry.toml").write_bytes((home / "registry.toml").read_bytes())
    return Settings(home=folder, planner=planner) if planner else Settings(home=folder)


def _runs(
    wiring: Wiring, wordings: Sequence[str], dice: random.Random, console: Console
) -> tuple[str, list[Run]]:
    """Each on a display of its own: an editor that is ended with unsaved text starts otherwise
    the next time."""
    with Stage.open(_SIZE) as stage:
        number = record(wiring, stage)
    for index, step in complete(wiring.store.load(number), wiring.thorough_reader()):
        wiring.store.replace_step(number, index, step)
    runs: list[Run] = []
    for index, wording in enumerate(wordings):
        with Stage.open(_SIZE) as stage:
            run = _run(wiring, stage, wording, dice)
        runs.append(run)
        mark = "right" if run.right else f"WRONG: {run.reason}"
        console.print(f"{index + 1:3} {run.seconds:5.1f} s  {mark}", markup=False)
    return wiring.chat.name, runs


def _run(wiring: Wiring, stage: Stage, wording: str, dice: random.Random) -> Run:
    wanted = drawn_letter(dice)
    instruction = wording.format(text=wanted.text, name=wanted.name)
    asked = 0

    def count(event: RunEvent) -> None:
        nonlocal asked
        asked += isinstance(event, Planned)

    pid = letter.open_editor(stage, drawn_spot(dice))
    started = time.monotonic()
    with wiring.body(stage.environ) as body:
        driven = do_job(
            wiring,
            body,
            instruction,
            ask=lambda _planned: True,
            show=count,
            max_steps=_MOST_STEPS,
        )
    seconds = time.monotonic() - started
    stage.end(pid)
    is_right = driven.ended.ending is Ending.FINISHED and letter.is_right(stage, wanted)
    reason = "" if is_right else f"{driven.ended.reason} File: {letter.saved(stage, wanted)!r}"
    steps = len(wiring.store.load(driven.id).steps)
    return Run(is_right, instruction, asked, steps, round(seconds, 2), reason)


if __name__ == "__main__":
    measured(main)
