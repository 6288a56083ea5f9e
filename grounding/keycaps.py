"""Single signs on buttons. The 7 on a calculator's key is too little for what looks for lines of
text, so what may be one is read for itself.

A sign is small and painted in one ink; what a reader takes for a word of Chinese is a picture more
often than not, but for those that look like a sign of arithmetic.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol, runtime_checkable

import numpy as np

from grounding.icon_places import drawn_in
from grounding.roles import BUTTONS, CELLS
from grounding.screen import Sighting
from grounding.textlines import Line
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Source

_KEYS: Final = BUTTONS | CELLS
_KEY_PX: Final = range(14, 121)
_SIGN_PX: Final = range(4, 33)
_WIDEST: Final = 4
"""Times its height: what is wider is a line."""

_LETTERS: Final = 3
_SURE: Final = 0.9
_ROOM_PX: Final = 6
"""A sign is read best with about so much of the key around it."""

_ONE_INK: Final = 48
"""Grey levels by which a pixel may be off the way from the ground's colour to the ink's."""

_FAINT: Final = 40
_SIGN_OF: Final = {"一": "-", "二": "=", "十": "+", "土": "±"}
_IDEOGRAPHS: Final = range(0x2E80, 0xA000)

_Pair = tuple[Element, Sighting]


@runtime_checkable
class SignReader(Protocol):
    def signs(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[Line, ...]:
        """What each of these places says, taken as one line; "" where nothing was read."""
        ...


def with_signs(pairs: Sequence[_Pair], pixels: Pixels, reader: SignReader) -> list[_Pair]:
    """What was seen, and what single signs say on keys that only the detector saw."""
    places = {
        index: place
        for index, (element, sighting) in enumerate(pairs)
        if element.source is Source.DETECTOR
        and element.role in _KEYS
        and not sighting.drawn
        and (place := _sign_on(element.box, pixels)) is not None
    }
    read = reader.signs(pixels, list(places.values()))
    signed = list(pairs)
    for index, line in zip(places, read, strict=True):
        text = _SIGN_OF.get(line.text, line.text)
        if line.score >= _SURE and 0 < len(text) <= _LETTERS and not _is_ideographic(text):
            element, sighting = pairs[index]
            sources = (*sighting.sources, Source.OCR)
            signed[index] = (
                replace(element, name=text),
                replace(sighting, sources=sources, drawn=text, drawn_at=line.box),
            )
    return signed


def _sign_on(key: Box, pixels: Pixels) -> Box | None:
    if key.width not in _KEY_PX or key.height not in _KEY_PX:
        return None
    drawn = drawn_in(pixels, key)
    if drawn.height not in _SIGN_PX or drawn.width > _WIDEST * drawn.height:
        return None
    place = drawn.grown(_ROOM_PX).intersection(key)
    return place if place is not None and _is_one_ink(pixels, place) else None


def _is_one_ink(pixels: Pixels, place: Box) -> bool:
    """Whether each colour there lies between the ground's and that of one ink."""
    part = pixels[place.top : place.bottom, place.left : place.right].astype(np.float32)
    ring = np.concatenate((part[0], part[-1], part[:, 0], part[:, -1]))
    apart = (part - np.median(ring, axis=0)).reshape(-1, 3)
    ink = apart[np.abs(apart).max(axis=1).argmax()]
    if np.abs(ink).max() < _FAINT:
        return False
    along = np.outer(apart @ ink / (ink @ ink), ink)
    return bool(np.abs(apart - along).max() <= _ONE_INK)


def _is_ideographic(text: str) -> bool:
    return any(ord(letter) in _IDEOGRAPHS for letter in text)
