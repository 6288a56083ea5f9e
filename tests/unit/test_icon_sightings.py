"""Icons become part of a Screen: on things that others saw, or as things of their own."""

from collections.abc import Sequence

import numpy as np
import pytest

from grounding.detector import Detection
from grounding.fusion import Fusion
from grounding.grounder import Grounded, NotFound, locate
from grounding.icon_places import Place, icon_places
from grounding.icons import Icon
from grounding.report import parse_json
from grounding.screen import Sighting
from grounding.textlines import Line
from tests.builders import element, observation
from tests.icon_drawings import toolbar
from tests.unit.test_fusion import Detected, Painted
from tracker.frames import Frame, Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Observation, Source


class Said:
    """An icon that stands for some phrases, each with its likeness."""

    score = 0.9

    def __init__(self, **likeness: float) -> None:
        self._likeness = likeness

    @property
    def words(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._likeness.items())

    def likeness(self, phrase: str) -> float:
        return self._likeness.get(phrase.lower(), 0.0)


class Pictures:
    """Reads the icons of a picture by where they stand: nothing else is one."""

    def __init__(self, icons: dict[Box, Said]) -> None:
        self._icons = icons

    def on_things(self, pixels: Pixels, things: Sequence[Element]) -> tuple[Icon | None, ...]:
        return tuple(self._at(thing.box) for thing in things)

    def alone(self, pixels: Pixels, texts: Sequence[Box]) -> tuple[tuple[Place, Icon], ...]:
        places = [(place, self._at(place.drawn)) for place in icon_places(pixels, texts)]
        return tuple((place, icon) for place, icon in places if icon is not None)

    def _at(self, box: Box) -> Icon | None:
        found = (said for where, said in self._icons.items() if where.contains(box.center))
        return next(found, None)  # type: ignore[arg-type]


SAVE, FIND = Said(save=0.9, floppy=0.2), Said(find=0.8, search=0.05)


def on_screen() -> tuple[Observation, dict[str, Box], Pictures]:
    pixels, boxes = toolbar("save", "search")
    pictures = Pictures({boxes["save"]: SAVE, boxes["search"]: FIND})
    return observation(Frame(pixels=pixels), window=None), boxes, pictures


def test_without_a_detector_icons_are_elements_of_their_own():
    seen, boxes, pictures = on_screen()
    screen = Fusion(None, icons=pictures, vision_only=True).read(seen)
    assert [each.role for each in screen.elements] == ["icon", "icon"]
    assert screen.sightings == (
        Sighting((Source.ICON,), score=0.9, icon=SAVE),
        Sighting((Source.ICON,), score=0.9, icon=FIND),
    )
    assert screen.readers == ("icon",)
    answer = locate('the "Save" push button', screen)
    assert isinstance(answer, Grounded)
    assert boxes["save"].contains(answer.point)
    assert answer.evidence.startswith('a picture of "save"')


def test_a_detected_button_without_words_is_known_by_its_icon():
    seen, boxes, pictures = on_screen()
    detector = Detected(*(Detection("tool button", box.grown(6), 0.8) for box in boxes.values()))
    screen = Fusion(None, detector=detector, icons=pictures, vision_only=True).read(seen)
    assert [each.box for each in screen.elements] == [box.grown(6) for box in boxes.values()]
    answer = locate("the find button", screen)
    assert isinstance(answer, Grounded)
    assert answer.box == boxes["search"].grown(6)


def test_the_accessible_button_keeps_its_name_and_its_icon_adds_words():
    seen, boxes, pictures = on_screen()
    button = element("Store", box=boxes["save"].grown(6))
    told = observation(seen.frame, window=None, elements=[button])
    screen = Fusion(None, icons=pictures).read(told)
    assert screen.elements[0] == button
    assert parse_json(screen)["elements"][0]["words"] == ["save", "floppy"]
    assert [each.role for each in screen.elements] == ["push button", "icon"]


def test_what_is_written_goes_before_what_is_drawn():
    seen, boxes, pictures = on_screen()
    written = Line("Save", Box(200, 30, 240, 50), 0.99)
    screen = Fusion(Painted(written), icons=pictures, vision_only=True).read(seen)
    answer = locate('the "Save" button', screen)
    assert isinstance(answer, Grounded)
    assert answer.box == written.box
    assert boxes["save"].contains(answer.candidates[1].element.box.center)


def test_a_very_like_picture_on_a_button_goes_before_the_name_in_a_list():
    seen, boxes, pictures = on_screen()
    row = Line("Save", Box(200, 30, 240, 50), 0.99)
    cell, button = Detection("cell", row.box, 0.9), Detection("tool button", boxes["save"], 0.9)
    reader = Fusion(Painted(row), detector=Detected(cell, button), icons=pictures, vision_only=True)
    screen = reader.read(seen)
    button_at = locate('the "Save" push button', screen)
    cell_at = locate('the "Save" list item', screen)
    assert isinstance(button_at, Grounded)
    assert isinstance(cell_at, Grounded)
    assert (button_at.box, cell_at.box) == (boxes["save"], row.box)


def test_a_button_of_a_tool_bar_may_be_what_programs_call_a_check_box():
    seen, boxes, pictures = on_screen()
    buttons = Detected(*(Detection("tool button", box, 0.9) for box in boxes.values()))
    screen = Fusion(None, detector=buttons, icons=pictures, vision_only=True).read(seen)
    answer = locate('the "Save" check box', screen)
    assert isinstance(answer, Grounded)
    assert answer.box == boxes["save"]


def test_a_sign_that_was_read_as_a_text_is_known_by_its_picture_too():
    seen, boxes, pictures = on_screen()
    sign = Line("B", boxes["save"], 0.9)
    screen = Fusion(Painted(sign), icons=pictures, vision_only=True).read(seen)
    assert screen.sightings[0] == Sighting(
        (Source.OCR, Source.ICON), drawn="B", score=0.9, icon=SAVE, drawn_at=boxes["save"]
    )
    assert [each.name for each in screen.elements] == ["B", ""]
    answers = [locate(phrase, screen) for phrase in ('the "B" button', 'the "Save" button')]
    assert [isinstance(each, Grounded) and each.element.name for each in answers] == ["B", "B"]


def test_what_no_icon_stands_for_is_not_there():
    seen, _, pictures = on_screen()
    screen = Fusion(None, icons=pictures, vision_only=True).read(seen)
    assert isinstance(locate('the "Print" button', screen), NotFound)
    assert isinstance(locate('the "Search" button', screen), NotFound)


def test_where_nothing_is_an_icon_nothing_is_added():
    bare = observation(Frame(pixels=np.full((80, 320, 3), 90, np.uint8)), window=None)
    screen = Fusion(None, icons=Pictures({}), vision_only=True).read(bare)
    assert screen.elements == ()


def test_the_liker_of_two_pictures_is_meant_though_it_be_by_little():
    pixels, boxes = toolbar("save", "search")
    pictures = Pictures({boxes["save"]: Said(find=0.90), boxes["search"]: Said(find=0.91)})
    seen = observation(Frame(pixels=pixels), window=None)
    screen = Fusion(None, icons=pictures, vision_only=True).read(seen)
    answer = locate('the "Find" button', screen)
    assert isinstance(answer, Grounded)
    assert boxes["search"].contains(answer.point)


def test_two_pictures_of_one_kind_are_told_apart_by_no_name():
    pixels, boxes = toolbar("save", "search")
    pictures = Pictures({box: Said(find=0.9) for box in boxes.values()})
    seen = observation(Frame(pixels=pixels), window=None)
    screen = Fusion(None, icons=pictures, vision_only=True).read(seen)
    answer = locate('the "Find" button', screen)
    assert isinstance(answer, NotFound)
    assert "2 things" in answer.reason
    second = locate("the second find button", screen)
    assert isinstance(second, Grounded)
    assert boxes["search"].contains(second.point)


@pytest.mark.parametrize(
    ("kind", "by", "is_its_own"),
    [
        pytest.param("button", 26, True, id="a key with a sign"),
        pytest.param("button", 60, False, id="what is too large for one button"),
        pytest.param("cell", 26, False, id="a cell with a picture"),
    ],
)
def test_a_picture_on_a_button_is_no_thing_besides_it(kind, by, is_its_own):
    """However much larger the button is than what is drawn on it."""
    seen, boxes, pictures = on_screen()
    sees = Detected(Detection(kind, boxes["save"].grown(by), 0.9))
    screen = Fusion(None, detector=sees, icons=pictures).read(seen)
    icons = [one.box for one in screen.elements if one.source is Source.ICON]
    assert any(box.contains(boxes["save"].center) for box in icons) != is_its_own
