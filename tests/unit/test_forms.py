"""A form filled in from an instruction, where every value finds its one place."""

import pytest

from agent.forms import filled_in
from agent.planner import Planner
from agent.prompts.rendering import describe_intent
from grounding.screen import Screen
from models.fake import FakeChat
from tests.builders import frame, step, trajectory
from tests.jobs.catalogue import job_of
from tests.jobs.job import Split
from tracker.actions import Click, TypeText
from tracker.geometry import Box, Point
from tracker.trajectory import (
    Element,
    Evidence,
    Observation,
    Outcome,
    Source,
    Status,
    Window,
)

WINDOW = Window("Booking", "desk", box=Box(0, 0, 600, 400))


def thing(role, name, top, *states, value="", source=Source.ACCESSIBLE, path=("frame", "form")):
    box = Box(20, top, 220, top + 24)
    kept = ("enabled", "showing", *states)
    return Element(role, name, box, value, source, states=kept, path=path)


def place(name, top, *states, **rest):
    return thing("text", name, top, "editable", *states, **rest)


BOOKING = (
    place("Guest", 10),
    place("Your e-mail", 40),
    place("Number of nights", 70),
    thing("radio button", "Single", 100, "checked"),
    thing("radio button", "Double", 130),
    thing("push button", "Book a room", 160),
    thing("push button", "Cancel", 190),
)


def steps(instruction, form=BOOKING):
    return [describe_intent(one) for one in filled_in(instruction, form)]


def booked(guest, mail, nights, *choices):
    return [
        'click the "Guest" text field',
        f'type "{guest}"',
        'click the "Your e-mail" text field',
        f'type "{mail}"',
        'click the "Number of nights" text field',
        f'type "{nights}"',
        *(f'click the "{one}" radio button' for one in choices),
        'click the "Book a room" button',
        "finish",
    ]


@pytest.mark.parametrize(
    "instruction",
    [
        "Book a double room for Ada Byron (ada@mail.example), nights: 3",
        "Please book Ada Byron in: double, 3 nights, ada@mail.example",
        "Ada Byron's e-mail is ada@mail.example; book a double room, 3 as nights",
        "guest “Ada Byron”, e-mail “ada@mail.example”, nights “3”, double",
    ],
)
def test_each_value_goes_where_its_label_or_its_looks_say(instruction):
    assert steps(instruction) == booked("Ada Byron", "ada@mail.example", "3", "Double")


def test_what_is_chosen_already_is_left():
    told = steps("Book a single room for Ada Byron, ada@mail.example, 3 nights")
    assert told == booked("Ada Byron", "ada@mail.example", "3")


@pytest.mark.parametrize(
    "instruction",
    [
        "Book a room for Ada Byron, ada@mail.example",
        "Book a room for Ada Byron, ada@mail.example, 3 nights, from 12.5 on",
        "Book a room for Ada Byron and Tom Jones, ada@mail.example, 3 nights",
        "Call Byron, ada@mail.example, 3 nights",
        "Delete the file ada.txt",
    ],
    ids=["a field is left", "a value is left", "two names", "a verb or a name", "something else"],
)
def test_where_not_everything_has_its_one_place_nothing_is_done(instruction):
    assert steps(instruction) == []


def test_without_a_button_that_sends_it_or_with_two_nothing_is_done():
    job = "Enter Ada Byron, ada@mail.example, 3 nights"
    assert steps(job, (*BOOKING[:5], BOOKING[6])) == []
    assert steps(job, (*BOOKING, thing("push button", "Save draft", 220))) == []


def test_of_two_buttons_the_one_that_is_said_sends_it():
    form = (*BOOKING, thing("push button", "Save draft", 220))
    told = steps("Save a draft: Ada Byron, ada@mail.example, 3 nights", form)
    assert told[-2:] == ['click the "Save draft" button', "finish"]


def test_what_a_field_held_is_written_over():
    form = (place("Find", 10, value="old"), thing("push button", "Find", 40))
    assert steps('Find "new"', form) == [
        'click the "Find" text field',
        "press ctrl+a",
        'type "new"',
        'click the "Find" button',
        "finish",
    ]


def test_the_programs_own_fields_and_what_was_only_seen_are_no_part_of_the_form():
    more = (
        place("Address and search bar", 300, path=("frame", "tool bar")),
        place("Seen", 330, source=Source.DETECTOR),
    )
    told = steps("Book a single room for Ada Byron, ada@mail.example, 3 nights", (*BOOKING, *more))
    assert told == booked("Ada Byron", "ada@mail.example", "3")


JOB = "Book a double room for Ada Byron, ada@mail.example, 3 nights"


def shows(*elements):
    return Screen(frame(), WINDOW, elements, ("accessible",))


def did(intent, status=Status.DONE):
    before = Observation(frame(), WINDOW, BOOKING)
    return step(Click(Point(30, 20)), before=before, intent=intent, outcome=Outcome(status))


def test_the_planner_goes_through_the_form_that_showed_at_the_start_and_asks_no_model():
    plans = filled_in(JOB, BOOKING)
    planner = Planner(FakeChat([]))
    history = []
    for plan in plans:
        assert planner.plan(JOB, shows(*(BOOKING if not history else ())), history).intent == plan
        history.append(did(plan))


def test_once_a_step_failed_or_came_to_nothing_the_model_is_asked():
    answer = {"thought": "", "action": {"verb": "give_up", "reason": "no"}}
    planner = Planner(FakeChat([answer, answer]))
    failed = did(filled_in(JOB, BOOKING)[0], Status.FAILED)
    assert planner.plan(JOB, shows(), [failed]).intent.reason == "no"
    assert planner.plan(JOB, shows(*BOOKING), note="Not found.", attempt=1).intent.reason == "no"


def test_where_a_person_showed_the_form_that_example_is_what_counts():
    wrote = step(TypeText("Tom"), intent=TypeText("Tom"), evidence=Evidence(element=BOOKING[0]))
    shown = trajectory(wrote, task="Let Tom stay")
    answer = {"thought": "", "action": {"verb": "give_up", "reason": "no"}}
    planner = Planner(FakeChat([answer]))
    assert planner.plan(JOB, shows(*BOOKING), exemplars=[shown]).intent.reason == "no"


def entry(name):
    return place(name, 10, path=("frame", "document web"))


def push(name):
    return thing("push button", name, 200, path=("frame", "document web"))


def radio(name, *states):
    return thing("radio button", name, 100, *states, path=("frame", "document web"))


FORMS = {
    "web-contact": (*map(entry, ("Your name", "Your e-mail", "Message")), push("Send message")),
    "web-sign-in": (*map(entry, ("User name", "Member code")), push("Sign in")),
    "web-search": (entry("Search the shop"), push("Search")),
    "web-order": (
        *map(entry, ("Product", "Amount")),
        radio("Courier"),
        radio("Pick up", "checked"),
        push("Place order"),
    ),
    "issue-invoice": (
        *map(entry, ("Customer", "Article", "Total")),
        radio("Cash", "checked"),
        radio("Card"),
        push("Issue invoice"),
        push("Discard"),
    ),
    "add-contact": (*map(entry, ("Name", "Phone", "City")), push("Add contact"), push("Clear")),
}


def asked_for():
    for kind, form in FORMS.items():
        job = job_of(kind)
        for part in (Split.VALUES, Split.WORDING):
            wordings = job.wordings if part is Split.VALUES else job.strange_wordings
            yield from ((form, job.example(2, number, part)) for number in range(len(wordings)))


def test_however_people_ask_a_form_is_filled_in_rightly_or_not_at_all():
    understood, all_asked = 0, list(asked_for())
    for form, example in all_asked:
        intents = filled_in(example.instruction, form)
        wrote = {one.text for one in intents if isinstance(one, TypeText)}
        chose = {one.name for one in form if one.role == "radio button"}
        if intents:
            assert wrote == {*example.values.values()} - chose, example.instruction
        understood += bool(intents)
    assert (understood, len(all_asked)) == (25, 51)
