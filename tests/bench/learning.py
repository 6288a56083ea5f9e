"""What learning brings: next actions right, and whole jobs right, untrained and trained.

    python -m tests.bench.learning --db FILE [--home DIR] [--adapter ID] [--jobs N] [--train-curve]

Next actions: the planner is asked for every step of recorded jobs that no training has seen, with
the steps before it done as they were shown; an action is right if its verb, its target on that
screen, and its text are. Curve: the same with 16 to all jobs shown, to the planner as it is at
work; `--train-curve` trains anew on each number, in hours, and goes on where it was broken off.
Whole jobs: done on a private display and judged on their real result.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.examples import Example, Lesson, examples
from agent.memory import Memory
from app.retraining import Order, train_planner
from app.settings import Settings
from app.training import exemplar_for, lessons, score, split
from app.wiring import Wiring
from models.embedder import MINILM, MINILM_TOKENIZER, MiniLm
from models.llama import LlamaChat
from models.requantise import requantised
from tests.bench.learning_curve import CURVE, Some, memory_curve
from tests.bench.learning_jobs import SORTS, whole_jobs
from tests.bench.measured import measured
from tracker.errors import Unavailable
from tracker.store import Store
from tracker.trajectory import Ending
from tracker.vectors import Vectors

console = Console(stderr=True)


def main() -> int:
    asked = _arguments()
    with Wiring(Settings(home=asked.home.absolute())) as wiring:
        told = measure(wiring, asked)
    if asked.json:
        print(json.dumps(told))
    else:
        _show(told)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.learning")
    parser.add_argument("--db", type=Path, required=True, help="recordings, completed")
    parser.add_argument("--home", type=Path, default=Settings().home, help="models and adapters")
    parser.add_argument("--base", default="smollm2-135m")
    parser.add_argument("--adapter", default="journeyman-planner", help="the trained planner's id")
    parser.add_argument(
        "--most",
        type=int,
        default=24,
        help="held-out jobs asked for at most; 0: whole jobs alone are measured",
    )
    parser.add_argument("--jobs", type=int, default=0, help="whole jobs of each sort to be done")
    parser.add_argument(
        "--sort", action="append", choices=SORTS, help="of these alone; may be said again"
    )
    parser.add_argument("--train-curve", action="store_true", help="train on 16, 33, 66, 133 jobs")
    parser.add_argument("--steps", type=int, default=120, help="of each training of that curve")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(wiring: Wiring, asked: argparse.Namespace) -> dict[str, object]:
    return {
        **(_actions(wiring, asked) if asked.most else {}),
        **whole_jobs(wiring.settings, asked.db, asked.adapter, asked.jobs, asked.sort, console),
    }


def _actions(wiring: Wiring, asked: argparse.Namespace) -> dict[str, object]:
    """Next actions, and the curves over them."""
    with closing(Store.open(asked.db)) as store:
        kept = held_out(wiring, store, asked.most)
        base, _ = _asked(wiring, asked.base, kept)
        shown = _Shown(store, asked.db, kept.learned, kept.jobs)
        trained, curve = _asked(wiring, asked.adapter, kept, shown)
        anew = _trained_anew(wiring, store, kept, asked) if asked.train_curve else {}
    return {
        "untrained": base.alone,
        "memory": base.remembered,
        "trained": trained.alone,
        "trained_memory": trained.remembered,
        "curve": curve,
        "curve_trained_anew": anew,
        "step_s": trained.step_s,
        "steps_asked": sum(map(len, kept.alone)),
    }


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Jobs that no training has seen. alone, remembered: their steps as the planner is asked for
    them, without and with a fitting job in the prompt. learned: the ids of all others."""

    jobs: Sequence[Lesson]
    alone: Sequence[Sequence[Example]]
    remembered: Sequence[Sequence[Example]]
    learned: Sequence[int]


def held_out(wiring: Wiring, store: Store, most: int) -> HeldOut:
    """most: jobs, of those that are held out."""
    finished = [one.id for one in store.trajectories() if one.outcome is Ending.FINISHED]
    whole = lessons(map(store.load, finished), wiring.quick_reader())
    divided = split(whole)
    jobs = divided.held_out[:most]
    hidden = {one.source.started_at for one in divided.held_out}
    kept = HeldOut(
        jobs,
        [examples(one) for one in jobs],
        [examples(one, exemplar_for(one, divided.learned)) for one in jobs],
        [one for one in finished if store.load(one).started_at not in hidden],
    )
    console.print(f"{len(whole)} jobs, {len(jobs)} held out, {sum(map(len, kept.alone))} steps")
    return kept


@dataclass(frozen=True, slots=True)
class _Shown:
    """learned: the ids of all that may be shown. held_out: what is asked for."""

    store: Store
    db: Path
    learned: Sequence[int]
    held_out: Sequence[Lesson]

    def curve(self, wiring: Wiring, chat: LlamaChat) -> dict[str, float]:
        with _remembering(wiring, self.db) as remember:
            return memory_curve(
                chat, self.store, remember, self.learned, self.held_out, console.print
            )


@contextmanager
def _remembering(wiring: Wiring, db: Path) -> Iterator[Callable[[Collection[int]], Memory]]:
    """A memory of some of the recordings; the vectors that it makes are kept in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(db, Path(folder) / "journeyman.db")
        with closing(Vectors.open(Path(copy))) as vectors:
            embedder = _embedder(wiring)
            yield lambda known: Memory(Some(vectors, known), embedder)


def _embedder(wiring: Wiring) -> MiniLm | None:
    try:
        return MiniLm(wiring.weights.path(MINILM), wiring.weights.path(MINILM_TOKENIZER))
    except Unavailable:
        console.print("Jobs are found by words alone: the embedder is not on this machine.")
        return None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Shares right without and with an exemplar, and the seconds that a step takes."""

    alone: float
    remembered: float
    step_s: float


def _asked(
    wiring: Wiring, model: str, kept: HeldOut, shown: _Shown | None = None
) -> tuple[_Asked, dict[str, float]]:
    """With its curve where there is what was shown."""
    entry = wiring.registry.model(model)
    base = wiring.weights.path(entry.adapter_of or entry.id)
    adapter = wiring.weights.path(entry.id) if entry.adapter_of else None
    with closing(LlamaChat(requantised(base), adapter=adapter)) as chat:
        began = time.monotonic()
        without, having = score(chat, kept.alone), score(chat, kept.remembered)
        step_s = (time.monotonic() - began) / (without.asked + having.asked)
        console.print(f"{model}: {without} alone, {having} with memory, {step_s:.1f} s a step")
        curve = shown.curve(wiring, chat) if shown is not None else {}
    return _Asked(round(without.share, 3), round(having.share, 3), round(step_s, 2)), curve


def _trained_anew(
    wiring: Wiring, store: Store, kept: HeldOut, asked: argparse.Namespace
) -> dict[str, float]:
    """Each trained anew on so many of the jobs; the same ones are asked for throughout.

    The last has all that there are, if they are fewer: some are held out.
    """
    shares: dict[str, float] = {}
    for count in CURVE:
        name = f"curve-{count}"
        order = Order(asked.base, name, asked.steps, 8, 0, resume=True)
        train_planner(wiring, store, kept.learned[:count], order, lambda *_: None)
        adapter = wiring.settings.home / "adapters" / name / f"{name}.gguf"
        base = requantised(wiring.weights.path(asked.base))
        with closing(LlamaChat(base, adapter=adapter)) as chat:
            shares[str(count)] = round(score(chat, kept.remembered).share, 3)
    return shares


def _show(told: dict[str, object]) -> None:
    table = Table("what", "value", box=None)
    for name, value in told.items():
        table.add_row(name, "not measured" if value in (None, {}) else str(value))
    Console().print(table)


if __name__ == "__main__":
    measured(main)
