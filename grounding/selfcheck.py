"""A second look at a chosen point before anything is done there: accepted, or rejected with why.

Pure. The choice was made by how things are called; this looks at what the choice did not: whether
the point is on the thing at all, whether something else lies over it, whether it can be used now,
whether anything is painted there and what, whether another thing fits the phrase better, and
whether what stands there on the latest picture is still the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from grounding.accessible import is_enabled
from grounding.grounder import Grounded, NotFound, fit, locate
from grounding.phrase import readings
from grounding.roles import (
    BUTTONS,
    CHECK_BOXES,
    COMBO_BOXES,
    INTERACTIVE,
    LARGE_SURFACES,
    MENU_ITEMS,
    RADIO_BUTTONS,
    SLIDERS,
    TABS,
    TEXT_FIELDS,
)
from grounding.screen import Screen
from grounding.wording import bare, likeness
from tracker.frames import Frame, Pixels
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source

LEAST_CONFIDENCE: Final = 0.7
"""Of answers below this more than three in ten are wrong: asking again costs less than a click."""

_FITS_BETTER: Final = 0.1
_FITS_WELL: Final = 0.6
_CAPTIONED: Final = BUTTONS | CHECK_BOXES | MENU_ITEMS | TABS | frozenset({"link", "radio button"})
"""What is painted on these is what they are called."""

_DISABLED_AT_TIMES: Final = _CAPTIONED | COMBO_BOXES | RADIO_BUTTONS | SLIDERS | TEXT_FIELDS

_POPUPS: Final = ("popup menu", "menu ", "combo box")
_SURE_TEXT: Final = 0.9
_FEWEST_LETTERS: Final = 4
_BLANK: Final = 2.0
"""Standard deviation in grey levels; a lone thin stroke in a button gives more."""

_AROUND_PX: Final = (400, 32)
"""Half the width and height of what is compared with the latest picture: a thing may fill a window,
and a row has its text at its beginning."""

_CARET_PX: Final = 4
_SAME_PICTURE: Final = 0.9
"""Correlation; a highlight under the pointer changes the ground and leaves the drawing."""

_SAME_GROUND: Final = 6.0
"""Grey levels by which what has no drawing may change: it has nothing else to be known by."""


@dataclass(frozen=True, slots=True)
class Accepted:
    pass


@dataclass(frozen=True, slots=True)
class Rejected:
    """reason: one sentence for a person."""

    reason: str


def self_check(
    found: Grounded,
    screen: Screen,
    *,
    phrase: str = "",
    shown: Element | None = None,
    latest: Frame | None = None,
) -> Accepted | Rejected:
    """screen: on which it was found. phrase: what it was found by, "" for a thing that was found
    again after a recording: its confidence is of another kind. shown: what it was in the recording.
    latest: the picture as it is now."""
    reason = (
        _misplaced(found, screen)
        or _covered(found, screen)
        or _greyed_out(found, phrase, shown)
        or _blank(found, screen)
        or _painted_otherwise(found, screen)
        or (_fits_worse(found, screen, phrase) if phrase else "")
        or (_moved_on(found, screen.frame, latest) if latest is not None else "")
        or (_doubtful(found) if phrase else "")
    )
    return Rejected(reason) if reason else Accepted()


def still_there(found: Grounded, before: Frame, latest: Frame) -> Accepted | Rejected:
    """The last look, right before acting: whether what stands there is what was chosen.

    before: the picture on which it was found.
    """
    reason = _moved_on(found, before, latest)
    return Rejected(reason) if reason else Accepted()


def _misplaced(found: Grounded, screen: Screen) -> str:
    width, height = screen.frame.size
    if not Box(0, 0, width, height).contains(found.point):
        return "The point lies outside of the picture."
    return "" if found.box.contains(found.point) else "The point lies beside the thing."


def _covered(found: Grounded, screen: Screen) -> str:
    """By a menu or a list that dropped down: what lies under it is told of all the same."""
    for element in screen.elements:
        if (
            element.source is Source.ACCESSIBLE
            and element.role in MENU_ITEMS
            and element.box.contains(found.point)
            and element.box != found.box
            and _popup(element) not in (None, _popup(found.element))
        ):
            return f"{_called(element)} lies over it."
    return ""


def _greyed_out(found: Grounded, phrase: str, shown: Element | None) -> str:
    """What takes no clicks now: a dialog enables Save only once it has read the name."""
    if not _is_disabled(found.element) or (shown is not None and _is_disabled(shown)):
        return ""
    if any("enabled" in query.lacking for query in readings(phrase)):
        return ""
    return f"{_called(found.element)} is greyed out."


def _is_disabled(element: Element) -> bool:
    return (
        element.source is Source.ACCESSIBLE
        and element.role in _DISABLED_AT_TIMES
        and not is_enabled(element)
    )


def _popup(element: Element) -> str | None:
    """The menu that dropped down, in which it is; None for what is in none."""
    for entry in reversed(element.path):
        if entry.startswith(_POPUPS) and not entry.startswith("menu bar"):
            return entry
    return None


def _blank(found: Grounded, screen: Screen) -> str:
    """Of a thing that is known by eye alone; an empty field that a program tells of is one."""
    element = found.element
    if element.source is Source.ACCESSIBLE or element.role in LARGE_SURFACES:
        return ""
    crop = _grey(screen.frame, found.box)
    if crop is None or float(crop.std()) >= _BLANK:
        return ""
    return "Nothing is painted there."


def _painted_otherwise(found: Grounded, screen: Screen) -> str:
    """A caption that is clearly another word than what the thing is called."""
    element = found.element
    if element.source is not Source.ACCESSIBLE or element.role not in _CAPTIONED:
        return ""
    if not element.name or element not in screen.elements:
        return ""
    sighting = screen.sighting(screen.elements.index(element))
    drawn = sighting.drawn
    letters = sum(letter.isalpha() for letter in drawn)
    if sighting.score < _SURE_TEXT or letters < _FEWEST_LETTERS:
        return ""
    told = (element.name, element.value, element.description)
    if any(_is_alike(one, drawn) for one in told if one):
        return ""
    others = (one for one in screen.elements if one is not element and one.box != element.box)
    if not any(likeness(drawn, one.name, is_drawn=True, in_part=False) > 0 for one in others):
        return ""  # a caption of its own; its name for those who do not see is another
    return f'"{drawn}" is painted there.'


def _is_alike(told: str, drawn: str) -> bool:
    """In either direction, since a name may say more than the caption and the other way round."""
    words, others = set(bare(told).split()), set(bare(drawn).split())
    return (
        not words.isdisjoint(others)
        or likeness(told, drawn, is_drawn=True) > 0
        or likeness(drawn, told, is_drawn=True) > 0
    )


def _fits_worse(found: Grounded, screen: Screen, phrase: str) -> str:
    if any(query.ordinal for query in readings(phrase)):
        # The second of several fits as well as the first, so it is counted once more.
        counted = locate(phrase, screen)
        if isinstance(counted, NotFound) or _is_that(counted.element, found):
            return ""
        return f"{_called(counted.element)} is the one that the phrase counts."
    ranked = fit(phrase, screen)
    mine = max(
        (each.score for each in ranked if _is_that(screen.elements[each.index], found)),
        default=0.0,
    )
    rival = next(
        (each for each in ranked if not _is_that(screen.elements[each.index], found)), None
    )
    if rival is not None and rival.score >= _FITS_WELL and rival.score > mine + _FITS_BETTER:
        return f"{_called(screen.elements[rival.index])} fits the phrase better."
    names = [query.name for query in readings(phrase)]
    if mine == 0 and all(names) and _says_otherwise(found, screen, names):
        return f"It is {_called(found.element)}, which is not what the phrase says."
    return ""


def _is_that(element: Element, found: Grounded) -> bool:
    """The thing itself, or a caption or a part of it."""
    return element == found.element or (
        found.box.encloses(element.box) or element.box.iou(found.box) > 0.7
    )


def _says_otherwise(found: Grounded, screen: Screen, names: Sequence[str]) -> bool:
    """Whether it has a name that is surely its own, told by a program or read clearly, and shares
    no word with what was asked for."""
    element = found.element
    if not element.name or element not in screen.elements:
        return False
    if any(_is_alike(name, element.name) for name in names):
        return False
    if element.source is Source.ACCESSIBLE:
        return element.role in INTERACTIVE
    letters = sum(letter.isalpha() for letter in element.name)
    sighting = screen.sighting(screen.elements.index(element))
    return sighting.score >= _SURE_TEXT and letters >= _FEWEST_LETTERS


def _moved_on(found: Grounded, before: Frame, latest: Frame) -> str:
    if before.size != latest.size:
        return "The screen has another size now."
    around = _around(found.point).intersection(found.box) or found.box
    was, now = _grey(before, around), _grey(latest, around)
    if was is None or now is None or np.array_equal(was, now) or _is_caret(was, now):
        return ""
    if max(float(was.std()), float(now.std())) < _BLANK:
        is_same = abs(float(was.mean()) - float(now.mean())) < _SAME_GROUND
    else:
        is_same = _correlation(was, now) >= _SAME_PICTURE
    if is_same:
        return ""
    return "What stands there has changed since."


def _around(point: Point) -> Box:
    wide, high = _AROUND_PX
    return Box(point.x - wide, point.y - high, point.x + wide, point.y + high)


def _grey(frame: Frame, box: Box) -> npt.NDArray[np.uint8] | None:
    """None where the box lies outside of the picture."""
    inside = box.intersection(Box(0, 0, *frame.size))
    if inside is None:
        return None
    crop: Pixels = np.ascontiguousarray(
        frame.pixels[inside.top : inside.bottom, inside.left : inside.right]
    )
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)


def _is_caret(was: npt.NDArray[np.uint8], now: npt.NDArray[np.uint8]) -> bool:
    """Whether they differ in nothing but a narrow upright bar."""
    columns = np.flatnonzero((was != now).any(axis=0))
    return bool(columns.size) and int(columns[-1] - columns[0]) < _CARET_PX


def _correlation(was: npt.NDArray[np.uint8], now: npt.NDArray[np.uint8]) -> float:
    one, other = (part.astype(np.float64) - part.mean() for part in (was, now))
    size = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum() / size) if size else 0.0


def _doubtful(found: Grounded) -> str:
    if found.confidence >= LEAST_CONFIDENCE:
        return ""
    return f"It is right with a chance of {found.confidence:.0%} only."


def _called(element: Element) -> str:
    return f'the {element.role} "{element.name}"' if element.name else f"the {element.role}"
