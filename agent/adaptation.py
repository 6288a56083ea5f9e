"""A job that was shown, told for another instruction: the same steps with this job's values.

Pure. Words that both the shown job's instruction and its steps say are its values; whatever stands
in their place in the new instruction is the new value. Only where all other words of the two
instructions are the same is that sure, and only then may the steps be done without being asked
for one by one. Source: programming by demonstration; exemplars as in Synapse (arXiv:2306.07863).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from agent.alignment import aligned, in_full
from agent.choices import spelled_out
from agent.looks import marked, plain_quotes, polite_end, shape, spotted
from agent.prompts.rendering import describe_intent
from agent.slots import (
    SHORTEST_ECHO,
    offered,
    runs,
    says,
    unsaid,
    values_said,
    whole_words,
    worded,
)
from agent.workflow import joined
from tracker.actions import Click, Drag, Finish, Intent, Scroll, TypeText
from tracker.redact import secret_name
from tracker.trajectory import Status, Step, Trajectory

_INTERCHANGEABLE: Final = frozenset(
    {("word", "words"), ("words", "word"), ("file", "word"), ("word", "file"), ("sum", "number")}
)

_SORTS: Final = (
    ("word", "words"), ("file",), ("address",), ("number", "sum"), ("word", "words", "file"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Adapted:
    """intents: of all steps in turn, and a `Finish`. thoughts: one for each, "" for none. shown:
    the example's own steps, None where a value makes it another.

    values: the new one for each of the shown job that has a counterpart. unknown: those that have
    none; they still stand in the intents. is_sure: nothing else was asked for than in the shown
    job. is_likely: it has a place for each thing that is quoted or looks like a file or an address,
    and there is such a thing. is_alike: each new value looks like the old one.
    """

    intents: tuple[Intent, ...]
    thoughts: tuple[str, ...]
    shown: tuple[Step | None, ...]
    values: Mapping[str, str]
    unknown: frozenset[str]
    is_sure: bool
    is_likely: bool
    is_alike: bool

    def place(self, history: Sequence[Step]) -> int:
        """How many of the steps were done. What was done beside them, or failed, does not count.

        Where it is unsure, steps that are alike count, and some may have been left out.
        """
        did = [
            step.intent
            for step in history
            if step.intent is not None and step.outcome.status is not Status.FAILED
        ]
        if not self.is_sure:
            return aligned(did, self.intents[:-1])
        done = 0
        for intent in did:
            done += done + 1 < len(self.intents) and intent == self.intents[done]
        return done

    def meant(self, intent: Intent, history: Sequence[Step], there: Collection[str]) -> Intent:
        """The next step, where a plan surely means it, or where it would type once more what was
        just typed: there a small model has lost its place.

        there: how the things on the screen are called.
        """
        shown = self.intents[self.place(history)]
        if isinstance(intent, TypeText) and history and not isinstance(shown, Finish):
            last = history[-1]
            is_done = last.intent == intent and last.outcome.status is Status.DONE
            if is_done and not any(value in describe_intent(shown) for value in self.unknown):
                return shown
        return in_full(intent, shown, there, self.values.values())


def adapted(instruction: str, example: Trajectory) -> Adapted:
    """The example's steps as this instruction would have them."""
    steps = spelled_out(joined(example.steps), example.task)
    slots = values_said(example.task, steps)
    values = _by_wording(instruction, example.task, slots)
    is_same_job = is_likely = values is not None
    if values is None:
        values = _byshape(instruction, slots, offered(steps), unsaid(steps, slots))
        is_likely = bool(values) and set(slots) <= values.keys() and _is_marked(instruction, values)
    told = worded(steps)
    followed = list(_followed(told, example.task, values))
    keeps_secret = any(
        isinstance(one, TypeText) and secret_name(one.text) is not None for one, _ in followed
    )
    return Adapted(
        intents=(*(intent for intent, _ in followed), Finish("It was done as it was shown.")),
        thoughts=(*(_retold(step.thought, values) for _, step in followed), ""),
        shown=(*(step if step.intent == intent else None for intent, step in followed), None),
        values=values,
        unknown=frozenset(slots) - values.keys(),
        is_sure=is_same_job and len(told) == len(steps) > 0 and not keeps_secret,
        is_likely=is_likely,
        is_alike=all(shape(old) == shape(new) for old, new in values.items()),
    )


def _followed(
    steps: Sequence[Step], task: str, values: Mapping[str, str]
) -> Iterator[tuple[Intent, Step]]:
    """What is to be done, each with the step that showed it."""
    place = 0
    for run in runs(steps, task):
        yield from _one_by_one(steps[place : run.start], values)
        yield from run.entering(values.get(run.text, run.text), steps)
        place = run.end
    yield from _one_by_one(steps[place:], values)


def _one_by_one(steps: Sequence[Step], values: Mapping[str, str]) -> Iterator[tuple[Intent, Step]]:
    for step in steps:
        assert step.intent is not None, "it was put into words"
        yield with_values(step.intent, values), step


def with_values(intent: Intent, values: Mapping[str, str]) -> Intent:
    """The intent with each old value replaced where it stands as whole words."""
    if not values:
        return intent
    match intent:
        case Click() | Scroll():
            return replace(intent, target=_renamed(intent.target, values))
        case Drag():
            start, end = _renamed(intent.start, values), _renamed(intent.end, values)
            return replace(intent, start=start, end=end)
        case TypeText(text):
            return TypeText(values[text] if text in values else _swapped(text, values))
        case _:
            return intent


def _renamed(phrase: str, values: Mapping[str, str]) -> str:
    """A phrase that says a short value says it in quotes."""
    short = {f'"{old}"': f'"{new}"' for old, new in values.items() if len(old) < SHORTEST_ECHO}
    for old, new in short.items():
        phrase = phrase.replace(old, new)
    return _swapped(phrase, values)


def _swapped(text: str, values: Mapping[str, str]) -> str:
    long = [old for old in values if len(old) >= SHORTEST_ECHO]
    return whole_words(long).sub(lambda found: values[found[0]], text) if long else text


def _retold(thought: str, values: Mapping[str, str]) -> str:
    """Without a word of the old values; "" where they cannot be told apart from other words."""
    if any(len(old) < SHORTEST_ECHO and whole_words([old]).search(thought) for old in values):
        return ""
    return _swapped(thought, values)


def _by_wording(instruction: str, task: str, slots: Sequence[str]) -> Mapping[str, str] | None:
    """The value of each slot; None if more than the values differs, or it could be read in
    several ways."""
    whole = instruction.strip()
    said, shown = plain_quotes(whole), plain_quotes(task.strip())
    if not _ends_in_value(shown, slots):
        said, shown = said.rstrip(".!?"), shown.rstrip(".!?")
    readings: list[dict[str, str]] = []
    for is_greedy in (False, True):
        pattern = _pattern(shown, slots, is_greedy=is_greedy)
        found = pattern.fullmatch(said, polite_end(said))
        if found is None:
            return None
        values = {slot: whole[slice(*found.span(_group(n)))] for n, slot in enumerate(slots)}
        fits = all(_may_replace(old, new) for old, new in values.items())
        if fits and values not in readings:
            readings.append(values)
    return readings[0] if len(readings) == 1 else None


def _ends_in_value(said: str, slots: Sequence[str]) -> bool:
    """A full stop there is the value's own."""
    return any(said.endswith((slot, f'{slot}"', f"{slot}'")) for slot in _plain(slots)) and (
        said.rstrip("\"'").endswith((".", "!", "?"))
    )


def _plain(slots: Sequence[str]) -> list[str]:
    return [plain_quotes(slot) for slot in slots]


def _group(number: int) -> str:
    return f"v{number}"


def _pattern(shown: str, slots: Sequence[str], *, is_greedy: bool) -> re.Pattern[str]:
    """What says the same with any values: blanks, capitals and quotes about a value may differ."""
    plain = _plain(slots)
    parts: list[str] = []
    known: set[str] = set()
    place = polite_end(shown)
    many = ".+" if is_greedy else ".+?"
    for found in whole_words(plain).finditer(shown, place) if plain else ():
        parts.append(_literal(re.sub(r"(^|\s)[\"']$", r"\1", shown[place : found.start()])))
        name = _group(plain.index(found[0]))
        # A greedy value would swallow the quote that ends it.
        value = f"(?P={name})" if name in known else f"(?P<{name}>{many}(?<![\"'])|{many})"
        parts.append(rf"[\"']?{value}[\"']?")
        known.add(name)
        place = found.end() + (shown[found.end() : found.end() + 1] in ('"', "'"))
    parts.append(_literal(shown[place:]))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _literal(words: str) -> str:
    return r"\s+".join(map(re.escape, re.split(r"\s+", words)))


def _may_replace(old: str, new: str) -> bool:
    """Whether they look alike: a number stands for a number, a file's name for one word."""
    if not new.strip() or new != new.strip():
        return False
    shapes = (shape(old), shape(new))
    return shapes[0] == shapes[1] or shapes in _INTERCHANGEABLE


def _is_marked(instruction: str, values: Mapping[str, str]) -> bool:
    said = marked(instruction)
    return bool(said) and all(any(one in new for new in values.values()) for one in said)


def _byshape(
    instruction: str, slots: Sequence[str], offered: Collection[str], unsaid: Sequence[str]
) -> Mapping[str, str]:
    """For an instruction in other words: as many things of a sort as the shown job had of it are
    its values, in the same order. What has no counterpart is left out.

    offered: values that were chosen by their whole names; what stands for one is said in quotes.
    """
    values = {slot: slot for slot in slots if says(instruction, slot)}
    new = _left(instruction, spotted(instruction), values)
    said = marked(instruction)
    for sort in _SORTS:
        alike = [text for text in new if shape(text) in sort]
        for texts in (slots, [*slots, *unsaid]):
            old = [text for text in texts if text not in values and shape(text) in sort]
            pairs = dict(zip(old, alike, strict=False))
            if len(old) != len(alike) or any(
                one in offered and text not in said for one, text in pairs.items()
            ):
                continue
            values |= pairs
            new = [text for text in new if text not in alike]
            break
    return values


def _left(instruction: str, spans: Sequence[tuple[int, int]], values: Collection[str]) -> list[str]:
    """What is said there, without what is a part of a value that is known."""
    taken = [one.span() for one in whole_words([*values]).finditer(instruction)] if values else []
    return [
        instruction[start:end]
        for start, end in spans
        if all(end <= left or right <= start for left, right in taken)
    ]
