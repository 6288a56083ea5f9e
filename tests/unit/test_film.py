"""A film gives back every picture that it was shown, until it is told to drop it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import frame
from tracker.changes import apply_change, change_between
from tracker.difference import difference, share_differing
from tracker.film import BAND, Exposure, Film, Patch, pack, unpack
from tracker.frames import Frame
from tracker.geometry import Box

SIZE = (12, 8)


@st.composite
def patches(draw: st.DrawFn) -> Patch:
    left, top = draw(st.integers(0, SIZE[0] - 1)), draw(st.integers(0, SIZE[1] - 1))
    right, bottom = draw(st.integers(left + 1, SIZE[0])), draw(st.integers(top + 1, SIZE[1]))
    colour = draw(st.integers(0, 3)) | draw(st.sampled_from((0, 0xFF))) << 24
    box = Box(left, top, right, bottom)
    return Patch(box, np.full((box.height, box.width), colour, dtype=np.uint32))


def blank() -> Film:
    return Film(np.zeros((SIZE[1], SIZE[0]), dtype=np.uint32))


def shown(exposure: Exposure) -> Frame:
    return Frame(render=exposure, size=exposure.film.size)


@given(st.lists(st.lists(patches(), max_size=3), max_size=12), st.data())
def test_each_picture_that_was_kept_comes_back(changes: list[list[Patch]], data: st.DataObject):
    film, now = blank(), np.zeros((SIZE[1], SIZE[0]), dtype=np.uint32)
    kept = [(film.expose(), now.copy())]
    for change in changes:
        before = now.copy()
        for patch in change:
            now[patch.box.top : patch.box.bottom, patch.box.left : patch.box.right] = patch.pixels
        is_other = film.put(change)
        if is_other:
            kept.append((film.expose(), now.copy()))
        else:
            kept[-1] = (film.expose(), now.copy())
            assert np.array_equal(unpack(before), unpack(now))
        while len(kept) > 2 and data.draw(st.booleans()):
            del kept[data.draw(st.integers(1, len(kept) - 2))]
    for exposure, pixels in kept:
        assert np.array_equal(exposure(), unpack(pixels))
        assert shown(exposure).sha256 == Frame(pixels=unpack(pixels)).sha256
    first, last = kept[0], kept[-1]
    frames = [Frame(pixels=unpack(pixels)) for _, pixels in (first, last)]
    assert difference(shown(first[0]), shown(last[0])) == difference(*frames)
    assert difference(shown(last[0]), shown(first[0])) == difference(*frames)
    change = change_between(shown(first[0]), shown(last[0]))
    if change is not None:
        assert np.array_equal(apply_change(frames[0].pixels, change), frames[1].pixels)


def test_what_is_drawn_as_it_was_is_no_new_picture():
    film = blank()
    first = film.expose()
    assert not film.put([Patch(Box(0, 0, 3, 3), np.zeros((3, 3), dtype=np.uint32))])
    assert film.expose() is first


def test_the_fourth_byte_of_a_pixel_means_nothing():
    film = Film(np.full((4, 4), 0x12000005, dtype=np.uint32))
    first = film.expose()
    assert not film.put([Patch(Box(0, 0, 4, 4), np.full((4, 4), 0xFF000005, dtype=np.uint32))])
    assert film.put([Patch(Box(1, 1, 2, 2), np.full((1, 1), 0xFF000006, dtype=np.uint32))])
    assert (first()[..., 2] == 5).all()
    assert film.expose()()[1, 1].tolist() == [0, 0, 6]


def test_pictures_in_the_middle_can_be_compared():
    film = blank()
    exposures = [film.expose()]
    for colour in (1, 2, 3):
        film.put([Patch(Box(2, 2, 5, 6), np.full((4, 3), colour, dtype=np.uint32))])
        exposures.append(film.expose())
    assert difference(shown(exposures[0]), shown(exposures[1])) == Box(2, 2, 5, 6)
    assert share_differing(shown(exposures[1]), shown(exposures[3])) == 12 / 96


def test_only_the_places_that_were_drawn_are_compared():
    film = Film(np.zeros((60, 600), dtype=np.uint32))
    first = film.expose()
    for box in (Box(0, 0, 2, 2), Box(1, 1, 4, 4), Box(590, 0, 600, 40), Box(50, 36, 60, 37)):
        film.put([Patch(box, np.full((box.height, box.width), 1, dtype=np.uint32))])
    assert film.touched(first, film.expose()) == [
        Box(0, 0, 4, BAND),
        Box(590, 0, 600, BAND),
        Box(50, BAND, 60, 40),
        Box(590, BAND, 600, 40),
    ]


def test_what_is_drawn_far_apart_at_once_is_kept_apart():
    film = Film(np.zeros((60, 600), dtype=np.uint32))
    first = film.expose()
    drawn = np.zeros((60, 600), dtype=np.uint32)
    drawn[3:5, 7:9] = drawn[4:8, 500:510] = 3
    film.put([Patch(Box(0, 0, 600, 60), drawn)])
    assert film.undo_bytes == (2 * 2 + 4 * 10) * 4
    later = film.expose()
    wholes = [Frame(pixels=exposure()) for exposure in (first, later)]
    assert [shown(first).sha256, shown(later).sha256] == [one.sha256 for one in wholes]
    change = change_between(shown(first), shown(later))
    assert change is not None
    assert np.array_equal(apply_change(wholes[0].pixels, change), wholes[1].pixels)


def test_a_picture_of_many_bands_is_hashed_and_packed_like_a_whole_one():
    pixels = np.random.default_rng(0).integers(0, 1 << 24, (3 * BAND + 5, 21), dtype=np.uint32)
    film = Film(pixels)
    first = film.expose()
    other = pixels[: BAND + 9, 3:17] ^ np.uint32(0x0F0F0F)
    film.put([Patch(Box(3, 20, 17, 29 + BAND), other)])
    later = film.expose()
    wholes = [Frame(pixels=exposure()) for exposure in (first, later)]
    assert [shown(first).sha256, shown(later).sha256] == [one.sha256 for one in wholes]
    assert Frame(png=shown(later).png) == wholes[1]
    change = change_between(shown(first), shown(later))
    assert change is not None
    assert np.array_equal(apply_change(wholes[0].pixels, change), wholes[1].pixels)


def test_a_large_picture_is_named_by_the_tiles_that_changed_and_those_that_did_not():
    pixels = np.random.default_rng(0).integers(0, 1 << 24, (150, 600), dtype=np.uint32)
    film = Film(pixels)
    first = film.expose()
    names = [shown(first).sha256]
    for place in (Box(250, 60, 260, 70), Box(599, 149, 600, 150), Box(0, 0, 1, 1)):
        film.put([Patch(place, np.full((place.height, place.width), 5, dtype=np.uint32))])
        names.append(shown(film.expose()).sha256)
        assert names[-1] == Frame(pixels=film.expose()()).sha256
    assert shown(first).sha256 == names[0]
    assert len(set(names)) == 4


def test_where_most_has_changed_there_is_no_change_to_keep():
    film = blank()
    first = film.expose()
    film.put([Patch(Box(0, 0, *SIZE), np.full((SIZE[1], SIZE[0]), 3, dtype=np.uint32))])
    assert change_between(shown(first), shown(film.expose())) is None


def test_packing_and_unpacking_keep_every_channel():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 3), dtype=np.uint8)
    assert np.array_equal(unpack(pack(pixels)), pixels)


def test_a_film_does_not_grow_while_the_same_part_changes():
    film = blank()
    first = film.expose()
    for colour in range(1, 200):
        film.put([Patch(Box(2, 2, 5, 6), np.full((4, 3), colour, dtype=np.uint32))])
    assert film.undo_bytes == 4 * 3 * 4
    assert shown(first) == frame(*SIZE)


def test_what_lies_between_pictures_that_are_held_is_not_kept():
    """As on a screen that never rests, with a picture in hand from before it began to move."""
    film = blank()
    first = film.expose()
    before = first()
    held = []
    for number in range(1, 200):
        pixels = np.full((3, 4), number, dtype=np.uint32)
        film.put([Patch(Box(number % 8, number % 5, number % 8 + 4, number % 5 + 3), pixels)])
        if number in (50, 120):
            held.append((film.expose(), film.expose()()))
    assert film.undo_bytes <= 4 * SIZE[0] * SIZE[1] * 4
    assert np.array_equal(first(), before)
    for one, pixels in held:
        assert np.array_equal(one(), pixels)


@given(st.lists(st.tuples(st.integers(0, 299), st.integers(0, 149)), min_size=1, max_size=6))
def test_a_difference_over_several_bands_is_the_smallest_box_around_it(places):
    film = Film(np.zeros((150, 300), dtype=np.uint32))
    first = film.expose()
    for x, y in places:
        film.put([Patch(Box(x, y, x + 1, y + 1), np.ones((1, 1), dtype=np.uint32))])
    columns, rows = zip(*places, strict=True)
    around = Box(min(columns), min(rows), max(columns) + 1, max(rows) + 1)
    assert difference(shown(first), shown(film.expose())) == around


def test_what_differs_is_gone_through_once_for_a_step_and_for_the_store(monkeypatch):
    film = blank()
    first = film.expose()
    film.put([Patch(Box(2, 2, 5, 5), np.ones((3, 3), dtype=np.uint32))])
    before, after = shown(first), shown(film.expose())
    times = []
    compared = film.compared
    monkeypatch.setattr(film, "compared", lambda *two: times.append(1) or compared(*two))
    assert difference(before, after) == Box(2, 2, 5, 5)
    change = change_between(before, after)
    assert np.array_equal(apply_change(before.pixels, change), after.pixels)
    assert len(times) == 1
