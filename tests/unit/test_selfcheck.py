"""A second look at a chosen point: what it accepts, what it rejects and why."""

from dataclasses import replace

import numpy as np
import pytest

from grounding.grounder import Grounded, locate
from grounding.screen import Screen, Sighting
from grounding.selfcheck import Accepted, Rejected, self_check
from tests.builders import element
from tracker.frames import Frame
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source

SAVE = element("Save", box=Box(20, 20, 100, 50))
CANCEL = element("Cancel", box=Box(120, 20, 200, 50))
LETTER = element("", "text", Box(20, 100, 300, 190))


def drawn(*elements: Element, ground: int = 200) -> Frame:
    """Each with a pattern of its own, as unlike another's as two words are."""
    pixels = np.full((200, 320, 3), ground, np.uint8)
    for one in elements:
        box = one.box
        dice = np.random.default_rng(sum(map(ord, one.name)) + 1)
        high, wide = box.height // 2, box.width // 2
        pattern = dice.integers(0, 120, (high, wide, 1), np.uint8)
        top, left = box.top + high // 2, box.left + wide // 2
        pixels[top : top + high, left : left + wide] = pattern
    return Frame(pixels=pixels)


def screen(*elements: Element, sightings: tuple[Sighting, ...] = ()) -> Screen:
    return Screen(drawn(*elements), None, elements, ("accessible",), sightings)


def found(one: Element, **changes: object) -> Grounded:
    chosen = Grounded(one, one.box, one.box.center, 0.95, "chosen")
    return replace(chosen, **changes)  # type: ignore[arg-type]


def reason(verdict: Accepted | Rejected) -> str:
    assert isinstance(verdict, Rejected), verdict
    return verdict.reason


ON = screen(SAVE, CANCEL)


def test_what_the_words_find_is_accepted():
    result = locate("the Save button", ON)
    assert isinstance(result, Grounded)
    assert self_check(result, ON, phrase="the Save button", latest=ON.frame) == Accepted()


@pytest.mark.parametrize(
    ("point", "why"),
    [
        (Point(400, 30), "The point lies outside of the picture."),
        (Point(110, 30), "The point lies beside the thing."),
    ],
)
def test_a_point_that_is_not_on_the_thing_is_rejected(point: Point, why: str):
    assert reason(self_check(found(SAVE, point=point), ON)) == why


def test_what_a_menu_dropped_over_is_rejected():
    """Programs tell of what lies under an open menu all the same."""
    copy = element("Copy", "menu item", Box(10, 25, 150, 45), path=("frame Letter", "menu Edit"))
    on = screen(SAVE, copy)
    assert reason(self_check(found(SAVE), on)) == 'the menu item "Copy" lies over it.'
    assert self_check(found(copy), on) == Accepted()


def test_what_is_greyed_out_is_rejected_unless_it_was_meant_or_shown_like_that():
    greyed = replace(SAVE, states=("focusable", "showing", "visible"))
    on = screen(greyed, CANCEL)
    assert reason(self_check(found(greyed), on)) == 'the push button "Save" is greyed out.'
    assert self_check(found(greyed), on, shown=greyed) == Accepted()
    assert self_check(found(greyed), on, phrase="the greyed Save button") == Accepted()
    usable = replace(SAVE, states=("enabled", "sensitive", "showing"))
    assert self_check(found(usable), screen(usable), shown=greyed) == Accepted()
    assert isinstance(self_check(found(greyed), on, shown=usable), Rejected)


def test_an_empty_field_is_empty_and_still_a_field():
    on = Screen(drawn(SAVE), None, (SAVE, LETTER), ("accessible",))
    assert self_check(found(LETTER), on) == Accepted()


def test_a_place_that_only_a_model_saw_must_show_something():
    place = element("", "unknown", Box(200, 120, 224, 144), source=Source.DETECTOR)
    assert reason(self_check(found(place), ON)) == "Nothing is painted there."


def test_a_caption_that_is_another_things_name_is_rejected():
    """The tree is of before a change that the picture shows already."""
    on = screen(
        SAVE,
        CANCEL,
        sightings=(Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Cancel"), Sighting(())),
    )
    assert reason(self_check(found(SAVE), on)) == '"Cancel" is painted there.'


@pytest.mark.parametrize("caption", ["Save a copy", "Ctrl+S", "OK", "Sichern"])
def test_a_caption_of_its_own_is_no_contradiction(caption: str):
    sightings = Sighting((Source.ACCESSIBLE, Source.OCR), drawn=caption), Sighting(())
    assert self_check(found(SAVE), screen(SAVE, CANCEL, sightings=sightings)) == Accepted()


def test_a_point_on_another_thing_than_the_phrase_says_is_rejected():
    assert reason(self_check(found(CANCEL), ON, phrase="the Save button")) == (
        'the push button "Save" fits the phrase better.'
    )


def test_a_thing_of_another_name_is_rejected_though_nothing_fits_better():
    assert reason(self_check(found(CANCEL), ON, phrase='the "Print" button')) == (
        'It is the push button "Cancel", which is not what the phrase says.'
    )


def test_a_thing_without_a_name_may_be_what_the_phrase_says():
    icon = element("", "icon", Box(220, 20, 244, 44))
    on = screen(SAVE, icon)
    assert self_check(found(icon), on, phrase="the trash icon") == Accepted()


def test_the_second_of_several_is_counted_once_more():
    boxes = [element("", "check box", Box(20, top, 40, top + 20)) for top in (20, 60, 100)]
    on = screen(*boxes)
    assert self_check(found(boxes[1]), on, phrase="the second check box") == Accepted()
    assert reason(self_check(found(boxes[2]), on, phrase="the second check box")) == (
        "the check box is the one that the phrase counts."
    )


def shifted(frame: Frame, px: int) -> Frame:
    return Frame(pixels=np.roll(frame.pixels, px, axis=0))


def lit(frame: Frame, box: Box, levels: int = 20) -> Frame:
    pixels = frame.pixels.copy()
    pixels[box.top : box.bottom, box.left : box.right] += np.uint8(levels)
    return Frame(pixels=pixels)


def with_caret(frame: Frame, at: Point) -> Frame:
    pixels = frame.pixels.copy()
    pixels[at.y - 7 : at.y + 7, at.x : at.x + 2] = 0
    return Frame(pixels=pixels)


def test_what_is_no_more_where_it_was_is_rejected():
    verdict = self_check(found(SAVE), ON, latest=shifted(ON.frame, 25))
    assert reason(verdict) == "What stands there has changed since."
    assert reason(self_check(found(SAVE), ON, latest=drawn(CANCEL))) == (
        "What stands there has changed since."
    )


def test_a_highlight_under_the_pointer_and_a_caret_are_no_change():
    assert self_check(found(SAVE), ON, latest=lit(ON.frame, SAVE.box)) == Accepted()
    on = Screen(drawn(SAVE), None, (SAVE, LETTER), ("accessible",))
    assert (
        self_check(found(LETTER), on, latest=with_caret(on.frame, LETTER.box.center)) == Accepted()
    )


def test_what_is_blank_is_known_by_its_ground_alone():
    on = Screen(drawn(SAVE), None, (SAVE, LETTER), ("accessible",))
    assert isinstance(
        self_check(found(LETTER), on, latest=lit(on.frame, LETTER.box, levels=20)), Rejected
    )


def test_a_screen_of_another_size_is_another_screen():
    smaller = Frame(pixels=ON.frame.pixels[:100])
    assert reason(self_check(found(SAVE), ON, latest=smaller)) == (
        "The screen has another size now."
    )


def test_an_answer_that_is_wrong_too_often_is_rejected():
    assert reason(self_check(found(SAVE, confidence=0.69), ON, phrase="Save")) == (
        "It is right with a chance of 69% only."
    )
