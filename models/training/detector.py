"""Trains the element detector: folders of labelled screens in, an ONNX model out.

    python -m models.training.detector --data DIR [--data DIR] --out DIR --minutes 60 [--resume]

On a GPU where there is one, else on the CPU in bfloat16. Kept after every check: what a run keeps,
and `detector.onnx` with the smoothed weights of the best check.
"""

import random
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from models.edge_blocks import BLOCK_PX, edge_blocks
from models.screen_classes import CLASSES
from models.training.checkpoints import Checkpoint
from models.training.detector_data import Batch, Example, Tiles, divided, read_example
from models.training.detector_net import STRIDES, DetectorNet, Exported, boxes_of
from models.training.runs import (
    Recipe,
    Run,
    Tell,
    as_asked,
    on_stderr,
    parser_for,
    status_of,
)
from tracker.errors import Malformed

_CHECKED_SCREENS = 12
_CONFIDENT = 0.3


@dataclass(frozen=True, slots=True)
class Check:
    """On held-out screens: shares of the things that are found with an IoU of half or more, and
    of the answers that find one."""

    step: int
    loss: float
    recall: float
    precision: float

    @property
    def score(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def loss_of(answers: list[Tensor], batch: Batch) -> Tensor:
    """Quality focal loss on classes (arXiv:2006.04388): the wanted chance of the right class is
    the IoU of the box that comes with it. Generalised IoU (arXiv:1902.09630) on boxes, and how
    far the logarithms of their reaches are off: where two boxes hardly meet, the IoU alone tells
    next to nothing of where to go."""
    kind_loss = answers[0].new_zeros((), dtype=torch.float32)
    box_loss = kind_loss.clone()
    count = 0
    for answer, stride, kinds, boxes in zip(
        answers, STRIDES, batch.kinds, batch.boxes, strict=True
    ):
        logits = answer[:, 4:].float()
        wanted = torch.zeros_like(logits)
        where, y, x = (kinds >= 0).nonzero(as_tuple=True)
        if where.numel():
            told = boxes_of(answer, stride)[where, :, y, x]
            right = boxes[where, :, y, x]
            overlap, generalised = _ious(told, right)
            wide_off = answer[:, :4].float()[where, :, y, x] - _reaches(right, x, y, stride)
            box_loss = box_loss + wide_off.abs().mean(1).sum() / 2
            wanted[where, kinds[where, y, x], y, x] = overlap.detach().clamp(0.1, 1)
            box_loss = box_loss + (1 - generalised).sum()
            count += where.numel()
        miss = (wanted - logits.sigmoid().detach()).abs().square()
        plain = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        kind_loss = kind_loss + (miss * plain).sum()
    return (kind_loss + 2 * box_loss) / max(1, count)


def _reaches(boxes: Tensor, x: Tensor, y: Tensor, stride: int) -> Tensor:
    """What the network should answer at places (x, y) for boxes, (n, 4): logarithms of strides."""
    middle = torch.stack([x, y, x, y], 1) * stride + stride / 2
    away = (boxes - middle) * boxes.new_tensor([-1, -1, 1, 1]) / stride
    return away.clamp(min=0.1).log()


def _ious(some: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    """(n, 4) each: IoU and generalised IoU, (n,)."""
    corner = torch.minimum(some[:, 2:], others[:, 2:]) - torch.maximum(some[:, :2], others[:, :2])
    shared = corner.clamp(min=0).prod(1)
    around = torch.maximum(some[:, 2:], others[:, 2:]) - torch.minimum(some[:, :2], others[:, :2])
    both = (some[:, 2:] - some[:, :2]).prod(1) + (others[:, 2:] - others[:, :2]).prod(1) - shared
    overlap = shared / both.clamp(min=1e-6)
    hull = around.prod(1).clamp(min=1e-6)
    return overlap, overlap - (hull - both) / hull


def check(net: DetectorNet, screens: list[Example], step: int, loss: float, device: str) -> Check:
    found = things = right = answers = 0
    net.eval()
    exported = Exported(net)
    for screen in screens:
        blocks = torch.from_numpy(edge_blocks(screen.pixels))[None]
        with torch.inference_mode():
            boxes, chances = exported(blocks.to(device))
        kept = _peaks(boxes.cpu(), chances.amax(1).cpu())
        overlaps = _table(torch.from_numpy(screen.boxes), kept)
        things += len(screen.boxes)
        answers += len(kept)
        if overlaps.numel():
            found += int((overlaps.amax(1) >= 0.5).sum())
            right += int((overlaps.amax(0) >= 0.5).sum())
    net.train()
    return Check(step, loss, found / max(1, things), right / max(1, answers))


def _peaks(boxes: Tensor, chances: Tensor) -> Tensor:
    """The boxes that are sure, without those that overlap a surer one. Greedy suppression."""
    sure = (chances >= _CONFIDENT).nonzero().flatten()
    order = sure[chances[sure].argsort(descending=True)][:600]
    kept: list[int] = []
    overlaps = _table(boxes[order], boxes[order])
    for place in range(len(order)):
        if not kept or float(overlaps[place, kept].max()) < 0.5:
            kept.append(place)
    return boxes[order[kept]] if kept else boxes[:0]


def _table(some: Tensor, others: Tensor) -> Tensor:
    """IoU of each with each: (n, m)."""
    n, m = len(some), len(others)
    flat = _ious(
        some[:, None].expand(n, m, 4).reshape(-1, 4), others[None].expand(n, m, 4).reshape(-1, 4)
    )
    return flat[0].view(n, m)


def _some(held_out: Sequence[Path]) -> list[Example]:
    """Of every folder alike."""
    files = list(held_out)
    random.Random(1).shuffle(files)  # noqa: S311
    return [read_example(file) for file in files[:_CHECKED_SCREENS]]


class Training:
    def __init__(
        self,
        files: Callable[[], list[Path]],
        held_out: Sequence[Path],
        out: Path,
        recipe: Recipe,
        *,
        resume: bool,
        start: Mapping[str, Tensor] | None = None,
        data: str = "",
        tell: Tell = on_stderr,
    ) -> None:
        """files: as `Tiles` takes them. held_out: of these some are checked. start: weights to
        learn on, instead of none.

        data: of which a checkpoint must be, where it matters. Raises Malformed where nothing is
        held out, or for a checkpoint of another training.
        """
        self._out = out
        self._recipe = recipe
        self._checked = _some(held_out)
        name = f"detector {recipe.rate} {len(CLASSES)} {data}".strip()
        self._run = Run(recipe, out, name, tell)
        self._device = self._run.device
        self._net = DetectorNet().to(self._device, memory_format=torch.channels_last)
        if start is not None:
            self._net.load_state_dict(start)
        self._smooth = DetectorNet().to(self._device)
        self._smooth.load_state_dict(self._net.state_dict())
        self._optimizer = torch.optim.AdamW(
            self._net.parameters(), lr=recipe.rate, weight_decay=0.02
        )
        self._best: dict[str, Tensor] = {}
        self._best_score = 0.0
        if not self._checked:
            raise Malformed(
                "There are too few labelled screens to hold some out.",
                hint="Make some with `python -m models.training.screens`.",
            )
        before = self._run.take_up() if resume else None
        self._tiles = Tiles(files, recipe.seed + self._run.step)
        if before is not None:
            self._go_on_from(before)

    @property
    def smoothed(self) -> dict[str, Tensor]:
        """The running mean of the weights that were learned."""
        return {k: v.detach().cpu().clone() for k, v in self._smooth.state_dict().items()}

    def _go_on_from(self, before: Checkpoint) -> None:
        own = {k.removeprefix("net."): v for k, v in before.weights.items() if k.startswith("net.")}
        smooth = {
            k.removeprefix("smooth."): v
            for k, v in before.weights.items()
            if k.startswith("smooth.")
        }
        self._net.load_state_dict(own)
        self._smooth.load_state_dict(smooth)
        self._optimizer.load_state_dict(before.optimizer)
        self._best = dict(before.best)
        # Measured anew: there may be other screens than before.
        best = DetectorNet().to(self._device)
        best.load_state_dict(self._best)
        self._best_score = check(best, self._checked, 0, 0.0, self._device).score

    def run(self) -> None:
        self._run.go(self._learn, self._check)

    def _learn(self, progress: float) -> float:
        self._run.begin_step(self._optimizer, progress)
        batch = self._tiles.next()
        moved = Batch(
            batch.blocks.to(self._device, memory_format=torch.channels_last),
            [one.to(self._device) for one in batch.kinds],
            [one.to(self._device) for one in batch.boxes],
        )
        with torch.autocast(self._device, torch.bfloat16):
            answers = self._net(moved.blocks)
        loss = loss_of(answers, moved)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._net.parameters(), 10.0)
        self._optimizer.step()
        self._run.follow(self._smooth.state_dict(), self._net.state_dict())
        return float(loss.detach())

    def _check(self, loss: float, _progress: float) -> None:
        self._keep(check(self._smooth, self._checked, self._run.step, loss, self._device))

    def _keep(self, found: Check) -> None:
        is_best = found.score >= self._best_score
        if is_best:
            self._best_score = found.score
            self._best = self.smoothed
        left = max(0.0, self._recipe.minutes - self._run.spent_s / 60)
        told = {
            "loss": round(found.loss, 4),
            "recall": round(found.recall, 4),
            "precision": round(found.precision, 4),
            "best": is_best,
            "minutes left": round(left, 1),
        }
        weights = {f"net.{k}": v for k, v in self._net.state_dict().items()}
        weights |= {f"smooth.{k}": v for k, v in self._smooth.state_dict().items()}
        self._run.keep(told, 1 - found.score, weights, self._optimizer.state_dict(), self._best)
        if is_best:
            export(self._best, self._out / "detector.onnx")


def export(weights: dict[str, Tensor], path: Path) -> None:
    """An ONNX model for what `edge_blocks` makes of pictures of any size."""
    net = DetectorNet()
    net.load_state_dict(weights)
    net.eval()
    with warnings.catch_warnings():
        # The newer exporter needs one package more and gives the same network.
        warnings.simplefilter("ignore", DeprecationWarning)
        # It tells of each slice that it leaves as it is.
        warnings.filterwarnings("ignore", message="Constant folding", category=UserWarning)
        torch.onnx.export(
            Exported(net),
            (torch.zeros(1, 6 * BLOCK_PX * BLOCK_PX, 64, 80, dtype=torch.uint8),),
            str(path),
            input_names=["blocks"],
            output_names=["boxes", "chances"],
            dynamic_axes={
                "blocks": {2: "height", 3: "width"},
                "boxes": {0: "n"},
                "chances": {0: "n"},
            },
            opset_version=17,
            dynamo=False,
        )


def main() -> int:
    recipe = Recipe()
    parser = parser_for(__doc__, recipe)
    parser.add_argument("--data", type=Path, required=True, action="append")
    asked = parser.parse_args()
    return status_of(
        lambda: _train(asked.data, asked.out, as_asked(recipe, asked), resume=asked.resume)
    )


def _train(folders: list[Path], out: Path, recipe: Recipe, *, resume: bool) -> None:
    held_out = divided(folders)[1]
    Training(lambda: divided(folders)[0], held_out, out, recipe, resume=resume).run()


if __name__ == "__main__":
    sys.exit(main())
