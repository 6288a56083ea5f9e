"""How much of a labelled screen was found, and how much of what was found is there: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.labels import Label
from tracker.geometry import Box


def is_found(target: Box, seen: Box) -> bool:
    """The centre within the target, and an area of 1/6 to 6 times the target's."""
    return target.contains(seen.center) and target.area / 6 <= seen.area <= target.area * 6


@dataclass(frozen=True, slots=True)
class Judged:
    """targets: things that can be used, of which so many were found. answers: what was said to
    be there, of which so much is right."""

    targets: int = 0
    found: int = 0
    answers: int = 0
    right: int = 0

    def __add__(self, other: Judged) -> Judged:
        return Judged(
            self.targets + other.targets,
            self.found + other.found,
            self.answers + other.answers,
            self.right + other.right,
        )

    @property
    def recall(self) -> float:
        return self.found / max(1, self.targets)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.answers)

    @property
    def score(self) -> float:
        """Both in one: their harmonic mean."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def judged(seen: Sequence[Box], labels: Sequence[Label]) -> Judged:
    targets = [each.box for each in labels if each.is_interactive and each.is_enabled]
    return Judged(
        len(targets),
        sum(any(is_found(target, box) for box in seen) for target in targets),
        len(seen),
        sum(any(is_found(each.box, box) for each in labels) for box in seen),
    )
