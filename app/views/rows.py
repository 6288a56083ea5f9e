"""Rows of a list with a headline, a line below it, a picture and a badge."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.views import look

HEADLINE = Qt.ItemDataRole.UserRole + 1
BELOW = Qt.ItemDataRole.UserRole + 2
BADGE = Qt.ItemDataRole.UserRole + 3
"""str; "" for none."""
BADGE_COLOUR = Qt.ItemDataRole.UserRole + 4
"""A look.Shade."""
PICTURE = Qt.ItemDataRole.UserRole + 5
"""QPixmap; where a row gives None, its room is kept free."""

PICTURE_PX = QSize(88, 56)
_PAD = 8

_Index = QModelIndex | QPersistentModelIndex


class Rows(QStyledItemDelegate):
    """has_pictures: whether room is kept for one at the left of each row."""

    def __init__(self, *, has_pictures: bool) -> None:
        super().__init__()
        self._has_pictures = has_pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        line = option.fontMetrics.lineSpacing()
        height = 2 * _PAD + 2 * line + 4
        if self._has_pictures:
            height = max(height, PICTURE_PX.height() + 2 * _PAD)
        return QSize(160, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state = option.state
        palette: QPalette = option.palette
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        if self._has_pictures:
            self._paint_picture(painter, inner, index.data(PICTURE), palette)
            inner.setLeft(inner.left() + PICTURE_PX.width() + _PAD)
        self._paint_words(painter, inner, index, palette, is_selected=is_selected)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, inner: QRect, picture: QPixmap | None, palette: QPalette
    ) -> None:
        place = QRect(inner.topLeft(), PICTURE_PX)
        place.moveTop(inner.center().y() - PICTURE_PX.height() // 2)
        if picture is None:
            painter.fillRect(place, palette.color(QPalette.ColorRole.AlternateBase))
            return
        shape = picture.size().scaled(PICTURE_PX, Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(place.topLeft(), shape)
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target.adjusted(0, 0, -1, -1))

    def _paint_words(
        self,
        painter: QPainter,
        inner: QRect,
        index: _Index,
        palette: QPalette,
        *,
        is_selected: bool,
    ) -> None:
        roles = QPalette.ColorRole
        strong = palette.color(roles.HighlightedText if is_selected else roles.Text)
        faint = QColor(strong)
        faint.setAlpha(235 if is_selected else 165)
        line = painter.fontMetrics().lineSpacing()
        top = QRect(inner)
        top.setTop(inner.center().y() - line - 1)
        top.setHeight(line)
        below = QRect(top)
        below.moveTop(top.bottom() + 4)
        shade = index.data(BADGE_COLOUR)
        colour = strong if is_selected or shade is None else shade(palette)
        below.setRight(self._paint_badge(painter, below, index, colour))
        normal = QFont(painter.font())
        bold = QFont(normal)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(strong)
        _write(painter, top, str(index.data(HEADLINE) or ""))
        painter.setFont(normal)
        painter.setPen(faint)
        _write(painter, below, str(index.data(BELOW) or ""))

    def _paint_badge(self, painter: QPainter, line: QRect, index: _Index, colour: QColor) -> int:
        """The right end of what is left of the line."""
        words = str(index.data(BADGE) or "")
        if not words:
            return line.right()
        width = painter.fontMetrics().horizontalAdvance(words) + 12
        pill = QRect(line.right() - width, line.top() - 1, width, line.height() + 2)
        painter.setPen(colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        return pill.left() - look.GAP


def _write(painter: QPainter, place: QRect, words: str) -> None:
    fitting = painter.fontMetrics().elidedText(
        words, Qt.TextElideMode.ElideRight, max(0, place.width())
    )
    middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, middle, fitting)
