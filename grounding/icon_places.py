"""Where small pictures stand on a screen, from the pixels alone, for want of a detector.

An icon is a small heap of edges with nothing around it. What is a letter, a frame or a mark is
not known here: the reader of icons says what is none. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from grounding.edges import KERNEL, edges
from tracker.frames import Pixels
from tracker.geometry import Box

_EDGE: Final = 26
"""Grey levels from one pixel to the next that count as an edge."""

_JOIN_PX: Final = 2
"""Parts of one icon lie at most twice this apart, and two things further."""

_SIDES_PX: Final = range(7, 73)
_LONGEST: Final = 2.6
_FRAMED_PX: Final = 3
_REACH_PX: Final = 4
"""A button without a frame is larger than its picture by about so much on each side."""

_INSET_PX: Final = 3
_BUTTON_PX: Final = 26
"""Smaller ones have no room for a border and an icon."""

_MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Place:
    """drawn: close around the picture. box: what can be pressed, as far as it shows."""

    drawn: Box
    box: Box


def icon_places(pixels: Pixels, texts: Sequence[Box] = ()) -> tuple[Place, ...]:
    """From top to bottom. texts: where words were read; nothing there is an icon."""
    boxes = [box for box in _heaps(pixels) if not _is_text(box, texts)]
    whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
    found = []
    for box in boxes:
        if any(_is_framed(other, box) for other in boxes):
            continue
        frames = [other for other in boxes if _is_framed(box, other)]
        if frames:
            around = min(frames, key=lambda each: each.area)
        else:
            around = box.grown(_REACH_PX).intersection(whole) or box
        found.append(Place(box, around))
    return tuple(found[:_MOST])


def _heaps(pixels: Pixels) -> list[Box]:
    """Of edges that hang together, by the size and the shape of an icon or of its button."""
    joined = cv2.dilate(edges(pixels, _EDGE), KERNEL, iterations=_JOIN_PX)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    # Each gradient reaches a pixel beyond what is drawn, and the joining two more.
    beyond = _JOIN_PX + 1
    found = []
    for left, top, wide, high, _ in stats[1:].tolist():
        wide, high = wide - 2 * beyond, high - 2 * beyond
        longest, shortest = max(wide, high), max(1, min(wide, high))
        if longest in _SIDES_PX and longest / shortest <= (_LONGEST if longest > 16 else 8):
            right, bottom = left + beyond + max(1, wide), top + beyond + max(1, high)
            found.append(Box(left + beyond, top + beyond, right, bottom))
    return sorted(found, key=lambda box: (box.top, box.left))


def _is_text(box: Box, texts: Sequence[Box]) -> bool:
    for text in texts:
        shared = box.intersection(text)
        if shared is not None and shared.area > 0.3 * box.area:
            return True
    return False


def _is_framed(inner: Box, outer: Box) -> bool:
    """Whether one stands inside of the other with space all around, as an icon on its button."""
    return (
        inner.left - outer.left >= _FRAMED_PX
        and inner.top - outer.top >= _FRAMED_PX
        and outer.right - inner.right >= _FRAMED_PX
        and outer.bottom - inner.bottom >= _FRAMED_PX
    )


def drawn_in(pixels: Pixels, box: Box, *, is_button: bool = True) -> Box:
    """Close around what is painted on a thing; the box itself where nothing stands out.

    is_button: the box may have a border, and room between it and the picture.
    """
    whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
    is_wide = is_button and min(box.width, box.height) >= _BUTTON_PX
    region = box.grown(-_INSET_PX if is_wide else 1).intersection(whole)
    if region is None:
        return box
    part = pixels[region.top : region.bottom, region.left : region.right].astype(np.int16)
    ring = np.concatenate((part[0], part[-1], part[:, 0], part[:, -1]))
    apart = np.abs(part - np.median(ring, axis=0).astype(np.int16)).max(axis=2)
    marked = (apart > max(20, int(apart.max()) // 4)).astype(np.uint8)
    inner = _whole_parts(marked)
    if inner is None:
        return box
    return inner.moved(region.left, region.top)


def _whole_parts(marked: npt.NDArray[np.uint8]) -> Box | None:
    """Around what hangs together without reaching the edge, else around all; None for nothing."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    boxes = [
        Box(left, top, left + wide, top + high)
        for left, top, wide, high, area in stats[1:].tolist()
        if area > 1
    ]
    high, wide = marked.shape
    inside = [
        box
        for box in boxes
        if box.left > 0 and box.top > 0 and box.right < wide and box.bottom < high
    ]
    chosen = inside or boxes
    if not chosen:
        return None
    around = chosen[0]
    for box in chosen[1:]:
        around = around.union(box)
    return around
