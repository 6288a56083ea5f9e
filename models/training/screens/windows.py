"""Whole made-up screens: windows with title bars, menus and tool bars, over one another."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QStyleFactory,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.labels import Label, Labelled
from models.screen_classes import role_of
from models.training.screens.looks import random_look
from models.training.screens.panes import any_pane
from models.training.screens.pictograms import Pictograms
from models.training.screens.sightings import WINDOW_BUTTON, Seen, seen_in
from models.training.screens.texts import Speaker
from models.training.screens.widgets import Maker
from tracker.frames import Frame
from tracker.geometry import Box

SIZES = ((1920, 1080), (1280, 800), (1366, 768), (1024, 768), (1280, 1024), (1600, 900), (800, 600))
_SCALES = (1.0, 1.0, 1.0, 1.0, 1.25, 1.5, 0.85, 2.0)
_HIDDEN = 0.35
"""A thing is not labelled if more of it lies under another window."""


@dataclass(frozen=True)
class _Painted:
    """One window as it is on the screen. place: px."""

    picture: QImage
    place: QRect
    labels: tuple[Label, ...]


class ScreenMaker:
    """Needs a QApplication of its own thread. The same dice make the same screens."""

    def __init__(self, dice: random.Random, icons: Pictograms) -> None:
        self._dice = dice
        self._icons = icons

    def screen(self) -> Labelled:
        dice = self._dice
        size = QSize(*dice.choices(SIZES, weights=(5, 3, 2, 1, 1, 1, 1))[0])
        scale = dice.choice(_SCALES)
        picture = QImage(size, QImage.Format.Format_RGB888)
        painter = QPainter(picture)
        self._paint_ground(painter, size)
        labels: list[Label] = []
        for number in range(dice.choices((1, 2, 3), weights=(5, 3, 1))[0]):
            for painted in self._window(size, scale, is_first=number == 0):
                painter.drawImage(painted.place.topLeft(), painted.picture)
                labels = [one for one in labels if _is_seen(one.box, painted.place)]
                labels += painted.labels
        painter.end()
        return Labelled(Frame(pixels=_pixels(picture)), tuple(labels))

    def _paint_ground(self, painter: QPainter, size: QSize) -> None:
        dice = self._dice
        fall = QLinearGradient(0, 0, size.width() * dice.random(), size.height())
        for stop in (0.0, 1.0):
            fall.setColorAt(
                stop, QColor.fromHsv(dice.randrange(360), dice.randrange(160), dice.randrange(256))
            )
        painter.fillRect(QRect(QPoint(0, 0), size), fall)

    def _window(self, screen: QSize, scale: float, *, is_first: bool) -> Iterator[_Painted]:
        """The window and then what pops up from it."""
        dice = self._dice
        look = random_look(dice)
        QApplication.setStyle(QStyleFactory.create(look.style))
        QApplication.setPalette(look.palette)
        QApplication.setFont(look.font)
        make = Maker(dice, look, self._icons, Speaker(dice), any_pane)
        window = _build(make)
        if dice.random() < 0.1:
            window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if is_first and dice.random() < 0.5:
            wanted = QSize(round(screen.width() / scale), round(screen.height() / scale))
        else:
            wanted = QSize(
                round(dice.uniform(0.25, 0.9) * screen.width() / scale),
                round(dice.uniform(0.25, 0.9) * screen.height() / scale),
            )
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        # What is made smaller than it can be draws its parts over one another.
        least = window.minimumSizeHint()
        window.setFixedSize(wanted.expandedTo(least).boundedTo(QSize(2600, 1600)))
        window.show()
        QGuiApplication.processEvents()
        place = _placed(dice, screen, window.size() * scale)
        yield _paint(window, list(seen_in(window)), place, scale, screen)
        yield from self._popup(make, window, place, scale, screen)
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete, which waits for a loop

    def _popup(
        self, make: Maker, window: QWidget, place: QPoint, scale: float, screen: QSize
    ) -> Iterator[_Painted]:
        dice = self._dice
        if dice.random() > 0.35:
            return
        menu = QMenu(window)
        _fill(make, menu, dice.randint(2, 18))
        menu.ensurePolished()
        menu.resize(menu.sizeHint())
        corner = place + QPoint(
            round(dice.uniform(0, 0.6) * window.width() * scale),
            round(dice.choice((0.08, dice.random())) * window.height() * scale),
        )
        seen = [
            Seen("menu item", action.text(), menu.actionGeometry(action), action.isEnabled())
            for action in menu.actions()
            if not action.isSeparator()
        ]
        yield _paint(menu, seen, corner, scale, screen)


def _build(make: Maker) -> QWidget:
    """A main window, a dialog or a bare panel, under a title bar of its own."""
    dice, look = make.dice, make.look
    window = QFrame()
    window.setStyleSheet(look.sheet)
    window.setAutoFillBackground(True)
    if dice.random() < 0.3:
        window.setFrameStyle(QFrame.Shape.Box)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    if dice.random() < 0.75:
        layout.addWidget(_title_bar(make))
    layout.addWidget(_main(make) if dice.random() < 0.6 else _dialog(make), 1)
    return window


def _title_bar(make: Maker) -> QWidget:
    dice = make.dice
    bar = QWidget()
    bar.setAutoFillBackground(True)
    shade = bar.palette()
    ground = make.look.palette.window().color().darker(dice.randrange(90, 180))
    shade.setColor(bar.backgroundRole(), ground)
    bar.setPalette(shade)
    ink = QColor("white") if ground.value() < 130 else QColor("black")
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(*[dice.randrange(0, 7) for _ in range(4)])
    layout.setSpacing(dice.randrange(0, 9))
    title = QLabel(make.says.caption(4))
    title.setStyleSheet(f"color: {ink.name()};")
    buttons: list[QWidget] = [
        _window_button(make, ink)
        for _ in range(dice.choices((0, 1, 2, 3, 4), weights=(1, 3, 1, 6, 1))[0])
    ]
    tools: list[QWidget] = (
        [make.tool_button() for _ in range(dice.randint(1, 5))] if dice.random() < 0.3 else []
    )
    if dice.random() < 0.2:
        buttons.reverse()
        parts = [*buttons, *tools]
        for part in parts:
            layout.addWidget(part)
        layout.addStretch()
        layout.addWidget(title)
        layout.addStretch()
    else:
        for part in tools[: len(tools) // 2]:
            layout.addWidget(part)
        layout.addWidget(title)
        layout.addStretch()
        for part in (*tools[len(tools) // 2 :], *buttons):
            layout.addWidget(part)
    return bar


def _window_button(make: Maker, ink: QColor) -> QToolButton:
    dice = make.dice
    made = QToolButton()
    made.setProperty(WINDOW_BUTTON, True)
    made.setAutoRaise(True)
    side = dice.choice((12, 14, 16, 18, 22, 28))
    made.setFixedSize(side + dice.choice((0, 2, 6, 20)), side + dice.choice((0, 2, 6)))
    if dice.random() < 0.25:
        colour = QColor.fromHsv(dice.choice((0, 40, 120, dice.randrange(360))), 170, 230)
        made.setStyleSheet(
            f"background: {colour.name()}; border: none; border-radius: {side // 2}px;"
        )
    else:
        made.setText(dice.choice("\u00d7\u2715\u2013_\u25a1\u25a2^v\u2922"))
        made.setStyleSheet(
            f"color: {ink.name()}; border: none; padding: 0; font-size: {side - 2}px;"
        )
    return made


def _main(make: Maker) -> QWidget:
    dice, side = make.dice, make.look.icon_px
    made = QMainWindow()
    if dice.random() < 0.75:
        for _ in range(dice.randint(3, 10)):
            _fill(make, made.menuBar().addMenu(make.says.caption(1)), 1)
    for _ in range(dice.choices((0, 1, 2, 3), weights=(2, 5, 3, 1))[0]):
        bar = QToolBar()
        bar.setIconSize(QSize(side, side))
        bar.setMovable(dice.random() < 0.4)
        for _ in range(dice.randint(2, 22)):
            if dice.random() < 0.12:
                bar.addSeparator()
            elif dice.random() < 0.08:
                bar.addWidget(dice.choice((make.combo, make.field, make.spin, make.button))())
            else:
                bar.addWidget(make.tool_button())
        made.addToolBar(
            dice.choices(
                (Qt.ToolBarArea.TopToolBarArea, Qt.ToolBarArea.LeftToolBarArea), weights=(5, 1)
            )[0],
            bar,
        )
        if dice.random() < 0.6:
            made.addToolBarBreak()
    made.setCentralWidget(make.beside(0) if dice.random() < 0.4 else make.any_area())
    for _ in range(dice.choices((0, 1, 2), weights=(5, 3, 1))[0]):
        dock = QDockWidget(make.says.caption(2))
        dock.setWidget(make.any_area(1))
        made.addDockWidget(
            dice.choice(
                (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
            ),
            dock,
        )
    if dice.random() < 0.6:
        made.statusBar().showMessage(make.says.sentence(4))
        if dice.random() < 0.3:
            made.statusBar().addPermanentWidget(make.any_row())
    return made


def _dialog(make: Maker) -> QWidget:
    dice = make.dice
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.addWidget(make.beside(0) if dice.random() < 0.3 else make.any_area(), 1)
    row = QHBoxLayout()
    buttons = [make.button() for _ in range(dice.randint(1, 4))]
    where = dice.randrange(3)
    if where:
        row.addStretch()
    for button in buttons:
        row.addWidget(button)
    if where != 1:
        row.addStretch()
    layout.addLayout(row)
    return made


def _fill(make: Maker, menu: QMenu, count: int) -> None:
    dice = make.dice
    has_icons = dice.random() < 0.5
    for _ in range(count):
        if dice.random() < 0.15:
            menu.addSeparator()
        action = menu.addAction(make.says.caption(4) + dice.choice(("", "", "...")))
        if has_icons and dice.random() < 0.6:
            action.setIcon(make.icons.icon(16, make.look.ink))
        if dice.random() < 0.3:
            action.setShortcut(dice.choice(("Ctrl+S", "Ctrl+Shift+P", "F5", "Alt+Left", "Del")))
        action.setCheckable(dice.random() < 0.12)
        action.setChecked(dice.random() < 0.5)
        action.setEnabled(dice.random() > 0.12)


def _placed(dice: random.Random, screen: QSize, size: QSize) -> QPoint:
    return QPoint(
        round(dice.uniform(0, max(0, screen.width() - size.width()))),
        round(dice.uniform(0, max(0, screen.height() - size.height()))),
    )


def _paint(
    widget: QWidget, seen: list[Seen], place: QPoint, scale: float, screen: QSize
) -> _Painted:
    """scale: screen px per unit of the widget's."""
    picture = QImage(widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    widget.render(picture)
    picture.setDevicePixelRatio(1)
    bounds = Box(0, 0, screen.width(), screen.height())
    labels = []
    for one in seen:
        box = _to_box(one.area, scale, place).intersection(bounds)
        if box is not None and min(box.width, box.height) >= 5:
            is_thing = one.kind != "label"
            role = role_of(one.kind) if is_thing else "label"
            labels.append(
                Label(
                    role,
                    one.name.replace("&", ""),
                    box,
                    is_thing,
                    one.is_enabled,
                    one.kind if is_thing else "",
                )
            )
    return _Painted(picture, QRect(place, picture.size()), tuple(labels))


def _to_box(area: QRect, scale: float, place: QPoint) -> Box:
    left, top = round(area.x() * scale) + place.x(), round(area.y() * scale) + place.y()
    return Box(
        left,
        top,
        left + max(1, round(area.width() * scale)),
        top + max(1, round(area.height() * scale)),
    )


def _is_seen(box: Box, cover: QRect) -> bool:
    over = box.intersection(
        Box(
            cover.x(),
            cover.y(),
            cover.x() + max(1, cover.width()),
            cover.y() + max(1, cover.height()),
        )
    )
    return over is None or over.area <= _HIDDEN * box.area


def _pixels(picture: QImage) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )
    return rows[:, : picture.width() * 3].reshape(picture.height(), picture.width(), 3).copy()
