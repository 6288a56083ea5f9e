"""What an instruction asks for, held against what is to be done and against what was done.

Pure, and careful: nothing is found amiss where it cannot be known. A small model takes an example
of a new folder for how a new file is made, and says that it is done; a value that the instruction
quotes was never typed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from agent.alignment import name_in
from agent.looks import marked, numbers, plain_quotes
from agent.prompts.rendering import describe_intent
from grounding.screen import Screen
from tracker.actions import Click, Intent
from tracker.trajectory import Step, Trajectory

_KINDS: Final = (
    ("file", "document"),
    ("folder", "directory", "subfolder", "subdirectory"),
    ("message", "mail", "e-mail", "email"),
    ("event", "appointment", "meeting"),
    ("task", "to-do", "reminder"),
    ("contact", "person"),
    ("account", "user", "profile"),
    ("bookmark", "favourite", "favorite"),
    ("window",),
    ("tab",),
    ("row",),
    ("column",),
    ("sheet", "worksheet", "spreadsheet"),
    ("slide",),
    ("page",),
    ("table",),
    ("chart", "diagram"),
    ("picture", "image", "photo"),
    ("layer",),
    ("link", "shortcut"),
    ("playlist",),
    ("album",),
)
"""What programs make, and what else each is called. Things that are not here are never amiss."""

_MAKING: Final = re.compile(r"(?:create|new|add|insert|make)\b", re.IGNORECASE)
_MADE: Final = re.compile(r"\b(?:create|new|add|insert|make|empty|blank)\b", re.IGNORECASE)
_PLACING: Final = r"(?:for|of|in|into|inside|to|with|by|from|at|on)"
_ANEW: Final = re.compile(
    rf"\b(?:an?|another|new|fresh|empty|blank)((?:\s+(?!{_PLACING}\b)[\w.-]+){{1,3}})",
    re.IGNORECASE,
)
"""What is to be there anew: "an empty file", "a fresh directory", "a blank notes.txt"."""
_PLACE: Final = re.compile(rf"\b{_PLACING}\s+(?:(?:the|this|that|my|our)\s+)?[\w-]+", re.IGNORECASE)


def strays(instruction: str, intent: Intent, example: Trajectory) -> str:
    """Why a step, taken from an example, makes another kind of thing than is asked for; "" if it
    cannot be said that it does."""
    made, anew = made_by(intent, example), wanted(instruction)
    said = set(_kinds(_PLACE.sub(" ", instruction)))
    if not made or not anew or made & said:
        return ""
    return f"{describe_intent(intent)} makes a {_told(made)}; the job asks for a {_told(anew)}."


def made_by(intent: Intent, example: Trajectory) -> set[int]:
    """The kinds of thing that a step makes, of those that its job is about."""
    command = name_in(intent.target) if isinstance(intent, Click) else _opened(intent, example)
    made = set(_kinds(command)) if _MAKING.match(command) else set[int]()
    return made if made <= set(_kinds(example.task)) else set()


def makes(command: str, instruction: str) -> bool:
    """Whether a command of that name makes what is asked for."""
    return bool(_MADE.search(command) and wanted(instruction) & set(_kinds(command)))


def never_used(instruction: str, history: Sequence[Step], screen: Screen) -> str:
    """A value of the instruction that was neither typed nor pointed at, and that does not show in
    the end; "" if there is none."""
    if not history:
        return ""
    used = [describe_intent(step.intent) for step in history if step.intent is not None]
    used += [step.before.window.title for step in history if step.before.window is not None]
    used += [text for one in screen.elements for text in (one.name, one.value)]
    used += [screen.window.title] if screen.window is not None else []
    everything = "\n".join(map(_plain, used))
    clicks = _plain("".join(_clicked(history)))
    for value, parts in _values(instruction):
        if not any(part in everything or part in clicks for part in parts):
            return value
    return ""


def _opened(intent: Intent, example: Trajectory) -> str:
    """What the window is called that came up after a step of the example; "" if none did."""
    for step, following in pairwise(example.steps):
        was, now = step.before.window, following.before.window
        if step.intent == intent and was is not None and now is not None and was.title != now.title:
            return now.title
    return ""


def _values(instruction: str) -> Iterator[tuple[str, list[str]]]:
    """What is surely a value, and what of it must be found again; of a date or a time that is one
    of its numbers, since programs write them in their own way."""
    for value in marked(instruction):
        if len(plain := _plain(value)) > 1:
            yield value, [plain]
    for value in numbers(instruction):
        if groups := re.findall(r"\d{2,}", value):
            yield value, groups


def _clicked(history: Sequence[Step]) -> Iterator[str]:
    """What was entered by clicks, one character after the other."""
    for step in history:
        if isinstance(step.intent, Click):
            yield name_in(step.intent.target)


def _plain(text: str) -> str:
    """Without what programs add by themselves or read otherwise: blanks, marks, capitals."""
    return "".join(one for one in text.casefold() if one.isalnum())


def _kinds(text: str) -> Iterator[int]:
    words = {word.casefold() for word in re.findall(r"[\w-]+", text)}
    for number, names in enumerate(_KINDS):
        if words & {form for name in names for form in (name, f"{name}s")}:
            yield number


def wanted(instruction: str) -> set[int]:
    """The kinds of thing that are to be made; what has a file's name is a file."""
    said = re.sub(r"[\"']", "", plain_quotes(instruction))
    kinds: set[int] = set()
    for found in _ANEW.finditer(said):
        told = (
            [0] if re.fullmatch(r".*\w\.[A-Za-z]\w{0,4}\.?", word) else [*_kinds(word)]
            for word in found[1].split()
        )
        kinds.update(next(filter(None, told), []))
    return kinds


def _told(kinds: set[int]) -> str:
    return " or ".join(_KINDS[number][0] for number in sorted(kinds))
