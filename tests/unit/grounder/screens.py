"""Screens of a few elements, and what is found or missed on them."""

from grounding.grounder import Grounded, NotFound, locate
from grounding.screen import Screen, Sighting
from tests.builders import element, frame
from tracker.geometry import Box
from tracker.trajectory import Element, Source, Window


def screen(*elements: Element, sightings: tuple[Sighting, ...] = ()) -> Screen:
    """The elements as given are taken to be in reading order."""
    return Screen(
        frame(800, 600),
        Window("Letter", "editor", box=Box(0, 0, 800, 600)),
        elements,
        ("accessible",),
        sightings,
    )


def text(name: str, box: Box) -> Element:
    return element(name, "label", box, source=Source.OCR)


def at(column: int, row: int, width: int = 80) -> Box:
    """A place in a grid of 100 by 40 px."""
    return Box(column * 100, row * 40, column * 100 + width, row * 40 + 30)


def found(phrase: str, on: Screen) -> Element:
    result = locate(phrase, on)
    assert isinstance(result, Grounded), result
    return result.element


def missed(phrase: str, on: Screen) -> str:
    result = locate(phrase, on)
    assert isinstance(result, NotFound), result
    return result.reason


SAVE = element("Save", box=at(0, 0))


SAVE_AS = element("Save As…", "menu item", at(1, 0))


CANCEL = element("Cancel", box=at(2, 0))
