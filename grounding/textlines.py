"""From what the two text models give to lines of text.

Pure arithmetic on arrays. Text on a screen is upright, so boxes are upright as well: no rotated
rectangles, no straightening.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.frames import Pixels
from tracker.geometry import Box

Floats = npt.NDArray[np.float32]

_INK_CONTRAST = 28
"""Grey levels; anti-aliased strokes stand out by more, gradients and noise by less."""


@dataclass(frozen=True, slots=True)
class Line:
    """score: the recogniser's mean probability of the characters, 0 to 1."""

    text: str
    box: Box
    score: float


def boxes_from_map(
    probability: Floats,
    *,
    threshold: float = 0.3,
    box_threshold: float = 0.5,
    unclip: float = 1.6,
) -> list[Box]:
    """Upright boxes of the text in a probability map, float32 (H, W), in the map's pixels.

    The map marks the shrunken core of each line; area * unclip / perimeter is how far the line
    reaches beyond its core. Source: DBNet, arXiv:1911.08947, section 3.
    """
    height, width = probability.shape
    core = cv2.dilate((probability > threshold).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    boxes = []
    for index in range(1, count):
        left, top, wide, high, _ = (int(number) for number in stats[index])
        if min(wide, high) < 3:
            continue
        inside = labels[top : top + high, left : left + wide] == index
        if float(probability[top : top + high, left : left + wide][inside].mean()) < box_threshold:
            continue
        reach = wide * high * unclip / (2 * (wide + high))
        boxes.append(
            Box(
                max(0, round(left - reach)),
                max(0, round(top - reach)),
                min(width, round(left + wide + reach)),
                min(height, round(top + high + reach)),
            )
        )
    return boxes


def split_at_gaps(pixels: Pixels, box: Box, *, gap: float = 0.75) -> list[Box]:
    """The parts of a line that stand further apart than `gap` times its height of ink.

    A menu bar or a table's row comes from the detector as one line; a space between two words
    is about a third of the height.
    """
    grey = cv2.cvtColor(
        np.ascontiguousarray(pixels[box.top : box.bottom, box.left : box.right]),
        cv2.COLOR_RGB2GRAY,
    ).astype(np.int16)
    # The commonest level of a row is its ground; the median of a dense row is ink already.
    ground = np.array([np.bincount(row, minlength=256).argmax() for row in grey], np.int16)
    ink = np.abs(grey - ground[:, None]) > _INK_CONTRAST
    # The edge of a frame or of a menu bar runs along the line, or through all of its height.
    for longest_stroke in (np.ones((1, 2 * box.height)), np.ones((round(0.85 * box.height), 1))):
        edges = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, longest_stroke)
        ink &= edges == 0
    rows = np.flatnonzero(ink.sum(axis=1) >= 2)
    columns = np.flatnonzero(ink.any(axis=0))
    if rows.size < 2 or columns.size < 2:
        return [box]
    widest = max(8.0, gap * max(int(rows[-1] - rows[0]) + 1, box.height * 0.6))
    breaks = np.flatnonzero(np.diff(columns) > widest)
    if breaks.size == 0:
        return [box]
    starts = [int(columns[0]), *(int(columns[index + 1]) for index in breaks)]
    ends = [*(int(columns[index]) for index in breaks), int(columns[-1])]
    margin = max(2, box.height // 6)
    return [
        Box(
            max(box.left, box.left + start - margin),
            box.top,
            min(box.right, box.left + end + 1 + margin),
            box.bottom,
        )
        for start, end in zip(starts, ends, strict=True)
        if end - start >= 2
    ]


def decode(logits: Floats, alphabet: tuple[str, ...]) -> tuple[str, float]:
    """Greedy CTC: (T, C) probabilities to the text and the mean probability of its characters.

    Class 0 is the blank. Source: Graves et al. 2006, best path decoding.
    """
    best = logits.argmax(axis=1)
    kept = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    if not kept.any():
        return "", 0.0
    text = "".join(alphabet[index - 1] for index in best[kept])
    return text, float(logits.max(axis=1)[kept].mean())
