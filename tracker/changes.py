"""A picture as what differs from another one: the box, which of its pixels, and their colours.

Lossless, and small where screens mostly stay as they are: over a minute of office work the
pictures take a quarter of what the changed boxes do as PNGs, at a third of the time. ISA-L packs
both parts; zstd makes them a third smaller still but would be one library more.
"""

import functools
import itertools
import struct
from collections.abc import Sequence
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from isal import igzip_lib, isal_zlib

from tracker.errors import Malformed
from tracker.film import Change, Exposure, PackedPixels, unpack
from tracker.frames import Frame, Pixels
from tracker.geometry import Box

_HEADER: Final = struct.Struct("<4sIIIII")
_MAGIC: Final = b"JCH1"
_LEVEL: Final = 2
_UNPACKABLE: Final = cast(type[Exception], igzip_lib.IsalError)  # its stub says: an instance
_MOST_CHANGED: Final = 0.5
"""Of the picture's pixels: beyond that a whole picture is as small, and quicker to read."""


def changed_box(earlier: Pixels, later: Pixels) -> Box | None:
    """The smallest box that holds every pixel that differs; None where none does. Same shapes."""
    rows = np.flatnonzero((_rows(earlier) != _rows(later)).any(axis=1))
    if rows.size == 0:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(_differing(earlier[top:bottom], later[top:bottom]).any(axis=0))
    return Box(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def pack_change(earlier: Pixels, later: Pixels) -> bytes | None:
    """What makes `later` out of `earlier`; None where they are of two sizes or too different."""
    if earlier.shape != later.shape:
        return None
    box = changed_box(earlier, later)
    if box is None:
        return _HEADER.pack(_MAGIC, 0, 0, 0, 0, 0)
    old, new = _part(earlier, box), _part(later, box)
    differing = _differing(old, new)
    if np.count_nonzero(differing) > _MOST_CHANGED * later.shape[0] * later.shape[1]:
        return None
    which = isal_zlib.compress(np.packbits(differing).data, level=_LEVEL)
    colours = isal_zlib.compress(new[differing].data, level=_LEVEL)
    header = _HEADER.pack(_MAGIC, box.left, box.top, box.right, box.bottom, len(which))
    return b"".join((header, which, colours))


def change_between(earlier: Frame, later: Frame) -> bytes | None:
    """As `pack_change`. Of two pictures of one film only what was drawn between them is read."""
    change = change_on_film(earlier, later)
    return pack_change(earlier.pixels, later.pixels) if change is None else change.packed


def change_on_film(earlier: Frame, later: Frame) -> Change | None:
    """None unless both are pictures of one film. What was found last is kept with `later`: a step
    asks twice, first where its result differs and then how to store it."""
    one, other = earlier.source, later.source
    if not isinstance(one, Exposure) or not isinstance(other, Exposure):
        return None
    if one.film is not other.film:
        return None
    if other.change is None or other.change[0] != one.shot.number:
        other.change = one.shot.number, _change_on_film(one, other)
    return other.change[1]


def _change_on_film(one: Exposure, other: Exposure) -> Change:
    film = one.film
    touched = film.touched(one, other)
    if not touched:
        return Change(None, _HEADER.pack(_MAGIC, 0, 0, 0, 0, 0))
    box = functools.reduce(Box.union, touched)
    which, colours = (isal_zlib.compressobj(level=_LEVEL) for _ in range(2))
    bits, colour, count = [], [], 0
    at = box.top
    extent = _Extent(box)
    for top, places in itertools.groupby(film.compared(one, other), key=lambda found: found[0].top):
        bits.append(which.compress(bytes((top - at) * box.width // 8)))
        differing, chosen = _band(box, list(places))
        at = top + differing.shape[0]
        count += chosen.size
        bits.append(which.compress(np.packbits(differing).data))  # bands end at whole bytes
        if chosen.size:
            extent.add(top, differing)
            colour.append(colours.compress(unpack(chosen[:, np.newaxis]).data))
    if count > _MOST_CHANGED * film.size[0] * film.size[1]:
        return Change(extent.box, None)
    packed = b"".join((*bits, which.flush()))
    header = _HEADER.pack(_MAGIC, box.left, box.top, box.right, box.bottom, len(packed))
    return Change(extent.box, b"".join((header, packed, *colour, colours.flush())))


class _Extent:
    """The smallest box around what differs in bands of `outer`, each of which has something."""

    def __init__(self, outer: Box) -> None:
        self._outer = outer
        self._columns = np.zeros(outer.width, dtype=np.bool_)
        self._top: int | None = None
        self._last: tuple[int, npt.NDArray[np.bool_]] | None = None

    def add(self, top: int, differing: npt.NDArray[np.bool_]) -> None:
        """From top to bottom."""
        self._columns |= differing.any(axis=0)
        self._last = top, differing
        if self._top is None:
            self._top = top + int(np.argmax(differing.any(axis=1)))

    @property
    def box(self) -> Box | None:
        if self._last is None or self._top is None:
            return None
        columns = np.flatnonzero(self._columns) + self._outer.left
        top, differing = self._last
        rows = np.flatnonzero(differing.any(axis=1))
        bottom = top + int(rows[-1]) + 1
        return Box(int(columns[0]), self._top, int(columns[-1]) + 1, bottom)


def _band(
    box: Box, places: Sequence[tuple[Box, PackedPixels, PackedPixels]]
) -> tuple[npt.NDArray[np.bool_], PackedPixels]:
    """Some rows of the whole width of `box`: which of their pixels differ, and what they are now,
    row by row. places: all in these rows where anything may differ."""
    height = places[0][0].height
    differing = np.zeros((height, box.width), dtype=np.bool_)
    for place, old, new in places:
        columns = slice(place.left - box.left, place.right - box.left)
        np.not_equal(old, new, out=differing[:, columns])
    if len(places) == 1:
        return differing, new[differing[:, columns]]
    pixels = np.empty((height, box.width), dtype=np.uint32)
    for place, _, new in places:
        pixels[:, place.left - box.left : place.right - box.left] = new
    return differing, pixels[differing]


def apply_change(earlier: Pixels, change: bytes) -> Pixels:
    """A new picture. Raises Malformed if the change is not one, or is one of another picture."""
    try:
        magic, left, top, right, bottom, length = _HEADER.unpack_from(change)
        if magic != _MAGIC:
            raise ValueError("no change")
        later = earlier.copy()
        if right == 0:
            return later
        part = later[top:bottom, left:right]
        if part.shape[:2] != (bottom - top, right - left):
            raise ValueError("another size")
        at = _HEADER.size
        bits = np.frombuffer(isal_zlib.decompress(change[at : at + length]), dtype=np.uint8)
        differing = np.unpackbits(bits, count=part.shape[0] * part.shape[1]).astype(bool)
        colours = np.frombuffer(isal_zlib.decompress(change[at + length :]), dtype=np.uint8)
        part[differing.reshape(part.shape[:2])] = colours.reshape(-1, 3)
    except (struct.error, ValueError, IndexError, EOFError, _UNPACKABLE) as error:
        raise Malformed(
            f"A stored picture cannot be put together: {error}.", hint="Run `journeyman doctor`."
        ) from error
    return later


def _part(pixels: Pixels, box: Box) -> Pixels:
    return pixels[box.top : box.bottom, box.left : box.right]


def _rows(pixels: Pixels) -> npt.NDArray[Any]:
    """Each row in the widest numbers that it is made of: eight times fewer to compare."""
    flat = np.ascontiguousarray(pixels).reshape(pixels.shape[0], -1)
    return flat.view(np.uint64) if flat.shape[1] % 8 == 0 else flat


def _differing(earlier: Pixels, later: Pixels) -> npt.NDArray[np.bool_]:
    """bool (H, W). Channel by channel: numpy is five times as slow along a short last axis."""
    differing: npt.NDArray[np.bool_] = earlier[..., 0] != later[..., 0]
    differing |= earlier[..., 1] != later[..., 1]
    differing |= earlier[..., 2] != later[..., 2]
    return differing
