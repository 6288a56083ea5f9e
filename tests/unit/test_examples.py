"""What the planner is taught: prompts as it will be asked them, answers as it is to give them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.examples import Example, Lesson, examples, is_right, lesson
from agent.planner import build_messages
from agent.variations import Variations, kind_of, swapped
from app.training import exemplar_for, split, without_repeats
from grounding import grounder
from grounding.screen import Screen
from tests.builders import element, frame, observation, step, trajectory
from tracker.actions import Click, Finish, Intent, PressKeys, TypeText
from tracker.events import Button
from tracker.geometry import Box
from tracker.trajectory import (
    Element,
    Evidence,
    Lineage,
    Observation,
    Origin,
    Outcome,
    Status,
    Step,
    Trajectory,
    Window,
)

WINDOW = Window("Letter - Editor", "editor", 7, Box(0, 0, 300, 200))
FILE = element("File", "menu", Box(0, 0, 40, 20))
SAVE = element("Save", "menu item", Box(0, 40, 80, 60))
FIELD = element("", "text", Box(0, 70, 300, 190), states=("editable", "focused", "multi line"))


class Reader:
    """Gives what the programs told, and says which observations it was asked for."""

    def __init__(self) -> None:
        self.read_: list[Observation] = []

    def read(self, seen: Observation) -> Screen:
        self.read_.append(seen)
        return Screen(seen.frame, seen.window, seen.elements, ("accessible",))


def done(
    intent: Intent,
    target: Element,
    elements: tuple[Element, ...],
    *,
    confidence: float = 0.9,
    outcome: Outcome = Outcome(Status.DONE),
) -> Step:
    action = Click(target.box.center) if isinstance(intent, Click) else intent
    return step(
        action,
        before=observation(window=WINDOW, elements=elements),
        intent=intent,
        thought="It is there now. So I do it.",
        evidence=Evidence(target, confidence=confidence),
        outcome=outcome,
    )


def letter(
    text: str = "Dear Anna", task: str = 'Write "Dear Anna" and save it', detail: str = ""
) -> Trajectory:
    end = Outcome(Status.DONE, after=frame(shade=9), window=WINDOW, showing=(FILE, FIELD))
    return trajectory(
        done(TypeText(text), FIELD, (FIELD, FILE)),
        done(PressKeys(("enter",)), FIELD, (FIELD,)),
        done(Click('the "File" menu'), FILE, (FILE, FIELD)),
        done(
            Click('the "Save" menu item'),
            replace(SAVE, states=("selected",)),
            (replace(SAVE, states=("selected",)), FILE, FIELD),
            outcome=end,
        ),
        task=task,
        lineage=Lineage(detail=detail),
    )


def detail(kind: str, **values: str) -> str:
    return json.dumps({"kind": kind, "values": values})


def taught(of: Trajectory) -> list[Example]:
    return examples(lesson(of, Reader()))


def test_each_step_and_the_end_are_taught_with_the_prompt_of_the_running_planner():
    shown = lesson(letter(), Reader())
    assert [one.intent for one in examples(shown)] == [
        TypeText("Dear Anna\n"),
        Click('the "File" menu'),
        Click('the "Save" menu item'),
        Finish("Done."),
    ]
    second = examples(shown)[1]
    assert shown.screens[1] is not None
    assert list(second.messages) == build_messages(
        'Write "Dear Anna" and save it', shown.screens[1], shown.steps[:1]
    )


def test_an_answer_is_the_action_on_one_line_of_json():
    assert [one.completion for one in taught(letter())[:2]] == [
        '{"thought":"","action":{"verb":"type","text":"Dear Anna\\n"}}',
        '{"thought":"","action":{"verb":"click","target":"the \\"File\\" menu"}}',
    ]


def test_what_the_pointer_lit_up_on_its_way_does_not_tell_the_answer():
    prompt = taught(letter())[2].messages[1].content
    assert 'menu item "Save"\n' in prompt
    assert "selected" not in prompt


def test_a_step_whose_phrase_does_not_ground_is_not_taught_but_stays_in_the_history():
    shown = letter()
    first = shown.steps[2]
    doubtful = replace(first, evidence=replace(first.evidence, confidence=0.0))
    shown = replace(shown, steps=(*shown.steps[:2], doubtful, shown.steps[3]))
    found = taught(shown)
    assert [one.intent for one in found] == [
        TypeText("Dear Anna\n"),
        Click('the "Save" menu item'),
        Finish("Done."),
    ]
    assert '2. click the "File" menu' in found[1].messages[1].content


def test_what_the_planner_has_no_words_for_is_not_taught():
    middle = done(Click("it", Button.MIDDLE), FILE, (FILE, FIELD))
    assert taught(trajectory(middle)) == []


def test_a_screen_that_nobody_looked_at_is_carried_over_in_the_same_window():
    typed = replace(FIELD, value="Dear Anna")
    shown = trajectory(
        done(Click('the "File" menu'), FILE, (FILE, FIELD)),
        done(PressKeys(("ctrl", "s")), typed, (typed,)),
    )
    reader = Reader()
    second = lesson(shown, reader).screens[1]
    assert second is not None
    assert (second.elements, len(reader.read_)) == ((FILE, typed), 1)


def test_a_picture_is_read_only_where_that_is_allowed():
    other = replace(WINDOW, box=Box(5, 5, 90, 90))
    lone = replace(done(PressKeys(("tab",)), FIELD, (FIELD,)), before=observation(window=other))
    assert lesson(trajectory(lone), Reader(), may_read_pictures=False).screens == (None,)
    assert lesson(trajectory(lone), Reader()).screens != (None,)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        (Click('the "File" menu'), True),
        (Click("the File menu"), True),
        (Click('the "Save" menu item'), False),
        (Click('the "File" menu', count=2), False),
        (Click("the printer"), False),
        (TypeText("File"), False),
    ],
)
def test_an_action_is_right_if_it_does_the_same_to_the_same_thing(said: Intent, right: bool):
    example = taught(letter())[1]
    screen = replace(example.screen, elements=(FILE, SAVE, FIELD))
    assert is_right(said, replace(example, screen=screen), grounder.locate) is right


def test_other_values_are_swapped_wherever_they_stand():
    shown = swapped(lesson(letter(), Reader()), {"Dear Anna": "Dear Tom"})
    first = examples(shown)[0]
    assert (shown.task, first.intent) == ('Write "Dear Tom" and save it', TypeText("Dear Tom\n"))


def test_a_value_within_a_longer_word_is_left_alone():
    shown = swapped(lesson(letter(task="Save Annabel"), Reader()), {"Anna": "Tom"})
    assert shown.task == "Save Annabel"


def lessons_of_two_kinds(count: int) -> list[Lesson]:
    names = ["Anna", "Tom", "Ines", "Jo Berg", "Lena", "Pavel", "Rosa", "Sven", "Uma", "Yusuf"]
    letters = [
        letter(text=one, task=f"{how} {one}", detail=detail("letter", text=one))
        for one, how in zip(names, ["Write", "Put down"] * 5, strict=True)
    ][:count]
    other = letter(task="Print it", detail=detail("print"))
    return [lesson(one, Reader()) for one in [*letters, other]]


def test_variations_are_the_same_for_the_same_seed_and_others_for_another():
    shown = lessons_of_two_kinds(6)

    def told(seed: int) -> list[list[str]]:
        groups = Variations(shown, seed).rounds(2)
        return [[one.messages[1].content for one in group] for group in groups]

    assert told(1) == told(1)
    assert told(1) != told(2)
    assert len(told(1)) == 14


def test_a_variation_types_the_value_that_its_words_name():
    for group in Variations(lessons_of_two_kinds(8), 3).rounds(4):
        for one in group:
            if isinstance(one.intent, TypeText):
                job = one.messages[1].content.partition("\nDone so far")[0].rpartition("Job: ")[2]
                assert one.intent.text.strip() in job or "Print" in job or "print" in job


def test_the_exemplar_is_another_job_of_the_kind_and_never_the_job_itself():
    shown = lessons_of_two_kinds(3)
    assert exemplar_for(shown[0], shown) == (shown[1].source,)
    assert exemplar_for(shown[3], shown) == ()


def test_whole_jobs_are_held_out_of_each_kind_that_has_enough():
    shown = lessons_of_two_kinds(10)
    divided = split(shown)
    assert [kind_of(one.source).name for one in divided.held_out] == ["letter"]
    assert len(divided.learned) == 10
    assert split(list(reversed(shown))).held_out == divided.held_out


def test_a_confirmed_run_is_learned_unless_it_repeats_what_is_held_out():
    shown = lessons_of_two_kinds(10)
    known = {
        n: replace(one.source, started_at=one.source.started_at + timedelta(n))
        for n, one in enumerate(shown)
    }
    shown = [replace(one, source=known[n]) for n, one in enumerate(shown)]
    runs = [
        replace(one, source=replace(known[n], lineage=Lineage(Origin.REPLAY, n, is_confirmed=True)))
        for n, one in enumerate(shown)
    ]
    divided = without_repeats(split([*shown, *runs]), known)
    (held_out,) = (n for n, one in enumerate(shown) if one in divided.held_out)
    parents = {one.source.lineage.parent for one in divided.learned} - {None}
    assert (len(divided.held_out), parents) == (1, set(known) - {held_out})


def test_a_recording_without_a_kind_is_a_kind_of_its_own():
    assert kind_of(letter(detail="model x")).name == 'write "dear anna" and save it'
