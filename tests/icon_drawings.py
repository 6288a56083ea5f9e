"""Icons that the tests draw themselves, in any colours, so that none comes out of a set."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from tracker.frames import Pixels
from tracker.geometry import Box

_FINE = 8
"""Each pixel of a 16 px icon in the drawings' own units."""

Ink = str | tuple[int, int, int]
_Draw = Callable[[ImageDraw.ImageDraw, Ink, Ink], None]


def _floppy(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.polygon([(8, 8), (96, 8), (120, 32), (120, 120), (8, 120)], fill=ink)
    pen.rectangle((36, 8, 84, 44), fill=paper)
    pen.rectangle((64, 14, 78, 38), fill=ink)
    pen.rectangle((28, 68, 100, 120), fill=paper)
    for top in (80, 96, 110):
        pen.rectangle((38, top, 90, top + 5), fill=ink)


def _magnifier(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.ellipse((10, 10, 84, 84), outline=ink, width=14)
    pen.line((76, 76, 116, 116), fill=ink, width=18)


def _plus(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.rectangle((54, 12, 74, 116), fill=ink)
    pen.rectangle((12, 54, 116, 74), fill=ink)


def _trash(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.rectangle((12, 20, 116, 34), fill=ink)
    pen.rectangle((46, 8, 82, 22), fill=ink)
    pen.polygon([(22, 42), (106, 42), (98, 122), (30, 122)], fill=ink)
    for left in (44, 61, 78):
        pen.rectangle((left, 54, left + 6, 110), fill=paper)


def _printer(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.rectangle((32, 8, 96, 40), outline=ink, width=10)
    pen.rectangle((8, 40, 120, 92), fill=ink)
    pen.rectangle((30, 70, 98, 120), fill=paper, outline=ink, width=10)
    pen.rectangle((94, 50, 106, 60), fill=paper)


def _left_arrow(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.polygon([(8, 64), (62, 12), (62, 46), (120, 46), (120, 82), (62, 82), (62, 116)], fill=ink)


def _cross(pen: ImageDraw.ImageDraw, ink: Ink, paper: Ink) -> None:
    pen.line((18, 18, 110, 110), fill=ink, width=18)
    pen.line((110, 18, 18, 110), fill=ink, width=18)


DRAWINGS: dict[str, _Draw] = {
    "save": _floppy,
    "search": _magnifier,
    "add": _plus,
    "delete": _trash,
    "print": _printer,
    "back": _left_arrow,
    "close": _cross,
}
"""By a word that everybody would say of it."""


def drawn_icon(name: str, side: int, ink: Ink = "black", paper: Ink = "white") -> Pixels:
    """RGB, (side, side, 3)."""
    picture = Image.new("RGB", (16 * _FINE, 16 * _FINE), paper)
    DRAWINGS[name](ImageDraw.Draw(picture), ink, paper)
    return np.asarray(picture.resize((side, side), Image.Resampling.BOX)).copy()


def toolbar(
    *names: str, side: int = 24, ink: Ink = "black", paper: Ink = "white"
) -> tuple[Pixels, dict[str, Box]]:
    """A picture 320 px wide with icons side by side, and where each of them is."""
    colour = Image.new("RGB", (1, 1), paper).getpixel((0, 0))
    pixels = np.full((80, 320, 3), colour, np.uint8)
    boxes = {}
    for place, name in enumerate(names):
        left, top = 20 + place * (side + 16), 28
        pixels[top : top + side, left : left + side] = drawn_icon(name, side, ink, paper)
        boxes[name] = Box(left, top, left + side, top + side)
    return pixels, boxes
