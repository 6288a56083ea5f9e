"""When there is enough to teach a detector, and when the one that was taught is used."""

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from app.grounder_training import Order, Result, train_grounder  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.wiring import Wiring  # noqa: E402
from grounding.judged import Judged  # noqa: E402
from models.training.adapting import Lessons, mixed_with_base  # noqa: E402
from models.training.base_weights import read_base  # noqa: E402
from tests.labelled import write_screens  # noqa: E402
from tracker.errors import Malformed, Unavailable  # noqa: E402

BETTER = Result(
    name="mine",
    learned=20,
    held_out=5,
    share=0.5,
    before=Judged(100, 80, 100, 80),
    after=Judged(100, 90, 100, 80),
    whole=Judged(100, 82, 100, 80),
    usual_before=Judged(100, 80, 100, 80),
    usual_after=Judged(100, 80, 100, 80),
)


def train(home: Path, *folders: Path, name: str = "mine") -> Result:
    with Wiring(Settings(home=home)) as wiring:
        return train_grounder(wiring, Order(folders, name, 1, 1, False), lambda *_: None)


def test_one_that_sees_more_and_has_not_forgotten_is_used():
    assert (BETTER.is_used, BETTER.refusal) == (True, "")
    assert BETTER.told()["is_used"] is True


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"after": BETTER.before}, "hardly better than the one in use, or worse"),
        ({"after": Judged(100, 82, 100, 81)}, "hardly better than the one in use"),
        ({"usual_after": Judged(100, 75, 100, 79)}, "forgotten too much"),
        ({"whole": Judged(100, 95, 100, 85)}, "spoilt when it was made small"),
    ],
)
def test_one_that_is_no_better_has_forgotten_or_was_spoilt_is_not_used(change, reason):
    refused = replace(BETTER, **change)
    assert not refused.is_used
    assert reason in refused.refusal


@pytest.mark.parametrize("count", [0, 3, 11])
def test_too_few_screens_are_counted_with_how_to_get_more(tmp_path, count):
    data = tmp_path / "screens"
    write_screens(data, count)
    with pytest.raises(Malformed) as raised:
        train(tmp_path, data)
    assert raised.value.message == (
        f"{count} labelled screens in {data} are too few to learn from: at least 12 are needed, "
        "since some must be held out."
    )
    assert "`journeyman harvest`" in raised.value.hint


def test_the_name_of_another_kind_of_model_is_refused_before_anything_is_learned(tmp_path):
    with pytest.raises(Malformed, match="Another model is called smollm2-135m"):
        train(tmp_path, tmp_path, name="smollm2-135m")


def test_what_training_needs_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("app.grounder_training.FOR_DETECTORS", ("torch", "no-such-package"))
    with pytest.raises(Unavailable, match="not installed here: no-such-package"):
        train(tmp_path, tmp_path)


def test_a_screen_that_cannot_be_read_is_named_before_anything_is_learned(tmp_path):
    data = tmp_path / "screens"
    write_screens(data, 20)
    (data / "screen-3.json").write_text("{}")
    with pytest.raises(Malformed, match=r"screen-3\.json is no label file"):
        train(tmp_path, data)


def test_a_few_screens_of_ones_own_come_as_often_as_the_made_up_ones():
    own, made_up = [Path("a"), Path("b")], [Path(f"m{n}") for n in range(7)]
    files = Lessons(own, made_up, (), ()).files()
    assert [files.count(one) for one in own] == [4, 4]
    assert files[8:] == made_up
    assert Lessons(own, (), (), ()).files() == own


def test_weights_in_between_hold_so_much_of_what_was_learned():
    base = read_base()
    learned = {name: value + 1 for name, value in base.items()}
    half = mixed_with_base(learned, 0.5)
    counted = [name for name, value in base.items() if not value.dtype.is_floating_point]
    assert all(torch.equal(half[name], learned[name]) for name in counted)
    name = "stem.0.1.bias"
    torch.testing.assert_close(half[name], base[name] + 0.5)
