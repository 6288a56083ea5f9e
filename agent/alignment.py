"""How far a job has come along the steps of another one, which was shown.

Pure. What was done need not be said in the same words, nor be all that was shown: as much of the
two as can be is matched, in order (Needleman and Wunsch, 1970).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from tracker.actions import Click, Intent, PressKeys, TypeText

_HEAD: Final = re.compile(
    r"((?:\"[^\"]*\"|[^\s\"]+)(?:\s+(?:\"[^\"]*\"|[^\s\"]+))*?)"
    r"\s+(?:below|above|beside|in|inside|at|to the (?:left|right) of)\s"
)
"""What a thing is called, before the words that say where it is."""

_NAME: Final = re.compile(r"\"([^\"]+)\"")


def aligned(did: Sequence[Intent], shown: Sequence[Intent]) -> int:
    """How many of the steps that were shown lie behind."""
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
    """3: the same; 2: called the same, whatever it is said to be and without where it is; 1:
    perhaps the same one of a job with other values; 0: another."""
    if one == other:
        return 3
    match one, other:
        case Click(), Click():
            if (one.button, one.count) != (other.button, other.count):
                return 0
            heads = head(one.target), head(other.target)
            name = name_in(one.target)
            if heads[0] == heads[1] or (name and name == name_in(other.target)):
                return 2
            return int(_role(heads[0]) == _role(heads[1]))
        case PressKeys(), PressKeys():
            return 0
        case _:
            return int(type(one) is type(other))


def in_full(
    intent: Intent, shown: Intent, there: Collection[str], values: Collection[str] = ()
) -> Intent:
    """The step that was shown, where a plan says a part of it, or another of the job's values: a
    small model leaves words out when it copies a line, and half of a name is no name.

    there: how the things on the screen are called; one of these is meant as it is said. values:
    those of this job, of which the shown step tells which one goes there.
    """
    match intent, shown:
        case TypeText(said), TypeText(whole):
            return shown if _is_part(said, whole) or {said, whole} <= {*values} else intent
        case Click(said), Click(whole) if intent == replace(shown, target=said):
            return shown if said not in there and _is_part(said, whole) else intent
        case _:
            return intent


def _is_part(said: str, whole: str) -> bool:
    return {*re.findall(r"\w+", said)} < {*re.findall(r"\w+", whole)}


def head(phrase: str) -> str:
    """What a thing is called, without where it is: `the text area` of `the text area below the
    "Warning" label`."""
    found = _HEAD.match(phrase)
    return found[1] if found is not None else phrase


def name_in(phrase: str) -> str:
    """The name in a phrase: `Save` of `the "Save" button in the "Save As" dialog`; "" for none."""
    found = _NAME.search(head(phrase))
    return found[1] if found is not None else ""


def _role(phrase: str) -> str:
    """The last word: `button` of `the "Save" button`."""
    return phrase.rpartition(" ")[2]
