"""What can be told of an instruction from its look alone: quotes, polite words, what is a value.

Pure. A value is quoted, or looks like a file, an address, a number or a name; what it means is
others' business.
"""

import re
from collections.abc import Sequence
from typing import Final

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

_SPOTTED: Final = (
    re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)"),
    re.compile(r"(?<![^\s(<])([^\s@(<]+@[^\s@]+\.\w+)"),
    re.compile(r"(?<![\w.])([\w-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,4})(?!\w)"),
    re.compile(r"(?<![\w.])(\+?\d(?:[\d.,+\-*/\u00d7\u00f7() ]*[\d)])?)(?!\w)"),
    re.compile(r"(?<![\w.])(\w+(?:[._-]\w+)+)(?!\w)"),
    re.compile(
        r"(?:(?<=[\w,;:] )|(?<=\())(?!I\b)([A-Z]\w*(?: [A-Z]\w*)*)|^(?!I\b)([A-Z]\w*(?: [A-Z]\w*)+)"
    ),
)
"""What can be told from the words around it: quoted, an address, a file's name, a number, a word
with marks in it, a name. Who says "I" names nothing."""


def plain_quotes(text: str) -> str:
    """With straight quotes for curly, low and angle ones; as long as it was."""
    return text.translate(_SAME_QUOTES)


def without_politeness(instruction: str) -> str:
    whole = instruction.strip()
    return whole[polite_end(whole) :]


def spotted(instruction: str) -> list[tuple[int, int]]:
    """Where something looks like a value, in the order in which it is said."""
    said = plain_quotes(instruction)
    spans: list[tuple[int, int]] = []
    for looks in _SPOTTED:
        spans += [found.span(found.lastindex or 0) for found in looks.finditer(said)]
        said = looks.sub(lambda match: " " * len(match[0]), said)
    return sorted(spans)


def marked(instruction: str) -> list[str]:
    """What is quoted or looks like a file or an address."""
    return _looking(instruction, _SPOTTED[:3])


def quoted(instruction: str) -> list[str]:
    return _looking(instruction, _SPOTTED[:1])


def numbers(instruction: str) -> list[str]:
    return _looking(instruction, _SPOTTED[3:4])


def _looking(instruction: str, all_looks: Sequence[re.Pattern[str]]) -> list[str]:
    said = instruction.translate(_SAME_QUOTES)
    spans = [one.span(one.lastindex or 0) for looks in all_looks for one in looks.finditer(said)]
    return [instruction[start:end] for start, end in spans]


def polite_end(said: str) -> int:
    match = _POLITE.match(said)
    return match.end() if match else 0


def shape(value: str) -> str:
    return next((name for name, looks in _SHAPES if looks.fullmatch(value)), "words")
