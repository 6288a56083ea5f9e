"""What lies behind an open menu or in a closed list is no thing to point at."""

from grounding.covered import uncovered
from tests.builders import element
from tracker.geometry import Box
from tracker.trajectory import Element

WINDOW = ("frame Book1",)
MENU = (*WINDOW, "menu bar", "menu File")
LIST = (*WINDOW, "tool bar", "combo box 100 %", "list")


def item(name: str, box: Box, path: tuple[str, ...] = MENU) -> Element:
    return element(name, "menu item", box, path=path)


FILE = element("File", "menu", Box(0, 0, 40, 20), path=(*WINDOW, "menu bar"))
NEW, SAVE = item("New", Box(0, 20, 200, 40)), item("Save", Box(0, 40, 200, 60))


def test_an_open_menu_hides_what_lies_behind_it():
    behind = element("Bold", box=Box(10, 30, 40, 50), path=WINDOW)
    beside = element("Help", box=Box(300, 30, 340, 50), path=WINDOW)
    assert uncovered([FILE, behind, NEW, SAVE, beside]) == [FILE, NEW, SAVE, beside]


def test_what_a_menu_hides_in_part_is_cut_to_what_shows():
    page = element("", "text", Box(0, 20, 600, 400), path=WINDOW)
    left = element("", "text", Box(0, 60, 600, 400), path=WINDOW)
    mostly = element("Insert", box=Box(150, 20, 220, 60), path=WINDOW)
    assert uncovered([page, mostly, NEW, SAVE]) == [left, NEW, SAVE]


def test_a_submenu_hides_items_of_its_own_menu_and_not_its_own_items():
    inner = item("letter.txt", Box(180, 35, 330, 60), (*MENU, "menu Recent"))
    cut = item("Save", Box(0, 40, 180, 60))
    assert uncovered([NEW, SAVE, inner]) == [item("New", Box(0, 20, 180, 40)), cut, inner]


def test_a_menu_bar_hides_nothing():
    row = element("Line 1", "list item", Box(0, 5, 300, 18), path=WINDOW)
    assert uncovered([FILE, row]) == [FILE, row]


def test_the_items_of_a_closed_list_do_not_show():
    combo = element("100 %", "combo box", Box(280, 90, 370, 114), path=LIST[:2])
    zoom = element("75 %", "list item", Box(60, 60, 640, 80), path=LIST)
    assert uncovered([combo, zoom]) == [combo]


def test_the_items_of_an_open_list_do():
    combo = element("100 %", "combo box", Box(280, 90, 370, 114), path=LIST[:2])
    below = element("75 %", "list item", Box(282, 115, 368, 132), path=LIST)
    over = element("50 %", "list item", Box(282, 80, 368, 97), path=LIST)
    assert uncovered([combo, below]) == [combo, below]
    assert uncovered([combo, over]) == [combo, over]
