"""What a key in a closed list of choices meant: the choice that it begins.

Pure. A person who types "m" in such a list has chosen what begins with it, "Monthly". As a text it
is a letter; as a value of the job it is the word that the instruction says.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from agent.phrases import quoted
from grounding.roles import COMBO_BOXES
from tracker.actions import TypeText
from tracker.trajectory import Element, Step

_WORD: Final = re.compile(r"(?<!\S)[^\w\s]*(\w+(?:-\w+)*)[^\w\s]*(?!\S)")
"""A word that stands alone; parts of addresses and file names do not."""


def spelled_out(steps: Sequence[Step], task: str) -> list[Step]:
    """The steps with whole choices typed where the beginning of one that the task says was."""
    return [_whole(step, task) for step in steps]


def _whole(step: Step, task: str) -> Step:
    if not isinstance(step.action, TypeText) or not _is_closed_list(step.evidence.element):
        return step
    beginning = step.action.text
    begun = {
        word
        for word in _WORD.findall(task)
        if word.casefold().startswith(beginning.casefold()) and word != beginning
    }
    if len(begun) != 1:
        return step
    whole = TypeText(begun.pop())
    return replace(
        step,
        action=whole,
        intent=whole if step.intent is not None else None,
        thought=step.thought.replace(quoted(beginning), quoted(whole.text)),
        expectation=step.expectation.replace(quoted(beginning), quoted(whole.text)),
    )


def _is_closed_list(element: Element | None) -> bool:
    """One in which typing chooses, and in which nothing can be written."""
    return element is not None and element.role in COMBO_BOXES and "editable" not in element.states
