"""Every view can be worked without a pointer, and read on a light and on a dark desktop."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
)

from agent.workflow import Parameter
from app.views import look
from app.views.finish import Finish
from app.views.instruction import Instruction
from app.views.library import Library
from app.views.settings import SettingsView
from app.views.values import Values
from app.views.welcome import Welcome
from tests.palettes import dark
from tracker.recorder import Recorded

CONTROLS = (
    QAbstractButton, QAbstractSpinBox, QComboBox, QKeySequenceEdit, QLineEdit, QListView,
    QPlainTextEdit, QTabBar,
)  # fmt: skip


def library(wiring, bridge):
    shown = Library(wiring, bridge)
    shown.undo_bar.offer("Deleted: “Save the letter”", lambda: None)
    return shown


def settings(wiring, bridge, tab=0):
    view = SettingsView(wiring, bridge, {})
    view.tabs.setCurrentIndex(tab)
    return view


VIEWS = {
    "library": library,
    "settings": settings,
    "settings, privacy": lambda wiring, bridge: settings(wiring, bridge, 1),
    "settings, planner": lambda wiring, bridge: settings(wiring, bridge, 2),
    "welcome": Welcome,
    "finish": lambda _wiring, _bridge: Finish(Recorded(7, 12, 80, 0)),
    "do": lambda _wiring, _bridge: Instruction(),
    "replay": lambda _wiring, _bridge: Values(
        (Parameter("text", "Dear Anna", 0), Parameter("pin", "{secret:pin}", 1)), "Write"
    ),
}


@pytest.fixture(params=VIEWS)
def view(request, wiring, bridge, shelf, qtbot):
    shown = VIEWS[request.param](wiring, bridge)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    if isinstance(shown, Library):
        qtbot.waitUntil(lambda: shown.timeline.document is not None)
    return shown


def controls(view):
    """What a pointer could use now; parts of a control belong to it."""
    found = [
        one
        for kind in CONTROLS
        for one in view.findChildren(kind)
        if one.isVisible()
        and one.isEnabled()
        and not isinstance(one.parent(), (QAbstractSpinBox, QComboBox, QKeySequenceEdit, QLineEdit))
        and not one.objectName().startswith("Scroll")
    ]
    return {id(one): one for one in found}


def test_the_tab_key_leads_to_every_control(view, qtbot):
    wanted, seen = controls(view), set()
    for _ in range(2 * len(wanted) + 10):
        at = QApplication.focusWidget()
        if at is not None:
            seen.add(id(at))
        qtbot.keyClick(at or view, Qt.Key.Key_Tab)
    missed = [one for key, one in wanted.items() if key not in seen]
    radios = [one for one in wanted.values() if isinstance(one, QRadioButton)]
    if any(id(one) in seen for one in radios):  # the arrow keys lead to the others
        missed = [one for one in missed if one not in radios]
    assert [(type(one).__name__, name(one)) for one in missed] == []


def test_every_control_has_a_name_for_those_who_do_not_see_it(view):
    labelled = {id(label.buddy()) for label in view.findChildren(QLabel) if label.buddy()}
    nameless = [
        type(one).__name__
        for key, one in controls(view).items()
        if not name(one) and key not in labelled and not isinstance(one, QTabBar)
    ]
    assert nameless == []


def name(one):
    return one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")


def contrast(one: QColor, other: QColor) -> float:
    """Source: WCAG 2.1, relative luminance."""

    def luminance(colour):
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("colour", [look.good, look.warning, look.bad, look.faint])
def test_what_is_coloured_can_be_read(colour, is_dark, qapp):
    palette = dark() if is_dark else QApplication.style().standardPalette()
    for ground in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
        assert contrast(colour(palette), palette.color(ground)) >= 4.5


def test_texts_follow_when_the_desktop_goes_over_to_its_dark_look(qtbot):
    label = look.quiet(look.text("less"))
    qtbot.addWidget(label)
    label.show()
    before = QApplication.palette()

    def colour():
        return label.palette().color(label.foregroundRole())

    try:
        QApplication.setPalette(dark())
        qtbot.waitUntil(lambda: colour() == look.faint(dark()))
        look.coloured(label, look.bad)
        assert colour() == look.bad(dark())
        QApplication.setPalette(before)
        qtbot.waitUntil(lambda: colour() == look.bad(before))
    finally:
        QApplication.setPalette(before)
