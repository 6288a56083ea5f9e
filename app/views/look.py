"""How our windows look: the sizes and colours that they share, on light and on dark desktops."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QWidget

Shade = Callable[[QPalette], QColor]
"""A colour that goes with the desktop's."""

GAP = 8
EDGE = 16
"""px, between things that belong together, and around a window's content."""

_FAINT = 0.62
"""How much of the text's colour is in what matters less."""


def heading(text: str = "", *, scale: float = 1.35) -> QLabel:
    label = QLabel(text)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def text(words: str = "") -> QLabel:
    """Wrapped, and never read as markup: it may come from a screen or a model."""
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def plain(buttons: QDialogButtonBox) -> QDialogButtonBox:
    """The same buttons without the pictures that some styles put on them."""
    for button in buttons.buttons():
        button.setIcon(QIcon())
    return buttons


def quiet(label: QLabel) -> QLabel:
    """The same label in the colour of what matters less."""
    coloured(label, faint)
    return label


def faint(palette: QPalette) -> QColor:
    """Between text and ground, and still to be read: a style's own for hints often is not."""
    text = palette.color(QPalette.ColorRole.WindowText)
    ground = palette.color(QPalette.ColorRole.Window)
    mixed = (
        round(255 * (_FAINT * one + (1 - _FAINT) * other))
        for one, other in (
            (text.redF(), ground.redF()),
            (text.greenF(), ground.greenF()),
            (text.blueF(), ground.blueF()),
        )
    )
    return QColor(*mixed)


def is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def good(palette: QPalette) -> QColor:
    return QColor("#4ade80" if is_dark(palette) else "#166534")


def warning(palette: QPalette) -> QColor:
    return QColor("#fbbf24" if is_dark(palette) else "#92400e")


def bad(palette: QPalette) -> QColor:
    return QColor("#f87171" if is_dark(palette) else "#991b1b")


def coloured(widget: QWidget, shade: Shade) -> None:
    """Its text in that colour, also when the desktop goes over to its dark or light look."""
    followers = widget.findChildren(_Follower, options=Qt.FindChildOption.FindDirectChildrenOnly)
    follower = followers[0] if followers else _Follower(widget)
    follower.take(shade)


class _Follower(QObject):
    """Gives a widget's text another colour as often as the desktop's colours change."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._shade: Shade = faint
        self._is_applying = False
        widget.installEventFilter(self)

    def take(self, shade: Shade) -> None:
        self._shade = shade
        self._apply()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.PaletteChange and not self._is_applying:
            self._apply()
        return super().eventFilter(watched, event)

    def _apply(self) -> None:
        palette = QApplication.palette(self._widget)
        colours = QPalette()
        colours.setColor(self._widget.foregroundRole(), self._shade(palette))
        self._is_applying = True
        self._widget.setPalette(colours)  # all other roles stay the desktop's
        self._is_applying = False
