"""A letter that chose something in a list stands for the whole choice that the job says."""

import pytest

from agent.adaptation import adapted
from agent.choices import spelled_out
from agent.workflow import workflow
from tests.builders import element, step, trajectory
from tracker.actions import Click, PressKeys, TypeText
from tracker.geometry import Point
from tracker.trajectory import Evidence


def typed(text, role="combo box", *states):
    thing = element("How often", role, states=("focused", *states))
    return step(
        TypeText(text),
        intent=TypeText(text),
        expectation=f'It holds "{text}".',
        evidence=Evidence(element=thing),
    )


def meant(task, one):
    [whole] = spelled_out([one], task)
    return whole.action.text, whole.intent.text, whole.expectation


def test_the_word_that_the_letter_begins_is_what_was_chosen():
    task = "Put ann@mail.example on the list, how often: Monthly."
    assert meant(task, typed("m")) == ("Monthly", "Monthly", 'It holds "Monthly".')


@pytest.mark.parametrize(
    ("task", "one"),
    [
        ("Send it on Monday or monthly", typed("m")),
        ("Send it weekly", typed("m")),
        ("Send it to mail.example", typed("m")),
        ("Write Monthly", typed("m", "text")),
        ("Write Monthly", typed("m", "combo box", "editable")),
        ("Choose m", typed("m")),
    ],
    ids=["two begin so", "none does", "a part of an address", "a field", "one to write in", "it"],
)
def test_where_that_is_not_sure_the_letter_stays(task, one):
    assert spelled_out([one], task) == [one]


NEWSLETTER = trajectory(
    step(
        TypeText("ann@mail.example"),
        intent=TypeText("ann@mail.example"),
        evidence=Evidence(element=element("E-mail address", "entry")),
    ),
    step(PressKeys(("tab",)), intent=PressKeys(("tab",))),
    typed("m"),
    step(Click(Point(10, 10)), intent=Click('the "Subscribe" button')),
    task="Subscribe ann@mail.example to the newsletter, Monthly",
)


def test_another_choice_is_typed_where_another_is_asked_for():
    known = adapted("subscribe tom@office.example to the newsletter, Weekly", NEWSLETTER)
    assert known.is_sure
    texts = [one.text for one in known.intents if isinstance(one, TypeText)]
    assert texts == ["tom@office.example", "Weekly"]


def test_a_replay_is_given_the_choice_by_its_name():
    job = workflow(NEWSLETTER)
    assert [(one.name, one.shown) for one in job.parameters] == [
        ("e-mail-address", "ann@mail.example"),
        ("how-often", "Monthly"),
    ]
