"""A job that was shown, told for another instruction: the same steps with this job's values.

Pure. Words that both the shown job's instruction and its steps say are its values; whatever stands
in their place in the new instruction is the new value. Only where all other words of the two
instructions are the same is that sure, and only then may the steps be done without being asked
for one by one. Source: programming by demonstration; exemplars as in Synapse (arXiv:2306.07863).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from agent.choices import spelled_out
from agent.workflow import joined
from grounding.roles import CELLS, LABELS, LINKS
from tracker.actions import Click, Drag, Finish, Intent, PressKeys, Scroll, TypeText
from tracker.redact import secret_name
from tracker.trajectory import Element, Status, Step, Trajectory

_CHOICES: Final = CELLS | LABELS | LINKS | {"radio button", "check box", "icon", "desktop icon"}
"""Things that are chosen by what they are called. Buttons and menus are commands: "delete" in an
instruction names no value, though a button of that name is clicked."""

_HEAD: Final = re.compile(
    r"((?:\"[^\"]*\"|[^\s\"]+)(?:\s+(?:\"[^\"]*\"|[^\s\"]+))*?)"
    r"\s+(?:below|above|beside|in|inside|at|to the (?:left|right) of)\s"
)
"""What a thing is called, before the words that say where it is."""

_SHORTEST_ECHO = 3
"""Characters; a shorter value would be found in phrases that have nothing to do with it."""

_SAME_QUOTES: Final = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"') | dict.fromkeys("\u2018\u2019\u201a", "'")
)
"""Curly, low and angle quotes as straight ones; the length stays."""

_POLITE: Final = re.compile(
    r"(?:(?:please|kindly|now|next|hey|hello|hi|ok|then|and|go and|help me|your task"
    r"|(?:can|could|would|will) you(?: please)?|would you mind"
    r"|i(?:'d| would)? (?:like|want|need) you to|i want to|i need to)[,:]?\s+)*",
    re.IGNORECASE,
)
"""Words before an instruction that change nothing about it."""

_SHAPES: Final = (
    ("number", re.compile(r"\d+(?:[.,]\d+)*")),
    ("sum", re.compile(r"\+?\d[\d.,+\-*/\u00d7\u00f7() ]*[\d)]")),
    ("address", re.compile(r"[^\s@\"']+@[^\s@\"']+\.\w+")),
    ("file", re.compile(r"[^\s/\"']+\.[A-Za-z]\w{0,4}")),
    ("word", re.compile(r"\S+")),
)
"""What a value looks like, the narrowest first."""

_INTERCHANGEABLE: Final = frozenset(
    {("word", "words"), ("words", "word"), ("file", "word"), ("word", "file"), ("sum", "number")}
)

_SORTS: Final = (
    ("word", "words"), ("file",), ("address",), ("number", "sum"), ("word", "words", "file"),
)  # fmt: skip

_SPOTTED: Final = (
    re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)"),
    re.compile(r"(?<![^\s(<])([^\s@(<]+@[^\s@]+\.\w+)"),
    re.compile(r"(?<![\w.])([\w-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,4})(?!\w)"),
    re.compile(r"(?<![\w.])(\+?\d(?:[\d.,+\-*/\u00d7\u00f7() ]*[\d)])?)(?!\w)"),
    re.compile(r"(?<![\w.])(\w+(?:[._-]\w+)+)(?!\w)"),
    re.compile(r"(?:(?<=[\w,;:] )|(?<=\())([A-Z]\w*(?: [A-Z]\w*)*)|^([A-Z]\w*(?: [A-Z]\w*)+)"),
)
"""What can be told from the words around it: quoted, an address, a file's name, a number, a word
with marks in it, a name."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """intents: of all steps in turn, and a `Finish`. thoughts: one for each, "" for none. shown:
    the example's own steps, None where a value makes it another.

    unknown: values of the shown job that have no counterpart; they still stand in the intents.
    is_sure: nothing else was asked for than in the shown job. is_likely: it has a place for each
    thing that is quoted or looks like a file or an address, and there is such a thing.
    """

    intents: tuple[Intent, ...]
    thoughts: tuple[str, ...]
    shown: tuple[Step | None, ...]
    unknown: frozenset[str]
    is_sure: bool
    is_likely: bool

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
            return _aligned(did, self.intents[:-1])
        done = 0
        for intent in did:
            done += done + 1 < len(self.intents) and intent == self.intents[done]
        return done


def adapted(instruction: str, example: Trajectory) -> Adapted:
    """The example's steps as this instruction would have them."""
    steps = spelled_out(joined(example.steps), example.task)
    slots = _slots(example.task, steps)
    values = _by_wording(instruction, example.task, slots)
    is_same_job = is_likely = values is not None
    if values is None:
        new = [instruction[start:end] for start, end in spotted(instruction)]
        values = _by_shape(instruction, new, slots, _unsaid(steps, slots))
        is_likely = bool(values) and set(slots) <= values.keys() and _is_marked(instruction, values)
    worded = [step for step in steps if step.intent is not None]
    intents = [with_values(step.intent, values) for step in worded if step.intent is not None]
    keeps_secret = any(
        isinstance(one, TypeText) and secret_name(one.text) is not None for one in intents
    )
    return Adapted(
        intents=(*intents, Finish("It was done as it was shown.")),
        thoughts=(*(_retold(step.thought, values) for step in worded), ""),
        shown=(
            *(
                step if step.intent == intent else None
                for step, intent in zip(worded, intents, strict=True)
            ),
            None,
        ),
        unknown=frozenset(slots) - values.keys(),
        is_sure=is_same_job and len(worded) == len(steps) > 0 and not keeps_secret,
        is_likely=is_likely,
    )


def fitting(instruction: str, examples: Sequence[Trajectory], app: str = "") -> Trajectory | None:
    """One that is surely the same job; else one that was done in the program, `app`, with as many
    values; else the first. None of none."""

    def standing(example: Trajectory) -> tuple[bool, bool, bool]:
        known = adapted(instruction, example)
        window = example.steps[0].before.window if example.steps else None
        is_there = window is not None and window.app == app
        return not known.is_sure, not is_there, not known.is_likely

    return min(examples, key=standing, default=None)


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
    short = {f'"{old}"': f'"{new}"' for old, new in values.items() if len(old) < _SHORTEST_ECHO}
    for old, new in short.items():
        phrase = phrase.replace(old, new)
    return _swapped(phrase, values)


def _swapped(text: str, values: Mapping[str, str]) -> str:
    long = [old for old in values if len(old) >= _SHORTEST_ECHO]
    return _whole(long).sub(lambda found: values[found[0]], text) if long else text


def _retold(thought: str, values: Mapping[str, str]) -> str:
    """Without a word of the old values; "" where they cannot be told apart from other words."""
    if any(len(old) < _SHORTEST_ECHO and _whole([old]).search(thought) for old in values):
        return ""
    return _swapped(thought, values)


def _whole(texts: Sequence[str]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")


def _slots(task: str, steps: Sequence[Step]) -> tuple[str, ...]:
    """The values of the shown job that its instruction says, in the order in which it does."""
    said = {text for step in steps for text in _texts(step) if text.strip()}
    whole = [text for text in said if _whole([text]).search(task)]
    if not whole:
        return ()
    return tuple(dict.fromkeys(found[0] for found in _whole(whole).finditer(task)))


def _texts(step: Step) -> Iterator[str]:
    if isinstance(step.action, TypeText):
        yield step.action.text
        return
    for element in (step.evidence.element, step.evidence.end_element):
        if isinstance(element, Element) and element.role in _CHOICES:
            yield element.name


def _aligned(did: Sequence[Intent], shown: Sequence[Intent]) -> int:
    """How much of what was shown lies behind, where as much as can be of the two is matched in
    order (Needleman and Wunsch, 1970)."""
    best = [(0, 0)] * (len(shown) + 1)
    for intent in did:
        before, best = best, best[:1]
        for number, other in enumerate(shown, 1):
            matched = before[number - 1][0] + _likeness(intent, other)
            rows = [before[number], best[number - 1]]
            if matched > before[number - 1][0]:
                rows.append((matched, -number))
            best.append(max(rows))
    return -best[-1][1]


def _likeness(one: Intent, other: Intent) -> int:
    """3: the same; 2: called the same, without where it is; 1: perhaps the same one of a job with
    other values; 0: another."""
    if one == other:
        return 3
    match one, other:
        case Click(), Click():
            if (one.button, one.count) != (other.button, other.count):
                return 0
            heads = _head(one.target), _head(other.target)
            return 2 if heads[0] == heads[1] else int(_role(heads[0]) == _role(heads[1]))
        case PressKeys(), PressKeys():
            return 0
        case _:
            return int(type(one) is type(other))


def _head(phrase: str) -> str:
    """What a thing is called, without where it is: `the text area` of `the text area below the
    "Warning" label`."""
    found = _HEAD.match(phrase)
    return found[1] if found is not None else phrase


def _role(phrase: str) -> str:
    """The last word: `button` of `the "Save" button`."""
    return phrase.rpartition(" ")[2]


def _by_wording(instruction: str, task: str, slots: Sequence[str]) -> Mapping[str, str] | None:
    """The value of each slot; None if more than the values differs, or it could be read in
    several ways."""
    whole = instruction.strip()
    said, shown = whole.translate(_SAME_QUOTES), task.strip().translate(_SAME_QUOTES)
    if not _ends_in_value(shown, slots):
        said, shown = said.rstrip(".!?"), shown.rstrip(".!?")
    readings: list[dict[str, str]] = []
    for is_greedy in (False, True):
        pattern = _pattern(shown, slots, is_greedy=is_greedy)
        found = pattern.fullmatch(said, _polite_end(said))
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
    return [slot.translate(_SAME_QUOTES) for slot in slots]


def _polite_end(said: str) -> int:
    match = _POLITE.match(said)
    return match.end() if match else 0


def _group(number: int) -> str:
    return f"v{number}"


def _pattern(shown: str, slots: Sequence[str], *, is_greedy: bool) -> re.Pattern[str]:
    """What says the same with any values: blanks, capitals and quotes about a value may differ."""
    plain = _plain(slots)
    parts: list[str] = []
    known: set[str] = set()
    place = _polite_end(shown)
    many = ".+" if is_greedy else ".+?"
    for found in _whole(plain).finditer(shown, place) if plain else ():
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


def _shape(value: str) -> str:
    return next((name for name, shape in _SHAPES if shape.fullmatch(value)), "words")


def _may_replace(old: str, new: str) -> bool:
    """Whether they look alike: a number stands for a number, a file's name for one word."""
    if not new.strip() or new != new.strip():
        return False
    shapes = (_shape(old), _shape(new))
    return shapes[0] == shapes[1] or shapes in _INTERCHANGEABLE


def _unsaid(steps: Sequence[Step], slots: Sequence[str]) -> list[str]:
    """What was typed without being said in the instruction: always the same, or a value."""
    typed = [step.action.text for step in steps if isinstance(step.action, TypeText)]
    return [
        text for text in dict.fromkeys(typed) if text not in slots and len(text) >= _SHORTEST_ECHO
    ]


def plain_quotes(text: str) -> str:
    """With straight quotes for curly, low and angle ones; as long as it was."""
    return text.translate(_SAME_QUOTES)


def without_politeness(instruction: str) -> str:
    whole = instruction.strip()
    return whole[_polite_end(whole) :]


def spotted(instruction: str) -> list[tuple[int, int]]:
    """Where something looks like a value, in the order in which it is said."""
    said = plain_quotes(instruction)
    spans: list[tuple[int, int]] = []
    for looks in _SPOTTED:
        spans += [found.span(found.lastindex or 0) for found in looks.finditer(said)]
        said = looks.sub(lambda match: " " * len(match[0]), said)
    return sorted(spans)


def _is_marked(instruction: str, values: Mapping[str, str]) -> bool:
    said = instruction.translate(_SAME_QUOTES)
    spans = [one.span(one.lastindex or 0) for looks in _SPOTTED[:3] for one in looks.finditer(said)]
    marked = {instruction[start:end] for start, end in spans}
    return bool(marked) and all(any(one in new for new in values.values()) for one in marked)


def _by_shape(
    instruction: str, looks: Sequence[str], slots: Sequence[str], unsaid: Sequence[str]
) -> Mapping[str, str]:
    """For an instruction in other words: as many things of a sort as the shown job had of it are
    its values, in the same order. What has no counterpart is left out."""
    values = {slot: slot for slot in slots if _whole([slot]).search(instruction)}
    new = [text for text in looks if text not in values]
    for sort in _SORTS:
        alike = [text for text in new if _shape(text) in sort]
        for texts in (slots, [*slots, *unsaid]):
            old = [text for text in texts if text not in values and _shape(text) in sort]
            if len(old) == len(alike):
                values |= dict(zip(old, alike, strict=True))
                new = [text for text in new if text not in alike]
                break
    return values
