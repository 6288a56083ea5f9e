"""An instruction that spells its steps out: click this, type that there, press these keys.

Pure, and no model is asked. It is read as a whole: every part must be a step that needs no
thinking, or else none of it is done this way. What is typed without being told where stands in
quotes or looks like a value; words alone may be a description of what is to be written.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from agent.looks import plain_quotes, spotted, without_politeness
from tracker.actions import Click, Finish, Intent, PressKeys, TypeText, Wait
from tracker.events import Button
from tracker.keys import canonical, chord
from tracker.trajectory import Status, Step

_CLICKS: Final = "click on|click|press on|press|push|hit|tap on|tap|choose|select|pick|tick"
_TYPES: Final = "type in|type|enter|write|fill in|input|put"
_VERB: Final = rf"(?:double[- ]click(?: on)?|right[- ]click(?: on)?|{_CLICKS}|{_TYPES}|open|wait)"
_NEXT: Final = r"(?:(?:and|then|next|after that|afterwards|finally|now|please)[,\s]+)*"
_BREAK: Final = re.compile(
    rf"\s*(?:[;.,]\s+{_NEXT}|\s(?:and|then)\s+{_NEXT})(?={_VERB}\s)", re.IGNORECASE
)
_OPENING: Final = re.compile(rf"{_NEXT}", re.IGNORECASE)
_CLICK: Final = re.compile(
    rf"(?P<way>double[- ]click|right[- ]click|open|{_CLICKS})(?: on)?\s+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TYPE: Final = re.compile(
    rf"(?:{_TYPES})\s+(?P<text>.+?)(?:\s+(?:into|in|as)\s+(?P<where>the\s+.+?))?",
    re.IGNORECASE | re.DOTALL,
)
_WAIT: Final = re.compile(r"wait\s+(?:for\s+)?(\d{1,2})\s*(?:s|seconds?)", re.IGNORECASE)
_KEYS: Final = re.compile(
    r"(?:the\s+)?(?:keys?\s+)?(?P<keys>[^\s\"']+)(?:\s+keys?)?", re.IGNORECASE
)
_FILE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,4}")
_HIDDEN: Final = "\ue000"
"""Stands for each character in quotes, so that no word of a text is taken for an order."""


def spelled_out_steps(instruction: str) -> tuple[Intent, ...]:
    """The steps, and a `Finish`; () where one part is none."""
    plain = plain_quotes(without_politeness(instruction)).strip()
    steps: list[Intent] = []
    for part in _parts(plain):
        some = list(_steps(part))
        if not some:
            return ()
        steps += some
    return (*steps, Finish("Each step that was named was done.")) if steps else ()


def done(steps: Sequence[Intent], history: Sequence[Step]) -> int | None:
    """How many of the steps the history is; None where it is something else, or one failed."""
    did = [step.intent for step in history]
    if any(step.outcome.status is Status.FAILED for step in history):
        return None
    return len(did) if list(steps[: len(did)]) == did and len(did) < len(steps) else None


def _parts(plain: str) -> Iterator[str]:
    hidden = re.sub(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)", lambda one: _HIDDEN * len(one[0]), plain)
    opening = _OPENING.match(hidden)
    begin = opening.end() if opening else 0
    for found in _BREAK.finditer(hidden, begin):
        yield plain[begin : found.start()]
        begin = found.end()
    yield plain[begin:]


def _steps(part: str) -> Iterator[Intent]:
    """What one part orders; nothing where it orders nothing that is known."""
    said = part.strip()
    if not said.endswith(('"', "'")):
        said = said.rstrip(".!,; ")
    if wait := _WAIT.fullmatch(said):
        yield Wait(float(wait[1]))
    elif typing := _TYPE.fullmatch(said):
        yield from _typed(typing["text"], typing["where"])
    elif (click := _CLICK.fullmatch(said)) and _is_thing(click["what"]):
        yield _clicked(click["way"].casefold().replace("-", " "), click["what"].strip())


def _typed(text: str, where: str | None) -> Iterator[Intent]:
    bare = text[1:-1] if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'" else ""
    is_value = bool(bare) or spotted(text) == [(0, len(text))]
    if not is_value or '"' in bare or (where is not None and not _is_thing(where)):
        return
    if where is not None:
        yield Click(where.strip())
    yield TypeText(bare or text)


def _is_thing(what: str) -> bool:
    """One thing: what is joined by "and" are two, of which the second is no step."""
    hidden = re.sub(r"\"[^\"]*\"|'[^']*'", "", what)
    return not re.search(r"[,;]|\b(?:and|then|to|it|them)\b", hidden, re.IGNORECASE)


def _clicked(way: str, what: str) -> Intent:
    if way in ("press", "hit") and (keys := _keys(what)):
        return PressKeys(keys)
    if way == "double click" or (way == "open" and _FILE.fullmatch(what.strip("\"'"))):
        return Click(what, count=2)
    return Click(what, Button.RIGHT) if way == "right click" else Click(what)


def _keys(what: str) -> tuple[str, ...]:
    """ "Ctrl+S", "the Enter key"; () for what is on no keyboard, or is a thing with a letter's
    name."""
    found = _KEYS.fullmatch(what)
    if found is None:
        return ()
    names = [canonical(name) for name in re.split(r"[+-]", found["keys"].casefold())]
    known = [name for name in names if name is not None]
    if len(known) < len(names) or (len(known) == 1 and len(known[0]) == 1):
        return ()
    return chord(tuple(known))
