"""A long training as a command: what it may be asked, how far it is, and what it keeps on disk.

Of what is learned it knows nothing: a training gives it one step and one check. In the folder of
a run lie `checkpoint.pt`, from which --resume goes on, and `log.jsonl`, a line for each check.
"""

import json
import math
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor

from models.training.checkpoints import Checkpoint, load, save
from tracker.errors import JourneymanError

_SMOOTHING = 0.998
_LATELY = 0.98


@dataclass(frozen=True, slots=True)
class Recipe:
    """minutes: of computing in all, over which the rate falls along a cosine to `last_rate` of
    itself. On a CPU those of its own, so that a busy machine takes longer and learns no less.

    clock_minutes: of the clock, after which it has to be done whatever was computed.
    check_every, warm_up: steps. threads: on a CPU.
    """

    minutes: float = 60
    clock_minutes: float = math.inf
    rate: float = 1e-3
    last_rate: float = 0.02
    warm_up: int = 100
    check_every: int = 250
    threads: int = 1
    seed: int = 1

    def rate_at(self, step: int, progress: float) -> float:
        """step: from 1 on. progress: of the whole training, 0 to 1."""
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
        fall = self.last_rate + (1 - self.last_rate) * cosine
        return self.rate * min(1.0, step / self.warm_up) * fall


Kind = TypeVar("Kind", bound=Recipe)


def parser_for(about: str | None, recipe: Recipe) -> ArgumentParser:
    """What every training may be asked. recipe: holds unless something else is asked."""
    parser = ArgumentParser(description=about)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=recipe.minutes)
    parser.add_argument("--clock-minutes", type=float, default=recipe.clock_minutes)
    parser.add_argument("--threads", type=int, default=recipe.threads, help="on a CPU")
    parser.add_argument("--check-every", type=int, default=recipe.check_every, help="steps")
    parser.add_argument("--resume", action="store_true")
    return parser


def as_asked(recipe: Kind, asked: Namespace) -> Kind:
    return replace(
        recipe,
        minutes=asked.minutes,
        clock_minutes=asked.clock_minutes,
        threads=asked.threads,
        check_every=asked.check_every,
    )


def status_of(training: Callable[[], None]) -> int:
    """The exit status of a command that does this; what is in its way is told on stderr."""
    try:
        training()
    except JourneymanError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


Tell = Callable[[Mapping[str, object]], None]


def on_stderr(told: Mapping[str, object]) -> None:
    print(json.dumps(told), file=sys.stderr, flush=True)


class Run:
    """One training under way. step: done so far, the one under way included. spent_s: of the
    recipe's minutes, as of the last check. losses: (step, loss) of each check."""

    def __init__(self, recipe: Recipe, out: Path, name: str, tell: Tell = on_stderr) -> None:
        """name: of what is trained and how; a checkpoint of another one is not gone on from.
        tell: what each check found, after step and minutes."""
        self._recipe, self._out, self._name, self._tell = recipe, out, name, tell
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.step, self.spent_s = 0, 0.0
        self.losses: list[tuple[int, float]] = []
        if self.device == "cpu":
            torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)

    def take_up(self) -> Checkpoint | None:
        """Go on where it was left; the weights are for the caller. None if it never began.

        Raises Malformed, as `load` does.
        """
        found = load(self._out / "checkpoint.pt", self._name)
        if found is not None:
            self.step, self.spent_s = found.step, found.seconds
            self.losses = list(found.losses)
        return found

    def go(self, learn: Callable[[float], float], check: Callable[[float, float], None]) -> None:
        """To the end. learn: a step at this progress, 0 to 1; gives its loss. check: told the mean
        loss of the last steps and the progress, 1 when it is over."""
        began_s, clock_s = self._now_s() - self.spent_s, time.monotonic()
        before = self.spent_s / 60 / self._recipe.minutes
        lately = 0.0
        while True:
            share = (time.monotonic() - clock_s) / 60 / self._recipe.clock_minutes
            by_work = (self._now_s() - began_s) / 60 / self._recipe.minutes
            progress = max(by_work, before + (1 - before) * share)
            if progress >= 1:
                break
            loss = learn(progress)
            lately = _LATELY * lately + (1 - _LATELY) * loss if lately else loss
            if self.step % self._recipe.check_every == 0:
                self.spent_s = self._now_s() - began_s
                check(lately, progress)
        self.spent_s = self._now_s() - began_s
        check(lately, 1.0)

    def _now_s(self) -> float:
        return time.process_time() if self.device == "cpu" else time.monotonic()

    def begin_step(self, optimizer: torch.optim.Optimizer, progress: float) -> None:
        self.step += 1
        for group in optimizer.param_groups:
            group["lr"] = self._recipe.rate_at(self.step, progress)

    def follow(self, smooth: Mapping[str, Tensor], learned: Mapping[str, Tensor]) -> None:
        """Moves the running mean of the weights, which is over fewer steps at first."""
        keep = min(_SMOOTHING, 1 - 1 / (1 + self.step / 4))
        with torch.no_grad():
            for name, mean in smooth.items():
                if mean.dtype.is_floating_point:
                    mean.lerp_(learned[name], 1 - keep)

    def keep(
        self,
        told: Mapping[str, object],
        loss: float,
        weights: Mapping[str, Tensor],
        optimizer: dict[str, Any],
        best: dict[str, Tensor],
    ) -> None:
        """told: for the log, after step and minutes. loss: goes among `losses`."""
        self.losses.append((self.step, loss))
        line = {"step": self.step, "minutes": round(self.spent_s / 60, 2), **told}
        self._tell(line)
        self._out.mkdir(parents=True, exist_ok=True)
        with (self._out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        checkpoint = Checkpoint(
            recipe=self._name,
            step=self.step,
            seconds=self.spent_s,
            weights={name: value.cpu() for name, value in weights.items()},
            optimizer=optimizer,
            losses=tuple(self.losses),
            best=best,
        )
        save(checkpoint, self._out / "checkpoint.pt")
