"""Teaches the reader of icons: `python -m models.training.icons --cache DIR --out DIR`.

A small network turns the picture of an icon into a direction in a space where texts lie as well,
so that an icon may be asked for by words that it was never taught with. The texts come from
all-MiniLM-L6-v2 (its weights are fetched by `journeyman models fetch`) through one matrix that is
learned along. Source of the loss: arXiv:2103.00020, with several right texts for each icon.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.embedder import MiniLm
from models.training.checkpoints import Checkpoint
from models.training.icons_data import Batch, Crops
from models.training.icons_export import export
from models.training.icons_measure import measure
from models.training.icons_net import IconNet, TextNet
from models.training.runs import Recipe as AnyRecipe
from models.training.runs import Run, as_asked, parser_for, status_of

_PICTURE_SIDE = 0.5
"""Weight of "which picture is meant by this text", beside "which text is said of this picture"."""


@dataclass(frozen=True, slots=True)
class Recipe(AnyRecipe):
    """batch: crops in a step."""

    minutes: float = 35.0
    clock_minutes: float = 24 * 60.0
    batch: int = 160
    rate: float = 3e-3
    last_rate: float = 0.01
    check_every: int = 400


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
        self._run = Run(recipe, out, f"icons {recipe.rate} {recipe.batch}")
        self._device = self._run.device
        self._nets = torch.nn.ModuleDict(
            {"icons": IconNet(), "texts": TextNet(crops.lexicon.width)}
        ).to(self._device, memory_format=torch.channels_last)
        self._smooth = {k: v.detach().clone() for k, v in self._nets.state_dict().items()}
        self._optimizer = torch.optim.AdamW(
            self._nets.parameters(), lr=recipe.rate, weight_decay=0.05
        )
        before = self._run.take_up() if resume else None
        if before is not None:
            self._go_on_from(before)

    def _go_on_from(self, before: Checkpoint) -> None:
        self._nets.load_state_dict(before.weights)
        self._smooth = {k: v.to(self._device) for k, v in before.best.items()}
        self._optimizer.load_state_dict(before.optimizer)

    @property
    def step(self) -> int:
        return self._run.step

    def run(self) -> None:
        self._run.go(self.learn, self._check)

    def learn(self, progress: float) -> float:
        """One step; gives its loss. progress: of the whole training, 0 to 1."""
        self._run.begin_step(self._optimizer, progress)
        batch = self._crops.next(self._recipe.batch)
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
        self._run.follow(self._smooth, self._nets.state_dict())
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

    def _check(self, loss: float, progress: float) -> None:
        icons, texts = self.smoothed()
        told = {
            "done": round(progress, 3),
            "loss": round(loss, 4),
            **measure(icons, texts, self._crops, most=150 if progress < 1 else 600),
        }
        smooth = {k: v.cpu() for k, v in self._smooth.items()}
        self._run.keep(told, loss, self._nets.state_dict(), self._optimizer.state_dict(), smooth)
        if progress >= 1:
            export(icons, texts, self._crops, self._out)


def main() -> int:
    recipe = Recipe()
    parser = parser_for(__doc__, recipe)
    parser.add_argument("--cache", type=Path, required=True, help="of icon_pictures")
    parser.add_argument("--embedder", type=Path, required=True, help="model.safetensors")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json")
    asked = parser.parse_args()
    recipe = as_asked(recipe, asked)

    def teach() -> None:
        embedder = MiniLm(asked.embedder, asked.tokenizer)
        crops = Crops(asked.cache, embedder.embed, recipe.seed)
        del embedder
        Training(crops, asked.out, recipe, resume=asked.resume).run()

    return status_of(teach)


if __name__ == "__main__":
    sys.exit(main())
