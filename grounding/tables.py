"""The cells of a table in which nothing is painted: where a row and a column that are seen cross.

Rows and columns are seen by their texts: those of a column begin or end at one place, those of a
row lie at one height. Pure geometry.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tracker.geometry import Box

_LEAST_TEXTS = 3
"""Of a column."""

_MOSTLY = 0.8
"""Of a column's texts."""

_EDGE_PX = 4
"""As far apart are the edges of a column's texts at most, since the reader's boxes are loose."""

_HEIGHT_PX = 3
"""As far apart are the middles of two texts of one row at most."""

_PITCHES_PX = (12, 40)
"""From one row to the next."""

_CELL = 0.92
"""Of the height of a row; the rest is between the rows."""


def blank_cells(cells: Sequence[Box], texts: Sequence[Box]) -> list[Box]:
    """cells: that were seen. texts: all that were read, in cells or not."""
    worded = [text for text in texts if any(cell.contains(text.center) for cell in cells)]
    columns = _columns(worded)
    found: list[Box] = []
    for column in columns:
        for other in columns:
            if other is column or not _are_of_one_table(column, other):
                continue
            for box in _crossings(column, other):
                is_taken = any(box.intersection(one) for one in (*texts, *found))
                if not is_taken and not any(box.iou(cell) > 0.3 for cell in cells):
                    found.append(box)
    return found


def _columns(texts: Sequence[Box]) -> list[list[Box]]:
    """Each text in one of them at most, from top to bottom; the longest column has it."""
    groups = [*_alike(texts, "left"), *_alike(texts, "right")]
    taken: set[Box] = set()
    found = []
    for group in sorted(groups, key=len, reverse=True):
        rest = sorted(set(group) - taken, key=lambda one: one.top)
        if len(rest) >= _LEAST_TEXTS:
            found.append(rest)
            taken.update(rest)
    return found


def _alike(texts: Sequence[Box], edge: str) -> Iterator[list[Box]]:
    """Groups of texts with nearly the same edge."""
    group: list[Box] = []
    for text in sorted(texts, key=lambda one: int(getattr(one, edge))):
        if group and getattr(text, edge) - getattr(group[0], edge) > _EDGE_PX:
            yield group
            group = []
        group.append(text)
    yield group


def _are_of_one_table(column: Sequence[Box], fuller: Sequence[Box]) -> bool:
    """Whether what the column says is said of things in the other one: a list that happens to
    stand beside another list has rows of its own."""
    matched = sum(any(_is_beside(text, one) for one in fuller) for text in column)
    return matched >= max(_LEAST_TEXTS, _MOSTLY * len(column))


def _is_beside(some: Box, other: Box) -> bool:
    return abs(some.center.y - other.center.y) <= _HEIGHT_PX


def _crossings(column: Sequence[Box], other: Sequence[Box]) -> Iterator[Box]:
    """What the column has beside the texts of the other one where it has none of its own."""
    middles = [text.center.y for text in column]
    pitch = median(below.center.y - above.center.y for above, below in pairwise(other))
    if not _PITCHES_PX[0] <= pitch <= _PITCHES_PX[1]:
        return
    left, right = min(text.left for text in column), max(text.right for text in column)
    half = round(_CELL * pitch / 2)
    for text in other:
        middle = text.center.y
        away = (middle - middles[0]) / pitch
        is_a_row = abs(away - round(away)) * pitch <= _HEIGHT_PX * max(1, abs(away) / 4)
        if is_a_row and min(abs(middle - one) for one in middles) > pitch / 2:
            yield Box(left, middle - half, right, middle + half)
