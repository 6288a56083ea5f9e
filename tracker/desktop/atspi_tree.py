"""Accessible objects as a tree: what is showing in a window, what lies at a point.

Every function keeps within the deadline that it is given and reads a whole layer of the tree in
one round trip. Nothing here reads a value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracker.desktop.atspi_bus import COMPONENT, AccessibilityBus, Question, Ref
from tracker.desktop.atspi_names import (
    CLIPPING,
    CONCEALED,
    LAYOUT,
    MENUS,
    POPPING,
    PRESSABLE,
)
from tracker.desktop.atspi_nodes import SCREEN, Node, children, foresee, read
from tracker.desktop.atspi_places import ROOT, put_right
from tracker.desktop.dbus_line import Deadline
from tracker.geometry import Box, ScreenPoint

_MOST_CHILDREN = 400
"""A spreadsheet says that it has 2^30: of such only what lies at a point is looked at."""

_DEEPEST = 60


def grow(
    bus: AccessibilityBus,
    tops: Iterable[Node],
    deadline: Deadline,
    most: int,
    *,
    menus: bool = True,
) -> Iterator[list[Node]]:
    """Fill in `children` of all that is showing below, layer by layer; gives each layer.

    menus: whether to look into a menu bar's menus, which say of each item that it is hidden.
    It ends at `most` nodes, at the deadline, or when the caller has seen enough.
    """
    layer, count = list(tops), 0
    for _ in range(_DEEPEST):
        layer = layer[: max(0, most - count)]
        count += len(layer)
        if not layer or deadline.is_over:
            return
        yield layer
        layer = _next_layer(bus, [node for node in layer if menus or not _is_menu(node)], deadline)


def search_focus(
    bus: AccessibilityBus, top: Node, deadline: Deadline, most: int, *, menus: bool
) -> Node | None:
    """The innermost one that says it has the focus."""
    found: Node | None = None
    for layer in grow(bus, [top], deadline, most, menus=menus):
        found = next((node for node in layer if "focused" in node.states), found)
    return found


def _next_layer(bus: AccessibilityBus, layer: list[Node], deadline: Deadline) -> list[Node]:
    parents = [node for node in layer if _is_worth_entering(node)]
    below = children(bus, [node.ref for node in parents], deadline)
    parent_of = {ref: node for node, refs in zip(parents, below, strict=True) for ref in refs}
    nodes = read(bus, list(parent_of), deadline)
    for node in nodes:
        node.parent = parent_of[node.ref]
        node.parent.children.append(node)
        put_right(node)
    return nodes


def is_open_menu(node: Node, outer: Sequence[Node]) -> bool:
    """Whether keys go to it, or to what is in it. GTK says once that a menu got the focus, and
    none of its items has the state. outer: its ancestors."""
    if node.role not in MENUS or "showing" not in node.states:
        return False
    return "selected" in node.states or all(one.role != "menu bar" for one in outer)


def _is_menu(node: Node) -> bool:
    """Of a program's menu bar and not of one that a page draws."""
    if node.role != "menu" or node.parent is None or node.parent.role != "menu bar":
        return False
    return "document web" not in (outer.role for outer in _outward(node.parent))


def _outward(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _is_worth_entering(node: Node) -> bool:
    if node.role == "menu bar" and node.told is None:
        return False  # another one is drawn in its stead, and its menus say that they are showing
    return 0 < node.child_count <= _MOST_CHILDREN and node.role != CONCEALED


def leaf_at(
    bus: AccessibilityBus,
    top: Node,
    point: ScreenPoint,
    deadline: Deadline,
    known: Mapping[Ref, Node],
) -> Node:
    """The innermost element under the point, as the program says, and beyond where it stops.

    known: need not be read again.
    """
    node, seen = top, {top.ref}
    for _ in range(_DEEPEST):
        inner = _ask_at(bus, node, point, deadline, known)
        inner = inner or _smallest_below(bus, node, point, deadline)
        if inner is None or inner.ref in seen or deadline.is_over:
            break
        seen.add(inner.ref)
        node = inner
    return _meant(bus, node, deadline)


def _ask_at(
    bus: AccessibilityBus,
    node: Node,
    point: ScreenPoint,
    deadline: Deadline,
    known: Mapping[Ref, Node],
) -> Node | None:
    if node.role == CONCEALED:
        return None
    right, down = node.shift
    there = ScreenPoint(point.x - right, point.y - down)
    (found,) = bus.ask([_question_at(node.ref, there)], deadline)
    if found is None or Ref(*found).is_null or Ref(*found) == node.ref:
        return None
    container = known.get(Ref(*found))
    if container is not None and container.covers(point):
        return container
    foresee(bus, [Ref(*found)], deadline, _question_at(Ref(*found), there))
    for inner in read(bus, [Ref(*found)], deadline):
        if inner.parent_ref == node.ref or inner.role == ROOT:
            inner.parent = node
        put_right(inner)
        # Some programs answer with what lies behind, or with a neighbour.
        return inner if inner.covers(point) else None
    return None


def _question_at(ref: Ref, point: ScreenPoint) -> Question:
    place = (point.x, point.y, SCREEN)
    return Question(ref, COMPONENT, "GetAccessibleAtPoint", "iiu", place)


def _smallest_below(
    bus: AccessibilityBus, node: Node, point: ScreenPoint, deadline: Deadline
) -> Node | None:
    """By extents, through elements without any, as the pages of GTK's tabs are."""
    best: Node | None = None
    layer = [node]
    for _ in range(_DEEPEST):
        layer = [
            child
            for child in _next_layer(bus, layer, deadline)
            if child.box is None or child.covers(point)
        ]
        if not layer:
            break
        for child in layer:
            if child.box and (best is None or best.box is None or _is_inner(child, best)):
                best = child
    return best


def _is_inner(node: Node, other: Node) -> bool:
    """Later and not larger: what comes later in the tree is drawn above."""
    assert node.box is not None
    assert other.box is not None
    return node.box.area <= other.box.area


def _meant(bus: AccessibilityBus, node: Node, deadline: Deadline) -> Node:
    """The button around its own text, the text field around what scrolls it, the closed list
    around what it will show."""
    is_text = node.role in ("static", "static text", "text leaf", "label")
    is_inside = node.role in LAYOUT and not node.name
    is_list = node.role == "menu" and not node.name
    if not (is_text or is_inside or is_list):
        return node
    for outer in read(bus, [node.parent_ref], deadline):
        if is_text and outer.role in PRESSABLE:
            return outer
        if is_list and outer.role == "combo box":
            return outer
        if is_inside and outer.is_field and outer.box and node.box and _fills(node.box, outer.box):
            return outer
    return node


def _fills(inner: Box, outer: Box) -> bool:
    return 4 * inner.area >= 3 * outer.area


def ancestors(
    bus: AccessibilityBus, node: Node, deadline: Deadline, known: Mapping[Ref, Node]
) -> list[Node]:
    """Outermost first, without the program itself; from the tree in memory where it is known."""
    found: list[Node] = []
    seen = {node.ref}
    while len(found) < _DEEPEST:
        if node.parent is not None:
            outer = [node.parent]
        elif node.parent_ref.is_null or node.parent_ref in seen:
            break
        else:
            container = known.get(node.parent_ref)
            outer = [container] if container else read(bus, [node.parent_ref], deadline)
        if not outer or outer[0].role == "application":
            break
        node = outer[0]
        seen.add(node.ref)
        found.append(node)
    return found[::-1]


def visible_boxes(top: Node, popups: Sequence[Box], bounds: Box) -> dict[Ref, Box]:
    """What can be seen of each node below `top`: cut by what scrolls it, not under a pop-up.

    bounds: what can be seen of the top. Nodes of which nothing can be seen are not in it.
    """
    seen: dict[Ref, Box] = {}

    def look(node: Node, area: Box, is_popping: bool) -> None:
        shown = _shown(node.box, area, popups, is_popping) if node.box else None
        if shown is not None:
            seen[node.ref] = shown
        if node.box is not None and node.role in CLIPPING:
            if shown is None:
                return
            area = shown
        for child in node.children:
            look(child, area, is_popping or node.role in POPPING)

    look(top, bounds, False)
    return seen


def _shown(box: Box, area: Box, popups: Sequence[Box], is_popping: bool) -> Box | None:
    shown = box.intersection(area)
    if is_popping:
        parts = [part for popup in popups if (part := box.intersection(popup))]
        return max(parts, key=lambda part: part.area, default=shown)
    is_covered = shown is not None and any(popup.encloses(shown) for popup in popups)
    return None if is_covered else shown


def foresee_way(
    bus: AccessibilityBus, refs: Iterable[Ref], deadline: Deadline, point: ScreenPoint
) -> None:
    """One round trip for what lies at the point in each of them."""
    bus.foresee([_question_at(ref, point) for ref in refs], deadline)
