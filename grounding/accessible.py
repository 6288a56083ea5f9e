"""Which of the accessibility tree's elements a person would point at.

Pure. A tree is mostly scaffolding: frames, panels and fillers. What remains is what can be used
or read, each once.
"""

from dataclasses import replace
from typing import Final

from grounding.covered import uncovered
from grounding.roles import CONTAINERS, INTERACTIVE
from tracker.geometry import Box
from tracker.trajectory import Element

_ALMOST_INSIDE_PX = 3


def pointable(
    elements: tuple[Element, ...], size: tuple[int, int], window: Box | None = None
) -> tuple[Element, ...]:
    """The elements worth being on a Screen, in the tree's order, cut to the picture.

    size: of the frame, px. window: the active window's box, by which a thing that fills all of
    it without a name is known to be scaffolding.
    """
    picture = Box(0, 0, *size)
    kept = []
    for element in uncovered(elements):
        visible = element.box.intersection(picture)
        if visible is None or not _is_worth_pointing_at(element):
            continue
        if visible == window and not element.name and element.role not in INTERACTIVE:
            continue
        kept.append(element if visible == element.box else replace(element, box=visible))
    return _without_captions(kept)


def _is_worth_pointing_at(element: Element) -> bool:
    if element.states and "showing" not in element.states:
        return False
    if element.role in INTERACTIVE:
        return True
    return element.role not in CONTAINERS and bool(element.name or element.value)


def _without_captions(elements: list[Element]) -> tuple[Element, ...]:
    """Without the label that a button holds to show its own name, and without doubles."""
    controls: dict[str, list[Element]] = {}
    for element in elements:
        if element.role in INTERACTIVE and element.name:
            controls.setdefault(element.name, []).append(element)
    kept: dict[tuple[str, str, Box], Element] = {}
    for element in elements:
        if element.role not in INTERACTIVE and any(
            control.box.grown(_ALMOST_INSIDE_PX).encloses(element.box)
            for control in controls.get(element.name, ())
        ):
            continue
        kept.setdefault((element.role, element.name, element.box), element)
    return tuple(kept.values())


_USABLE: Final = frozenset({"enabled", "sensitive"})


def is_enabled(element: Element) -> bool:
    """Whether it can be used now, as far as is told: what tells no states may be."""
    return not element.states or not _USABLE.isdisjoint(element.states)
