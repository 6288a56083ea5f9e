"""What stands in a new instruction for a value of the shown job, where its look does not tell.

A model says it, from other requests whose values are known. It can only choose among words that
stand in the instruction: the answer is bound to them, so nothing is invented, and nothing on a
screen has a say. The shown job is then told with what it chose.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from agent.adaptation import adapted, with_values
from agent.looks import plain_quotes, quoted
from agent.prompts.finding import SYSTEM
from agent.prompts.rendering import inert
from agent.slots import named_values, whole_words
from models.chat import ChatModel, Json, Message
from tracker.actions import TypeText
from tracker.errors import Malformed
from tracker.trajectory import Step, Trajectory

_REQUESTS: Final = 6
_LONGEST_REQUEST: Final = 240
_MOST_WORDS: Final = 6
_MOST_CHOICES: Final = 150
_WORD: Final = re.compile(r"[^\s\"'(),;:?!]+(?:'\w+)?")
_BREAK: Final = re.compile(r"[\";:?!()]")
_SMALL: Final = frozenset(
    {"a", "an", "and", "as", "at", "be", "by", "for", "from", "here", "in", "into", "is", "it",
     "now", "of", "off", "on", "or", "please", "so", "that", "the", "them", "then", "there", "this",
     "to", "too", "when", "with"}
)  # fmt: skip
"""Words with which no value begins or ends, unless it is quoted."""


def retold(
    instruction: str, example: Trajectory, akin: Sequence[Trajectory], model: ChatModel
) -> Trajectory:
    """The example with this job's values where it had its own; as it was where none was found.

    akin: jobs that mean nearly the same, the nearest first; those with the same values teach.
    Raises Unavailable if the model cannot be reached.
    """
    known = adapted(instruction, example)
    names = named_values(example)
    missing = [name for name, old in names.items() if old in known.unknown]
    if not missing:
        return example
    requests = [
        (one.task, values)
        for one in (example, *(one for one in akin if one is not example))
        if (values := named_values(one)).keys() == names.keys()
    ][:_REQUESTS]
    given = {name: known.values[old] for name, old in names.items() if old in known.values}
    choices = _choices(instruction, [*given.values()], requests)
    if not choices:
        return example
    answer = _asked(model, instruction, requests, given, missing, choices)
    found = {name: answer[name] for name in missing if name in answer}
    if not _stand_apart(instruction, [*given.values(), *found.values()]):
        return example
    return _with(example, {names[name]: value for name, value in found.items()})


def _asked(
    model: ChatModel,
    instruction: str,
    requests: Sequence[tuple[str, Mapping[str, str]]],
    given: Mapping[str, str],
    missing: Sequence[str],
    choices: Sequence[str],
) -> Mapping[str, str]:
    names = [*given, *missing]
    lines = [SYSTEM]
    for task, values in reversed(requests):
        told = {name: values[name] for name in names}
        lines += [f"Request: {inert(task, _LONGEST_REQUEST)}", f"Values: {_json(told)}"]
    lines += [f"Request: {inert(instruction, _LONGEST_REQUEST)}", "Values:"]
    schema: Json = {
        "type": "object",
        "properties": {
            **{name: {"const": value} for name, value in given.items()},
            **{name: {"enum": [*choices]} for name in missing},
        },
        "required": names,
        "additionalProperties": False,
    }
    try:
        answer = model.reply([Message("user", "\n".join(lines))], schema, 200)
    except Malformed:
        return {}
    return {name: value for name, value in answer.items() if isinstance(value, str)}


def _json(values: Mapping[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _choices(
    instruction: str,
    given: Sequence[str],
    requests: Sequence[tuple[str, Mapping[str, str]]],
) -> list[str]:
    """What may be a value: what is quoted, as a whole, and words side by side: none of what is
    given, and neither beginning nor ending in a word that the other requests say beside their
    values."""
    said = plain_quotes(instruction)
    common = _SMALL | {
        word.casefold()
        for task, values in requests
        for word in _WORD.findall(plain_quotes(whole_words([*values.values()]).sub(" ", task)))
    }
    taken = [one.span() for one in whole_words(given).finditer(instruction)] if given else []
    quotes = [text for text in quoted(instruction) if text not in given]
    closed = [*taken]
    for quote in quotes:
        closed += [one.span() for one in whole_words([quote]).finditer(instruction)]
    words = [
        found.span()
        for found in _WORD.finditer(said)
        if all(found.end() <= left or right <= found.start() for left, right in closed)
    ]
    choices = [*quotes]
    for first, (start, _) in enumerate(words):
        for _, end in words[first : first + _MOST_WORDS]:
            text = instruction[start:end].rstrip(".")
            is_one = text and not _BREAK.search(said[start:end])
            holds_other = any(start < right and left < end for left, right in closed)
            ends = {one.casefold() for one in (*text.split()[:1], *text.split()[-1:])}
            if is_one and not holds_other and not ends & common and text not in choices:
                choices.append(text)
    return choices if len(choices) <= _MOST_CHOICES else []


def _stand_apart(instruction: str, values: Sequence[str]) -> bool:
    """Whether each of them has a place of its own in the instruction."""
    rest = instruction
    for value in sorted(values, key=len, reverse=True):
        if value not in rest:
            return False
        rest = rest.replace(value, "\0", 1)
    return True


def _with(example: Trajectory, values: Mapping[str, str]) -> Trajectory:
    """The example as if it had been shown with these values."""
    if not values:
        return example
    steps = tuple(_told(step, values) for step in example.steps)
    task = whole_words([*values]).sub(lambda found: values[found[0]], example.task)
    return replace(example, task=task, steps=steps)


def _told(step: Step, values: Mapping[str, str]) -> Step:
    action = step.action
    if isinstance(action, TypeText):
        action = TypeText(values.get(action.text, action.text))
    element = step.evidence.element
    if element is not None and element.name in values:
        element = replace(element, name=values[element.name])
    return replace(
        step,
        action=action,
        intent=with_values(step.intent, values) if step.intent is not None else None,
        evidence=replace(step.evidence, element=element),
    )
