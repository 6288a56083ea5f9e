"""The scripted person with eyes: looks for things on the screen by what they are called."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.letter import until
from tests.person import Person
from tracker.desktop.protocols import Inspector
from tracker.trajectory import Element

_INTO_MENU = 30
_LOOKS = 3
"""The recorder waits for a rest of so many looks before it takes one."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Each method waits until what it needs is there. Raises TimeoutError if it never comes.

    thinks_s: at least so long between seeing what is there and doing something; a recorder looks
    around then too, and longer where the program is slow to tell. clicked: what was clicked so
    far, as (role, name). looks_s: how long each look at the screen took.
    """

    person: Person
    inspector: Inspector
    thinks_s: float = 0.4
    clicked: list[tuple[str, str]] = field(default_factory=list)
    looks_s: list[float] = field(default_factory=list)

    def arrive(self) -> None:
        """Until the window that was opened has come to rest."""

        def look() -> bool | None:
            before = self._look()
            time.sleep(0.3)
            return True if before and before == self._look() else None

        until(look)

    def click(self, role: str, name: str, *, button: str = "left", count: int = 1) -> None:
        seen = self.see(role, name)
        self.clicked.append((role, seen.name))
        box = seen.box
        self._think()
        x = box.center.x
        if role == "menu item":  # straight down: on the way across, other menus would open
            x = min(x, box.left + _INTO_MENU)
        self.person.click(x, box.center.y, button, count)

    def click_beside(self, label: str, role: str = "text") -> None:
        """The nearest field to the right of a label, which is all that names it."""

        def look() -> Element | None:
            elements = self._look()
            at = next(
                (one.box for one in elements if one.role == "label" and one.name == label), None
            )
            if at is None:
                return None
            fields = [
                one
                for one in elements
                if one.role == role
                and one.box.left >= at.right - 4
                and one.box.top < at.center.y < one.box.bottom
            ]
            return min(fields, key=lambda one: one.box.left, default=None)

        seen = _still(look)
        self.clicked.append((role, seen.name))
        box = seen.box
        self._think()
        x = box.left + box.width // 4  # a spin button's arrows are in its other half
        self.person.click(x, box.center.y)

    def press(self, *keys: str) -> None:
        self._think()
        self.person.press(*keys)

    def command(self, way: str, menu: tuple[str, ...], keys: tuple[str, ...]) -> None:
        """way: "menu" for these menus and, last, the item of them; anything else for the keys."""
        if way != "menu":
            self.press(*keys)
            return
        *menus, item = menu
        for name in menus:
            self.click("menu", name)
        self.click("menu item", item)

    def write(self, text: str) -> None:
        self._think()
        self.person.write(text)

    def rewrite(self, text: str) -> None:
        """In place of what stands in the field that has the focus."""
        self.press("ctrl", "a")
        self.write(text)

    def see(self, role: str, name: str) -> Element:
        return _still(lambda: self._find(role, name))

    def is_seen(self, role: str, name: str) -> bool:
        return self._find(role, name) is not None

    def await_focus(self, role: str) -> None:
        def look() -> Element | None:
            found = self.inspector.focused()
            return found if found is not None and found.role == role else None

        until(look)

    def await_title(self, part: str) -> None:
        """Until the active window is called so."""

        def look() -> bool | None:
            window = self.inspector.window()
            return True if window is not None and part in window.title else None

        until(look)

    def _look(self) -> tuple[Element, ...]:
        started = time.monotonic()
        elements = self.inspector.elements()
        self.looks_s.append(time.monotonic() - started)
        return elements

    def _think(self) -> None:
        slow = max(self.looks_s[-3:], default=0.0)
        time.sleep(max(self.thinks_s, _LOOKS * slow))

    def _find(self, role: str, name: str) -> Element | None:
        alike = [
            element
            for element in self._look()
            if element.role == role and element.name.replace("…", "...").strip() == name
        ]
        return max(alike, key=lambda element: element.box.area, default=None)


def _still(look: Callable[[], Element | None]) -> Element:
    """Once it stays where it is: a window that is just opening, or turns a page, still moves."""
    last: list[Element | None] = [None]

    def look_again() -> Element | None:
        before, last[0] = last[0], look()
        is_still = before is not None and last[0] is not None and before.box == last[0].box
        if not is_still:
            time.sleep(0.1)
        return last[0] if is_still else None

    return until(look_again)
