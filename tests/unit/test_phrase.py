"""Phrases are taken apart into name, role, place and state."""

import pytest

from grounding.phrase import Container, Query, Relation, Side, readings
from grounding.roles import (
    BUTTONS,
    CHECK_BOXES,
    CONTAINER_WORDS,
    ICONS,
    MENU_ITEMS,
    MENUS,
    NARROW_ROLES,
    PICTURES,
    TABS,
    TEXT_FIELDS,
)

FIELDS = NARROW_ROLES["field",]


def apart(phrase: str) -> Query:
    """The reading that has taken the phrase apart."""
    return readings(phrase)[-1]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ('the "Save" button', Query("Save", is_exact=True, roles=BUTTONS)),
        ("the “Save” button", Query("Save", is_exact=True, roles=BUTTONS)),
        ("button 'Save'", Query("Save", is_exact=True, roles=BUTTONS)),
        ('menu item "Save As..."', Query("Save As...", is_exact=True, roles=MENU_ITEMS)),
        ("Name field", Query("Name", roles=TEXT_FIELDS)),
        ("button named Go", Query("Go", roles=BUTTONS)),
        ("tab This month", Query("This month", roles=TABS)),
        ("tab the month", Query("month", roles=TABS)),
        ("File menu", Query("File", roles=MENUS)),
        ("the text area", Query(roles=TEXT_FIELDS, narrow=FIELDS)),
        ("second check box", Query(roles=CHECK_BOXES, narrow=frozenset({"check box"}), ordinal=2)),
        ("the third icon", Query(roles=ICONS, narrow=PICTURES, ordinal=3)),
        ("the trash icon", Query("trash", roles=ICONS)),
        ("the 3rd button", Query(roles=BUTTONS, ordinal=3)),
        ("the 12th button", Query(roles=BUTTONS, ordinal=12)),
        ("the second to last button", Query(roles=BUTTONS, ordinal=-2)),
        ("the last but one button", Query(roles=BUTTONS, ordinal=-2)),
        ("the only button", Query(roles=BUTTONS)),
        ("the field for the name", Query("name", roles=TEXT_FIELDS)),
        ("click the Save button", Query("Save", roles=BUTTONS)),
        ('double-click on the "Save" button', Query("Save", is_exact=True, roles=BUTTONS)),
        ('the last "Open" button', Query("Open", is_exact=True, roles=BUTTONS, ordinal=-1)),
        ("the checked box", Query(roles=CHECK_BOXES, states=("checked",))),
        ("the disabled Apply button", Query("Apply", roles=BUTTONS, lacking=("enabled",))),
        ('the field with value "x.txt"', Query(roles=TEXT_FIELDS, narrow=FIELDS, value="x.txt")),
        ("the top right button", Query(roles=BUTTONS, corner=(Side.TOP, Side.RIGHT))),
    ],
)
def test_a_phrase_is_taken_apart(phrase: str, meant: Query):
    assert apart(phrase) == meant


@pytest.mark.parametrize(
    ("phrase", "side"),
    [
        ("button left of Cancel", Side.LEFT),
        ("button to the left of Cancel", Side.LEFT),
        ("button to the right of Cancel", Side.RIGHT),
        ("button above Cancel", Side.TOP),
        ("button below Cancel", Side.BOTTOM),
        ("button next to Cancel", Side.BESIDE),
    ],
)
def test_a_place_beside_something_has_that_as_its_anchor(phrase: str, side: Side):
    assert apart(phrase) == Query(roles=BUTTONS, relation=Relation(side, Query("Cancel")))


def test_a_place_between_two_things_has_both_as_anchors():
    assert apart('the button between "Save" and Cancel') == Query(
        roles=BUTTONS,
        relation=Relation(Side.BETWEEN, Query("Save", is_exact=True), Query("Cancel")),
    )
    assert apart("the between times button") == Query("between times", roles=BUTTONS)


def test_a_container_may_have_a_name_of_its_own():
    container = Container(CONTAINER_WORDS["dialog"], "Save As")
    assert apart('the "Name" field in the "Save As" dialog') == Query(
        "Name", is_exact=True, roles=TEXT_FIELDS, container=container
    )


def test_a_corner_and_a_window_can_be_named_together():
    assert apart("Close button in the top right corner of the window") == Query(
        "Close",
        roles=BUTTONS,
        corner=(Side.TOP, Side.RIGHT),
        container=Container(CONTAINER_WORDS["window"]),
    )


def test_in_something_that_is_no_container_is_part_of_the_name():
    assert readings("Open in Terminal") == (Query("Open in Terminal"),)


def test_words_in_quotation_marks_say_nothing_about_the_place():
    assert apart('menu item "Open in the toolbar"') == Query(
        "Open in the toolbar", is_exact=True, roles=MENU_ITEMS
    )


def test_without_quotation_marks_the_whole_phrase_may_be_the_name():
    assert readings("Save in the toolbar") == (
        Query("Save in the toolbar"),
        Query("Save", container=Container(CONTAINER_WORDS["toolbar"])),
    )


def test_an_apostrophe_is_no_quotation_mark():
    assert readings("Don't Save") == (Query("Don't Save"),)


@pytest.mark.parametrize("phrase", ["", "   ", '""', "\n"])
def test_a_phrase_without_words_has_no_reading(phrase: str):
    assert readings(phrase) == ()


def test_a_kind_with_an_article_is_no_name():
    assert readings("the check box") == (apart("the check box"),)


def test_a_single_word_with_a_capital_is_a_name():
    assert readings("Text") == (Query("Text"),)
    assert readings("text")[-1].roles == TEXT_FIELDS


def test_where_both_ends_are_words_for_a_role_either_may_be_the_name():
    assert readings("toggle button Menu")[-2:] == (
        Query("toggle button", roles=MENUS),
        Query("Menu", roles=BUTTONS),
    )


def test_what_one_does_may_be_part_of_the_name():
    assert readings("Press any key") == (
        Query("Press any key"),
        *readings("any key"),
    )


def test_only_alone_is_a_name():
    assert readings("Only") == (Query("Only"),)
