"""Made-up web pages in made-up themes, as HTML in which each thing says what it is.

Pure but for the dice. `data-k` holds the detector's class of an element.
"""

# ruff: noqa: E501  (an element is read whole)

import html
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from models.training.screens.page_panes import any_pane
from models.training.screens.page_panes import style_sheet as pane_rules
from models.training.screens.page_themes import random_theme, style_sheet
from models.training.screens.texts import Speaker


class PageMaker:
    """icons: SVG files that are drawn in the text's colour."""

    def __init__(self, dice: random.Random, icons: Sequence[Path]) -> None:
        self.dice = dice
        self.icons = icons
        self.says = Speaker(dice)

    def page(self) -> str:
        dice = self.dice
        parts = []
        if dice.random() < 0.7:
            parts.append(self._bar())
        side = f"<aside>{self._side()}</aside>" if dice.random() < 0.5 else ""
        main = "".join(self._block() for _ in range(dice.randint(3, 8)))
        parts.append(f'<div class="middle">{side}<main>{main}</main></div>')
        if dice.random() < 0.15:
            parts.append(self._dialog())
        theme = random_theme(dice)
        rules = style_sheet(theme, dice) + pane_rules(dice, theme.line, theme.accent)
        return f"<!doctype html><meta charset=utf-8><style>{rules}</style>{''.join(parts)}"

    def text(self, most: int = 3) -> str:
        return html.escape(self.says.caption(most))

    def value(self) -> str:
        return html.escape(self.says.value())

    def icon(self) -> str:
        if not self.icons:
            return "<svg viewBox='0 0 9 9'><path d='M1 1h7v7z'/></svg>"
        drawn = self.dice.choice(self.icons).read_text("utf-8").replace("#212121", "currentColor")
        return drawn[drawn.index("<svg") :]

    def button(self) -> str:
        icon = self.icon() + " " if self.dice.random() < 0.2 else ""
        return f'<button data-k="button">{icon}{self.text()}</button>'

    def icon_button(self) -> str:
        return f'<button class="icon" data-k="tool button">{self.icon()}</button>'

    def _link(self) -> str:
        return f'<a href="#x" data-k="link">{self.text(4)}</a>'

    def field(self) -> str:
        kind = self.dice.choice(("text", "text", "search", "password", "email", "date"))
        return f'<input type={kind} size={self.dice.randrange(6, 40)} data-k="text field" placeholder="{self.text()}" value="{self.dice.choice(("", html.escape(self.says.made_up())))}">'

    def _tick(self) -> str:
        kind, said = self.dice.choice((("checkbox", "check box"), ("radio", "radio button")))
        on = self.dice.choice(("", "checked"))
        if self.dice.random() < 0.5:
            return f'<label data-k="{said}"><input type={kind} {on}> {self.text(4)}</label>'
        return f'<span><input type={kind} {on} data-k="{said}"> {self.text(4)}</span>'

    def _other(self) -> str:
        return self.dice.choice(
            (
                f'<select data-k="combo box"><option>{self.text()}</select>',
                f'<input type=range data-k="slider" value={self.dice.randrange(100)}>',
                f'<input type=number data-k="spin button" size=5 value={self.dice.randrange(999)}>',
                '<span class="switch" data-k="check box"></span>',
                f"<span>{html.escape(self.says.sentence(self.dice.randint(2, 9)))}</span>",
                f'<span data-k="icon">{self.icon()}</span>',
            )
        )

    def control(self) -> str:
        makers: list[Callable[[], str]] = [
            self.button, self.icon_button, self._link, self.field, self._tick, self._other,
        ]  # fmt: skip
        return self.dice.choices(makers, weights=(4, 3, 3, 3, 3, 4))[0]()

    def _bar(self) -> str:
        links = [
            f'<a href="#x" class="item" data-k="{self.dice.choice(("link", "menu item"))}">{self.text(2)}</a>'
            for _ in range(self.dice.randint(0, 7))
        ]
        more = [
            self.dice.choice((self.icon_button, self.icon_button, self.field, self.button))()
            for _ in range(self.dice.randint(1, 6))
        ]
        return f'<div class="bar"><b>{self.text()}</b>{"".join(links)}{"".join(more)}</div>'

    def _side(self) -> str:
        icon = self.dice.random() < 0.5
        kind = self.dice.choice(("link", "menu item", "cell"))
        return "".join(
            f'<div class="item" data-k="{kind}">{self.icon() + " " if icon else ""}{self.text()}</div>'
            for _ in range(self.dice.randint(3, 18))
        )

    def _block(self) -> str:
        dice = self.dice
        if dice.random() < 0.5:
            return any_pane(self)
        match dice.randrange(9):
            case 0:
                return f"<section>{self._table()}</section>"
            case 1:
                tabs = "".join(
                    f'<div class="tab {"on" if place == 0 else ""}" data-k="tab">{self.text(2)}</div>'
                    for place in range(dice.randint(2, 6))
                )
                return f'<section><div class="tabs">{tabs}</div>{self._rows()}</section>'
            case 2:
                high = dice.randrange(40, 300)
                return f'<section><textarea data-k="text field" style="height:{high}px" cols={dice.randrange(20, 90)}>{html.escape(self.says.paragraph())}</textarea></section>'
            case 3:
                items = "".join(
                    f'<div class="item" data-k="menu item">{self.text(4)}</div>'
                    for _ in range(dice.randint(2, 12))
                )
                return f'<div class="menu">{items}</div>'
            case 4:
                wide, high, hue = (
                    dice.randrange(60, 420),
                    dice.randrange(50, 300),
                    dice.randrange(360),
                )
                fall = f"linear-gradient({hue}deg, hsl({hue} 60% 60%), hsl({dice.randrange(360)} 50% 30%))"
                return f'<div data-k="image" style="width:{wide}px;height:{high}px;background:{fall}"></div>'
            case 5:
                return f"<section><h{dice.randint(1, 4)}>{self.text(4)}</h1><p>{html.escape(self.says.paragraph())} {self._link()}</p></section>"
            case 6:
                tools = "".join(self.icon_button() for _ in range(dice.randint(3, 20)))
                return f'<section class="row">{tools}</section>'
            case _:
                return f"<section>{self._rows()}</section>"

    def _rows(self) -> str:
        rows = []
        for _ in range(self.dice.randint(1, 7)):
            label = f"<label>{self.text()}</label>" if self.dice.random() < 0.5 else ""
            rows.append(
                f'<div class="row">{label}{"".join(self.control() for _ in range(self.dice.randint(1, 4)))}</div>'
            )
        return "".join(rows)

    def _table(self) -> str:
        dice = self.dice
        columns = dice.randint(2, 8)
        head = "".join(f'<th data-k="header">{self.text(2)}</th>' for _ in range(columns))
        body = "".join(
            "<tr>"
            + "".join(
                f'<td data-k="cell">{html.escape(self.says.value())}</td>' for _ in range(columns)
            )
            + "</tr>"
            for _ in range(dice.randint(2, 20))
        )
        return f"<table><tr>{head}</tr>{body}</table>"

    def _dialog(self) -> str:
        return (
            f'<div class="veil"></div><section class="dialog"><div class="row"><b>{self.text()}</b>{self.icon_button()}</div>'
            f'{self._rows()}<div class="row">{self.button()}{self.button()}</div></section>'
        )
