"""The thing that was clicked in a recording, found again on another screen.

A ladder of evidence, the strongest first: what the accessibility tree called it, where it stood
among its siblings, the text that was drawn on it, its picture. A rung that finds several alike
passes on; none finds it: NotFound, because a click on the wrong thing is the worst outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass

from grounding.fusion import LineReader
from grounding.grounder import Candidate, Grounded, NotFound
from grounding.picture import PictureFound, find_picture
from grounding.roles import CONTAINERS, INTERACTIVE, LARGE_SURFACES
from grounding.screen import Screen
from grounding.wording import EXACT, SAME_BUT_LOOKALIKES, SAME_BUT_PUNCTUATION, bare, likeness
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Observation, Source

_DIALOGS = frozenset({"dialog", "alert", "file chooser"})
_WINDOW_ROLES = frozenset({"application", "frame", "window"}) | _DIALOGS
_CROP_PX = 24
"""Half the side of what is taken for the thing where nobody knew its box."""

_WITH_PARTS = LARGE_SURFACES | {"spin button"}
"""What a click means depends on where in it it lands: a spin button's arrows, a place in a text."""

_TEXT_REACH_PX = 6
_EDGE_PX = 2


@dataclass(frozen=True, slots=True)
class _Found:
    element: Element
    confidence: float
    evidence: str


def find_again(
    shown: Element | None,
    at: Point,
    before: Observation,
    screen: Screen,
    *,
    ocr: LineReader | None = None,
) -> Grounded | NotFound:
    """Where to point on `screen` to do what was done at `at` on `before`.

    shown: the element under the pointer then, None if nobody knew. ocr: reads the text that was
    drawn there, for the rung that compares it with the labels of `screen`.
    """
    called = _called(shown, at)
    shown = innermost(shown, at, before)
    seen = tuple(
        each
        for each in screen.elements
        if each.source is Source.ACCESSIBLE and _may_be_in_its_window(shown, each)
    )
    rungs: list[Callable[[], _Found | tuple[Element, ...]]] = []
    if shown is not None:
        rungs += [
            lambda: _by_role_and_name(shown, seen),
            lambda: _by_label(shown, before, seen),
            lambda: _by_siblings(shown, before, seen),
        ]
    if ocr is not None:
        rungs.append(lambda: _by_drawn_text(shown, at, before, screen, ocr))
    nearest: tuple[Element, ...] = ()
    for rung in rungs:
        found = rung()
        if isinstance(found, _Found):
            return _grounded(found, shown, at)
        nearest = nearest or found
    candidates = tuple(Candidate(element, 0.5) for element in nearest[:5])
    if nearest and shown is not None and shown.name:
        reason = f"{len(nearest)} things are alike and nothing tells them apart."
        return NotFound(called, reason, candidates)
    return _by_picture(shown, at, before, screen, called, candidates)


def innermost(shown: Element | None, at: Point, before: Observation) -> Element | None:
    """The smallest thing one can use at a place; None where only a container is known there.

    Some programs tell of a panel where a text area is: the list of elements may know better.
    """
    if shown is not None and shown.role not in CONTAINERS:
        return shown
    under = [each for each in before.elements if each.role in INTERACTIVE and each.box.contains(at)]
    return min(under, key=lambda each: each.box.area, default=None)


def _called(shown: Element | None, at: Point) -> str:
    if shown is None:
        return f"what was at ({at.x}, {at.y})"
    return f'{shown.role} "{shown.name}"' if shown.name else f"{shown.role} without a name"


def _by_role_and_name(shown: Element, seen: tuple[Element, ...]) -> _Found | tuple[Element, ...]:
    """The only one of its role and name; else the only one in the same containers."""
    if not shown.name:
        return _unnamed(shown, seen)
    same = [
        each
        for each in seen
        if each.role == shown.role
        and likeness(shown.name, each.name, in_part=False) >= SAME_BUT_PUNCTUATION
    ]
    exact = [each for each in same if each.name == shown.name]
    for alike in (exact, same):
        if len(alike) == 1:
            kept = _path(alike[0]) == _path(shown)
            return _Found(alike[0], 0.98 if kept else 0.93, "role and name")
        near = [each for each in alike if _path(each) == _path(shown)]
        if len(near) == 1:
            return _Found(near[0], 0.95, "role, name and containers")
    return tuple(same)


def _unnamed(shown: Element, seen: tuple[Element, ...]) -> _Found | tuple[Element, ...]:
    """A thing without a name is known by its role and its containers, if there is only one."""
    same = [each for each in seen if each.role == shown.role and not each.name]
    near = [each for each in same if _path(each) == _path(shown)]
    if shown.description:
        told = [each for each in near or same if each.description == shown.description]
        if len(told) == 1:
            return _Found(told[0], 0.9, "role and description")
    if len(near) == 1:
        return _Found(near[0], 0.9, "the only one of its role in these containers")
    if len(same) == 1 and shown.role in LARGE_SURFACES:
        return _Found(same[0], 0.85, "the only one of its role")
    return tuple(near or same)


def _by_label(
    shown: Element, before: Observation, seen: tuple[Element, ...]
) -> _Found | tuple[Element, ...]:
    """A field without a name is the one beside the label that stood beside it.

    Its containers may have changed their names since: a combo box is called what it holds.
    """
    label = None if shown.name else _label_of(shown, before.elements)
    if label is None:
        return ()
    beside = []
    for each in seen:
        if each.role == shown.role and not each.name:
            other = _label_of(each, seen)
            if other is not None and other.name == label.name:
                beside.append(each)
    if len(beside) != 1:
        return tuple(beside)
    return _Found(beside[0], 0.85, f'beside the label "{label.name}"')


def _label_of(field: Element, elements: tuple[Element, ...]) -> Element | None:
    """The label to the left in its row, with nothing that one can use in between."""
    row = [
        each
        for each in elements
        if each.box.right <= field.box.left + _EDGE_PX
        and each.box.top < field.box.center.y < each.box.bottom
        and (each.role in INTERACTIVE or (each.role == "label" and each.name))
    ]
    nearest = max(row, key=lambda each: each.box.right, default=None)
    return nearest if nearest is not None and nearest.role == "label" else None


def _by_siblings(
    shown: Element, before: Observation, seen: tuple[Element, ...]
) -> _Found | tuple[Element, ...]:
    """The same place among as many siblings of one role, all with the same names as before.

    For things that the tree gives one name or none: the third of three unnamed fields.
    """

    def siblings(elements: tuple[Element, ...]) -> list[Element]:
        return [
            each for each in elements if each.role == shown.role and _path(each) == _path(shown)
        ]

    then = siblings(before.elements)
    now = siblings(seen)
    places = [index for index, each in enumerate(then) if each.box == shown.box]
    names_then, names_now = [each.name for each in then], [each.name for each in now]
    if len(places) != 1 or len(now) < 2 or names_then != names_now:
        return ()
    place = places[0]
    return _Found(now[place], 0.8, f"number {place + 1} of {len(now)} of its role")


def _path(element: Element) -> tuple[str, ...]:
    """Its containers, without the titles of windows: those change with the document."""
    return tuple(
        next(
            (role for role in _WINDOW_ROLES if entry == role or entry.startswith(f"{role} ")), entry
        )
        for entry in element.path
    )


def _may_be_in_its_window(shown: Element | None, now: Element) -> bool:
    """False where one stands in a dialog and the other does not, or in a dialog of other words.

    The "Save" of a dialog that did not open is not the "Save" of the window behind it, and the
    "Cancel" of a question nobody expected is not the one that was shown. The title of a main
    window is its document's and says nothing.
    """
    if shown is None or not shown.path or not now.path:
        return True
    then, there = _dialog(shown), _dialog(now)
    if then is None or there is None:
        return then is there
    words, others = set(bare(then).split()), set(bare(there).split())
    return not words or not others or not words.isdisjoint(others)


def _dialog(element: Element) -> str | None:
    """The title of the outermost dialog that holds it; None if none does."""
    for entry in element.path:
        for role in _DIALOGS:
            if entry == role or entry.startswith(f"{role} "):
                return entry[len(role) :].strip()
    return None


def _by_drawn_text(
    shown: Element | None, at: Point, before: Observation, screen: Screen, ocr: LineReader
) -> _Found | tuple[Element, ...]:
    """The only thing on the screen that says what was painted under the pointer."""
    if shown is not None and shown.role in LARGE_SURFACES:
        return ()
    box = shown.box if shown is not None else None
    then = [
        line
        for line in ocr.lines(before.frame.pixels)
        if line.box.grown(_TEXT_REACH_PX).contains(at)
        or (box is not None and box.contains(line.box.center))
    ]
    if len(then) != 1 or len(then[0].text) < 2:
        return ()
    text = then[0].text
    alike = []
    for index, element in enumerate(screen.elements):
        name, drawn = element.name, screen.sighting(index).drawn
        score = max(likeness(text, said, is_drawn=True, in_part=False) for said in (name, drawn))
        if score >= SAME_BUT_LOOKALIKES and _may_be(shown, element):
            alike.append((element, score))
    if len(alike) != 1:
        return tuple(element for element, _ in alike)
    element, score = alike[0]
    return _Found(element, 0.88 if score == EXACT else 0.8, f'drawn text "{text}"')


def _may_be(shown: Element | None, element: Element) -> bool:
    """Whether a thing can be the shown one by role and window; a text has none that is known."""
    if not _may_be_in_its_window(shown, element):
        return False
    if shown is None or Source.OCR in (shown.source, element.source):
        return True
    return element.role == shown.role


def _by_picture(
    shown: Element | None,
    at: Point,
    before: Observation,
    screen: Screen,
    called: str,
    candidates: tuple[Candidate, ...],
) -> Grounded | NotFound:
    """Its picture, where the screen shows it once and clearly."""
    width, height = before.frame.size
    whole = Box(0, 0, width, height)
    if shown is not None and shown.role in LARGE_SURFACES:
        return NotFound(called, "It is not on this screen; its picture would not tell.", candidates)
    around = Box(at.x - _CROP_PX, at.y - _CROP_PX, at.x + _CROP_PX, at.y + _CROP_PX)
    box = (shown.box.grown(_EDGE_PX) if shown is not None else around).intersection(whole)
    if box is None or not whole.contains(at):
        return NotFound(called, "It was shown outside of the picture.", candidates)
    match = find_picture(before.frame.crop(box), screen.frame.pixels)
    if not isinstance(match, PictureFound):
        return NotFound(called, match, candidates)
    place = Element(
        role=shown.role if shown is not None else "unknown",
        name=shown.name if shown is not None else "",
        box=match.box,
        source=Source.DETECTOR,
    )
    # A place inside the crop, at the scale at which the crop was found.
    scale = match.box.width / box.width
    point = Point(
        match.box.left + round((at.x - box.left) * scale),
        match.box.top + round((at.y - box.top) * scale),
    )
    if shown is not None:
        point = match.box.center
    other = _other_thing(shown, point, screen)
    if other is not None:
        reason = f"Its picture is where the {_called(other, point)} is now."
        return NotFound(called, reason, (Candidate(other, 0.3), *candidates))
    evidence = f"picture {match.score:.2f}"
    return Grounded(place, match.box, point, 0.75 * match.score, evidence, candidates)


def _other_thing(shown: Element | None, point: Point, screen: Screen) -> Element | None:
    """What the tree says is at the point, if that cannot be the shown thing."""
    if shown is None or shown.source is not Source.ACCESSIBLE:
        return None
    under = [
        each
        for each in screen.elements
        if each.source is Source.ACCESSIBLE and each.box.contains(point)
    ]
    now = min(under, key=lambda each: each.box.area, default=None)
    if now is None:
        return None
    is_alike = now.name == shown.name or likeness(shown.name, now.name) > 0
    is_it = now.role == shown.role and is_alike and _may_be_in_its_window(shown, now)
    return None if is_it else now


def _grounded(found: _Found, shown: Element | None, at: Point) -> Grounded:
    box = found.element.box
    point = box.center
    if shown is not None and shown.role in _WITH_PARTS:
        point = _same_place(at, shown.box, box)
    return Grounded(found.element, box, point, found.confidence, found.evidence)


def _same_place(at: Point, then: Box, now: Box) -> Point:
    """The place in the new box that was meant in the old one, never on its very edge.

    Distances from the top left stay what they are, because text and drawings start there and do
    not stretch with their pane; what lies beyond the new box is brought inside.
    """
    return Point(
        min(
            max(now.left + at.x - then.left, now.left + _EDGE_PX),
            max(now.left, now.right - 1 - _EDGE_PX),
        ),
        min(
            max(now.top + at.y - then.top, now.top + _EDGE_PX),
            max(now.top, now.bottom - 1 - _EDGE_PX),
        ),
    )
