"""Teaches the reader of icons: `python -m models.training.icons --cache DIR --out DIR`.

A small network turns the picture of an icon into a direction in a space where texts lie as well,
so that an icon may be asked for by words that it was never taught with. The texts come from
all-MiniLM-L6-v2 (its weights are fetched by `journeyman models fetch`) through one matrix that is
learned along. Source of the loss: arXiv:2103.00020, with several right texts for each icon.
"""

import argparse
import json
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.embedder import MiniLm
from models.training.checkpoints import Checkpoint, load, save
from models.training.icons_data import Batch, Crops
from models.training.icons_export import export
from models.training.icons_measure import measure
from models.training.icons_net import IconNet, TextNet
from tracker.errors import JourneymanError

_SMOOTHING = 0.998
_PICTURE_SIDE = 0.5
"""Weight of "which picture is meant by this text", beside "which text is said of this picture"."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """minutes: of the processor on a CPU. clock_minutes: ends it earlier on a busy machine."""

    minutes: float = 35.0
    clock_minutes: float = 24 * 60.0
    batch: int = 160
    rate: float = 3e-3
    warm_up: int = 100
    check_every: int = 400
    threads: int = 1
    seed: int = 1


def loss_of(meanings: Tensor, logits: Tensor, texts: Tensor, scale: Tensor, batch: Batch) -> Tensor:
    """meanings: (n, width); logits: (n,); texts: (t, width); both sides of length 1."""
    right = torch.from_numpy(batch.right).to(meanings.device)
    is_open = torch.from_numpy(batch.open).to(meanings.device)
    is_icon = torch.from_numpy(batch.is_icon).to(meanings.device)
    likely = (scale * meanings @ texts.T).masked_fill(~is_open, -1e4)
    said = -(right * functional.log_softmax(likely, dim=1)).sum(1)[is_icon > 0].mean()
    asked = right.sum(0) > 0
    columns, wanted = likely[:, asked].T, right[:, asked].T > 0
    shown = (columns.logsumexp(1) - columns.masked_fill(~wanted, -1e4).logsumexp(1)).mean()
    there = functional.binary_cross_entropy_with_logits(logits, is_icon)
    return said + _PICTURE_SIDE * shown + there


class Training:
    def __init__(self, crops: Crops, out: Path, recipe: Recipe, *, resume: bool) -> None:
        self._crops, self._out, self._recipe = crops, out, recipe
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self._nets = torch.nn.ModuleDict(
            {"icons": IconNet(), "texts": TextNet(crops.lexicon.width)}
        ).to(self._device, memory_format=torch.channels_last)
        self._smooth = {k: v.detach().clone() for k, v in self._nets.state_dict().items()}
        self._optimizer = torch.optim.AdamW(
            self._nets.parameters(), lr=recipe.rate, weight_decay=0.05
        )
        self._losses: list[tuple[int, float]] = []
        self.step, self._spent_s = 0, 0.0
        before = load(out / "checkpoint.pt", _name(recipe)) if resume else None
        if before is not None:
            self._go_on_from(before)
        self._began_s = time.monotonic()

    def _go_on_from(self, before: Checkpoint) -> None:
        self._nets.load_state_dict(before.weights)
        self._smooth = dict(before.best)
        self._optimizer.load_state_dict(before.optimizer)
        self.step, self._spent_s = before.step, before.seconds
        self._losses = list(before.losses)

    def run(self) -> None:
        recipe, started = self._recipe, self._now_s() - self._spent_s
        running = 0.0
        while (progress := self._progress(started)) < 1:
            loss = self.learn(progress)
            running = 0.98 * running + 0.02 * loss if running else loss
            if self.step % recipe.check_every == 0:
                self._keep(running, self._now_s() - started, progress)
        self._keep(running, self._now_s() - started, 1.0)

    def _progress(self, started: float) -> float:
        by_work = (self._now_s() - started) / 60 / self._recipe.minutes
        by_clock = (time.monotonic() - self._began_s) / 60 / self._recipe.clock_minutes
        return max(by_work, by_clock)

    def _now_s(self) -> float:
        return time.process_time() if self._device == "cpu" else time.monotonic()

    def learn(self, progress: float) -> float:
        """One step; gives its loss. progress: of the whole training, 0 to 1."""
        recipe = self._recipe
        self.step += 1
        fall = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))
        for group in self._optimizer.param_groups:
            group["lr"] = recipe.rate * min(1.0, self.step / recipe.warm_up) * fall
        batch = self._crops.next(recipe.batch)
        crops = torch.from_numpy(batch.crops).to(
            self._device, torch.float32, memory_format=torch.channels_last
        )
        with torch.autocast(self._device, torch.bfloat16):
            meanings, logits = self._nets["icons"](crops / 255)
        texts: Any = self._nets["texts"]
        turned = texts(torch.from_numpy(batch.texts).to(self._device))
        loss = loss_of(meanings.float(), logits.float(), turned, texts.scale, batch)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._nets.parameters(), 5.0)
        self._optimizer.step()
        keep = min(_SMOOTHING, 1 - 1 / (1 + self.step / 4))
        with torch.no_grad():
            for name, value in self._nets.state_dict().items():
                if value.dtype.is_floating_point:
                    self._smooth[name].lerp_(value, 1 - keep)
        return float(loss.detach())

    def smoothed(self) -> tuple[IconNet, TextNet]:
        """The running mean of the weights: what is measured and what is kept."""
        icons, texts = IconNet(), TextNet(self._crops.lexicon.width)
        for name, net in (("icons", icons), ("texts", texts)):
            own = {
                k.removeprefix(f"{name}."): v.cpu()
                for k, v in self._smooth.items()
                if k.startswith(f"{name}.")
            }
            net.load_state_dict(own)
            net.eval()
        return icons, texts

    def _keep(self, loss: float, spent_s: float, progress: float) -> None:
        self._losses.append((self.step, loss))
        icons, texts = self.smoothed()
        told = {
            "step": self.step,
            "minutes": round(spent_s / 60, 2),
            "done": round(progress, 3),
            "loss": round(loss, 4),
            **measure(icons, texts, self._crops, most=150 if progress < 1 else 600),
        }
        print(json.dumps(told), file=sys.stderr, flush=True)
        self._out.mkdir(parents=True, exist_ok=True)
        with (self._out / "log.jsonl").open("a") as log:
            log.write(json.dumps(told) + "\n")
        weights = {k: v.cpu() for k, v in self._nets.state_dict().items()}
        smooth = {k: v.cpu() for k, v in self._smooth.items()}
        save(
            Checkpoint(
                _name(self._recipe), self.step, spent_s, weights, self._optimizer.state_dict(),
                tuple(self._losses), smooth,
            ),
            self._out / "checkpoint.pt",
        )  # fmt: skip
        if progress >= 1:
            export(icons, texts, self._crops, self._out)


def _name(recipe: Recipe) -> str:
    return f"icons {recipe.rate} {recipe.batch}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="of icon_pictures")
    parser.add_argument("--embedder", type=Path, required=True, help="model.safetensors")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--clock-minutes", type=float, default=24 * 60.0)
    parser.add_argument("--check-every", type=int, default=400, help="steps")
    parser.add_argument("--threads", type=int, default=1, help="on a CPU")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_args()
    recipe = Recipe(
        minutes=asked.minutes,
        clock_minutes=asked.clock_minutes,
        check_every=asked.check_every,
        threads=asked.threads,
    )
    try:
        embedder = MiniLm(asked.embedder, asked.tokenizer)
        crops = Crops(asked.cache, embedder.embed, recipe.seed)
        del embedder
        Training(crops, asked.out, recipe, resume=asked.resume).run()
    except JourneymanError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
