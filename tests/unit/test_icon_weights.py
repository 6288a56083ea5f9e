"""The weights that are shipped read icons that were drawn for these tests alone."""

import cv2
import numpy as np
import pytest

from grounding.fusion import Fusion
from grounding.grounder import Grounded, locate
from grounding.icons import WEIGHTS, WORDS, IconReader
from models.icon_words import synonyms
from tests.builders import element, observation
from tests.icon_drawings import DRAWINGS, Ink, toolbar
from tracker.frames import Frame
from tracker.geometry import Box

COLOURS = {
    "light": ("black", "white"),
    "grey on light": ((70, 70, 70), (246, 245, 244)),
    "dark": ("white", (40, 40, 40)),
    "blue": ((40, 90, 200), (235, 235, 235)),
}


@pytest.fixture(scope="module")
def reader() -> IconReader:
    return IconReader(threads=1)


def test_they_are_small():
    assert WEIGHTS.stat().st_size + WORDS.stat().st_size < 5_000_000


@pytest.mark.parametrize(("ink", "paper"), COLOURS.values(), ids=COLOURS)
@pytest.mark.parametrize("side", [16, 24, 32])
def test_a_floppy_disk_is_read_as_save(reader: IconReader, side: int, ink: Ink, paper: Ink):
    pixels, boxes = toolbar("save", side=side, ink=ink, paper=paper)
    things = [
        element("", "icon", boxes["save"]),
        element("", "push button", boxes["save"].grown(7)),
    ]
    for icon in reader.on_things(pixels, things):
        assert icon is not None
        assert {"save", *synonyms("save")} & {word for word, _ in icon.words}


@pytest.mark.parametrize(("ink", "paper"), COLOURS.values(), ids=COLOURS)
def test_each_icon_of_a_toolbar_is_found_by_what_it_stands_for(
    reader: IconReader, ink: Ink, paper: Ink
):
    pixels, boxes = toolbar(*DRAWINGS, ink=ink, paper=paper)
    screen = Fusion(None, icons=reader, vision_only=True).read(
        observation(Frame(pixels=pixels), window=None)
    )
    answers = {name: locate(f'the "{name}" button', screen) for name in DRAWINGS}
    found = {
        name
        for name, answer in answers.items()
        if isinstance(answer, Grounded) and boxes[name].contains(answer.point)
    }
    assert found == set(DRAWINGS)


def test_an_icon_is_found_by_a_synonym_and_by_words_around_it(reader: IconReader):
    pixels, boxes = toolbar(*DRAWINGS)
    screen = Fusion(None, icons=reader, vision_only=True).read(
        observation(Frame(pixels=pixels), window=None)
    )
    asked = {"Floppy disk": "save", "Trash": "delete", "Find": "search", "Plus": "add"}
    for phrase, name in asked.items():
        answer = locate(f'the "{phrase}" button', screen)
        assert isinstance(answer, Grounded)
        assert boxes[name].contains(answer.point)


def test_words_and_bare_places_are_no_icons(reader: IconReader):
    written = np.full((40, 200, 3), 255, np.uint8)
    cv2.putText(written, "Reticulate", (4, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1)
    boxes = [Box(4, 8, 40, 32), Box(40, 8, 76, 32), Box(150, 4, 182, 36)]
    assert reader.icons(written, boxes) == (None, None, None)


def test_an_icon_that_was_read_is_the_same_one_wherever_it_stands(reader: IconReader):
    pixels, boxes = toolbar("save")
    moved = np.roll(pixels, 7, axis=0)
    (before,) = reader.icons(pixels, [boxes["save"]])
    (after,) = reader.icons(moved, [boxes["save"].moved(0, 7)])
    assert before is not None
    assert after is before


def test_on_a_picture_that_changed_what_changed_is_read_anew(reader: IconReader):
    pixels, boxes = toolbar("save", "search")
    things = [element("", box=box.grown(6)) for box in boxes.values()]
    before = reader.on_things(pixels, things)
    assert reader.on_things(pixels.copy(), things) == before
    other, _ = toolbar("save", "print")
    save, second = reader.on_things(other, things)
    assert save is before[0]
    assert second is not None
    assert second is not before[1]
    assert reader.alone(other, [])[1][1] is not before[1]
