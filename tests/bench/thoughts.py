"""What a model writes down as the reasons of recorded steps: to be read, and counted.

    python -m tests.bench.thoughts --db FILE [--home DIR] --model ID [--jobs N] [--json]

One recording of each kind of job is told to the model step by step, as `journeyman complete`
does it with `--model`. Told is each answer, and the share that is kept; for the others the
template's stands. Nothing is stored.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console

from agent.narration import narrated
from agent.prompts.rendering import describe_intent
from agent.variations import kind_of
from app.settings import Settings
from app.wiring import Wiring
from models.chat import ChatModel, Json, Message
from tests.bench.measured import measured
from tracker.store import Store
from tracker.trajectory import Ending, Trajectory

console = Console(stderr=True)


class Overheard:
    """A model, and what it said."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.said: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    def reply(self, messages: Sequence[Message], schema: Json, max_tokens: int = 256) -> Json:
        answer = self._model.reply(messages, schema, max_tokens)
        self.said.append(str(answer["thought"]))
        return answer

    def interrupt(self) -> None:
        self._model.interrupt()

    def close(self) -> None:
        self._model.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.thoughts")
    parser.add_argument("--db", type=Path, required=True, help="recordings, completed")
    parser.add_argument("--home", type=Path, default=Settings().home, help="where the models are")
    parser.add_argument("--model", required=True)
    parser.add_argument("--jobs", type=int, default=4, help="one of each kind, at most so many")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with (
        Wiring(Settings(home=asked.home.absolute())) as wiring,
        closing(Store.open(asked.db)) as store,
        closing(Overheard(wiring.loaded.fresh(asked.model))) as model,
    ):
        told = _told(model, list(_one_of_each(store))[: asked.jobs])
    print(json.dumps(told) if asked.json else told)
    return 0


def _one_of_each(store: Store) -> Iterator[Trajectory]:
    seen: set[str] = set()
    for one in store.trajectories():
        whole = store.load(one.id)
        kind = kind_of(whole).name
        if one.outcome is Ending.FINISHED and whole.steps and kind not in seen:
            seen.add(kind)
            yield whole


def _told(model: Overheard, jobs: Sequence[Trajectory]) -> dict[str, float]:
    asked = kept = at_once = 0
    began = time.monotonic()
    for job in jobs:
        console.print(f"\n{job.task}", markup=False)
        for index, step in enumerate(job.steps):
            if step.intent is None:
                continue
            model.said.clear()
            text = narrated(model, job.task, job.steps[:index], step, job.steps[index + 1 :])
            asked, kept = asked + 1, kept + bool(text)
            at_once += bool(text) and len(model.said) == 1
            verdict = "kept" if text else "refused"
            said = " / ".join(model.said)
            console.print(f"{describe_intent(step.intent)}: {verdict}: {said}", markup=False)
    seconds = (time.monotonic() - began) / max(1, asked)
    return {
        "steps": asked,
        "kept": round(kept / max(1, asked), 3),
        "kept_at_once": round(at_once / max(1, asked), 3),
        "step_s": round(seconds, 1),
    }


if __name__ == "__main__":
    measured(main)
