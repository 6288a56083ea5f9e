"""The list of tasks, what was recorded for each, and what was said of it."""

import pytest

from tests.builders import STARTED, step
from tracker.errors import Malformed, Refused
from tracker.store import Store
from tracker.tasks import Difficulty, Given, Task, Tasks, TaskState
from tracker.trajectory import Ending

LETTER = Given("Write to Anna", Difficulty.EASY)
BILL = Given("Pay the bill", Difficulty.HARD)
TRIP = Given("Book a trip to Rome")


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def tasks(tmp_path):
    opened = Tasks.open(tmp_path / "store.db")
    opened.add([LETTER, BILL, TRIP])
    yield opened
    opened.close()


def record(store, task=""):
    number = store.begin(task, STARTED)
    store.append_step(number, step())
    store.finish(number, Ending.FINISHED)
    return number


def test_the_first_of_a_list_is_at_hand(tasks):
    assert tasks.all() == (
        Task(1, "Write to Anna", LETTER, is_at_hand=True),
        Task(2, "Pay the bill", BILL),
        Task(3, "Book a trip to Rome", TRIP),
    )


def test_one_goes_forth_and_back_and_stays_at_either_end(tasks):
    moved = [tasks.move(by).number for by in (-1, 1, 1, 1, -1)]
    assert moved == [1, 2, 3, 3, 2]
    at_hand = tasks.at_hand()
    assert at_hand is not None
    assert at_hand.number == 2


def test_after_one_that_ended_the_next_open_one_is_at_hand(tasks):
    ends = [(1, TaskState.FINISHED), (2, TaskState.BAD), (3, TaskState.FAILED)]
    at_hand = []
    for number, state in ends:
        tasks.end(number, state, note="why")
        at_hand.append(tasks.at_hand().number)
    assert at_hand == [2, 3, 3]
    assert [(one.state, one.note) for one in tasks.all()] == [(s, "why") for _, s in ends]


def test_what_was_passed_over_comes_after_the_rest(tasks):
    tasks.move(1)
    tasks.end(2, TaskState.FINISHED)
    tasks.end(3, TaskState.FINISHED)
    assert tasks.at_hand().number == 1


def test_one_may_be_begun_anew(tasks):
    tasks.end(1, TaskState.FAILED, note="the printer was off")
    tasks.end(1, TaskState.OPEN)
    first = tasks.all()[0]
    assert (first.state, first.note, first.is_at_hand) == (TaskState.OPEN, "", True)


def test_what_was_recorded_for_a_task_is_called_as_it_is_described_afterwards(store, tasks):
    number = record(store, "Write to Anna")
    tasks.save(number, number=1)
    tasks.describe(1, "Write to Anna in Rome")
    first = tasks.all()[0]
    assert (first.description, first.given, first.recordings) == (
        "Write to Anna in Rome", LETTER, (number,),
    )  # fmt: skip
    assert store.load(number).task == "Write to Anna in Rome"


def test_how_hard_it_was_is_what_the_person_says_or_else_the_list(store, tasks):
    ids = [record(store) for _ in range(4)]
    tasks.save(ids[0], number=1)
    tasks.save(ids[1], number=1, difficulty=Difficulty.MEDIUM)
    tasks.save(ids[2], difficulty=Difficulty.HARD)
    told = [tasks.difficulty(number) for number in ids]
    assert [tasks.verdict(number) for number in ids][2] is None
    assert told == [Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD, None]


def test_a_discarded_recording_shows_no_task(store, tasks):
    number = record(store)
    tasks.save(number, number=1, difficulty=Difficulty.EASY)
    store.finish(number, Ending.DISCARDED)
    assert (tasks.all()[0].recordings, tasks.difficulty(number)) == ((), None)
    assert store.check() == []
    with pytest.raises(Malformed, match="no trajectory"):
        tasks.save(number)


def test_a_list_that_is_loaded_again_adds_what_is_new(tasks):
    tasks.describe(1, "Write to Anna in Rome")
    added = tasks.add([LETTER, Given("Water the plants"), Given("Water the plants")])
    assert (added, len(tasks.all())) == (1, 4)


def test_without_its_list_a_recording_stays(store, tasks):
    number = record(store, "Write to Anna")
    tasks.save(number, number=1)
    assert tasks.clear() == 3
    assert (tasks.all(), tasks.at_hand(), store.load(number).task) == ((), None, "Write to Anna")
    with pytest.raises(Refused, match="no list of tasks"):
        tasks.move(1)


@pytest.mark.parametrize("number", [0, 4])
def test_a_task_that_there_is_not_is_told(tasks, number):
    with pytest.raises(Malformed, match=f"There is no task {number}"):
        tasks.end(number, TaskState.BAD)


def test_a_description_of_no_words_is_refused(tasks):
    with pytest.raises(Malformed, match="no words"):
        tasks.describe(1, " ")
