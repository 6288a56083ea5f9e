"""Tiles of labelled screens, varied, with what the network should answer at each place."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.edge_blocks import edge_blocks
from models.labels import read_labelled
from models.screen_classes import CLASSES, class_of
from models.training.detector_net import STRIDES
from tracker.errors import Malformed

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

SHAPES = ((4, 512, 512), (4, 512, 512), (3, 448, 832), (2, 640, 1024), (1, 1088, 1408))
"""Tiles at once, their height and width, px. A step takes one of these: small ones for variety, one
as large as a window, since a page or a long bar is never whole in the others."""

_THINNEST = (0, 40, 128, 320)
"""The shorter side, px, from which on a thing is answered at each stride. The shorter one, since
rows of a table are as wide as a window and stand too close for a coarse stride."""

_LOOK_AGAIN = 400
"""Screens, after which the folders are looked through for new ones."""

_LEAST_SEEN = 0.35
"""Of a thing at a tile's edge."""


@dataclass(frozen=True)
class Example:
    """boxes: (n, 4) px. kinds: (n,) places in CLASSES."""

    pixels: Bytes
    boxes: Floats
    kinds: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """blocks: what the network is shown, uint8 (N, 96, H / 4, W / 4). For each stride: kinds
    (N, h, w), -1 for nothing, and boxes (N, 4, h, w) in px."""

    blocks: Tensor
    kinds: list[Tensor]
    boxes: list[Tensor]


def read_example(labels: Path) -> Example:
    screen = read_labelled(labels)
    known = [
        (one.box, CLASSES.index(kind))
        for one in screen.labels
        if (kind := one.kind or class_of(one.role)) in CLASSES
    ]
    boxes = [(box.left, box.top, box.right, box.bottom) for box, _ in known]
    return Example(
        screen.frame.pixels,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([kind for _, kind in known], np.int64),
    )


def tile(example: Example, high: int, wide: int, dice: random.Random) -> Example:
    """A part of the screen that holds something, at a scale and in colours of chance."""
    scale = dice.choice((1.0, 1.0, 1.0, dice.uniform(0.7, 1.5)))
    part_high, part_wide = round(high / scale), round(wide / scale)
    full_high, full_wide = example.pixels.shape[:2]
    if len(example.boxes) and dice.random() < 0.9:
        box = example.boxes[_chosen(example, dice)]
        x = dice.uniform(box[0], box[2]) - dice.random() * part_wide
        y = dice.uniform(box[1], box[3]) - dice.random() * part_high
    else:
        x, y = dice.random() * full_wide, dice.random() * full_high
    left = round(min(max(0.0, x), max(0, full_wide - part_wide)))
    top = round(min(max(0.0, y), max(0, full_high - part_high)))
    part = example.pixels[top : top + part_high, left : left + part_wide]
    pixels = np.full((part_high, part_wide, 3), dice.randrange(256), np.uint8)
    pixels[: part.shape[0], : part.shape[1]] = part
    if scale != 1:
        how = cv2.INTER_AREA if scale < 1 else dice.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        pixels = np.asarray(cv2.resize(pixels, (wide, high), interpolation=how), np.uint8)
    moved = (example.boxes - np.array([left, top, left, top], np.float32)) * scale
    edges = np.array([part.shape[1], part.shape[0]] * 2, np.float32) * scale
    cut = np.clip(moved, 0, edges)
    area, seen = _area(moved), _area(cut)
    kept = (seen > 12) & (seen > _LEAST_SEEN * area)
    return Example(_recoloured(pixels, dice), cut[kept], example.kinds[kept])


def _chosen(example: Example, dice: random.Random) -> int:
    """Any thing, or one of a kind that was drawn first: a window with one slider among hundreds
    of cells shows the slider as well."""
    if dice.random() < 0.5:
        return dice.randrange(len(example.boxes))
    kind = dice.choice(np.unique(example.kinds).tolist())
    return int(dice.choice(np.flatnonzero(example.kinds == kind).tolist()))


def _area(boxes: Floats) -> Floats:
    sides = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    return np.asarray(sides[:, 0] * sides[:, 1], np.float32)


def _recoloured(pixels: Bytes, dice: random.Random) -> Bytes:
    if dice.random() < 0.4:
        return pixels
    table = np.arange(256, dtype=np.float32)
    if dice.random() < 0.25:
        table = 255 - table
    table = (table - 128) * dice.uniform(0.6, 1.2) + 128 + dice.uniform(-30, 30)
    tables = [np.clip(table * dice.uniform(0.85, 1.1), 0, 255).astype(np.uint8) for _ in range(3)]
    return np.stack([tables[channel][pixels[:, :, channel]] for channel in range(3)], axis=2)


def targets(example: Example, high: int, wide: int) -> list[tuple[npt.NDArray[np.int64], Floats]]:
    """For each stride what stands where: kinds (h, w) and boxes (4, h, w).

    A thing is answered at the places near its middle, which nobody can tell to the pixel in a
    long one; where two meet, the smaller one is.
    """
    maps = [
        (
            np.full((high // stride, wide // stride), -1, np.int64),
            np.zeros((4, high // stride, wide // stride), np.float32),
        )
        for stride in STRIDES
    ]
    for index in np.argsort(-_area(example.boxes)):
        box = example.boxes[index]
        thinnest = min(box[2] - box[0], box[3] - box[1])
        level = max(place for place, least in enumerate(_THINNEST) if thinnest >= least)
        stride = STRIDES[level]
        kinds, boxes = maps[level]
        ranges = []
        for axis, most in ((0, kinds.shape[1]), (1, kinds.shape[0])):
            low, up = box[axis] / stride - 0.5, box[axis + 2] / stride - 0.5
            middle = (low + up) / 2
            near = min(4.0, max(1.0, (up - low) / 4))
            start = int(np.ceil(max(low, middle - near)))
            end = int(np.floor(min(up, middle + near)))
            if end < start:
                start = end = round(middle)
            ranges.append(slice(min(max(0, start), most - 1), min(max(0, end), most - 1) + 1))
        kinds[ranges[1], ranges[0]] = example.kinds[index]
        boxes[:, ranges[1], ranges[0]] = box[:, None, None]
    return maps


def batch_of(tiles: list[Example]) -> Batch:
    high, wide = tiles[0].pixels.shape[:2]
    answers = [targets(one, high, wide) for one in tiles]
    return Batch(
        torch.from_numpy(np.stack([edge_blocks(one.pixels) for one in tiles])),
        [torch.from_numpy(np.stack([one[k][0] for one in answers])) for k in range(len(STRIDES))],
        [torch.from_numpy(np.stack([one[k][1] for one in answers])) for k in range(len(STRIDES))],
    )


def divided(
    folders: Sequence[Path], every: int = 25, least: int = 0
) -> tuple[list[Path], list[Path]]:
    """The screens to learn from, and those that are held out: every so many-th, by its name
    alone, so that it stays so when the folder grows; and others where that makes fewer than
    `least`."""
    files = sorted(file for folder in folders for file in folder.glob("*.json"))
    places = {file: random.Random(file.stem).randrange(every) for file in files}  # noqa: S311
    held_out = sorted(files, key=lambda file: (places[file], file))
    held_out = held_out[: max(least, sum(place == 0 for place in places.values()))]
    return [file for file in files if file not in set(held_out)], held_out


class Tiles:
    """An endless supply. files: asked for anew now and then, since a folder may grow meanwhile."""

    def __init__(self, files: Callable[[], list[Path]], seed: int) -> None:
        self._all = files
        self._dice = random.Random(seed)  # noqa: S311
        self._files: list[Path] = []

    def next(self) -> Batch:
        """Two tiles of each screen that is read, where there is more than one."""
        if not self._files:
            self._files = list(self._all())
            if not self._files:
                raise Malformed(
                    "There are no labelled screens to learn from.",
                    hint="Make some with `python -m models.training.screens`.",
                )
            self._dice.shuffle(self._files)
            self._files = self._files[:_LOOK_AGAIN]
        count, high, wide = self._dice.choice(SHAPES)
        tiles: list[Example] = []
        while len(tiles) < count and self._files:
            example = read_example(self._files.pop())
            more = range(min(2, count - len(tiles)))
            tiles += [tile(example, high, wide, self._dice) for _ in more]
        return batch_of(tiles)
