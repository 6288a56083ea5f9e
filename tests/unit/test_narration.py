"""A model may give the reason for a step, if it keeps to what was known then."""

import json
from dataclasses import replace

import pytest

from agent.cognition import complete
from agent.narration import amiss, foresees, narrated
from agent.prompts.thinking import EXAMPLES
from grounding.grounder import NotFound
from grounding.screen import Screen
from tests.builders import element, step, trajectory
from tracker.actions import Click, Drag, PressKeys, Scroll, TypeText
from tracker.errors import Malformed, Unavailable
from tracker.geometry import Box, Point
from tracker.trajectory import Evidence, Provenance

FILE = element("File", "menu", Box(0, 0, 40, 20))
EXPORT = element("Export...", "menu item", Box(0, 20, 80, 40))
TASK = "Save the picture as sun.png"


def click(target, **rest):
    return step(Click(target.box.center), evidence=Evidence(element=target), **rest)


OPENS = click(FILE, intent=Click('the "File" menu'))
LATER = (
    click(EXPORT),
    step(TypeText("sun.png")),
    step(TypeText("Berlin")),
    step(PressKeys(("a",))),
)


class Writer:
    name = "writer"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def reply(self, messages, schema, max_tokens=256):
        self.asked.append([message.content for message in messages])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def interrupt(self): ...

    def close(self): ...


def says(*thoughts):
    return Writer(*({"thought": one} for one in thoughts))


def test_the_model_is_told_the_job_what_was_done_the_step_and_what_it_must_not_mention():
    model = says("The menu has\nwhat I need.")
    done = [click(FILE, intent=Click('the "Pen" button'))]
    drag = Drag(FILE.box.center, EXPORT.box.center)
    ahead = (*LATER, step(drag, evidence=Evidence(FILE, EXPORT)), step(Scroll(Point(1, 1), dy=2)))
    step_now = replace(OPENS, expectation="It opens.")
    assert narrated(model, TASK, done, step_now, ahead) == "The menu has what I need."
    assert model.asked[0][-1].splitlines() == [
        'Job: "Save the picture as sun.png"',
        "Done so far:",
        '1. click the "Pen" button: nothing seemed to change',
        'Window: "Letter - Editor"',
        'This step: click the "File" menu',
        "After it: It opens.",
        'Later, not to be mentioned: click the "Export..." menu item; type "sun.png"; '
        'type "Berlin"; press a; drag the "File" menu to the "Export..." menu item; '
        'scroll the "Save" button down 2',
    ]


def test_ten_steps_back_and_ten_ahead_are_told():
    model = says("The menu it is.")
    narrated(model, TASK, [OPENS] * 14, OPENS, [LATER[3]] * 14)
    told = model.asked[0][-1]
    assert (told.count('the "File" menu'), told.count("press a")) == (11, 10)


def test_a_small_model_is_shown_how_it_is_done_in_other_programs():
    model = says("The menu it is.")
    narrated(model, TASK, (), OPENS, LATER)
    shown = model.asked[0][1:-1]
    assert [json.loads(one)["thought"] for one in shown[1::2]] == [one for _, one in EXAMPLES]
    assert shown[0::2] == [one for one, _ in EXAMPLES]


def test_a_thought_that_names_a_later_step_is_asked_for_again_once():
    model = says("I look in the menu for export.", "The menu has what I need.")
    assert narrated(model, TASK, (), OPENS, LATER) == "The menu has what I need."
    assert model.asked[1][-2:] == [
        '{"thought": "I look in the menu for export."}',
        'That will not do: it mentions "Export", which only comes later. '
        "Give another reason for this step, in one short sentence.",
    ]


def test_one_that_does_it_again_is_not_taken():
    menus = says("The menu has Export.", "The menu is for Berlin.")
    assert narrated(menus, TASK, (), OPENS, LATER) == ""


@pytest.mark.parametrize("answer", [Malformed("cut off"), {"thought": " "}, {"why": "x"}])
def test_an_answer_that_is_none_is_asked_for_again_once(answer):
    model = Writer(answer, {"thought": "The menu is needed."})
    assert narrated(model, TASK, (), OPENS, ()) == "The menu is needed."
    assert narrated(Writer(answer, answer), TASK, (), OPENS, ()) == ""


def test_a_model_that_is_gone_is_told_of():
    with pytest.raises(Unavailable):
        narrated(Writer(Unavailable("no server")), TASK, (), OPENS, ())


@pytest.mark.parametrize(
    ("thought", "foreseen"),
    [
        ("I export it.", "Export"),
        ("Then I can write Berlin.", "Berlin"),
        ("I want it in sun.png.", ""),
        ("I open the File menu.", ""),
        ("A Berliner is exported.", ""),
    ],
)
def test_only_what_nobody_could_know_yet_counts_as_foreseen(thought, foreseen):
    assert foresees(thought, TASK, (), OPENS, LATER) == foreseen


def test_words_in_a_row_are_a_name_only_as_it_is_written():
    later = (click(element("Replace All", "push button")),)
    assert foresees("I want to replace all of them.", TASK, (), OPENS, later) == ""
    assert foresees("Then comes Replace All.", TASK, (), OPENS, later) == "Replace All"


@pytest.mark.parametrize(
    ("thought", "why"),
    [
        ("What saves it is in the file menu.", ""),
        ("I open 'File' to save the picture.", ""),
        ("I open the menu, so I click the ", "the sentence has no end."),
        ("The person did not do the later steps: never mention anything in the menu.",
         "it must be said in the first person, of this step alone."),
        ("I did not open the menu.", "it must be said in the first person, of this step alone."),
        (EXAMPLES[0][1], "it must be said in the first person, of this step alone."),
        ("I type the name into the menu.", "this step does something else than it says."),
        ("I open the menu 'Datei'.", 'nothing here is called "Datei".'),
        ("I want the picture as sun.png.", "it does not tell what this very step is for."),
    ],
)  # fmt: skip
def test_a_thought_is_of_this_step_and_of_what_is_there(thought, why):
    assert amiss(thought, TASK, (), OPENS, LATER) == why


def test_the_reason_of_the_step_before_is_none_for_this_one():
    before = replace(OPENS, thought="The menu has it.")
    assert amiss("The menu has it.", TASK, [before], OPENS, ()) == (
        "that was the reason for the step before."
    )


def test_keys_are_told_by_what_they_are_for_in_the_job():
    keys = step(PressKeys(("ctrl", "s")), intent=PressKeys(("ctrl", "s")))
    assert amiss("The picture is finished, so I save it.", TASK, (), keys, ()) == ""
    assert amiss("It rains.", TASK, (), keys, ()) == "it does not tell what this very step is for."


class Reader:
    def read(self, seen):
        return Screen(seen.frame, seen.window, seen.elements, ("accessible",))


def lost(phrase, _screen):
    return NotFound(phrase, "nothing is alike.")


def first_thought(model):
    done = dict(complete(trajectory(click(FILE), *LATER), Reader(), model, locate=lost))[0]
    return done.thought, done.wording.thought


def test_a_model_s_thought_bears_its_name_and_the_template_s_does_not():
    good = Writer(*[{"thought": "The menu has it."}] * 10)
    bad = Writer(*[Malformed("cut off")] * 10)
    template = 'The command is in the "File" menu, so I open it.'
    assert first_thought(good) == ("The menu has it.", Provenance("writer"))
    assert first_thought(bad) == (template, Provenance("template"))
