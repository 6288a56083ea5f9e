"""The bench's curve: what the planner gets right as memory grows, its weights left as they are."""

from contextlib import closing

import pytest

from agent.examples import Lesson
from agent.memory import Memory
from grounding.screen import Screen
from models.fake import FakeChat
from tests.bench.learning_curve import CURVE, Asked, Some, memory_curve
from tests.builders import STARTED, frame, step, trajectory
from tracker.actions import TypeText
from tracker.errors import Unavailable
from tracker.store import Store
from tracker.trajectory import Ending, Outcome, Status
from tracker.vectors import Vectors


def typed(text):
    return step(TypeText(text), intent=TypeText(text), outcome=Outcome(Status.DONE))


def lesson(task, *texts):
    steps = tuple(typed(text) for text in texts)
    screen = Screen(frame(), None, (), ())
    return Lesson(task, steps, tuple(screen for _ in steps), None, trajectory(*steps, task=task))


def kept(store, task, *texts):
    number = store.begin(task, STARTED)
    for text in texts:
        store.append_step(number, typed(text))
    store.finish(number, Ending.FINISHED)
    return number


@pytest.fixture(name="known")
def a_store_with_one_greeting_among_other_jobs(tmp_path):
    with closing(Store.open(tmp_path / "journeyman.db")) as store:
        learned = [kept(store, 'Greet "Ann" and part', "Ann", "Bye")]
        learned += [kept(store, f'Pay "{n}" crowns', str(n)) for n in range(60)]
        with closing(Vectors.open(tmp_path / "journeyman.db")) as vectors:
            yield store, learned, vectors


def test_it_grows_once_a_job_like_the_one_that_is_asked_for_was_shown(known):
    store, learned, vectors = known
    give_up = {"thought": "", "action": {"verb": "give_up", "reason": "no"}}
    told, shown = [], []

    def remember(some):
        shown.append(learned[0] in some)
        return Memory(Some(vectors, some))

    curve = memory_curve(
        FakeChat([give_up] * 20),
        store,
        remember,
        learned,
        [lesson('Greet "Tom" and part', "Tom", "Bye")],
        told.append,
    )
    assert curve == dict(zip(map(str, CURVE), map(float, shown), strict=True))
    assert shown == [False, False, True, True]
    assert told[-1] == "61 jobs shown: 2 of 2 next actions right"


def test_memory_of_some_knows_nothing_of_the_others(known):
    _, learned, vectors = known
    memory = Memory(Some(vectors, learned[1:4]))
    assert {one.telling.id for one in memory.search('Pay "5" crowns', k=99)} == set(learned[1:4])


def test_the_same_question_is_asked_once():
    chat = Asked(FakeChat([{"answer": 1}]))
    assert [chat.reply([], {}) for _ in range(2)] == [{"answer": 1}] * 2
    with pytest.raises(Unavailable):
        Asked(FakeChat([])).reply([], {})
