"""Which of the jobs that come to mind is the example: the one that surely is the same job, else one
that was done here.

Pure. What it is made of is told by `agent.adaptation`.
"""

from collections.abc import Sequence

from agent.adaptation import adapted
from agent.counterpart import detour
from agent.slots import named_values, says
from tracker.actions import Click
from tracker.trajectory import Element, Source, Trajectory


def fitting(
    instruction: str,
    examples: Sequence[Trajectory],
    app: str = "",
    elements: Sequence[Element] = (),
) -> Trajectory | None:
    """One that is surely the same job; else one that was done here, that makes what is asked for or
    something like it, and with as many values of the same look; else the first; and of those that
    take the same values, as the one that was found, the one that leaves fewest unknown. None of
    none.

    app, elements: the program of the active window, and what it shows; () where nobody looked.
    """

    known = [adapted(instruction, one) for one in examples]
    here = [_is_here(one, app, elements) for one in examples]
    away = [detour(instruction, one) for one in examples]

    def standing(place: int) -> tuple[bool, bool, int, bool, bool]:
        one = known[place]
        return not one.is_sure, not here[place], away[place], not one.is_likely, not one.is_alike

    places = range(len(examples))
    best = min(places, key=standing, default=None)
    if best is None:
        return None
    if known[best].is_sure:
        return examples[best]
    asked = named_values(examples[best]).keys()
    alike = [
        place
        for place in places
        if here[place] is here[best] and named_values(examples[place]).keys() == asked
    ]
    least = min((best, *alike), key=lambda place: (away[place], len(known[place].unknown)))
    return examples[least]


def _is_here(example: Trajectory, app: str, elements: Sequence[Element]) -> bool:
    """Whether it was done in that program, and began with something that shows here too: pages of
    a browser have nothing in common but the browser."""
    if not example.steps:
        return False
    first = example.steps[0]
    window, target = first.before.window, first.evidence.element
    if window is None or window.app != app:
        return False
    if target is None or not isinstance(first.action, Click) or says(example.task, target.name):
        return True
    shown = {(one.role, one.name) for one in elements if one.source is Source.ACCESSIBLE}
    is_told = bool(shown) and target.source is Source.ACCESSIBLE and bool(target.name.strip())
    return not is_told or (target.role, target.name) in shown
