"""What an instruction asks for, held against what is to be done and what was done."""

import pytest

from agent.asked import never_used, strays
from grounding.screen import Screen
from tests.builders import element, frame, observation, step, trajectory
from tracker.actions import Click, TypeText
from tracker.geometry import Point
from tracker.trajectory import Window

AT = Point(10, 10)
FOLDER = trajectory(step(), task="Create a folder named letters here")
CREATE = Click('the "Create Folder..." menu item')


def seen(*elements, title="Documents"):
    return Screen(frame(), Window(title, "files"), elements, ("accessible",))


def clicked(*names):
    return [step(Click(AT), intent=Click(f'the "{name}" button')) for name in names]


@pytest.mark.parametrize(
    "instruction",
    [
        "make an empty document notes.txt here",
        "Add a new file called “notes” to this folder",
        "a blank notes.txt should lie in this folder",
        "another text file, please",
    ],
)
def test_an_example_that_makes_another_kind_of_thing_is_not_followed(instruction):
    assert strays(instruction, CREATE, FOLDER) == (
        'click the "Create Folder..." menu item makes a folder; the job asks for a file.'
    )


@pytest.mark.parametrize(
    "instruction",
    [
        "a fresh directory, title letters",
        "there should be a place for files here called letters",
        "folder wanted: letters",
        "make a folder and put a new file into it",
        "letters is missing here",
    ],
)
def test_what_may_be_asked_for_in_other_words_is_no_other_thing(instruction):
    assert strays(instruction, CREATE, FOLDER) == ""


def test_only_what_the_example_was_asked_for_tells_what_it_makes():
    """On the way to a letter a folder may have to be made as well."""
    letter = trajectory(step(), task="Write a letter and keep it by itself")
    assert strays("write a new document", CREATE, letter) == ""
    assert strays("make a new file", Click('the "Delete Folder" menu item'), FOLDER) == ""
    assert strays("make a new file", TypeText("Create Folder"), FOLDER) == ""


@pytest.mark.parametrize(
    ("instruction", "value"),
    [
        ("Take the root of 729", "729"),
        ("Write “See you soon” there", "See you soon"),
        ("Rename it to a.txt, for tom@mail.example", "tom@mail.example"),
        ("Write it on the 5.3.2026", "5.3.2026"),
        ("Add 4 of them", ""),
        ("Save the letter", ""),
    ],
)
def test_a_value_that_nobody_typed_chose_or_sees_was_not_used(instruction, value):
    assert never_used(instruction, clicked("a.txt"), seen()) == value


@pytest.mark.parametrize(
    ("history", "screen"),
    [
        ([step(TypeText("7 29"), intent=TypeText("7 29"))], seen()),
        (clicked("7", "2", "9", "sqrt"), seen()),
        (clicked("File"), seen(title="729 - Calculator")),
        (clicked("File"), seen(element("Result", "text", value="729"))),
        ([step(before=observation(window=Window("729", "x")), intent=Click("it"))], seen()),
    ],
)
def test_a_value_that_was_typed_clicked_or_shows_was_used(history, screen):
    assert never_used("Take the root of 729", history, screen) == ""


def test_programs_write_dates_and_sums_in_their_own_way():
    did = [step(TypeText("05/03/2026 1250"), intent=TypeText("05/03/2026 1250"))]
    assert never_used("Put 1,250 down for the 5.3.2026", did, seen()) == ""


def test_nothing_is_amiss_before_anything_was_done():
    assert never_used("Take the root of 729", [], seen()) == ""
