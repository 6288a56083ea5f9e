"""Whether a new instruction asks for a job that was shown, and what its steps are then."""

import pytest

from agent.adaptation import adapted
from agent.fitting import fitting
from agent.planner import Plan, Planner, followed
from grounding.screen import Screen
from models.fake import FakeChat
from tests.builders import element, frame, observation, step, trajectory
from tracker.actions import Click, Finish, PressKeys, TypeText
from tracker.geometry import Point
from tracker.trajectory import Evidence, Outcome, Status, Window

AT = Point(10, 10)


def typed(text, *, thought=""):
    return step(TypeText(text), intent=TypeText(text), thought=thought)


def clicked(name, role="push button", spoken="button"):
    thing = element(name, role)
    return step(Click(AT), intent=Click(f'the "{name}" {spoken}'), evidence=Evidence(element=thing))


def shown(task, *steps):
    return trajectory(*steps, task=task)


LETTER = shown(
    "Type “We are out of paper.” and save the file as open-review.txt.",
    clicked("", "text", "text area"),
    typed("We are out of paper."),
    clicked("File", "menu", "menu"),
    typed("open-review.txt"),
    clicked("Save"),
)
RENAME = shown(
    "Change the name of poem-5605.txt to draft-8718.md.",
    clicked("poem-5605.txt", "table cell", "cell"),
    step(PressKeys(("f2",)), intent=PressKeys(("f2",))),
    typed("draft-8718.md"),
)
CONTACT = shown(
    "Enter a new contact: Rosa Okafor, 0125 20260, Split.",
    typed("Rosa Okafor"),
    typed("0125 20260"),
    typed("Split"),
    clicked("Add contact"),
)
DELETE = shown(
    "Delete the file final-quote.txt",
    clicked("final-quote.txt", "table cell", "cell"),
    clicked("Delete", "menu item", "menu item"),
)


def values(instruction, example):
    """What is typed and clicked of the new job, if it is surely the same one."""
    known = adapted(instruction, example)
    if not known.is_sure:
        return None
    return [
        one.text if isinstance(one, TypeText) else one.target
        for one in known.intents
        if isinstance(one, TypeText | Click)
    ]


@pytest.mark.parametrize(
    ("instruction", "text", "name"),
    [
        ("Type “See you.” and save the file as a.txt.", "See you.", "a.txt"),
        ('please type "See you." and save the file as a.txt', "See you.", "a.txt"),
        ("Could you type 'See you' and save the file as 'a b.txt'?", None, None),
        ("TYPE See you\nsoon and  save the file as old-a.md!", "See you\nsoon", "old-a.md"),
    ],
)
def test_other_values_in_the_same_words_are_the_same_job(instruction, text, name):
    wanted = None if text is None else [
        'the "" text area', text, 'the "File" menu', name, 'the "Save" button',
    ]  # fmt: skip
    assert values(instruction, LETTER) == wanted


def test_what_was_chosen_by_its_name_is_a_value_too():
    assert values("Change the name of a.txt to b.txt", RENAME) == ['the "a.txt" cell', "b.txt"]


def test_values_side_by_side_are_told_apart_by_what_stands_between():
    told = values("Enter a new contact: Jo Walker, 0887 43127, Krakow.", CONTACT)
    assert told == ["Jo Walker", "0887 43127", "Krakow", 'the "Add contact" button']


@pytest.mark.parametrize(
    "instruction",
    [
        "Rename the file final-quote.txt",
        "Delete the file final-quote.txt and empty the bin",
        "Delete the files a.txt and b.txt",
        "Do not delete the file a.txt",
        "Delete the file",
        "",
    ],
)
def test_other_words_are_another_job(instruction):
    assert values(instruction, DELETE) is None


def test_a_value_of_another_sort_is_another_job():
    assert values("Enter a new contact: Jo Walker, unknown, Krakow.", CONTACT) is None


def test_what_can_be_read_in_two_ways_is_not_sure():
    example = shown("Write apples and pears", typed("apples"), typed("pears"))
    assert values("Write plums and figs", example) == ["plums", "figs"]
    assert values("Write salt and pepper and oil", example) is None


def test_a_step_that_nobody_put_into_words_makes_it_unsure():
    example = shown("Type hello", step(TypeText("hello")), clicked("Save"))
    assert not adapted("Type hello", example).is_sure


def test_a_secret_is_never_typed_by_its_name():
    example = shown("Sign in as anna", typed("anna"), typed("{secret:pin}"))
    assert not adapted("Sign in as anna", example).is_sure


def test_in_other_words_the_values_are_known_by_their_look():
    known = adapted("The contact 'Jo Walker' lives in Krakow, phone 0887 43127", CONTACT)
    assert not known.is_sure
    assert known.unknown == frozenset()
    assert known.intents[:3] == (
        TypeText("Jo Walker"), TypeText("0887 43127"), TypeText("Krakow"),
    )  # fmt: skip


def test_a_name_of_two_words_may_begin_the_sentence():
    known = adapted("Jo Walker's phone is 0887 43127 and the city is Krakow; store that", CONTACT)
    assert known.intents[:3] == (
        TypeText("Jo Walker"), TypeText("0887 43127"), TypeText("Krakow"),
    )  # fmt: skip


def test_values_that_the_shown_instruction_left_out_are_found_as_well():
    example = shown("Write a letter and save it", *LETTER.steps)
    known = adapted('Write "Dear Tom,\nsee you." in the editor; call it b.txt', example)
    assert not known.is_sure
    assert [one.text for one in known.intents if isinstance(one, TypeText)] == [
        "Dear Tom,\nsee you.",
        "b.txt",
    ]


def test_what_has_no_counterpart_is_said_to_be_unknown():
    known = adapted("put somebody into the address book", CONTACT)
    assert known.unknown == {"Rosa Okafor", "0125 20260", "Split"}


def test_a_thought_speaks_of_the_new_value():
    example = shown("Type hello", typed("hello", thought='I type "hello" here.'))
    assert adapted("Type good day", example).thoughts[0] == 'I type "good day" here.'


def test_of_several_examples_the_one_in_the_same_words_fits():
    assert fitting("Change the name of a.txt to b.txt", [LETTER, RENAME]) is RENAME
    assert fitting("Something else", [LETTER, RENAME]) is LETTER
    assert fitting("Something else", []) is None


def test_in_other_words_the_one_with_as_many_values_fits():
    wanted = 'Let "a.txt" be "b.txt" from now on'
    assert fitting(wanted, [DELETE, RENAME]) is RENAME
    assert fitting('I want no "a.txt" any more', [RENAME, DELETE]) is DELETE
    assert fitting("Put things right", [RENAME, DELETE]) is RENAME


def test_of_those_with_as_many_values_the_one_whose_values_look_alike_fits():
    replaced = shown("Turn apple into pear", typed("apple"), typed("pear"))
    assert fitting("Where it says “sun”, “moon” is meant", [LETTER, replaced]) is replaced


def test_who_says_i_names_nothing():
    replaced = shown("Turn apple into pear", typed("apple"), typed("pear"))
    known = adapted("I write “sun” where I mean “moon”, I fear", replaced)
    assert known.values == {"apple": "sun", "pear": "moon"}


def test_the_one_that_was_done_in_the_program_that_is_open_fits():
    there = shown("Tidy up", step(before=observation(window=Window("Home", "files"))))
    assert fitting("Do away with it", [RENAME, there], app="files") is there
    assert fitting("Change the name of a.txt to b.txt", [there, RENAME], app="files") is RENAME


INSTRUCTION = "Change the name of a.txt to b.txt"
SCREEN = Screen(frame(), None, (), ("accessible",))


def did(intent, status=Status.DONE):
    return step(Click(AT), intent=intent, outcome=Outcome(status))


def test_the_example_is_followed_to_its_end():
    intents = [Click('the "a.txt" cell'), PressKeys(("f2",)), TypeText("b.txt")]
    for done in range(3):
        plan = followed(INSTRUCTION, [did(one) for one in intents[:done]], RENAME)
        assert plan is not None
        assert (plan.intent, plan.is_shown) == (intents[done], True)
    end = followed(INSTRUCTION, [did(one) for one in intents], RENAME)
    assert end is not None
    assert isinstance(end.intent, Finish)


def test_after_a_step_that_failed_a_model_has_to_think():
    assert followed(INSTRUCTION, [did(Click('the "a.txt" cell'), Status.FAILED)], RENAME) is None


def test_it_goes_on_after_a_step_that_was_not_shown():
    history = [did(Click('the "a.txt" cell')), did(Click('the "Close" button'))]
    plan = followed(INSTRUCTION, history, RENAME)
    assert plan is not None
    assert plan.intent == PressKeys(("f2",))


def test_the_model_is_asked_where_the_example_does_not_tell():
    answer = {"thought": "", "action": {"verb": "click", "target": "it"}}
    chat = FakeChat([answer])
    planner = Planner(chat)
    sure = planner.plan(INSTRUCTION, SCREEN, exemplars=[RENAME])
    assert sure.is_shown
    assert planner.plan(
        INSTRUCTION, SCREEN, exemplars=[RENAME], note="Not found.", attempt=1
    ) == Plan("", Click("it"))


def test_where_the_models_plan_came_to_nothing_the_example_is_tried():
    instruction = "a.txt should be called b.txt from now on"
    answer = {"thought": "", "action": {"verb": "click", "target": "it"}}
    chat = FakeChat([answer, answer])
    planner = Planner(chat)

    def plan(attempt):
        note = "It was not found." if attempt else ""
        return planner.plan(instruction, SCREEN, (), [RENAME], note, attempt)

    shown = Plan("", Click('the "a.txt" cell'), is_shown=True)
    assert [plan(0), plan(1), plan(2)] == [Plan("", Click("it")), shown, Plan("", Click("it"))]
    assert ["xample" in asked[1].content for asked in chat.asked] == [True, False]


def test_a_step_without_a_value_is_known_by_how_it_was_shown():
    known = adapted("Delete the file a.txt", DELETE)
    assert known.shown == (None, DELETE.steps[1], None)


def test_nothing_is_called_done_because_the_model_did_not_know_on():
    done = [did(one) for one in (Click('the "a.txt" cell'), PressKeys(("f2",)), TypeText("b.txt"))]
    assert followed("a.txt should be called b.txt", done, RENAME, attempt=1) is None


def test_a_step_that_the_planner_says_more_shortly_is_counted_as_done():
    """Where a thing is may be said or left out: `the text area below the "Warning" label`."""
    example = shown(
        "Write a letter and save it",
        step(Click(AT), intent=Click('the text area below the "Warning in the end" label')),
        typed("Dear Ann"),
        clicked("Save"),
    )
    known = adapted("Put down “Dear Tom” and keep it", example)
    area = step(Click(AT), intent=Click("the text area"))
    other = step(Click(AT), intent=Click('the "Save" button'))
    assert (known.is_sure, known.place([area]), known.place([other])) == (False, 1, 3)


def test_a_number_that_was_entered_by_clicks_is_a_value():
    keys = [clicked(key, "toggle button", "toggle button") for key in ("5", "4", "7", "6", "sqrt")]
    example = shown("Find the root of 5476 with the calculator.", *keys)
    known = adapted("729: extract the root", example)
    assert known.values == {"5476": "729"}
    assert [one.target for one in known.intents[:-1]] == [
        'the "7" toggle button',
        'the "2" toggle button',
        'the "9" toggle button',
        'the "sqrt" toggle button',
    ]
    assert known.shown == (keys[2], None, None, keys[4], None)
    assert known.thoughts == ("", "", "", "", "")


def test_a_part_of_a_value_that_is_known_is_no_other_value():
    example = shown(
        "Order 4 pieces of bird feeder, delivery: Pick up",
        typed("bird feeder"),
        typed("4"),
        clicked("Pick up", "radio button", "radio button"),
    )
    known = adapted("Have 4 tent pegs sent, method Pick up", example)
    assert (known.values, known.unknown) == ({"4": "4", "Pick up": "Pick up"}, {"bird feeder"})


def test_what_a_window_offers_is_chosen_by_its_whole_name():
    example = shown("Deliver it by Courier", clicked("Courier", "radio button", "radio button"))
    assert adapted("Send that, Pick up would be fine", example).unknown == {"Courier"}
    assert adapted("Send that, “Pick up” would be fine", example).values == {"Courier": "Pick up"}


def test_of_those_with_the_same_values_the_one_that_leaves_fewest_unknown_fits():
    def order(kind):
        return shown(
            f"Order 4 pieces of bird feeder, delivery: {kind}",
            typed("bird feeder"),
            clicked(kind, "radio button", "radio button"),
        )

    courier, pick_up = order("Courier"), order("Pick up")
    assert fitting("Have some tent pegs sent, method Pick up", [courier, pick_up]) is pick_up
    assert fitting("Have some tent pegs sent, method Courier", [courier, pick_up]) is courier


def test_a_thing_is_counted_as_done_whatever_it_is_said_to_be():
    """A recording may have seen the label on a check box."""
    example = shown("Turn it on", clicked("Wrap", "label", "label"), clicked("Close"))
    known = adapted("It should be on", example)
    assert known.place([step(Click(AT), intent=Click('the "Wrap" check box'))]) == 1


def test_a_plan_that_loses_its_place_or_takes_another_value_is_the_shown_step():
    known = adapted("a.txt is to be known as b.txt", RENAME)
    clicked_it, f2 = did(Click('the "a.txt" cell')), did(PressKeys(("f2",)))
    assert known.meant(TypeText("a.txt"), [clicked_it, f2], set()) == TypeText("b.txt")
    assert known.meant(TypeText("c.txt"), [clicked_it, f2], set()) == TypeText("c.txt")
    tabs = shown("tab width: 6", typed("6"), step(PressKeys(("tab",)), intent=PressKeys(("tab",))))
    known = adapted("a tab should be worth 7 blanks", tabs)
    assert known.meant(TypeText("7"), [did(TypeText("7"))], set()) == PressKeys(("tab",))
    failed = did(TypeText("7"), Status.FAILED)
    assert known.meant(TypeText("7"), [failed], set()) == TypeText("7")


def test_of_two_pages_in_one_browser_the_job_that_began_with_what_shows_here_fits():
    def page(task, field):
        target = Evidence(element=element(field, "text"))
        before = observation(window=Window("A page", "browser"))
        begins = step(Click(AT), intent=Click("it"), evidence=target, before=before)
        return shown(task, begins, typed("wool socks"))

    order, search = page("Order wool socks", "Product"), page("Look for wool socks", "Query")
    wanted = "do they sell desk lamps?"
    assert fitting(wanted, [order, search], "browser") is order
    assert fitting(wanted, [order, search], "browser", [element("Query", "text")]) is search
    assert fitting(wanted, [order, search], "editor", [element("Query", "text")]) is order
    named = page("Order wool socks by Product", "Product")
    assert fitting(wanted, [named, search], "browser", [element("Query", "text")]) is named
