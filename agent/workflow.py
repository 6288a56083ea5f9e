"""A demonstration as a program: its steps, and the values that can be given anew.

Pure. Every text that was typed is a parameter. Lines typed one after the other into one field
are one parameter, and where a typed value shows up again later (in a title, as the name of a
thing that was clicked), the new value is looked for there.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from agent.choices import spelled_out
from agent.phrases import quoted
from tracker.actions import Click, Drag, Intent, PressKeys, Scroll, TypeText
from tracker.errors import Malformed
from tracker.redact import secret_name
from tracker.trajectory import (
    Author,
    Element,
    Observation,
    Status,
    Step,
    Trajectory,
    Window,
)

_SHORTEST_ECHO = 3
"""Characters; a shorter value would be recognised in names that have nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """name: what `--set` calls it. shown: what was typed in the demonstration. step: from 0.

    A secret was not kept when it was typed: a name stands in its place, and it must be given.
    """

    name: str
    shown: str
    step: int

    @property
    def is_secret(self) -> bool:
        return secret_name(self.shown) is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    task: str
    steps: tuple[Step, ...]
    parameters: tuple[Parameter, ...]

    def bind(self, values: Mapping[str, str]) -> tuple[Step, ...]:
        """The steps with these values in place of what was typed.

        Raises Malformed for a name that is not among the parameters.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                names = ", ".join(known) or "none: nothing was typed in it"
                raise Malformed(
                    f"This demonstration has no value called {name!r}.", hint=f"It has: {names}."
                )
        echoes = {
            known[name].shown: value
            for name, value in values.items()
            if len(known[name].shown) >= _SHORTEST_ECHO
            and "\n" not in known[name].shown
            and not known[name].is_secret
        }
        steps = [_with_echoes(step, echoes) for step in self.steps]
        for name, value in values.items():
            index = known[name].step
            step = steps[index]
            if known[name].is_secret:
                # In words it stays a name: what is said of a run, and kept of it, tells nothing.
                said = TypeText(known[name].shown)
                steps[index] = replace(step, action=TypeText(value), intent=said)
                continue
            steps[index] = replace(
                step,
                action=TypeText(value),
                intent=TypeText(value) if step.intent is not None else None,
                thought=_retold(self.steps[index].thought, known[name].shown, value, echoes),
                expectation=_retold(
                    self.steps[index].expectation, known[name].shown, value, echoes
                ),
            )
        return tuple(steps)

    def told(self, values: Mapping[str, str]) -> str:
        """The task with these values, where it says those that were shown."""
        known = {one.name: one.shown for one in self.parameters if not one.is_secret}
        return _swapped(
            self.task, {known[name]: value for name, value in values.items() if known.get(name)}
        )

    def missing(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the secrets that are not among the values."""
        return tuple(
            one.name for one in self.parameters if one.is_secret and one.name not in values
        )


def workflow(trajectory: Trajectory) -> Workflow:
    """Raises Malformed for a trajectory in which nothing was done."""
    steps = tuple(spelled_out(joined(trajectory.steps), trajectory.task))
    if not steps:
        raise Malformed(
            "Nothing was done in this recording, so there is nothing to replay.",
            hint="Record the job again.",
        )
    parameters: list[Parameter] = []
    for index, step in enumerate(steps):
        if isinstance(step.action, TypeText):
            wanted = secret_name(step.action.text) or _field_name(step.evidence.element)
            name = _free_name(wanted, parameters)
            parameters.append(Parameter(name, step.action.text, index))
    return Workflow(trajectory.task, steps, tuple(parameters))


def joined(steps: Iterable[Step]) -> list[Step]:
    """Lines, and the Enter keys between them, as one text where the field takes several lines;
    without what an agent tried to no effect."""
    whole_steps: list[Step] = []
    for step in steps:
        if step.author is Author.AGENT and step.outcome.status is Status.FAILED:
            continue
        text = _line(step)
        previous = whole_steps[-1] if whole_steps else None
        if text is None or previous is None or not isinstance(previous.action, TypeText):
            whole_steps.append(step)
            continue
        if not _same_field(previous.evidence.element, step.evidence.element):
            whole_steps.append(step)
            continue
        whole = TypeText(previous.action.text + text)
        whole_steps[-1] = replace(
            previous,
            action=whole,
            intent=whole if previous.intent is not None else None,
            thought=_restated(previous.thought, previous.action.text, whole.text),
            expectation=_restated(previous.expectation, previous.action.text, whole.text)
            or step.expectation,
            outcome=step.outcome,
            until_ns=step.until_ns,
        )
    return whole_steps


def _line(step: Step) -> str | None:
    """What the step adds to a field of several lines; None if it does something else.

    A display that only shows several lines, as a calculator's, takes no line: Enter is a command.
    """
    element = step.evidence.element
    if element is None or not {"multi line", "editable"} <= set(element.states):
        return None
    match step.action:
        case TypeText(text):
            return text
        case PressKeys(("enter",)):
            return "\n"
        case _:
            return None


def _same_field(one: Element | None, other: Element | None) -> bool:
    """The outermost container is the window, whose title changes with what is typed."""
    return (
        one is not None
        and other is not None
        and (one.role, one.name, one.path[1:]) == (other.role, other.name, other.path[1:])
    )


def _field_name(element: Element | None) -> str:
    if element is None:
        return "text"
    words = re.sub(r"[\W_]+", "-", (element.name or element.description).lower()).strip("-")
    if words:
        return words[:30].strip("-")
    return "secret" if element.role == "password text" else "text"


def _free_name(wanted: str, taken: Iterable[Parameter]) -> str:
    names = {parameter.name for parameter in taken}
    name, number = wanted, 2
    while name in names:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _with_echoes(step: Step, echoes: Mapping[str, str]) -> Step:
    if not echoes:
        return step
    evidence = replace(
        step.evidence,
        element=_renamed(step.evidence.element, echoes),
        end_element=_renamed(step.evidence.end_element, echoes),
    )
    return replace(
        step,
        before=_retitled(step.before, echoes),
        thought=_swapped(step.thought, echoes),
        expectation=_swapped(step.expectation, echoes),
        intent=_rephrased(step.intent, echoes),
        evidence=evidence,
    )


def _renamed(element: Element | None, echoes: Mapping[str, str]) -> Element | None:
    if element is None:
        return None
    return replace(
        element,
        name=_swapped(element.name, echoes),
        path=tuple(_swapped(part, echoes) for part in element.path),
    )


def _retitled(observation: Observation, echoes: Mapping[str, str]) -> Observation:
    window = observation.window
    if window is None:
        return observation
    return replace(
        observation,
        window=Window(_swapped(window.title, echoes), window.app, window.pid, window.box),
    )


def _rephrased(intent: Intent | None, echoes: Mapping[str, str]) -> Intent | None:
    match intent:
        case Click() | Scroll():
            return replace(intent, target=_swapped(intent.target, echoes))
        case Drag():
            return replace(
                intent, start=_swapped(intent.start, echoes), end=_swapped(intent.end, echoes)
            )
        case _:
            return intent


def _restated(text: str, shown: str, value: str) -> str:
    """Words that name a typed text in quotes, about another one."""
    return text.replace(quoted(shown), quoted(value))


def _retold(text: str, shown: str, value: str, echoes: Mapping[str, str]) -> str:
    """The words of a step that types, about the new value; "" if they tell of the old one still."""
    told = _restated(text, shown, value)
    others = told.replace(quoted(value), "")
    lines = [line.strip() for line in shown.splitlines()]
    if any(len(line) >= _SHORTEST_ECHO and _has(others, line) for line in lines):
        return ""
    return _swapped(told, {old: new for old, new in echoes.items() if old != shown})


def _has(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


def _swapped(text: str, echoes: Mapping[str, str]) -> str:
    """Each shown value that stands in the text as whole words, replaced by the new one; all at
    once, since the new value of one may be the old one of another."""
    if not echoes:
        return text
    known = "|".join(re.escape(one) for one in sorted(echoes, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", lambda found: echoes[found[0]], text)
