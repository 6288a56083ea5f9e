"""The steps of a document as a list: thumbnails are made when their rows come into sight."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from agent.cognition import needs_review
from app.bridge import Bridge, Handlers, Tell
from app.views import look, rows
from app.views.document import Document
from app.views.picture import small_image
from app.words import describe
from tracker.trajectory import Status, Step

_Index = QModelIndex | QPersistentModelIndex


class Steps(QAbstractListModel):
    def __init__(self, document: Document, bridge: Bridge) -> None:
        super().__init__()
        self._document = document
        self._bridge = bridge
        self._pictures: dict[int, QPixmap | None] = {}
        document.changed.connect(self._changed)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._document.steps)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        step = self._document.steps[row]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (_headline(row, step), badge(step))))
            case rows.HEADLINE:
                return _headline(row, step)
            case rows.BELOW:
                return step.thought or _where(step)
            case rows.BADGE:
                return badge(step)
            case rows.BADGE_COLOUR:
                return look.warning
            case rows.PICTURE:
                return self._picture(row)
            case Qt.ItemDataRole.ToolTipRole:
                return step.thought or None
        return None

    def _picture(self, row: int) -> QPixmap | None:
        if row not in self._pictures:
            self._pictures[row] = None
            step = self._document.steps[row]

            def work(_tell: Tell) -> tuple[int, QImage]:
                return row, small_image(step, rows.PICTURE_PX)

            self._bridge.leisurely("thumbnail", work, Handlers(_ignore, self._drawn, _ignore))
        return self._pictures[row]

    def _drawn(self, drawn: tuple[int, QImage]) -> None:
        row, image = drawn
        self._pictures[row] = QPixmap.fromImage(image)
        self.dataChanged.emit(self.index(row), self.index(row), [rows.PICTURE])

    def _changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))


def badge(step: Step) -> str:
    if needs_review(step):
        return "Check the words"
    if step.outcome.status is Status.FAILED:
        return "Failed"
    return ""


def _headline(row: int, step: Step) -> str:
    return f"{row + 1}  {describe(step.intent or step.action)}"


def _where(step: Step) -> str:
    return step.before.window.title if step.before.window is not None else ""


def _ignore(_news: object) -> None: ...
