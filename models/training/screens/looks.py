"""How a made-up window looks: palette, font, style sheet, all of one throw of the dice."""

# ruff: noqa: E501  (a style sheet is read rule by rule)

import random
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QStyleFactory

FAMILIES = (
    "DejaVu Sans", "Liberation Sans", "Liberation Serif", "Noto Sans", "Roboto", "Open Sans",
    "Lato", "Liberation Mono", "Cantarell", "Liberation Sans Narrow",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """style: of QStyleFactory. sheet: "" for the style's own drawing. ink: for icons."""

    style: str
    palette: QPalette
    font: QFont
    sheet: str
    ink: QColor
    icon_px: int


def random_look(dice: random.Random) -> Look:
    return _plain_look(dice) if dice.random() < 0.15 else _painted_look(dice)


def _plain_look(dice: random.Random) -> Look:
    """As most programs look where nobody has chosen anything."""
    style = QStyleFactory.create("Fusion")
    font = QFont(dice.choice(FAMILIES))
    font.setPixelSize(dice.choice((12, 13, 13, 15)))
    palette = style.standardPalette()
    ink = palette.windowText().color()
    return Look("Fusion", palette, font, "", ink, icon_px=dice.choice((16, 16, 22, 24)))


def _painted_look(dice: random.Random) -> Look:
    is_dark = dice.random() < 0.3
    hue = dice.randrange(360)
    tint = dice.choice((0, 0, 0, 8, 20, 60))
    ground = dice.randrange(20, 75) if is_dark else dice.randrange(205, 256)
    window = QColor.fromHsv(hue, tint, ground)
    base = (
        window.darker(dice.randrange(100, 150))
        if is_dark
        else QColor.fromHsv(hue, tint // 3, min(255, ground + dice.randrange(0, 50)))
    )
    ink = QColor.fromHsv(
        hue, tint // 2, dice.randrange(190, 256) if is_dark else dice.randrange(0, 80)
    )
    accent = QColor.fromHsv(dice.randrange(360), dice.randrange(80, 230), dice.randrange(120, 240))
    shift = dice.randrange(95, 125)
    button = (
        window.lighter(shift) if is_dark or dice.random() < 0.3 else window.darker(min(shift, 112))
    )
    palette = QPalette(button, window)
    for role, colour in (
        (QPalette.ColorRole.Base, base),
        (QPalette.ColorRole.AlternateBase, base.darker(106) if not is_dark else base.lighter(115)),
        (QPalette.ColorRole.Text, ink),
        (QPalette.ColorRole.WindowText, ink),
        (QPalette.ColorRole.ButtonText, ink),
        (QPalette.ColorRole.Highlight, accent),
        (QPalette.ColorRole.HighlightedText, QColor("white" if accent.value() < 200 else "black")),
        (QPalette.ColorRole.Link, accent),
    ):
        palette.setColor(role, colour)
    faint = QColor(ink)
    faint.setAlpha(dice.randrange(90, 150))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    font = QFont(dice.choices(FAMILIES, weights=(5, 3, 1, 4, 3, 3, 2, 1, 4, 1))[0])
    font.setPixelSize(
        dice.choices((10, 11, 12, 13, 14, 15, 16, 18), weights=(1, 2, 4, 5, 4, 4, 2, 1))[0]
    )
    sheet = _sheet(dice, window, base, button, ink, accent) if dice.random() < 0.65 else ""
    return Look(
        style=dice.choice(("Fusion", "Fusion", "Windows")),
        palette=palette,
        font=font,
        sheet=sheet,
        ink=ink if dice.random() < 0.8 else accent,
        icon_px=dice.choice((12, 14, 16, 16, 16, 18, 20, 22, 24, 24, 32)),
    )


@dataclass(frozen=True)
class _Paint:
    """What the rules of one style sheet have in common. edge, face: as rules have them."""

    window: QColor
    base: QColor
    button: QColor
    accent: QColor
    line: QColor
    edge: str
    face: str
    radius: int
    pad_x: int
    pad_y: int

    @property
    def small_padding(self) -> str:
        return f"{self.pad_y}px {min(self.pad_x, 10)}px"


def _sheet(
    dice: random.Random, window: QColor, base: QColor, button: QColor, ink: QColor, accent: QColor
) -> str:
    """Qt style sheet rules; each kind of widget is restyled or left to the style by chance."""
    radius = dice.choice((0, 2, 3, 4, 5, 6, 8, 12))
    line = _between(window, ink, dice.choice((12, 20, 30, 50)))
    edge = f"border: {dice.choice((0, 1, 1, 1, 2))}px solid {line.name()};"
    pad_x, pad_y = dice.choice((4, 6, 8, 12, 16, 20)), dice.choice((1, 2, 3, 4, 6, 8))
    face = (
        f"background: qlineargradient(x1:0, y1:0, x2:0, y2:1, stop:0 {button.lighter(108).name()}, "
        f"stop:1 {button.darker(106).name()});"
        if dice.random() < 0.4
        else f"background: {button.name()};"
    )
    paint = _Paint(window, base, button, accent, line, edge, face, radius, pad_x, pad_y)
    return " ".join(rule(paint, dice) for chance, rule in _RULES if dice.random() < chance)


def _push_button(paint: _Paint, _dice: random.Random) -> str:
    return (
        f"QPushButton {{ {paint.face} {paint.edge} border-radius: {paint.radius}px; padding: {paint.pad_y}px {paint.pad_x}px; }}"
        f"QPushButton:default {{ background: {paint.accent.name()}; color: {paint.base.name()}; }}"
    )


def _field(paint: _Paint, dice: random.Random) -> str:
    edge = paint.edge
    if dice.random() < 0.5:
        under = f"border: none; border-bottom: {dice.choice((1, 2))}px solid {paint.line.name()};"
        edge = under if dice.random() < 0.3 else edge
    return (
        f"QLineEdit, QTextEdit, QPlainTextEdit {{ background: {paint.base.name()}; {edge} border-radius: {paint.radius}px; "
        f"padding: {min(paint.pad_y, 5)}px {min(paint.pad_x, 10)}px; }}"
    )


def _tool_button(paint: _Paint, dice: random.Random) -> str:
    return (
        f"QToolButton {{ border: none; border-radius: {paint.radius}px; padding: {dice.randrange(1, 9)}px; }}"
        f"QToolButton:checked {{ background: {paint.accent.lighter(140).name()}; }}"
    )


def _tab(paint: _Paint, dice: random.Random) -> str:
    if dice.random() < 0.5:
        ground, edge = "transparent", "border: none;"
        selected = f"border-bottom: 3px solid {paint.accent.name()};"
    else:
        round_top = (
            f"border-top-left-radius: {paint.radius}px; border-top-right-radius: {paint.radius}px;"
        )
        ground, edge = paint.button.name(), f"{paint.edge} {round_top}"
        selected = f"background: {paint.base.name()};"
    return (
        f"QTabBar::tab {{ padding: {paint.pad_y + 2}px {paint.pad_x}px; background: {ground}; {edge} }}"
        f"QTabBar::tab:selected {{ {selected} }}"
    )


def _scroll_bar(paint: _Paint, dice: random.Random) -> str:
    thick = dice.choice((6, 8, 10, 12, 14))
    return (
        f"QScrollBar {{ background: {paint.window.darker(104).name()}; }}"
        f"QScrollBar:vertical {{ width: {thick}px; }} QScrollBar:horizontal {{ height: {thick}px; }}"
        f"QScrollBar::handle {{ background: {paint.line.name()}; border-radius: {thick // 2}px; min-height: 20px; min-width: 20px; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
    )


def _header(paint: _Paint, _dice: random.Random) -> str:
    line = paint.line.name()
    return (
        f"QHeaderView::section {{ background: {paint.button.name()}; border: none; border-right: 1px solid {line}; "
        f"border-bottom: 1px solid {line}; padding: {paint.pad_y}px {min(paint.pad_x, 8)}px; }}"
    )


def _item(_paint: _Paint, dice: random.Random) -> str:
    return f"QAbstractItemView::item {{ padding: {dice.randrange(0, 8)}px; }}"


def _menu(paint: _Paint, _dice: random.Random) -> str:
    return (
        f"QMenuBar {{ background: {paint.button.name()}; }} QMenuBar::item {{ padding: {paint.small_padding}; background: transparent; }}"
        f"QMenu {{ background: {paint.base.name()}; {paint.edge} border-radius: {paint.radius}px; padding: {paint.pad_y}px; }}"
        f"QMenu::item {{ padding: {paint.pad_y + 1}px {paint.pad_x + 16}px; }} QMenu::item:selected {{ background: {paint.accent.name()}; }}"
    )


def _combo_box(paint: _Paint, _dice: random.Random) -> str:
    return f"QComboBox {{ {paint.face} {paint.edge} border-radius: {paint.radius}px; padding: {paint.small_padding}; }}"


def _ticks(paint: _Paint, dice: random.Random) -> str:
    side = dice.choice((12, 14, 16, 18, 20))
    rules = []
    for kind, radius in (
        ("QCheckBox", min(paint.radius, side // 3)),
        ("QRadioButton", side // 2 + 1),
    ):
        edge = f"{dice.choice((1, 2))}px solid {paint.line.name()}"
        rules.append(
            f"{kind}::indicator {{ width: {side}px; height: {side}px; border: {edge}; "
            f"border-radius: {radius}px; background: {paint.base.name()}; }} {kind}::indicator:checked {{ background: {paint.accent.name()}; }}"
        )
    return "".join(rules)


def _slider(paint: _Paint, dice: random.Random) -> str:
    side = dice.choice((12, 16, 20, 24))
    return (
        f"QSlider::groove:horizontal {{ height: {dice.choice((2, 4, 6))}px; background: {paint.line.name()}; border-radius: 2px; }}"
        f"QSlider::handle:horizontal {{ width: {side}px; margin: -{side // 2}px 0; border-radius: {side // 2}px; background: {paint.accent.name()}; }}"
    )


_RULES: tuple[tuple[float, Callable[[_Paint, random.Random], str]], ...] = (
    (0.8, _push_button), (0.7, _field), (0.5, _tool_button), (0.5, _tab), (0.5, _scroll_bar),
    (0.4, _header), (0.5, _item), (0.4, _menu), (0.4, _combo_box), (0.4, _ticks), (0.4, _slider),
)  # fmt: skip
"""With the share of the sheets that have them."""


def _between(some: QColor, other: QColor, percent: int) -> QColor:
    """percent: of the other one."""
    rest = 100 - percent
    return QColor(
        (some.red() * rest + other.red() * percent) // 100,
        (some.green() * rest + other.green() * percent) // 100,
        (some.blue() * rest + other.blue() * percent) // 100,
    )
