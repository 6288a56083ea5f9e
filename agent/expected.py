"""What the demonstration of a step led to, beside what came of it here.

Pure. Something on a screen always changes; whether it is what was to change, only the
demonstration tells.
"""

from collections.abc import Sequence

from agent.differences import is_same_window
from agent.phrases import called, quoted
from agent.popups import is_untouched
from tracker.trajectory import Element, Observation, Step, Window


def window_after(steps: Sequence[Step], index: int) -> Window | None:
    """What was active once a step of the demonstration was done; None where nobody knows."""
    if index + 1 < len(steps):
        return steps[index + 1].before.window
    return steps[index].outcome.window


def missed(
    shown: Step, came: Window | None, before: Observation, after: Observation, clicked: Element
) -> str:
    """Why a click did not do what it did then, whatever else changed; "" if it may have.

    came: the window that was active after it then. Where that was another one, and here it is
    still the same, with what was clicked as it was, the click has not done what it was for.
    """
    was = shown.before.window
    if was is None or came is None or is_same_window(was, came):
        return ""
    is_another = was.app != came.app or was.box != came.box
    stayed = is_same_window(before.window, after.window)
    if not (is_another and stayed and is_untouched(clicked, after)):
        return ""
    here = after.window.title if after.window is not None else ""
    return (
        f"In the demonstration {quoted(came.title)} was active after this; here it is "
        f"{quoted(here)} still, and {called(clicked)} is as it was."
    )
