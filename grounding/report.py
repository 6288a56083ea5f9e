"""The JSON forms of a parsed screen and of a grounding, which other programs rely on.

Pixels of the picture, origin at its top left.
"""

from typing import Any, assert_never

from grounding.grounder import Candidate, Grounded, NotFound
from grounding.screen import Screen, Sighting
from grounding.selfcheck import Accepted, Rejected
from grounding.wording import plain
from tracker.geometry import Box
from tracker.trajectory import Element

_LIKELY = 0.2
"""Chance from which on a word is told of an icon."""


def parse_json(screen: Screen) -> dict[str, Any]:
    """`{"size": [w, h], "elements": [...]}`, the elements in reading order.

    text: its name, else what is drawn on it, else its value. words: what else it is known by.
    """
    width, height = screen.frame.size
    return {
        "size": [width, height],
        "elements": [
            _element(element, screen.sighting(index))
            for index, element in enumerate(screen.elements)
        ],
    }


def ground_json(
    result: Grounded | NotFound, verdict: Accepted | Rejected | None = None
) -> dict[str, Any]:
    """One shape for both answers: what is not found has no point, no box and no confidence.

    verdict: of the self-check, None where nobody looked twice. What it rejected is told with its
    point all the same, and must not be clicked.
    """
    match result:
        case Grounded():
            return {
                "found": True,
                "point": [result.point.x, result.point.y],
                "box": _box(result.box),
                "confidence": round(result.confidence, 4),
                "evidence": result.evidence,
                "accepted": verdict is None or isinstance(verdict, Accepted),
                "rejected": verdict.reason if isinstance(verdict, Rejected) else "",
                "candidates": [_candidate(each) for each in result.candidates],
            }
        case NotFound():
            return {
                "found": False,
                "point": None,
                "box": None,
                "confidence": 0.0,
                "evidence": result.reason,
                "accepted": False,
                "rejected": "",
                "candidates": [_candidate(each) for each in result.candidates],
            }
        case _:
            assert_never(result)


def _element(element: Element, sighting: Sighting) -> dict[str, Any]:
    text = element.name or sighting.drawn or element.value
    shown = sighting.icon.words if sighting.icon is not None else ()
    others = (
        sighting.drawn,
        element.description,
        *(word for word, chance in shown if chance >= _LIKELY),
    )
    return {
        "box": _box(element.box),
        "role": element.role,
        "text": text,
        "words": [other for other in others if other and plain(other) != plain(text)],
        "state": list(element.states),
        "source": [source.value for source in sighting.sources],
        "score": round(sighting.score, 4),
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    element = candidate.element
    return {
        "box": _box(element.box),
        "role": element.role,
        "text": element.name or element.value,
        "score": round(candidate.score, 4),
    }


def _box(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
