"""A phrase understood with the help of a model that is shown the picture and points.

The model gives a place and nothing else. What the readers know of that place comes with it, and
where they know of nothing a small box around the place stands for it.
"""

from dataclasses import dataclass
from enum import StrEnum

from grounding.grounder import Candidate, Grounded, NotFound, locate
from grounding.roles import CONTAINERS, INTERACTIVE, LARGE_SURFACES
from grounding.screen import Screen
from models.vision import NothingThere, Pointed, VisionModel
from tracker.errors import Malformed
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source

_AROUND_PX = 12
"""Half the side of what stands for a thing that only the model saw."""

_ALONE = 0.75
"""About what models of this kind are published with on desktop screens (ScreenSpot); how often a
given one is right on this person's screens nobody has measured."""

_AGREED = 0.9
"""What the phrase's own words speak for as well, of two that were found in different ways."""


class Turn(StrEnum):
    """When the model is asked."""

    FALLBACK = "fallback"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Guided:
    """Understands a phrase as `locate` does; called with a phrase and a Screen.

    FALLBACK: the model is asked only where the words alone find nothing. FIRST: always, and the
    words are what is left where it says that nothing is there, or gives no place that can be read.
    """

    model: VisionModel
    turn: Turn = Turn.FALLBACK

    def __call__(self, phrase: str, screen: Screen) -> Grounded | NotFound:
        """Raises Unavailable if the model cannot be reached, Refused if it was interrupted."""
        by_words = locate(phrase, screen)
        if self.turn is Turn.FALLBACK and isinstance(by_words, Grounded):
            return by_words
        try:
            seen = self.model.point_at(phrase, screen.frame)
        except Malformed as error:
            return _with_reason(by_words, error.message)
        if isinstance(seen, NothingThere):
            return _with_reason(by_words, f"{self.model.name} sees nothing of that kind.")
        return _known(seen, phrase, screen, by_words, self.model.name)


def _with_reason(by_words: Grounded | NotFound, reason: str) -> Grounded | NotFound:
    if isinstance(by_words, Grounded):
        return by_words
    told = f"{by_words.reason} {reason}"
    return NotFound(by_words.phrase, told, by_words.candidates)


def _known(
    seen: Pointed, phrase: str, screen: Screen, by_words: Grounded | NotFound, model: str
) -> Grounded:
    """What the readers know of the place that the model gives."""
    element = known_at(seen.point, screen)
    candidates = by_words.candidates
    agreed = (
        element is not None
        and isinstance(by_words, Grounded)
        and any(each.element.box.iou(element.box) > 0.5 for each in candidates[:1])
    )
    evidence = f"pointed at by {model}" + (", and by the words" if agreed else "")
    confidence = _AGREED if agreed else _ALONE
    if element is None:
        box = seen.box or _around(seen.point, screen.frame.size)
        place = Element(role="unknown", name="", box=box, source=Source.DETECTOR)
        return Grounded(place, box, seen.point, confidence, evidence, candidates)
    # A point in a text area means a place in it; in a button it means the button.
    point = seen.point if element.role in LARGE_SURFACES else element.box.center
    mine = Candidate(element, confidence)
    others = tuple(each for each in candidates if each.element != element)
    return Grounded(element, element.box, point, confidence, evidence, (mine, *others))


def known_at(point: Point, screen: Screen) -> Element | None:
    """The smallest thing there, one that can be used before a text that only stands there."""
    under = [
        each for each in screen.elements if each.box.contains(point) and each.role not in CONTAINERS
    ]
    return min(
        under,
        key=lambda each: (each.role not in INTERACTIVE, each.box.area),
        default=None,
    )


def _around(point: Point, size: tuple[int, int]) -> Box:
    box = Box(
        point.x - _AROUND_PX, point.y - _AROUND_PX, point.x + _AROUND_PX, point.y + _AROUND_PX
    )
    return box.intersection(Box(0, 0, *size)) or box
