"""Why a step was done, in a model's words, which count only if they keep to what was known then.

The model is shown up to ten steps before and ten after, so that it can tell what the step is for;
an answer that names what only a later step names would teach a planner to foresee. Such a one, and
one that speaks of something else than this step, is refused once, then for good. Whoever asks
falls back to a template.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from agent.looks import plain_quotes
from agent.phrases import called, quoted
from agent.prompts.rendering import describe_intent, inert, told_job, told_step
from agent.prompts.thinking import AGAIN, EXAMPLES, SYSTEM
from models.chat import ChatModel, Json, Message
from tracker.actions import Click, Drag, Intent, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.redact import secret_name
from tracker.trajectory import Step

_STEPS_BACK: Final = 10
_STEPS_AHEAD: Final = 10
_TRIES: Final = 2
_SHORTEST_NAME: Final = 3
"""Characters; shorter names stand in sentences by chance."""

_STEM: Final = 5
_SMALL: Final = frozenset(
    {"and", "are", "for", "has", "have", "the", "that", "this", "want", "with"}
)
_NAMED: Final = re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")
_OF_ANOTHER: Final = re.compile(
    r"\b(?:the (?:person|user)|he|she|they|steps?|json|thought|mention\w*)\b"
    r"|\b(?:did|do|have|had|was|were) ?n[o']t\b",
    re.IGNORECASE,
)
"""Who is asked speaks of themselves, and of what they do."""

_DOES: Final[dict[type, re.Pattern[str]]] = {
    Click: re.compile(r"\bI (?:type|enter|write|drag|scroll)\b", re.IGNORECASE),
    TypeText: re.compile(r"\bI (?:click|press|open|drag|scroll|close|save)\b", re.IGNORECASE),
    PressKeys: re.compile(r"\bI (?:click|type|enter|drag|scroll)\b", re.IGNORECASE),
    Scroll: re.compile(r"\bI (?:click|type|enter|write|drag|press)\b", re.IGNORECASE),
    Drag: re.compile(r"\bI (?:click|type|enter|write|scroll|press)\b", re.IGNORECASE),
    Wait: re.compile(r"\bI (?:click|type|enter|write|drag|scroll|press)\b", re.IGNORECASE),
}
"""What a step of each sort is not."""

_SCHEMA: Final[Json] = {
    "type": "object",
    "properties": {"thought": {"type": "string", "minLength": 1, "maxLength": 160}},
    "required": ["thought"],
    "additionalProperties": False,
}


def narrated(
    model: ChatModel, task: str, back: Sequence[Step], step: Step, ahead: Sequence[Step]
) -> str:
    """One sentence; "" if the model gave none that may be kept.

    step: completed but for its thought. Raises Unavailable if the model cannot be reached.
    """
    back, ahead = back[-_STEPS_BACK:], ahead[:_STEPS_AHEAD]
    messages = [Message("system", SYSTEM)]
    for told, answered in EXAMPLES:
        messages += [Message("user", told), Message("assistant", _answer(answered))]
    messages.append(Message("user", _told(task, back, step, ahead)))
    asked = len(messages)
    for _ in range(_TRIES):
        try:
            answer = model.reply(messages, _SCHEMA, 96)
        except Malformed:
            continue
        match answer:
            case {"thought": str(text)} if text.strip():
                thought = " ".join(text.split())
            case _:
                continue
        why = amiss(thought, task, back, step, ahead)
        if not why:
            return thought
        messages = [
            *messages[:asked],
            Message("assistant", _answer(thought)),
            Message("user", AGAIN.format(why=why)),
        ]
    return ""


def _answer(thought: str) -> str:
    return json.dumps({"thought": thought}, ensure_ascii=False)


def amiss(thought: str, task: str, back: Sequence[Step], step: Step, ahead: Iterable[Step]) -> str:
    """What is wrong with a thought, as a sentence to the model; "" if nothing can be said."""
    known = _known(task, back, step)
    invented = [one for one in _quoted(thought) if not _says(known, one)]
    if thought[-1] not in ".!?…":
        return "the sentence has no end."
    if _OF_ANOTHER.search(thought) or any(thought == said for _, said in EXAMPLES):
        return "it must be said in the first person, of this step alone."
    if _DOES[type(step.action)].search(thought):
        return "this step does something else than it says."
    if invented:
        return f"nothing here is called {quoted(inert(invented[0]))}."
    if not _have_to_do(thought, known if isinstance(step.action, PressKeys) else _own(step)):
        return "it does not tell what this very step is for."
    if back and thought == back[-1].thought:
        return "that was the reason for the step before."
    if foreseen := foresees(thought, task, back, step, ahead):
        return f"it mentions {quoted(inert(foreseen))}, which only comes later."
    return ""


def _known(task: str, back: Sequence[Step], step: Step) -> str:
    titles = [one.before.window.title for one in (*back, step) if one.before.window is not None]
    names = [name for one in (*back, step) for name in _names(one)]
    told = [describe_intent(step.intent)] if step.intent is not None else []
    expected = [one.expectation for one in (*back, step)]
    return "\n".join((task, *titles, *names, *told, *expected))


def _own(step: Step) -> str:
    """What belongs to this step and not to the whole job."""
    told = [describe_intent(step.intent)] if step.intent is not None else []
    return "\n".join((*told, *_names(step), step.expectation))


def _quoted(thought: str) -> list[str]:
    """What a thought calls by its name."""
    found = (one[1] or one[2] for one in _NAMED.finditer(plain_quotes(thought)))
    return [name for one in found if (name := one.strip(" .…"))]


def _have_to_do(one: str, other: str) -> bool:
    """Whether they share the beginning of a word: "saved" with "save", "renaming" with "rename"."""
    return any(
        word.startswith(known) or known.startswith(word)
        for word in _words(one)
        for known in _words(other)
    )


def _words(text: str) -> set[str]:
    """By their beginnings."""
    return {word[:_STEM] for word in re.findall(r"\w{3,}", text.casefold())} - _SMALL


def foresees(
    thought: str, task: str, back: Sequence[Step], step: Step, ahead: Iterable[Step]
) -> str:
    """What a thought names that only a later step names; "" if it keeps to what was known."""
    known = [task, *(name for one in (*back, step) for name in _names(one))]
    for one in ahead:
        for name in _names(one):
            is_known = any(_says(text, name) for text in known)
            # Some words in a row in small letters are common speech: "replace all of them".
            says = _says if " " not in name else str.__contains__
            if len(name) >= _SHORTEST_NAME and not is_known and says(thought, name):
                return name
    return ""


def _names(step: Step) -> list[str]:
    """What a step points at and types, as it is called."""
    elements = (step.evidence.element, step.evidence.end_element)
    names = [one.name.strip().rstrip(".…:") for one in elements if one is not None]
    if isinstance(step.action, TypeText) and secret_name(step.action.text) is None:
        names += [line.strip() for line in step.action.text.splitlines()]
    elif isinstance(step.intent, Click | Scroll) and not any(names):
        names += re.findall(r'"([^"]+)"', step.intent.target)
    return [name for name in names if name]


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _told(task: str, back: Sequence[Step], step: Step, ahead: Sequence[Step]) -> str:
    assert step.intent is not None, "the intent is found before the reason"
    title = step.before.window.title if step.before.window is not None else ""
    later = "; ".join(describe_intent(_intent(one)) for one in ahead)
    lines = [
        f"Job: {told_job(task)}",
        "Done so far:" if back else "Done so far: nothing",
        *(f"{number}. {told_step(one)}" for number, one in enumerate(back, 1)),
        *((f"Window: {quoted(inert(title))}",) if title else ()),
        f"This step: {describe_intent(step.intent)}",
        f"After it: {inert(step.expectation) or 'nothing that can be told'}",
        f"Later, not to be mentioned: {later or 'nothing'}",
    ]
    return "\n".join(lines)


def _intent(step: Step) -> Intent:
    """Of a step that may not be completed yet: its target by its simplest name."""
    if step.intent is not None:
        return step.intent
    element, end = step.evidence.element, step.evidence.end_element
    target = called(element) if element is not None else "a place"
    match step.action:
        case Click(_, button, count, held):
            return Click(target, button, count, held)
        case Scroll(_, dx, dy, held):
            return Scroll(target, dx, dy, held)
        case Drag(_, _, button, held):
            return Drag(target, called(end) if end is not None else "a place", button, held)
        case _:
            return step.action
