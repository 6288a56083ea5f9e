"""The story of the demo: a letter is written in a real editor and saved under a name.

Used by the demo, the end-to-end tests and the replay bench, so that all three do the same job.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.person import Person
from tests.windows import place_window
from tracker.desktop.protocols import Inspector
from tracker.desktop.stage import Stage
from tracker.trajectory import Element

TASK = "Write a letter in the editor and save it under a name"
ASKED = "Write the letter “{text}” in the editor and save it as {name}"
"""How the demo asks for it in words."""
_PATIENCE_S = 20.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Letter:
    text: str
    name: str


SHOWN = Letter("Dear Anna,\n\nthank you for the parcel.\n\nYours, Jan", "letter.txt")
REPLAYED = Letter("Dear Ms Weber,\n\nyour order is ready.\n\nThe workshop", "order-7731.txt")
INSTRUCTED = Letter("Dear Tom,\n\nsee you on Friday.", "friday.txt")


@dataclass(frozen=True, slots=True)
class Spot:
    """px, of the window's client area."""

    x: int
    y: int
    width: int
    height: int


def open_editor(stage: Stage, spot: Spot) -> int:
    """Starts mousepad with its window there; gives its process id."""
    pid = stage.run(["mousepad", "--disable-server"])
    place_window(stage.environ, pid, x=spot.x, y=spot.y, width=spot.width, height=spot.height)
    return pid


def write(person: Person, inspector: Inspector, letter: Letter) -> None:
    """What the scripted person does; it looks things up on the screen as a person would."""
    _click(person, inspector, "text", "")
    person.write(letter.text)
    _click(person, inspector, "menu", "File")
    _click(person, inspector, "menu item", "Save As...")
    until(lambda: _find(inspector, "push button", "Save"))
    person.write(letter.name)
    _click(person, inspector, "push button", "Save")
    until(lambda: letter.name in _title(inspector) or None)


def saved(stage: Stage, letter: Letter) -> str | None:
    """What stands in the file of that name, wherever the editor put it; None if there is none."""
    found = sorted(Path(stage.home).rglob(letter.name))
    return found[0].read_text() if found else None


def is_right(stage: Stage, letter: Letter) -> bool:
    content = saved(stage, letter)
    return content is not None and content.rstrip("\n") == letter.text


def until(look: Callable[[], _T | None]) -> _T:
    """Looks until there is something. Raises TimeoutError after 20 s."""
    deadline = time.monotonic() + _PATIENCE_S
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come")
        time.sleep(0.05)
    return found


def _click(person: Person, inspector: Inspector, role: str, name: str) -> None:
    element = until(lambda: _find(inspector, role, name))
    person.click(element.box.center.x, element.box.center.y)


def _find(inspector: Inspector, role: str, name: str) -> Element | None:
    alike = [
        element
        for element in inspector.elements()
        if element.role == role and element.name.replace("…", "...").strip() == name
    ]
    return max(alike, key=lambda element: element.box.area, default=None)


def _title(inspector: Inspector) -> str:
    window = inspector.window()
    return window.title if window is not None else ""
