"""The library before there is anything in it: how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.views import look


class EmptyLibrary(QWidget):
    """bring_in: the button that takes in what somebody sent."""

    record_wanted = Signal()

    def __init__(self, bring_in: QPushButton) -> None:
        super().__init__()
        title = look.heading("Nothing is recorded yet")
        how = look.text(
            "Show a job once: begin a recording, do the job as you always do, and stop. "
            "Or take in what somebody sent you: drop the file here."
        )
        self.begin = QPushButton("&Record a job")
        self.begin.clicked.connect(self.record_wanted)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (title, how):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(look.GAP)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.begin)
        buttons.addWidget(bring_in)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(2)
