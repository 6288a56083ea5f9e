"""The icons on a screen beside what its other readers saw: what small things without words show,
and the pictures that nobody else saw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from grounding.icon_places import Place
from grounding.icons import Icon
from grounding.roles import BUTTONS, INTERACTIVE
from grounding.screen import Sighting
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Source

_PICTURED = BUTTONS | frozenset({"icon", "desktop icon", "image", "link", "page tab", "menu"})
_SIDES_PX = range(8, 97)
_SIGNS = 2
"""Text of so few characters is a picture as well: B for bold, x for close, + for add."""

_MUCH_LARGER = 6
"""A thing that is so many times as large as a picture on it is not named by it."""


class PictureReader(Protocol):
    def on_things(self, pixels: Pixels, things: Sequence[Element]) -> tuple[Icon | None, ...]: ...

    def alone(self, pixels: Pixels, texts: Sequence[Box]) -> tuple[tuple[Place, Icon], ...]: ...


_Pair = tuple[Element, Sighting]


def with_icons(pairs: Sequence[_Pair], pixels: Pixels, reader: PictureReader) -> list[_Pair]:
    """What was seen, with the icons on it, and the icons that no other reader saw."""
    pictured = [index for index, pair in enumerate(pairs) if _may_show_an_icon(*pair)]
    icons = reader.on_things(pixels, [pairs[index][0] for index in pictured])
    known = dict(zip(pictured, icons, strict=True))
    seen = [
        (element, replace(sighting, icon=known.get(index)))
        for index, (element, sighting) in enumerate(pairs)
    ]
    texts, things = _texts_and_things(pairs)
    for place, icon in reader.alone(pixels, texts):
        if not any(
            thing.contains(place.box.center) and thing.area < _MUCH_LARGER * place.box.area
            for thing in things
        ):
            seen = _added(seen, place, icon)
    return seen


def _may_show_an_icon(element: Element, sighting: Sighting) -> bool:
    return (
        element.role in _PICTURED
        and element.source is not Source.OCR
        and _is_small(element.box)
        and len(sighting.drawn) <= _SIGNS
    )


def _is_small(box: Box) -> bool:
    return box.width in _SIDES_PX and box.height in _SIDES_PX


def _texts_and_things(pairs: Iterable[_Pair]) -> tuple[list[Box], list[Box]]:
    texts, things = [], []
    for element, _ in pairs:
        if element.source is Source.OCR:
            if len(element.name) > _SIGNS:
                texts.append(element.box)
        elif element.role in INTERACTIVE:
            things.append(element.box)
    return texts, things


def _added(seen: list[_Pair], place: Place, icon: Icon) -> list[_Pair]:
    """With one icon more, or with one on the sign that was read as a text in its place."""
    for index, (element, sighting) in enumerate(seen):
        if element.source is Source.OCR and place.box.contains(element.box.center):
            sources = (*sighting.sources, Source.ICON)
            signed = element, replace(sighting, sources=sources, icon=icon)
            return [*seen[:index], signed, *seen[index + 1 :]]
    sighting = Sighting((Source.ICON,), score=icon.score, icon=icon)
    return [*seen, (Element("icon", "", place.box, source=Source.ICON), sighting)]
