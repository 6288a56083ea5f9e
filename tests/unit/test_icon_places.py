"""Small pictures are found by their edges, and what is painted on a button by its pixels."""

import numpy as np

from grounding.icon_places import Place, drawn_in, icon_places
from models.icon_crops import SIDE_PX, icon_input
from tests.icon_drawings import drawn_icon, toolbar
from tracker.geometry import Box


def test_icons_beside_each_other_are_found_one_by_one():
    pixels, boxes = toolbar("save", "search", "add", "delete")
    places = sorted(icon_places(pixels), key=lambda place: place.drawn.left)
    assert len(places) == len(boxes)
    for place, box in zip(places, boxes.values(), strict=True):
        assert box.grown(1).encloses(place.drawn)
        assert box.iou(place.drawn) > 0.5
        assert place.box.encloses(place.drawn)


def test_where_words_were_read_no_icon_is_looked_for():
    pixels, boxes = toolbar("save", "search")
    (place,) = icon_places(pixels, [boxes["save"]])
    assert boxes["search"].contains(place.box.center)


def test_a_frame_around_an_icon_is_its_button():
    pixels, boxes = toolbar("search")
    button = boxes["search"].grown(8)
    pixels[button.top, button.left : button.right] = 0
    pixels[button.bottom - 1, button.left : button.right] = 0
    pixels[button.top : button.bottom, button.left] = 0
    pixels[button.top : button.bottom, button.right - 1] = 0
    (place,) = icon_places(pixels)
    assert place.box.iou(button) > 0.9
    assert boxes["search"].encloses(place.drawn)
    assert drawn_in(pixels, button) == drawn_in(pixels, boxes["search"])


def test_a_bare_picture_shows_no_icon_and_a_bare_button_is_drawn_all_over():
    bare = np.full((80, 320, 3), 200, np.uint8)
    assert icon_places(bare) == ()
    assert drawn_in(bare, Box(10, 10, 50, 50)) == Box(10, 10, 50, 50)


def test_a_place_tells_what_is_drawn_apart_from_what_can_be_pressed():
    pixels, _ = toolbar("add", side=20)
    (place,) = icon_places(pixels)
    assert place == Place(place.drawn, place.drawn.grown(4))


def test_a_dark_theme_looks_like_a_light_one_but_for_the_sign():
    light = icon_input(drawn_icon("save", 24), Box(0, 0, 24, 24)).astype(int)
    dark = icon_input(drawn_icon("save", 24, "white", "black"), Box(0, 0, 24, 24)).astype(int)
    assert light.shape == (4, SIDE_PX, SIDE_PX)
    assert np.abs(light[0] - dark[0]).max() <= 2
    assert np.abs((light[1:] - 128) + (dark[1:] - 128)).max() <= 2


def test_at_the_edge_of_the_picture_its_edge_goes_on():
    pixels, boxes = toolbar("save")
    cut = pixels[boxes["save"].top :, boxes["save"].left :]
    whole = icon_input(pixels, boxes["save"])
    assert np.abs(icon_input(cut, Box(0, 0, 24, 24)).astype(int) - whole.astype(int)).mean() < 12
