"""Where on a picture letters may stand, and how such places are laid side by side.

What looks for text looks at every pixel, and most of a screen is empty: so what is drawn is cut out
and laid on sheets of paper, which are a fifth as large. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from grounding.edges import edges
from tracker.frames import Pixels
from tracker.geometry import Box, Point

_EDGE: Final = 20
"""Grey levels from one pixel to the next that count as an edge."""

_LONG_PX: Final = 120
"""A straight edge that is as long as this is of a frame, a bar or a line, and of no letter."""

_MARGIN_PX: Final = 12
"""Around what is drawn. What is at most twice this apart is one place, as the words of a line."""

_LEAST_PX: Final = 4
"""Letters are higher."""

_BAND_PX: Final = 540
_LINE_PX: Final = 48
"""A line of text that is twice as high may be cut where two bands meet."""

_SHEET_PX: Final = 960
_MOST_PX: Final = 500_000
"""Of a sheet, unless one place alone is larger: memory grows with what is looked at in one go."""


@dataclass(frozen=True, slots=True)
class Place:
    """box: what is to be looked at. rows: where the lines that are its own have their middle.

    number: of what hangs together there, which may reach into the boxes of other places.
    """

    box: Box
    rows: range
    number: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A place whose left top corner is there on its sheet."""

    place: Place
    left: int
    top: int

    @property
    def box(self) -> Box:
        size = self.place.box
        return Box(self.left, self.top, self.left + size.width, self.top + size.height)


@dataclass(frozen=True, slots=True)
class Sheet:
    width: int
    height: int
    laid: tuple[Laid, ...]

    def picture(self, pixels: Pixels) -> Pixels:
        """What is there in the picture, laid out; white in between."""
        sheet = np.full((self.height, self.width, 3), 255, np.uint8)
        for one in self.laid:
            at, cut = one.box, one.place.box
            sheet[at.top : at.bottom, at.left : at.right] = pixels[
                cut.top : cut.bottom, cut.left : cut.right
            ]
        return sheet


class TextPlaces:
    """Of a part of a picture: uint8 (H, W, 3), RGB."""

    def __init__(self, pixels: Pixels, part: Box) -> None:
        self._part = part
        drawn = _strokes(pixels[part.top : part.bottom, part.left : part.right])
        # With room around it, so that what stands at an edge is as large as what does not.
        room, side = _MARGIN_PX, 2 * _MARGIN_PX + 1
        roomy = cv2.copyMakeBorder(drawn, room, room, room, room, cv2.BORDER_CONSTANT, value=0)
        _, numbers, stats, _ = cv2.connectedComponentsWithStats(
            cv2.dilate(roomy, np.ones((side, side), np.uint8)), connectivity=8
        )
        self._numbers = numbers[room:-room, room:-room]
        self.places = tuple(
            place
            for number, (left, top, wide, high, _) in enumerate(stats[1:].tolist(), start=1)
            if min(wide, high) >= 2 * _MARGIN_PX + _LEAST_PX
            for inside in [
                Box(left, top, left + wide, top + high)
                .moved(part.left - room, part.top - room)
                .intersection(part)
            ]
            if inside is not None
            for place in _banded(inside, number)
        )

    def on_screen(self, box: Box, sheet: Sheet) -> Iterator[Box]:
        """What was found on a sheet, where it stands in the picture. Places that lie side by side
        may look like one line, so it is cut between them."""
        for laid in sheet.laid:
            inside = box.intersection(laid.box)
            if inside is None or inside.width < _LEAST_PX or inside.height < box.height / 2:
                continue
            place = laid.place
            there = inside.moved(place.box.left - laid.left, place.box.top - laid.top)
            if self._owns(place, there.center):
                yield there

    def _owns(self, place: Place, at: Point) -> bool:
        """Whether what has its middle there belongs to that place and to no other."""
        number = self._numbers[at.y - self._part.top, at.x - self._part.left]
        return at.y in place.rows and bool(number == place.number)

    def sheets(self) -> Iterator[Sheet]:
        """High ones first, in rows."""
        ordered = sorted(self.places, key=lambda place: (-place.box.height, -place.box.width))
        wide = max([_SHEET_PX, *(place.box.width for place in ordered)])
        laid: list[Laid] = []
        left = top = bottom = 0
        for place in ordered:
            if left and left + place.box.width > wide:
                left, top = 0, bottom
            if laid and (top + place.box.height) * wide > _MOST_PX and left == 0:
                yield _sheet(laid)
                laid, left, top = [], 0, 0
            laid.append(Laid(place, left, top))
            left += place.box.width
            bottom = max(bottom, top + place.box.height) if len(laid) > 1 else place.box.height
        if laid:
            yield _sheet(laid)


def _sheet(laid: Sequence[Laid]) -> Sheet:
    return Sheet(
        max(one.box.right for one in laid), max(one.box.bottom for one in laid), tuple(laid)
    )


def _strokes(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """1 where something is drawn that is no long straight line."""
    drawn = edges(pixels, _EDGE)
    lines = [
        cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        for shape in ((1, _LONG_PX), (_LONG_PX, 1))
    ]
    return np.asarray(drawn & ~(lines[0] | lines[1]), np.uint8)


def _banded(box: Box, number: int) -> Iterator[Place]:
    """A high place in pieces, one below the other, that share what may be cut between them."""
    edges = np.linspace(box.top, box.bottom, -(-box.height // _BAND_PX) + 1).astype(int).tolist()
    for top, bottom in pairwise(edges):
        piece = replace(box, top=top, bottom=bottom).grown(_LINE_PX).intersection(box)
        assert piece is not None
        yield Place(piece, range(top, bottom), number)
