"""Made-up themes of web pages: a few colours and measures, and the style sheet they make.

Pure but for the dice. What a site leaves to the browser is left out of its sheet.
"""

# ruff: noqa: E501  (a style sheet is read rule by rule)

import random
from dataclasses import dataclass

_FAMILIES = (
    "DejaVu Sans", "Liberation Sans", "Liberation Serif", "Noto Sans", "Roboto", "Open Sans",
    "Lato", "Cantarell", "sans-serif", "monospace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours and edge as CSS has them. ground lies below all, cards on it, lines around them."""

    ground: str
    card: str
    line: str
    ink: str
    accent: str
    edge: str
    radius_px: int
    pad_px: int
    size_px: int
    gap_px: int


def random_theme(dice: random.Random) -> Theme:
    is_dark = dice.random() < 0.3
    hue, tint = dice.randrange(360), dice.choice((0, 0, 6, 15, 40))
    level = dice.randrange(5, 25) if is_dark else dice.randrange(88, 101)
    step = 6 if is_dark else -5

    def shade(percent: int) -> str:
        return f"hsl({hue} {tint}% {percent}%)"

    ground, card = shade(level), shade(level + dice.choice((0, step)))
    line = shade(level + step * dice.choice((1, 2, 5)))
    ink = shade(dice.randrange(80, 98) if is_dark else dice.randrange(5, 35))
    accent = f"hsl({dice.randrange(360)} {dice.randrange(40, 95)}% {dice.randrange(30, 60)}%)"
    radius, pad = dice.choice((0, 2, 3, 4, 6, 8, 16, 24)), dice.choice((2, 4, 6, 8, 10, 12))
    size = dice.choice((11, 12, 13, 14, 14, 15, 16, 16, 18))
    gap = dice.choice((2, 4, 8, 12, 16))
    edge = f"{dice.choice((0, 1, 1, 1, 2))}px solid {line}"
    return Theme(ground, card, line, ink, accent, edge, radius, pad, size, gap)


def style_sheet(theme: Theme, dice: random.Random) -> str:
    rules = [*_page(theme, dice), *_boxes(theme, dice), *_contents(theme, dice)]
    if dice.random() < 0.75:
        rules.append(_button(theme, dice))
    if dice.random() < 0.75:
        rules.append(_field(theme))
    if dice.random() < 0.4:
        rules.append(_tick(theme, dice))
    rules.append(f"input[type=checkbox], input[type=radio] {{ accent-color: {theme.accent}; }}")
    rules.append(_icon_button(dice))
    return "\n".join(rules)


def _page(theme: Theme, dice: random.Random) -> list[str]:
    pad, gap = theme.pad_px, theme.gap_px
    return [
        f"* {{ box-sizing: border-box; }} body {{ margin: 0; background: {theme.ground}; color: {theme.ink}; "
        f"font: {theme.size_px}px/{dice.choice((1.2, 1.4, 1.5, 1.7))} '{dice.choice(_FAMILIES)}', 'Noto Sans', sans-serif; }}",
        f".middle {{ display: flex; }} aside {{ width: {dice.randrange(140, 320)}px; background: {theme.card}; padding: {pad}px; border-right: {theme.edge}; }}",
        f"main {{ flex: 1; min-width: 0; padding: {pad * 2}px; display: flex; flex-wrap: wrap; gap: {gap}px; align-items: flex-start; }}",
    ]


def _boxes(theme: Theme, dice: random.Random) -> list[str]:
    pad, gap = theme.pad_px, theme.gap_px
    has_shadow = dice.random() < 0.4
    shadow = f" box-shadow: 0 1px {dice.randrange(2, 12)}px #0004;" if has_shadow else ""
    bar = dice.choice((theme.card, theme.accent, theme.ground))
    return [
        f"section {{ background: {theme.card}; border: {theme.edge}; border-radius: {theme.radius_px}px; padding: {pad}px; max-width: 100%; overflow: hidden;{shadow} }}",
        f".bar {{ display: flex; flex-wrap: wrap; align-items: center; gap: {gap}px; padding: {pad}px; background: {bar}; border-bottom: {theme.edge}; }}",
        f".row {{ display: flex; flex-wrap: wrap; gap: {gap}px; align-items: center; padding: {pad // 2}px 0; }}",
    ]


def _contents(theme: Theme, dice: random.Random) -> list[str]:
    pad, line, accent = theme.pad_px, theme.line, theme.accent
    underline = dice.choice(("none", "underline"))
    width = "width: 100%;" if dice.random() < 0.6 else ""
    ruled = dice.choice((f"border: 1px solid {line};", f"border-bottom: 1px solid {line};", ""))
    chosen = dice.choice(
        (
            f".on {{ border-bottom: 3px solid {accent}; }}",
            f".on {{ background: {accent}; color: white; }}",
            f".tab {{ border: 1px solid {line}; }} .on {{ background: {theme.ground}; }}",
        )
    )
    return [
        f"a {{ color: {accent}; text-decoration: {underline}; }}",
        "svg { width: 1.3em; height: 1.3em; vertical-align: middle; } svg:not([fill]) { fill: currentColor; }",
        f"table {{ border-collapse: collapse; {width} }} td, th {{ padding: {pad // 2}px {pad}px; text-align: left; {ruled} }}",
        f".item {{ padding: {pad // 2 + 1}px {pad}px; }} .menu {{ background: {theme.card}; border: {theme.edge}; border-radius: {theme.radius_px}px; width: max-content; }}",
        f".tabs {{ display: flex; border-bottom: 1px solid {line}; }} .tab {{ padding: {pad}px {pad * 2}px; }} {chosen}",
        ".dialog { position: fixed; left: 30%; top: 25%; min-width: 30%; } .veil { position: fixed; inset: 0; background: #0006; }",
        f".switch {{ display: inline-block; width: 2.4em; height: 1.3em; border-radius: 1em; background: {accent}; position: relative; }} "
        ".switch::after { content: ''; position: absolute; right: 2px; top: 2px; bottom: 2px; width: 1em; border-radius: 1em; background: white; }",
    ]


def _button(theme: Theme, dice: random.Random) -> str:
    face = dice.choice(
        (
            f"background: {theme.accent}; color: white",
            f"background: {theme.card}; color: {theme.ink}",
            f"background: transparent; color: {theme.accent}",
        )
    )
    return f"button {{ font: inherit; {face}; border: {theme.edge}; border-radius: {theme.radius_px}px; padding: {theme.pad_px}px {theme.pad_px * 2}px; }}"


def _field(theme: Theme) -> str:
    return (
        "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=color]), select, textarea { font: inherit; "
        f"background: {theme.ground}; color: {theme.ink}; border: {theme.edge}; border-radius: {min(theme.radius_px, 10)}px; padding: {theme.pad_px}px; }}"
    )


def _tick(theme: Theme, dice: random.Random) -> str:
    side = dice.randrange(12, 24)
    return (
        f"input[type=checkbox], input[type=radio] {{ appearance: none; width: {side}px; height: {side}px; border: {dice.choice((1, 2))}px solid {theme.ink}; border-radius: {theme.radius_px // 2}px; vertical-align: middle; }}"
        f"input[type=radio] {{ border-radius: 50%; }} input:checked {{ background: {theme.accent}; }}"
    )


def _icon_button(dice: random.Random) -> str:
    pad = dice.randrange(2, 10)
    bare = "border: none; background: transparent; color: inherit;" if dice.random() < 0.6 else ""
    return f"button.icon {{ padding: {pad}px; {bare} }}"
