"""The values of a job that was shown: what its steps and its instruction both say.

Pure. A value was typed, or chosen by what it is called, or entered by clicks on buttons of one
character each, as on a calculator or a keyboard on the screen.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from agent.alignment import head, name_in
from agent.choices import spelled_out
from agent.workflow import joined, workflow
from grounding.roles import CELLS, LABELS, LINKS
from tracker.actions import Click, Intent, TypeText
from tracker.errors import Malformed
from tracker.trajectory import Element, Step, Trajectory

_OFFERED: Final = LABELS | LINKS | {"radio button", "check box"}
"""Things of which a window offers some, and that are chosen by what they are called."""

_CHOICES: Final = CELLS | _OFFERED | {"icon", "desktop icon"}
"""Buttons and menus are commands: "delete" in an instruction names no value, though a button of
that name is clicked."""

SHORTEST_ECHO: Final = 3
"""Characters; a shorter value would be found in phrases that have nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Run:
    """steps[start:end], clicks that together enter `text`."""

    start: int
    end: int
    text: str

    def entering(self, text: str, steps: Sequence[Step]) -> Iterator[tuple[Intent, Step]]:
        """The clicks for another text, each with a step that showed such a one."""
        shown = {step_name(step): step for step in reversed(steps[self.start : self.end])}
        for character in text:
            step = shown.get(character, steps[self.start])
            assert isinstance(step.intent, Click)
            if step_name(step) == character:
                yield step.intent, step
                continue
            phrase = head(step.intent.target)
            other = phrase.replace(f'"{step_name(step)}"', f'"{character}"')
            yield replace(step.intent, target=other), step


def step_name(step: Step) -> str:
    """What is clicked is called, in the words of the step."""
    return name_in(step.intent.target) if isinstance(step.intent, Click) else ""


def runs(steps: Sequence[Step], task: str) -> tuple[Run, ...]:
    """The values of an instruction that were entered by clicks, the longest ones first in line.

    steps: those that were put into words.
    """
    found: list[Run] = []
    start = 0
    while start < len(steps):
        end = start
        while end < len(steps) and len(step_name(steps[end])) == 1:
            end += 1
        names = "".join(map(step_name, steps[start:end]))
        said = next((names[:n] for n in range(len(names), 1, -1) if says(task, names[:n])), "")
        if said:
            found.append(Run(start, start + len(said), said))
        start += len(said) or 1
    return tuple(found)


def values_said(task: str, steps: Sequence[Step]) -> tuple[str, ...]:
    """The values that the instruction says, in the order in which it does."""
    texts = {text for step in steps for text in _texts(step) if text.strip()}
    texts |= {run.text for run in runs(worded(steps), task)}
    whole = [text for text in texts if says(task, text)]
    if not whole:
        return ()
    return tuple(dict.fromkeys(found[0] for found in whole_words(whole).finditer(task)))


def worded(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.intent is not None]


def offered(steps: Sequence[Step]) -> frozenset[str]:
    """What was chosen among what a window offers. Another value is there under its whole name."""
    return frozenset(name for step in steps for name in _chosen(step, _OFFERED))


def unsaid(steps: Sequence[Step], slots: Sequence[str]) -> list[str]:
    """What was typed without being said in the instruction: always the same, or a value."""
    typed = [step.action.text for step in steps if isinstance(step.action, TypeText)]
    return [
        text for text in dict.fromkeys(typed) if text not in slots and len(text) >= SHORTEST_ECHO
    ]


def named_values(example: Trajectory) -> Mapping[str, str]:
    """The values that its instruction says, by the field that they were typed into or by what
    they are."""
    try:
        known = {one.name: one.shown for one in workflow(example).parameters}
    except Malformed:
        return {}
    steps = worded(spelled_out(joined(example.steps), example.task))
    for step in steps:
        for name in _chosen(step, _CHOICES):
            known.setdefault("choice", name)
    for run in runs(steps, example.task):
        known["keys"] = run.text
    return {name: text for name, text in known.items() if says(example.task, text)}


def says(text: str, value: str) -> bool:
    """As whole words."""
    return bool(value.strip()) and whole_words([value]).search(text) is not None


def whole_words(texts: Sequence[str]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")


def _texts(step: Step) -> Iterator[str]:
    if isinstance(step.action, TypeText):
        yield step.action.text
    else:
        yield from _chosen(step, _CHOICES)


def _chosen(step: Step, roles: frozenset[str]) -> Iterator[str]:
    if isinstance(step.action, TypeText):
        return
    for element in (step.evidence.element, step.evidence.end_element):
        if isinstance(element, Element) and element.role in roles and element.name.strip():
            yield element.name
