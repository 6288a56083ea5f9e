"""From the detector's raw answers to things on a screen, and what of a changed screen is new."""

import numpy as np
import pytest

from grounding.changes import changed_part, is_painted
from grounding.detector import Detection, Detector, decoded, suppress
from models.edge_blocks import ZERO
from models.screen_classes import CLASSES
from tracker.errors import Unavailable
from tracker.geometry import Box

BUTTON, FIELD = CLASSES.index("button"), CLASSES.index("text field")


def chances(*pairs):
    """One row for each (class, chance)."""
    rows = np.full((len(pairs), len(CLASSES)), 0.01, np.float32)
    for row, (kind, chance) in enumerate(pairs):
        rows[row, kind] = chance
    return rows


def test_sure_answers_become_detections_the_surest_first_and_cut_to_the_picture():
    boxes = np.array([[10.4, 10, 50, 30], [-8, 60, 120, 80], [5, 5, 6, 90]], np.float32)
    found = decoded(boxes, chances((BUTTON, 0.5), (FIELD, 0.9), (FIELD, 0.2)), (100, 100), 0.3)
    assert found == [
        Detection("text field", Box(0, 60, 100, 80), pytest.approx(0.9)),
        Detection("button", Box(10, 10, 50, 30), pytest.approx(0.5)),
    ]


def test_one_thing_that_was_answered_twice_is_kept_once_whatever_its_class():
    sure = Detection("button", Box(10, 10, 50, 30), 0.9)
    again = Detection("tab", Box(11, 10, 52, 31), 0.6)
    inside = Detection("icon", Box(12, 12, 28, 28), 0.5)
    assert suppress([inside, again, sure]) == (sure, inside)
    assert suppress([]) == ()


def test_no_page_of_text_lies_in_another_one_and_what_lies_on_it_stays():
    page = Detection("text field", Box(0, 0, 900, 600), 0.5)
    strip = Detection("text field", Box(20, 100, 980, 300), 0.4)
    other = Detection("text field", Box(0, 590, 900, 640), 0.4)
    picture = Detection("image", Box(40, 40, 400, 300), 0.3)
    assert suppress([page, strip, other, picture]) == (page, other, picture)


def test_painted_is_where_a_picture_has_more_than_one_colour_there_or_right_beside():
    pixels = np.full((40, 60, 3), 90, np.uint8)
    pixels[10, 10:20] = 91
    assert is_painted(pixels, Box(5, 5, 25, 25))
    assert is_painted(pixels, Box(10, 11, 20, 20))
    assert not is_painted(pixels, Box(10, 12, 20, 20))
    assert not is_painted(pixels, Box(0, 20, 60, 40))


def test_two_pictures_differ_in_the_smallest_box_that_holds_it_all():
    before = np.zeros((40, 60, 3), np.uint8)
    after = before.copy()
    after[10, 20] = 5
    after[12:14, 31:33, 2] = 9
    assert changed_part(before, after) == Box(20, 10, 33, 14)
    assert changed_part(before, before.copy()) is None


def edges_in(blocks):
    """As they were before they were cut into blocks: (6, H, W)."""
    _, high, wide = blocks.shape
    parts = blocks.reshape(6, 4, 4, high, wide).transpose(0, 3, 1, 4, 2)
    return parts.reshape(6, 4 * high, 4 * wide)


class Network:
    """Answers with the boxes of white things, as far as they lie in what it is shown."""

    def __init__(self, *things: Box) -> None:
        self.things = list(things)
        self.shown: list[tuple[int, ...]] = []

    def run(self, outputs, inputs):
        edges = edges_in(inputs["blocks"][0]) != ZERO
        self.shown.append(edges.shape[1:])
        rows = np.flatnonzero(edges.any(axis=(0, 2)))
        if not rows.size:
            return np.zeros((0, 4), np.float32), chances()
        columns = np.flatnonzero(edges.any(axis=(0, 1)))
        box = [columns[0], rows[0], columns[-1], rows[-1]]
        return np.array([box], np.float32), chances((BUTTON, 0.9))


@pytest.fixture
def detector():
    made = Detector()
    made._session = Network()
    return made


def screen(*things: Box):
    pixels = np.zeros((1024, 1024, 3), np.uint8)
    for box in things:
        pixels[box.top : box.bottom, box.left : box.right] = 255
    return pixels


def test_an_unchanged_picture_is_not_looked_at_again(detector):
    thing = Box(100, 100, 140, 120)
    first = detector.detections(screen(thing))
    assert detector.detections(screen(thing)) == first
    assert first == (Detection("button", thing, pytest.approx(0.9)),)
    assert len(detector._session.shown) == 1
    detector.forget()
    detector.detections(screen(thing))
    assert len(detector._session.shown) == 2


def test_only_as_much_is_looked_at_as_anything_is_drawn_on(detector):
    things = Box(300, 500, 340, 520), Box(600, 700, 640, 720)
    (one,) = detector.detections(screen(*things))
    assert one.box == things[0].union(things[1])
    assert detector._session.shown == [(384, 512)]


def test_a_change_is_looked_at_with_its_surroundings_and_the_rest_is_kept(detector):
    old, new = Box(900, 900, 940, 920), Box(100, 100, 140, 120)
    detector.detections(screen(old))
    found = detector.detections(screen(old, new))
    assert {one.box for one in found} == {old, new}
    assert detector._session.shown == [(192, 192), (320, 384)]


def test_what_went_away_is_gone(detector):
    thing = Box(100, 100, 140, 120)
    detector.detections(screen(thing))
    assert detector.detections(screen()) == ()


def test_a_missing_model_is_said_to_be_missing(tmp_path):
    with pytest.raises(Unavailable, match=r"The model none\.onnx is missing"):
        Detector(tmp_path / "none.onnx").detections(screen())


@pytest.mark.parametrize(("kind", "is_there"), [(BUTTON, False), (FIELD, True)])
def test_a_button_where_nothing_is_painted_is_none_but_a_page_may_be_blank(kind, is_there):
    class Sure:
        def run(self, outputs, inputs):
            return np.array([[20, 20, 60, 40]], np.float32), chances((kind, 0.9))

    made = Detector()
    made._session = Sure()
    blank = screen(Box(100, 10, 101, 11))
    assert bool(made.detections(blank)) == is_there
