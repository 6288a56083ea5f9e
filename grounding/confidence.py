"""How often answers like this one were right: the score of a choice as a chance.

Three numbers, fitted to phrases about real screens, made and counted by

    python -m tests.bench.phrases --set DIR --fit

which fits them on one half of the programs and tells how well they hold on the other. The map is
monotone: it moves no answer before another of its kind.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tracker.trajectory import Source

_LEAST, _MOST = 0.02, 0.98
"""Beyond these a score says no more: none of our sets is large enough to tell."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance is the logistic function of slope * logit(score) + offset.

    told: the offset for what a program tells of itself; seen: for what was read or recognised.
    """

    slope: float
    told: float
    seen: float

    def chance(self, score: float, source: Source) -> float:
        """0 to 1. score: 0 to 1."""
        offset = self.told if source is Source.ACCESSIBLE else self.seen
        return 1 / (1 + math.exp(-(self.slope * logit(score) + offset)))


def logit(score: float) -> float:
    inside = min(max(score, _LEAST), _MOST)
    return math.log(inside / (1 - inside))


FITTED: Final = Calibration(slope=0.68, told=3.496, seen=1.723)

Calibrate = Callable[[float, Source], float]
"""A score and where the thing is known from in, the chance of being right out."""
