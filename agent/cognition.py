"""Gives recorded steps what a recording lacks: the words for it, the reason, the expectation.

A target phrase counts only if the grounder finds the recorded target again from it, on the very
frame that the step was done on. A step for which none does keeps its best phrase with the
confidence 0, which marks it for review; it must not be trained on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.narration import narrated
from agent.phrases import Locate, called, phrases, place_phrase
from agent.surface import surface_at
from agent.thoughts import Expected, expectation, thought
from grounding import grounder
from grounding.grounder import Grounded
from grounding.match import innermost
from grounding.screen import Screen, ScreenReader
from models.chat import ChatModel
from tracker.actions import Click, Drag, Intent, PressKeys, Scroll, TypeText, Wait
from tracker.geometry import Point
from tracker.trajectory import (
    PERSON,
    TEMPLATE,
    Author,
    Element,
    Evidence,
    Observation,
    Provenance,
    Step,
    Trajectory,
    Wording,
)


def complete(
    trajectory: Trajectory,
    read: ScreenReader,
    model: ChatModel | None = None,
    *,
    locate: Locate = grounder.locate,
    again: bool = False,
) -> Iterator[tuple[int, Step]]:
    """Each step that had no intent, completed, with its index; store each as it comes.

    model: one that is capable of writing thoughts; without it they come from templates.
    again: also the steps that have an intent. What a person wrote is kept even then.
    """
    words = _Words(read, locate)
    done: list[Step] = list(trajectory.steps)
    for index, step in enumerate(trajectory.steps):
        if step.intent is not None and not again:
            continue
        if again:
            step = _without_ours(step)
        worded = words.worded(step)
        looks = words.looks(trajectory.steps, index)
        worded = _expecting(worded, expectation(step, *looks) if looks is not None else Expected())
        if not worded.thought:
            back, ahead = done[:index], trajectory.steps[index + 1 :]
            worded = _with_thought(worded, trajectory.task, back, ahead, model)
        done[index] = worded
        yield index, worded


def is_complete(step: Step) -> bool:
    return step.intent is not None


def needs_review(step: Step) -> bool:
    """Whether no phrase was found from which the grounder finds the step's target again."""
    return step.intent is not None and step.evidence.confidence == 0.0


def may_teach(step: Step) -> bool:
    """Whether its words are sure enough to be learned from.

    Of a step that points somewhere a phrase must be known to lead there: because the grounder
    found the place again by it, or, for an agent's step, because it was found by it at first.
    """
    if step.intent is None:
        return False
    return not is_pointing(step) or (step.evidence.confidence or 0.0) > 0.0


def is_pointing(step: Step) -> bool:
    return isinstance(step.action, Click | Scroll | Drag)


def by_person(before: Step, after: Step) -> Step:
    """The second with its provenance, where it is the first in a person's other words."""
    told = Provenance(PERSON)
    wording = after.wording
    if after.intent != before.intent:
        wording = replace(wording, phrase=told)
    if after.thought != before.thought:
        wording = replace(wording, thought=told)
    if after.expectation != before.expectation:
        wording = replace(wording, expectation=told)
    return replace(after, wording=wording)


def _without_ours(step: Step) -> Step:
    """What a person wrote is never written over; an agent's thought was its own as well."""
    wording = step.wording
    keeps_thought = wording.thought.by == PERSON or step.author is Author.AGENT
    keeps_expectation = wording.expectation.by == PERSON
    return replace(
        step,
        thought=step.thought if keeps_thought else "",
        expectation=step.expectation if keeps_expectation else "",
    )


def _expecting(step: Step, expected: Expected) -> Step:
    if step.expectation or not expected.text:
        return step
    told = replace(step.wording, expectation=Provenance(TEMPLATE, expected.confidence))
    return replace(step, expectation=expected.text, wording=told)


def _with_thought(
    step: Step, task: str, back: Sequence[Step], ahead: Sequence[Step], model: ChatModel | None
) -> Step:
    written = narrated(model, task, back, step, ahead) if model is not None else ""
    by = model.name if model is not None and written else TEMPLATE
    text = written or thought(step, back[-1] if back else None)
    return replace(step, thought=text, wording=replace(step.wording, thought=Provenance(by)))


@dataclass(frozen=True, slots=True)
class _Phrased:
    """found: None if the grounder does not find the target by the phrase."""

    phrase: str
    found: Grounded | None


class _Words:
    """Finds phrases; keeps the last two parses, since steps in a row share screens."""

    def __init__(self, read: ScreenReader, locate: Locate) -> None:
        self._reader = read
        self._locate = locate
        self._recent: list[tuple[Observation, Screen]] = []

    def worded(self, step: Step) -> Step:
        """With its intent; a phrase that a person wrote stays."""
        if step.wording.phrase.by == PERSON and step.intent is not None:
            return step
        intent, evidence = self._for_step(step)
        confidence = evidence.confidence if is_pointing(step) else None
        by = Provenance(TEMPLATE, confidence) if is_pointing(step) else Provenance()
        wording: Wording = replace(step.wording, phrase=by)
        return replace(step, intent=intent, evidence=evidence, wording=wording)

    def _for_step(self, step: Step) -> tuple[Intent, Evidence]:
        evidence = step.evidence
        match step.action:
            case TypeText() | PressKeys() | Wait():
                return step.action, evidence
            case Click(at, button, count, held):
                one = self._phrased(step, at, evidence.element)
                return Click(one.phrase, button, count, held), _checked(evidence, one)
            case Scroll(at, dx, dy, held):
                one = self._phrased(step, at, evidence.element)
                return Scroll(one.phrase, dx, dy, held), _checked(evidence, one)
            case Drag(start, end, button, held):
                one = self._phrased(step, start, evidence.element)
                other = self._phrased(step, end, evidence.end_element)
                return Drag(one.phrase, other.phrase, button, held), _checked(evidence, one, other)
            case _:
                assert_never(step.action)

    def _phrased(self, step: Step, at: Point, element: Element | None) -> _Phrased:
        """The simplest phrase that finds the place again, else the simplest of all."""
        screen = self._screen(step)
        known = (innermost(element, at, step.before), element, _drawn_at(screen, at))
        targets = list(dict.fromkeys(one for one in known if one is not None))
        targets.sort(key=lambda one: not (one.name or one.description))
        for target in targets:
            for phrase in phrases(target, screen.elements, screen.frame.size):
                found = self._locate(phrase, screen)
                if isinstance(found, Grounded) and _is_again(found, target, at):
                    return _Phrased(phrase, found)
        if targets:
            return _Phrased(called(targets[0]), None)
        return _Phrased(place_phrase(at, screen.frame.size, screen.window), None)

    def looks(self, steps: Sequence[Step], index: int) -> tuple[Observation, Observation] | None:
        """The desktop before a step and after it, to compare; None if nobody looked after it.

        After it is what the next step found. Their elements are given only where both screens
        are read anyway for their targets, or where both looks took in more than the targets.
        """
        step = steps[index]
        if index + 1 == len(steps):
            if step.outcome.after is None:
                return None
            window = step.outcome.window or step.before.window
            after = Observation(step.outcome.after, window, step.outcome.showing)
            is_told = bool(after.elements) and _is_whole(step)
            before = step.before if is_told else replace(step.before, elements=())
            return before, after if is_told else replace(after, elements=())
        following = steps[index + 1]
        if is_pointing(step) and is_pointing(following):
            return self._seen(step), self._seen(following)
        if _is_whole(step) and _is_whole(following):
            return step.before, following.before
        return replace(step.before, elements=()), replace(following.before, elements=())

    def _seen(self, step: Step) -> Observation:
        screen = self._screen(step)
        return replace(step.before, elements=screen.elements)

    def _screen(self, step: Step) -> Screen:
        own = (step.evidence.element, step.evidence.end_element)
        missing = [one for one in own if one is not None and one not in step.before.elements]
        seen = replace(step.before, elements=(*step.before.elements, *missing))
        for observation, screen in self._recent:
            if observation == seen:
                return screen
        screen = self._reader.read(seen)
        self._recent = [*self._recent[-1:], (seen, screen)]
        return screen


def _is_whole(step: Step) -> bool:
    """Whether the look has more elements than were looked up for the step itself."""
    own = (step.evidence.element, step.evidence.end_element)
    return any(one not in own for one in step.before.elements)


def _is_again(found: Grounded, target: Element, at: Point) -> bool:
    """Whether the grounder points into the target, and at the thing that was pointed at."""
    is_the_thing = found.box.contains(at) or target.box.encloses(found.box)
    return target.box.contains(found.point) and target.box.contains(at) and is_the_thing


def _drawn_at(screen: Screen, at: Point) -> Element | None:
    """The smallest thing with a name that the readers see at a place.

    Beside a text it is what the text stands on: the lit row of a menu, a button. It is called as
    the first text on it.
    """
    named = [one for one in screen.elements if one.name.strip()]
    there = [one for one in named if one.box.contains(at)]
    if there:
        return min(there, key=lambda one: one.box.area)
    surface = surface_at(screen.frame, at)
    if surface is None:
        return None
    on_it = [one for one in named if surface.contains(one.box.center)]
    first = min(on_it, key=lambda one: one.box.left, default=None)
    return replace(first, box=surface.union(first.box)) if first is not None else None


def _checked(evidence: Evidence, *phrased: _Phrased) -> Evidence:
    missing = [one.phrase for one in phrased if one.found is None]
    if missing:
        how = f"For review: {' and '.join(missing)} could not be found again by these words."
        return replace(evidence, how=how, confidence=0.0)
    found = [one.found for one in phrased if one.found is not None]
    return replace(
        evidence,
        how=f"Found again by its phrase: {'; '.join(one.evidence for one in found)}",
        confidence=min(one.confidence for one in found),
    )
