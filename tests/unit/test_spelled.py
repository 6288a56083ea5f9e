"""An instruction that spells its steps out is done step by step, and any other is not."""

import pytest

from agent.planner import Planner
from agent.prompts.rendering import describe_intent
from agent.spelled import done, spelled_out_steps
from grounding.screen import Screen
from models.fake import FakeChat
from tests.builders import frame, step
from tracker.actions import Click, Finish, TypeText
from tracker.trajectory import Outcome, Status


def steps(instruction):
    return [describe_intent(one) for one in spelled_out_steps(instruction)][:-1]


@pytest.mark.parametrize(
    ("instruction", "told"),
    [
        ("Click Save", ["click Save"]),
        ("please press Ctrl+S.", ["press ctrl+s"]),
        (
            'Open the File menu, click "Save As", type "a.txt" and press Enter',
            ["click the File menu", 'click "Save As"', 'type "a.txt"', "press enter"],
        ),
        (
            'Type “Hello, and click here” into the "Name" field, then click the Save button.',
            ['click the "Name" field', 'type "Hello, and click here"', "click the Save button"],
        ),
        (
            "Right-click poem.txt; choose Rename; type verse.txt; press the Enter key",
            ["right_click poem.txt", "click Rename", 'type "verse.txt"', "press enter"],
        ),
        ("Open notes.txt and then wait 3 seconds", ["double_click notes.txt", "wait 3"]),
        (
            "enter 3025 and press the square root key",
            ['type "3025"', "click the square root key"],
        ),
        ("Press 7, then press equals", ["click 7", "click equals"]),
    ],
)
def test_each_part_is_a_step(instruction, told):
    assert steps(instruction) == told


@pytest.mark.parametrize(
    "instruction",
    [
        "Delete the file a.txt",
        "Write a letter and save it",
        "Select plain.txt and delete it",
        "select Weekly and subscribe",
        'Put "Dear X" into the empty document and save it as a.txt',
        'type "tea" into the search field and search',
        "Enter a new contact: Rosa, 0125",
        "In the preferences, choose Highlight current line",
        "",
    ],
)
def test_where_one_part_takes_thinking_none_is_done_so(instruction):
    assert spelled_out_steps(instruction) == ()


def test_what_was_done_is_counted_and_anything_else_ends_it():
    known = (Click("Name"), TypeText("a"), Finish())
    did = [step(intent=one, outcome=Outcome(Status.DONE)) for one in known]
    failed = step(intent=Click("Name"), outcome=Outcome(Status.FAILED))
    assert [done(known, did[:count]) for count in (0, 1, 2)] == [0, 1, 2]
    assert done(known, did[1:2]) is None
    assert done(known, [failed]) is None
    assert done((), ()) is None


def test_the_planner_does_them_in_turn_and_asks_no_model():
    planner = Planner(FakeChat([]))
    screen = Screen(frame(), None, (), ())
    first = planner.plan("Click Name and type 12", screen)
    assert (first.intent, first.is_shown) == (Click("Name"), True)
    did = [step(intent=first.intent, outcome=Outcome(Status.DONE))]
    assert planner.plan("Click Name and type 12", screen, did).intent == TypeText("12")
