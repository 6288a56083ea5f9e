"""Recorded jobs as something to learn from and to be measured by.

Whole jobs are held out: nothing of them is learned, in no variation, and they decide whether new
weights are better than the old.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.examples import Example, Lesson, examples, is_right, lesson
from agent.fitting import fitting
from agent.planner import ANSWER_SCHEMA, read_answer
from agent.variations import Variations, kind_of, way_of
from grounding.grounder import locate
from grounding.screen import ScreenReader
from models.chat import ChatModel
from models.llama import LlamaChat
from models.training.taught import Group, Taught
from tracker.errors import Malformed
from tracker.trajectory import Trajectory

_HELD_OUT = 8
"""One in so many jobs of a kind."""
_CHECKED = 6
"""Held-out jobs whose loss is taken again and again while it trains."""
_ANSWER_TOKENS = 320


@dataclass(frozen=True, slots=True)
class Split:
    """By whole jobs."""

    learned: tuple[Lesson, ...]
    held_out: tuple[Lesson, ...]


def lessons(trajectories: Iterable[Trajectory], reader: ScreenReader) -> list[Lesson]:
    """Of those that were completed; the others teach nothing."""
    usable = [one for one in trajectories if any(step.intent is not None for step in one.steps)]
    return [lesson(one, reader, may_read_pictures=False) for one in usable]


def split(shown: Sequence[Lesson]) -> Split:
    """Of each kind every eighth, whichever order they come in; a kind of one is learned.

    An agent's run that a person confirmed is learned too, and never held out: what people show
    decides what is better.
    """
    by_kind: dict[str, list[Lesson]] = defaultdict(list)
    for one in shown:
        if not one.source.lineage.is_confirmed:
            by_kind[kind_of(one.source).name].append(one)
    held_out: list[Lesson] = []
    for alike in by_kind.values():
        ordered = sorted(alike, key=_by_chance)
        held_out += ordered[: (len(ordered) + _HELD_OUT // 2) // _HELD_OUT]
    learned = tuple(one for one in shown if one not in held_out)
    return Split(learned, tuple(sorted(held_out, key=_by_chance)))


def without_repeats(divided: Split, known: Mapping[int, Trajectory]) -> Split:
    """Without the runs that repeat what is held out, since they would tell of it.

    known: all that was divided, by their ids.
    """
    hidden = {one.source.started_at for one in divided.held_out}
    held_out = {number for number, one in known.items() if one.started_at in hidden}
    learned = [one for one in divided.learned if one.source.lineage.parent not in held_out]
    return Split(tuple(learned), divided.held_out)


def _by_chance(shown: Lesson) -> str:
    told = f"{shown.source.started_at.isoformat()} {shown.task}"
    return hashlib.sha256(told.encode()).hexdigest()


def exemplar_for(shown: Lesson, among: Sequence[Lesson]) -> tuple[Trajectory, ...]:
    """Another job of its kind, done the same way if there is one, since there is no other way to
    know which way was meant; () if there is none."""
    name = kind_of(shown.source).name
    alike = [one for one in among if kind_of(one.source).name == name and one is not shown]
    same_way = [one for one in alike if way_of(one) == way_of(shown)]
    best = fitting(shown.task, [one.source for one in same_way or alike])
    return (best,) if best is not None else ()


def teaching(
    chosen: Split, groups: int, seed: int
) -> tuple[list[list[Example]], list[list[Example]]]:
    """What to learn from, `groups` of it, and what to take the held-out loss of."""
    rounds = -(-groups // max(1, len(chosen.learned)))
    drawn = Variations(chosen.learned, seed).rounds(rounds)[:groups]
    checked = [
        examples(one, exemplar_for(one, chosen.learned)) for one in chosen.held_out[:_CHECKED]
    ]
    return drawn, [group for group in checked if group]


def taught(groups: Sequence[Sequence[Example]], chat: LlamaChat) -> list[Group]:
    """As token ids of the model that will be asked."""
    return [
        [Taught(*map(tuple, chat.taught(one.messages, one.completion))) for one in group]
        for group in groups
    ]


@dataclass(frozen=True, slots=True)
class Score:
    """right: next actions, of `asked`. jobs: of `whole`, those with every action right."""

    right: int
    asked: int
    jobs: int
    whole: int

    @property
    def share(self) -> float:
        return self.right / self.asked if self.asked else 0.0


def score(
    chat: ChatModel,
    groups: Sequence[Sequence[Example]],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Score:
    """The planner asked for each next action, with the steps before it done as they were shown."""
    right = jobs = done = 0
    total = sum(map(len, groups))
    for group in groups:
        hits = 0
        for one in group:
            hits += _is_answered(chat, one)
            done += 1
            tell(done, total)
        right += hits
        jobs += hits == len(group)
    return Score(right, total, jobs, len(groups))


def _is_answered(chat: ChatModel, one: Example) -> bool:
    try:
        plan = read_answer(chat.reply(one.messages, ANSWER_SCHEMA, _ANSWER_TOKENS))
    except Malformed:
        return False
    return is_right(plan.intent, one, locate)


def data_hash(shown: Sequence[Lesson]) -> str:
    """The sha256 of the recordings' tasks and actions: which data an adapter has seen."""
    digest = hashlib.sha256()
    for one in sorted(shown, key=_by_chance):
        digest.update(repr((one.task, [step.action for step in one.steps])).encode())
    return digest.hexdigest()
