"""Icons as they stand on a screen: any size, colour and theme, in frames, beside neighbours, noisy.

And what is no icon: words, bare surfaces, edges and textures. Pure: dice in, crops out.
"""

import random
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.icon_crops import icon_input
from tracker.geometry import Box

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_SIDES_PX: Final = (16, 16, 16, 16, 18, 20, 22, 24, 24, 24, 28, 32, 32, 40, 48)
_MARGIN_PX: Final = 8
_FONTS: Final = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX_SMALL)


def crop_of_icon(picture: Bytes, neighbour: Bytes, *, is_plain: bool, dice: random.Random) -> Bytes:
    """picture, neighbour: RGBA. is_plain: its colour may be changed. Gives `icon_input`'s form."""
    side = dice.choice(_SIDES_PX) if dice.random() < 0.85 else dice.randint(12, 48)
    surface, ink = _colours(dice)
    canvas = _surface(side + 2 * _MARGIN_PX, surface, dice)
    faded = dice.uniform(0.35, 0.7) if dice.random() < 0.08 else 1.0
    drawn = _sized(_painted(picture, ink) if is_plain else picture, side, dice)
    if dice.random() < 0.35:
        _frame(canvas, surface, dice)
    _lay(canvas, drawn, _MARGIN_PX, _MARGIN_PX, faded)
    if dice.random() < 0.3:
        _crowd(canvas, _sized(neighbour, side, dice), dice)
    return icon_input(_worn(canvas, dice), _seen_box(drawn, dice))


def crop_of_nothing(dice: random.Random) -> Bytes:
    """Something that is drawn on screens and is no icon."""
    surface, ink = _colours(dice)
    side = dice.randint(12, 44)
    canvas = _surface(side + 2 * _MARGIN_PX, surface, dice)
    ways: tuple[Callable[[], None], ...] = (
        lambda: _write(canvas, ink, dice),
        lambda: _write(canvas, ink, dice),
        lambda: _rule(canvas, ink, dice),
        lambda: _texture(canvas, dice),
        lambda: None,
    )
    dice.choice(ways)()
    box = Box(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX + side, _MARGIN_PX + side)
    return icon_input(_worn(canvas, dice), box)


def _colours(dice: random.Random) -> tuple[Floats, Floats]:
    """Of the surface and of what is drawn on it, far enough apart to be seen."""
    kind = dice.random()
    if kind < 0.6:
        grey, ink = dice.uniform(205, 255), dice.uniform(0, 120)
    elif kind < 0.9:
        grey, ink = dice.uniform(15, 75), dice.uniform(150, 255)
    else:
        grey, ink = dice.uniform(70, 190), dice.choice((dice.uniform(0, 30), 255.0))
    tint = 8 if kind < 0.9 else 60
    surface = np.array([grey + dice.uniform(-tint, tint) for _ in range(3)], np.float32)
    inks = np.full(3, ink, np.float32)
    if dice.random() < 0.3:
        inks = np.array([dice.uniform(0, 255) for _ in range(3)], np.float32)
        if abs(float(inks.mean() - surface.mean())) < 45:
            inks = np.full(3, 0 if grey > 128 else 255, np.float32)
    return surface.clip(0, 255), inks


def _surface(side: int, colour: Floats, dice: random.Random) -> Floats:
    canvas = np.empty((side, side, 3), np.float32)
    canvas[:] = colour
    if dice.random() < 0.15:
        slope = np.linspace(0, dice.uniform(-30, 30), side, dtype=np.float32)
        canvas += slope[:, None, None]
    return canvas


def _painted(picture: Bytes, ink: Floats) -> Bytes:
    coloured = picture.copy()
    coloured[..., :3] = ink.astype(np.uint8)
    return coloured


def _sized(picture: Bytes, side: int, dice: random.Random) -> Floats:
    """RGBA with the colours multiplied by alpha, (side, side, 4), at times between two pixels."""
    whole = picture.astype(np.float32)
    whole[..., :3] *= whole[..., 3:] / 255
    small: Floats = cv2.resize(whole, (side, side), interpolation=cv2.INTER_AREA)
    if dice.random() < 0.3:
        shift = np.array(
            [[1, 0, dice.uniform(-0.5, 0.5)], [0, 1, dice.uniform(-0.5, 0.5)]], np.float32
        )
        small = cv2.warpAffine(small, shift, (side, side))
    return small


def _lay(canvas: Floats, drawn: Floats, left: int, top: int, faded: float = 1.0) -> None:
    """Over the canvas; what reaches beyond is cut."""
    high, wide = canvas.shape[:2]
    x, y = max(0, left), max(0, top)
    right, bottom = min(wide, left + drawn.shape[1]), min(high, top + drawn.shape[0])
    if right <= x or bottom <= y:
        return
    part = drawn[y - top : bottom - top, x - left : right - left] * faded
    canvas[y:bottom, x:right] *= 1 - part[..., 3:] / 255
    canvas[y:bottom, x:right] += part[..., :3]


def _frame(canvas: Floats, surface: Floats, dice: random.Random) -> None:
    """The button that the icon stands on, of another shade and with a line around it or without."""
    side, inset = len(canvas), dice.randint(0, 5)
    shade = surface + dice.uniform(-25, 25)
    edge = surface + dice.choice((-1, 1)) * dice.uniform(10, 90)
    corners = (inset, inset), (side - 1 - inset, side - 1 - inset)
    if dice.random() < 0.6:
        cv2.rectangle(canvas, *corners, shade.clip(0, 255).tolist(), -1)
    if dice.random() < 0.7:
        cv2.rectangle(canvas, *corners, edge.clip(0, 255).tolist(), 1)


def _crowd(canvas: Floats, neighbour: Floats, dice: random.Random) -> None:
    """What stands beside or above it, with a gap between."""
    gap, side = dice.randint(3, _MARGIN_PX), neighbour.shape[0]
    away = side + gap
    across, down = dice.choice(((away, 0), (-away, 0), (0, away), (0, -away)))
    _lay(canvas, neighbour, _MARGIN_PX + across, _MARGIN_PX + down)


def _worn(canvas: Floats, dice: random.Random) -> Bytes:
    """As scaling, compression and cameras leave a picture; mostly as it is."""
    if dice.random() < 0.12:
        canvas = cv2.GaussianBlur(canvas, (0, 0), dice.uniform(0.3, 0.8))
    if dice.random() < 0.1:
        noise = np.random.default_rng(dice.getrandbits(32))
        canvas = canvas + noise.normal(0, dice.uniform(1, 6), canvas.shape).astype(np.float32)
    seen = canvas.clip(0, 255).astype(np.uint8)
    if dice.random() < 0.06:
        quality = [cv2.IMWRITE_JPEG_QUALITY, dice.randint(40, 92)]
        packed = cv2.imencode(".jpg", seen, quality)[1]
        seen = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return seen


def _seen_box(drawn: Floats, dice: random.Random) -> Box:
    """Around what is drawn, as a reader would have it: not quite exact, at times far too wide."""
    seen = drawn[..., 3] > 50
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    side = len(drawn)
    if len(rows) == 0:
        return Box(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX + side, _MARGIN_PX + side)
    wide = dice.random() < 0.15

    def off() -> int:
        return dice.randint(1, 5) if wide else round(dice.gauss(0, 0.03 * side))

    left, top = int(columns[0]) - off(), int(rows[0]) - off()
    right, bottom = int(columns[-1]) + 1 + off(), int(rows[-1]) + 1 + off()
    return Box(
        _MARGIN_PX + left,
        _MARGIN_PX + top,
        _MARGIN_PX + max(right, left + 2),
        _MARGIN_PX + max(bottom, top + 2),
    )


def _write(canvas: Floats, ink: Floats, dice: random.Random) -> None:
    """A part of a word, as if its line had been missed by the reader of text."""
    text = "".join(dice.choice("abcdefghijklmnoprstuvwyzABCDEFGMNPRST0123456789") for _ in range(9))
    scale = dice.uniform(0.3, 0.8)
    place = (dice.randint(-20, 4), len(canvas) // 2 + dice.randint(2, 10))
    written = np.zeros(canvas.shape[:2], np.uint8)
    cv2.putText(written, text, place, dice.choice(_FONTS), scale, 255, 1, cv2.LINE_AA)
    share = written[..., None] / np.float32(255)
    canvas += share * (ink - canvas)


def _rule(canvas: Floats, ink: Floats, dice: random.Random) -> None:
    """Borders, separators, the corner of a pane."""
    side = len(canvas)
    for _ in range(dice.randint(1, 3)):
        place, width = dice.randrange(side), dice.choice((1, 1, 2, 6))
        if dice.random() < 0.5:
            canvas[place : place + width] = ink
        else:
            canvas[:, place : place + width] = ink


def _texture(canvas: Floats, dice: random.Random) -> None:
    """A part of a photograph, as far as numbers go: smooth noise in several sizes."""
    noise = np.random.default_rng(dice.getrandbits(32))
    side = len(canvas)
    for cells in (3, 6, 12):
        rough = noise.normal(0, 130 / cells**0.5, (cells, cells, 3)).astype(np.float32)
        canvas += cv2.resize(rough, (side, side), interpolation=cv2.INTER_CUBIC)
