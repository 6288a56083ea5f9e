"""An old recording's steps anew from its raw events, by today's reducer.

A step that comes out as it was is left alone, with all that was found out about it. Another one
takes over the screen, the element and the result of the old step that began, or ended, when it
does. A text that an input method made stays one step, with the keys that it kept for itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.actions import TypeText
from tracker.events import RawEvent
from tracker.geometry import Placement
from tracker.gestures import Reduced
from tracker.reduce import Reducer
from tracker.trajectory import Outcome, Step


def rebuilt(steps: Sequence[Step], events: Iterable[RawEvent]) -> tuple[Step, ...]:
    """steps: as recorded. Without events, of an imported recording, they stay as they are."""
    reducer = Reducer()
    reduced: list[Reduced] = []
    for event in events:
        placement = _placement(steps, event.t_ns)
        if placement != reducer.placement:
            reduced += reducer.finish()
            reducer.placement = placement
        reduced += reducer.feed(event)
    reduced += reducer.finish()
    if not reduced or not steps:
        return tuple(steps)
    made: list[Step] = []
    for item in reduced:
        is_kept = made and _is_composed(made[-1]) and item.t_ns <= made[-1].until_ns
        if item.t_ns >= steps[0].t_ns and not is_kept:
            made.append(_step(item, steps))
    return tuple(made)


def _placement(steps: Sequence[Step], t_ns: int) -> Placement:
    """Of the screen at that time, as far as a step shows it."""
    begun = [step for step in steps if step.t_ns <= t_ns] or list(steps[:1])
    return begun[-1].before.frame.placement if begun else Placement()


def _step(item: Reduced, steps: Sequence[Step]) -> Step:
    began = next((step for step in steps if step.t_ns == item.t_ns), None)
    if began is not None and began.until_ns == item.until_ns:
        is_text = isinstance(began.action, TypeText) and isinstance(item.action, TypeText)
        if is_text or began.action == item.action:
            return began  # of a text the field knew better than the keys, or it is a secret
    if began is not None and _is_composed(began) and _is_of_ascii(item):
        return began
    around = began or [step for step in steps if step.t_ns <= item.t_ns][-1]
    ended = next((step for step in steps if step.until_ns == item.until_ns), None)
    evidence = around.evidence
    if began is None:
        evidence = replace(evidence, frame_age_ns=item.t_ns - around.before.frame.t_ns)
    return replace(
        around,
        action=item.action,
        intent=None,
        thought="",
        expectation="",
        evidence=evidence,
        outcome=ended.outcome if ended else Outcome(),
        t_ns=item.t_ns,
        until_ns=item.until_ns,
    )


def _is_composed(step: Step) -> bool:
    """Of other signs than the keys that make them."""
    return isinstance(step.action, TypeText) and not step.action.text.isascii()


def _is_of_ascii(item: Reduced) -> bool:
    return isinstance(item.action, TypeText) and item.action.text.isascii()
