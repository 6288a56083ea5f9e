"""The screen as it changes, each earlier picture kept as what the next change put away.

The newest picture is whole and lies in one place; an older one is that picture with what was there
before put back. So a blinking text cursor costs a few bytes and a picture that nobody asks for
again is never copied. What nobody holds any more is dropped from between, so that a screen that
never rests takes no more memory than one that does. Pixels are 0x00RRGGBB, one number each, which
is how they come from a display and four times as quick to compare as three channels.
"""

import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tracker import tiles
from tracker.frames import Pixels, Source
from tracker.geometry import Box

PackedPixels = npt.NDArray[np.uint32]
"""uint32 (H, W), 0x00RRGGBB."""

BAND: Final = 32
"""Rows; a multiple of 8."""
_TALLEST: Final = 64
_NEAR: Final = 8
"""Rows without a difference, between two boxes that may be kept as one."""
_APART: Final = 128
"""Columns without a difference, across which nothing is kept, compared or named as one place."""
_MOST_PATCHES: Final = 96
_WHOLE_BAND: Final = 128
"""Rows, where nothing but the picture is gone through."""
_COLOUR: Final = np.uint32(0x00FFFFFF)
_any: Final = np.logical_or.reduce
"""What `ndarray.any` comes to, without its detour through Python."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of a picture. pixels: of the box's size; the fourth byte may hold anything."""

    box: Box
    pixels: PackedPixels


@dataclass(frozen=True, slots=True)
class Change:
    """What makes one picture out of another. box: the smallest around all that differs; None where
    nothing does. packed: as `tracker.changes` writes it; None where it is too much."""

    box: Box | None
    packed: bytes | None


class _Shot:
    """One picture of a film. number: grows from one to the next. undo: what makes it of `next`; the
    newest has neither."""

    __slots__ = ("exposure", "next", "number", "undo")

    def __init__(self, number: int) -> None:
        self.number = number
        self.undo: tuple[Patch, ...] = ()
        self.next: _Shot | None = None
        self.exposure: weakref.ref[Exposure] | None = None

    @property
    def is_held(self) -> bool:
        return self.exposure is not None and self.exposure() is not None


class Exposure(Source):
    """A picture of a film: it is kept while this is held. Call it for all of its pixels.

    change: how it differs from the so many'th picture, where somebody found that out.
    """

    __slots__ = ("__weakref__", "change", "film", "shot")

    def __init__(self, film: "Film", shot: _Shot) -> None:
        self.film = film
        self.shot = shot
        self.change: tuple[int, Change] | None = None
        shot.exposure = weakref.ref(self)

    def __call__(self) -> Pixels:
        return unpack(self.film.part(self, Box(0, 0, *self.film.size)))

    def name(self) -> str:
        """As `tiles.name_of` the pixels."""
        return tiles.name(self.film.size, self.film.digests(self))

    def bands(self) -> Iterator[Pixels]:
        """The picture from top to bottom in parts of some rows, each valid until the next."""
        width, height = self.film.size
        pixels = np.empty((_WHOLE_BAND, width, 3), dtype=np.uint8)
        for top in range(0, height, _WHOLE_BAND):
            packed = self.film.part(self, Box(0, top, width, min(top + _WHOLE_BAND, height)))
            yield unpack(packed, pixels[: packed.shape[0]])


class Film:
    """Thread-safe. One size; a screen that gets another one begins another film."""

    def __init__(self, pixels: PackedPixels) -> None:
        self._head = pixels.copy()
        self._shots = [_Shot(0)]
        self._differs = np.empty(_TALLEST * (self.size[0] // 8 + 1), dtype=np.uint64)
        self._drawn = np.zeros(tiles.grid(self.size)[::-1], dtype=np.int64)
        self._named: tuple[int, list[bytes]] | None = None
        self._naming = threading.Lock()
        self._lock = threading.Lock()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self._head.shape[1], self._head.shape[0]

    def expose(self) -> Exposure:
        """The newest picture."""
        with self._lock:
            shot = self._shots[-1]
            known = shot.exposure() if shot.exposure else None
            return known or Exposure(self, shot)

    @property
    def undo_bytes(self) -> int:
        """What the earlier pictures take."""
        with self._lock:
            self._sweep()
            return sum(patch.pixels.nbytes for shot in self._shots for patch in shot.undo)

    def put(self, patches: Iterable[Patch]) -> bool:
        """What may have changed; whether anything has, and `expose` gives another one."""
        with self._lock:
            undo = tuple(self._swap(patches))
            if not undo:
                return False
            last = self._shots[-1]
            shot = _Shot(last.number + 1)
            last.undo, last.next = tuple(reversed(undo)), shot
            for patch in undo:
                self._drawn[tiles.under(patch.box)] = shot.number
            self._shots.append(shot)
            self._sweep()
            return True

    def part(self, exposure: Exposure, box: Box) -> PackedPixels:
        """A copy; the fourth byte may hold anything."""
        with self._lock:
            return self._part(exposure.shot, box)

    def touched(self, one: Exposure, other: Exposure) -> list[Box]:
        """All that was drawn between two pictures lies in these, from top to bottom; those that
        share a row share all of them. They do not overlap, and are at most `BAND` rows high."""
        with self._lock:
            first, last = sorted(self._shots.index(exposure.shot) for exposure in (one, other))
            undone = [patch.box for shot in self._shots[first:last] for patch in shot.undo]
        return list(_in_bands(undone))

    def digests(self, exposure: Exposure) -> list[bytes]:
        """Of the picture's tiles. Only those are read that were drawn on between it and the picture
        that this was asked of before."""
        with self._naming:
            with self._lock:
                is_new, found = self._drawn >= 0, [b""] * self._drawn.size
                if self._named is not None:
                    earlier, known = self._named
                    is_new, found = self._drawn > min(earlier, exposure.shot.number), [*known]
            rgb = np.empty((tiles.HEIGHT, tiles.WIDTH, 3), dtype=np.uint8)
            for row in np.flatnonzero(is_new.any(axis=1)):
                columns = np.flatnonzero(is_new[row])
                first, last = int(columns[0]), int(columns[-1])
                packed = self.part(exposure, tiles.place(self.size, int(row), first, last + 1))
                for column in columns:
                    at = (column - first) * tiles.WIDTH
                    tile = packed[:, at : at + tiles.WIDTH]
                    pixels = np.ndarray((*tile.shape, 3), np.uint8, rgb)
                    found[row * is_new.shape[1] + column] = tiles.digest(unpack(tile, pixels))
            with self._lock:
                self._named = exposure.shot.number, found
        return found

    def compared(
        self, one: Exposure, other: Exposure
    ) -> Iterator[tuple[Box, PackedPixels, PackedPixels]]:
        """Both pictures in each of the places that were `touched`, without their fourth byte."""
        for box in self.touched(one, other):
            old, new = self.part(one, box), self.part(other, box)
            for part in (old, new):
                np.bitwise_and(part, _COLOUR, out=part)
            yield box, old, new

    def _sweep(self) -> None:
        """Takes out what nobody holds."""
        shots = self._shots
        for at in range(len(shots) - 2, -1, -1):
            if shots[at].is_held:
                continue
            if at:
                self._drop_after(shots[at - 1])
            del shots[at]

    def _drop_after(self, shot: _Shot) -> None:
        dropped = shot.next
        assert dropped is not None
        kept = [p for p in dropped.undo if not any(q.box.encloses(p.box) for q in shot.undo)]
        undo = (*kept, *shot.undo)
        around = _union(patch.box for patch in undo)
        if len(undo) > _MOST_PATCHES or sum(p.box.area for p in undo) > around.area:
            undo = (Patch(around, self._part(shot, around)),)
        shot.undo, shot.next = undo, dropped.next

    def _swap(self, patches: Iterable[Patch]) -> Iterator[Patch]:
        """Puts them in; gives what was there before, of what really differs."""
        for patch in patches:
            box = patch.box
            there = self._head[box.top : box.bottom, box.left : box.right]
            boxes, unlike = self._differing(there, patch.pixels)
            for inner in boxes:
                yield Patch(inner.moved(box.left, box.top), there[_place(inner)].copy())
            for inner in unlike:
                there[_place(inner)] = patch.pixels[_place(inner)]

    def _differing(self, there: PackedPixels, pixels: PackedPixels) -> tuple[list[Box], list[Box]]:
        """Boxes around all that differs: a letter here and one there are not kept as one place.
        Then those around all that is not the same number, be it for the fourth byte alone."""
        width, boxes, unlike = pixels.shape[1], list[Box](), list[Box]()
        eights = -(-width // 8)
        for top in range(0, pixels.shape[0], _TALLEST):
            new, old = pixels[top : top + _TALLEST], there[top : top + _TALLEST]
            height = new.shape[0]
            wide = self._differs[: height * eights].reshape(height, eights)
            wide[:, -1] = 0  # what is beyond the width
            np.not_equal(new, old, out=wide.view(np.bool_)[:, :width])
            for outer in _extents(wide):
                unlike.append(outer.moved(0, top))
                place = _place(outer)
                inner: Box | None = outer
                changed = new[place] ^ old[place]
                if changed.max() > _COLOUR:
                    inner = extent(changed & _COLOUR != 0)
                    inner = inner and inner.moved(outer.left, outer.top)
                if inner is not None:
                    _add(boxes, inner.moved(0, top))
        return boxes, unlike

    def _part(self, shot: _Shot, box: Box) -> PackedPixels:
        part = self._head[box.top : box.bottom, box.left : box.right].copy()
        chain = []
        at = shot
        while at.next is not None:
            chain.append(at.undo)
            at = at.next
        for undo in reversed(chain):
            for patch in undo:
                put = patch.box
                if put.top < box.bottom and put.bottom > box.top:  # few do, and it is quick to see
                    _put_back(part, box, patch)
        return part


def _place(box: Box) -> tuple[slice, slice]:
    return slice(box.top, box.bottom), slice(box.left, box.right)


def unpack(packed: PackedPixels, pixels: Pixels | None = None) -> Pixels:
    """uint8 (H, W, 3), RGB. pixels: where to put it."""
    channels = packed.view(np.uint8).reshape(*packed.shape, 4)
    if pixels is None:
        pixels = np.empty((*packed.shape, 3), dtype=np.uint8)
    for channel in range(3):  # numpy is seven times as slow at all three in one go
        pixels[..., channel] = channels[..., 2 - channel]
    return pixels


def pack(pixels: Pixels) -> PackedPixels:
    """From uint8 (H, W, 3), RGB."""
    channels = np.zeros((*pixels.shape[:2], 4), dtype=np.uint8)
    for channel in range(3):
        channels[..., 2 - channel] = pixels[..., channel]
    return channels.view(np.uint32)[..., 0]


def extent(differs: npt.NDArray[np.bool_]) -> Box | None:
    """The smallest box around all that is true."""
    rows = _any(differs, axis=1).nonzero()[0]
    if rows.size == 0:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = _any(differs[top:bottom], axis=0).nonzero()[0]
    return Box(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def _extents(wide: npt.NDArray[np.uint64]) -> Iterator[Box]:
    """Boxes around all that is true, from left to right, `_APART` and more from each other. wide:
    truths (H, W), eight in a number: so they are gone through in an eighth of the time."""
    columns = np.bitwise_or.reduce(wide, axis=0).view(np.bool_).nonzero()[0]
    if not columns.size:
        return  # most of them
    gaps = (columns[1:] - columns[:-1] > _APART).nonzero()[0] + 1
    starts, ends = (0, *gaps.tolist()), (*gaps.tolist(), columns.size)
    for start, end in zip(starts, ends, strict=True):
        left, right = int(columns[start]), int(columns[end - 1]) + 1
        among = wide[:, left // 8 : -(-right // 8)]  # the next place is further away
        rows = np.bitwise_or.reduce(among, axis=1).nonzero()[0]
        yield Box(left, int(rows[0]), right, int(rows[-1]) + 1)


def _add(boxes: list[Box], box: Box) -> None:
    """To those above it, or to the last of them that it continues."""
    for place in range(len(boxes) - 1, -1, -1):
        above = boxes[place]
        if box.top - above.bottom >= _NEAR + _TALLEST:
            break
        if 0 <= box.top - above.bottom < _NEAR and _fit(above, box):
            boxes[place] = above.union(box)
            return
    boxes.append(box)


def _fit(one: Box, other: Box) -> bool:
    """Whether the box around both holds little else."""
    return 4 * one.union(other).area <= 5 * (one.area + other.area)


def _put_back(part: PackedPixels, box: Box, patch: Patch) -> None:
    """By whole numbers: a Box for each of the places would take longer than what is done."""
    put = patch.box
    left, right = max(put.left, box.left), min(put.right, box.right)
    top, bottom = max(put.top, box.top), min(put.bottom, box.bottom)
    if left < right and top < bottom:
        part[top - box.top : bottom - box.top, left - box.left : right - box.left] = patch.pixels[
            top - put.top : bottom - put.top, left - put.left : right - put.left
        ]


def _in_bands(boxes: Iterable[Box]) -> Iterator[Box]:
    """The same places and no more than `_APART` columns between them, in bands of rows."""
    several = sorted(boxes, key=lambda box: box.left)
    if not several:
        return
    first, last = min(box.top for box in several), max(box.bottom for box in several)
    for top in range(first, last, BAND):
        bottom = min(top + BAND, last)
        left = right = -1
        for box in several:
            if box.bottom <= top or box.top >= bottom:
                continue
            if right < 0:
                left, right = box.left, box.right
            elif box.left - right <= _APART:
                right = max(right, box.right)
            else:
                yield Box(left, top, right, bottom)
                left, right = box.left, box.right
        if right >= 0:
            yield Box(left, top, right, bottom)


def _union(boxes: Iterable[Box]) -> Box:
    several = list(boxes)
    return Box(
        min(box.left for box in several),
        min(box.top for box in several),
        max(box.right for box in several),
        max(box.bottom for box in several),
    )
