"""The jobs as such: how they are drawn, asked for, and kept apart for an honest evaluation."""

import re

import pytest

from tests.jobs import words
from tests.jobs.catalogue import JOBS, chosen, job_of
from tests.jobs.job import Split, example_of
from tests.jobs.looks import SCREEN
from tests.jobs.recording import round_robin

every_job = pytest.mark.parametrize("job", JOBS, ids=lambda job: job.kind)


def test_there_are_many_kinds_in_many_programs():
    trained = chosen("all")
    assert len({job.kind for job in JOBS}) == len(JOBS) >= 14
    assert len({job.program for job in trained}) >= 5


def test_kinds_that_are_never_trained_on_stand_in_known_programs_and_in_one_of_their_own():
    known = {job.program for job in chosen("all")}
    unseen = {job.program for job in chosen("unseen")}
    assert unseen & known
    assert unseen - known


@every_job
def test_an_example_is_the_same_for_the_same_seed_and_another_for_another_number(job):
    assert job.example(3, 4) == job.example(3, 4)
    drawn = {job.example(3, number).instruction for number in range(12)}
    assert len(drawn) >= 6


@every_job
@pytest.mark.parametrize("split", Split)
def test_an_instruction_has_every_value_that_its_wording_names_and_no_marks_left(job, split):
    for number in range(30):
        example = job.example(5, number, split)
        assert not re.search(r"[{}\[\]]", example.instruction), example.instruction
        known = job.words_for(split)
        named = set(re.findall(r"[\[{](\w+)[\]}]", known[(number + 5) % len(known)]))
        assert named <= set(example.values)
        for name in named:
            assert example.values[name] in example.instruction


@every_job
def test_strange_wordings_are_never_trained_on(job):
    assert job.strange_wordings
    shown, strange, spent, fresh = (
        set(job.words_for(split))
        for split in (Split.TRAIN, Split.WORDING, Split.SPENT, Split.FRESH)
    )
    assert not shown & (strange | spent)
    assert not (shown | strange | spent) & fresh


@every_job
def test_every_way_of_doing_it_turns_up(job):
    assert {job.example(1, number).way for number in range(12)} == set(job.ways)


def test_held_out_words_never_turn_up_in_training():
    lists = (words.FIRST_NAMES, words.SENTENCES, words.THINGS, words.NOUNS, words.PRODUCTS)
    held_out = words.Dice(words.random.Random(1), is_held_out=True)
    trained = words.Dice(words.random.Random(1))
    for each in lists:
        assert set(held_out.side(each)) | set(trained.side(each)) == set(each)
        assert not set(held_out.side(each)) & set(trained.side(each))


def test_an_order_may_be_polite_and_a_question_stays_as_it_is():
    said = {
        words.asked("find {it}", {"it": "tea"}, words.random.Random(seed), is_held_out=False)
        for seed in range(400)
    }
    assert {"Find tea", "Please find tea", "Could you find tea"} <= said
    asked = {
        words.asked("Where is {it}?", {"it": "tea"}, words.random.Random(seed), is_held_out=False)
        for seed in range(40)
    }
    assert asked == {"Where is tea?"}


def test_a_value_of_several_words_is_never_without_quotes_where_quotes_are_due():
    said = {
        words.asked("find [it]", {"it": "a b"}, words.random.Random(seed), is_held_out=False)
        for seed in range(40)
    }
    assert all(re.search("[“\"']a b[”\"']", one) for one in said)


def test_the_lineage_tells_an_example_and_nothing_else_is_taken_for_one():
    example = job_of("write-letter").example(2, 7)
    told = example_of(example.detail)
    assert told is not None
    assert (told["kind"], told["seed"], told["number"]) == ("write-letter", 2, 7)
    assert told["values"] == dict(example.values)
    assert example_of("") is None
    assert example_of("letters.jsonl") is None
    assert example_of("[1]") is None


@every_job
def test_windows_lie_on_the_screen(job):
    for number in range(50):
        spot = job.example(9, number).look.spot((560, 380), (1000, 640))
        assert spot.x >= 0
        assert spot.y >= 0
        assert spot.x + spot.width <= SCREEN[0]
        assert spot.y + spot.height <= SCREEN[1]


def test_every_kind_is_recorded_once_before_any_is_recorded_again():
    jobs = chosen("write-letter,calculate")
    drawn = [(job.kind, example.number) for job, example in round_robin(jobs, 2, seed=1)]
    assert drawn == [
        ("write-letter", 0),
        ("calculate", 0),
        ("write-letter", 1),
        ("calculate", 1),
    ]
