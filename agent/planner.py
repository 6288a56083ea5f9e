"""A job in words, and what is on the screen, in; the next step out.

`build_messages` is the one place where the prompt is made: the running planner and its training
both call it, so that what is trained is what is asked. The answer is bound to a JSON schema while
it is sampled, and matched field by field after; no text of it is ever searched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.adaptation import Adapted, adapted
from agent.asked import never_used, strays
from agent.choices import spelled_out
from agent.counterpart import turned
from agent.forms import filled_in, knows_form
from agent.phrases import called
from agent.prompts.planning import SYSTEM
from agent.prompts.rendering import describe_intent, inert, render_screen, size, told_job, told_step
from agent.spelled import done, spelled_out_steps
from agent.workflow import joined
from grounding.accessible import pointable
from grounding.screen import Screen
from models.chat import ChatModel, Json, Message
from tracker.actions import Click, Drag, Finish, GiveUp, Intent, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.events import Button
from tracker.keys import canonical, chord
from tracker.trajectory import Status, Step, Trajectory

_ANSWER_TOKENS = 320
"""Enough for the longest thought and the longest text that the schema lets through."""


@dataclass(frozen=True, slots=True)
class Plan:
    """is_shown: a person did this in the same job, so its target will appear if it is not there.
    shown: their step, by which the target is known where the words do not tell it.
    """

    thought: str
    intent: Intent
    is_shown: bool = False
    shown: Step | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """How much the prompt may hold, in bytes: about 3 to a token of English, never less than 1.

    total: of all messages together, unless the job itself takes more. screen: of the screen's
    lines. steps: past steps shown, a number. exemplar: of one past job.
    """

    total: int = 3000
    screen: int = 1000
    steps: int = 10
    exemplar: int = 600


class Planner:
    """The first exemplar's steps where they surely are this job's, the instruction's own where it
    says them, and the model's for all else."""

    def __init__(self, model: ChatModel, budget: Budget = Budget()) -> None:
        self._model = model
        self._budget = budget

    @property
    def name(self) -> str:
        return self._model.name

    def plan(
        self,
        instruction: str,
        screen: Screen,
        history: Sequence[Step] = (),
        exemplars: Sequence[Trajectory] = (),
        note: str = "",
        attempt: int = 0,
    ) -> Plan:
        """The next step. note: what went wrong with the last plan, for the model to mend.
        attempt: how many plans for this step led to nothing.

        Raises Malformed for an answer that is no step, Unavailable if there is no model.
        """
        exemplars = [turned(instruction, one, history, screen) for one in exemplars]
        if exemplars and (attempt == 1 or not note):
            next_shown = followed(instruction, history, exemplars[0], attempt)
            if next_shown is not None:
                _must_be_asked_for(instruction, next_shown.intent, exemplars[0])
                return next_shown
        if not note:
            told = said(instruction, screen, history, exemplars)
            if told is not None:
                return told
        # An example whose steps are not to be found here is one of another job.
        fitting = exemplars if attempt <= 1 else ()
        messages = build_messages(instruction, screen, history, fitting, note, self._budget)
        plan = read_answer(self._model.reply(messages, ANSWER_SCHEMA, _ANSWER_TOKENS))
        if fitting:
            known = adapted(instruction, fitting[0])
            there = {called(one) for one in screen.elements}
            plan = replace(plan, intent=known.meant(plan.intent, history, there))
            _must_be_own(plan.intent, known)
        if exemplars:
            _must_be_asked_for(instruction, plan.intent, exemplars[0])
        if isinstance(plan.intent, Finish) and (value := never_used(instruction, history, screen)):
            raise Malformed(
                f"It is said to be done, but {value!r} was neither typed nor chosen, and nothing "
                "on the screen tells of it."
            )
        return plan


def followed(
    instruction: str, history: Sequence[Step], example: Trajectory, attempt: int = 0
) -> Plan | None:
    """The example's next step, if it is to be done without asking a model; None if not.

    That is where the two jobs surely differ in nothing but values and nothing went wrong last,
    and where a model's first plan for the step came to nothing.
    """
    known = adapted(instruction, example)
    has_failed = bool(history) and history[-1].outcome.status is Status.FAILED
    place = known.place(history)
    plan = Plan(known.thoughts[place], known.intents[place], True, known.shown[place])
    if attempt == 0:
        return plan if known.is_sure and not has_failed else None
    is_told = not any(value in describe_intent(plan.intent) for value in known.unknown)
    is_step = not isinstance(plan.intent, Finish)
    return plan if attempt == 1 and not known.is_sure and is_told and is_step else None


def said(
    instruction: str, screen: Screen, history: Sequence[Step], exemplars: Sequence[Trajectory] = ()
) -> Plan | None:
    """The next step where the instruction itself says enough, and no model is to be asked: it
    spells the steps out, or its values fill in the form that showed when it was given."""
    begun = history[0].before if history else None
    elements = screen.elements
    if begun is not None:
        box = begun.window.box if begun.window is not None else None
        elements = pointable(begun.elements, begun.frame.size, box)
    for steps in (
        spelled_out_steps(instruction),
        ()
        if any(knows_form(one, elements) for one in exemplars)
        else filled_in(instruction, elements),
    ):
        place = done(steps, history)
        if place is not None:
            return Plan("", steps[place], is_shown=True)
    return None


def _must_be_own(intent: Intent, example: Adapted) -> None:
    """Raises Malformed where a value of the example's job would be typed that this one does not
    have: a small model copies the name of another letter."""
    if isinstance(intent, TypeText) and intent.text in example.unknown:
        raise Malformed(
            f"{intent.text!r} is a value of the example, and the job says nothing of it.",
            hint="Say all values in the instruction, the new ones in quotes.",
        )


def _must_be_asked_for(instruction: str, intent: Intent, example: Trajectory) -> None:
    """Raises Malformed where the example's step makes something else than is asked for."""
    if amiss := strays(instruction, intent, example):
        raise Malformed(amiss, hint="Record once how this is done.")


def build_messages(
    instruction: str,
    screen: Screen,
    history: Sequence[Step] = (),
    exemplars: Sequence[Trajectory] = (),
    note: str = "",
    budget: Budget = Budget(),
) -> list[Message]:
    """The prompt. Pure: the same arguments give the same words.

    Where it is over the budget the exemplars go first, the last of them before the others, then
    the oldest steps, then the screen's lines that have least to do with the job.
    """
    usable = [one for one in exemplars if any(step.intent is not None for step in one.steps)]
    examples = [_example(one, budget.exemplar) for one in usable]
    hint = [_hint(adapted(instruction, usable[0]), history)] if usable else []
    steps = [told_step(step) for step in history][-budget.steps :]
    lines = budget.screen
    while True:
        earlier = len(history) - len(steps)
        user = "\n".join(
            (
                *examples,
                f"Job: {told_job(instruction)}",
                *_told_history(steps, earlier),
                *render_screen(screen, instruction, lines),
                *((f"Note: {inert(note)}",) if note else ()),
                *(hint if examples else ()),
                f"Step {len(history) + 1}:",
            )
        )
        if size(SYSTEM) + size(user) <= budget.total:
            break
        if examples:
            examples.pop()
        elif len(steps) > 1:
            steps.pop(0)
        elif lines > 0:
            lines = max(0, lines - max(100, size(SYSTEM) + size(user) - budget.total))
        else:
            break
    return [Message("system", SYSTEM), Message("user", user)]


def _told_history(steps: Sequence[str], earlier: int) -> tuple[str, ...]:
    if not steps:
        return ("Done so far: nothing",)
    heading = f"Done so far ({earlier} earlier steps not shown):" if earlier else "Done so far:"
    return (heading, *(f"{earlier + n}. {step}" for n, step in enumerate(steps, 1)))


def _example(trajectory: Trajectory, limit: int) -> str:
    """A past job and its steps, as many as there is room for."""
    heading = f"Example, job: {told_job(trajectory.task)}"
    intents = _intents(trajectory)
    lines, room = [heading], limit - size(heading)
    for number, intent in enumerate([*intents, Finish()], 1):
        line = f"{number}. {describe_intent(intent)}"
        room -= size(line) + 1
        if room < 0:
            lines.append("and so on")
            break
        lines.append(line)
    return "\n".join(lines)


def _hint(example: Adapted, history: Sequence[Step]) -> str:
    """The line of the example that follows those which were done, with this job's values.

    A small model copies a line that stands before it far better than it counts lines.
    """
    told = describe_intent(example.intents[example.place(history)])
    if any(value in told for value in example.unknown):
        return f"The example did next: {told}"
    return f"Next, as in the example: {told}"


def _intents(trajectory: Trajectory) -> list[Intent]:
    steps = spelled_out(joined(trajectory.steps), trajectory.task)
    return [step.intent for step in steps if step.intent is not None]


def _text(most: int, least: int = 1) -> dict[str, object]:
    return {"type": "string", "minLength": least, "maxLength": most}


def _action(verb: str, **fields: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {"verb": {"const": verb}, **fields},
        "required": ["verb", *fields],
        "additionalProperties": False,
    }


_TARGET = _text(100)

ANSWER_SCHEMA: Json = {
    "type": "object",
    "properties": {
        "thought": _text(160, least=0),
        "action": {
            "anyOf": [
                _action("click", target=_TARGET),
                _action("double_click", target=_TARGET),
                _action("right_click", target=_TARGET),
                _action("type", text=_text(400)),
                _action("press", keys={"type": "array", "items": _text(12), "minItems": 1,
                                       "maxItems": 4}),
                _action(
                    "scroll",
                    target=_TARGET,
                    direction={"enum": ["up", "down", "left", "right"]},
                    notches={"type": "integer", "minimum": 1, "maximum": 20},
                ),
                _action("drag", start=_TARGET, end=_TARGET),
                _action("wait", seconds={"type": "integer", "minimum": 1, "maximum": 30}),
                _action("finish", summary=_text(120, least=0)),
                _action("give_up", reason=_text(120)),
            ]
        },
    },
    "required": ["thought", "action"],
    "additionalProperties": False,
}  # fmt: skip
"""`thought` stands first so that the model writes its reason before it commits to an action."""


def read_answer(answer: Json) -> Plan:
    """The plan in an answer. Raises Malformed for one that says nothing that can be done."""
    match answer:
        case {"thought": str(thought), "action": dict(action)}:
            return Plan(" ".join(thought.split()), _intent(action))
        case _:
            raise Malformed("The planner's answer has no thought and action.", hint=_HINT)


_HINT = "It is asked again; if this goes on, choose a larger model."


def _intent(action: Json) -> Intent:
    match action:
        case {"verb": "click", "target": str(target)} if target.strip():
            return Click(target.strip())
        case {"verb": "double_click", "target": str(target)} if target.strip():
            return Click(target.strip(), count=2)
        case {"verb": "right_click", "target": str(target)} if target.strip():
            return Click(target.strip(), Button.RIGHT)
        case {"verb": "type", "text": str(text)} if text:
            return TypeText(text)
        case {"verb": "press", "keys": list(keys)} if keys:
            return PressKeys(_chord(keys))
        case {
            "verb": "scroll",
            "target": str(target),
            "direction": str(direction),
            "notches": int(notches),
        } if target.strip() and notches > 0 and direction in _DIRECTIONS:
            dx, dy = _DIRECTIONS[direction]
            return Scroll(target.strip(), dx * notches, dy * notches)
        case {"verb": "drag", "start": str(start), "end": str(end)} if (
            start.strip() and end.strip()
        ):
            return Drag(start.strip(), end.strip())
        case {"verb": "wait", "seconds": int(seconds) | float(seconds)} if 0 < seconds <= 60:
            return Wait(float(seconds))
        case {"verb": "finish", "summary": str(summary)}:
            return Finish(summary.strip())
        case {"verb": "give_up", "reason": str(reason)}:
            return GiveUp(reason.strip() or "The planner gave no reason.")
        case _:
            raise Malformed(f"The planner's answer is no action: {dict(action)!r}.", hint=_HINT)


_DIRECTIONS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def _chord(keys: Sequence[object]) -> tuple[str, ...]:
    names = [canonical(key) if isinstance(key, str) else None for key in keys]
    known = tuple(name for name in names if name is not None)
    if len(known) < len(names):
        raise Malformed(f"There is no key among {list(keys)!r} for each name.", hint=_HINT)
    return chord(known)


def write_answer(plan: Plan) -> Json:
    """The answer that `read_answer` reads as this plan: what training teaches.

    Raises Malformed for what the answer's verbs cannot say: other buttons and counts, held keys.
    """
    return {"thought": plan.thought, "action": _worded(plan.intent)}


def _worded(intent: Intent) -> Json:
    match intent:
        case Click(target, Button.LEFT, 1, ()):
            return {"verb": "click", "target": target}
        case Click(target, Button.LEFT, 2, ()):
            return {"verb": "double_click", "target": target}
        case Click(target, Button.RIGHT, 1, ()):
            return {"verb": "right_click", "target": target}
        case TypeText(text):
            return {"verb": "type", "text": text}
        case PressKeys(keys):
            return {"verb": "press", "keys": list(keys)}
        case Scroll(target, dx, dy, ()) if bool(dx) != bool(dy):
            direction = next(
                name for name, (x, y) in _DIRECTIONS.items() if x * dx > 0 or y * dy > 0
            )
            return {
                "verb": "scroll", "target": target, "direction": direction, "notches": abs(dx + dy),
            }  # fmt: skip
        case Drag(start, end, Button.LEFT, ()):
            return {"verb": "drag", "start": start, "end": end}
        case Wait(seconds):
            return {"verb": "wait", "seconds": max(1, round(seconds))}
        case Finish(summary):
            return {"verb": "finish", "summary": summary}
        case GiveUp(reason):
            return {"verb": "give_up", "reason": reason}
        case Click() | Scroll() | Drag():
            raise Malformed(
                f"The planner has no words for {intent!r}.", hint="Leave this step out of training."
            )
        case _:
            assert_never(intent)
