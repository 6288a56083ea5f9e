"""The accessibility tree and the drawn text become one Screen, each thing once."""

import numpy as np
import pytest

from grounding.accessible import pointable
from grounding.detector import Detection
from grounding.draw import mark
from grounding.fusion import Fusion, OcrPolicy, reading_order
from grounding.grounder import locate
from grounding.screen import Sighting
from grounding.textlines import Line, boxes_from_map, decode, split_at_gaps
from models.text_crops import line_input
from tests.builders import element, frame, observation
from tracker.frames import Pixels
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Observation, Source, Window


class Painted:
    """An OCR that reads what it is told, and counts how often it is asked."""

    def __init__(self, *lines: Line) -> None:
        self._lines = lines
        self.asked = 0

    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        self.asked += 1
        return self._lines


def label(text: str, box: Box) -> Element:
    return element(text, "label", box, source=Source.OCR)


SAVE = element("Save", box=Box(10, 10, 90, 40))
ON_SAVE = Line("Save", Box(30, 15, 70, 35), 0.98)
ELSEWHERE = Line("Ready", Box(10, 170, 60, 190), 0.9)


def seen(*elements: Element) -> Observation:
    return observation(frame(320, 200), elements=elements)


def test_text_painted_on_an_element_is_evidence_and_text_elsewhere_a_label():
    screen = Fusion(Painted(ON_SAVE, ELSEWHERE)).read(seen(SAVE))
    assert screen.elements == (SAVE, label("Ready", ELSEWHERE.box))
    assert screen.sightings == (
        Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Save", drawn_at=ON_SAVE.box),
        Sighting((Source.OCR,), drawn="Ready", score=0.9, drawn_at=ELSEWHERE.box),
    )
    assert screen.readers == ("accessible", "ocr")


@pytest.mark.parametrize(
    ("kind", "box", "is_there"),
    [
        ("cell", Box(10, 10, 200, 40), True),
        ("cell", Box(10, 60, 200, 90), False),
        ("menu item", Box(100, 10, 200, 40), False),
        ("cell", Box(10, 60, 40, 90), True),
        ("text field", Box(10, 60, 200, 90), True),
    ],
)
def test_a_row_or_an_item_without_a_word_is_none_unless_a_picture_has_room(kind, box, is_there):
    things = Detected(Detection(kind, box, 0.5))
    screen = Fusion(Painted(ON_SAVE), detector=things).read(seen())
    assert (Source.DETECTOR in {one.source for one in screen.elements}) == is_there


def test_vision_alone_leaves_the_tree_out_whatever_the_policy():
    fusion = Fusion(Painted(ON_SAVE), vision_only=True, policy=OcrPolicy.NEVER)
    screen = fusion.read(seen(SAVE))
    assert (screen.elements, screen.readers) == ((label("Save", ON_SAVE.box),), ("ocr",))


@pytest.mark.parametrize(
    ("policy", "count", "asked"),
    [
        (OcrPolicy.ALWAYS, 9, 1),
        (OcrPolicy.NEVER, 0, 0),
        (OcrPolicy.WHEN_NEEDED, 4, 1),
        (OcrPolicy.WHEN_NEEDED, 5, 0),
    ],
)
def test_text_is_read_as_the_policy_says(policy: OcrPolicy, count: int, asked: int):
    ocr = Painted()
    buttons = [element(str(n), box=Box(n * 20, 0, n * 20 + 19, 19)) for n in range(count)]
    Fusion(ocr, policy=policy).read(seen(*buttons))
    assert ocr.asked == asked


def test_a_caller_can_ask_for_the_text_once():
    ocr = Painted(ELSEWHERE)
    fusion = Fusion(ocr, policy=OcrPolicy.NEVER)
    assert fusion.read(seen(SAVE)).readers == ("accessible",)
    assert fusion.read(seen(SAVE), policy=OcrPolicy.ALWAYS).readers == ("accessible", "ocr")


def test_a_screen_without_any_reader_is_empty_and_says_so():
    screen = Fusion(None).read(seen())
    assert (screen.elements, screen.readers) == ((), ())


def test_text_on_a_large_surface_stands_alone():
    page = element("", "text", Box(0, 50, 320, 190))
    line = Line("Dear Ada", Box(5, 55, 80, 75), 0.99)
    screen = Fusion(Painted(line)).read(seen(page))
    assert set(screen.elements) == {page, label("Dear Ada", line.box)}


def test_text_in_a_field_of_one_line_belongs_to_the_field():
    field = element("Name", "text", Box(0, 50, 320, 76))
    screen = Fusion(Painted(Line("letter.txt", Box(5, 54, 80, 72), 0.99))).read(seen(field))
    assert screen.elements == (field,)
    assert screen.sighting(0).drawn == "letter.txt"


def test_reading_goes_by_rows_and_a_tall_pane_swallows_none():
    pane = Box(0, 0, 50, 200)
    top_right, top_left, below = Box(200, 10, 250, 30), Box(60, 14, 110, 34), Box(60, 60, 110, 80)
    boxes = [pane, below, top_right, top_left]
    assert [boxes[index] for index in reading_order(boxes)] == [top_left, top_right, below, pane]


def test_scaffolding_and_what_does_not_show_are_no_things_to_point_at():
    hidden = element("Hidden", box=Box(0, 0, 9, 9), states=("enabled",))
    outside = element("Outside", box=Box(900, 0, 950, 20))
    panel = element("", "filler", Box(0, 0, 320, 200))
    unnamed = element("", "label", Box(0, 50, 40, 60))
    named = element("Total:", "label", Box(0, 100, 40, 120))
    elements = (panel, hidden, outside, unnamed, named, SAVE)
    assert pointable(elements, (320, 200)) == (named, SAVE)


def test_a_buttons_own_caption_and_doubles_are_left_out():
    caption = element("Save", "label", Box(30, 15, 70, 35))
    assert pointable((SAVE, caption, SAVE), (320, 200)) == (SAVE,)


def test_an_element_is_cut_to_the_picture():
    half = element("Edge", box=Box(300, 10, 400, 30))
    assert pointable((half,), (320, 200)) == (element("Edge", box=Box(300, 10, 320, 30)),)


def test_an_observation_without_a_window_is_read_as_well():
    there = Observation(frame(320, 200), Window("", ""), (SAVE,))
    assert Fusion(None).read(there).elements == (SAVE,)


def ruled(*spans: tuple[int, int]) -> Pixels:
    """White, 20 px high, with letter-like strokes over each span of columns."""
    pixels = np.full((24, 300, 3), 255, np.uint8)
    for start, end in spans:
        pixels[5:19, start:end:3] = 0
    return pixels


def test_a_line_is_split_at_wide_gaps_and_not_between_words():
    line = Box(0, 0, 300, 24)
    menu_bar = ruled((5, 35), (60, 90), (120, 170))
    parts = split_at_gaps(menu_bar, line)
    assert [(part.left, part.right) for part in parts] == [(1, 37), (56, 92), (116, 173)]
    assert split_at_gaps(ruled((5, 35), (39, 90)), line) == [line]


def test_a_rule_along_the_line_does_not_hide_its_gaps():
    pixels = ruled((5, 35), (60, 90))
    pixels[22:, :220] = 120
    assert len(split_at_gaps(pixels, Box(0, 0, 300, 24))) == 2


def test_the_edge_of_a_window_beside_a_menu_bar_does_not_hide_its_gaps():
    pixels = ruled((12, 35), (48, 90), (103, 170))
    pixels[2:, 1:3] = 120
    assert len(split_at_gaps(pixels, Box(0, 0, 300, 24))) == 3


def test_a_blank_line_is_left_whole():
    line = Box(0, 0, 300, 24)
    assert split_at_gaps(ruled(), line) == [line]


def test_cores_in_a_probability_map_become_boxes_that_reach_beyond_them():
    heat = np.zeros((64, 128), np.float32)
    heat[20:30, 20:80] = 0.9
    heat[50:52, 100:102] = 0.9
    heat[40:50, 20:80] = 0.4
    (box,) = boxes_from_map(heat)
    assert box.encloses(Box(14, 14, 86, 36))
    assert Box(6, 6, 94, 44).encloses(box)


def test_repeated_characters_need_a_blank_between_them():
    steps = [1, 1, 0, 2, 2, 0, 2]
    probabilities = np.eye(3, dtype=np.float32)[steps]
    assert decode(probabilities, ("a", "b")) == ("abb", 1.0)
    assert decode(probabilities[2:3], ("a", "b")) == ("", 0.0)


def test_a_line_is_scaled_to_the_height_of_the_recogniser():
    assert line_input(np.zeros((12, 40, 3), np.uint8)).shape == (48, 160, 3)


def test_marks_are_drawn_on_a_copy():
    plain = frame(100, 80)
    marked = mark(plain, boxes=[Box(20, 30, 60, 50)], point=Point(40, 40), labels=["Save"])
    assert plain == frame(100, 80)
    assert tuple(marked.pixels[27, 40]) == (230, 0, 92)
    assert tuple(marked.pixels[40, 40]) == (0, 0, 0)


class Detected:
    """A detector that sees what it is told."""

    def __init__(self, *detections: Detection) -> None:
        self._detections = detections

    def detections(self, pixels: Pixels) -> tuple[Detection, ...]:
        return self._detections


def test_by_vision_alone_a_thing_has_its_role_from_the_detector_and_its_name_from_its_text():
    detector = Detected(Detection("button", SAVE.box, 0.8))
    screen = Fusion(Painted(ON_SAVE), detector=detector, vision_only=True).read(seen(SAVE))
    assert screen.elements == (element("Save", box=SAVE.box, source=Source.DETECTOR),)
    sighting = Sighting((Source.DETECTOR, Source.OCR), "Save", 0.8, drawn_at=ON_SAVE.box)
    assert screen.sightings == (sighting,)
    assert screen.readers == ("detector", "ocr")


@pytest.mark.parametrize(
    ("kind", "box", "is_its_own"),
    [
        ("button", Box(0, 0, 200, 120), True),
        ("cell", Box(0, 0, 300, 44), True),
        ("cell", Box(0, 0, 300, 120), False),
        ("header", Box(0, 0, 300, 44), True),
        ("image", Box(0, 0, 300, 120), False),
    ],
)
def test_one_text_on_a_button_or_in_a_row_is_what_it_says_and_no_thing_besides(
    kind, box, is_its_own
):
    """ON_SAVE is 20 px high. A large thing may be several that were seen as one."""
    screen = Fusion(Painted(ON_SAVE), detector=Detected(Detection(kind, box, 0.8))).read(seen())
    labels = [one for one in screen.elements if one.source is Source.OCR]
    assert labels == ([] if is_its_own else [label("Save", ON_SAVE.box)])


def test_what_is_drawn_in_a_field_is_what_it_holds():
    detector = Detected(Detection("text field", SAVE.box, 0.8))
    (found,) = Fusion(Painted(ON_SAVE), detector=detector).read(seen()).elements
    assert found == element("", "text", SAVE.box, value="Save", source=Source.DETECTOR)


def test_what_the_tree_and_the_detector_saw_is_one_thing_that_the_tree_describes():
    near = Detection("tab", Box(12, 11, 92, 41), 0.7)
    other = Detection("icon", Box(200, 100, 220, 120), 0.6)
    screen = Fusion(None, detector=Detected(near, near, other)).read(seen(SAVE))
    assert screen.elements == (
        SAVE,
        element("", "icon", Box(200, 100, 220, 120), source=Source.DETECTOR),
    )
    assert screen.sightings == (
        Sighting((Source.ACCESSIBLE, Source.DETECTOR)),
        Sighting((Source.DETECTOR,), score=0.6),
    )


def test_a_detected_role_decides_between_two_things_of_one_name():
    """ "Sort" is a tab and a button; by their text alone neither is more right."""
    tab, button = Box(10, 10, 60, 30), Box(10, 100, 60, 130)
    lines = [Line("Sort", Box(15, b.top + 4, 50, b.bottom - 4), 0.97) for b in (tab, button)]
    detector = Detected(Detection("tab", tab, 0.8), Detection("button", button, 0.8))
    screen = Fusion(Painted(*lines), detector=detector).read(seen())
    found = {role: locate(f'the "Sort" {role}', screen) for role in ("tab", "button")}
    assert {role: answer.box for role, answer in found.items()} == {"tab": tab, "button": button}
