"""How far a job has come along one that was shown, and what a plan says of its next step."""

import pytest

from agent.alignment import aligned, in_full, name_in
from tracker.actions import Click, PressKeys, TypeText
from tracker.events import Button

SEARCH = Click('the "Search the shop" text field')


@pytest.mark.parametrize(
    ("said", "shown", "meant"),
    [
        (TypeText("ivanov"), TypeText("elif.ivanov"), TypeText("elif.ivanov")),
        (TypeText("petrov"), TypeText("elif.ivanov"), TypeText("petrov")),
        (TypeText("elif.ivanov"), TypeText("ivanov"), TypeText("elif.ivanov")),
        (Click('the "Search" text field'), SEARCH, SEARCH),
        (Click('the "Search" button'), SEARCH, Click('the "Search" button')),
        (Click('the "Shop" text field', Button.RIGHT), SEARCH,
         Click('the "Shop" text field', Button.RIGHT)),
        (PressKeys(("s",)), PressKeys(("ctrl", "s")), PressKeys(("s",))),
    ],
)  # fmt: skip
def test_a_plan_that_says_a_part_of_the_shown_step_means_it(said, shown, meant):
    assert in_full(said, shown, {'the "Search" button'}) == meant


def test_what_is_on_the_screen_is_meant_as_it_is_said():
    said, shown = Click('the "Save" menu item'), Click('the "Save As" menu item')
    assert in_full(said, shown, {'the "Save" menu item'}) == said
    assert in_full(said, shown, set()) == shown


def test_the_same_name_is_the_same_thing_whatever_it_is_said_to_be():
    shown = [Click('the "Edit" menu'), Click('the "Wrap" label'), Click('the "Close" button')]
    assert aligned([Click('the "Edit" menu'), Click('the "Wrap" check box')], shown) == 2
    assert aligned([Click('the "Close" icon')], shown) == 3
    assert aligned([Click('the "Other" link')], shown) == 0


def test_the_name_of_a_thing_is_not_that_of_its_place():
    assert name_in('the "Save" button in the "Save As" dialog') == "Save"
    assert name_in('the text area below the "Warning" label') == ""
