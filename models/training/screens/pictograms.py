"""Icons for made-up screens, drawn in any size and colour from folders of SVG files.

The sets are unpacked from their packages (see docs/grounding.md); none is shipped.
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_MOST_OF_A_SET = 700
_COLOUR = re.compile(rb"#[0-9a-fA-F]{3,6}\b|url\(#")
_INK = re.compile(rb"currentColor|#212121\b")
"""What a set of one colour is drawn in."""


def icon_files(folder: Path | None, dice: random.Random) -> Sequence[Path]:
    """Some of each set of *.svg, a folder within `folder`; the same ones for the same dice."""
    files: list[Path] = []
    for part in sorted(folder.iterdir()) if folder is not None else []:
        found = sorted(part.rglob("*.svg"))
        files += dice.sample(found, min(_MOST_OF_A_SET, len(found)))
    return files


def coloured(drawn: bytes, colour: str) -> tuple[bytes, bool]:
    """An SVG in that colour (#rrggbb), and whether it has colours: its own, or that one."""
    painted = _INK.sub(colour.encode(), drawn)
    return painted, painted != drawn or len(set(_COLOUR.findall(drawn))) > 1


class Pictograms:
    """files: SVG, of which each icon is one; () for shapes alone."""

    def __init__(self, files: Sequence[Path], dice: random.Random) -> None:
        self._files = files
        self._dice = dice
        self._is_painted = dice.random() < 0.4

    def icon(self, side: int, colour: QColor) -> QIcon:
        return QIcon(self.pixmap(side, colour))

    def pixmap(self, side: int, colour: QColor) -> QPixmap:
        """Twice as fine as `side`, for scaled screens."""
        picture = QPixmap(2 * side, 2 * side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._files and self._dice.random() < (0.75 if self._is_painted else 0.95):
            self._draw_file(painter, side, colour)
        else:
            self._draw_shapes(painter, side)
        painter.end()
        picture.setDevicePixelRatio(2)
        return picture

    def _draw_file(self, painter: QPainter, side: int, colour: QColor) -> None:
        dice, full = self._dice, 2 * side
        ink = QColor(colour)
        if self._is_painted:
            ink = QColor.fromHsv(dice.randrange(360), dice.randrange(60, 256), dice.randrange(256))
        drawn, is_coloured = coloured(dice.choice(self._files).read_bytes(), ink.name())
        QSvgRenderer(QByteArray(drawn)).render(painter, QRectF(0, 0, full, full))
        if not is_coloured or (self._is_painted and dice.random() < 0.3):
            fall = QLinearGradient(0, 0, full * dice.random(), full)
            fall.setColorAt(0, ink)
            fall.setColorAt(1, ink.darker(200) if self._is_painted else ink)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(0, 0, full, full, fall)

    def _draw_shapes(self, painter: QPainter, side: int) -> None:
        """A few coloured shapes: the manner of the older icon themes."""
        dice, full = self._dice, 2 * side
        for _ in range(dice.randint(1, 4)):
            painter.setBrush(QColor.fromHsv(dice.randrange(360), dice.randrange(60, 256), 220))
            painter.setPen(QColor(0, 0, 0, dice.randrange(256)))
            left, top = dice.uniform(0, full * 0.5), dice.uniform(0, full * 0.5)
            area = QRectF(
                left, top, dice.uniform(0.3, 1) * (full - left), dice.uniform(0.3, 1) * (full - top)
            )
            match dice.randrange(3):
                case 0:
                    painter.drawRect(area)
                case 1:
                    painter.drawEllipse(area)
                case _:
                    painter.drawRoundedRect(area, side / 5, side / 5)
