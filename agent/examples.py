"""Finished jobs in, what the planner is taught out: the prompt of each step, and its right answer.

Pure but for the reader of screens. The prompt is made by the function that the running planner
uses, from the screen as it would see it, so what is learned is what is asked. What only a
recording knows (where the pointer already was) is taken off the screen first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.choices import spelled_out
from agent.cognition import may_teach
from agent.phrases import Locate
from agent.planner import Budget, Plan, build_messages, write_answer
from agent.workflow import joined
from grounding.grounder import Grounded
from grounding.screen import Screen, ScreenReader
from models.chat import Message
from tracker.actions import Click, Drag, Finish, GiveUp, Intent, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.trajectory import Element, Observation, Outcome, Status, Step, Trajectory, Window

_MENUS = frozenset({"menu", "menu item", "check menu item", "radio menu item"})

_UNSAID = ""
"""The reason that is taught. A model of this size copies the fitting line of its exemplar well when
the action comes at once, and badly when it has to put that line into other words first; it also
answers in half the time."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A finished job with the screen of each of its steps.

    steps: lines typed one after the other are one step. screens: one for each step; None where
    nobody knows what showed. end: what showed when all was done.
    """

    task: str
    steps: tuple[Step, ...]
    screens: tuple[Screen | None, ...]
    end: Screen | None
    source: Trajectory


@dataclass(frozen=True, slots=True)
class Example:
    """completion: the answer as JSON on one line, as the model is to write it.

    step: which of the lesson's it is, from 0; their number for the end.
    """

    messages: tuple[Message, ...]
    completion: str
    screen: Screen
    intent: Intent
    step: int


def lesson(
    trajectory: Trajectory, reader: ScreenReader, *, may_read_pictures: bool = True
) -> Lesson:
    """may_read_pictures: whether to read a picture whose elements nobody asked for, in seconds."""
    steps = tuple(spelled_out(joined(trajectory.steps), trajectory.task))
    screens: list[Screen | None] = []
    for step in steps:
        before = screens[-1] if screens else None
        screens.append(_screen(step, before, reader, may_read_pictures=may_read_pictures))
    end = None
    if steps and steps[-1].outcome.after is not None and steps[-1].outcome.showing:
        outcome = steps[-1].outcome
        assert outcome.after is not None
        end = reader.read(Observation(outcome.after, outcome.window, outcome.showing))
    done = tuple(replace(step, outcome=Outcome(Status.DONE)) for step in steps)
    return Lesson(trajectory.task, done, tuple(screens), end, trajectory)


def examples(
    shown: Lesson, exemplars: Sequence[Trajectory] = (), budget: Budget = Budget()
) -> list[Example]:
    """One for each completed step that the planner has words for, and one for the end."""
    taught: list[Example] = []
    for index, (step, screen) in enumerate(zip(shown.steps, shown.screens, strict=True)):
        if step.intent is None or screen is None or not may_teach(step):
            continue
        plan = Plan(_UNSAID, step.intent)
        taught += _example(shown, index, screen, plan, exemplars, budget)
    if shown.end is not None:
        plan = Plan(_UNSAID, Finish("Done."))
        taught += _example(shown, len(shown.steps), shown.end, plan, exemplars, budget)
    return taught


def _example(
    shown: Lesson,
    index: int,
    screen: Screen,
    plan: Plan,
    exemplars: Sequence[Trajectory],
    budget: Budget,
) -> list[Example]:
    try:
        answer = write_answer(plan)
    except Malformed:
        return []
    history = shown.steps[:index]
    messages = build_messages(shown.task, screen, history, exemplars, "", budget)
    completion = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return [Example(tuple(messages), completion, screen, plan.intent, index)]


def _screen(
    step: Step, before: Screen | None, reader: ScreenReader, *, may_read_pictures: bool
) -> Screen | None:
    """As the running planner would have seen it: from all elements if they were kept, else from
    those of the step before in the same window, else from the picture."""
    own = step.evidence.element
    if any(one != own for one in step.before.elements):
        seen = replace(step.before, elements=_in_order(step.before.elements, own))
        return _unlit(reader.read(seen), step)
    if before is not None and _is_same_window(before.window, step.before.window):
        carried = tuple(_now(one, own) for one in before.elements)
        return _unlit(replace(before, frame=step.before.frame, elements=carried), step)
    return reader.read(step.before) if may_read_pictures else None


def _in_order(elements: tuple[Element, ...], own: Element | None) -> tuple[Element, ...]:
    """The element that was looked up stands first in a recording, once more beside the others
    when its states had changed meanwhile: it is told once, as it was found among them."""
    if own is None or not elements or elements[0] != own:
        return elements
    rest = elements[1:]
    if any((one.role, one.name, one.box) == (own.role, own.name, own.box) for one in rest):
        return rest
    return elements


def _now(one: Element, own: Element | None) -> Element:
    """An element of an earlier look; the one with the focus is told as it is now."""
    if own is not None and (one.role, one.name, one.box) == (own.role, own.name, own.box):
        return own
    return one


def _unlit(screen: Screen, step: Step) -> Screen:
    """Without what the pointer lit up on its way to the target: that would tell the answer."""
    own = step.evidence.element
    if own is None or own.role not in _MENUS or not isinstance(step.action, Click):
        return screen

    def plain(one: Element) -> Element:
        if one.role != own.role or one.box != own.box:
            return one
        kept = tuple(state for state in one.states if state not in ("selected", "focused"))
        return replace(one, states=kept)

    return replace(screen, elements=tuple(plain(one) for one in screen.elements))


def _is_same_window(one: Window | None, other: Window | None) -> bool:
    return (
        one is not None
        and other is not None
        and (one.app, one.pid, one.box) == (other.app, other.pid, other.box)
    )


def is_right(plan: Intent, example: Example, locate: Locate) -> bool:
    """Whether a plan does what was to be done: the same verb on the same thing, the same text."""
    right, screen = example.intent, example.screen

    def same_place(said: str, wanted: str) -> bool:
        if said == wanted:
            return True
        one, other = locate(said, screen), locate(wanted, screen)
        if not isinstance(one, Grounded) or not isinstance(other, Grounded):
            return False
        return one.box.contains(other.point) and other.box.contains(one.point)

    match plan, right:
        case Click(), Click():
            alike = (plan.button, plan.count, plan.held) == (right.button, right.count, right.held)
            return alike and same_place(plan.target, right.target)
        case Scroll(), Scroll():
            return _way(plan) == _way(right) and same_place(plan.target, right.target)
        case Drag(), Drag():
            return same_place(plan.start, right.start) and same_place(plan.end, right.end)
        case (TypeText(), TypeText()) | (PressKeys(), PressKeys()):
            return plan == right
        case (Wait(), Wait()) | (Finish(), Finish()) | (GiveUp(), GiveUp()):
            return True
        case _:
            return False


def _way(scroll: Scroll[str]) -> tuple[bool, bool, bool]:
    return scroll.dx > 0, scroll.dy > 0, scroll.dy < 0
