"""`journeyman search` on a machine without the embedder's weights, and with them."""

import json

import pytest

from app.jobs import example
from app.settings import Settings
from app.wiring import Wiring
from models.embedder import MINILM, MINILM_TOKENIZER
from tests import fetched_weights
from tests.builders import element, observation, step
from tests.integration.test_cli import journeyman, recorded
from tracker.actions import Click, TypeText
from tracker.geometry import Point
from tracker.trajectory import Evidence, Window

SAVE = step(Click(Point(140, 95)), intent=Click('the "Save" button'))
AREA = Evidence(element("", "text", states=("multi line",)))


@pytest.fixture
def home(tmp_path):
    """Two finished jobs: a letter of two lines, and a printer."""
    letter = [step(TypeText("Dear Ann"), evidence=AREA), SAVE]
    recorded(tmp_path, "Write a letter and save it", *letter)
    recorded(tmp_path, "Set up the printer", SAVE)
    return tmp_path


@pytest.fixture
def with_weights(home):
    """The real weights, laid into the data folder; fetched once for all tests."""
    for model, path in zip((MINILM, MINILM_TOKENIZER), fetched_weights.minilm(), strict=True):
        folder = home / "models" / model
        folder.mkdir(parents=True)
        (folder / path.name).symlink_to(path)
    return home


def test_without_weights_it_is_by_words_and_says_so(home):
    said = journeyman(home, "search", "the", "letter")
    assert said.code == 0
    assert "Write a letter and save it" in said.out
    assert said.err == (
        "Found by words alone. To find jobs by their meaning too: "
        "`journeyman models fetch all-minilm-l6-v2`.\n"
    )


def test_as_json_it_says_by_what_it_was_found(home):
    found = json.loads(journeyman(home, "search", "printer", "--json").out)
    assert (found["by"], [one["id"] for one in found["found"]]) == ("words", [2])


def test_what_is_like_nothing_is_not_found(home):
    assert journeyman(home, "search", "zeppelin").out == "Nothing that was recorded is like this.\n"


@pytest.mark.models
def test_with_weights_it_is_by_meaning(with_weights):
    found = json.loads(journeyman(with_weights, "search", "jot down a note", "--json").out)
    assert (found["by"], found["found"][0]["id"]) == ("meaning and words", 1)


def test_a_job_that_was_only_recorded_is_understood_the_moment_it_is_to_be_an_example(home):
    with Wiring(Settings(home=home)) as wiring:
        before = wiring.store.load(1).steps[0].intent
        found = example(wiring, "Write a letter to Tom")
        kept = [step.intent for step in wiring.store.load(1).steps]
    assert (before, [step.intent for step in found.job.steps]) == (None, kept)
    assert kept[0] == TypeText("Dear Ann")


def test_what_was_done_in_the_program_that_is_open_comes_to_mind_though_others_are_more_alike(home):
    there, here = (
        step(before=observation(window=Window(name, name)), intent=Click('the "Save" button'))
        for name in ("mail", "pad")
    )
    for number in range(20):
        recorded(home, f"Write a letter to Tom, number {number}", there)
    recorded(home, "Write something", here)
    with Wiring(Settings(home=home)) as wiring:
        found = example(wiring, "Write a letter to Tom, soon", here.before)
        assert found.job.task == "Write something"


def test_the_job_that_fits_is_an_example_for_the_planner_as_a_program(home):
    with Wiring(Settings(home=home)) as wiring:
        found = example(wiring, "Write a letter to Tom")
        assert (found.number, found.job.task) == (1, "Write a letter and save it")
        assert len(found.job.steps) == 2
        assert example(wiring, "zeppelin") is None
