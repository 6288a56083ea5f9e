"""What a thing is called that has no name of its own."""

from collections.abc import Sequence

from tracker.desktop.atspi_bus import ACCESSIBLE, AccessibilityBus, Question, Ref
from tracker.desktop.atspi_names import LABELLED, LAYOUT, PRESSABLE
from tracker.desktop.atspi_nodes import Node
from tracker.desktop.dbus_line import Deadline

_LABELLED_BY = 2
"""AtspiRelationType."""

_HOLDERS = LAYOUT | {"tool bar"}


def name(bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline) -> None:
    """By their labels or by what holds nothing else. Two round trips."""
    _take_names_of_labels(bus, nodes, deadline)
    for node in nodes:
        if not node.name and node.role in PRESSABLE:
            node.name = _name_of_holder(node)


def names_what_it_holds(node: Node) -> bool:
    """Whether it is only there for a button that is called what it is."""
    if node.role not in LAYOUT or node.child_count != 1:
        return False
    return any(not child.name and child.role in PRESSABLE for child in node.children)


def _take_names_of_labels(bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline) -> None:
    """A field is called what its label says."""
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


def _name_of_holder(node: Node) -> str:
    """GTK puts a tool's button into a panel, and LibreOffice that into a tool bar of its own."""
    outer = node.parent
    while outer is not None and outer.role in _HOLDERS and outer.child_count == 1:
        if outer.name:
            return outer.name
        outer = outer.parent
    return ""
