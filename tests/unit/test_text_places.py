"""Where letters may stand, and how such places are laid on sheets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grounding.text_places import TextPlaces
from tracker.geometry import Box

WHOLE = Box(0, 0, 1200, 700)


def picture(*words, size=WHOLE):
    """White, with something that is no straight line in each of these boxes."""
    pixels = np.full((size.height, size.width, 3), 255, np.uint8)
    for box in words:
        checked = np.indices((box.height, box.width)).sum(axis=0) // 2 % 2 == 0
        pixels[box.top : box.bottom, box.left : box.right][checked] = 0
    return pixels


def places(pixels, part=WHOLE):
    return TextPlaces(pixels, part)


def test_an_empty_picture_has_no_places_and_no_sheets():
    empty = places(picture())
    assert (empty.places, list(empty.sheets())) == ((), [])


def test_words_near_each_other_are_one_place_with_room_around_it():
    (place,) = places(picture(Box(100, 100, 140, 112), Box(150, 100, 190, 112))).places
    assert place.box.encloses(Box(90, 90, 200, 122))
    assert Box(85, 85, 205, 127).encloses(place.box)


@pytest.mark.parametrize("top", [0, 3, 691])
def test_a_line_at_the_edge_of_the_picture_is_a_place(top):
    word = Box(400, top, 460, top + 9)
    (place,) = places(picture(word)).places
    assert place.box.encloses(word)


def test_words_far_apart_are_places_of_their_own():
    found = places(picture(Box(100, 100, 140, 112), Box(300, 100, 340, 112))).places
    assert len(found) == 2


@pytest.mark.parametrize("line", [Box(50, 200, 900, 202), Box(400, 50, 402, 600)])
def test_long_straight_lines_are_no_places(line):
    pixels = picture()
    pixels[line.top : line.bottom, line.left : line.right] = 0
    assert places(pixels).places == ()


def test_a_place_stands_where_it_is_in_the_whole_picture_though_only_a_part_is_looked_at():
    word = Box(300, 200, 350, 214)
    (place,) = places(picture(word), Box(250, 150, 500, 300)).places
    assert place.box.encloses(word)


def test_what_is_found_on_a_sheet_is_told_where_it_stands_in_the_picture():
    words = [Box(100, 100, 160, 114), Box(700, 90, 740, 104), Box(300, 500, 400, 514)]
    pixels = picture(*words)
    laid_out = places(pixels)
    (sheet,) = laid_out.sheets()
    assert sheet.width * sheet.height < WHOLE.area / 20
    shown = sheet.picture(pixels)
    there = []
    for one in sheet.laid:
        ys, xs = np.nonzero(shown[one.top : one.box.bottom, one.left : one.box.right, 0] == 0)
        found = Box(
            one.left + int(xs.min()), one.top + int(ys.min()),
            one.left + int(xs.max()) + 1, one.top + int(ys.max()) + 1,
        )  # fmt: skip
        there += laid_out.on_screen(found, sheet)
    assert sorted(there) == sorted(words)


def test_places_side_by_side_that_look_like_one_line_are_cut_between():
    words = [Box(100, 100, 140, 112), Box(300, 100, 340, 112)]
    laid_out = places(picture(*words))
    (sheet,) = laid_out.sheets()
    both = Box(0, 10, sheet.width, 30)
    first, second = sorted(laid_out.on_screen(both, sheet))
    assert (first.encloses(words[0]), second.encloses(words[1])) == (True, True)


def test_what_reaches_into_the_box_of_another_place_is_told_once():
    """A word inside of a frame of strokes, which is a place of its own all around it."""
    word = Box(300, 300, 340, 312)
    frame = [Box(200, 200, 440, 210), Box(200, 400, 440, 410),
             Box(200, 200, 210, 410), Box(430, 200, 440, 410)]  # fmt: skip
    laid_out = places(picture(word, *frame))
    told = [
        box
        for sheet in laid_out.sheets()
        for one in sheet.laid
        for box in laid_out.on_screen(
            word.moved(one.left - one.place.box.left, one.top - one.place.box.top), sheet
        )
        if one.place.box.encloses(word)
    ]
    assert told == [word]


boxes = st.builds(
    lambda left, top, wide, high: Box(left, top, left + wide, top + high),
    st.integers(0, 1000), st.integers(0, 600), st.integers(8, 200), st.integers(8, 100),
)  # fmt: skip


@given(st.lists(boxes, max_size=12))
def test_every_place_is_laid_once_and_none_over_another(words):
    laid_out = places(picture(*words))
    sheets = list(laid_out.sheets())
    laid = [one.place for sheet in sheets for one in sheet.laid]
    assert sorted(laid, key=repr) == sorted(laid_out.places, key=repr)
    for sheet in sheets:
        assert all(Box(0, 0, sheet.width, sheet.height).encloses(one.box) for one in sheet.laid)
        assert not any(
            one.box.intersection(other.box)
            for index, one in enumerate(sheet.laid)
            for other in sheet.laid[:index]
        )
