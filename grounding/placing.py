"""Where things lie: which of several is meant by "left of Cancel" or "in the toolbar".

Pure geometry over boxes and the containers that the accessibility tree tells of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from grounding.phrase import Container, Side
from grounding.roles import split_entry
from grounding.screen import Screen
from grounding.wording import likeness
from tracker.geometry import Box
from tracker.trajectory import Source

_NEXT_IN_RANK = 0.85
"""For each place further from what was asked: far enough to be no tie with the nearest."""

_WRONG_HALF = 0.8
_AS_GOOD = 0.1


@dataclass(frozen=True, slots=True)
class Scored:
    """An element of a Screen by its index. why: what speaks for it, in words."""

    index: int
    score: float
    why: tuple[str, ...] = ()


def beside_anchor(
    scored: Sequence[Scored], screen: Screen, side: Side, anchor: Box, called: str
) -> list[Scored]:
    """Those on the asked side of the anchor; the nearest keeps its score."""
    gaps = []
    for candidate in scored:
        box = screen.elements[candidate.index].box
        gap = None if box.iou(anchor) > 0.5 else _gap(box, anchor, side)
        if gap is not None:
            gaps.append((candidate, gap))
    where = {
        Side.LEFT: "left of", Side.RIGHT: "right of", Side.TOP: "above", Side.BOTTOM: "below",
    }.get(side, "next to")  # fmt: skip
    return _ranked(gaps, f'{where} "{called}"')


def between_anchors(
    scored: Sequence[Scored], screen: Screen, one: Box, other: Box, called: str
) -> list[Scored]:
    """Those that have one anchor on one side and the other on the opposite one."""
    pairs = (
        (Side.RIGHT, Side.LEFT), (Side.LEFT, Side.RIGHT),
        (Side.BOTTOM, Side.TOP), (Side.TOP, Side.BOTTOM),
    )  # fmt: skip
    gaps = []
    for candidate in scored:
        box = screen.elements[candidate.index].box
        for first, second in pairs:
            near, far = _gap(box, one, first), _gap(box, other, second)
            if near is not None and far is not None and max(box.iou(one), box.iou(other)) < 0.5:
                gaps.append((candidate, near + far))
                break
    return _ranked(gaps, f"between {called}")


def _gap(box: Box, anchor: Box, side: Side) -> int | None:
    """Pixels between the two in the asked direction, and more for what stands askew; None if the
    box does not lie there."""
    match side:
        case Side.LEFT:
            return _apart(box.right, anchor.left, _shared_rows(box, anchor))
        case Side.RIGHT:
            return _apart(anchor.right, box.left, _shared_rows(box, anchor))
        case Side.TOP:
            return _apart(box.bottom, anchor.top, _shared_columns(box, anchor))
        case Side.BOTTOM:
            return _apart(anchor.bottom, box.top, _shared_columns(box, anchor))
        case Side.BESIDE | Side.BETWEEN | Side.CENTER:
            sides = (Side.LEFT, Side.RIGHT, Side.TOP, Side.BOTTOM)
            found = (_gap(box, anchor, each) for each in sides)
            return min((gap for gap in found if gap is not None), default=None)


_OVERLAP_PX = 4
_LEAST_SHARED = 0.3
_ASKEW_PX = 24
"""What it counts for if only a part of two things shares a row or a column."""


def _apart(end: int, start: int, shared: float) -> int | None:
    if end > start + _OVERLAP_PX or shared <= _LEAST_SHARED:
        return None
    return max(0, start - end) + round(_ASKEW_PX * (1 - shared))


def _shared_rows(one: Box, other: Box) -> float:
    """Of the lower of the two, 0 to 1."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, shared / min(one.height, other.height))


def _shared_columns(one: Box, other: Box) -> float:
    """Of the narrower of the two, 0 to 1."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return max(0.0, shared / min(one.width, other.width))


def _ranked(measured: list[tuple[Scored, int]], why: str) -> list[Scored]:
    """The smallest measure keeps its score, each larger one is worth less.

    The rank counts only what answers the rest of the phrase about as well as the best, or a
    stray link next to the anchor would outrank the button that was asked for.
    """
    best = max((each.score for each, _ in measured), default=0.0)
    ranks = {measure for each, measure in measured if each.score >= best - _AS_GOOD}
    return [
        replace(
            candidate,
            score=candidate.score * _NEXT_IN_RANK ** sum(rank < measure for rank in ranks),
            why=(*candidate.why, why),
        )
        for candidate, measure in measured
    ]


def in_corner(scored: Sequence[Scored], screen: Screen, sides: tuple[Side, ...]) -> list[Scored]:
    """Those furthest towards the sides of the window keep their score."""
    whole = _extent(screen)
    measured = []
    for candidate in scored:
        box = screen.elements[candidate.index].box
        away = [_away(box, whole, side) for side in sides]
        kept = candidate.score if max(away) <= 0.5 else candidate.score * _WRONG_HALF
        # Twentieths of the window for one side: two buttons of one row are both "at the top". In a
        # corner each counts for itself.
        steps = round(away[0] * 20) if len(away) == 1 else round(sum(away) * 200)
        measured.append((replace(candidate, score=kept), steps))
    return _ranked(measured, "at the " + " ".join(sides))


def _away(box: Box, whole: Box, side: Side) -> float:
    """0 at the side itself, 1 at the opposite one; for the centre 0 in it, 1 at an edge."""
    across = (box.center.x - whole.left) / whole.width
    down = (box.center.y - whole.top) / whole.height
    match side:
        case Side.LEFT:
            return across
        case Side.RIGHT:
            return 1 - across
        case Side.TOP:
            return down
        case Side.BOTTOM:
            return 1 - down
        case Side.CENTER | Side.BESIDE | Side.BETWEEN:
            return 2 * max(abs(across - 0.5), abs(down - 0.5))


def _extent(screen: Screen) -> Box:
    width, height = screen.frame.size
    if screen.window is not None and screen.window.box is not None:
        return screen.window.box.intersection(Box(0, 0, width, height)) or Box(0, 0, width, height)
    return Box(0, 0, width, height)


def in_container(
    scored: Sequence[Scored], screen: Screen, container: Container, called: str
) -> list[Scored] | None:
    """Those inside of the container; None where the screen tells of no such container.

    Eyes alone see no containers: then what lies where such a bar usually is counts for a little
    less. A dialog may be anywhere or not be there, and its "Save" is another than the window's.
    """
    if not any(element.source is Source.ACCESSIBLE for element in screen.elements):
        is_bar = not container.name and container.roles <= set(_USUAL)
        return _where_it_would_be(scored, screen, container, called) if is_bar else None
    places = _container_boxes(screen, container)
    if not places:
        return None
    kept = []
    for candidate in scored:
        element = screen.elements[candidate.index]
        if _is_within(element.path, container) or (
            not element.path and any(place.contains(element.box.center) for place in places)
        ):
            kept.append(replace(candidate, why=(*candidate.why, f"in the {called}")))
    return kept


_USUAL: Final = {
    "menu bar": (0.0, 0.15),
    "tool bar": (0.0, 0.35),
    "status bar": (0.85, 1.0),
}
"""From where to where in its window, as shares of the height."""

_UNSEEN = 0.9


def _where_it_would_be(
    scored: Sequence[Scored], screen: Screen, container: Container, called: str
) -> list[Scored]:
    spans = [_USUAL[role] for role in container.roles]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    whole = _extent(screen)
    why = f"where the {called} would be"
    return [
        replace(each, score=each.score * _UNSEEN, why=(*each.why, why))
        for each in scored
        if first <= _away(screen.elements[each.index].box, whole, Side.TOP) <= last
    ]


def _container_boxes(screen: Screen, container: Container) -> list[Box]:
    """What the container spans, as far as its contents show."""
    spans: dict[tuple[str, ...], Box] = {}
    for element in screen.elements:
        for depth, entry in enumerate(element.path):
            if _is_that(entry, container):
                key = element.path[: depth + 1]
                spans[key] = spans[key].union(element.box) if key in spans else element.box
    window = screen.window
    if spans or "frame" not in container.roles or window is None or window.box is None:
        return list(spans.values())
    is_named = not container.name or likeness(container.name, window.title) > 0
    return [window.box] if is_named else []


def _is_within(path: tuple[str, ...], container: Container) -> bool:
    return any(_is_that(entry, container) for entry in path)


def _is_that(entry: str, container: Container) -> bool:
    """entry: "role name", where the role itself may be of several words."""
    role, name = split_entry(entry)
    if role not in container.roles:
        return False
    return not container.name or likeness(container.name, name) > 0
