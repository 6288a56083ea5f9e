"""The embedded models beside each other, as they come: what each is worth before any training.

    python -m tests.bench.bases --db FILE [--home DIR] --model ID [--model ID] [--most 5] [--json]

Next actions of recorded jobs that no training has seen, as in `tests.bench.learning`, asked of each
model without and with a fitting job in the prompt. Seconds are those of one thread for each core
but one. An adapter's id is a model as well.
"""

import argparse
import json
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.examples import Example
from app.settings import Settings
from app.training import score
from app.wiring import Wiring
from models.chat import ChatModel
from tests.bench.learning import HeldOut, held_out
from tests.bench.measured import measured
from tracker.store import Store

console = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Worth:
    """Shares right, and the seconds that a step takes, without and with a job in the prompt."""

    untrained: float
    memory: float
    alone_s: float
    memory_s: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bases")
    parser.add_argument("--db", type=Path, required=True, help="recordings, completed")
    parser.add_argument("--home", type=Path, default=Settings().home, help="where the models are")
    parser.add_argument("--model", action="append", required=True, help="may be said again")
    parser.add_argument("--most", type=int, default=5, help="held-out jobs asked for at most")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    worth: dict[str, Worth] = {}
    with (
        Wiring(Settings(home=asked.home.absolute())) as wiring,
        closing(Store.open(asked.db)) as store,
    ):
        kept = held_out(wiring, store, asked.most)
        for model in asked.model:
            with closing(wiring.loaded.fresh(model)) as chat:
                worth[model] = _worth(chat, kept)
            console.print(f"{model}: {worth[model]}", markup=False)
    if asked.json:
        print(json.dumps({model: asdict(one) for model, one in worth.items()}))
    else:
        _show(worth)
    return 0


def _worth(chat: ChatModel, kept: HeldOut) -> Worth:
    remembered, memory_s = _scored(chat, kept.remembered)
    alone, alone_s = _scored(chat, kept.alone)
    return Worth(alone, remembered, alone_s, memory_s)


def _scored(chat: ChatModel, groups: Sequence[Sequence[Example]]) -> tuple[float, float]:
    began = time.monotonic()
    reached = score(chat, groups)
    seconds = (time.monotonic() - began) / reached.asked
    console.print(f"{chat.name}: {reached}", markup=False)
    return round(reached.share, 3), round(seconds, 2)


def _show(worth: dict[str, Worth]) -> None:
    table = Table("model", "alone", "with memory", "s a step", "s with memory", box=None)
    for model, one in worth.items():
        table.add_row(model, *(str(value) for value in asdict(one).values()))
    Console().print(table)


if __name__ == "__main__":
    measured(main)
