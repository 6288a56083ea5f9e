"""A line that says what was just done, and takes it back."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.views import look


class UndoBar(QFrame):
    """Hidden while there is nothing to take back."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._take_back: Callable[[], object] | None = None
        self.words = look.text()
        self.button = QPushButton("&Undo")
        self.button.clicked.connect(self.undo)
        self.away = QPushButton("✕")
        self.away.setAccessibleName("Hide")
        self.away.setFlat(True)
        self.away.setFixedWidth(2 * self.away.fontMetrics().averageCharWidth() + look.GAP)
        self.away.clicked.connect(self.forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.GAP, look.GAP // 2, look.GAP // 2, look.GAP // 2)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        row.addWidget(self.away)
        self.hide()

    def offer(self, words: str, take_back: Callable[[], object]) -> None:
        """In the place of what was offered before."""
        self.tell(words)
        self._take_back = take_back
        self.button.show()

    def tell(self, words: str) -> None:
        """What cannot be taken back, or need not be."""
        self._take_back = None
        self.words.setText(words)
        self.button.hide()
        self.show()

    def undo(self) -> None:
        """Does nothing where nothing is offered."""
        take_back = self._take_back
        self.forget()
        if take_back is not None:
            take_back()

    def forget(self) -> None:
        self._take_back = None
        self.hide()
