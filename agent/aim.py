"""From a plan in words to something that can be done: its place on the screen, or why not.

Pure. A phrase is grounded by its words; what a person was shown to do is found as a replay finds
it where the words do not tell.
"""

from dataclasses import dataclass
from typing import assert_never

from agent.alignment import head, name_in
from agent.grounds import evidence_of
from agent.phrases import Locate, called, quoted
from agent.planner import Plan
from grounding.grounder import Grounded, NotFound
from grounding.match import find_again
from grounding.roles import INTERACTIVE
from grounding.screen import Screen
from grounding.selfcheck import Accepted, Rejected, self_check
from tracker.actions import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    PressKeys,
    Scroll,
    TypeText,
    Wait,
)
from tracker.trajectory import Element, Evidence, Observation, Source, Step

_NEAREST = 4
"""Candidates named to the planner when its phrase was not found."""


@dataclass(frozen=True, slots=True)
class Useless:
    """Nothing was done. reason: for the person, and as a note for the planner.

    counts: whether it is one of the planner's attempts. is_missing: what was to be used is not
    there.
    """

    reason: str
    counts: bool = True
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A plan with its place on the screen. action: None for an end."""

    plan: Plan
    before: Observation
    action: Action | None
    grounded: Grounded | None = None
    end: Grounded | None = None

    @property
    def element(self) -> Element | None:
        """What it is done to: the target, or what has the focus when it takes keys."""
        if self.grounded is not None:
            return self.grounded.element
        if not isinstance(self.action, TypeText | PressKeys):
            return None
        focused = [one for one in self.before.elements if "focused" in one.states]
        return focused[-1] if focused else None

    @property
    def targets(self) -> tuple[Grounded, ...]:
        return tuple(one for one in (self.grounded, self.end) if one is not None)

    @property
    def evidence(self) -> Evidence:
        return evidence_of(self.element, self.targets)


def aimed(plan: Plan, before: Observation, screen: Screen, locate: Locate) -> Ready | Useless:
    """The plan with its targets found on the screen."""
    match plan.intent:
        case Click() | Scroll():
            found = _sure(plan.intent.target, screen, locate)
            if isinstance(found, NotFound):
                found = (
                    _as_shown(plan.shown, screen)
                    or _by_name(plan.intent.target, screen, locate)
                    or found
                )
            if isinstance(found, NotFound):
                return _not_found(found)
            return Ready(plan, before, _at(plan.intent, found), found)
        case Drag(start, end, button, held):
            one, other = _sure(start, screen, locate), _sure(end, screen, locate)
            if isinstance(one, NotFound):
                return _not_found(one)
            if isinstance(other, NotFound):
                return _not_found(other)
            drag = Drag(one.point, other.point, button, held)
            return Ready(plan, before, drag, one, other)
        case TypeText() | PressKeys() | Wait():
            return Ready(plan, before, plan.intent)
        case Finish() | GiveUp():
            return Ready(plan, before, None)
        case _:
            assert_never(plan.intent)


def _sure(phrase: str, screen: Screen, locate: Locate) -> Grounded | NotFound:
    """What a phrase means, looked at twice: what is rejected then is not found."""
    found = locate(phrase, screen)
    if isinstance(found, NotFound):
        return found
    verdict = self_check(found, screen, phrase=phrase)
    if isinstance(verdict, Accepted):
        return found
    return NotFound(phrase, f"{called(found.element)} is alike, but: {verdict.reason}")


def _at(intent: Click[str] | Scroll[str], found: Grounded) -> Action:
    match intent:
        case Click(_, button, count, held):
            return Click(found.point, button, count, held)
        case Scroll(_, dx, dy, held):
            return Scroll(found.point, dx, dy, held)


def _as_shown(step: Step | None, screen: Screen) -> Grounded | None:
    """The place of a step that was shown, as a replay finds it; None where it is not there."""
    if step is None or not isinstance(step.action, Click | Scroll):
        return None
    shown = step.evidence.element
    found = find_again(shown, step.action.target, step.before, screen)
    if isinstance(found, NotFound) or isinstance(self_check(found, screen, shown=shown), Rejected):
        return None
    return found


def _by_name(phrase: str, screen: Screen, locate: Locate) -> Grounded | None:
    """The one thing on the screen that has the very name that the phrase says and is only called
    something else there: a recording may have seen the label on a button. A phrase that says where
    the thing is means no other place."""
    name = name_in(phrase)
    named = [
        one
        for one in screen.elements
        if one.name.strip() == name and one.source is Source.ACCESSIBLE and one.role in INTERACTIVE
    ]
    if not name or head(phrase) != phrase or len(named) != 1:
        return None
    found = _sure(called(named[0]), screen, locate)
    return found if isinstance(found, Grounded) and found.element == named[0] else None


def _not_found(missing: NotFound) -> Useless:
    nearest = [called(one.element) for one in missing.candidates[:_NEAREST]]
    near = f" Nearest: {', '.join(nearest)}." if nearest else ""
    reason = f"{quoted(missing.phrase)} was not found: {missing.reason}{near}"
    return Useless(reason, is_missing=True)
