"""Which of the jobs that come to mind is the example: the one that surely is the same job, else one
that was done here.

Pure. What it is made of is told by `agent.adaptation`.
"""

from collections.abc import Sequence

from agent.adaptation import adapted
from agent.slots import named_values, says
from tracker.actions import Click
from tracker.trajectory import Element, Source, Trajectory


def fitting(
    instruction: str,
    examples: Sequence[Trajectory],
    app: str = "",
    elements: Sequence[Element] = (),
) -> Trajectory | None:
    """One that is surely the same job; else one that was done here with as many values; else the
    first; and of those that take the same values, as the one that was found, the one that leaves
    fewest unknown. None of none.

    app, elements: the program of the active window, and what it shows; () where nobody looked.
    """

    def standing(example: Trajectory) -> tuple[bool, bool, bool]:
        known = adapted(instruction, example)
        return not known.is_sure, not _is_here(example, app, elements), not known.is_likely

    best = min(examples, key=standing, default=None)
    if best is None or adapted(instruction, best).is_sure:
        return best
    asked, is_here = named_values(best).keys(), _is_here(best, app, elements)
    alike = (
        one
        for one in examples
        if _is_here(one, app, elements) is is_here and named_values(one).keys() == asked
    )
    return min((best, *alike), key=lambda one: len(adapted(instruction, one).unknown))


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
