"""What is written, told or read, and what was asked for: when they are the same name."""

import pytest

from grounding.grounder import NotFound, locate
from grounding.screen import Sighting
from grounding.wording import SYNONYM, likeness
from tests.builders import element
from tests.unit.grounder.screens import CANCEL, SAVE, SAVE_AS, at, found, screen, text
from tracker.trajectory import Source


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


def test_what_one_does_with_a_thing_is_no_part_of_its_name():
    press = element("Press me", box=at(4, 4))
    on = screen(SAVE, CANCEL, press)
    assert found("click the Save button", on) == SAVE
    assert found('press "Cancel"', on) == CANCEL
    assert found("press me", on) == press


def test_in_can_be_a_part_of_a_name():
    item = element("Open in Terminal", "menu item")
    assert found("Open in Terminal", screen(SAVE, item)) == item


def test_a_value_names_a_field():
    fields = [element("", "text", at(0, row), value=f"{row}.txt") for row in range(3)]
    assert found('the field with the value "1.txt"', screen(*fields)) == fields[1]


def test_look_alike_characters_are_forgiven_in_what_was_read_alone():
    assert found("File", screen(text("Fi1e", at(0, 0)))).name == "Fi1e"
    assert isinstance(locate("Page l", screen(element("Page 1"))), NotFound)


def test_the_text_painted_on_a_button_without_a_name_names_it():
    button = element("", box=at(0, 0))
    sighting = Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Apply")
    assert found("Apply button", screen(button, sightings=(sighting,))) == button


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
    [
        ("232 bytes", "231 bytes"),
        ("list-10.csv", "list-0.csv"),
        ("unsearch in details", "Search in details"),
        ("Undo", "do"),
    ],
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


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [("View", "Yiew"), ("File", "Eile"), ("Tabs", "Iabs"), ("Mongolian", "Mongol...")],
)
def test_an_underlined_letter_and_a_cut_word_are_forgiven_in_what_was_read_alone(
    asked: str, drawn: str
):
    assert likeness(asked, drawn, is_drawn=True) == 0.82
    assert likeness(asked, drawn) == 0.0


@pytest.mark.parametrize(
    ("asked", "drawn"), [("Open Recent", "Open..."), ("Tie", "lie"), ("Yiew", "View")]
)
def test_dots_after_a_whole_word_cut_nothing_and_no_letter_is_made_up(asked: str, drawn: str):
    assert likeness(asked, drawn, is_drawn=True) == 0.0


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [("\u2212", "-"), ("a \u2215 b", "a / b"), ("20\u200e\u223632", "20:32"), ("\u2026", "...")],
)
def test_signs_that_look_the_same_are_the_same(asked: str, drawn: str):
    assert likeness(asked, drawn) == 1.0


@pytest.mark.parametrize(("asked", "drawn"), [("\u00d7", "x"), ("+", "十"), ("=", "二")])
def test_a_sign_alone_may_be_read_as_a_letter(asked: str, drawn: str):
    assert likeness(asked, drawn, is_drawn=True) == 0.93
    assert likeness(asked, drawn) == 0.0


@pytest.mark.parametrize(
    ("asked", "drawn", "is_meant"),
    [("Bold", "B", True), ("Maximise", "口", True), ("Close", "\u00d7", True),
     ("Bold", "Bo", False), ("Italic", "B", False)],
)  # fmt: skip
def test_a_letter_alone_on_a_button_stands_for_a_command(asked, drawn, is_meant):
    assert (likeness(asked, drawn, is_drawn=True) == SYNONYM) is is_meant
    assert likeness(asked, drawn) < SYNONYM
    assert likeness(asked, drawn, is_drawn=True, in_part=False) < SYNONYM
