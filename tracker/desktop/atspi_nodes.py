"""Accessible objects as nodes: what a program says of each, read in few round trips.

Nothing here reads a value; a password field is not even looked into.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tracker.desktop.atspi_bus import (
    ACCESSIBLE,
    APPLICATION,
    COMPONENT,
    REGISTRY,
    AccessibilityBus,
    Question,
    Ref,
)
from tracker.desktop.atspi_names import CONCEALED, TEXTS, UNANSWERED, state_names
from tracker.desktop.dbus_line import Deadline
from tracker.geometry import Box, ScreenPoint

SCREEN = 0
"""AtspiCoordType: extents on the screen and not in the window."""

_SHOWING = 1 << 25

_CONCEALED_NUMBER = 40
"""AtspiRole."""

_FEW = 3
"""Of so few all is asked at once; of many most are hidden, and that comes first."""

_MOST_ROLES = 20_000

_TELL_ALL_AT_ONCE = frozenset({"gtk", "atk", "gecko", "chromium", "vcl", "libreoffice"})
"""Toolkits, in lower case."""

_PROPERTIES = ("Name", "Description", "Parent", "ChildCount")


@dataclass(slots=True, eq=False)
class Node:
    """told: its place on the screen; None where the program gives none, or an empty one.

    shift: how far, right and down, the program is mistaken about it.
    """

    ref: Ref
    role: str
    name: str
    description: str
    states: tuple[str, ...]
    told: Box | None
    parent_ref: Ref
    child_count: int
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    shift: tuple[int, int] = (0, 0)

    @property
    def box(self) -> Box | None:
        """Where it is on the screen."""
        if self.told is None or self.shift == (0, 0):
            return self.told
        return self.told.moved(*self.shift)

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
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.children[::-1]


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
    bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline, *more: Question
) -> None:
    """One round trip for all that `read` will ask about them, and for `more`."""
    _learn_toolkits(bus, refs, deadline)
    questions = [Question(ref, ACCESSIBLE, "GetState") for ref in refs]
    for ref in refs:
        questions += _nature(bus, ref)
    bus.foresee([*questions, *more], deadline)


def read(bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline) -> list[Node]:
    """Those that are showing. One to four round trips."""
    _learn_toolkits(bus, refs, deadline)
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
    asked = [Question(ref, COMPONENT, "GetExtents", "u", (SCREEN,))]
    if ref not in bus.roles:
        asked.append(Question(ref, ACCESSIBLE, "GetRoleName"))
    if bus.at_once.get(ref.name):
        return [*asked, Question.properties(ref, ACCESSIBLE)]
    return asked + [Question.property(ref, ACCESSIBLE, name) for name in _PROPERTIES]


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
        properties = told[0] if bus.at_once.get(ref.name) else zip(_PROPERTIES, told, strict=True)
        found.append((ref, extents, role, _values_of(dict(properties or ()))))
    return found


def _learn_toolkits(bus: AccessibilityBus, refs: Sequence[Ref], deadline: Deadline) -> None:
    """Once for each program. Qt 6 does not know how to tell all properties at once, and Qt 5 ends
    in a segmentation fault when it is asked to; so is a program that does not say what it is
    made with asked for one after the other.
    """
    names = [name for name in dict.fromkeys(ref.name for ref in refs) if name not in bus.at_once]
    asked = [
        Question.property(Ref(name, REGISTRY.path), APPLICATION, "ToolkitName") for name in names
    ]
    for name, variant in zip(names, bus.ask(asked, deadline), strict=True):
        if variant is not None:
            bus.at_once[name] = variant[1].lower() in _TELL_ALL_AT_ONCE


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

    A field that does not tell, asked twice, is treated as a secret until it does: better a value
    too few than a password.
    """
    numbers = _role_numbers(bus, nodes, deadline)
    silent = [node for node, number in zip(nodes, numbers, strict=True) if number is None]
    again = dict(zip(silent, _role_numbers(bus, silent, deadline), strict=True))
    for node, number in zip(nodes, numbers, strict=True):
        told = again.get(node) if number is None else number
        if told is None:
            node.states = (*node.states, UNANSWERED)
        if told is None or told == _CONCEALED_NUMBER:
            node.role = CONCEALED


def _role_numbers(
    bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline
) -> list[int | None]:
    return bus.ask([Question(node.ref, ACCESSIBLE, "GetRole") for node in nodes], deadline)


def _node(
    ref: Ref, bits: tuple[int, ...], role: str, properties: dict[str, Any], extents: Any
) -> Node:
    return Node(
        ref=ref,
        role=_plain(role),
        name=properties.get("Name", "").strip(),
        description=properties.get("Description", "").strip(),
        states=state_names(bits),
        told=_box(extents),
        parent_ref=Ref(*properties.get("Parent", ("", "/null"))),
        child_count=properties.get("ChildCount", 0),
    )


@lru_cache(256)
def _plain(role: str) -> str:
    return role.lower().replace("-", " ").replace("_", " ")


def _box(extents: Any) -> Box | None:
    if extents is None or extents[2] < 1 or extents[3] < 1:
        return None
    left, top, width, height = extents
    return Box(left, top, left + width, top + height)
