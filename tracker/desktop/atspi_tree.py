"""Accessible objects as nodes: a program's windows, what is showing in them, what lies at a point.

Every function keeps within the deadline that it is given and reads a whole layer of the tree in
one round trip. Nothing here reads a value; a password field is not even looked into.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.desktop.atspi_bus import (
    ACCESSIBLE,
    COMPONENT,
    REGISTRY,
    AccessibilityBus,
    Question,
    Ref,
)
from tracker.desktop.atspi_names import (
    CLIPPING,
    CONCEALED,
    LABELLED,
    POPPING,
    PRESSABLE,
    TEXTS,
    state_names,
)
from tracker.desktop.dbus_line import Deadline
from tracker.geometry import Box, ScreenPoint

_SCREEN = 0
"""AtspiCoordType: extents on the screen and not in the window."""

_SHOWING = 1 << 25

_CONCEALED_NUMBER = 40
"""AtspiRole."""

_LABELLED_BY = 2
"""AtspiRelationType."""

_MOST_CHILDREN = 400
"""A spreadsheet says that it has 2^30: of such only what lies at a point is looked at."""

_DEEPEST = 60

_FEW = 3
"""Of so few all is asked at once; of many most are hidden, and that comes first."""

_MOST_ROLES = 20_000

_PROPERTIES = ("Name", "Description", "Parent", "ChildCount")


@dataclass(slots=True, eq=False)
class Node:
    """box: on the screen; None where the program gives none, or an empty one."""

    ref: Ref
    role: str
    name: str
    description: str
    states: tuple[str, ...]
    box: Box | None
    parent_ref: Ref
    child_count: int
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    def covers(self, point: ScreenPoint) -> bool:
        box = self.box
        return (
            box is not None and box.left <= point.x < box.right and box.top <= point.y < box.bottom
        )

    @property
    def is_field(self) -> bool:
        return self.has_text or self.role == CONCEALED

    @property
    def has_text(self) -> bool:
        """Text that is typed into it, or that it is there to show; of a password as well."""
        return self.role in TEXTS or "editable" in self.states

    def with_all_below(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.with_all_below()


def programs(bus: AccessibilityBus, pid: int, deadline: Deadline) -> list[Ref]:
    """The roots of what that process has put on the bus: mostly one, none if it is silent."""
    (roots,) = bus.ask([Question(REGISTRY, ACCESSIBLE, "GetChildren")], deadline)
    refs = [Ref(*root) for root in roots or ()]
    new = [ref for ref in refs if ref.name not in bus.pids]
    pids = bus.ask([Question.process_of(ref) for ref in new], deadline)
    bus.pids |= {ref.name: pid for ref, pid in zip(new, pids, strict=True) if pid is not None}
    return [ref for ref in refs if bus.pids.get(ref.name) == pid]


def children(bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline) -> list[list[Ref]]:
    found = bus.ask([Question(ref, ACCESSIBLE, "GetChildren") for ref in refs], deadline)
    return [[Ref(*child) for child in one or () if not Ref(*child).is_null] for one in found]


def foresee(
    bus: AccessibilityBus,
    refs: Sequence[Ref],
    deadline: Deadline,
    point: ScreenPoint | None = None,
) -> None:
    """One round trip for all that `read`, and `leaf_at` at that point, will ask about them."""
    questions = [Question(ref, ACCESSIBLE, "GetState") for ref in refs]
    for ref in refs:
        questions += _nature(bus, ref)
    if point is not None:
        questions += [_question_at(ref, point) for ref in refs]
    bus.foresee(questions, deadline)


def read(bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline) -> list[Node]:
    """Those that are showing. One to four round trips."""
    if len(refs) <= _FEW:
        foresee(bus, refs, deadline)
    states = bus.ask([Question(ref, ACCESSIBLE, "GetState") for ref in refs], deadline)
    shown = {
        ref: tuple(bits)
        for ref, bits in zip(refs, states, strict=True)
        if bits and bits[0] & _SHOWING
    }
    nodes = [
        _node(ref, shown[ref], role, properties, extents)
        for ref, extents, role, properties in _natures(bus, list(shown), deadline)
        # What vanished while it was being read has neither.
        if role is not None and properties
    ]
    _remember(bus, nodes)
    _mark_secrets(bus, [node for node in nodes if node.has_text], deadline)
    return nodes


def _nature(bus: AccessibilityBus, ref: Ref) -> list[Question]:
    """Place, role and properties, without what is known for good."""
    asked = [Question(ref, COMPONENT, "GetExtents", "u", (_SCREEN,))]
    if ref not in bus.roles:
        asked.append(Question(ref, ACCESSIBLE, "GetRoleName"))
    if ref.name in bus.single:
        return asked + [Question.property(ref, ACCESSIBLE, name) for name in _PROPERTIES]
    return [*asked, Question.properties(ref, ACCESSIBLE)]


def _natures(
    bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline
) -> list[tuple[Ref, Any, str | None, dict[str, Any]]]:
    """Extents, role and properties of each."""
    asked = [_nature(bus, ref) for ref in refs]
    answers = iter(bus.ask([question for one in asked for question in one], deadline))
    found = []
    for ref, questions in zip(refs, asked, strict=True):
        extents, *told = [next(answers) for _ in questions]
        role = bus.roles[ref] if ref in bus.roles else told.pop(0)
        if ref.name in bus.single:
            properties = dict(zip(_PROPERTIES, told, strict=True))
        else:
            properties = told[0]
        found.append((ref, extents, role, properties))
    silent = [ref for ref, _, _, properties in found if properties is None]
    single = iter(_single_properties(bus, silent, deadline))
    return [
        (ref, extents, role, _values_of(next(single) if properties is None else properties))
        for ref, extents, role, properties in found
    ]


def _single_properties(
    bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline
) -> list[dict[str, Any]]:
    """Qt does not know how to tell all at once. Once that is known it is not asked to."""
    questions = [Question.property(ref, ACCESSIBLE, name) for ref in refs for name in _PROPERTIES]
    answers = iter(bus.ask(questions, deadline))
    found = [{name: next(answers) for name in _PROPERTIES} for _ in refs]
    bus.single.update(ref.name for ref, told in zip(refs, found, strict=True) if told["Parent"])
    return found


def _values_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: variant[1] for name, variant in properties.items() if variant is not None}


def _remember(bus: AccessibilityBus, nodes: Sequence[Node]) -> None:
    """Not of a field: it may become a password field while it is there."""
    if len(bus.roles) + len(nodes) > _MOST_ROLES:
        bus.roles.clear()
    bus.roles |= {node.ref: node.role for node in nodes if not node.is_field}
    for node in nodes:
        if node.is_field:
            bus.roles.pop(node.ref, None)


def _mark_secrets(bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline) -> None:
    """Qt calls a password field "text" by name and tells what it is by number alone.

    A field that does not tell is treated as a secret: better a value too few than a password.
    """
    numbers = bus.ask([Question(node.ref, ACCESSIBLE, "GetRole") for node in nodes], deadline)
    for node, number in zip(nodes, numbers, strict=True):
        if number is None or number == _CONCEALED_NUMBER:
            node.role = CONCEALED


def _node(
    ref: Ref, bits: tuple[int, ...], role: str, properties: dict[str, Any], extents: Any
) -> Node:
    return Node(
        ref=ref,
        role=role.lower().replace("-", " ").replace("_", " "),
        name=properties.get("Name", "").strip(),
        description=properties.get("Description", "").strip(),
        states=state_names(bits),
        box=_box(extents),
        parent_ref=Ref(*properties.get("Parent", ("", "/null"))),
        child_count=properties.get("ChildCount", 0),
    )


def take_names_of_labels(bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline) -> None:
    """A field without a name of its own is called what its label says. Two round trips."""
    nameless = [node for node in nodes if not node.name and node.role in LABELLED]
    relations = bus.ask(
        [Question(node.ref, ACCESSIBLE, "GetRelationSet") for node in nameless], deadline
    )
    labels = [
        (node, Ref(*targets[0]))
        for node, found in zip(nameless, relations, strict=True)
        for kind, targets in found or ()
        if kind == _LABELLED_BY and targets
    ]
    names = bus.ask([Question.property(ref, ACCESSIBLE, "Name") for _, ref in labels], deadline)
    for (node, _), variant in zip(labels, names, strict=True):
        if variant is not None:
            node.name = variant[1].strip()


def _box(extents: Any) -> Box | None:
    if extents is None or extents[2] < 1 or extents[3] < 1:
        return None
    left, top, width, height = extents
    return Box(left, top, left + width, top + height)


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


def _next_layer(bus: AccessibilityBus, layer: list[Node], deadline: Deadline) -> list[Node]:
    parents = [node for node in layer if _is_worth_entering(node)]
    below = children(bus, [node.ref for node in parents], deadline)
    parent_of = {ref: node for node, refs in zip(parents, below, strict=True) for ref in refs}
    nodes = read(bus, list(parent_of), deadline)
    for node in nodes:
        node.parent = parent_of[node.ref]
        node.parent.children.append(node)
    return nodes


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
    return 0 < node.child_count <= _MOST_CHILDREN and node.role != CONCEALED


def leaf_at(bus: AccessibilityBus, top: Node, point: ScreenPoint, deadline: Deadline) -> Node:
    """The innermost element under the point, as the program says, and beyond where it stops."""
    node, seen = top, {top.ref}
    for _ in range(_DEEPEST):
        inner = _ask_at(bus, node, point, deadline) or _smallest_below(bus, node, point, deadline)
        if inner is None or inner.ref in seen or deadline.is_over:
            break
        seen.add(inner.ref)
        node = inner
    return _pressable(bus, node, deadline)


def _ask_at(
    bus: AccessibilityBus, node: Node, point: ScreenPoint, deadline: Deadline
) -> Node | None:
    if node.role == CONCEALED:
        return None
    (found,) = bus.ask([_question_at(node.ref, point)], deadline)
    if found is None or Ref(*found).is_null or Ref(*found) == node.ref:
        return None
    foresee(bus, [Ref(*found)], deadline, point)
    inner = read(bus, [Ref(*found)], deadline)
    # Some programs answer with what lies behind, or with a neighbour.
    return inner[0] if inner and inner[0].covers(point) else None


def _question_at(ref: Ref, point: ScreenPoint) -> Question:
    place = (point.x, point.y, _SCREEN)
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


def _pressable(bus: AccessibilityBus, node: Node, deadline: Deadline) -> Node:
    if node.role not in ("static", "static text", "text leaf"):
        return node
    outer = read(bus, [node.parent_ref], deadline)
    return outer[0] if outer and outer[0].role in PRESSABLE else node


def ancestors(bus: AccessibilityBus, node: Node, deadline: Deadline) -> list[Node]:
    """Outermost first, without the program itself; from the tree in memory where it is known."""
    found: list[Node] = []
    seen = {node.ref}
    while len(found) < _DEEPEST:
        if node.parent is not None:
            outer = [node.parent]
        elif node.parent_ref.is_null or node.parent_ref in seen:
            break
        else:
            outer = read(bus, [node.parent_ref], deadline)
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
