"""Where keys would go now, and whether it is where they were shown to go."""

from dataclasses import dataclass

from agent.phrases import called
from tracker.desktop.protocols import Inspector
from tracker.trajectory import Element, Step, Window


@dataclass(frozen=True, slots=True)
class Reached:
    """element: what has the focus, where the demonstration knew that. reason: why keys must not be
    sent there; "" if they may. is_elsewhere: the program is the right one, the field is not."""

    element: Element | None = None
    reason: str = ""
    is_elsewhere: bool = False


def where_keys_go(shown: Step, window: Window | None, inspector: Inspector) -> Reached:
    """window: the active one."""
    was = shown.before.window
    if was is not None and (window is None or window.app != was.app):
        there = f"{window.app} ({window.title!r})" if window is not None else "no window"
        return Reached(reason=f"the keys are for {was.app}, but {there} is active")
    wanted = shown.evidence.element
    if wanted is None:
        return Reached()
    focused = inspector.focused()
    if focused is not None and is_same_kind(wanted, focused):
        return Reached(focused)
    where = f"on {called(focused)}" if focused is not None else "nowhere"
    reason = f"the keys are for {called(wanted)}, but the focus is {where}"
    return Reached(focused, reason, is_elsewhere=True)


def is_same_kind(wanted: Element, found: Element) -> bool:
    """The same field, as far as a name and a role can tell; titles of its containers may differ."""
    return (wanted.role, wanted.name) == (found.role, found.name)
