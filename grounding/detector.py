"""Boxes of the things on a picture that can be used, with their class: our own ONNX model.

It sees the picture at its own size, since the half of a screen's targets are too small to be scaled
down, as far as anything is drawn on it. What did not change since the last picture is not looked at
again.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from grounding.changes import busy_extent, changed_part, is_painted
from grounding.inference import open_session
from models.edge_blocks import edge_blocks
from models.screen_classes import CLASSES, role_of
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Source

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("weights") / "detector.onnx"

_REACH_PX = 192
"""What is at most so far from a change may look different to the network because of it."""

_MOST_IN_PART = 0.6
"""Share of the picture; more than that is looked at as a whole."""

_MAY_BE_BLANK = ("cell", "text field", "image", "menu item")

_SURFACES = ("text field", "image")

_SHARED = 0.3
"""Of the smaller of two surfaces; what shares more is a part of the other one."""

_MOST = 1500
"""Answers that are looked at, the surest ones."""


@dataclass(frozen=True, slots=True)
class Detection:
    """kind: one of `models.screen_classes.CLASSES`. score: 0 to 1."""

    kind: str
    box: Box
    score: float

    @property
    def element(self) -> Element:
        return Element(role=role_of(self.kind), name="", box=self.box, source=Source.DETECTOR)


class Detector:
    """Thread-safe; the model is loaded when the first picture comes.

    threads: of each model; None leaves a core free. least: of the score.
    """

    def __init__(
        self, weights: Path = WEIGHTS, *, threads: int | None = None, least: float = 0.22
    ) -> None:
        self._weights = weights
        self._threads = threads
        self._least = least
        self._lock = threading.Lock()
        self._session: Any = None
        self._last: tuple[Pixels, tuple[Detection, ...]] | None = None

    def detections(self, pixels: Pixels) -> tuple[Detection, ...]:
        """uint8 (H, W, 3), RGB. Surest first. Raises Unavailable if the model is missing."""
        with self._lock:
            whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
            if self._last is None or self._last[0].shape != pixels.shape:
                found = self._look(pixels, busy_extent(pixels))
            else:
                before, known = self._last
                changed = changed_part(before, pixels)
                if changed is None:
                    return known
                found = self._look_again(pixels, changed, known, whole)
            self._last = (pixels.copy(), found)
            return found

    def forget(self) -> None:
        """The last picture; the model stays."""
        with self._lock:
            self._last = None

    def _look_again(
        self, pixels: Pixels, changed: Box, known: tuple[Detection, ...], whole: Box
    ) -> tuple[Detection, ...]:
        """Looks around the change alone. What reaches beyond is taken to be what it was before."""
        part = changed.grown(_REACH_PX).intersection(whole) or whole
        if part.area > _MOST_IN_PART * whole.area:
            return self._look(pixels, busy_extent(pixels))
        kept = [
            one
            for one in known
            if one.box.intersection(changed) is None or not part.encloses(one.box)
        ]
        fresh = [one for one in self._look(pixels, part) if not _is_cut(one.box, part, whole)]
        return suppress([*fresh, *kept])

    def _look(self, pixels: Pixels, part: Box) -> tuple[Detection, ...]:
        if self._session is None:
            self._session = open_session(self._weights, threads=self._threads)
        crop = pixels[part.top : part.bottom, part.left : part.right]
        boxes, chances = self._session.run(None, {"blocks": edge_blocks(crop)[None]})
        found = suppress(
            [
                Detection(one.kind, one.box.moved(part.left, part.top), one.score)
                for one in decoded(boxes, chances, (part.width, part.height), self._least)
            ]
        )
        return tuple(
            one for one in found if one.kind in _MAY_BE_BLANK or is_painted(pixels, one.box)
        )


def decoded(boxes: Floats, chances: Floats, size: tuple[int, int], least: float) -> list[Detection]:
    """boxes: (n, 4), left, top, right, bottom in px. chances: (n, classes). Cut to `size`."""
    best = chances.argmax(axis=1)
    scores = chances[np.arange(len(best)), best]
    sure = np.flatnonzero(scores >= least)
    sure = sure[np.argsort(-scores[sure], kind="stable")][:_MOST]
    found = []
    for index in sure:
        left, top, right, bottom = (round(float(edge)) for edge in boxes[index])
        left, top, right, bottom = (
            max(0, left),
            max(0, top),
            min(size[0], right),
            min(size[1], bottom),
        )
        if right - left >= 3 and bottom - top >= 3:
            box = Box(left, top, right, bottom)
            found.append(Detection(CLASSES[int(best[index])], box, float(scores[index])))
    return found


def suppress(found: list[Detection], *, overlap: float = 0.5) -> tuple[Detection, ...]:
    """Surest first, each thing once: without those that share `overlap` of their union with a
    surer one, whatever the class. A surface of text lies in no other one, and no picture in a
    picture, so of these less is enough, and of the smaller one."""
    ordered = sorted(found, key=lambda one: -one.score)
    if not ordered:
        return ()
    edges = np.array(
        [(b.left, b.top, b.right, b.bottom) for b in (one.box for one in ordered)], float
    )
    areas = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    is_open = np.ones(len(ordered), bool)
    kinds = np.array([one.kind for one in ordered])
    kept = []
    for index, one in enumerate(ordered):
        if not is_open[index]:
            continue
        kept.append(one)
        corner = np.minimum(edges[index, 2:], edges[:, 2:]) - np.maximum(
            edges[index, :2], edges[:, :2]
        )
        shared = np.clip(corner, 0, None).prod(axis=1)
        is_open &= shared < overlap * (areas + areas[index] - shared)
        if one.kind in _SURFACES:
            is_within = shared > _SHARED * np.minimum(areas, areas[index])
            is_open &= ~(is_within & (kinds == one.kind))
    return tuple(kept)


def _is_cut(box: Box, part: Box, whole: Box) -> bool:
    """Whether a thing reaches an edge of the part that is none of the picture."""
    margin = 2
    return (
        (box.left <= part.left + margin and part.left > whole.left)
        or (box.top <= part.top + margin and part.top > whole.top)
        or (box.right >= part.right - margin and part.right < whole.right)
        or (box.bottom >= part.bottom - margin and part.bottom < whole.bottom)
    )
