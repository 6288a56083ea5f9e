"""What a long training may be asked, how far it says it is, and what it goes on from."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.training import runs  # noqa: E402
from models.training.runs import Recipe, Run, as_asked, parser_for, status_of  # noqa: E402
from tracker.errors import Malformed  # noqa: E402


class Clock:
    """Both clocks of a run, in seconds: they go on when a test says so."""

    def __init__(self) -> None:
        self.worked, self.shown = 0.0, 0.0

    def process_time(self) -> float:
        return self.worked

    def monotonic(self) -> float:
        return self.shown


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stepped = Clock()
    monkeypatch.setattr(runs, "time", stepped)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    return stepped


class Line:
    """One weight that is learned; each step takes its time on both clocks."""

    def __init__(self, run: Run, clock: Clock, worked_s: float, shown_s: float) -> None:
        self.run, self.clock, self.step_s = run, clock, (worked_s, shown_s)
        self.net = torch.nn.Linear(1, 1)
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=1.0)
        self.progress: list[float] = []
        self.checks: list[tuple[int, float, float]] = []

    def learn(self, progress: float) -> float:
        self.run.begin_step(self.optimizer, progress)
        self.progress.append(round(progress, 3))
        self.clock.worked += self.step_s[0]
        self.clock.shown += self.step_s[1]
        return float(self.run.step)

    def check(self, loss: float, progress: float) -> None:
        self.checks.append((self.run.step, round(loss, 4), round(progress, 3)))
        weights = self.net.state_dict()
        self.run.keep({"loss": loss}, loss, weights, self.optimizer.state_dict(), weights)


def test_a_run_is_over_when_its_minutes_were_computed_however_long_that_took(
    clock: Clock, tmp_path: Path
):
    run = Run(Recipe(minutes=1, check_every=2), tmp_path, "line")
    line = Line(run, clock, worked_s=15, shown_s=900)
    run.go(line.learn, line.check)
    assert line.progress == [0.0, 0.25, 0.5, 0.75]
    assert line.checks == [(2, 1.02, 0.25), (4, 1.1184, 0.75), (4, 1.1184, 1.0)]


def test_a_run_is_over_when_its_time_by_the_clock_is(clock: Clock, tmp_path: Path):
    run = Run(Recipe(minutes=60, clock_minutes=1), tmp_path, "line")
    line = Line(run, clock, worked_s=1, shown_s=30)
    run.go(line.learn, line.check)
    assert line.progress == [0.0, 0.5]
    assert [progress for _, _, progress in line.checks] == [1.0]


def test_what_is_kept_is_gone_on_from_where_it_was_left(clock: Clock, tmp_path: Path):
    first = Run(Recipe(minutes=1), tmp_path, "line")
    begun = Line(first, clock, worked_s=30, shown_s=30)
    first.go(begun.learn, begun.check)
    again = Run(Recipe(minutes=4), tmp_path, "line")
    found = again.take_up()
    assert found is not None
    assert (again.step, again.spent_s, again.losses) == (2, 60.0, [(2, 1.02)])
    going_on = Line(again, clock, worked_s=60, shown_s=60)
    going_on.net.load_state_dict(found.weights)
    again.go(going_on.learn, going_on.check)
    assert going_on.progress == [0.25, 0.5, 0.75]
    assert [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()] == [
        {"step": 2, "minutes": 1.0, "loss": 1.02},
        {"step": 5, "minutes": 4.0, "loss": pytest.approx(3.0596)},
    ]


def test_the_clock_takes_what_is_left_of_a_run_that_is_gone_on_with(clock: Clock, tmp_path: Path):
    first = Run(Recipe(minutes=2, clock_minutes=0.5), tmp_path, "line")
    begun = Line(first, clock, worked_s=60, shown_s=60)
    first.go(begun.learn, begun.check)
    again = Run(Recipe(minutes=2, clock_minutes=1), tmp_path, "line")
    again.take_up()
    going_on = Line(again, clock, worked_s=0, shown_s=15)
    again.go(going_on.learn, going_on.check)
    assert going_on.progress == [0.5, 0.625, 0.75, 0.875]


def test_a_run_that_never_began_has_nothing_to_go_on_from(tmp_path: Path):
    run = Run(Recipe(), tmp_path, "line")
    assert run.take_up() is None
    assert (run.step, run.spent_s, run.losses) == (0, 0.0, [])


def test_a_checkpoint_of_another_training_is_not_taken_up(clock: Clock, tmp_path: Path):
    run = Run(Recipe(minutes=1), tmp_path, "line")
    line = Line(run, clock, worked_s=60, shown_s=60)
    run.go(line.learn, line.check)
    with pytest.raises(Malformed, match="belongs to a training on other data"):
        Run(Recipe(), tmp_path, "circle").take_up()


def test_the_rate_warms_up_and_falls_along_a_cosine():
    recipe = Recipe(rate=1.0, warm_up=4, last_rate=0.1)
    told = [recipe.rate_at(step, at) for step, at in ((1, 0), (4, 0), (9, 0.5), (9, 1), (9, 2))]
    assert told == pytest.approx([0.25, 1.0, 0.55, 0.1, 0.1])


def test_the_running_mean_is_over_few_steps_at_first_and_leaves_counters(tmp_path: Path):
    run = Run(Recipe(), tmp_path, "line")
    smooth = {"weight": torch.zeros(1), "seen": torch.tensor(3)}
    learned = {"weight": torch.ones(1), "seen": torch.tensor(4)}
    run.step = 4
    run.follow(smooth, learned)
    assert (float(smooth["weight"]), int(smooth["seen"])) == (0.5, 3)
    run.step = 1_000_000
    run.follow(smooth, learned)
    assert float(smooth["weight"]) == pytest.approx(0.5 + 0.002 * 0.5)


def test_what_is_not_asked_stays_as_the_recipe_has_it():
    recipe = Recipe(minutes=7, rate=0.5, threads=3)
    parser = parser_for("About.", recipe)
    assert as_asked(recipe, parser.parse_args(["--out", "there"])) == recipe
    numbers = ["--minutes=2", "--clock-minutes=9", "--threads=4", "--check-every=5"]
    asked = parser.parse_args(["--out", "there", "--resume", *numbers])
    assert (asked.out, asked.resume) == (Path("there"), True)
    assert as_asked(recipe, asked) == Recipe(
        minutes=2, clock_minutes=9, rate=0.5, threads=4, check_every=5
    )


def test_what_is_in_the_way_of_a_training_is_told_and_gives_status_1(
    capsys: pytest.CaptureFixture[str],
):
    def broken() -> None:
        raise Malformed("There are too few screens.", hint="Make some.")

    assert status_of(lambda: None) == 0
    assert status_of(broken) == 1
    assert capsys.readouterr().err == "There are too few screens. Make some.\n"
