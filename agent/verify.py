"""Did it work? An outcome for each action, from the screen before it and the screen after it.

Pure. DONE names its evidence, FAILED names what is missing, and UNKNOWN is said wherever neither
can be shown: a program that tells nothing about itself has not failed.
"""

from dataclasses import replace
from typing import assert_never

from agent.differences import Differences, changed, differences, own_states, same_element
from agent.phrases import called, listed, quoted
from agent.popups import only_closed
from grounding.roles import COMBO_BOXES, TEXT_FIELDS
from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.events import Button
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Observation, Outcome, Source, Status

__all__ = ["changed", "is_lost", "untold", "verify"]

_EDITABLE = TEXT_FIELDS | COMBO_BOXES | {"terminal"}

_SETTLED_STATES = frozenset({"checked", "selected", "expanded", "pressed"})
"""A click on what is in one of these already may rightly change nothing."""

_ANSWERS = frozenset(
    {"push button", "toggle button", "menu", "menu item", "check menu item", "radio menu item",
     "check box", "link"}
)  # fmt: skip
"""Roles that show something whenever they are clicked."""

_MASKS = frozenset("•●*∙")


def is_lost(
    action: Action, before: Observation, after: Observation, target: Element | None
) -> bool:
    """Whether a click did nothing but close what lay open beside its target, which still is as it
    was: then it may be clicked once more."""
    if not isinstance(action, Click) or target is None or _own_change(target, after):
        return False
    return only_closed(before, after, differences(before, after), target)


_UNTOLD = {
    Status.DONE: "The secret was typed.",
    Status.FAILED: "Nothing of the secret arrived.",
    Status.UNKNOWN: "Whether the secret arrived cannot be seen.",
}


def untold(outcome: Outcome) -> Outcome:
    """Without what was typed, how long it was and what a field holds now: for secrets."""
    return replace(outcome, note=_UNTOLD[outcome.status])


def verify(
    action: Action, before: Observation, after: Observation, target: Element | None
) -> Outcome:
    """What the action came to.

    before, after: the desktop at rest. target: what it was done to, as it was in `before`; for
    keys what had the focus; None where that is not known.
    """
    found = differences(before, after)
    box = changed(before.frame, after.frame)
    match action:
        case Click():
            status, note = _clicked(action, found, box, before, after, target)
        case TypeText(text):
            status, note = _typed(text, found, box, before, after, target)
        case PressKeys():
            status, note = _effect(found, box, before, after) or (
                Status.UNKNOWN,
                "Nothing that can be seen changed; some keys have no visible effect.",
            )
        case Scroll():
            status, note = _effect(found, box, before, after) or (
                Status.UNKNOWN,
                "Nothing moved: it is at its end, or it does not scroll.",
            )
        case Drag():
            status, note = _effect(found, box, before, after) or (
                Status.FAILED,
                "Nothing on the screen changed after the drag.",
            )
        case Wait(seconds):
            status, note = Status.DONE, f"Waited {seconds:g} s."
        case _:
            assert_never(action)
    return Outcome(status, after.frame, box, note)


def _clicked(
    action: Click[Point],
    found: Differences,
    box: Box | None,
    before: Observation,
    after: Observation,
    target: Element | None,
) -> tuple[Status, str]:
    own = _own_change(target, after)
    if own:
        return Status.DONE, own
    if target is not None and only_closed(before, after, found, target):
        return Status.FAILED, f"The click on {called(target)} only closed what lay open beside it."
    effect = _effect(found, box, before, after)
    if effect is not None:
        return effect
    if target is None or target.source is not Source.ACCESSIBLE:
        return Status.UNKNOWN, "Nothing on the screen changed, and what was clicked tells nothing."
    held = sorted(_SETTLED_STATES.intersection(target.states))
    if "focused" in target.states and target.role in _EDITABLE:
        held.append("focused")
    if held:
        return Status.DONE, _sentence(f"{called(target)} was {listed(held)} already")
    if target.role in _ANSWERS and action.button is Button.LEFT:
        return Status.FAILED, f"Nothing changed after the click on {called(target)}."
    return Status.UNKNOWN, f"Nothing that can be seen changed after the click on {called(target)}."


def _own_change(target: Element | None, after: Observation) -> str:
    """What became of the clicked thing itself, by its states; "" for nothing."""
    now = same_element(target, after.elements) if target is not None else None
    if target is None or now is None:
        return ""
    gained = own_states(now) - own_states(target)
    lost = own_states(target) - own_states(now)
    changes = [*sorted(gained), *(f"no longer {state}" for state in sorted(lost))]
    return _sentence(f"{called(now)} is {listed(changes)}") if changes else ""


def _effect(
    found: Differences, box: Box | None, before: Observation, after: Observation
) -> tuple[Status, str] | None:
    """DONE with the strongest sign of an effect there is; None where there is no sign at all."""
    if found:
        return Status.DONE, told(found)
    if box is None:
        return None
    where = f"at ({box.left}, {box.top}), {box.width}x{box.height} px"
    window = after.window or before.window
    if window is not None and window.box is not None and not window.box.intersection(box):
        return Status.UNKNOWN, f"The screen changed only outside of the window, {where}."
    return Status.DONE, f"The screen changed {where}."


def told(found: Differences) -> str:
    """The most telling difference, in one sentence for a person."""
    if found.window is not None and found.is_new_window:
        return f"The window {quoted(found.window.title)} is active now."
    if found.window is not None:
        return f"The window is now called {quoted(found.window.title)}."
    for earlier, later in found.altered:
        if earlier.value != later.value:
            return _sentence(f"{called(later)} holds {quoted(later.value)}")
    for earlier, later in found.altered:
        gained, lost = own_states(later) - own_states(earlier), own_states(earlier)
        lost -= own_states(later)
        states = [*sorted(gained), *(f"no longer {state}" for state in sorted(lost))]
        if states != ["focused"] and not (found.appeared or found.vanished):
            return _sentence(f"{called(later)} is {listed(states)}")
    if found.appeared:
        return _sentence(f"{listed([quoted(one.name) for one in found.appeared])} appeared")
    if found.vanished:
        return _sentence(f"{listed([quoted(one.name) for one in found.vanished])} went away")
    return _sentence(f"{called(found.altered[0][1])} has the focus") if found.altered else ""


def _typed(
    text: str,
    found: Differences,
    box: Box | None,
    before: Observation,
    after: Observation,
    target: Element | None,
) -> tuple[Status, str]:
    if not text:
        return Status.DONE, "There was nothing to type."
    field = _field(target, before, after)
    if field is not None:
        earlier, later = field
        return _read_back(text, earlier, later, found)
    shown = _shown_newly(text, before, after)
    if shown is not None:
        return Status.DONE, f"The text shows in {called(shown)}."
    if found.window is not None and "\n" in text:
        return Status.DONE, told(found)
    if found or box is not None:
        return Status.UNKNOWN, "The screen changed, but no program tells what text is there."
    return Status.FAILED, f"Nothing on the screen changed after typing {quoted(text)}."


def _field(
    target: Element | None, before: Observation, after: Observation
) -> tuple[Element, Element] | None:
    """The field that the text went to, before and after; None unless its value is told.

    A value that was empty in both looks is told only by a field with an editable role: others
    have none to tell.
    """
    if target is None:
        focused = [one for one in after.elements if "focused" in one.states]
        target = same_element(focused[0], before.elements) if focused else None
    if target is None:
        return None
    later = same_element(target, after.elements)
    if later is None or not (later.value or (target.value and later.role in _EDITABLE)):
        return None
    return target, later


def _read_back(
    text: str, earlier: Element, later: Element, found: Differences
) -> tuple[Status, str]:
    was, now, typed = _plain(earlier.value), _plain(later.value), _plain(text)
    if later.role == "password text" or (now and _MASKS.issuperset(now)):
        if later.value != earlier.value:
            return Status.DONE, _sentence(f"{called(later)} took {len(text)} characters")
        return Status.FAILED, _sentence(f"{called(later)} holds what it held before")
    if typed in now and (now != was or typed == now):
        return Status.DONE, _sentence(f"{called(later)} holds {quoted(text)}")
    if now != was and later.states and "editable" not in later.states:
        return Status.UNKNOWN, _sentence(
            f"{called(later)} shows {quoted(later.value)} now; it makes of keys what it likes"
        )
    if later.value == earlier.value and found.window is not None and "\n" in text:
        return Status.DONE, told(found)
    if now == was:
        return Status.FAILED, f"Nothing of {quoted(text)} arrived in {called(later)}."
    if now and _cut_short(now, was, typed):
        return Status.UNKNOWN, _sentence(
            f"{called(later)} changed, but it tells too little of its text to be sure"
        )
    return Status.FAILED, _sentence(
        f"{called(later)} holds {quoted(later.value)} and not {quoted(text)}"
    )


def _cut_short(now: str, was: str, typed: str) -> bool:
    """Whether the value told is a beginning: it is shorter than what the field must hold by now."""
    return len(now) < len(typed) and (typed.startswith(now) or now.startswith(was[: len(now)]))


def _plain(text: str) -> str:
    """Without what programs add by themselves: indents, wraps, thousands separators, case."""
    return "".join(character for character in text.casefold() if character.isalnum()) or "".join(
        text.split()
    )


def _shown_newly(text: str, before: Observation, after: Observation) -> Element | None:
    def counted(observation: Observation) -> list[Element]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [
            one
            for one in observation.elements
            if lines and all(line in one.value or line in one.name for line in lines)
        ]

    shown = counted(after)
    return shown[0] if len(shown) > len(counted(before)) else None


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
