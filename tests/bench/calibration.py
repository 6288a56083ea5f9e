"""How well confidences say how often answers are right, and the fit that makes them say it.

Pure: scores and outcomes in, figures out. `tests.bench.phrases` has the answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grounding.confidence import Calibration, logit
from tracker.trajectory import Source

_ROUNDS = 100
_PRIOR = 1.0
"""Weight of the belief that a score is a chance already, in answers: few wrong ones are enough to
fit three numbers to, and too few to believe without one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """group: what is kept together when the answers are split, a program's name."""

    score: float
    source: Source
    is_right: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the answers with a confidence from `start` to the next bin's."""

    start: float
    count: int
    mean_confidence: float
    share_right: float


def reliability(chances: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """(confidence, whether it was right) of each answer. Empty bins are left out."""
    table = []
    for number in range(bins):
        start, end = number / bins, (number + 1) / bins
        inside = [
            (chance, right)
            for chance, right in chances
            if start <= chance < end or (number == bins - 1 and chance == 1)
        ]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            table.append(Bin(start, len(inside), mean, right))
    return table


def expected_error(chances: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """ECE: the mean distance of confidence and share of right answers over equal bins, weighted
    by their counts. Source: Guo et al., arXiv:1706.04599."""
    table = reliability(chances, bins)
    total = sum(each.count for each in table)
    return sum(abs(each.mean_confidence - each.share_right) * each.count for each in table) / total


def fit_calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Logistic regression by Newton's method, held towards the score itself as the chance."""
    rows: npt.NDArray[np.float64] = np.array(
        [
            (logit(one.score), *((1.0, 0.0) if one.source is Source.ACCESSIBLE else (0.0, 1.0)))
            for one in outcomes
        ]
    )
    right = np.array([one.is_right for one in outcomes], float)
    start = weights = np.array([1.0, 0.0, 0.0])
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chances - right) + _PRIOR * (weights - start)
        curve = (rows * (chances * (1 - chances))[:, None]).T @ rows + _PRIOR * np.eye(3)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-9:
            break
    if weights[0] <= 0:
        raise ValueError(f"Higher scores are right less often: {weights}.")
    return Calibration(*(round(float(one), 3) for one in weights))


def halves(groups: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups in two, by turns in the order of their names."""
    ordered = sorted(set(groups))
    return frozenset(ordered[::2]), frozenset(ordered[1::2])


def told(title: str, chances: Sequence[tuple[float, bool]]) -> str:
    """A table for a person; "" without answers."""
    if not chances:
        return ""
    lines = [f"\n{title}: {len(chances)} answers, ECE {expected_error(chances):.3f}"]
    lines += [
        f"  {each.start:.1f} to {each.start + 0.1:.1f}  {each.count:5} answers  "
        f"confidence {each.mean_confidence:.3f}  right {each.share_right:.3f}"
        for each in reliability(chances)
    ]
    return "\n".join(lines)


def crossed(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """Each half's chances by what was fitted on the other half."""
    sides = halves([one.group for one in outcomes])
    chances = []
    for mine, others in (sides, sides[::-1]):
        fitted = fit_calibration([one for one in outcomes if one.group in others])
        chances += [
            (fitted.chance(one.score, one.source), one.is_right)
            for one in outcomes
            if one.group in mine
        ]
    assert all(math.isfinite(chance) for chance, _ in chances)
    return chances
