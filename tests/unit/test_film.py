"""A film gives back every picture that it was shown, until it is told to drop it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import frame
from tracker.difference import difference, share_differing
from tracker.film import Exposure, Film, Patch, Shot, pack, unpack
from tracker.frames import Frame
from tracker.geometry import Box

SIZE = (12, 8)


@st.composite
def patches(draw: st.DrawFn) -> Patch:
    left, top = draw(st.integers(0, SIZE[0] - 1)), draw(st.integers(0, SIZE[1] - 1))
    right, bottom = draw(st.integers(left + 1, SIZE[0])), draw(st.integers(top + 1, SIZE[1]))
    colour = draw(st.integers(0, 3))
    box = Box(left, top, right, bottom)
    return Patch(box, np.full((box.height, box.width), colour, dtype=np.uint32))


def blank() -> Film:
    return Film(np.zeros((SIZE[1], SIZE[0]), dtype=np.uint32))


def shown(film: Film, shot: Shot) -> Frame:
    return Frame(render=Exposure(film, shot), size=film.size)


@given(st.lists(st.lists(patches(), max_size=3), max_size=12), st.data())
def test_each_picture_that_was_kept_comes_back(changes: list[list[Patch]], data: st.DataObject):
    film, now = blank(), np.zeros((SIZE[1], SIZE[0]), dtype=np.uint32)
    kept = [(film.newest, now.copy())]
    for change in changes:
        before = now.copy()
        for patch in change:
            now[patch.box.top : patch.box.bottom, patch.box.left : patch.box.right] = patch.pixels
        is_other = film.put(change)
        if is_other:
            kept.append((film.newest, now.copy()))
        else:
            kept[-1] = (film.newest, now.copy())
            assert np.array_equal(before, now)
    while len(kept) > 2 and data.draw(st.booleans()):
        at = data.draw(st.integers(1, len(kept) - 2))
        film.drop_after(kept[at - 1][0])
        del kept[at]
    for shot, pixels in kept:
        assert np.array_equal(film.pixels(shot), unpack(pixels))
    first, last = kept[0], kept[-1]
    expected = difference(Frame(pixels=unpack(first[1])), Frame(pixels=unpack(last[1])))
    assert difference(shown(film, first[0]), shown(film, last[0])) == expected
    assert difference(shown(film, last[0]), shown(film, first[0])) == expected


def test_what_is_drawn_as_it_was_is_no_new_picture():
    film = blank()
    first = film.newest
    assert not film.put([Patch(Box(0, 0, 3, 3), np.zeros((3, 3), dtype=np.uint32))])
    assert film.newest is first


def test_pictures_that_were_dropped_can_still_be_compared():
    film = blank()
    shots = [film.newest]
    for colour in (1, 2, 3):
        film.put([Patch(Box(2, 2, 5, 6), np.full((4, 3), colour, dtype=np.uint32))])
        shots.append(film.newest)
    film.drop_after(shots[0])
    assert difference(shown(film, shots[0]), shown(film, shots[1])) == Box(2, 2, 5, 6)
    assert share_differing(shown(film, shots[1]), shown(film, shots[3])) == 12 / 96


def test_packing_and_unpacking_keep_every_channel():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 3), dtype=np.uint8)
    assert np.array_equal(unpack(pack(pixels)), pixels)


def test_a_film_does_not_grow_while_the_same_part_changes():
    film = blank()
    first = film.newest
    for colour in range(1, 200):
        film.put([Patch(Box(2, 2, 5, 6), np.full((4, 3), colour, dtype=np.uint32))])
        if first.next is not None and first.next.next is not None:
            film.drop_after(first)
    assert len(first.undo) == 1
    assert shown(film, first) == frame(*SIZE)


def chain(exposure: Exposure) -> int:
    """So many pictures are kept from this one on."""
    shot: Shot | None = exposure.shot
    count = 0
    while shot is not None:
        shot, count = shot.next, count + 1
    return count


def test_what_lies_between_pictures_that_are_held_is_not_kept():
    """As on a screen that never rests, with a picture in hand from before it began to move."""
    film = blank()
    first, before = film.expose(), film.pixels(film.newest)
    held = []
    for number in range(1, 200):
        pixels = np.full((3, 4), number, dtype=np.uint32)
        film.put([Patch(Box(number % 8, number % 5, number % 8 + 4, number % 5 + 3), pixels)])
        exposure = film.expose()
        if number in (50, 120):
            held.append((exposure, film.pixels(exposure.shot)))
    del exposure
    film.put([Patch(Box(0, 0, 1, 1), np.full((1, 1), 7, dtype=np.uint32))])
    newest = film.expose()
    assert [chain(one) for one in (first, held[0][0], held[1][0], newest)] == [4, 3, 2, 1]
    assert np.array_equal(first(), before)
    for one, pixels in held:
        assert np.array_equal(one(), pixels)
