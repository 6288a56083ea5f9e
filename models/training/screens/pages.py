"""Made-up web pages in made-up themes, as HTML in which each thing says what it is.

Pure but for the dice. `data-k` holds the detector's class of an element.
"""

# ruff: noqa: E501  (a style sheet is read rule by rule)

import html
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from models.training.screens.texts import Speaker

_FAMILIES = (
    "DejaVu Sans", "Liberation Sans", "Liberation Serif", "Noto Sans", "Roboto", "Open Sans",
    "Lato", "Cantarell", "sans-serif", "monospace",
)  # fmt: skip


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
        return f"<!doctype html><meta charset=utf-8><style>{self._theme()}</style>{''.join(parts)}"

    def _theme(self) -> str:
        dice = self.dice
        is_dark = dice.random() < 0.3
        hue, tint = dice.randrange(360), dice.choice((0, 0, 6, 15, 40))
        level = dice.randrange(5, 25) if is_dark else dice.randrange(88, 101)
        step = 6 if is_dark else -5
        ground, card = (
            f"hsl({hue} {tint}% {level}%)",
            f"hsl({hue} {tint}% {level + dice.choice((0, step))}%)",
        )
        line = f"hsl({hue} {tint}% {level + step * dice.choice((1, 2, 5))}%)"
        ink = f"hsl({hue} {tint}% {dice.randrange(80, 98) if is_dark else dice.randrange(5, 35)}%)"
        accent = f"hsl({dice.randrange(360)} {dice.randrange(40, 95)}% {dice.randrange(30, 60)}%)"
        radius, pad = dice.choice((0, 2, 3, 4, 6, 8, 16, 24)), dice.choice((2, 4, 6, 8, 10, 12))
        size = dice.choice((11, 12, 13, 14, 14, 15, 16, 16, 18))
        gap = dice.choice((2, 4, 8, 12, 16))
        edge = f"{dice.choice((0, 1, 1, 1, 2))}px solid {line}"
        rules = [
            f"* {{ box-sizing: border-box; }} body {{ margin: 0; background: {ground}; color: {ink}; "
            f"font: {size}px/{dice.choice((1.2, 1.4, 1.5, 1.7))} '{dice.choice(_FAMILIES)}', 'Noto Sans', sans-serif; }}",
            f".middle {{ display: flex; }} aside {{ width: {dice.randrange(140, 320)}px; background: {card}; padding: {pad}px; border-right: {edge}; }}",
            f"main {{ flex: 1; min-width: 0; padding: {pad * 2}px; display: flex; flex-wrap: wrap; gap: {gap}px; align-items: flex-start; }}",
            f"section {{ background: {card}; border: {edge}; border-radius: {radius}px; padding: {pad}px; max-width: 100%; overflow: hidden;"
            + (f" box-shadow: 0 1px {dice.randrange(2, 12)}px #0004; }}" if dice.random() < 0.4 else " }"),
            f".bar {{ display: flex; flex-wrap: wrap; align-items: center; gap: {gap}px; padding: {pad}px; background: {dice.choice((card, accent, ground))}; border-bottom: {edge}; }}",
            f".row {{ display: flex; flex-wrap: wrap; gap: {gap}px; align-items: center; padding: {pad // 2}px 0; }}",
            f"a {{ color: {accent}; text-decoration: {dice.choice(('none', 'underline'))}; }}",
            "svg { width: 1.3em; height: 1.3em; vertical-align: middle; } svg:not([fill]) { fill: currentColor; }",
            f"table {{ border-collapse: collapse; {'width: 100%;' if dice.random() < 0.6 else ''} }} td, th {{ padding: {pad // 2}px {pad}px; text-align: left; "
            + dice.choice((f"border: 1px solid {line};", f"border-bottom: 1px solid {line};", "")) + " }",
            f".item {{ padding: {pad // 2 + 1}px {pad}px; }} .menu {{ background: {card}; border: {edge}; border-radius: {radius}px; width: max-content; }}",
            f".tabs {{ display: flex; border-bottom: 1px solid {line}; }} .tab {{ padding: {pad}px {pad * 2}px; }} "
            + dice.choice((f".on {{ border-bottom: 3px solid {accent}; }}", f".on {{ background: {accent}; color: white; }}", f".tab {{ border: 1px solid {line}; }} .on {{ background: {ground}; }}")),
            ".dialog { position: fixed; left: 30%; top: 25%; min-width: 30%; } .veil { position: fixed; inset: 0; background: #0006; }",
            f".switch {{ display: inline-block; width: 2.4em; height: 1.3em; border-radius: 1em; background: {accent}; position: relative; }} "
            ".switch::after { content: ''; position: absolute; right: 2px; top: 2px; bottom: 2px; width: 1em; border-radius: 1em; background: white; }",
        ]  # fmt: skip
        if dice.random() < 0.75:
            face = dice.choice(
                (
                    f"background: {accent}; color: white",
                    f"background: {card}; color: {ink}",
                    f"background: transparent; color: {accent}",
                )
            )
            rules.append(
                f"button {{ font: inherit; {face}; border: {edge}; border-radius: {radius}px; padding: {pad}px {pad * 2}px; }}"
            )
        if dice.random() < 0.75:
            rules.append(
                "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=color]), select, textarea { font: inherit; "
                f"background: {ground}; color: {ink}; border: {edge}; border-radius: {min(radius, 10)}px; padding: {pad}px; }}"
            )
        if dice.random() < 0.4:
            side = dice.randrange(12, 24)
            rules.append(
                f"input[type=checkbox], input[type=radio] {{ appearance: none; width: {side}px; height: {side}px; border: {dice.choice((1, 2))}px solid {ink}; border-radius: {radius // 2}px; vertical-align: middle; }}"
                f"input[type=radio] {{ border-radius: 50%; }} input:checked {{ background: {accent}; }}"
            )
        rules.append(f"input[type=checkbox], input[type=radio] {{ accent-color: {accent}; }}")
        rules.append(
            f"button.icon {{ padding: {dice.randrange(2, 10)}px; {'border: none; background: transparent; color: inherit;' if dice.random() < 0.6 else ''} }}"
        )
        return "\n".join(rules)

    def _text(self, most: int = 3) -> str:
        return html.escape(self.says.caption(most))

    def _icon(self) -> str:
        if not self.icons:
            return "<svg viewBox='0 0 9 9'><path d='M1 1h7v7z'/></svg>"
        drawn = self.dice.choice(self.icons).read_text("utf-8").replace("#212121", "currentColor")
        return drawn[drawn.index("<svg") :]

    def _button(self) -> str:
        icon = self._icon() + " " if self.dice.random() < 0.2 else ""
        return f'<button data-k="button">{icon}{self._text()}</button>'

    def _icon_button(self) -> str:
        return f'<button class="icon" data-k="tool button">{self._icon()}</button>'

    def _link(self) -> str:
        return f'<a href="#x" data-k="link">{self._text(4)}</a>'

    def _field(self) -> str:
        kind = self.dice.choice(("text", "text", "search", "password", "email", "date"))
        return f'<input type={kind} size={self.dice.randrange(6, 40)} data-k="text field" placeholder="{self._text()}" value="{self.dice.choice(("", html.escape(self.says.made_up())))}">'

    def _tick(self) -> str:
        kind, said = self.dice.choice((("checkbox", "check box"), ("radio", "radio button")))
        on = self.dice.choice(("", "checked"))
        if self.dice.random() < 0.5:
            return f'<label data-k="{said}"><input type={kind} {on}> {self._text(4)}</label>'
        return f'<span><input type={kind} {on} data-k="{said}"> {self._text(4)}</span>'

    def _other(self) -> str:
        return self.dice.choice(
            (
                f'<select data-k="combo box"><option>{self._text()}</select>',
                f'<input type=range data-k="slider" value={self.dice.randrange(100)}>',
                f'<input type=number data-k="spin button" size=5 value={self.dice.randrange(999)}>',
                '<span class="switch" data-k="check box"></span>',
                f"<span>{html.escape(self.says.sentence(self.dice.randint(2, 9)))}</span>",
                f'<span data-k="icon">{self._icon()}</span>',
            )
        )

    def _control(self) -> str:
        makers: list[Callable[[], str]] = [
            self._button, self._icon_button, self._link, self._field, self._tick, self._other,
        ]  # fmt: skip
        return self.dice.choices(makers, weights=(4, 3, 3, 3, 3, 4))[0]()

    def _bar(self) -> str:
        links = [
            f'<a href="#x" class="item" data-k="{self.dice.choice(("link", "menu item"))}">{self._text(2)}</a>'
            for _ in range(self.dice.randint(0, 7))
        ]
        more = [
            self.dice.choice((self._icon_button, self._icon_button, self._field, self._button))()
            for _ in range(self.dice.randint(1, 6))
        ]
        return f'<div class="bar"><b>{self._text()}</b>{"".join(links)}{"".join(more)}</div>'

    def _side(self) -> str:
        icon = self.dice.random() < 0.5
        kind = self.dice.choice(("link", "menu item", "cell"))
        return "".join(
            f'<div class="item" data-k="{kind}">{self._icon() + " " if icon else ""}{self._text()}</div>'
            for _ in range(self.dice.randint(3, 18))
        )

    def _block(self) -> str:
        dice = self.dice
        match dice.randrange(9):
            case 0:
                return f"<section>{self._table()}</section>"
            case 1:
                tabs = "".join(
                    f'<div class="tab {"on" if place == 0 else ""}" data-k="tab">{self._text(2)}</div>'
                    for place in range(dice.randint(2, 6))
                )
                return f'<section><div class="tabs">{tabs}</div>{self._rows()}</section>'
            case 2:
                high = dice.randrange(40, 300)
                return f'<section><textarea data-k="text field" style="height:{high}px" cols={dice.randrange(20, 90)}>{html.escape(self.says.paragraph())}</textarea></section>'
            case 3:
                items = "".join(
                    f'<div class="item" data-k="menu item">{self._text(4)}</div>'
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
                return f"<section><h{dice.randint(1, 4)}>{self._text(4)}</h1><p>{html.escape(self.says.paragraph())} {self._link()}</p></section>"
            case 6:
                tools = "".join(self._icon_button() for _ in range(dice.randint(3, 20)))
                return f'<section class="row">{tools}</section>'
            case _:
                return f"<section>{self._rows()}</section>"

    def _rows(self) -> str:
        rows = []
        for _ in range(self.dice.randint(1, 7)):
            label = f"<label>{self._text()}</label>" if self.dice.random() < 0.5 else ""
            rows.append(
                f'<div class="row">{label}{"".join(self._control() for _ in range(self.dice.randint(1, 4)))}</div>'
            )
        return "".join(rows)

    def _table(self) -> str:
        dice = self.dice
        columns = dice.randint(2, 8)
        head = "".join(f'<th data-k="header">{self._text(2)}</th>' for _ in range(columns))
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
            f'<div class="veil"></div><section class="dialog"><div class="row"><b>{self._text()}</b>{self._icon_button()}</div>'
            f'{self._rows()}<div class="row">{self._button()}{self._button()}</div></section>'
        )
