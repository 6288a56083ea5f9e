"""How well each element of a screen answers one reading of a phrase, by itself.

Pure. What it says and what it is; where it lies relative to others is `placing`'s.
"""

from dataclasses import dataclass

from grounding.icon_scoring import picture_match
from grounding.phrase import Query
from grounding.placing import Scored
from grounding.roles import (
    BUTTONS,
    CHECK_BOXES,
    COMBO_BOXES,
    INTERACTIVE,
    LABELS,
    RADIO_BUTTONS,
    SLIDERS,
    TEXT_FIELDS,
    fits,
)
from grounding.screen import Screen
from grounding.wording import likeness
from tracker.geometry import Box
from tracker.trajectory import Element, Source

_DRAWN_ONLY = 0.95
_BY_LABEL = 0.94
_BY_VALUE = 0.85
_BY_DESCRIPTION = 0.9
_NOT_INTERACTIVE = 0.93
_INSENSITIVE = 0.97
_WRONG_STATE = 0.3
_STATE_UNSEEN = 0.5
"""Who asks for the unchecked box means to check it, and would uncheck the other."""

_ROLE_UNSEEN = 0.9
_DETECTOR_ERRS = 0.4
"""The detector takes a tab for a button more often than a program names one wrongly."""

_SWITCHES = CHECK_BOXES | RADIO_BUTTONS
_LIKE_A_SWITCH = 0.6
"""Programs tell the buttons of a tool bar that stay down as boxes and radio buttons."""

_BLURRED = 0.76
_LOOK_ALIKE = {
    "push button": frozenset({"push button", "toggle button"}),
    "menu item": frozenset({"menu", "menu item"}),
    "table cell": frozenset({"table cell", "list item"}),
    "text": frozenset({"text", "password text"}),
    "table column header": frozenset({"table column header", "column header"}),
}
"""What the detector calls by one name, and is more than one kind to who asks."""

_UNSEEN_KINDS = frozenset({"password text"})
"""An empty field for a password looks like any other, and most are others."""

_INPUT_UNSEEN = 0.7
_ITS_LABEL = 0.5
"""A text that ends in a colon stands beside an input field and is not what is in it."""

_INPUTS = TEXT_FIELDS | COMBO_BOXES | SLIDERS
_LABEL_GAP_PX = 250
_LABEL_OVERLAP_PX = 16
"""How far the box of a field that was seen may reach over the label beside it."""

_STACK_GAP_PX = 24


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    why: str


def score_all(query: Query, screen: Screen) -> list[Scored]:
    """Each element that has anything to say for it; scores from above 0 to 1."""
    found = []
    for index, element in enumerate(screen.elements):
        match = _text_match(query, screen, index)
        if match is None:
            continue
        role, role_why = _role_match(query, element)
        states, states_why = _state_match(query, element)
        score = match.score * role * states * _appeal(query, element)
        if score > 0:
            why = tuple(part for part in (match.why, role_why, states_why) if part)
            found.append(Scored(index, score, why))
    return found


def _text_match(query: Query, screen: Screen, index: int) -> _Match | None:
    """The best of name, drawn text, label, description and value; None if none is alike."""
    element, sighting = screen.elements[index], screen.sighting(index)
    if query.value:
        held = likeness(query.value, element.value or sighting.drawn, in_part=False)
        if held == 0:
            return None
        if not query.name:
            return _Match(held, f'value "{query.value}"')
    if not query.name:
        return _Match(1.0, "")
    in_part = not query.is_exact
    is_drawn = element.source is not Source.ACCESSIBLE
    drawn = "" if not is_drawn and _same(element.name, sighting.drawn) else sighting.drawn
    matches = [
        _Match(
            likeness(query.name, element.name, is_drawn=is_drawn, in_part=in_part)
            * (0.85 + 0.15 * sighting.score),
            f'{"drawn text" if is_drawn else "name"} "{element.name}"',
        ),
        _Match(
            likeness(query.name, drawn, is_drawn=True, in_part=in_part) * _DRAWN_ONLY,
            f'drawn text "{sighting.drawn}"',
        ),
        _Match(
            likeness(query.name, element.description, in_part=in_part) * _BY_DESCRIPTION,
            f'description "{element.description}"',
        ),
        _Match(
            likeness(query.name, element.value, in_part=False) * _BY_VALUE,
            f'value "{element.value}"',
        ),
    ]
    if element.role in _INPUTS:
        label = label_of(index, screen)
        if label:
            alike = likeness(query.name, label, is_drawn=True, in_part=in_part)
            matches.append(_Match(alike * _BY_LABEL, f'label "{label}"'))
    if sighting.icon is not None:
        matches.append(_Match(*picture_match(query.name, query.roles, sighting.icon, screen)))
    best = max(matches, key=lambda match: match.score)
    return best if best.score > 0 else None


def _same(name: str, drawn: str) -> bool:
    """Whether what is drawn is the name that is told: then the slips of reading it are known."""
    return likeness(name, drawn, is_drawn=True, in_part=False) > 0


def label_of(index: int, screen: Screen) -> str:
    """The text before or above an input field, by which a person knows it; "" if none."""
    field = screen.elements[index].box
    best: tuple[int, str] | None = None
    for element in screen.elements:
        if not element.name or not _may_label(element):
            continue
        distance = _label_distance(field, element.box)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, element.name)
    return best[1] if best else ""


def _may_label(element: Element) -> bool:
    """A label, or what looks like something else to the detector and ends as labels do."""
    if element.role in _INPUTS:
        return False
    return element.role in LABELS or _is_caption(element)


def _is_caption(element: Element) -> bool:
    return element.source is not Source.ACCESSIBLE and element.name.rstrip().endswith(":")


def _label_distance(field: Box, label: Box) -> int | None:
    """Pixels from a label to its field; one above counts as further than one beside it."""
    is_before = label.left < field.left and label.right <= field.left + _LABEL_OVERLAP_PX
    if is_before and field.top <= label.center.y < field.bottom:
        gap = max(0, field.left - label.right)
        return gap if gap <= _LABEL_GAP_PX else None
    if label.bottom <= field.top and label.left < field.right and label.right > field.left:
        gap = field.top - label.bottom
        return gap + _STACK_GAP_PX if gap <= _STACK_GAP_PX else None
    return None


def _role_match(query: Query, element: Element) -> tuple[float, str]:
    if not query.roles:
        return 1.0, ""
    is_told = element.source is Source.ACCESSIBLE
    if not _is_named(query):
        # With nothing but the kind to go by, a near kind is another thing.
        wanted = query.narrow or query.roles
        return _told_kind(element, wanted) if is_told else _seen_kind(element, wanted)
    if is_told:
        fit = fits(element.role, query.roles)
        return fit, f"role {element.role}" if fit == 1.0 else ""
    if query.roles <= _INPUTS and _is_caption(element):
        return _ITS_LABEL, ""
    if element.source is Source.DETECTOR:
        is_switch = element.role in BUTTONS and not query.roles.isdisjoint(_SWITCHES)
        fit = _LIKE_A_SWITCH if is_switch else fits(element.role, query.roles)
        return _DETECTOR_ERRS + (1 - _DETECTOR_ERRS) * fit, f"looks like a {element.role}"
    if element.role in query.roles:
        return 1.0, ""
    if query.roles <= _INPUTS:
        return _INPUT_UNSEEN, ""
    return _ROLE_UNSEEN, ""


def _told_kind(element: Element, wanted: frozenset[str]) -> tuple[float, str]:
    return (1.0, f"role {element.role}") if element.role in wanted else (0.0, "")


def _seen_kind(element: Element, wanted: frozenset[str]) -> tuple[float, str]:
    """Of what the detector saw. It tells kinds apart as far as they look different."""
    kinds = _LOOK_ALIKE.get(element.role, frozenset({element.role}))
    if element.source is not Source.DETECTOR or wanted.isdisjoint(kinds - _UNSEEN_KINDS):
        return 0.0, ""
    return (1.0 if kinds <= wanted else _BLURRED), f"looks like a {element.role}"


def _is_named(query: Query) -> bool:
    return bool(query.name or query.value)


def _state_match(query: Query, element: Element) -> tuple[float, str]:
    if not query.states and not query.lacking:
        return 1.0, ""
    if not element.states:
        return _STATE_UNSEEN, "its state is not seen"
    has = set(element.states)
    if "sensitive" not in has:
        has.discard("enabled")
    if not has.issuperset(query.states) or has.intersection(query.lacking):
        return _WRONG_STATE, ""
    return 1.0, " ".join((*query.states, *(f"not {state}" for state in query.lacking)))


def _appeal(query: Query, element: Element) -> float:
    """Below 1 for what is less often meant: something that cannot be used, or not now."""
    appeal = 1.0
    if not query.roles and element.role not in INTERACTIVE:
        appeal *= _NOT_INTERACTIVE
    if element.states and "sensitive" not in element.states and "enabled" not in query.lacking:
        appeal *= _INSENSITIVE
    return appeal
