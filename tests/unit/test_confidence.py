"""Confidence as a chance: the map itself, and how it is measured and fitted."""

import math
from random import Random

import pytest

from grounding.confidence import FITTED, Calibration
from tests.bench.calibration import (
    Bin,
    Outcome,
    crossed,
    expected_error,
    fit_calibration,
    halves,
    reliability,
)
from tracker.trajectory import Source

TOLD, SEEN = Source.ACCESSIBLE, Source.OCR
AS_IT_IS = Calibration(1.0, 0.0, 0.0)


@pytest.mark.parametrize("source", [TOLD, SEEN])
def test_no_answer_comes_before_another_that_scores_more(source: Source):
    chances = [FITTED.chance(score / 100, source) for score in range(101)]
    assert chances == sorted(chances)
    assert all(0 < chance < 1 for chance in chances)


def test_what_a_program_tells_is_surer_than_what_is_read():
    assert FITTED.chance(0.8, TOLD) > FITTED.chance(0.8, SEEN)


def test_a_map_that_changes_nothing_gives_the_score_and_is_never_wholly_sure():
    assert AS_IT_IS.chance(0.7, SEEN) == pytest.approx(0.7)
    assert (AS_IT_IS.chance(0.0, SEEN), AS_IT_IS.chance(1.0, TOLD)) == pytest.approx((0.02, 0.98))


def test_reliability_compares_confidence_and_outcome_bin_by_bin():
    chances = [(0.95, True), (0.95, False), (1.0, True), (0.15, False)]
    low, high = reliability(chances)
    assert low == Bin(0.1, 1, 0.15, 0.0)
    assert (high.start, high.count) == (0.9, 3)
    assert (high.mean_confidence, high.share_right) == pytest.approx((2.9 / 3, 2 / 3))
    assert expected_error(chances) == pytest.approx((0.15 + 3 * 0.3) / 4)


def answers(count: int, groups: int = 4) -> list[Outcome]:
    """Right as often as the logistic of twice the score's logit less one."""
    dice = Random(3)
    made = []
    for number in range(count):
        score = dice.uniform(0.05, 0.95)
        chance = 1 / (1 + math.exp(-(2 * math.log(score / (1 - score)) - 1)))
        source = dice.choice((TOLD, SEEN))
        made.append(Outcome(score, source, dice.random() < chance, f"app {number % groups}"))
    return made


def test_the_fit_finds_the_map_that_the_answers_were_made_by():
    fitted = fit_calibration(answers(4000))
    assert (fitted.slope, fitted.told, fitted.seen) == pytest.approx((2, -1, -1), abs=0.25)


def test_what_is_fitted_on_some_programs_holds_on_the_others():
    made = answers(4000)
    before = expected_error([(one.score, one.is_right) for one in made])
    assert expected_error(crossed(made)) < 0.03 < before


def test_programs_are_not_split():
    first, second = halves(["b", "a", "c", "a", "b"])
    assert (first, second) == (frozenset({"a", "c"}), frozenset({"b"}))


def test_scores_that_mean_the_opposite_are_refused():
    backwards = [Outcome(score, SEEN, score < 0.5) for score in (0.1, 0.2, 0.3, 0.8, 0.9) * 40]
    with pytest.raises(ValueError, match="right less often"):
        fit_calibration(backwards)
