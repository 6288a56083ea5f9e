"""What of a window's widgets can be seen, where, and what it is: the labels of a made-up screen."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDial,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionGroupBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from models.training.screens.views import CELL

WINDOW_BUTTON = "window button"
"""Dynamic property of the buttons in a window's title bar."""


@dataclass(frozen=True)
class Seen:
    """kind: a class of the detector, "label" for text alone. area: in the window's units."""

    kind: str
    name: str
    area: QRect
    is_enabled: bool = True


def seen_in(window: QWidget) -> Iterator[Seen]:
    """Of a window that has been laid out, whether or not it is on a screen."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window):
            continue
        for one in _parts(widget):
            area = _clipped(widget, one.area, window)
            if area is not None:
                yield Seen(one.kind, one.name, area, one.is_enabled and widget.isEnabled())


def _clipped(widget: QWidget, area: QRect, window: QWidget) -> QRect | None:
    """An area of a widget in the window's units, cut by all that encloses it; None if most of it
    is hidden."""
    place = QRect(widget.mapTo(window, QPoint(0, 0)) + area.topLeft(), area.size())
    cut, outer = place, widget
    while outer is not window:
        cut = cut.intersected(QRect(outer.mapTo(window, QPoint(0, 0)), outer.size()))
        parent = outer.parentWidget()
        assert parent is not None
        outer = parent
    cut = cut.intersected(window.rect())
    if cut.width() < 4 or cut.height() < 4:
        return None
    hidden = 1 - cut.width() * cut.height() / max(1, place.width() * place.height())
    return cut if hidden < 0.6 else None


def _parts(widget: QWidget) -> Iterator[Seen]:
    """What a widget is, in its own units: mostly one thing, many for a view or a bar."""
    whole, parent = widget.rect(), widget.parentWidget()
    match widget:
        case QToolButton():
            yield from _tool_button(widget, parent)
        case QPushButton():
            yield Seen("button", widget.text(), whole)
        case QCheckBox() | QRadioButton():
            kind = "check box" if isinstance(widget, QCheckBox) else "radio button"
            yield Seen(kind, widget.text(), whole & QRect(QPoint(0, 0), widget.sizeHint()))
        case QGroupBox() if widget.isCheckable():
            option = QStyleOptionGroupBox()
            widget.initStyleOption(option)
            style, control = widget.style(), QStyle.ComplexControl.CC_GroupBox
            box = style.subControlRect(
                control, option, QStyle.SubControl.SC_GroupBoxCheckBox, widget
            )
            title = style.subControlRect(
                control, option, QStyle.SubControl.SC_GroupBoxLabel, widget
            )
            yield Seen("check box", widget.title(), box.united(title))
        case QAbstractButton():
            # That closes a tab or a dock, or stands in the corner of a table.
            yield Seen("tool button", "", whole)
        case QComboBox():
            yield Seen("combo box", widget.currentText(), whole)
        case QAbstractSpinBox():
            yield Seen("spin button", "", whole)
        case QLineEdit() if not isinstance(parent, QComboBox | QAbstractSpinBox):
            yield Seen("text field", "", whole)
        case QPlainTextEdit():
            yield Seen("text field", "", whole)
        case QScrollBar():
            if widget.maximum() > widget.minimum():
                yield Seen("scroll bar", "", whole)
        case QDial() | QAbstractSlider():
            yield Seen("slider", "", whole)
        case QTabBar():
            for index in range(widget.count()):
                yield Seen("tab", widget.tabText(index), widget.tabRect(index))
        case QHeaderView():
            yield from _sections(widget)
        case QLabel():
            yield from _label(widget)
        case QMenuBar() | QMenu():
            for action in widget.actions():
                if not action.isSeparator() and action.isVisible():
                    yield Seen(
                        "menu item",
                        action.text(),
                        widget.actionGeometry(action),
                        action.isEnabled(),
                    )
        case QAbstractItemView() if widget.property(CELL):
            yield from _cells(widget)
        case _:
            pass


def _tool_button(widget: QToolButton, parent: QWidget | None) -> Iterator[Seen]:
    if isinstance(parent, QTabBar) and widget.width() < 8:
        return
    kind = "window button" if widget.property(WINDOW_BUTTON) else "tool button"
    yield Seen(kind, widget.text(), widget.rect())


def _label(widget: QLabel) -> Iterator[Seen]:
    picture = widget.pixmap()
    if picture is not None and not picture.isNull():
        side = picture.deviceIndependentSize().toSize()
        area = widget.rect()
        if widget.objectName() != "canvas":
            area = QRect(QPoint(0, (area.height() - side.height()) // 2), side)
        yield Seen("image" if max(area.width(), area.height()) > 64 else "icon", "", area)
    elif widget.text():
        is_link = widget.text().startswith("<a ")
        hint = widget.sizeHint()
        area = QRect(0, max(0, (widget.height() - hint.height()) // 2), hint.width(), hint.height())
        kind = "link" if is_link else "label"
        yield Seen(
            kind,
            widget.text().split(">")[1].split("<")[0] if is_link else widget.text(),
            area & widget.rect(),
        )


def _sections(header: QHeaderView) -> Iterator[Seen]:
    model = header.model()
    if model is None:
        return
    for index in range(header.count()):
        start, size = header.sectionViewportPosition(index), header.sectionSize(index)
        if header.orientation() is Qt.Orientation.Horizontal:
            area = QRect(start, 0, size, header.height())
        else:
            area = QRect(0, start, header.width(), size)
        yield Seen(
            "header", str(model.headerData(index, header.orientation()) or ""), area & header.rect()
        )


def _cells(view: QAbstractItemView) -> Iterator[Seen]:
    model, bounds = view.model(), view.viewport().rect()
    corner = view.viewport().pos()

    def below(parent: QModelIndex) -> Iterator[Seen]:
        for row in range(model.rowCount(parent)):
            for column in range(model.columnCount(parent)):
                index = model.index(row, column, parent)
                area = view.visualRect(index)
                cut = area & bounds
                if cut.height() * 2 > area.height() and cut.width() > 8:
                    yield Seen("cell", str(index.data() or ""), cut.translated(corner))
            yield from below(model.index(row, 0, parent))

    yield from below(QModelIndex())
