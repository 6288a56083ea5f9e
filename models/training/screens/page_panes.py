"""Larger parts of made-up web pages: what programs that run in a browser are made of, as HTML.

Pure but for the dice. `data-k` holds the detector's class of an element.
"""

# ruff: noqa: E501  (an element is read whole)

import html
import random
from collections.abc import Callable
from typing import Protocol


class Parts(Protocol):
    """What panes are made of; a PageMaker has it."""

    dice: random.Random

    def text(self, most: int = 3) -> str: ...
    def value(self) -> str: ...
    def icon(self) -> str: ...
    def button(self) -> str: ...
    def icon_button(self) -> str: ...
    def field(self) -> str: ...
    def control(self) -> str: ...


def any_pane(make: Parts) -> str:
    makers: tuple[Callable[[Parts], str], ...] = (
        browser, messages, sheet, palette, swatches, settings, data_table, files, project,
        properties, month, keys, cards, pages, toolbar,
    )  # fmt: skip
    return make.dice.choice(makers)(make)


def style_sheet(dice: random.Random, line: str, accent: str) -> str:
    """Rules of the classes that are used here. line, accent: colours as CSS has them."""
    row, gap = dice.choice((18, 20, 22, 24, 28, 32, 40)), dice.choice((0, 0, 1, 2, 4, 8))
    side = dice.choice((16, 18, 20, 22, 24, 28, 32))
    ruled = dice.choice((f"border: 1px solid {line};", f"border-bottom: 1px solid {line};", ""))
    return "\n".join(
        (
            f".bit {{ display: inline-flex; align-items: center; justify-content: center; width: {side}px; height: {side}px; padding: 0; border: none; background: transparent; color: inherit; border-radius: {dice.choice((0, 3, 16))}px; }}",
            f".bit.on, .line.on {{ background: {accent}33; }}",
            f".bits {{ display: grid; gap: {gap}px; width: max-content; }}",
            f".line {{ display: flex; align-items: center; gap: 8px; min-height: {row}px; padding: 0 6px; {ruled} }}",
            ".line > .wide { flex: 1; min-width: 0; overflow: hidden; white-space: nowrap; }",
            f".sheet td, .sheet th {{ border: 1px solid {line}; padding: 0 4px; height: {row}px; min-width: {dice.randrange(36, 90)}px; font-weight: normal; }}",
            f".doc {{ display: inline-flex; align-items: center; gap: 6px; padding: 4px 8px; {ruled} }}",
            ".small { font-size: 85%; opacity: 0.8; }",
            f".split {{ display: inline-flex; }} .split > * {{ border-radius: 0; margin-left: {dice.choice((0, -1))}px; }}",
        )
    )


def _bit(make: Parts, kind: str = "tool button", *, chance_on: float = 0.1) -> str:
    on = " on" if make.dice.random() < chance_on else ""
    return f'<button class="bit{on}" data-k="{kind}">{make.icon()}</button>'


def _bits(make: Parts, least: int, most: int) -> str:
    return "".join(_bit(make) for _ in range(make.dice.randint(least, most)))


def _line(*parts: str) -> str:
    return f'<div class="line">{"".join(parts)}</div>'


def _wide(inside: str, kind: str = "") -> str:
    told = f' data-k="{kind}"' if kind else ""
    return f'<span class="wide"{told}>{inside}</span>'


def _tick(make: Parts) -> str:
    on = make.dice.choice(("", "checked"))
    return f'<input type=checkbox {on} data-k="check box">'


def _section(*parts: str, style: str = "") -> str:
    return f'<section style="{style}">{"".join(parts)}</section>'


def browser(make: Parts) -> str:
    """Pages as tabs that can be closed, the way back, an address, a row of bookmarks."""
    dice = make.dice
    tabs = "".join(
        f'<span class="doc" data-k="tab" style="min-width:{dice.randrange(60, 220)}px">{make.icon()}{_wide(make.text())}{_bit(make)}</span>'
        for _ in range(dice.randint(1, 9))
    )
    address = f'<input data-k="text field" style="flex:1" value="{make.value()}">'
    marks = "".join(
        f'<span class="doc" data-k="button">{make.icon()}{make.text(2)}</span>'
        for _ in range(dice.randint(0, 9))
    )
    return _section(
        f"<div>{tabs}{_bit(make)}</div>",
        _line(_bits(make, 2, 4), address, _bits(make, 1, 5)),
        f"<div>{marks}</div>",
        style="width:100%",
    )


def messages(make: Parts) -> str:
    """Rows with a box to tick, a star, who, what and when."""
    dice = make.dice
    kind = dice.choice(("cell", "cell", ""))
    rows = (
        _line(
            _tick(make),
            _bit(make) if dice.random() < 0.8 else "",
            f'<span style="width:120px">{make.text(2)}</span>',
            _wide(make.value(), kind),
            f'<span class="small">{dice.randint(1, 12)}:{dice.randint(10, 59)}</span>',
            _bits(make, 0, 3) if dice.random() < 0.3 else "",
        )
        for _ in range(dice.randint(3, 24))
    )
    return _section(_line(_tick(make), _bits(make, 2, 7)), *rows, style="width:100%")


def sheet(make: Parts) -> str:
    """Cells that are mostly blank, between letters and numbers."""
    dice = make.dice
    columns, share = dice.randint(4, 16), dice.random() ** 2
    head = "".join(f'<th data-k="header">{chr(65 + place)}</th>' for place in range(columns))
    rows = "".join(
        f'<tr><th data-k="header">{row}</th>'
        + "".join(
            f'<td data-k="cell">{make.value() if dice.random() < share else ""}</td>'
            for _ in range(columns)
        )
        + "</tr>"
        for row in range(1, dice.randint(6, 30))
    )
    formula = _line(
        '<select data-k="combo box"><option>A1</select>', _bits(make, 0, 4),
        '<input data-k="text field" style="flex:1">',
    )  # fmt: skip
    table = f'<table class="sheet"><tr><th data-k="header"></th>{head}</tr>{rows}</table>'
    return _section(formula, table)


def _bit_grid(make: Parts, parts: list[str], columns: int) -> str:
    return f'<div class="bits" style="grid-template-columns:repeat({columns}, auto)">{"".join(parts)}</div>'


def palette(make: Parts) -> str:
    """Small buttons with pictures, in a grid beside a picture that they work on."""
    dice = make.dice
    columns = dice.randint(1, 10)
    grid = _bit_grid(make, [_bit(make) for _ in range(columns * dice.randint(2, 9))], columns)
    size = f"width:{dice.randrange(100, 600)}px;height:{dice.randrange(100, 400)}px"
    picture = (
        f'<div data-k="image" style="{size};background:hsl({dice.randrange(360)} 40% 60%)"></div>'
    )
    return _section(f'<div style="display:flex;gap:4px">{grid}{picture}</div>')


def swatches(make: Parts) -> str:
    dice = make.dice
    columns, side = dice.randint(3, 20), dice.choice((10, 12, 14, 16, 20, 24, 32))
    edge = dice.choice(("none", "1px solid #0008"))
    grid = [
        f'<button data-k="button" style="width:{side}px;height:{side}px;padding:0;border:{edge};border-radius:{dice.choice((0, 0, 3))}px;background:hsl({dice.randrange(360)} {dice.randrange(100)}% {dice.randrange(100)}%)"></button>'
        for _ in range(columns * dice.randint(1, 8))
    ]
    return _section(_bit_grid(make, grid, columns), _line(make.field(), make.button()))


def settings(make: Parts) -> str:
    """A card of rows: a name, a line of small print, a switch, a choice or an arrow."""
    dice = make.dice
    ends = (
        lambda: '<span class="switch" data-k="check box"></span>',
        lambda: _bit(make),
        lambda: f'<select data-k="combo box"><option>{make.text(2)}</select>',
        make.button,
        lambda: "",
    )
    kind = dice.choice(("", "", "cell"))
    told = f' data-k="{kind}"' if kind else ""
    rows = (
        f'<div class="line"{told} style="padding:6px 10px">{make.icon() if dice.random() < 0.3 else ""}'
        f'<span class="wide">{make.text(4)}<br><span class="small">{make.value()}</span></span>{dice.choice(ends)()}</div>'
        for _ in range(dice.randint(2, 9))
    )
    return _section(f"<b>{make.text()}</b>", *rows, style=f"width:{dice.randrange(280, 800)}px")


def data_table(make: Parts) -> str:
    """A table under its search field: arrows in its headings, small buttons in its rows, pages."""
    dice = make.dice
    columns = dice.randint(2, 8)
    heads = "".join(
        f'<th data-k="header">{make.text(2)} {dice.choice(("", "&#9650;", "&#8645;"))}</th>'
        for _ in range(columns)
    )
    share = dice.choice((0.5, 0.9, 1.0))
    rows = "".join(
        f"<tr><td data-k=cell>{_tick(make)}</td>"
        + "".join(
            f'<td data-k="cell">{make.value() if dice.random() < share else ""}</td>'
            for _ in range(columns)
        )
        + f'<td><span class="split">{_bits(make, 1, 3)}</span></td></tr>'
        for _ in range(dice.randint(2, 16))
    )
    found = _line(make.field(), '<select data-k="combo box"><option>25</select>', make.button())
    return _section(found, f"<table><tr><th></th>{heads}<th></th></tr>{rows}</table>", pages(make))


def pages(make: Parts) -> str:
    """Where one is: steps of a path, numbers of pages."""
    dice = make.dice
    path = " / ".join(
        f'<a href="#x" data-k="link">{make.text(2)}</a>' for _ in range(dice.randint(1, 5))
    )
    numbers = "".join(
        f'<button data-k="button">{number}</button>'
        for number in ("&lsaquo;", *range(1, dice.randint(2, 8)), "&rsaquo;")
    )
    return f'<div class="row">{path}<span class="split">{numbers}</span></div>'


def files(make: Parts) -> str:
    """Pictures over names, or a list of names with sizes that folders lack."""
    dice = make.dice
    if dice.random() < 0.5:
        side = dice.choice((32, 48, 64))
        wide = side + dice.randrange(20, 90)
        cells = [
            f'<div data-k="cell" style="width:{wide}px;text-align:center;font-size:{side}px">{make.icon()}<div style="font-size:13px;overflow:hidden">{make.value()}</div></div>'
            for _ in range(dice.randint(3, 24))
        ]
        return _section(f'<div style="display:flex;flex-wrap:wrap;gap:6px">{"".join(cells)}</div>')
    rows = (
        f'<tr><td data-k="cell">{make.icon()} {make.text(2)}</td>'
        f'<td data-k="cell" style="text-align:right">{f"{dice.randrange(999)} KB" if dice.random() < 0.6 else ""}</td>'
        f'<td data-k="cell">{dice.randint(1, 28)}.{dice.randint(1, 12)}.2024</td></tr>'
        for _ in range(dice.randint(3, 24))
    )
    heads = "".join(f'<th data-k="header">{make.text(1)}</th>' for _ in range(3))
    return _section(f"<table><tr>{heads}</tr>{''.join(rows)}</table>", style="width:100%")


def project(make: Parts) -> str:
    """A tree of names, documents as tabs, numbered lines of a text, a bar of small words below."""
    dice = make.dice
    depth, rows = 0, []
    for _ in range(dice.randint(4, 22)):
        depth = max(0, min(5, depth + dice.choice((-2, -1, 0, 0, 0, 1))))
        rows.append(
            f'<div class="line" data-k="cell" style="border:none;padding-left:{8 + 14 * depth}px">{dice.choice(("&#9656;", "&#9662;", "&emsp;"))} {make.icon()} {make.text(1)}</div>'
        )
    tabs = "".join(
        f'<span class="doc" data-k="tab">{make.text(1)}{_bit(make)}</span>'
        for _ in range(dice.randint(1, 6))
    )
    lines = "".join(
        f"<div><span class=small>{number:>4} </span>{make.value()}</div>"
        for number in range(1, dice.randint(5, 26))
    )
    text = f'<div data-k="text field" style="font-family:monospace;width:{dice.randrange(300, 900)}px">{lines}</div>'
    status = _line(
        *(f'<span data-k="button">{make.text(2)}</span>' for _ in range(dice.randint(2, 6)))
    )
    return f'<section><div style="display:flex"><div style="width:{dice.randrange(150, 260)}px">{"".join(rows)}</div><div>{tabs}{text}</div></div>{status}</section>'


def properties(make: Parts) -> str:
    """Short captions beside small fields, dense, under headings that fold."""
    dice = make.dice
    parts = []
    for _ in range(dice.randint(1, 4)):
        parts.append(
            f'<div class="line" data-k="button"><b class="wide">&#9662; {make.text(2)}</b>{_bit(make)}</div>'
        )
        for _ in range(dice.randint(1, 6)):
            value = dice.choice((
                f'<input data-k="text field" size={dice.randint(2, 9)} value="{dice.randrange(999)}">',
                f'<input type=number data-k="spin button" style="width:{dice.randrange(46, 90)}px" value=1>',
                f'<select data-k="combo box"><option>{make.text(1)}</select>',
                f'<input type=color data-k="button" style="width:{dice.randrange(18, 40)}px">',
                '<input type=range data-k="slider" style="width:90px">',
            ))  # fmt: skip
            parts.append(
                _line(f'<span class="wide small">{make.text(1)}</span>', value, _bits(make, 0, 2))
            )
    return _section(*parts, style=f"width:{dice.randrange(170, 340)}px;padding:2px")


def month(make: Parts) -> str:
    dice = make.dice
    kind = dice.choice(("cell", "button"))
    high, wide = dice.randrange(20, 90), dice.randrange(24, 130)
    days = "".join(
        f'<div data-k="{kind}" style="width:{wide}px;height:{high}px;border:{dice.choice(("0", "1"))}px solid #8884">{day}</div>'
        for day in range(1, 32)
    )
    return _section(
        _line(_bit(make), _wide(make.text(2)), _bit(make)),
        f'<div class="bits" style="grid-template-columns:repeat(7, auto)">{days}</div>',
    )


def keys(make: Parts) -> str:
    """Keys with a letter or two each, under what they have worked out."""
    dice = make.dice
    columns, pad = dice.randint(3, 8), dice.randrange(2, 18)
    drawn = [
        f'<button data-k="button" style="padding:{pad}px">{html.escape(dice.choice("0123456789+-*/=().%CxyMR"))}</button>'
        for _ in range(columns * dice.randint(3, 7))
    ]
    shown = f'<input data-k="text field" style="width:100%;font-size:{dice.choice((14, 24, 36))}px" value="{dice.randrange(10_000)}">'
    return _section(shown, _bit_grid(make, drawn, columns))


def cards(make: Parts) -> str:
    """Boxes with a number, a word and a way to more."""
    dice = make.dice
    more = (
        f'<section style="width:{dice.randrange(120, 320)}px">{_line(make.icon(), _wide(f"<b>{make.text(2)}</b>"), _bits(make, 0, 2))}<h2>{make.value()}</h2>{make.control()}</section>'
        for _ in range(dice.randint(2, 7))
    )
    return f'<div class="row">{"".join(more)}</div>'


def toolbar(make: Parts) -> str:
    """Choices and small buttons in groups, some of them with an arrow of its own."""
    dice = make.dice
    groups = []
    for _ in range(dice.randint(2, 8)):
        match dice.randrange(4):
            case 0:
                arrow = (
                    '<button class="bit" style="width:12px" data-k="tool button">&#9662;</button>'
                )
                groups.append(f'<span class="split">{_bit(make)}{arrow}</span>')
            case 1:
                groups.append(f'<select data-k="combo box"><option>{make.text(1)}</select>')
            case _:
                groups.append(f'<span class="split">{_bits(make, 1, 7)}</span>')
    return f'<section style="width:100%"><div class="row">{"".join(groups)}</div></section>'
