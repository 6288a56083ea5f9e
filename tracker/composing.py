"""Texts that an input method makes of keys: what came into the field, and which keys it kept.

An input method holds letters back until it is sure of them, and puts its text into the field when
a later key or click makes it. So the text of one step is known when the step after it is over; and
keys with which one chose among its proposals, or took one, did nothing else, and are no steps.

Pure. What came into the field is asked of whoever hears it.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from tracker.actions import PressKeys, TypeText
from tracker.committed import committed
from tracker.desktop.protocols import TextChange
from tracker.redact import secret_name
from tracker.trajectory import Element, Step
from tracker.witness import is_same

Changes = Callable[[Element, int], Sequence[TextChange] | None]
"""What a field told of since a time, in order; None where nothing is heard of it."""

_MOST_HELD: Final = 12
_CHOOSES: Final = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "space",
     "backspace", "henkan", "muhenkan"}
)  # fmt: skip
"""Keys that go from one proposal of an input method to the next, if it is at work."""
_OWN: Final = {"enter": "\n", "tab": "\t"}
"""What a key puts into a field itself, if no input method takes it."""


class Composing:
    """Steps go in when they are over, and come out when their text is known, in order."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._held: list[Step] = []
        self._typed = ""
        self._came = ""

    @property
    def text(self) -> Step | None:
        """The text that is held back, as far as it is known; what else is held back follows it."""
        return self._held[0] if self._held else None

    def add(self, step: Step, typed: str, next_ns: int | None = None) -> list[Step]:
        """What can be told now.

        typed: what the keys say that the step's text is, if it has one. next_ns: when the next
        action began, if it did: what came then is its doing.
        """
        if not self._held:
            return self._begin(step, typed, next_ns)
        came = self._now(step, typed, next_ns)
        if came is None:
            return [*self.end(), *self._begin(step, typed, next_ns)]
        match step.action:
            case TypeText():
                return self._go_on(step, typed, came, next_ns)
            case PressKeys((key,)):
                return self._press(step, key, came)
            case _:
                return [*self._end_with(came), step]

    def end(self) -> list[Step]:
        """All that is held back, as far as it is known: nothing that follows belongs to it."""
        released, self._held = self._held, []
        return released

    def _begin(self, step: Step, typed: str, next_ns: int | None) -> list[Step]:
        field = step.evidence.element
        if not isinstance(step.action, TypeText) or field is None or secret_name(step.action.text):
            return [step]
        changes = self._changes(field, step.t_ns)
        if changes is None or (came := came_in(_before(changes, next_ns))) == typed:
            return [step]
        self._typed, self._came = typed, came
        self._held = [_with_text(step, typed, came)]
        return []

    def _now(self, step: Step, typed: str, next_ns: int | None) -> str | None:
        """All that has come since the text began; None if it has nothing to do with it."""
        text = self._held[0]
        field, now = text.evidence.element, step.evidence.element
        assert field is not None
        is_elsewhere = now is not None and not is_same(field, now)
        is_key = isinstance(step.action, TypeText | PressKeys)
        if (is_key and is_elsewhere) or _inserts(step) or len(self._held) >= _MOST_HELD:
            return None
        changes = self._changes(field, text.t_ns)
        if changes is None:
            return None
        changes = _before(changes, next_ns)
        if not is_key or len(getattr(step.action, "keys", "")) > 1:
            changes = _until_next(changes, step.t_ns)
        came = came_in(changes)
        is_other = _is_parted(self._came, came) or not _may_be_made(self._typed + typed, came)
        return None if is_other else came

    def _go_on(self, step: Step, typed: str, came: str, next_ns: int | None) -> list[Step]:
        """More letters, or a digit that takes a proposal."""
        if came == self._came:
            self._held.append(step)
            return []
        if came.isascii():  # each letter as it was typed: there was nothing to wait for
            return [*self.end(), *self._begin(step, typed, next_ns)]
        self._typed, self._came = self._typed + typed, came
        self._held = [_merged(self._held[0], step, self._typed, came)]
        return []

    def _press(self, step: Step, key: str, came: str) -> list[Step]:
        body = came.rstrip(_OWN[key]) if key in _OWN else came
        if body == self._came:
            if key == "enter" and body == came and self._is_taken(step):
                return [self._merge(step, body)]
            if key in _CHOOSES and body == came:
                self._held.append(step)
                return []
            return [*self.end(), step]
        if body == came and _is_kept(key, self._held[0], body.removeprefix(self._came)):
            return [self._merge(step, body)]
        return [*self._end_with(body), step]

    def _is_taken(self, enter: Step) -> bool:
        """Whether an Enter that changed nothing took what was shown inside the text, as browsers
        show it: it began no line, and sent nothing away."""
        field = self._held[0].evidence.element
        if field is None or not _has_lines(field) or not _is_converted(self._came[-1:]):
            return False
        since = self._changes(field, enter.t_ns) or ()
        return not any(change.removed or "\n" in change.text for change in since)

    def _merge(self, last: Step, came: str) -> Step:
        whole, self._held = _merged(self._held[0], last, self._typed, came), []
        return whole

    def _end_with(self, came: str) -> list[Step]:
        """What came at last came by the step that follows: the keys between only chose it."""
        released = self.end()
        if came == self._came or came.isascii():
            return released
        return [_with_text(released[0], self._typed, came)]


def came_in(changes: Sequence[TextChange]) -> str:
    """The text that the changes put in one place, whatever they did elsewhere.

    If all of it went at last, as a message does that was sent, it is what stood there before.
    """
    start, text, stood = 0, "", ""
    for change in changes:
        at = change.at - start
        if change.text and not text and not stood:
            start, text = change.at, change.text
        elif change.text and 0 <= at <= len(text):
            text = text[:at] + change.text + text[at:]
        elif not change.text and 0 <= at < len(text):
            stood = text
            text = text[:at] + text[at + change.removed :]
    return text or stood


def _before(changes: Sequence[TextChange], t_ns: int | None) -> Sequence[TextChange]:
    return changes if t_ns is None else [change for change in changes if change.t_ns < t_ns]


def _until_next(changes: Sequence[TextChange], t_ns: int) -> list[TextChange]:
    """Up to the first that came after that time: what an input method lets go of comes first."""
    early = [change for change in changes if change.t_ns < t_ns]
    late = (change for change in changes if change.t_ns >= t_ns)
    return [*early, *[change for change in (next(late, None),) if change is not None]]


def _is_parted(text: str, now: str) -> bool:
    """Whether something came into the middle of the text: the text cursor was moved first.

    What is shown of a text while it is put together may be replaced whole.
    """
    rest = iter(now)
    return not now.startswith(text) and all(sign in rest for sign in text)


def _may_be_made(typed: str, came: str) -> bool:
    """Whether keys make so much: each sign takes one at least, and none of them begins a line.

    What is longer, a program wrote by itself, as a terminal does.
    """
    body = came.rstrip("\n\t")
    return len(body) <= len(typed) and "\n" not in body


def _inserts(step: Step) -> bool:
    """Whether it may put a text into the field that nobody typed."""
    match step.action:
        case PressKeys((*_, "v" | "y" | "z" | "insert")) as pressed:
            return len(pressed.keys) > 1
    return False


def _is_kept(key: str, text: Step, new: str) -> bool:
    """Whether an input method kept the key with which it let `new` go.

    Those that convert, to Chinese and Japanese signs, keep it; those that put letters together
    pass it on. In a text of several lines an Enter that was passed on would have made one.
    """
    field = text.evidence.element
    if key != "enter" and key not in _CHOOSES:
        return False
    is_line = key == "enter" and field is not None and _has_lines(field)
    return is_line or any(_is_converted(sign) for sign in new)


def _is_converted(sign: str) -> bool:
    """No sign is none."""
    scripts = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO")
    return bool(sign) and unicodedata.name(sign, "").startswith(scripts)


def _has_lines(field: Element) -> bool:
    return "multi line" in field.states


def _with_text(step: Step, typed: str, came: str) -> Step:
    """What the field was seen to hold is told only as far as it is that."""
    assert isinstance(step.action, TypeText)
    text = committed(typed, "", came)
    if text == typed or not (text.isascii() or _may_be_made(typed, came)):
        return step
    note = step.outcome.note if step.outcome.note.endswith(came) else ""
    return replace(step, action=TypeText(text), outcome=replace(step.outcome, note=note))


def _merged(text: Step, last: Step, typed: str, came: str) -> Step:
    whole = replace(text, until_ns=last.until_ns, outcome=replace(last.outcome, note=""))
    return _with_text(whole, typed, came)
