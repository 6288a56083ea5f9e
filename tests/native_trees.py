"""Trees as a system would tell them, from a file: stands for Windows or macOS, which no test has.

A file says in `about` where it is from. Each node has the system's own `properties` and its
`children`, first to last; `beside` are trees that belong to the window and lie outside of it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.desktop.native import Extents, Properties, TopLevel
from tracker.geometry import ScreenPoint

FOLDER = Path(__file__).parent / "fixtures" / "native"

Place = tuple[int, ...]
"""Of a node: which tree, then which child at each level."""


class RecordedSource:
    """Satisfies `Source`. asked: of which nodes the properties were read."""

    def __init__(self, name: str) -> None:
        told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        self._trees: list[dict[str, Any]] = [told["window"], *told.get("beside", ())]
        self._app: str = told["app"]
        self._others = [
            TopLevel(one["title"], one["app"], one["pid"], Extents(*one["extents"]))
            for one in told.get("others", ())
        ]
        self.asked: list[Place] = []
        self.is_closed = False

    def active(self) -> Place | None:
        return (0,)

    def beside(self, window: Place) -> Sequence[Place]:
        return [(number,) for number in range(1, len(self._trees))]

    def at(self, at: ScreenPoint) -> Place | None:
        """The last, deepest node that covers the place, as a system finds it."""
        found = [place for place in self._places() if _covers(self._node(place), at)]
        return found[-1] if found else None

    def focused(self) -> Place | None:
        marks = ("HasKeyboardFocus", "AXFocused")
        for place in reversed(self._places()):
            if any(self._node(place)["properties"].get(mark) for mark in marks):
                return place
        return None

    def parent(self, node: Place) -> Place | None:
        return node[:-1] or None

    def children(self, node: Place) -> Sequence[Place]:
        return [(*node, number) for number in range(len(self._node(node).get("children", ())))]

    def properties(self, node: Place) -> Properties:
        self.asked.append(node)
        return dict(self._node(node)["properties"])

    def app(self, pid: int) -> str:
        return self._app

    def windows(self) -> Sequence[TopLevel]:
        return self._others

    def close(self) -> None:
        self.is_closed = True

    def _node(self, place: Place) -> dict[str, Any]:
        node = self._trees[place[0]]
        for number in place[1:]:
            node = node["children"][number]
        return node

    def _places(self) -> list[Place]:
        """Outermost first; what a closed menu holds covers nothing."""
        found: list[Place] = []

        def note(place: Place) -> None:
            node = self._node(place)
            found.append(place)
            if node["properties"].get("AXRole") == "AXMenuBarItem" and not node["properties"].get(
                "AXSelected"
            ):
                return
            for child in self.children(place):
                note(child)

        for number in range(len(self._trees)):
            note((number,))
        return found


def _covers(node: dict[str, Any], at: ScreenPoint) -> bool:
    properties = node["properties"]
    if "BoundingRectangle" in properties:
        left, top, width, height = properties["BoundingRectangle"]
    elif "AXPosition" in properties:
        (left, top), (width, height) = properties["AXPosition"], properties["AXSize"]
    else:
        return False
    return left <= at.x < left + width and top <= at.y < top + height
