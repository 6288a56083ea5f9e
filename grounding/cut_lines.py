"""Lines of text that reach over several things are cut between them.

The text reader takes the cells of a row for one line where little room is between them; what sees
the cells knows better. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grounding.textlines import Line
from tracker.geometry import Box

_LINES_OF_A_THING = 2.5
"""What is higher than so many lines is not one of several in a row."""

_OVERLAP = 0.2
"""Of the narrower one: two that share more are not beside each other."""

_OFF = 0.12
"""Share of a line's characters by which a gap may be off, since letters differ in width."""


def cut_between(lines: Sequence[Line], things: Sequence[Box]) -> tuple[Line, ...]:
    """things: that were seen, of which each has a text of its own."""
    return tuple(part for line in lines for part in _parts(line, _along(line, things)))


def _along(line: Line, things: Sequence[Box]) -> list[Box]:
    """Those that the line runs over, from left to right; none if two of them overlap."""
    box = line.box
    over = sorted(
        (
            thing
            for thing in things
            if thing.top < box.center.y < thing.bottom
            and thing.height <= _LINES_OF_A_THING * box.height
            and min(thing.right, box.right) - max(thing.left, box.left) >= box.height
        ),
        key=lambda one: one.left,
    )
    for one, other in pairwise(over):
        if one.right - other.left > _OVERLAP * min(one.width, other.width):
            return []
    return over


def _parts(line: Line, things: Sequence[Box]) -> Iterator[Line]:
    box, count = line.box, len(line.text)
    start, left = 0, box.left
    for one, other in pairwise(things):
        edge = (one.right + other.left) // 2
        wanted = (edge - box.left) / box.width * count
        gaps = [place for place, sign in enumerate(line.text) if sign == " " and place > start]
        gap = min(gaps, key=lambda place: abs(place - wanted), default=None)
        if gap is None or abs(gap - wanted) > max(1.5, _OFF * count):
            continue
        yield replace(line, text=line.text[start:gap], box=Box(left, box.top, edge, box.bottom))
        start, left = gap + 1, edge
    yield replace(line, text=line.text[start:], box=Box(left, box.top, box.right, box.bottom))
