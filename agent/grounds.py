"""On what grounds something is done, for what was planned and for what is shown again alike."""

from collections.abc import Sequence

from grounding.grounder import Grounded
from grounding.selfcheck import Accepted, still_there
from tracker.frames import Frame
from tracker.trajectory import Element, Evidence


def evidence_of(element: Element | None, targets: Sequence[Grounded]) -> Evidence:
    """targets: what is clicked, or a drag's start and end; none for what goes to the focus."""
    if not targets:
        return Evidence(element=element, how="the focus" if element is not None else "")
    return Evidence(
        element=targets[0].element,
        end_element=targets[1].element if len(targets) > 1 else None,
        how=targets[0].evidence,
        confidence=min(one.confidence for one in targets),
    )


def are_still_there(targets: Sequence[Grounded], before: Frame, latest: Frame) -> bool:
    return all(isinstance(still_there(one, before, latest), Accepted) for one in targets)
