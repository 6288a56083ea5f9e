"""What parts of a picture are worth reading: those that changed, and those where anything is drawn.

Pure.
"""

from functools import reduce

import cv2
import numpy as np
import numpy.typing as npt

from tracker.frames import Pixels
from tracker.geometry import Box

_CELL_PX = 32
_CONTRAST = 10
"""Grey levels between neighbouring pixels; a gradient has fewer, text and edges have more."""

_WORTH_IT = 0.85
"""Share of the picture; where more than that is busy, it is looked at as a whole."""

_EMPTY_CELLS = 3
"""A gap as wide as this many cells parts one busy place from another."""


def changed_part(before: Pixels, after: Pixels) -> Box | None:
    """The smallest box that holds every pixel in which they differ; None if none does."""
    rows = np.flatnonzero((before != after).any(axis=(1, 2)))
    if rows.size == 0:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero((before[top:bottom] != after[top:bottom]).any(axis=(0, 2)))
    return Box(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def busy_parts(pixels: Pixels) -> tuple[Box, ...]:
    """Boxes outside which the picture is empty, with a margin of 64 px or more.

    Cut where a gap runs all across, then in each part again.
    """
    high, wide = pixels.shape[:2]
    whole = Box(0, 0, wide, high)
    busy = cv2.dilate(_busy_cells(pixels), np.ones((5, 5), np.uint8)).astype(bool)
    parts = [
        part
        for left, top, right, bottom in _cut(busy, 0, 0)
        if (
            part := Box(
                left * _CELL_PX, top * _CELL_PX, right * _CELL_PX, bottom * _CELL_PX
            ).intersection(whole)
        )
        is not None
    ]
    return tuple(parts) if sum(part.area for part in parts) <= _WORTH_IT * whole.area else (whole,)


def is_painted(pixels: Pixels, box: Box) -> bool:
    """Whether the picture has more than one colour there, or right beside it."""
    around = pixels[max(0, box.top - 1) : box.bottom + 1, max(0, box.left - 1) : box.right + 1]
    return bool((around != around[0, 0]).any())


def busy_extent(pixels: Pixels) -> Box:
    """The smallest box around all busy parts; the whole picture where there is none."""
    whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
    return reduce(Box.union, busy_parts(pixels) or (whole,))


def _busy_cells(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """1 for each cell in which neighbouring pixels differ."""
    high, wide = pixels.shape[:2]
    flat = np.ascontiguousarray(pixels).reshape(high, 3 * wide)
    busy = np.zeros((-(-high // _CELL_PX), -(-wide // _CELL_PX)), np.uint8)
    for after, before in ((flat[:, 3:], flat[:, :-3]), (flat[1:], flat[:-1])):
        if after.size == 0:
            continue
        most = np.asarray(cv2.absdiff(after, before))
        for axis, step in ((0, _CELL_PX), (1, 3 * _CELL_PX)):
            most = np.maximum.reduceat(most, np.arange(0, most.shape[axis], step), axis=axis)
        busy[: most.shape[0], : most.shape[1]] |= (most > _CONTRAST).astype(np.uint8)
    return busy


def _cut(busy: npt.NDArray[np.bool_], left: int, top: int) -> list[tuple[int, int, int, int]]:
    """The busy parts of a grid with that corner: left, top, right and bottom in cells."""
    rows, columns = np.flatnonzero(busy.any(axis=1)), np.flatnonzero(busy.any(axis=0))
    if rows.size == 0:
        return []
    for axis, filled in ((0, rows), (1, columns)):
        starts = np.flatnonzero(np.diff(filled) > _EMPTY_CELLS)
        if starts.size == 0:
            continue
        parts = []
        for run in np.split(filled, starts + 1):
            first, last = int(run[0]), int(run[-1]) + 1
            part = busy[first:last] if axis == 0 else busy[:, first:last]
            parts += _cut(part, left + (first if axis else 0), top + (0 if axis else first))
        return parts
    return [
        (left + int(columns[0]), top + int(rows[0]),
         left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)
    ]  # fmt: skip
