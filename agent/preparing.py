"""A shown step on the screen that is there now: what is to be done, and on what grounds.

It only looks. Where a target is not found again, or is not fit to be used, it says why.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from agent.grounds import evidence_of
from agent.keys_go import where_keys_go
from grounding.fusion import LineReader
from grounding.grounder import Grounded, NotFound, point_in
from grounding.match import find_again
from grounding.screen import Screen
from grounding.selfcheck import Rejected, self_check
from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.desktop.protocols import Inspector
from tracker.geometry import Point
from tracker.trajectory import Element, Evidence, Observation, Step

_EDITABLE = frozenset({"text", "entry", "password text", "spin button", "terminal"})


@dataclass(frozen=True, slots=True)
class Ready:
    """What is about to be done, on which screen. element: what it is done to. end: of a drag."""

    observation: Observation
    action: Action
    element: Element | None = None
    grounded: Grounded | None = None
    end: Grounded | None = None

    @property
    def targets(self) -> tuple[Grounded, ...]:
        return tuple(one for one in (self.grounded, self.end) if one is not None)

    @property
    def evidence(self) -> Evidence:
        return evidence_of(self.element, self.targets)


@dataclass(frozen=True, slots=True)
class Missing:
    """refocus: the field that the keys are for, where only the focus is elsewhere."""

    reason: str
    observation: Observation
    refocus: Grounded | None = None


def prepare(
    shown: Step,
    observation: Observation,
    screen: Screen,
    inspector: Inspector,
    ocr: LineReader | None,
) -> Ready | Missing:
    """screen: of the observation. ocr: reads the picture of the demonstration."""
    action = shown.action
    match action:
        case Click() | Scroll():
            found = _found(shown.evidence.element, action.target, shown, screen, ocr)
            if not isinstance(found, Grounded):
                return _missing(found, shown, observation)
            return Ready(observation, replace(action, target=found.point), found.element, found)
        case Drag():
            start = _found(shown.evidence.element, action.start, shown, screen, ocr)
            if not isinstance(start, Grounded):
                return _missing(start, shown, observation)
            end = _found(shown.evidence.end_element, action.end, shown, screen, ocr)
            if not isinstance(end, Grounded):
                return _missing(end, shown, observation)
            moved = replace(action, start=start.point, end=end.point)
            return Ready(observation, moved, start.element, start, end)
        case TypeText() | PressKeys():
            return _keys(action, shown, observation, screen, inspector, ocr)
        case Wait():
            return Ready(observation, action)
        case _:
            assert_never(action)


def _found(
    element: Element | None, at: Point, shown: Step, screen: Screen, ocr: LineReader | None
) -> Grounded | NotFound | Rejected:
    found = find_again(element, at, shown.before, screen, ocr=ocr)
    if isinstance(found, NotFound):
        return found
    verdict = self_check(found, screen, shown=element)
    return verdict if isinstance(verdict, Rejected) else found


def _missing(why: NotFound | Rejected, shown: Step, observation: Observation) -> Missing:
    if isinstance(why, Rejected):
        return Missing(why.reason, observation)
    was, now = shown.before.window, observation.window
    if was is not None and now is None:
        there = f"{why.reason} No window is active; it was shown in {was.app}."
    elif was is not None and now is not None and was.app != now.app:
        there = f"{why.reason} It was shown in {was.app}; the active window is {now.app}'s."
    else:
        there = why.reason
    return Missing(there, observation)


def _keys(
    action: TypeText | PressKeys,
    shown: Step,
    observation: Observation,
    screen: Screen,
    inspector: Inspector,
    ocr: LineReader | None,
) -> Ready | Missing:
    """Keys go wherever the focus is, so the focus must be where it was shown."""
    reached = where_keys_go(shown, observation.window, inspector)
    if not reached.reason:
        return Ready(observation, action, reached.element)
    wanted, refocus = shown.evidence.element, None
    if reached.is_elsewhere and wanted is not None and wanted.role in _EDITABLE:
        found = find_again(wanted, point_in(wanted), shown.before, screen, ocr=ocr)
        refocus = found if isinstance(found, Grounded) else None
    return Missing(reached.reason, observation, refocus)
