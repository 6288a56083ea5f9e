"""LibreOffice, which draws by itself and tells of places in its own way, read by the inspector."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.impress_session import deck
from tests.stages import (
    program,
    the_stage,  # noqa: F401
    until,
)
from tests.x_person import XPerson
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.stage import Stage
from tracker.geometry import ScreenPoint
from tracker.trajectory import Element

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

BUTTONS = (("push button", "New"), ("push button", "Undo"), ("panel", "Slide 2"))
START_S = 90.0


@contextmanager
def presentation(stage: Stage, folder: Path) -> Iterator[None]:
    """LibreOffice with five slides on a display on which nobody has moved the pointer."""
    shown = folder / "deck.fodp"
    shown.write_text(deck())
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    with program(stage, "soffice", profile, "--norestore", "--nologo", "--impress", str(shown)):
        yield


def told(inspector: AtspiInspector) -> dict[tuple[str, str], Element]:
    return {(one.role, one.name): one for one in inspector.elements()}


def test_things_are_where_they_are_told_to_be_before_the_pointer_was_ever_there(stage, tmp_path):
    inspector = AtspiInspector(stage.environ)
    person = XPerson(stage.display)
    person.move(5, 5)
    with presentation(stage, tmp_path):
        until(
            lambda: {*BUTTONS} <= {*told(inspector)},
            "LibreOffice to tell of its buttons",
            START_S,
        )
        first = told(inspector)
        places = [first[button].box for button in BUTTONS]
        found = [inspector.element_at(ScreenPoint(*_middle(first[button]))) for button in BUTTONS]
        person.move(*_middle(first["panel", "Slide 2"]))
        person.click()
        person.settle()
        until(
            lambda: (focused := inspector.focused()) and focused.name == "Slide 2",
            "the second slide to be chosen by a click at its place",
        )
        later = told(inspector)
    inspector.close()
    person.connection.disconnect()
    assert [later[button].box for button in BUTTONS] == places
    assert [(one.role, one.name, one.box) for one in found if one] == [
        (*button, box) for button, box in zip(BUTTONS, places, strict=True)
    ]


def _middle(element: Element) -> tuple[int, int]:
    return element.box.center.x, element.box.center.y
