"""Parts of made-up web pages say what each thing in them is."""

import random
import re
from html.parser import HTMLParser

import pytest

from models.screen_classes import CLASSES
from models.training.screens import page_panes
from models.training.screens.pages import PageMaker

_PANES = (
    ("browser", {"tab", "tool button", "text field"}),
    ("messages", {"check box", "tool button"}),
    ("sheet", {"header", "cell", "combo box", "text field"}),
    ("palette", {"tool button", "image"}),
    ("swatches", {"button", "text field"}),
    ("data_table", {"header", "cell", "check box", "tool button", "combo box", "button"}),
    ("pages", {"link", "button"}),
    ("files", {"cell"}),
    ("project", {"cell", "tab", "tool button", "text field", "button"}),
    ("properties", {"button", "tool button"}),
    ("month", {"tool button"}),
    ("keys", {"text field", "button"}),
    ("cards", {"tool button"}),
    ("toolbar", {"tool button"}),
)
"""What is in each of them, whatever the dice say."""


class _Kinds(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "data-k"]


def kinds(page: str) -> list[str]:
    parser = _Kinds()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize(("name", "expected"), _PANES)
def test_a_pane_tells_of_what_it_is_made_of(name, expected):
    found = {
        kind
        for seed in range(12)
        for kind in kinds(getattr(page_panes, name)(PageMaker(random.Random(seed), ())))
    }
    assert expected <= found <= set(CLASSES)


def test_cells_of_a_sheet_stand_between_letters_and_numbers():
    page = page_panes.sheet(PageMaker(random.Random(3), ()))
    heads = re.findall(r'<th data-k="header">(\w*)</th>', page)
    letters = [one for one in heads if one.isalpha()]
    numbers = [one for one in heads if one.isdigit()]
    assert letters == [chr(65 + place) for place in range(len(letters))]
    assert numbers == [str(row) for row in range(1, len(numbers) + 1)]
    assert kinds(page).count("cell") == len(letters) * len(numbers)


def test_the_same_dice_make_the_same_page():
    first, again = (PageMaker(random.Random(7), ()).page() for _ in range(2))
    assert first == again
