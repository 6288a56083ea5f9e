"""A demonstration becomes a program whose typed values can be given anew."""

from dataclasses import replace

import pytest

from agent.workflow import Parameter, workflow
from tests.builders import element, observation, step, trajectory
from tracker.actions import Click, PressKeys, TypeText
from tracker.errors import Malformed
from tracker.geometry import Point
from tracker.trajectory import Author, Evidence, Outcome, Status, Trajectory, Window

EDITOR = element("", "text", states=("editable", "focused", "multi line"))
NAME = element("Name:", "text", states=("focused",))


def typed(text, into=EDITOR):
    return step(TypeText(text), evidence=Evidence(element=into))


def enter(into=EDITOR):
    return step(PressKeys(("enter",)), evidence=Evidence(element=into))


def test_each_typed_text_is_a_parameter_named_after_its_field():
    job = workflow(trajectory(typed("hello"), step(), typed("a.txt", NAME)))
    assert job.parameters == (Parameter("text", "hello", 0), Parameter("name", "a.txt", 2))


def test_two_fields_of_one_name_are_numbered():
    job = workflow(trajectory(typed("a", NAME), step(), typed("b", NAME)))
    assert [one.name for one in job.parameters] == ["name", "name-2"]


def test_the_lines_of_a_text_are_one_parameter():
    job = workflow(trajectory(typed("Dear Anna,"), enter(), enter(), typed("thank you."), enter()))
    assert job.parameters == (Parameter("text", "Dear Anna,\n\nthank you.\n", 0),)
    assert len(job.steps) == 1


def test_the_lines_belong_together_though_the_window_title_gets_a_star():
    fresh = replace(EDITOR, path=("frame Untitled", "scroll pane"))
    changed = replace(EDITOR, path=("frame *Untitled", "scroll pane"))
    job = workflow(trajectory(typed("Dear", fresh), enter(changed), typed("Anna", changed)))
    assert [one.shown for one in job.parameters] == ["Dear\nAnna"]


def test_enter_in_a_field_of_one_line_stays_a_key():
    job = workflow(trajectory(typed("a.txt", NAME), enter(NAME)))
    assert [one.action for one in job.steps] == [TypeText("a.txt"), PressKeys(("enter",))]


def test_a_new_value_is_typed_in_place_of_the_shown_one():
    job = workflow(trajectory(typed("hello"), typed("a.txt", NAME)))
    actions = [one.action for one in job.bind({"name": "b.txt"})]
    assert actions == [TypeText("hello"), TypeText("b.txt")]


def test_a_new_value_is_expected_wherever_the_shown_one_shows_up_again():
    opened = step(
        Click(Point(1, 1)),
        before=observation(window=Window("*letter.txt - Editor", "editor")),
        evidence=Evidence(element=element("Close letter.txt", "page tab")),
    )
    steps = workflow(trajectory(typed("letter.txt", NAME), opened)).bind({"name": "order.txt"})
    assert steps[1].before.window == Window("*order.txt - Editor", "editor")
    assert steps[1].evidence.element == element("Close order.txt", "page tab")


def test_a_part_of_another_word_is_not_an_echo():
    later = step(evidence=Evidence(element=element("Anna-Lena")))
    steps = workflow(trajectory(typed("Ann", NAME), later)).bind({"name": "Eva"})
    assert steps[1] == later


def test_an_unknown_value_is_refused_with_the_names_that_there_are():
    job = workflow(trajectory(typed("hello")))
    with pytest.raises(Malformed, match=r"no value called 'title'.*It has: text"):
        job.bind({"title": "x"})


def test_an_empty_recording_cannot_be_replayed():
    empty: Trajectory = replace(trajectory(), steps=())
    with pytest.raises(Malformed, match="Nothing was done"):
        workflow(empty)


def told(one, thought, expectation=""):
    return replace(one, thought=thought, expectation=expectation)


def test_the_reason_and_the_expectation_tell_of_the_new_value():
    shown = told(typed("a.txt", NAME), 'I type "a.txt".', 'The field holds "a.txt".')
    save = told(step(), "I press Save.", 'The window "a.txt - Editor" is active.')
    bound = workflow(trajectory(shown, save)).bind({"name": "b.txt"})
    assert [(one.thought, one.expectation) for one in bound] == [
        ('I type "b.txt".', 'The field holds "b.txt".'),
        ("I press Save.", 'The window "b.txt - Editor" is active.'),
    ]


def test_a_reason_that_names_the_shown_value_in_its_own_way_is_left_out():
    shown = told(typed("a.txt", NAME), "The name a.txt fits.", 'The field holds "a.txt".')
    (bound,) = workflow(trajectory(shown)).bind({"name": "my a.txt"})
    assert (bound.thought, bound.expectation) == ("", 'The field holds "my a.txt".')


def test_the_reason_for_several_lines_tells_of_all_of_them():
    first = told(typed("Dear Anna,"), 'I type "Dear Anna,".', 'The text area holds "Dear Anna,".')
    last = told(typed("thank you."), 'I type "thank you.".', 'The text area holds "thank you.".')
    job = workflow(trajectory(first, enter(), last))
    (bound,) = job.bind({"text": "Hi\nTom"})
    assert [(one.thought, one.expectation) for one in (*job.steps, bound)] == [
        ('I type "Dear Anna, thank you.".', 'The text area holds "Dear Anna, thank you.".'),
        ('I type "Hi Tom".', 'The text area holds "Hi Tom".'),
    ]


PASSWORD = element("Password", "password text", states=("focused",))


def test_a_secret_is_a_parameter_that_must_be_given():
    job = workflow(trajectory(typed("{secret:password}", PASSWORD)))
    assert [(one.name, one.is_secret) for one in job.parameters] == [("password", True)]
    assert job.missing({}) == ("password",)
    assert job.missing({"password": "x"}) == ()


def test_a_given_secret_is_typed_and_stays_a_name_in_words():
    shown = typed("{secret:password}", PASSWORD)
    (step_,) = workflow(trajectory(shown)).bind({"password": "hunter2"})
    assert (step_.action, step_.intent) == (TypeText("hunter2"), TypeText("{secret:password}"))


def test_enter_is_a_command_where_nothing_can_be_edited():
    display = element("", "text", states=("focused", "multi line"))
    job = workflow(trajectory(typed("12+3", display), enter(display)))
    assert job.parameters == (Parameter("text", "12+3", 0),)
    assert [one.action for one in job.steps] == [TypeText("12+3"), PressKeys(("enter",))]


def test_the_task_is_told_with_the_values_that_take_the_place_of_the_shown_ones():
    old, new = typed("poem.txt", NAME), typed("verse.txt", element("New name", "text"))
    job = workflow(trajectory(old, new, task="Rename poem.txt to verse.txt, not poem.txts"))
    told = job.told({"name": "verse.txt", "new-name": "song.txt"})
    assert told == "Rename verse.txt to song.txt, not poem.txts"


def test_what_an_agent_tried_to_no_effect_is_not_done_again():
    missed = replace(enter(NAME), author=Author.AGENT, outcome=Outcome(Status.FAILED))
    shown = replace(missed, author=Author.PERSON)
    job = workflow(trajectory(typed("a", NAME), missed, shown))
    assert [step.author for step in job.steps] == [Author.PERSON, Author.PERSON]
