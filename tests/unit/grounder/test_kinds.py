"""Words for kinds, states and numbers choose between things."""

import pytest

from grounding.grounder import NotFound, locate
from tests.builders import element
from tests.unit.grounder.screens import SAVE, at, found, missed, screen, text
from tracker.geometry import Box
from tracker.trajectory import Source


@pytest.mark.parametrize(("ordinal", "which"), [("first", 0), ("second", 1), ("last", 2)])
def test_an_ordinal_counts_in_reading_order(ordinal: str, which: int):
    opens = [element("Open", box=at(0, row)) for row in range(3)]
    assert found(f'the {ordinal} "Open" button', screen(*opens)) == opens[which]


def test_one_may_count_from_the_end():
    opens = [element("Open", box=at(0, row)) for row in range(3)]
    assert found('the second to last "Open" button', screen(*opens)) == opens[1]
    assert missed('the second to last "Save" button', screen(SAVE)) == (
        "Of these there are 1 and no more."
    )


def test_the_only_one_is_none_of_several():
    boxes = [element(name, "check box", at(0, row)) for row, name in enumerate("ab")]
    assert found("the only check box", screen(SAVE, boxes[0])) == boxes[0]
    assert isinstance(locate("the only check box", screen(*boxes)), NotFound)


def test_what_eyes_alone_saw_is_not_counted_among_what_the_program_tells_of():
    told = [element("Open", box=Box(10, 10 + 60 * n, 90, 40 + 60 * n)) for n in range(2)]
    seen = element("Open", box=Box(10, 200, 90, 230), source=Source.DETECTOR)
    on = screen(*told, seen)
    assert found('the last "Open" button', on) == told[1]
    assert found('the bottom "Open" button', on) == told[1]
    assert found('the last "Open" button', screen(seen)) == seen


def test_an_ordinal_beyond_the_last_is_not_found():
    assert missed('the third "Save" button', screen(SAVE)) == "Of these there are 1 and no more."


def test_the_asked_role_decides_between_things_of_one_name():
    button, item = element("Print", box=at(0, 0)), element("Print", "check box", at(3, 3))
    assert found("Print button", screen(button, item)) == button
    assert found("Print check box", screen(button, item)) == item


def test_a_control_comes_before_a_label_of_its_name():
    label, field = element("Name", "label", at(0, 0)), element("Name", "entry", at(1, 0))
    assert found("Name", screen(label, field)) == field


def test_a_field_without_a_name_is_known_by_the_label_before_it():
    labels = [element("Name:", "label", at(0, 0)), element("Folder:", "label", at(0, 1))]
    name, folder = element("", "text", at(1, 0)), element("", "text", at(1, 1))
    on = screen(labels[0], name, labels[1], folder)
    assert (found("Name field", on), found("the Folder text box", on)) == (name, folder)


def test_the_box_of_a_field_that_was_seen_may_reach_over_its_label():
    label = element("File name:", "table cell", Box(40, 50, 120, 78), source=Source.DETECTOR)
    field = element("", "text", Box(112, 52, 460, 78), source=Source.DETECTOR)
    assert found('the "File name:" text', screen(label, field)) == field


def test_the_only_text_area_needs_no_name():
    area = element("", "text", Box(0, 100, 700, 500))
    assert found("the text area", screen(SAVE, area)) == area


def test_states_choose_between_things_of_one_role():
    states = ("enabled", "sensitive", "showing")
    on = element("Bold", "check box", at(0, 0), states=("checked", *states))
    off = element("Italic", "check box", at(0, 1), states=states)
    assert found("the checked box", screen(on, off)) == on
    assert found("the unchecked box", screen(on, off)) == off


def test_a_label_inside_a_button_is_the_button():
    button = element("Save", box=Box(0, 0, 90, 30))
    label = element("Save", "label", Box(20, 5, 60, 25))
    assert found("Save", screen(button, label)) == button


def test_a_kind_without_a_name_is_only_what_it_says():
    """Nothing but the kind to go by: a near kind is another thing."""
    on = screen(SAVE, element("", "combo box", at(3, 0)), element("", "text", at(5, 0)))
    for phrase in ("the tab", "the link", "the password field", "the check box", "the icon"):
        assert missed(phrase, on) == "Nothing on this screen is alike."


def test_icons_are_counted_without_the_buttons_but_a_named_icon_may_be_one():
    icons = [element("", "icon", at(0, row)) for row in range(2)]
    on = screen(element("Save", box=at(0, 5)), *icons)
    assert found("the second icon", on) == icons[1]
    assert missed("the third icon", on) == "Of these there are 2 and no more."
    assert found("the Save icon", on).name == "Save"


def test_what_the_detector_sees_is_taken_at_its_broader_word():
    """It does not tell list items from table cells."""
    rows = [element("", "table cell", at(0, row), source=Source.DETECTOR) for row in range(3)]
    assert found("the second list item", screen(*rows)) == rows[1]


def test_a_kind_in_front_of_a_name_that_is_a_kind_too():
    slider, menu = element("Slider"), element("Menu", "toggle button", at(4, 4))
    assert found("button Slider", screen(slider)) == slider
    assert found("toggle button Menu", screen(slider, menu)) == menu


def test_a_state_that_nobody_sees_is_not_taken_for_granted():
    """Who asks for the unchecked box means to check it, and would uncheck the other."""
    drawn = text("Bold", at(0, 0))
    assert isinstance(locate('the unchecked "Bold" check box', screen(drawn)), NotFound)


def test_a_text_that_ends_in_a_colon_is_the_label_of_a_field_and_not_the_field():
    on = screen(text("Search:", at(0, 0)), text("Cancel", at(3, 0)))
    assert isinstance(locate("the Search field", on), NotFound)


def test_the_label_of_a_field_may_look_like_something_else():
    label = element("Search:", "push button", at(0, 0), source=Source.DETECTOR)
    field = element("", "text", at(1, 0), source=Source.DETECTOR)
    assert found("the Search field", screen(label, field)) == field
