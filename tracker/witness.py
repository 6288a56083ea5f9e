"""Which of several answers tells of a thing as it was before an event, and not of its effect.

Pure. A program is asked about the pointer and the focus before and at an event, and about its
whole window when all is at rest; it may answer late.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from tracker.desktop.atspi_names import NUMBERS, PRESSABLE, TEXTS
from tracker.events import ButtonPressed, KeyPressed, RawEvent
from tracker.lookup import Seen
from tracker.ring import Sight
from tracker.trajectory import Element

_PRESSED: Final = PRESSABLE | {"menu"}
_FIELDS: Final = TEXTS | NUMBERS | {"password text", "combo box", "table cell"}
_CONTAINERS: Final = frozenset(
    {"page tab list", "panel", "filler", "frame", "dialog", "scroll pane",
     "split pane", "viewport", "document web"}
)  # fmt: skip
"""GTK stops at a tab list when it is asked what lies at a place inside."""


def is_same(one: Element, other: Element) -> bool:
    """Its place and value may have changed, and the title of its window, which begins its path."""
    return (one.role, one.name, one.path[1:]) == (other.role, other.name, other.path[1:])


def as_it_showed(seen: Seen, whole: Seen, event: RawEvent, sight: Sight) -> Seen:
    """A menu or a dialog closes as it is clicked, or at a key, and what lies behind it answers.

    whole: what was in the window just before.
    """
    seen = replace(seen, window=whole.window)
    match event:
        case ButtonPressed():
            if seen.element is not None and seen.element.role in _PRESSED:
                return seen
            is_vague = seen.element is None or seen.element.role in _CONTAINERS
            roles = _PRESSED | _FIELDS if is_vague else _PRESSED
            at = sight.before.placement.to_frame(event.at)
            fitting = [one for one in whole.elements if one.role in roles and one.box.contains(at)]
        case KeyPressed():
            fitting = [one for one in whole.elements if "focused" in one.states]
        case _:
            return seen
    found = min(fitting, key=lambda one: one.box.area, default=None)
    return seen if found is None else replace(seen, element=found, degraded="")


def as_listed(looked_up: Element | None, showing: Iterable[Element]) -> Element | None:
    """The same thing as it was when nothing had been done to it: not pressed, not yet typed into.

    Told twice, once armed and once not, it would be two things that nobody can tell apart.
    """
    if looked_up is None:
        return None
    same = [
        one
        for one in showing
        if (one.role, one.name) == (looked_up.role, looked_up.name)
        and one.box.iou(looked_up.box) > 0.5
    ]
    return max(same, key=lambda one: one.box.iou(looked_up.box), default=looked_up)


def tells_better(ahead: Seen, seen: Seen, sight: Sight) -> bool:
    """A program may have reacted before it was asked about the event: its button is pressed, its
    field has the letter. What it said before the event is better, if it was about the same thing
    or nothing was drawn since."""
    if ahead.element is None:
        return False
    if seen.element is not None and is_same(ahead.element, seen.element):
        return True
    return sight.before.t_ns <= ahead.looked_ns
