"""Teaches a planner's model: token ids of prompts and right answers in, LoRA weights out.

The loss is on the answers alone. Prompts of one job begin alike, so a group of them is computed
with that beginning once. The weights that did best on held-out answers are the result.
"""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from models.training.checkpoints import Checkpoint, load, save
from models.training.gguf_weights import Shape, build, read_weights
from models.training.taught import Group

_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_MOST_AT_ONCE = 8
"""Branches of a group that are computed in one go; more would cost memory and no less time."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """steps: of the optimizer, each on `groups_per_step` groups. rate: at its highest.

    warm_up: steps until then; it falls to a tenth along a cosine after. patience: how many
    held-out losses in a row may be no better before it stops. first_layer: those below it are left
    as they are, which makes a step cheaper. dtype: computed in; what is learned is kept in float32.
    threads: 0 for torch's own choice.
    """

    steps: int = 200
    rank: int = 8
    scale: float = 2.0
    rate: float = 1e-3
    warm_up: int = 6
    groups_per_step: int = 1
    check_every: int = 15
    patience: int = 5
    seed: int = 1
    first_layer: int = 0
    dtype: str = "bfloat16"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """loss: of this step. held_out: the last known. left_s: at the pace so far."""

    step: int
    steps: int
    loss: float
    held_out: float | None
    left_s: float


@dataclass(frozen=True, slots=True)
class Trained:
    """weights: LoRA, by peft's names. model: with them, for comparing. losses: (step, held-out)."""

    weights: dict[str, torch.Tensor]
    shape: Shape
    alpha: float
    losses: tuple[tuple[int, float], ...]
    steps: int
    seconds: float
    model: Any


def fingerprint(groups: Sequence[Group], held_out: Sequence[Group]) -> str:
    """The sha256 of all token ids: what was learned from."""
    digest = sha256()
    for part in (groups, held_out):
        for group in part:
            for one in group:
                digest.update(repr((one.prompt, one.answer)).encode())
            digest.update(b";")
        digest.update(b"/")
    return digest.hexdigest()


def train(
    base: Path,
    groups: Sequence[Group],
    held_out: Sequence[Group],
    recipe: Recipe,
    checkpoint: Path,
    *,
    resume: bool = False,
    start: dict[str, torch.Tensor] | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> Trained:
    """checkpoint: written every `check_every` steps; resume goes on from it. start: LoRA weights to
    begin with, of the same rank and layers.

    Raises what reading the weights and the checkpoint raises.
    """
    assert groups, "there is something to learn"
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    shape, weights = read_weights(base)
    model = build(shape, weights, getattr(torch, recipe.dtype))
    adapted = with_adapter(model, start, recipe) if start else _with_lora(model, recipe)
    course = _Course(adapted, recipe)
    named = f"{fingerprint(groups, held_out)} {sorted(asdict(recipe).items())}"
    found = load(checkpoint, named) if resume else None
    if found is not None:
        course.go_on_from(found)
    order = _Order(len(groups), recipe.seed)
    began, first = time.monotonic() - course.seconds, course.step
    while course.step < recipe.steps and not course.is_over:
        at = course.step * recipe.groups_per_step
        picked = [groups[order[at + n]] for n in range(recipe.groups_per_step)]
        loss = course.learn(picked)
        course.seconds = time.monotonic() - began
        if course.step % recipe.check_every == 0 or course.step == recipe.steps:
            course.check(held_out)
            course.seconds = time.monotonic() - began
            save(course.checkpoint(named), checkpoint)
        pace_s = course.seconds / course.step if course.step > first else 0.0
        left_s = pace_s * (recipe.steps - course.step)
        known = course.losses[-1][1] if course.losses else None
        report(Progress(course.step, recipe.steps, loss, known, left_s))
    course.take_best()
    return Trained(
        course.weights(),
        shape,
        recipe.scale * recipe.rank,
        tuple(course.losses),
        course.step,
        course.seconds,
        course.model,
    )


def with_adapter(model: Any, weights: dict[str, torch.Tensor], recipe: Recipe) -> Any:
    """A model as `build` gives it, with LoRA weights that were learned before."""
    from peft import set_peft_model_state_dict

    adapted = _with_lora(model, recipe)
    set_peft_model_state_dict(adapted, weights)
    return adapted.eval()


def _with_lora(model: Any, recipe: Recipe) -> Any:
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=round(recipe.scale * recipe.rank),
        lora_dropout=0.0,
        target_modules=list(_TARGETS),
        layers_to_transform=list(range(recipe.first_layer, model.config.num_hidden_layers)),
        task_type="CAUSAL_LM",
    )
    # Adapters of another type than the weights would have every activation converted.
    return get_peft_model(model, config, autocast_adapter_dtype=False)


class _Order:
    """Which group comes when: all of them once in each round, shuffled anew."""

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self._round, self._places = -1, list(range(count))

    def __getitem__(self, at: int) -> int:
        if at // self._count != self._round:
            self._round = at // self._count
            self._places = list(range(self._count))
            random.Random(f"{self._seed}/{self._round}").shuffle(self._places)  # noqa: S311
        return self._places[at % self._count]


class _Course:
    """A training under way. is_over: it does no better any more."""

    def __init__(self, model: Any, recipe: Recipe) -> None:
        self.model, self._recipe = model, recipe
        self._learned = [one for one in model.parameters() if one.requires_grad]
        self._exact = [one.detach().float().clone() for one in self._learned]
        self._optimizer = torch.optim.AdamW(
            self._exact, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98)
        )
        self.step, self.seconds = 0, 0.0
        self.losses: list[tuple[int, float]] = []
        self._best: dict[str, torch.Tensor] = {}

    @property
    def is_over(self) -> bool:
        if len(self.losses) <= self._recipe.patience:
            return False
        lately = [loss for _, loss in self.losses[-self._recipe.patience :]]
        return min(lately) >= min(loss for _, loss in self.losses[: -self._recipe.patience])

    def learn(self, groups: Sequence[Group]) -> float:
        """One step of the optimizer; gives the mean loss of an answer's token."""
        for settings in self._optimizer.param_groups:
            settings["lr"] = self._rate()
        tokens = sum(len(one.answer) for group in groups for one in group)
        total = 0.0
        for group in groups:
            for part in _parts(group):
                loss = _loss(self.model, part) / tokens
                loss.backward()
                total += float(loss.detach())
        for exact, used in zip(self._exact, self._learned, strict=True):
            exact.grad = used.grad.float() if used.grad is not None else None
            used.grad = None
        torch.nn.utils.clip_grad_norm_(self._exact, 1.0)
        self._optimizer.step()
        self._use_exact()
        self.step += 1
        return total

    def check(self, held_out: Sequence[Group]) -> None:
        if not held_out:
            self._best = self.weights()
            return
        loss = held_out_loss(self.model, held_out)
        if not self.losses or loss < min(known for _, known in self.losses):
            self._best = self.weights()
        self.losses.append((self.step, loss))

    def weights(self) -> dict[str, torch.Tensor]:
        from peft import get_peft_model_state_dict

        found = get_peft_model_state_dict(self.model)
        return {name: value.detach().clone() for name, value in found.items()}

    def take_best(self) -> None:
        from peft import set_peft_model_state_dict

        if self._best:
            set_peft_model_state_dict(self.model, self._best)

    def _use_exact(self) -> None:
        with torch.no_grad():
            for exact, used in zip(self._exact, self._learned, strict=True):
                used.copy_(exact)

    def checkpoint(self, recipe: str) -> Checkpoint:
        return Checkpoint(
            recipe,
            self.step,
            self.seconds,
            {str(place): one for place, one in enumerate(self._exact)},
            self._optimizer.state_dict(),
            tuple(self.losses),
            self._best,
        )

    def go_on_from(self, found: Checkpoint) -> None:
        for place, exact in enumerate(self._exact):
            exact.copy_(found.weights[str(place)])
        self._use_exact()
        self._optimizer.load_state_dict(found.optimizer)
        self.step, self.seconds = found.step, found.seconds
        self.losses, self._best = list(found.losses), found.best

    def _rate(self) -> float:
        recipe = self._recipe
        if self.step < recipe.warm_up:
            return recipe.rate * (self.step + 1) / recipe.warm_up
        part = (self.step - recipe.warm_up) / max(1, recipe.steps - recipe.warm_up)
        return recipe.rate * (0.1 + 0.45 * (1 + math.cos(math.pi * part)))


def held_out_loss(model: Any, groups: Sequence[Group]) -> float:
    """The mean over the answers' tokens."""
    tokens = sum(len(one.answer) for group in groups for one in group)
    with torch.no_grad():
        losses = [float(_loss(model, part)) for group in groups for part in _parts(group)]
    return sum(losses) / tokens


def _parts(group: Group) -> list[Group]:
    """In order of length, so that little is padded."""
    ordered = sorted(group, key=lambda one: len(one.prompt) + len(one.answer))
    return [ordered[n : n + _MOST_AT_ONCE] for n in range(0, len(ordered), _MOST_AT_ONCE)]


def _loss(model: Any, group: Group) -> torch.Tensor:
    """The sum over the answers' tokens of a part of a group."""
    inner = model.base_model.model
    shared = _shared([one.prompt for one in group])
    beginning = torch.tensor([group[0].prompt[:shared]])
    cache = inner.model(input_ids=beginning, use_cache=True).past_key_values
    cache.batch_repeat_interleave(len(group))
    rests = [(*one.prompt[shared:], *one.answer[:-1]) for one in group]
    longest = max(map(len, rests))
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    mask = torch.ones(len(group), shared + longest, dtype=torch.long)
    for row, rest in enumerate(rests):
        ids[row, : len(rest)] = torch.tensor(rest)
        mask[row, shared + len(rest) :] = 0
    places = torch.arange(shared, shared + longest).expand(len(group), -1)
    hidden = inner.model(
        input_ids=ids, attention_mask=mask, position_ids=places, past_key_values=cache
    ).last_hidden_state
    told = [
        hidden[row, len(rest) - len(one.answer) : len(rest)]
        for row, (rest, one) in enumerate(zip(rests, group, strict=True))
    ]
    wanted = torch.tensor([token for one in group for token in one.answer])
    return cross_entropy(inner.lm_head(torch.cat(told)).float(), wanted, reduction="sum")


def _shared(prompts: Sequence[tuple[int, ...]]) -> int:
    """How many tokens all begin with; at least the last one of each is its own."""
    least = min(map(len, prompts)) - 1
    first = prompts[0]
    for place in range(least):
        if any(prompt[place] != first[place] for prompt in prompts):
            return max(1, place)
    return max(1, least)
