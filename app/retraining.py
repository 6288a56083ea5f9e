"""The store's jobs in, a planner that plans better out, or a reason why it is not used.

Trained, exported, compared with what was trained, measured against what is in use on jobs that
neither has seen, and only then chosen. torch and its kin are loaded here and nowhere before.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.examples import Example, examples
from agent.memory import may_be_followed
from app.own_models import OwnModel, register
from app.training import (
    Score,
    Split,
    data_hash,
    exemplar_for,
    lessons,
    score,
    split,
    taught,
    teaching,
    without_repeats,
)
from app.wiring import Wiring
from models.llama import LlamaChat
from models.registry import Kind, Lineage, Model
from models.requantise import requantised
from models.training.libraries import FOR_PLANNERS, require_libraries
from models.training.taught import Group
from tracker.errors import Malformed
from tracker.store import Store
from tracker.trajectory import Author, Trajectory

if TYPE_CHECKING:
    from models.training.compare import Parity
    from models.training.planner import Progress, Recipe, Trained

_FIRST_LAYER = 10
"""Of 30; learning in the lower ones as well costs half as much again."""
_COMPARED = 24
_COMPARED_TOKENS = 24
_ALIKE = 0.75
"""Below this share of equal answers the export is not trusted. Two roundings of the same weights
give 0.9."""
_SCORED = 12
"""Held-out jobs that old and new are asked for; each answer takes seconds."""


@dataclass(frozen=True, slots=True)
class Order:
    """base: a model's id. name: the new one's. steps, rank, threads: as in `Recipe`.

    start: an earlier training of this machine whose weights are learned on, "" for none.
    """

    base: str
    name: str
    steps: int
    rank: int
    threads: int
    resume: bool
    start: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """learned, held_out: jobs. refusal: why it is not used, "" if it is."""

    name: str
    learned: int
    held_out: int
    steps: int
    seconds: float
    parity: "Parity"
    before: Score
    after: Score
    refusal: str

    @property
    def is_used(self) -> bool:
        return not self.refusal

    def told(self) -> dict[str, object]:
        return {**asdict(self), "is_used": self.is_used}


Tell = Callable[[str, int, int, str], None]
"""What is being done, how much of it, of how much, and a note."""


def train_planner(
    wiring: Wiring, store: Store, chosen: Sequence[int], order: Order, tell: Tell
) -> Result:
    """chosen: trajectories' ids, () for all finished ones.

    Raises Unavailable without the training libraries, Malformed if there is too little to learn.
    """
    versions = require_libraries(FOR_PLANNERS)
    adapter = OwnModel(wiring.settings.home, order.name, Kind.PLANNER)
    adapter.must_not_replace_another_kind(wiring.registry)
    base = wiring.registry.model(order.base)
    path = wiring.weights.path(base.id)
    divided = _divided(wiring, store, chosen)
    recipe = _recipe(order)
    groups, held_out = _taught(path, divided, recipe)
    trained = _trained(path, groups, held_out, recipe, adapter, order, tell)
    asked = [
        examples(one, exemplar_for(one, divided.learned)) for one in divided.held_out[:_SCORED]
    ]
    parity = _parity(path, adapter, trained, [*held_out, *groups])
    before, after = _scores(wiring, path, adapter, asked, tell)
    result = Result(
        order.name,
        len(divided.learned),
        len(divided.held_out),
        trained.steps,
        trained.seconds,
        parity,
        before,
        after,
        _refusal(parity, before, after),
    )
    _keep_lineage(adapter, result, base, recipe, divided, trained, versions)
    if result.is_used:
        register(
            adapter,
            f"{base.title}, trained on {len(divided.learned)} jobs",
            base.licence.spdx,
            Lineage(base.lineage.base_model, base.id),
            adapter_of=base.id,
        )
        wiring.forget_registry()
        wiring.weights.fetch(order.name)
        wiring.selection.use(order.name)
    return result


def _divided(wiring: Wiring, store: Store, chosen: Sequence[int]) -> Split:
    known = {one: store.load(one) for one in chosen} if chosen else _to_follow(store)
    divided = without_repeats(split(lessons(known.values(), wiring.quick_reader())), known)
    if not divided.learned or not divided.held_out:
        raise Malformed(
            f"{len(divided.learned)} completed jobs are too few to learn from: some of them must "
            "be held out, to see whether it helped.",
            hint="Show it a job several times, and complete them with `journeyman complete --all`.",
        )
    return divided


def _to_follow(store: Store) -> dict[int, Trajectory]:
    """Those that a person stands for, by their ids."""
    whole = {one.id: store.load(one.id) for one in store.trajectories() if one.steps}
    return {
        number: one
        for number, one in whole.items()
        if may_be_followed(
            one.outcome,
            one.lineage,
            is_by_person=all(step.author is Author.PERSON for step in one.steps),
        )
    }


def _recipe(order: Order) -> "Recipe":
    from models.training.planner import Recipe

    return Recipe(
        steps=order.steps,
        rank=order.rank,
        threads=order.threads or max(1, (os.cpu_count() or 2) - 1),
        first_layer=_FIRST_LAYER,
    )


def _taught(path: Path, divided: Split, recipe: "Recipe") -> tuple[list[Group], list[Group]]:
    drawn, checked = teaching(divided, recipe.steps * recipe.groups_per_step, recipe.seed)
    with closing(LlamaChat(path)) as chat:
        return taught(drawn, chat), taught(checked, chat)


def _trained(
    path: Path,
    groups: Sequence[Group],
    held_out: Sequence[Group],
    recipe: "Recipe",
    adapter: OwnModel,
    order: Order,
    tell: Tell,
) -> "Trained":
    from models.training.checkpoints import load
    from models.training.lora_export import export
    from models.training.planner import train

    def report(at: "Progress") -> None:
        known = f", held-out {at.held_out:.3f}" if at.held_out is not None else ""
        note = f"loss {at.loss:.3f}{known}, {at.left_s / 60:.0f} min left"
        tell("Learning", at.step, at.steps, note)

    before = OwnModel(adapter.home, order.start, Kind.PLANNER) if order.start else None
    begun = load(before.checkpoint) if before is not None else None
    trained = train(
        path,
        groups,
        held_out,
        recipe,
        adapter.checkpoint,
        resume=order.resume,
        start=begun.best if begun is not None else None,
        report=report,
    )
    export(trained.weights, trained.shape, trained.alpha, adapter.weights, order.name)
    return trained


def _parity(path: Path, adapter: OwnModel, trained: "Trained", groups: Sequence[Group]) -> "Parity":
    from models.training.compare import compare

    prompts = [one.prompt for group in groups for one in group][:_COMPARED]
    with closing(LlamaChat(path, adapter=adapter.weights)) as chat:
        return compare(trained.model, chat.go_on, prompts, _COMPARED_TOKENS)


def _scores(
    wiring: Wiring,
    path: Path,
    adapter: OwnModel,
    asked: Sequence[Sequence[Example]],
    tell: Tell,
) -> tuple[Score, Score]:
    """Of the planner in use and of the new one."""
    with closing(LlamaChat(requantised(path), adapter=adapter.weights)) as chat:
        after = score(chat, asked, lambda done, of: tell("Asking the new one", done, of, ""))
    before = score(wiring.chat, asked, lambda done, of: tell("Asking the old one", done, of, ""))
    return before, after


def _refusal(parity: "Parity", before: Score, after: Score) -> str:
    if parity.share < _ALIKE:
        return (
            f"the exported adapter answers like the trained model on {parity.equal} of "
            f"{parity.prompts} prompts only."
        )
    if after.share <= before.share:
        return f"it is right on {after.right} of {after.asked}, the one in use on {before.right}."
    return ""


def _keep_lineage(
    adapter: OwnModel,
    result: Result,
    base: Model,
    recipe: "Recipe",
    divided: Split,
    trained: "Trained",
    versions: Mapping[str, str],
) -> None:
    adapter.write_lineage(
        {
            **result.told(),
            "data_sha256": data_hash([*divided.learned, *divided.held_out]),
            "recipe": asdict(recipe),
            "parent": {"id": base.id, "sha256": base.sha256},
            "held_out_losses": trained.losses,
            "versions": versions,
        }
    )
