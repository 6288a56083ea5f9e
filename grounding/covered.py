"""What the accessibility tree tells of, though something else is drawn there.

Pure. Programs tell of everything behind an open menu as showing, and Qt of the items of a closed
list as well, at places where they would never be drawn.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from grounding.roles import CELLS, COMBO_BOXES, MENU_ITEMS
from tracker.geometry import Box
from tracker.trajectory import Element

_LEAST_SHOWN: Final = 1 / 3
"""Of its area, below which a thing is not worth pointing at."""

_NEAR_PX: Final = 24
"""Between a combo box and its open list; style frames and shadows lie between them."""

_Path = tuple[str, ...]


def uncovered(elements: Sequence[Element]) -> list[Element]:
    """In the same order, without the items of closed lists and what open menus hide; what a menu
    hides in part is cut to what still shows."""
    shown = _without_closed_lists(elements)
    menus = _open_menus(shown)
    kept = []
    for element in shown:
        box: Box | None = element.box
        for path, area in menus.items():
            if box is not None and not _is_of(element, path):
                box = _outside(box, area)
        if box is not None and box.area >= _LEAST_SHOWN * element.box.area:
            kept.append(element if box == element.box else replace(element, box=box))
    return kept


def _open_menus(elements: Sequence[Element]) -> dict[_Path, Box]:
    """Where each is, by the path of its items."""
    boxes: dict[_Path, list[Box]] = {}
    for element in elements:
        if element.role in MENU_ITEMS and element.path and _opens(element.path[-1]):
            boxes.setdefault(element.path, []).append(element.box)
    return {path: reduce(Box.union, of_items) for path, of_items in boxes.items()}


def _opens(step: str) -> bool:
    return step.startswith(("menu", "popup menu")) and not step.startswith("menu bar")


def _is_of(element: Element, menu: _Path) -> bool:
    """The items of a menu, and what these open in their turn."""
    return element.path[: len(menu)] == menu


def _outside(box: Box, area: Box) -> Box | None:
    """The largest part of box beside, above or below area."""
    shared = box.intersection(area)
    if shared is None:
        return box
    edges = (
        (box.left, box.top, shared.left, box.bottom),
        (shared.right, box.top, box.right, box.bottom),
        (box.left, box.top, box.right, shared.top),
        (box.left, shared.bottom, box.right, box.bottom),
    )
    parts = [Box(*each) for each in edges if each[2] > each[0] and each[3] > each[1]]
    return max(parts, key=lambda part: part.area, default=None)


def _without_closed_lists(elements: Sequence[Element]) -> list[Element]:
    combos = [element for element in elements if element.role in COMBO_BOXES]
    lists: dict[_Path, list[Box]] = {}
    for element in elements:
        if element.role in CELLS and (path := _list_of_combo(element.path)):
            lists.setdefault(path, []).append(element.box)
    closed = {
        path
        for path, boxes in lists.items()
        if not any(
            _is_below_or_over(reduce(Box.union, boxes), combo.box)
            for combo in combos
            if combo.path == path[:-1]
        )
    }
    return [
        element
        for element in elements
        if element.role not in CELLS or _list_of_combo(element.path) not in closed
    ]


def _list_of_combo(path: _Path) -> _Path:
    """Up to the combo box around it; () without one."""
    for index, step in enumerate(path):
        if step.startswith("combo box"):
            return path[: index + 1]
    return ()


def _is_below_or_over(items: Box, combo: Box) -> bool:
    return abs(items.left - combo.left) <= _NEAR_PX and (
        items.intersection(combo.grown(_NEAR_PX)) is not None
    )
