"""Widgets with random contents, for the windows of made-up screens."""

import random
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDial,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.training.screens.looks import Look
from models.training.screens.pictograms import Pictograms
from models.training.screens.texts import Speaker
from models.training.screens.views import CELL, ItemViews


class Maker:
    """One window's parts, in one look."""

    def __init__(
        self,
        dice: random.Random,
        look: Look,
        icons: Pictograms,
        says: Speaker,
        panes: Callable[["Maker"], QWidget],
    ) -> None:
        """panes: makes something more that fills its place."""
        self._panes = panes
        self.dice = dice
        self.look = look
        self.icons = icons
        self.says = says
        self.views = ItemViews(dice, look, icons, says)

    def any_row(self) -> QWidget:
        """Something small: a control, or a few beside each other."""
        makers: list[tuple[int, Callable[[], QWidget]]] = [
            (5, self.button), (2, self.icon_button), (4, self.check_box), (3, self.radio_button),
            (4, self.combo), (5, self.field), (3, self.spin), (2, self.slider), (1, self.progress),
            (3, self.label), (2, self.link), (1, self.picture), (1, self.scroll_bar), (2, self.row),
            (2, self.tool_row),
        ]  # fmt: skip
        weights = [weight for weight, _ in makers]
        widget = self.dice.choices([make for _, make in makers], weights=weights)[0]()
        if self.dice.random() < 0.06:
            widget.setEnabled(False)
        return widget

    def any_area(self, depth: int = 0) -> QWidget:
        """Something that fills its place: a view, a text, or a box of rows."""
        makers: list[tuple[int, Callable[[], QWidget]]] = [
            (3, self.text), (3, self.views.items), (3, self.views.tree), (4, self.views.table),
            (3, self.views.icon_view),
            (5, lambda: self.form()), (4, lambda: self.column()), (2, self.key_pad),
            (1, self.calendar), (2, self.big_picture),
        ]  # fmt: skip
        if depth < 2:
            makers += [
                (4, lambda: self.tabs(depth + 1)),
                (3, lambda: self.group(depth + 1)),
                (4, lambda: self.beside(depth + 1)),
                (30, lambda: self._panes(self)),
            ]
        weights = [weight for weight, _ in makers]
        return self.dice.choices([make for _, make in makers], weights=weights)[0]()

    def button(self) -> QWidget:
        made = QPushButton(self.says.caption())
        if self.dice.random() < 0.3:
            made.setIcon(self.icons.icon(self.look.icon_px, self.look.ink))
        made.setDefault(self.dice.random() < 0.15)
        made.setFlat(self.dice.random() < 0.05)
        return made

    def icon_button(self) -> QWidget:
        made = QPushButton()
        made.setIcon(self.icons.icon(self.look.icon_px, self.look.ink))
        made.setFixedWidth(self.look.icon_px + self.dice.randrange(8, 24))
        return made

    def tool_button(self) -> QToolButton:
        made = QToolButton()
        made.setIcon(self.icons.icon(self.look.icon_px, self.look.ink))
        made.setAutoRaise(self.dice.random() < 0.8)
        if self.dice.random() < 0.2:
            made.setText(self.says.caption(2))
            made.setToolButtonStyle(
                self.dice.choice(
                    (
                        Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
                        Qt.ToolButtonStyle.ToolButtonTextUnderIcon,
                    )
                )
            )
        made.setCheckable(self.dice.random() < 0.2)
        made.setChecked(self.dice.random() < 0.5)
        if self.dice.random() < 0.1:
            made.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return made

    def tool_row(self) -> QWidget:
        return _beside(
            [self.tool_button() for _ in range(self.dice.randint(2, 8))],
            spacing=self.dice.randrange(0, 7),
        )

    def row(self) -> QWidget:
        parts: list[QWidget] = [
            self.dice.choice(
                (self.field, self.button, self.combo, self.spin, self.label, self.check_box)
            )()
            for _ in range(self.dice.randint(2, 4))
        ]
        return _beside(parts, spacing=self.dice.randrange(4, 14))

    def check_box(self) -> QWidget:
        made = QCheckBox(self.says.caption(4))
        made.setChecked(self.dice.random() < 0.5)
        return made

    def radio_button(self) -> QWidget:
        made = QRadioButton(self.says.caption(4))
        made.setChecked(self.dice.random() < 0.5)
        return made

    def combo(self) -> QWidget:
        made = QComboBox()
        made.setEditable(self.dice.random() < 0.2)
        made.addItem(self.says.caption())
        return made

    def field(self) -> QWidget:
        made = QLineEdit()
        match self.dice.randrange(4):
            case 0:
                made.setPlaceholderText(self.says.caption())
            case 1:
                made.setText("secret")
                made.setEchoMode(QLineEdit.EchoMode.Password)
            case 2:
                made.setText(self.says.value())
            case _:
                made.setClearButtonEnabled(True)
        return made

    def spin(self) -> QWidget:
        made: QAbstractSpinBox
        match self.dice.randrange(3):
            case 0:
                made = QDoubleSpinBox()
                made.setValue(self.dice.uniform(0, 99))
            case 1:
                made = QDateEdit()
            case _:
                made = QSpinBox()
                made.setMaximum(100_000)
                made.setValue(self.dice.randrange(100_000))
        return made

    def slider(self) -> QWidget:
        if self.dice.random() < 0.15:
            return QDial()
        made = QSlider(Qt.Orientation.Horizontal)
        made.setValue(self.dice.randrange(100))
        return made

    def progress(self) -> QWidget:
        made = QProgressBar()
        made.setValue(self.dice.randrange(100))
        return made

    def label(self) -> QWidget:
        return QLabel(self.says.sentence(self.dice.randint(1, 8)))

    def link(self) -> QWidget:
        return QLabel(f'<a href="x">{self.says.caption()}</a>')

    def picture(self) -> QWidget:
        made = QLabel()
        made.setPixmap(self.icons.pixmap(self.dice.choice((16, 24, 32, 48, 64)), self.look.ink))
        made.setSizePolicy(made.sizePolicy().Policy.Fixed, made.sizePolicy().Policy.Fixed)
        return made

    def scroll_bar(self) -> QWidget:
        made = QScrollBar(Qt.Orientation.Horizontal)
        made.setRange(0, 100)
        made.setPageStep(self.dice.randrange(5, 90))
        return made

    def big_picture(self) -> QWidget:
        made = QLabel()
        made.setObjectName("canvas")
        wide, high = self.dice.randrange(80, 500), self.dice.randrange(60, 400)
        picture = QPixmap(wide, high)
        picture.fill(self.look.palette.base().color())
        picture = (
            self.icons.pixmap(min(wide, high), self.look.ink)
            if self.dice.random() < 0.5
            else picture
        )
        made.setPixmap(picture)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setStyleSheet(f"background: {self.look.palette.base().color().name()};")
        made.setMinimumSize(60, 40)
        return made

    def text(self) -> QWidget:
        made = QPlainTextEdit()
        if self.dice.random() < 0.7:
            made.setPlainText(
                "\n".join(self.says.paragraph() for _ in range(self.dice.randint(1, 12)))
            )
        return made

    def form(self) -> QWidget:
        made = QWidget()
        layout = QFormLayout(made)
        layout.setSpacing(self.dice.randrange(3, 16))
        if self.dice.random() < 0.25:
            layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for _ in range(self.dice.randint(2, 10)):
            if self.dice.random() < 0.75:
                control = self.dice.choice(
                    (self.field, self.field, self.combo, self.spin, self.slider, self.row)
                )()
                layout.addRow(self.says.caption() + self.dice.choice((":", "")), control)
            else:
                layout.addRow(self.any_row())
        return made

    def column(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setSpacing(self.dice.randrange(0, 14))
        is_left = self.dice.random() < 0.6
        for _ in range(self.dice.randint(2, 10)):
            side = (
                Qt.AlignmentFlag.AlignLeft
                if is_left and self.dice.random() < 0.7
                else Qt.AlignmentFlag(0)
            )
            layout.addWidget(self.any_row(), alignment=side)
        layout.addStretch()
        return made

    def key_pad(self) -> QWidget:
        """Short captions in a grid, as on calculators and character maps."""
        made = QWidget()
        layout = QGridLayout(made)
        layout.setSpacing(self.dice.randrange(0, 10))
        columns = self.dice.randint(3, 9)
        for place in range(columns * self.dice.randint(2, 7)):
            key = QPushButton(self.dice.choice("0123456789+-*/=%().^√πABCDEFxyMsincoslogClr<>!&"))
            if self.dice.random() < 0.15:
                key.setText(self.says.word()[:4])
            key.setMinimumWidth(self.dice.choice((24, 30, 40)))
            layout.addWidget(key, place // columns, place % columns)
        return made

    def calendar(self) -> QWidget:
        made = QCalendarWidget()
        for days in made.findChildren(QTableView):
            days.setProperty(CELL, True)
        return made

    def group(self, depth: int) -> QWidget:
        made = QGroupBox(self.says.caption())
        made.setCheckable(self.dice.random() < 0.2)
        QVBoxLayout(made).addWidget(self.any_area(depth))
        return made

    def tabs(self, depth: int) -> QWidget:
        made = QTabWidget()
        made.setDocumentMode(self.dice.random() < 0.4)
        made.setTabsClosable(self.dice.random() < 0.2)
        for _ in range(self.dice.randint(2, 7)):
            made.addTab(QWidget(), self.says.caption(2))
            if self.dice.random() < 0.2:
                made.setTabIcon(made.count() - 1, self.icons.icon(16, self.look.ink))
        chosen = self.dice.randrange(made.count())
        page = made.widget(chosen)
        assert page is not None
        QVBoxLayout(page).addWidget(self.any_area(depth))
        made.setCurrentIndex(chosen)
        if self.dice.random() < 0.2:
            made.setTabPosition(
                self.dice.choice((QTabWidget.TabPosition.South, QTabWidget.TabPosition.West))
            )
        return made

    def beside(self, depth: int) -> QWidget:
        made = QWidget()
        layout = QHBoxLayout(made) if self.dice.random() < 0.75 else QVBoxLayout(made)
        for _ in range(self.dice.randint(2, 3)):
            layout.addWidget(self.any_area(depth), self.dice.randint(1, 3))
        return made


def _beside(parts: list[QWidget], *, spacing: int) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch()
    return made
