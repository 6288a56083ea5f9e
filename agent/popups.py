"""Lists and menus that lie open over a window: what a click beside them may come to.

Pure. Many programs take the first click beside such a popup to close it and do nothing else with
it: the button under the pointer never hears of it. That the popup went away is then no sign that
the button did anything.
"""

from functools import reduce
from typing import Final

from agent.differences import Differences, own_states, same_element
from tracker.geometry import Box
from tracker.trajectory import Element, Observation

_MENUS: Final = ("popup menu", "menu ")
_FRAME_PX: Final = 8
"""A popup reaches so far beyond what is listed of it."""

_PASSING: Final = frozenset({"focused", "expanded", "selected"})
"""States that a popup's owner may lose when the popup closes."""


def only_closed(
    before: Observation, after: Observation, found: Differences, clicked: Element
) -> bool:
    """Whether a popup that lay open beside what was clicked is gone, and nothing else happened.

    What the popup had covered is seen again, which is no effect either.
    """
    gone = [one for one in before.elements if _popup(one) is not None]
    if not gone or _popup(clicked) is not None or found.window is not None:
        return False
    if any(_popup(one) is not None for one in after.elements):
        return False
    covered = reduce(Box.union, (one.box for one in gone)).grown(_FRAME_PX)
    appeared = [one for one in found.appeared if covered.intersection(one.box) is None]
    vanished = [one for one in found.vanished if _popup(one) is None]
    altered = [pair for pair in found.altered if not _is_passing(*pair)]
    return not (appeared or vanished or altered) and is_untouched(clicked, after)


def is_untouched(clicked: Element, after: Observation) -> bool:
    """Whether it stands where it stood, as it was, so that it can be clicked once more."""
    now = same_element(clicked, after.elements)
    return now is not None and now.box == clicked.box and own_states(now) == own_states(clicked)


def _popup(element: Element) -> str | None:
    """The popup that it is or in which it lies: a menu, or a window without a name of its own, as
    lists of completions and choices have it; None for what is in none."""
    if element.path[:1] == ("window",) or (
        element.role == "window" and not element.path and not element.name
    ):
        return "window"
    inside = (one for one in reversed(element.path) if one.startswith(_MENUS))
    return next((one for one in inside if not one.startswith("menu bar")), None)


def _is_passing(earlier: Element, later: Element) -> bool:
    changed = own_states(earlier) ^ own_states(later)
    return earlier.value == later.value and changed <= _PASSING
