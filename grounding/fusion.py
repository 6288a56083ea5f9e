"""One Screen from all that can be known of a picture: the accessibility tree, the things that the
detector sees, and the drawn text.

What two readers saw is one element that says so; the tree knows better what it is, and the
detector that it is there. A text inside an element says what is painted there; it is evidence for
that element and no thing of its own. Text elsewhere stands alone, as a label.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from typing import Protocol

from grounding.accessible import pointable
from grounding.cut_lines import cut_between
from grounding.detector import Detection
from grounding.icon_sightings import PictureReader, with_icons
from grounding.keycaps import SignReader, with_signs
from grounding.roles import (
    BUTTONS,
    CELLS,
    CHECK_BOXES,
    COMBO_BOXES,
    HEADERS,
    HOLDING,
    INTERACTIVE,
    LARGE_SURFACES,
    LINKS,
    MENU_ITEMS,
    RADIO_BUTTONS,
    TABS,
)
from grounding.screen import Screen, Sighting
from grounding.tables import blank_cells
from grounding.textlines import Line
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Observation, Source

_LINES_OF_A_FIELD = 3
"""A text field is less high than this many of its lines; what is higher is a surface."""

_LINES_OF_A_ROW = 3
"""A row is at most as high as this many of its lines."""

_MUCH_LARGER = 6
"""Times a line's area: a detected thing of more is not the line's alone."""

_SAME_THING = 0.5
"""IoU of an accessible element and a detected one, from which on they are one."""

_CAPTIONED = BUTTONS | TABS | CHECK_BOXES | RADIO_BUTTONS | COMBO_BOXES
"""One text on these is what they say, however large they are: a key with a digit."""

_PICTURED = BUTTONS | TABS | CHECK_BOXES | RADIO_BUTTONS

_BUTTON_PX = 96
"""A button is mostly shorter and less wide; what is larger may hold others."""

_WORDED = CELLS | HEADERS | LINKS | MENU_ITEMS
"""These say something, unless they are hardly wider than high and show a picture."""

_INFERRED = 0.3
"""The score of a thing that has to be there for how others stand."""

_WIDE = 2
"""Times the height."""


class OcrPolicy(StrEnum):
    """WHEN_NEEDED: only if the accessibility tree gave too little of the active window."""

    ALWAYS = "always"
    WHEN_NEEDED = "when needed"
    NEVER = "never"


class LineReader(Protocol):
    def lines(self, pixels: Pixels) -> tuple[Line, ...]: ...


class ThingReader(Protocol):
    def detections(self, pixels: Pixels) -> tuple[Detection, ...]: ...


class Fusion:
    """A ScreenReader. ocr, detector, icons: None where there is none. vision_only: leave the tree
    out.

    policy: of the detector and the icons as well. enough: with so many interactive elements in
    the tree, the window counts as covered.
    """

    def __init__(
        self,
        ocr: LineReader | None,
        *,
        detector: ThingReader | None = None,
        icons: PictureReader | None = None,
        vision_only: bool = False,
        policy: OcrPolicy = OcrPolicy.ALWAYS,
        enough: int = 5,
    ) -> None:
        self._ocr = ocr
        self._detector = detector
        self._icons = icons
        self._vision_only = vision_only
        self._policy = policy
        self._enough = enough

    def read(self, observation: Observation, *, policy: OcrPolicy | None = None) -> Screen:
        """policy: for this reading alone, when a caller finds that it needs the drawn text."""
        frame, window = observation.frame, observation.window
        seen: tuple[Element, ...] = ()
        readers: list[str] = []
        if observation.elements and not self._vision_only:
            readers.append(Source.ACCESSIBLE.value)
            seen = pointable(observation.elements, frame.size, window.box if window else None)
        lines: tuple[Line, ...] = ()
        detections: tuple[Detection, ...] = ()
        is_looking = self._is_looking_wanted(policy or self._policy, seen)
        if is_looking:
            detections, lines = self._looked(frame.pixels)
            if self._detector is not None:
                readers.append(Source.DETECTOR.value)
            if self._ocr is not None:
                readers.append(Source.OCR.value)
                each = [one.box for one in detections if one.element.role in _WORDED | _CAPTIONED]
                lines = cut_between(lines, each)
                detections = tuple(one for one in detections if _may_be_there(one, lines))
                if not seen:
                    detections += _blank_cells(detections, lines)
        pairs = _fused(_sighted(seen, detections), lines)
        if isinstance(self._ocr, SignReader):
            pairs = with_signs(pairs, frame.pixels, self._ocr)
        if is_looking and self._icons is not None:
            readers.append(Source.ICON.value)
            pairs = _without_own_pictures(with_icons(pairs, frame.pixels, self._icons))
        pairs = [pairs[index] for index in reading_order([pair[0].box for pair in pairs])]
        return Screen(
            frame=frame,
            window=window,
            elements=tuple(element for element, _ in pairs),
            readers=tuple(readers),
            sightings=tuple(sighting for _, sighting in pairs),
        )

    def _looked(self, pixels: Pixels) -> tuple[tuple[Detection, ...], tuple[Line, ...]]:
        """Things and lines, looked for at the same time."""
        with ThreadPoolExecutor(1, "detector") as aside:
            things = aside.submit(self._detector.detections, pixels) if self._detector else None
            lines = self._ocr.lines(pixels) if self._ocr is not None else ()
            return things.result() if things else (), lines

    def _is_looking_wanted(self, policy: OcrPolicy, seen: tuple[Element, ...]) -> bool:
        if self._vision_only:
            return True
        if policy is OcrPolicy.WHEN_NEEDED:
            return sum(element.role in INTERACTIVE for element in seen) < self._enough
        return policy is OcrPolicy.ALWAYS


_Pair = tuple[Element, Sighting]


def _may_be_there(detection: Detection, lines: Sequence[Line]) -> bool:
    """The detector sees rows and items where a list is empty and where a bar has room left."""
    box = detection.box
    if detection.element.role not in _WORDED or box.width < _WIDE * box.height:
        return True
    return any(box.contains(line.box.center) for line in lines)


def _blank_cells(found: Sequence[Detection], lines: Sequence[Line]) -> tuple[Detection, ...]:
    cells = [one.box for one in found if one.element.role in CELLS]
    blank = blank_cells(cells, [line.box for line in lines])
    return tuple(Detection("cell", box, _INFERRED) for box in blank)


def _sighted(seen: tuple[Element, ...], detections: Sequence[Detection]) -> list[_Pair]:
    """The tree's elements, each with whether the detector saw it, and what it alone saw."""
    pairs = [(element, Sighting(sources=(element.source,))) for element in seen]
    for detection in detections:
        best = max(
            range(len(seen)), key=lambda index: seen[index].box.iou(detection.box), default=None
        )
        if best is None or seen[best].box.iou(detection.box) < _SAME_THING:
            sighting = Sighting(sources=(Source.DETECTOR,), score=detection.score)
            pairs.append((detection.element, sighting))
        elif Source.DETECTOR not in pairs[best][1].sources:
            element, sighting = pairs[best]
            sources = (*sighting.sources, Source.DETECTOR)
            pairs[best] = (element, replace(sighting, sources=sources))
    return pairs


def _fused(seen: list[_Pair], lines: tuple[Line, ...]) -> list[_Pair]:
    elements = [element for element, _ in seen]
    drawn: list[list[Line]] = [[] for _ in seen]
    alone = []
    for line in lines:
        owner = _owner(line, elements)
        if owner is None:
            alone.append(line)
        else:
            drawn[owner].append(line)
    pairs = [_evidenced(*pair, evidence) for pair, evidence in zip(seen, drawn, strict=True)]
    for (element, _), evidence in zip(seen, drawn, strict=True):
        if element.source is Source.DETECTOR and not _is_caption(element, evidence):
            alone += evidence
    pairs += [
        (
            Element(role="label", name=line.text, box=line.box, source=Source.OCR),
            Sighting((Source.OCR,), drawn=line.text, score=line.score, drawn_at=line.box),
        )
        for line in alone
    ]
    return pairs


def _without_own_pictures(pairs: list[_Pair]) -> list[_Pair]:
    """A picture on a button is the button's, however small it is, and no thing besides."""
    buttons = [
        element.box
        for element, _ in pairs
        if element.role in _PICTURED and max(element.box.width, element.box.height) <= _BUTTON_PX
    ]
    return [
        pair
        for pair in pairs
        if pair[0].source is not Source.ICON
        or not any(button.encloses(pair[0].box) for button in buttons)
    ]


def _is_caption(element: Element, lines: Sequence[Line]) -> bool:
    """Whether that is all that a detected thing says: one line on a button or in a row, or that
    fills a good part of anything else.

    Several, or a small one in a large thing, may be things of their own that were seen as one.
    """
    if len(lines) != 1:
        return False
    line, box = lines[0].box, element.box
    is_row = element.role in _WORDED and box.height <= _LINES_OF_A_ROW * line.height
    return is_row or element.role in _CAPTIONED or box.area <= _MUCH_LARGER * line.area


def _owner(line: Line, seen: Sequence[Element]) -> int | None:
    """The smallest element in which the text's centre lies, with most of the text.

    Text on a large surface, such as a page that is being written, stays a thing of its own.
    """
    best: int | None = None
    for index, element in enumerate(seen):
        if not element.box.contains(line.box.center):
            continue
        shared = element.box.intersection(line.box)
        if shared is None or shared.area < line.box.area / 2:
            continue
        if best is None or element.box.area < seen[best].box.area:
            best = index
    if best is not None and seen[best].role in LARGE_SURFACES:
        return None if seen[best].box.height > _LINES_OF_A_FIELD * line.box.height else best
    return best


def _evidenced(element: Element, sighting: Sighting, lines: list[Line]) -> _Pair:
    """What only the detector saw is named by what is drawn on it, or holds it as its value."""
    if not lines:
        return element, sighting
    ordered = [lines[index] for index in reading_order([line.box for line in lines])]
    text = " ".join(line.text for line in ordered)
    if element.source is Source.DETECTOR:
        is_held = element.role in HOLDING
        element = replace(element, value=text) if is_held else replace(element, name=text)
    sources = (*sighting.sources, Source.OCR)
    return element, replace(sighting, sources=sources, drawn=text, drawn_at=ordered[0].box)


def reading_order(boxes: list[Box]) -> list[int]:
    """Indices of the boxes from top to bottom and, within a row, from left to right.

    A box belongs to a row if its middle and that of the row's first lie within half the height
    of the lower of the two; so a pane beside a list does not swallow the list.
    """
    remaining = sorted(range(len(boxes)), key=lambda index: (boxes[index].center.y, index))
    order: list[int] = []
    while remaining:
        first = boxes[remaining[0]]
        row = [
            index
            for index in remaining
            if abs(boxes[index].center.y - first.center.y)
            <= min(boxes[index].height, first.height) / 2
        ]
        order += sorted(row, key=lambda index: (boxes[index].left, boxes[index].top, index))
        taken = set(row)
        remaining = [index for index in remaining if index not in taken]
    return order
