"""The tray icon, drawn for each state: quiet, recording, working, paused, private."""

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

_SIZES = (16, 22, 24, 32, 48, 64)


class Mood(StrEnum):
    QUIET = "quiet"
    RECORDING = "recording"
    WORKING = "working"
    PAUSED = "paused"
    PRIVATE = "private, nothing is recorded"


_GROUND = {
    Mood.QUIET: QColor("#2563eb"),
    Mood.RECORDING: QColor("#dc2626"),
    Mood.WORKING: QColor("#15803d"),
    Mood.PAUSED: QColor("#b45309"),
    Mood.PRIVATE: QColor("#334155"),
}


def icon(mood: Mood) -> QIcon:
    """Needs a QGuiApplication."""
    drawn = QIcon()
    for size in _SIZES:
        drawn.addPixmap(_pixmap(mood, size))
    return drawn


def _pixmap(mood: Mood, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND[mood])
    painter.drawRoundedRect(QRectF(0, 0, size, size), size / 4, size / 4)
    painter.setBrush(QColor("white"))
    painter.drawPath(_sign(mood, size))
    painter.end()
    return pixmap


def _sign(mood: Mood, size: int) -> QPainterPath:
    """A pointer, a dot, a triangle, two bars or a closed lock, in the middle half of the icon."""
    path = QPainterPath()
    start, side = size * 0.28, size * 0.44
    match mood:
        case Mood.RECORDING:
            path.addEllipse(QRectF(start, start, side, side))
        case Mood.WORKING:
            path.moveTo(start + side * 0.1, start)
            path.lineTo(start + side, start + side / 2)
            path.lineTo(start + side * 0.1, start + side)
            path.closeSubpath()
        case Mood.PAUSED:
            path.addRect(QRectF(start, start, side * 0.35, side))
            path.addRect(QRectF(start + side * 0.65, start, side * 0.35, side))
        case Mood.PRIVATE:
            path.addRect(QRectF(start, start + side * 0.42, side, side * 0.63))
            bow = QPainterPath()
            bow.addEllipse(QRectF(start + side * 0.15, start - side * 0.1, side * 0.7, side * 0.95))
            inner = QPainterPath()
            inner.addEllipse(
                QRectF(start + side * 0.34, start + side * 0.09, side * 0.32, side * 0.6)
            )
            path = path.united(bow.subtracted(inner))
        case Mood.QUIET:
            for number, (x, y) in enumerate(_POINTER):
                place = start + x * side, start - side * 0.1 + y * side * 1.2
                path.moveTo(*place) if number == 0 else path.lineTo(*place)
            path.closeSubpath()
    return path


_POINTER = ((0.1, 0), (0.1, 0.85), (0.33, 0.66), (0.5, 1), (0.68, 0.92), (0.52, 0.6), (0.85, 0.6))
"""An arrow, in parts of its square."""
