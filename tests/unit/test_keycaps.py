"""Single signs on keys that nobody but the detector saw."""

import numpy as np
import pytest

from grounding.keycaps import with_signs
from grounding.screen import Sighting
from grounding.textlines import Line
from tests.builders import element
from tracker.geometry import Box
from tracker.trajectory import Source

KEY = Box(20, 20, 90, 90)
SIGN = Box(48, 48, 60, 62)
SEEN = Sighting((Source.DETECTOR,), score=0.8)


def key(**more):
    return element("", box=KEY, source=Source.DETECTOR, **more)


def picture(ink=(20, 20, 20), second=None):
    pixels = np.full((120, 120, 3), 240, np.uint8)
    pixels[SIGN.top : SIGN.bottom, SIGN.left : SIGN.right] = ink
    if second is not None:
        pixels[SIGN.top : SIGN.top + 6, SIGN.left : SIGN.right] = second
    return pixels


class Told:
    """Reads the same wherever it looks."""

    def __init__(self, text, score=0.99):
        self.text, self.score, self.asked = text, score, []

    def signs(self, pixels, boxes):
        self.asked += boxes
        return tuple(Line(self.text, box, self.score) for box in boxes)


def names(reader, pixels, *pairs):
    return [one.name for one, _ in with_signs(pairs, pixels, reader)]


def test_a_key_is_called_by_the_sign_on_it_and_says_who_read_it():
    reader = Told("7")
    ((named, sighting),) = with_signs([(key(), SEEN)], picture(), reader)
    (place,) = reader.asked
    assert place.encloses(SIGN)
    assert KEY.encloses(place)
    assert named == element("7", box=KEY, source=Source.DETECTOR)
    assert sighting == Sighting((Source.DETECTOR, Source.OCR), drawn="7", score=0.8, drawn_at=place)


@pytest.mark.parametrize(("read", "name"), [("二", "="), ("十", "+"), ("土", "±"), ("田", "")])
def test_signs_of_arithmetic_that_look_like_words_are_known_and_words_are_not_believed(read, name):
    assert names(Told(read), picture(), (key(), SEEN)) == [name]


@pytest.mark.parametrize("reader", [Told("7", 0.7), Told("seven"), Told("")])
def test_what_is_doubtful_or_too_long_is_no_sign(reader):
    assert names(reader, picture(), (key(), SEEN)) == [""]


def test_a_picture_in_two_colours_is_not_read():
    reader = Told("7")
    assert names(reader, picture((200, 30, 30), (30, 30, 200)), (key(), SEEN)) == [""]
    assert reader.asked == []


def test_what_is_told_or_read_already_and_what_is_no_key_is_left_alone():
    reader = Told("7")
    pairs = [
        (key(), Sighting((Source.DETECTOR, Source.OCR), drawn="8")),
        (element("", box=KEY), Sighting((Source.ACCESSIBLE,))),
        (key(role="slider"), SEEN),
    ]
    assert with_signs(pairs, picture(), reader) == pairs
    assert reader.asked == []
