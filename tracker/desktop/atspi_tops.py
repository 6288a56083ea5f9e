"""Which accessible object stands for a window of the display: frames, dialogs, pop-ups."""

from collections.abc import Mapping, Sequence

from tracker.desktop.atspi_bus import AccessibilityBus, Ref
from tracker.desktop.atspi_nodes import Node, children, programs, read
from tracker.desktop.dbus_line import Deadline
from tracker.desktop.x11_windows import XWindow

_MOST_WINDOWS = 64


class Tops:
    """Kept in mind for each window, so that its program need not tell all of them again."""

    def __init__(self) -> None:
        self._known: dict[int, Ref] = {}

    def forget(self) -> None:
        self._known.clear()

    def familiar(
        self, bus: AccessibilityBus, window: XWindow, fresh: Mapping[Ref, Node], deadline: Deadline
    ) -> Node | None:
        """What it was the last time, if it still is. fresh: need not be read again."""
        known = self._known.get(window.id)
        if known is None or known in fresh:
            return fresh.get(known) if known else None
        return top_of(window, read(bus, [known], deadline))

    def find(self, window: XWindow, tops: Sequence[Node]) -> Node | None:
        top = top_of(window, tops)
        if top is not None and not is_elsewhere(top, window):
            if len(self._known) > _MOST_WINDOWS:
                self._known.clear()
            self._known[window.id] = top.ref
        return top


def tops_of(bus: AccessibilityBus, pid: int, deadline: Deadline) -> list[Node]:
    """What that process shows at the top level."""
    roots = programs(bus, pid, deadline)
    below = children(bus, roots, deadline)
    return read(bus, [ref for refs in below for ref in refs], deadline)


def top_of(window: XWindow, tops: Sequence[Node]) -> Node | None:
    """By place first, since titles repeat."""

    def likeness(top: Node) -> float:
        place = top.box.iou(window.box) if top.box else 0.0
        return place + 0.5 * (top.name == window.title) + 0.25 * ("active" in top.states)

    best = max(tops, key=likeness, default=None)
    return best if best is not None and likeness(best) >= 0.5 else None


def is_elsewhere(top: Node, window: XWindow) -> bool:
    return top.box is None or top.box.iou(window.box) < 0.5
