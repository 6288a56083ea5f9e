"""What is left of an action that the person cut short.

Pure. A text that was half typed must not be typed twice, and a guess at where it broke off would
do just that; so where the field does not tell, nothing is left to do but to ask the person. Nor
must a click be done twice, which may have been done when the button was let go of.
"""

from agent.differences import changed, differences
from tracker.geometry import Box
from tracker.trajectory import Observation

_LIT_PX = 8
"""What lights up under the pointer may do so a little beyond its box."""


def is_untouched(before: Observation, now: Observation, target: Box | None) -> bool:
    """Whether nothing of an action shows. target: may have lit up under the pointer."""
    if differences(before, now):
        return False
    box = changed(before.frame, now.frame)
    return box is None or (target is not None and target.grown(_LIT_PX).encloses(box))


def untyped(text: str, before: str, now: str) -> str | None:
    """The rest of the text that is still to be typed; None if the field does not tell.

    before, now: what the field held before the typing and holds now. The typing may have replaced
    a selection and may stand anywhere in the field.
    """
    for count in range(len(text), 0, -1):
        if _is_inserted(text[:count], before, now):
            return text[count:]
    return text if now == before else None


def _is_inserted(part: str, before: str, now: str) -> bool:
    """Whether `now` is `before` with `part` in it, perhaps instead of some of it."""
    start = now.find(part)
    while start >= 0:
        head, tail = now[:start], now[start + len(part) :]
        fits = len(head) + len(tail) <= len(before)
        if fits and before.startswith(head) and before.endswith(tail):
            return True
        start = now.find(part, start + 1)
    return False
