"""“Do…”: a job in words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout

from app.views import look


class Instruction(QDialog):
    """wanted: the instruction, and whether to ask before each step. lacking: why nothing can be
    done in words now, and the way out; "" if it can.
    """

    wanted = Signal(str, bool)

    def __init__(self, lacking: str = "") -> None:
        super().__init__()
        self.setWindowTitle("Do…")
        self.resize(480, 240)
        self.words = QPlainTextEdit()
        self.words.setPlaceholderText(
            "For example: write “See you on Friday.” in the editor and save it as friday.txt"
        )
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("What is to be done?")
        self.words.textChanged.connect(self._check)
        self.asks_first = QCheckBox("&Ask me before each step")
        self.asks_first.setChecked(True)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.do = buttons.button(kinds.Ok)
        self.do.setText("&Do it")
        self.cancel = buttons.button(kinds.Cancel)
        buttons.accepted.connect(self._want)
        buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self, self._want)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GAP)
        layout.addWidget(look.heading("What is to be done?"))
        layout.addWidget(self.words, 1)
        layout.addWidget(self.asks_first)
        self._is_able = not lacking
        if lacking:
            why = look.text(lacking)
            look.coloured(why, look.warning)
            layout.addWidget(why)
        layout.addWidget(look.plain(buttons))
        self._check()
        self.words.setFocus()

    def _check(self) -> None:
        self.do.setEnabled(self._is_able and bool(self.words.toPlainText().strip()))

    def _want(self) -> None:
        if self.do.isEnabled():
            self.wanted.emit(self.words.toPlainText().strip(), self.asks_first.isChecked())
            self.accept()
