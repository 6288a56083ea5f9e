"""What the binding to Qt does to Python itself."""

import sys

from PySide6.QtWidgets import QWidget


def test_calls_into_qt_take_no_reference_to_none(qtbot):
    """PySide6 6.12.0 took one at each call: under Python 3.11 an app of hours was aborted."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.setVisible(False)
    assert sys.getrefcount(None) > before - 100
