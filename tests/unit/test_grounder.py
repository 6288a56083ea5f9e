"""Words and a screen in, one element or an honest "not there" out."""

import pytest

from grounding.confidence import FITTED
from grounding.grounder import Grounded, NotFound, locate
from grounding.report import ground_json, parse_json
from grounding.screen import Screen, Sighting
from grounding.selfcheck import Rejected
from grounding.wording import likeness
from tests.builders import element, frame
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source, Window

DIALOG = ("application editor", "dialog Save As")
SUREST = FITTED.chance(1.0, Source.ACCESSIBLE)
TOOLBAR = ("application editor", "frame Letter", "tool bar")


def screen(*elements: Element, sightings: tuple[Sighting, ...] = ()) -> Screen:
    """The elements as given are taken to be in reading order."""
    return Screen(
        frame(800, 600),
        Window("Letter", "editor", box=Box(0, 0, 800, 600)),
        elements,
        ("accessible",),
        sightings,
    )


def text(name: str, box: Box) -> Element:
    return element(name, "label", box, source=Source.OCR)


def at(column: int, row: int, width: int = 80) -> Box:
    """A place in a grid of 100 by 40 px."""
    return Box(column * 100, row * 40, column * 100 + width, row * 40 + 30)


def found(phrase: str, on: Screen) -> Element:
    result = locate(phrase, on)
    assert isinstance(result, Grounded), result
    return result.element


def missed(phrase: str, on: Screen) -> str:
    result = locate(phrase, on)
    assert isinstance(result, NotFound), result
    return result.reason


SAVE = element("Save", box=at(0, 0))
SAVE_AS = element("Save As…", "menu item", at(1, 0))
CANCEL = element("Cancel", box=at(2, 0))


def test_the_answer_says_where_how_surely_and_why():
    assert locate('the "Save" button', screen(SAVE, CANCEL)) == Grounded(
        SAVE, SAVE.box, Point(40, 15), SUREST, 'name "Save", role push button',
        candidates=locate('the "Save" button', screen(SAVE, CANCEL)).candidates,
    )  # fmt: skip


@pytest.mark.parametrize(
    "phrase",
    ["Save As...", 'menu item "Save As…"', "save as", "the “Save As...” menu entry", "_Save As..."],
)
def test_typography_does_not_matter(phrase: str):
    assert found(phrase, screen(SAVE, SAVE_AS, CANCEL)) == SAVE_AS


def test_a_mnemonic_in_the_name_does_not_matter():
    quit_item = element("_Quit", "menu item")
    assert found("Quit", screen(quit_item)) == quit_item


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("Save", "Save As..."),
        ("Save", "Don't Save"),
        ("Undo", "Redo"),
        ("Page 1", "Page 2"),
        ("Import", "Export"),
        ("Select", "Deselect"),
        ("Cut", "Cat"),
        ("All", "Small"),
    ],
)
def test_another_word_is_not_found_but_named_as_near(asked: str, there: str):
    other = element(there)
    assert isinstance(locate(f'the "{asked}" button', screen(other)), NotFound)
    assert isinstance(locate(asked, screen(other)), NotFound)


def test_nothing_alike_is_said_to_be_so():
    assert missed("Print", screen(SAVE, CANCEL)) == "Nothing on this screen is alike."


@pytest.mark.parametrize("phrase", ["", "  ", '""'])
def test_a_phrase_without_words_names_nothing(phrase: str):
    assert missed(phrase, screen(SAVE)) == "The phrase names nothing."


def test_nothing_is_found_on_an_empty_screen():
    assert locate("Save", screen()) == NotFound("Save", "Nothing on this screen is alike.")


def test_two_that_answer_equally_well_are_not_guessed_between():
    one, other = element("Open", box=at(0, 0)), element("Open", box=at(3, 3))
    result = locate('the "Open" button', screen(one, other))
    assert isinstance(result, NotFound)
    assert result.reason == '2 things are called "Open".'
    assert [candidate.element for candidate in result.candidates] == [one, other]


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


def test_what_one_does_with_a_thing_is_no_part_of_its_name():
    press = element("Press me", box=at(4, 4))
    on = screen(SAVE, CANCEL, press)
    assert found("click the Save button", on) == SAVE
    assert found('press "Cancel"', on) == CANCEL
    assert found("press me", on) == press


def test_the_only_one_is_none_of_several():
    boxes = [element(name, "check box", at(0, row)) for row, name in enumerate("ab")]
    assert found("the only check box", screen(SAVE, boxes[0])) == boxes[0]
    assert isinstance(locate("the only check box", screen(*boxes)), NotFound)


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


def test_the_only_text_area_needs_no_name():
    area = element("", "text", Box(0, 100, 700, 500))
    assert found("the text area", screen(SAVE, area)) == area


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


def test_in_can_be_a_part_of_a_name():
    item = element("Open in Terminal", "menu item")
    assert found("Open in Terminal", screen(SAVE, item)) == item


def test_states_choose_between_things_of_one_role():
    states = ("enabled", "sensitive", "showing")
    on = element("Bold", "check box", at(0, 0), states=("checked", *states))
    off = element("Italic", "check box", at(0, 1), states=states)
    assert found("the checked box", screen(on, off)) == on
    assert found("the unchecked box", screen(on, off)) == off


def test_a_value_names_a_field():
    fields = [element("", "text", at(0, row), value=f"{row}.txt") for row in range(3)]
    assert found('the field with the value "1.txt"', screen(*fields)) == fields[1]


def test_drawn_text_is_enough_when_the_eyes_are_all_there_is():
    drawn = text("Save", at(0, 0))
    result = locate('the "Save" button', screen(drawn, text("Cancel", at(2, 0))))
    assert isinstance(result, Grounded)
    assert (result.element, result.evidence) == (drawn, 'drawn text "Save"')
    assert result.confidence < SUREST


def test_look_alike_characters_are_forgiven_in_what_was_read_alone():
    assert found("File", screen(text("Fi1e", at(0, 0)))).name == "Fi1e"
    assert isinstance(locate("Page l", screen(element("Page 1"))), NotFound)


def test_the_text_painted_on_a_button_without_a_name_names_it():
    button = element("", box=at(0, 0))
    sighting = Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Apply")
    assert found("Apply button", screen(button, sightings=(sighting,))) == button


def test_a_label_inside_a_button_is_the_button():
    button = element("Save", box=Box(0, 0, 90, 30))
    label = element("Save", "label", Box(20, 5, 60, 25))
    assert found("Save", screen(button, label)) == button


def test_confidence_grows_with_the_evidence():
    def confidence(phrase: str, *elements: Element) -> float:
        result = locate(phrase, screen(*elements))
        assert isinstance(result, Grounded)
        return result.confidence

    exact = confidence('the "Settings" button', element("Settings"))
    punctuated = confidence('the "Settings" button', element("Settings…"))
    slip = confidence('the "Settings" button', element("Setings"))
    other_role = confidence('the "Settings" button', element("Settings", "link"))
    rivalled = confidence(
        'the "Settings" button', element("Settings"), element("Setings", box=at(5, 5))
    )
    assert exact > punctuated > slip
    assert exact > other_role
    assert exact > rivalled


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Save", "SAVE", 1.0),
        ("Save As...", "Save As", 0.97),
        ("Word wrap", "Wordwrap", 0.93),
        ("Save", "Save  Ctrl+S", 0.97),
        ("Connect", "Disconnect", 0.0),
        ("", "Save", 0.0),
    ],
)
def test_how_alike_names_are(one: str, other: str, alike: float):
    assert likeness(one, other) == alike


def test_both_answers_have_one_json_form():
    on = screen(SAVE, CANCEL)
    assert ground_json(locate("Print", on)) == {
        "found": False,
        "point": None,
        "box": None,
        "confidence": 0.0,
        "evidence": "Nothing on this screen is alike.",
        "accepted": False,
        "rejected": "",
        "candidates": [],
    }
    assert ground_json(locate("Cancel", on)) == {
        "found": True,
        "point": [240, 15],
        "box": [200, 0, 280, 30],
        "confidence": round(SUREST, 4),
        "evidence": 'name "Cancel"',
        "accepted": True,
        "rejected": "",
        "candidates": [
            {"box": [200, 0, 280, 30], "role": "push button", "text": "Cancel", "score": 1.0}
        ],
    }


def test_what_was_rejected_keeps_its_point_and_says_why():
    on = screen(SAVE, CANCEL)
    told = ground_json(locate("Cancel", on), Rejected("A menu lies over it."))
    assert (told["found"], told["point"]) == (True, [240, 15])
    assert (told["accepted"], told["rejected"]) == (False, "A menu lies over it.")


def test_a_parsed_screen_has_a_json_form():
    button = element("", box=at(0, 0), states=("enabled",), description="Writes the file")
    sighting = Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Apply", score=0.9)
    assert parse_json(screen(button, sightings=(sighting,))) == {
        "size": [800, 600],
        "elements": [
            {
                "box": [0, 0, 80, 30],
                "role": "push button",
                "text": "Apply",
                "words": ["Writes the file"],
                "state": ["enabled"],
                "source": ["accessible", "ocr"],
                "score": 0.9,
            }
        ],
    }


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


def test_kinds_that_look_alike_are_told_apart_with_less_confidence():
    rows = [element("", "table cell", at(0, row), source=Source.DETECTOR) for row in range(3)]
    rows.append(element("", "menu item", at(5, 0), source=Source.DETECTOR))
    rows.append(element("", "text", at(5, 3), source=Source.DETECTOR))

    def confidence(phrase: str) -> float:
        result = locate(phrase, screen(*rows))
        assert isinstance(result, Grounded)
        return result.confidence

    assert confidence("the second list item") < confidence("the second row")
    assert found("the menu", screen(*rows)) == rows[3]
    assert found("the text field", screen(*rows)) == rows[4]
    assert isinstance(locate("the password field", screen(*rows)), NotFound)


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


def test_a_kind_in_front_of_a_name_that_is_a_kind_too():
    slider, menu = element("Slider"), element("Menu", "toggle button", at(4, 4))
    assert found("button Slider", screen(slider)) == slider
    assert found("toggle button Menu", screen(slider, menu)) == menu


def test_a_state_that_nobody_sees_is_not_taken_for_granted():
    """Who asks for the unchecked box means to check it, and would uncheck the other."""
    drawn = text("Bold", at(0, 0))
    assert isinstance(locate('the unchecked "Bold" check box', screen(drawn)), NotFound)


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("the settings button", "Preferences…"),
        ("exit", "_Quit"),
        ("search button", "Find"),
        ("find and substitute", "Find and Replace…"),
        ("remove folder", "Delete Directory"),
        ("log in button", "Sign in"),
        ("the Favorites item", "Favourites"),
    ],
)
def test_words_that_mean_the_same_find_each_other(asked: str, there: str):
    one = element(there, "menu item")
    assert found(asked, screen(CANCEL, one)) == one


def test_a_word_that_is_there_comes_before_one_that_means_the_same():
    both = element("Find"), element("Search", box=at(4, 4))
    assert found("the Search button", screen(*both)) == both[1]


@pytest.mark.parametrize("asked", ['the "Settings" button', "close", "the back button"])
def test_quoted_words_and_near_ones_are_no_synonyms(asked: str):
    on = screen(element("Preferences"), element("Quit"), element("Undo"))
    assert isinstance(locate(asked, on), NotFound)


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [("232 bytes", "231 bytes"), ("unsearch in details", "Search in details"), ("Undo", "do")],
)
def test_what_was_read_is_forgiven_no_other_number_and_no_negation(asked: str, drawn: str):
    assert likeness(asked, drawn, is_drawn=True) == 0.0


def test_slips_of_reading_do_not_count_where_the_name_is_told():
    """The tree says that it is number one, so what was painted is no letter."""
    button = element("Page 1")
    sighting = Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Page 1")
    assert isinstance(locate("Page l", screen(button, sightings=(sighting,))), NotFound)


@pytest.mark.parametrize(("asked", "there"), [("Column A", "Column B"), ("Chapter I", "Chapter V")])
def test_a_single_letter_tells_things_apart(asked: str, there: str):
    assert likeness(asked, there) == 0.0
    assert likeness("Comumn A", "Column A") == 0.82


def test_a_score_becomes_the_chance_that_is_asked_for():
    result = locate("Save", screen(SAVE), calibrate=lambda score, source: score / 2)
    assert isinstance(result, Grounded)
    assert result.confidence == 0.5


def test_eyes_alone_take_the_place_of_a_bar_for_the_bar():
    """They see no containers; a dialog may be anywhere, so what is in it is not guessed at."""
    above, below = text("Open", at(0, 0)), text("Open", at(0, 12))
    assert found("Open in the menu bar", screen(above, below)) == above
    assert missed("Open in the status bar", screen(above)) == "Nothing on this screen is alike."
    assert missed("Open in the dialog", screen(above)) == "This screen tells of no dialog."
    assert missed("Open in the Tools toolbar", screen(above)) == "This screen tells of no Tools."


def test_a_text_that_ends_in_a_colon_is_the_label_of_a_field_and_not_the_field():
    on = screen(text("Search:", at(0, 0)), text("Cancel", at(3, 0)))
    assert isinstance(locate("the Search field", on), NotFound)
