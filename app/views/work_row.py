"""A row of a view that shows while something is done on a thread, and how far that is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget


class WorkRow(QWidget):
    """Hidden while nothing is done. done: a trajectory's id. failed: an exception."""

    done = Signal(int)
    failed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_going_on = False
        self.progress = QProgressBar()
        self.progress.setAccessibleName(name)

    def _lay_out(self, wide: QWidget, beside: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(wide, 1)
        row.addWidget(beside)
        self.hide()

    def _begin(self) -> None:
        self.is_going_on = True
        self.show()

    def _failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self.is_going_on = False
        self.hide()
