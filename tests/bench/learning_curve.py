"""How next actions get right as more jobs were shown: the planner at work, its weights as they are.

Nothing is trained here. The jobs that memory knows grow from 16 to all; the same held-out jobs are
asked for throughout, each step with those before it done as they were shown. The planner is the
whole of what a user gets: a job found by memory, followed where that is sure, and the model asked
where it is not. The jobs are drawn by chance, once, and each number has all those of the smaller.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from agent.examples import Example, Lesson, examples, is_right
from agent.memory import Memory
from agent.planner import Planner
from app.jobs import shown_before
from grounding.grounder import locate
from models.chat import ChatModel, Json, Message
from tracker.actions import Intent
from tracker.errors import Malformed
from tracker.store import Store
from tracker.trajectory import Step, Trajectory
from tracker.vectors import Telling, Vector, Vectors

CURVE = (16, 33, 66, 133)
_SEED = 5


class Some:
    """Of what a store tells of, these trajectories alone."""

    def __init__(self, whole: Vectors, known: Collection[int]) -> None:
        self._whole = whole
        self._known = frozenset(known)

    def tellings(self) -> tuple[Telling, ...]:
        return tuple(one for one in self._whole.tellings() if one.id in self._known)

    def of(self, model: str) -> Mapping[int, Vector]:
        return self._whole.of(model)

    def keep(self, model: str, vectors: Mapping[int, Vector]) -> None:
        self._whole.keep(model, vectors)


class Asked:
    """A model that is asked the same thing once; its answers are greedy, so they would be alike."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat
        self._answers: dict[tuple[Message, ...], Json] = {}

    @property
    def name(self) -> str:
        return self._chat.name

    def reply(self, messages: Sequence[Message], schema: Json, max_tokens: int = 256) -> Json:
        key = tuple(messages)
        if key not in self._answers:
            self._answers[key] = self._chat.reply(messages, schema, max_tokens)
        return self._answers[key]

    def interrupt(self) -> None:
        self._chat.interrupt()

    def close(self) -> None:
        self._chat.close()


def memory_curve(
    chat: ChatModel,
    store: Store,
    remember: Callable[[Collection[int]], Memory],
    learned: Sequence[int],
    held_out: Sequence[Lesson],
    tell: Callable[[str], None],
) -> dict[str, float]:
    """remember: a memory of these trajectories alone. learned: all that may be shown; the last
    number has all of them, if they are fewer."""
    order = list(learned)
    random.Random(_SEED).shuffle(order)
    planner = Planner(Asked(chat))
    shares: dict[str, float] = {}
    for count in CURVE:
        memory = remember(order[:count])
        hits = [_hits(planner, memory, store, one) for one in held_out]
        right, asked = sum(map(sum, hits)), sum(map(len, hits))
        shares[str(count)] = round(right / asked, 3)
        tell(f"{len(order[:count])} jobs shown: {right} of {asked} next actions right")
    return shares


def _hits(planner: Planner, memory: Memory, store: Store, shown: Lesson) -> list[bool]:
    first = next((one for one in shown.screens if one is not None), None)
    exemplars = shown_before(memory, store, shown.task, first.window if first else None)
    history: list[Step] = []
    hits: list[bool] = []
    for one in examples(shown):
        history += shown.steps[len(history) : one.step]
        said, is_hit = _said(planner, shown.task, one, history, exemplars)
        hits.append(is_hit)
        if is_hit and one.step < len(shown.steps):
            # What it said is what it would have done: its own words stand in its past.
            history.append(replace(shown.steps[one.step], intent=said))
    return hits


def _said(
    planner: Planner,
    task: str,
    one: Example,
    history: Sequence[Step],
    exemplars: Sequence[Trajectory],
) -> tuple[Intent | None, bool]:
    try:
        said = planner.plan(task, one.screen, history, exemplars).intent
    except Malformed:
        return None, False
    return said, is_right(said, one, locate)
