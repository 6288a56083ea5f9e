"""Larger parts of programs, of real Qt widgets: choosers, sheets, palettes, panels."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QTabBar,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.training.screens.views import CELL
from models.training.screens.widgets import Maker


def any_pane(make: Maker) -> QWidget:
    """Something that fills its place, of a kind that programs share."""
    makers: tuple[tuple[int, Callable[[Maker], QWidget]], ...] = (
        (5, file_chooser), (4, spreadsheet), (4, properties), (3, tool_box), (3, swatches),
        (3, drawing), (3, ticked_tree), (3, preferences), (3, editor), (3, measures),
        (2, calculator),
    )  # fmt: skip
    chosen = make.dice.choices([one for _, one in makers], [share for share, _ in makers])
    return chosen[0](make)


def file_chooser(make: Maker) -> QWidget:
    """A path of buttons, places at the side, files with and without a size, a name, a filter."""
    dice = make.dice
    steps: list[QWidget] = [_small(make) for _ in range(dice.randint(1, 4))]
    if dice.random() < 0.6:
        steps += [_worded(make) for _ in range(dice.randint(2, 6))]
    else:
        steps.append(make.field())
    places = make.views.items()
    places.setMaximumWidth(dice.randrange(110, 240))
    files = dice.choice((make.views.files, make.views.files, make.views.icon_view))()
    parts = [_across(steps, spacing=dice.choice((0, 0, 2, 6)), stretch=dice.random() < 0.6)]
    parts.append(_across([places, files], spacing=dice.randrange(0, 8)))
    if dice.random() < 0.7:
        parts.append(_across([make.label(), make.field(), make.button()], spacing=6))
        parts.append(_across([make.label(), make.combo(), make.button()], spacing=6))
    return _down(parts, fills=1)


def spreadsheet(make: Maker) -> QWidget:
    """A formula bar, cells that are mostly blank between headings, sheets as tabs below."""
    dice = make.dice
    where = make.combo()
    where.setMaximumWidth(dice.randrange(60, 130))
    formula = [where, *(_small(make) for _ in range(dice.randint(0, 4))), make.field()]
    sheets = _tab_bar(make, dice.randint(1, 6))
    sheets.setShape(QTabBar.Shape.RoundedSouth)
    below: list[QWidget] = [_small(make) for _ in range(dice.choice((0, 2, 4)))]
    parts = [_across(formula, spacing=dice.randrange(0, 5)), make.views.sheet()]
    parts.append(_across([*below, sheets], spacing=0, stretch=True))
    if dice.random() < 0.6:
        parts.append(_status(make))
    return _down(parts, fills=1)


def properties(make: Maker) -> QWidget:
    """Names at the left and what can be set of each at the right, dense, under headings."""
    dice = make.dice
    made = QTreeWidget()
    made.setHeaderLabels([make.says.caption(1), make.says.caption(1)])
    made.setHeaderHidden(dice.random() < 0.3)
    made.setAlternatingRowColors(dice.random() < 0.4)
    made.setRootIsDecorated(dice.random() < 0.8)
    for _ in range(dice.randint(1, 5)):
        heading = QTreeWidgetItem(made, [make.says.caption(2)])
        for _ in range(dice.randint(1, 9)):
            row = QTreeWidgetItem(heading, [make.says.caption(2), ""])
            match dice.randrange(5):
                case 0:
                    controls = (make.combo, make.spin, make.field, make.check_box)
                    made.setItemWidget(row, 1, dice.choice(controls)())
                case 1:
                    row.setCheckState(1, Qt.CheckState(dice.choice((0, 2))))
                case 2:
                    row.setIcon(1, make.icons.icon(12, make.look.ink))
                    row.setText(1, make.says.value())
                case 3:
                    row.setText(1, make.says.value())
                case _:
                    pass
    made.expandAll()
    made.setColumnWidth(0, dice.randrange(80, 260))
    made.setProperty(CELL, True)
    return made


def tool_box(make: Maker) -> QWidget:
    """Small buttons in a grid, some of them pressed, beside what they work on."""
    dice = make.dice
    columns, side = dice.randint(1, 8), dice.choice((12, 14, 16, 16, 18, 20, 22, 24))
    buttons = []
    for _ in range(columns * dice.randint(2, 14)):
        button = make.tool_button()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(side, side))
        button.setCheckable(True)
        button.setChecked(dice.random() < 0.1)
        buttons.append(button)
    grid = _grid(buttons, columns, spacing=dice.choice((0, 0, 1, 2, 4)))
    return _across([grid, make.any_area(2)], spacing=dice.randrange(0, 8))


def swatches(make: Maker) -> QWidget:
    """Colours to choose, from a few pixels up, some with a gap between them."""
    dice = make.dice
    side = dice.choice((10, 12, 14, 16, 18, 20, 24, 32))
    edge, radius = dice.choice(("none", "1px solid #000", "1px solid #888")), dice.choice((0, 0, 3))
    buttons = []
    columns = dice.randint(2, 24)
    for _ in range(columns * dice.randint(1, 8)):
        button = QToolButton()
        button.setFixedSize(side, side)
        colour = QColor.fromHsv(dice.randrange(360), dice.randrange(256), dice.randrange(256))
        button.setStyleSheet(
            f"background: {colour.name()}; border: {edge}; border-radius: {radius}px;"
        )
        buttons.append(button)
    grid = _grid(buttons, columns, spacing=dice.choice((0, 1, 2, 4)))
    rest = dice.choice((make.form, make.column, make.big_picture))()
    return dice.choice((_across, _down))([grid, rest])


def drawing(make: Maker) -> QWidget:
    """A page between two rulers, on the grey of a desk."""
    dice = make.dice
    made = QLabel()
    made.setObjectName("canvas")
    size = QSize(dice.randrange(400, 1400), dice.randrange(300, 900))
    picture = QPixmap(size)
    desk = dice.randrange(60, 220)
    picture.fill(QColor(desk, desk, desk))
    painter = QPainter(picture)
    left, top = dice.randrange(30, 120), dice.randrange(30, 120)
    painter.fillRect(left, top, size.width() - 2 * left, size.height() - 2 * top, QColor("white"))
    painter.setPen(QColor(40, 40, 40))
    for _ in range(dice.randint(0, 6)):
        x, y = (dice.randrange(left, edge) for edge in (size.width(), size.height()))
        painter.drawEllipse(x, y, dice.randrange(10, 200), dice.randrange(10, 200))
    painter.setFont(make.look.font)
    for row in range(dice.randint(0, 12)):
        painter.drawText(left + 20, top + 30 + 24 * row, make.says.sentence(9))
    thick, step = dice.choice((14, 18, 24)), dice.choice((5, 8, 10))
    painter.fillRect(0, 0, size.width(), thick, QColor(235, 235, 235))
    painter.fillRect(0, 0, thick, size.height(), QColor(235, 235, 235))
    for place in range(thick, max(size.width(), size.height()), step):
        reach = thick if place % (10 * step) < step else thick // 3
        painter.drawLine(place, thick - reach, place, thick)
        painter.drawLine(thick - reach, place, thick, place)
    painter.end()
    made.setPixmap(picture)
    made.setMinimumSize(80, 60)
    return _down([made, _status(make)], fills=0) if dice.random() < 0.6 else made


def ticked_tree(make: Maker) -> QWidget:
    """Rows with boxes to tick and pictures in several columns, many of their cells blank."""
    dice = make.dice
    columns = dice.randint(2, 8)
    made = QTreeWidget()
    made.setColumnCount(columns)
    made.setHeaderLabels([make.says.caption(2) for _ in range(columns)])
    made.setHeaderHidden(dice.random() < 0.25)
    kinds = dice.choices(("tick", "picture", "text", "blank"), (3, 2, 4, 1), k=columns - 1)
    share = dice.choice((0.3, 0.6, 0.9))
    parent: QTreeWidget | QTreeWidgetItem = made
    for _ in range(dice.randint(3, 40)):
        row = QTreeWidgetItem(parent, [make.says.value()])
        for column, kind in enumerate(kinds, start=1):
            if kind == "tick":
                row.setCheckState(column, Qt.CheckState(dice.choice((0, 2))))
            elif kind == "picture" and dice.random() < share:
                row.setIcon(column, make.icons.icon(16, make.look.ink))
            elif kind == "text" and dice.random() < share:
                row.setText(column, make.says.value())
        parent = dice.choices((parent, row, made), (6, 1, 2))[0]
    made.expandAll()
    for column in range(columns):
        made.setColumnWidth(column, dice.randrange(24, 180) if column else dice.randrange(90, 300))
    made.setProperty(CELL, True)
    return made


def preferences(make: Maker) -> QWidget:
    """Pages at the side; of the one that is shown, groups of rows with a switch at their end."""
    dice = make.dice
    pages = dice.choice((make.views.items, make.views.icon_view))()
    pages.setMaximumWidth(dice.randrange(110, 260))
    groups: list[QWidget] = []
    for _ in range(dice.randint(1, 4)):
        group = QGroupBox(make.says.caption())
        layout = QVBoxLayout(group)
        for _ in range(dice.randint(1, 6)):
            end = dice.choice((lambda: _switch(make), make.combo, make.spin, lambda: _small(make)))
            layout.addWidget(_across([make.label(), _gap(), end()], spacing=8))
        groups.append(group)
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.setWidget(_down([*groups, _gap()], fills=len(groups)))
    parts = [pages, page] if dice.random() < 0.7 else [page]
    made = [_across(parts, spacing=6)]
    if dice.random() < 0.5:
        made.append(_answers(make))
    return _down(made, fills=0)


def editor(make: Maker) -> QWidget:
    """Documents as tabs that can be closed, a page of text, a find bar, small buttons below."""
    dice = make.dice
    tabs = _tab_bar(make, dice.randint(1, 8))
    tabs.setTabsClosable(dice.random() < 0.8)
    tabs.setDocumentMode(dice.random() < 0.6)
    tabs.setExpanding(dice.random() < 0.3)
    find = [make.field(), _small(make), _small(make), make.check_box(), _small(make)]
    parts = [tabs, make.text()]
    if dice.random() < 0.5:
        parts.append(_across(find, spacing=dice.randrange(1, 8)))
    parts.append(_status(make))
    return _down(parts, fills=1)


def measures(make: Maker) -> QWidget:
    """Pairs of numbers with small buttons between them, captions of a letter: a dense panel."""
    dice = make.dice
    made = QWidget()
    layout = QGridLayout(made)
    layout.setSpacing(dice.randrange(0, 6))
    for row in range(dice.randint(3, 14)):
        place = 0
        for _ in range(dice.randint(1, 3)):
            caption = make.says.word()[: dice.choice((1, 1, 8))] + dice.choice((":", ""))
            layout.addWidget(QLabel(caption), row, place)
            control = dice.choice((make.spin, make.spin, make.field, make.combo, make.slider))()
            control.setMinimumWidth(30)
            layout.addWidget(control, row, place + 1)
            if dice.random() < 0.4:
                layout.addWidget(_small(make), row, place + 2)
            place += 3
    layout.setRowStretch(layout.rowCount(), 1)
    return made


def calculator(make: Maker) -> QWidget:
    """What was worked out in large letters, keys of several colours below it."""
    dice = make.dice
    shown = make.field()
    font = make.look.font
    shown.setStyleSheet(f"font-size: {font.pixelSize() * dice.choice((1, 2, 3))}px;")
    keys = make.key_pad()
    accent = QColor.fromHsv(dice.randrange(360), dice.randrange(60, 220), 220).name()
    radius, edge = dice.choice((0, 4, 16)), dice.choice(("none", "1px solid #8888"))
    if dice.random() < 0.5:
        keys.setStyleSheet(
            f"QPushButton {{ border: {edge}; border-radius: {radius}px; "
            f"padding: {dice.randrange(2, 14)}px; }}"
            f"QPushButton:default {{ background: {accent}; }}"
        )
    parts = [shown, keys]
    if dice.random() < 0.4:
        parts.insert(1, make.tool_row())
    return _down(parts, fills=len(parts) - 1)


def _small(make: Maker) -> QToolButton:
    """A button that is little more than its picture."""
    made = QToolButton()
    side = make.dice.choice((8, 10, 12, 14, 16))
    made.setIcon(make.icons.icon(side, make.look.ink))
    made.setIconSize(QSize(side, side))
    made.setAutoRaise(make.dice.random() < 0.6)
    return made


def _worded(make: Maker) -> QToolButton:
    made = QToolButton()
    made.setText(make.says.caption(1))
    made.setAutoRaise(make.dice.random() < 0.6)
    made.setCheckable(True)
    made.setChecked(make.dice.random() < 0.2)
    if make.dice.random() < 0.3:
        made.setArrowType(Qt.ArrowType.RightArrow)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made


def _switch(make: Maker) -> QCheckBox:
    """Drawn as a pill, as newer programs have them."""
    made, high = QCheckBox(), make.dice.choice((14, 16, 18, 22, 26))
    made.setChecked(make.dice.random() < 0.5)
    on, off = make.look.palette.highlight().color().name(), make.look.palette.mid().color().name()
    made.setStyleSheet(
        f"QCheckBox::indicator {{ width: {2 * high}px; height: {high}px; background: {off}; "
        f"border: 1px solid {off}; border-radius: {high // 2}px; }}"
        f"QCheckBox::indicator:checked {{ background: {on}; }}"
    )
    return made


def _tab_bar(make: Maker, count: int) -> QTabBar:
    made = QTabBar()
    for _ in range(count):
        made.addTab(make.says.caption(2))
        if make.dice.random() < 0.2:
            made.setTabIcon(made.count() - 1, make.icons.icon(16, make.look.ink))
    made.setCurrentIndex(make.dice.randrange(count))
    return made


def _status(make: Maker) -> QWidget:
    """What a status bar holds: words, small buttons, how large all is drawn."""
    dice = make.dice
    zoom = QSlider(Qt.Orientation.Horizontal)
    zoom.setMaximumWidth(dice.randrange(60, 160))
    makers = (make.label, lambda: _small(make), lambda: _worded(make), make.combo)
    parts: list[QWidget] = [make.label(), _gap()]
    parts += [dice.choice(makers)() for _ in range(dice.randint(1, 5))]
    return _across([*parts, zoom] if dice.random() < 0.4 else parts, spacing=dice.randrange(0, 8))


def _answers(make: Maker) -> QWidget:
    made = QDialogButtonBox()
    for role in (QDialogButtonBox.ButtonRole.AcceptRole, QDialogButtonBox.ButtonRole.RejectRole):
        made.addButton(make.says.caption(1), role)
    return made


def _gap() -> QWidget:
    """Nothing, which takes what room is left."""
    made = QWidget()
    made.setSizePolicy(made.sizePolicy().Policy.Expanding, made.sizePolicy().Policy.Preferred)
    return made


def _grid(parts: Sequence[QWidget], columns: int, *, spacing: int) -> QWidget:
    made = QWidget()
    layout = QGridLayout(made)
    layout.setSpacing(spacing)
    for place, part in enumerate(parts):
        layout.addWidget(part, place // columns, place % columns)
    layout.setRowStretch(layout.rowCount(), 1)
    layout.setColumnStretch(columns, 1)
    return made


def _across(parts: Sequence[QWidget], *, spacing: int = 4, stretch: bool = False) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    _fill(layout, parts, spacing)
    if stretch:
        layout.addStretch()
    return made


def _down(parts: Sequence[QWidget], *, fills: int = 1) -> QWidget:
    """fills: the place of the part that takes the room that is left."""
    made = QWidget()
    layout = QVBoxLayout(made)
    _fill(layout, parts, 2)
    layout.setStretch(fills, 1)
    return made


def _fill(layout: QHBoxLayout | QVBoxLayout, parts: Sequence[QWidget], spacing: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
