"""The names of icons become the words that people say."""

import pytest

from models.icon_words import phrases, synonyms, texts_of, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("document-save_as", "document save as"),
        ("alignLeft", "align left"),
        ("Find & Replace…", "find & replace"),
        ("trash-2", "trash"),
        ("h1", "h1"),
        ("outline", "outline"),
        ("bold-outline", "bold"),
    ],
)
def test_a_name_is_split_into_words_and_loses_what_tells_of_its_style(name: str, words: str):
    assert words_of(name, ("outline", "filled")) == words


def test_an_icon_is_known_by_its_name_by_what_is_said_for_it_and_by_its_tags():
    assert texts_of("device-floppy", ("computer-disk", "save")) == (
        "device floppy",
        "save", "floppy disk", "floppy", "diskette", "document save", "content save",
        "save document",
        "computer disk",
    )  # fmt: skip


def test_a_family_in_front_and_a_shape_around_say_nothing_of_the_icon():
    assert texts_of("format-justify-left")[:2] == ("format justify left", "justify left")
    assert texts_of("plus-circle")[:2] == ("plus circle", "plus")


def test_synonyms_go_both_ways_and_a_text_is_none_of_its_own():
    assert "trash" in synonyms("delete")
    assert "delete" in synonyms("trash")
    assert all(text not in synonyms(text) for text in phrases())
    assert synonyms("something else altogether") == ()
