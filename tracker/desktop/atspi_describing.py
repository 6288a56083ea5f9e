"""Accessible objects as elements of a picture: where they show, what they are called and hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tracker.desktop import atspi_naming as naming
from tracker.desktop import atspi_telling as telling
from tracker.desktop import atspi_tree as tree
from tracker.desktop.atspi_bus import AccessibilityBus, Ref
from tracker.desktop.atspi_names import CLIPPING, CONCEALED, UNANSWERED
from tracker.desktop.atspi_nodes import Node
from tracker.desktop.atspi_places import put_right
from tracker.desktop.dbus_line import Deadline
from tracker.desktop.x11_windows import XWindow
from tracker.geometry import Box, Placement
from tracker.trajectory import Element

_SHADOW_PX: Final = 8
"""What lies in a pop-up may reach so far beyond what the display tells of it."""
_SMALLEST_PX: Final = 16
"""Programs also put up windows of a few pixels that nobody sees."""


@dataclass(slots=True)
class Kin:
    """What encloses the last things that were asked about in a window: it need not be read again
    for a moment, unless the window moves or is called otherwise. until_s: monotonic."""

    window: XWindow
    until_s: float
    nodes: dict[Ref, Node] = field(default_factory=dict)


def describe_one(
    bus: AccessibilityBus, kin: Kin, node: Node, placement: Placement, deadline: Deadline
) -> Element | None:
    outer = tree.ancestors(bus, node, deadline, kin.nodes)
    for place, container in enumerate(outer):
        container.parent = outer[place - 1] if place else None
        put_right(container, kin.window.box)
        if container.shift == (0, 0) and UNANSWERED not in container.states:
            kin.nodes[container.ref] = container  # else it may be told better the next time
    concealed = next((one for one in outer if one.role == CONCEALED), None)
    if concealed is not None:
        node, outer = concealed, outer[: outer.index(concealed)]
    node.parent = outer[-1] if outer else None
    put_right(node, kin.window.box)
    box = node.box
    for container in outer:
        if box is not None and container.box is not None and container.role in CLIPPING:
            box = box.intersection(container.box) or box
    if box is None:
        return None
    described = describe(bus, [node], {node.ref: box}, placement, deadline)
    return described[0] if described else None


def describe(
    bus: AccessibilityBus,
    nodes: Sequence[Node],
    boxes: Mapping[Ref, Box],
    placement: Placement,
    deadline: Deadline,
) -> tuple[Element, ...]:
    """boxes: what can be seen of each on the screen."""
    naming.name(bus, nodes, deadline)
    values = telling.values(bus, nodes, deadline)
    paths: dict[Node, tuple[str, ...]] = {}
    seen = ((node, boxes[node.ref]) for node in nodes)
    return tuple(
        Element(
            role=node.role,
            name=node.name,
            box=box,
            value=values.get(node.ref, ""),
            states=node.states,
            description=node.description,
            path=telling.path(node, paths),
        )
        for node, place in seen
        if (box := placement.box_to_frame(place.left, place.top, place.width, place.height))
    )


def untold_popups(popups: Iterable[Box], found: Sequence[Element]) -> tuple[Element, ...]:
    """Windows without a name for those of which the program tells nothing, or nothing yet: they
    hide what lies under them, which else would be gone without a reason."""
    return tuple(
        Element("window", "", box)
        for box in popups
        if min(box.width, box.height) >= _SMALLEST_PX
        and not any(box.grown(_SHADOW_PX).encloses(one.box) for one in found)
    )
