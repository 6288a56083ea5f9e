"""A program of Qt 5, which dies of questions that other toolkits answer or refuse."""

import pytest

from tests.stages import (
    program,
    the_stage,  # noqa: F401
    until,
)
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.stage import Stage
from tracker.geometry import ScreenPoint

pytestmark = pytest.mark.display


def test_a_program_of_qt_5_tells_of_itself_and_lives_on(stage: Stage):
    inspector = AtspiInspector(stage.environ)
    with program(stage, "speedcrunch", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1") as pid:
        until(lambda: (window := inspector.window()) and window.pid == pid, "its window")
        menu = until(
            lambda: [one for one in inspector.elements() if one.name == "Session"], "its menu bar"
        )[0]
        at = ScreenPoint(menu.box.center.x, menu.box.center.y)
        assert inspector.element_at(at) == menu
        until(inspector.focused, "its focus")
        window = inspector.window()
        assert window is not None
        assert window.pid == pid
    inspector.close()
