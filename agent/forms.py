"""An instruction with values, and a window with fields that take them: the form filled in.

Pure, and no model is asked. A value belongs to the field whose label the instruction says beside
it ("total 407"), else to the only field of its sort (an address, a number, a person's name). What
the instruction calls a choice is chosen. It is done only where every value finds its one place,
and one button is there to send it: anything else is for the planner's model to think about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.looks import plain_quotes, spotted
from agent.phrases import called
from grounding.roles import TEXT_FIELDS
from tracker.actions import Click, Finish, Intent, PressKeys, TypeText
from tracker.trajectory import Element, Source, Trajectory

_FIELDS: Final = TEXT_FIELDS - {"document text", "spin button", "password text"}
_CHOICES: Final = frozenset({"radio button", "check box"})
_UNSAID: Final = frozenset(
    {"a", "an", "and", "enter", "for", "in", "is", "my", "of", "on", "or", "please", "the", "to",
     "your"}
)  # fmt: skip
"""Words of a label that nobody says."""

_CANCELLING: Final = frozenset(
    {"back", "cancel", "clear", "close", "delete", "discard", "exit", "help", "minimise",
     "minimize", "maximise", "maximize", "quit", "remove", "reset", "restore", "undo"}
)  # fmt: skip
_BARS: Final = ("tool bar", "menu bar")
_POINTING: Final = frozenset(
    {"her", "him", "it", "me", "that", "them", "these", "this", "those", "us", "you"}
)
_SORTS: Final[Mapping[str, frozenset[str]]] = {
    "address": frozenset({"mail", "e-mail", "email"}),
    "number": frozenset(
        {"age", "amount", "code", "cost", "count", "fee", "number", "phone", "pin", "postcode",
         "price", "quantity", "sum", "telephone", "total", "year"}
    ),
    "person": frozenset(
        {"author", "buyer", "client", "contact", "customer", "guest", "name", "patient", "person",
         "recipient", "sender"}
    ),
    "text": frozenset(
        {"body", "comment", "description", "message", "note", "notes", "remark", "remarks", "text"}
    ),
}  # fmt: skip
"""What a label's words say of the values that go there."""

_QUOTED: Final = r"\"(?P<quoted>[^\"]+)\"|'(?P<single>[^']+)'(?!\w)"
_JOINT: Final = r"(?:\s+(?:address|number|no|field|is|as|to|of|called|named|reading|with|the))*"
_PLAIN: Final = r"(?P<plain>[^,;:()\"]+?)(?=\s*[,;()]|\s+(?:and|with|by)\s|[.!?]*\s*$)"
_ABOUT: Final = re.compile(
    r"\b(?:for|of|about|regarding|reading|saying)\s+(?:(?:an?|the|some)\s+)?(?P<plain>[^,;:()\"\0]+?)"
    r"(?=\s*[,;()\0]|\s+(?:and|with|by|to|in|from)\s|[.!?]*\s*$)"
)
_MOST_WORDS: Final = 8


@dataclass(slots=True)
class _Reading:
    """What of an instruction was understood. said: with straight quotes, as long as the original.

    taken: which characters stand for something already.
    """

    whole: str
    said: str
    taken: list[tuple[int, int]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def is_free(self, start: int, end: int) -> bool:
        return all(end <= left or right <= start for left, right in self.taken)

    def take(self, name: str, start: int, end: int) -> None:
        self.values[name] = self.whole[start:end]
        self.taken.append((start, end))

    @property
    def rest(self) -> str:
        """What is not understood yet, each character where it was."""
        left = list(self.said)
        for start, end in self.taken:
            left[start:end] = "\0" * (end - start)
        return "".join(left)


def filled_in(instruction: str, elements: Sequence[Element]) -> tuple[Intent, ...]:
    """The steps that fill in the form and send it, and a `Finish`; () if it is not sure.

    elements: of the window before the first step.
    """
    told = [one for one in elements if one.source is Source.ACCESSIBLE and "enabled" in one.states]
    told.sort(key=lambda one: (one.box.top, one.box.left))
    fields = [one for one in told if one.role in _FIELDS and _is_to_fill(one)]
    names = [one.name for one in fields]
    if not names or len(set(names)) < len(names):
        return ()
    reading = _Reading(instruction, plain_quotes(instruction))
    _by_label(reading, names)
    chosen = _chosen(reading, told)
    if not _by_sort(reading, names):
        return ()
    _by_rest(reading, names)
    button = _sending(reading, told, fields)
    if button is None or reading.values.keys() < {*names}:
        return ()
    steps: list[Intent] = []
    for one in fields:
        steps += _written(one, reading.values[one.name])
    steps += [Click(called(one)) for one in chosen if "checked" not in one.states]
    return (*steps, Click(called(button)), Finish("The form was filled in and sent."))


def knows_form(example: Trajectory, elements: Sequence[Element]) -> bool:
    """Whether the example wrote into a field that is here: then a person showed how this is done,
    which an instruction may not say all of."""
    wrote = {
        (one.role, one.name)
        for step in example.steps
        if isinstance(step.action, TypeText) and (one := step.evidence.element) is not None
    }
    return any((one.role, one.name) in wrote for one in elements if one.role in _FIELDS)


def _is_to_fill(one: Element) -> bool:
    """Bars of tools belong to the program, not to the form."""
    return (
        bool(one.name.strip())
        and "editable" in one.states
        and "read only" not in one.states
        and not any(part.startswith(_BARS) for part in one.path)
    )


def _written(one: Element, text: str) -> Iterator[Intent]:
    yield Click(called(one))
    if one.value:
        yield PressKeys(("ctrl", "a"))
    yield TypeText(text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text.casefold())


def _keys(label: str) -> list[str]:
    return [word for word in _words(label) if word not in _UNSAID]


def _by_label(reading: _Reading, names: Sequence[str]) -> None:
    """ "total 407", "customer: Jo Rossi", "84505 as code". The longest labels come first: a "user
    name" is no "name"."""
    for name in sorted(names, key=lambda one: -len(_keys(one))):
        others = {word for one in names if one != name for word in _keys(one)}
        keys = _keys(name)
        alone = [word for word in keys if word not in others]
        if not keys:
            continue
        ways = [r"\s+".join(map(re.escape, keys)), *map(re.escape, alone)]
        label = rf"(?<![\w-])(?:{'|'.join(ways)})(?![\w-])"
        for pattern, is_loose in (
            (rf"{label}{_JOINT}\s*[:=]?\s*(?:{_QUOTED})", False),
            (rf"(?:^|[,;:(]\s*|\band\s+){label}{_JOINT}\s*[:=]?\s+{_PLAIN}", True),
        ):
            if _took(reading, name, re.compile(pattern, re.IGNORECASE), is_loose=is_loose):
                break
        else:
            _beside(reading, name, re.compile(label, re.IGNORECASE))


def _took(reading: _Reading, name: str, pattern: re.Pattern[str], *, is_loose: bool) -> bool:
    for found in pattern.finditer(reading.rest):
        group = found.lastgroup
        if group is None or not reading.is_free(*found.span(group)):
            continue
        if is_loose and len(found[group].split()) > _MOST_WORDS:
            continue
        reading.take(name, *found.span(group))
        return True
    return False


def _beside(reading: _Reading, name: str, label: re.Pattern[str]) -> None:
    """What looks like a value right behind the label, or before it with "as"."""
    joint = re.compile(rf"{_JOINT}\s*[:=]?\s*", re.IGNORECASE)
    before = re.compile(r"\s+as\s+(?:(?:an?|the|my)\s+)?$", re.IGNORECASE)
    for mention in label.finditer(reading.rest):
        gap = joint.match(reading.said, mention.end())
        begin = gap.end() if gap else mention.end()
        for start, end in spotted(reading.whole):
            behind = start == begin
            ahead = end <= mention.start() and before.fullmatch(reading.said[end : mention.start()])
            if (behind or ahead) and reading.is_free(start, end):
                reading.take(name, start, end)
                return


def _chosen(reading: _Reading, told: Sequence[Element]) -> list[Element]:
    """Radio buttons and check boxes that the instruction calls by their whole names."""
    chosen = []
    for one in told:
        if one.role not in _CHOICES or not one.name.strip():
            continue
        called_so = re.compile(rf"(?<!\w){re.escape(one.name)}(?!\w)", re.IGNORECASE)
        found = called_so.search(reading.rest)
        if found is not None:
            reading.taken.append(found.span())
            chosen.append(one)
    return chosen


def _by_sort(reading: _Reading, names: Sequence[str]) -> bool:
    """Each value that is left goes to the only free field of its sort. False: one does not."""
    labels = {word for name in names for word in _words(name)}
    left = [
        (start, end)
        for start, end in spotted(reading.whole)
        if reading.is_free(start, end) and reading.said[start:end].casefold() not in labels
    ]
    if left and left[0][0] == 0 and not _is_named_first(reading, left[0][1]):
        return False
    for sort in ("address", "number", "person", "text"):
        places = [
            one for one in names if one not in reading.values and _SORTS[sort] & {*_words(one)}
        ]
        alike = [span for span in left if _sort(reading, *span) == sort]
        if len(alike) == 1 and len(places) == 1:
            reading.take(places[0], *alike[0])
            left.remove(alike[0])
    free = [one for one in names if one not in reading.values]
    if len(left) == 1 and len(free) == 1 and _may_hold(free[0], _sort(reading, *left[0])):
        reading.take(free[0], *left.pop())
    return not left


def _is_named_first(reading: _Reading, end: int) -> bool:
    """Whether what an instruction begins with is a name, and no verb: "Bill Jo Rossi" may be."""
    return bool(re.match(r"'s\b|\s*\(", reading.said[end:]))


def _may_hold(label: str, sort: str) -> bool:
    sorts = {name for name, words in _SORTS.items() if words & {*_words(label)}}
    return not sorts or sort in sorts or (sort == "other" and "person" in sorts)


def _sort(reading: _Reading, start: int, end: int) -> str:
    text = reading.whole[start:end]
    if start and reading.said[start - 1] in "\"'":
        return "text"
    if "@" in text:
        return "address"
    if re.fullmatch(r"\+?[\d .,/-]*\d", text):
        return "number"
    is_name = re.fullmatch(r"[^\W\d]+(?:[ -][^\W\d]+)*", text) and text[0].isupper()
    return "person" if is_name else "other"


def _by_rest(reading: _Reading, names: Sequence[str]) -> None:
    """The one field that is left has what the instruction is "for" or "about"."""
    free = [one for one in names if one not in reading.values]
    found = [
        match for match in _ABOUT.finditer(reading.rest)
        if len(match["plain"].split()) <= _MOST_WORDS
        and match["plain"].casefold() not in _POINTING
    ]  # fmt: skip
    if len(free) == 1 and len(found) == 1:
        reading.take(free[0], *found[0].span("plain"))


def _sending(
    reading: _Reading, told: Sequence[Element], fields: Sequence[Element]
) -> Element | None:
    """The button whose whole name the instruction says, else the only one of the form."""
    within = _shared([one.path for one in fields])
    buttons = [
        one
        for one in told
        if one.role == "push button"
        and one.name.strip()
        and one.path[: len(within)] == within
        and not _CANCELLING & {*_words(one.name)}
        and not any(part.startswith(_BARS) for part in one.path)
    ]
    said = [word for word in _words(reading.said) if word not in _UNSAID]
    meant = [
        one for one in buttons if all(any(map(_alike(word), said)) for word in _keys(one.name))
    ]
    for some in (meant, buttons if len(fields) > 1 else []):
        if len(some) == 1:
            return some[0]
    return None


def _alike(word: str) -> Callable[[str], bool]:
    """Whether another word is a form of the same: "issue" and "issued"."""
    stem = word[: max(4, len(word) - 2)]
    return lambda other: other == word or (len(word) >= 4 and other.startswith(stem))


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """How far the containers of all of them are the same."""
    shared = paths[0]
    for path in paths[1:]:
        length = 0
        while length < min(len(shared), len(path)) and shared[length] == path[length]:
            length += 1
        shared = shared[:length]
    return shared
