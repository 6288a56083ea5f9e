"""Words for places: sides, corners, between, and what things lie in."""

import pytest

from tests.builders import element
from tests.unit.grounder.screens import CANCEL, SAVE, at, found, missed, screen, text
from tracker.geometry import Box

DIALOG = ("application editor", "dialog Save As")


TOOLBAR = ("application editor", "frame Letter", "tool bar")


@pytest.mark.parametrize(
    ("phrase", "which"),
    [
        ("the button left of Cancel", 0),
        ("the button to the right of Cancel", 2),
        ("the button below Cancel", 4),
        ("the button above Help", 1),
        ("the top right button", 2),
        ("the bottom button", 4),
        ("the button at the left", 0),
    ],
)
def test_spatial_words_choose_by_place(phrase: str, which: int):
    buttons = [
        element("Save", box=at(2, 4)),
        element("Cancel", box=at(4, 4)),
        element("Close", box=at(6, 4)),
        element("Again", "link", at(0, 8)),
        element("Help", box=at(4, 12)),
    ]
    assert found(phrase, screen(*buttons)) == buttons[which]


def test_between_two_things_lies_what_has_one_on_each_side():
    row = [element(name, box=at(column, 0)) for column, name in enumerate(("Save", "", "Cancel"))]
    below = element("", box=at(1, 1))
    on = screen(*row, below, element("Help", box=at(1, 3)))
    assert found("the button between Save and Cancel", on) == row[1]
    assert found("the button between Cancel and Save", on) == row[1]
    assert missed("the button between Save and Print", on) == (
        '"Print" is not clear: Nothing on this screen is alike.'
    )
    assert missed("the button between Save and Help", on) == "Nothing on this screen is alike."


def test_an_anchor_that_is_not_there_is_the_reason():
    assert missed("the button left of Print", screen(SAVE, CANCEL)) == (
        '"Print" is not clear: Nothing on this screen is alike.'
    )


def test_a_container_chooses_between_things_of_one_name():
    inside = element("Save", box=at(0, 0), path=DIALOG)
    tool = element("Save", box=at(0, 5), path=TOOLBAR)
    on = screen(inside, tool)
    assert found("Save button in the dialog", on) == inside
    assert found("Save in the toolbar", on) == tool
    assert found('"Save" in the "Save As" dialog', on) == inside


def test_a_container_that_the_screen_does_not_have_is_the_reason():
    assert missed('"Save" in the toolbar', screen(SAVE)) == "This screen tells of no toolbar."


@pytest.mark.parametrize(
    ("phrase", "which"),
    [("the top left button", 0), ("the top right button", 2), ("the bottom left button", 3)],
)
def test_a_corner_of_a_row_is_its_end(phrase: str, which: int):
    buttons = [element("", box=at(column, 0)) for column in range(3)]
    buttons += [element("", box=at(column, 1)) for column in range(2)]
    assert found(phrase, screen(*buttons)) == buttons[which]


def test_of_two_as_near_the_one_that_stands_straight_is_meant():
    view = element("View", "menu", Box(100, 0, 160, 30))
    straight, askew = element("", box=Box(100, 40, 160, 70)), element("", box=Box(140, 40, 220, 70))
    assert found("the button below View", screen(view, straight, askew)) == straight


def test_what_only_touches_the_column_does_not_lie_below():
    anchor = element("folder", "table cell", Box(0, 100, 400, 120))
    aside = element("Extract", box=Box(380, 0, 480, 30))
    assert missed('the button above "folder"', screen(anchor, aside)) == (
        "Nothing on this screen is alike."
    )


def test_a_menu_bar_is_no_menu():
    file = element("File", "menu", path=("application editor", "frame Letter", "menu bar"))
    assert missed('"File" in the menu', screen(file)) == "This screen tells of no menu."
    assert found('"File" in the menu bar', screen(file)) == file


def test_eyes_alone_take_the_place_of_a_bar_for_the_bar():
    """They see no containers; a dialog may be anywhere, so what is in it is not guessed at."""
    above, below = text("Open", at(0, 0)), text("Open", at(0, 12))
    assert found("Open in the menu bar", screen(above, below)) == above
    assert missed("Open in the status bar", screen(above)) == "Nothing on this screen is alike."
    assert missed("Open in the dialog", screen(above)) == "This screen tells of no dialog."
    assert missed("Open in the Tools toolbar", screen(above)) == "This screen tells of no Tools."
