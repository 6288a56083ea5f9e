"""Real programs on a private display, described by themselves and read by the inspector."""

import os
import signal
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.stages import (
    program,
    the_stage,  # noqa: F401
    until,
)
from tests.windows import place_window
from tests.x_person import XPerson
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.stage import Stage
from tracker.geometry import Box, ScreenPoint
from tracker.trajectory import Element, Window

pytestmark = pytest.mark.display

DOWN = 116
BACKGROUND = ScreenPoint(1270, 790)


@pytest.fixture(scope="module")
def person(stage: Stage) -> Iterator[XPerson]:
    somebody = XPerson(stage.display)
    yield somebody
    somebody.connection.disconnect()


@pytest.fixture(scope="module")
def inspector(stage: Stage) -> Iterator[AtspiInspector]:
    watcher = AtspiInspector(stage.environ)
    yield watcher
    watcher.close()


@pytest.fixture
def fresh(tmp_path: Path) -> dict[str, str]:
    """Variables for an editor that remembers no other one: it offers to restore what was lost."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}


@pytest.fixture
def mousepad(stage: Stage, inspector: AtspiInspector, fresh: dict[str, str]) -> Iterator[int]:
    """The editor with an empty text and the focus in it, its client area at (100, 60)."""
    with program(stage, "mousepad", "--disable-server", **fresh) as pid:
        place_window(stage.environ, pid, x=100, y=60, width=600, height=400)
        until(
            lambda: (element := inspector.focused()) and element.role == "text" and inside(element),
            "the text area to have the focus",
        )
        yield pid


def inside(element: Element) -> bool:
    return Box(100, 60, 700, 460).encloses(element.box)


def middle(element: Element) -> ScreenPoint:
    return ScreenPoint(element.box.center.x, element.box.center.y)


def find(inspector: AtspiInspector, role: str, name: str) -> Element:
    """That one element, as soon as there is exactly one."""

    def matching() -> list[Element]:
        found = inspector.elements()
        return [element for element in found if (element.role, element.name) == (role, name)]

    until(lambda: len(matching()) == 1, f"one {role} {name!r}")
    return matching()[0]


def click(person: XPerson, element: Element, button: int = 1) -> None:
    person.move(middle(element).x, middle(element).y)
    person.click(button)
    person.settle()


def escape(person: XPerson) -> None:
    person.tap(9)
    person.settle()


def type_plain(person: XPerson, text: str) -> None:
    """With the display's own layout: lower-case letters, digits, full stops, slashes, spaces."""
    setup = person.connection.get_setup()
    count = setup.max_keycode - setup.min_keycode + 1
    mapping = person.connection.core.GetKeyboardMapping(setup.min_keycode, count).reply()
    unshifted = list(mapping.keysyms)[:: mapping.keysyms_per_keycode]
    for character in text:
        person.tap(setup.min_keycode + unshifted.index(ord(character)))
    person.settle()


def save_as(inspector: AtspiInspector, person: XPerson) -> None:
    click(person, find(inspector, "menu", "File"))
    click(person, find(inspector, "menu item", "Save As..."))
    until(lambda: (window := inspector.window()) and window.title == "Save As", "the dialog")


def test_the_active_window_is_told_with_its_program_and_place(mousepad, inspector):
    assert inspector.window() == Window(
        title="Untitled 1 - Mousepad", app="mousepad", pid=mousepad, box=Box(100, 60, 700, 460)
    )


def test_the_menu_bar_is_listed_in_order_with_boxes_in_a_row(mousepad, inspector):
    menus = [element for element in inspector.elements() if element.role == "menu"]
    assert [menu.name for menu in menus] == ["File", "Edit", "Search", "View", "Document", "Help"]
    assert all(inside(menu) for menu in menus)
    assert all(one.box.right == next_.box.left for one, next_ in pairwise(menus))
    assert menus[0].path == ("frame Untitled 1 - Mousepad", "menu bar")
    assert "showing" in menus[0].states
    assert menus[0].states == tuple(sorted(menus[0].states))


def test_nothing_is_listed_that_lies_outside_of_the_window(mousepad, inspector):
    assert [element for element in inspector.elements() if not inside(element)] == []


def test_what_is_typed_is_the_value_of_the_text_under_the_pointer(mousepad, inspector, person):
    type_plain(person, "dear sir or madam")
    (text,) = (element for element in inspector.elements() if element.role == "text")
    until(
        lambda: (found := inspector.element_at(middle(text))) and found.value,
        "the text to arrive",
    )
    found = inspector.element_at(middle(text))
    assert found is not None
    assert (found.role, found.value, found.box) == ("text", "dear sir or madam", text.box)
    assert {"editable", "focused", "multi line"} <= set(found.states)
    assert inspector.focused() == found
    assert found in inspector.elements()


def test_a_long_text_is_cut(stage, inspector, tmp_path, fresh):
    letter = tmp_path / "long.txt"
    letter.write_text("é" * 5000)
    with program(stage, "mousepad", "--disable-server", str(letter), **fresh):
        text = until(
            lambda: (found := inspector.focused()) and found.value and found, "the text to be read"
        )
        assert text.value == "é" * 2000


def test_an_open_menu_is_listed_with_the_boxes_of_its_items(mousepad, inspector, person):
    closed = inspector.elements()
    assert [element for element in closed if element.role == "menu item"] == []
    file_menu = find(inspector, "menu", "File")
    click(person, file_menu)
    save_as_item = find(inspector, "menu item", "Save As...")
    items = [element for element in inspector.elements() if element.role == "menu item"]
    assert [item.name for item in items][:2] == ["New", "New Window"]
    assert all(item.box.top >= file_menu.box.bottom for item in items)
    assert all(one.box.bottom <= two.box.top for one, two in pairwise(items))
    assert save_as_item.path[-2:] == ("menu bar", "menu File")
    assert inspector.element_at(middle(save_as_item)) == save_as_item
    escape(person)
    until(
        lambda: not [one for one in inspector.elements() if one.role == "menu item"],
        "the menu to close",
    )


def test_what_a_menu_covers_is_not_listed(stage, inspector, person, mousepad):
    labels = [element for element in inspector.elements() if element.role == "label"]
    click(person, find(inspector, "menu", "File"))
    item = find(inspector, "menu item", "New")
    menu = item.box.union(find(inspector, "menu item", "Quit").box)
    covered = [
        element
        for element in inspector.elements()
        if menu.encloses(element.box) and element.path[-1:] != ("menu File",)
    ]
    assert covered == []
    assert all(not menu.encloses(label.box) for label in labels)
    escape(person)


def test_a_context_menu_is_listed_though_it_hangs_on_no_bar(mousepad, inspector, person):
    text = until(inspector.focused, "the focus")
    click(person, text, button=3)
    paste = find(inspector, "menu item", "Paste")
    assert inspector.element_at(middle(paste)) == paste
    escape(person)


def test_an_open_menu_has_the_keys(mousepad, inspector, person):
    click(person, find(inspector, "menu", "File"))
    find(inspector, "menu item", "New")
    menu = until(inspector.focused, "the menu to have them")
    assert (menu.role, menu.name) == ("menu", "File")
    person.tap(DOWN)
    person.settle()
    item = until(
        lambda: (one := inspector.focused()) and one != menu and one, "an item to have them"
    )
    assert (item.role, item.name) == ("menu item", "New")
    escape(person)
    text = until(
        lambda: (one := inspector.focused()) and one != item and one, "the text to have them"
    )
    assert text.role == "text"


def test_the_dialog_that_opens_is_the_active_window(mousepad, inspector, person):
    save_as(inspector, person)
    button = find(inspector, "push button", "Save")
    name = find(inspector, "text", "Name:")
    window = inspector.window()
    assert window is not None
    assert window.box is not None
    assert (window.title, window.pid) == ("Save As", mousepad)
    assert window.box.encloses(button.box)
    assert window.box.encloses(name.box)
    assert inspector.element_at(middle(button)) == button
    assert {"editable", "focused"} <= set(name.states)
    escape(person)


def test_saving_changes_the_title(mousepad, inspector, person, stage):
    type_plain(person, "dear sir")
    save_as(inspector, person)
    until(
        lambda: (found := inspector.focused()) and found.role == "text",
        "the name to have the focus",
    )
    type_plain(person, "letter.txt")
    until(lambda: find(inspector, "text", "Name:").value == "letter.txt", "the name to arrive")
    until(
        lambda: "enabled" in find(inspector, "push button", "Save").states,
        "Save to be no more greyed out, as it is until the name was looked at",
    )
    click(person, find(inspector, "push button", "Save"))
    saved = stage.home / "letter.txt"
    until(saved.exists, "the file")
    title = f"{saved} - Mousepad"
    until(lambda: (window := inspector.window()) and window.title == title, "the title to change")
    assert saved.read_text() == "dear sir"


def test_over_the_background_and_a_title_bar_there_is_no_element(mousepad, inspector):
    assert inspector.element_at(BACKGROUND) is None
    assert inspector.element_at(ScreenPoint(300, 50)) is None


def test_a_window_that_lies_above_hides_the_one_below(mousepad, inspector, stage, fresh):
    window_above = Box(144, 114, 756, 426)  # frames shift a window by a few pixels
    with program(stage, "mousepad", "--disable-server", **fresh) as above:
        place_window(stage.environ, above, x=150, y=120, width=600, height=300)
        until(lambda: (window := inspector.window()) and window.pid == above, "the second window")
        found = until(lambda: inspector.element_at(ScreenPoint(400, 300)), "an element of it")
        assert window_above.encloses(found.box)
        below = inspector.element_at(ScreenPoint(110, 300))
        assert below is not None
        assert inside(below)


def test_no_window_is_told_where_there_is_none(stage, inspector):
    until(lambda: inspector.window() is None, "no window to be active")
    assert (inspector.elements(), inspector.focused()) == ((), None)
    assert inspector.element_at(ScreenPoint(400, 300)) is None


QT_FORM = """
from PySide6.QtWidgets import *
app = QApplication([])
form = QWidget(windowTitle="Sign in")
form.setGeometry(200, 150, 300, 200)
rows = QFormLayout(form)
name, password, times = QLineEdit("ada"), QLineEdit("hunter2"), QSpinBox(value=7)
password.setEchoMode(QLineEdit.EchoMode.Password)
volume = QSlider(value=30)
for label, field in {"Name": name, "Password": password, "Times": times, "Volume": volume}.items():
    rows.addRow(label, field)
rows.addRow(QCheckBox("Stay", checked=True))
password.setFocus()
form.show()
app.exec()
"""


@pytest.fixture
def form(stage: Stage, inspector: AtspiInspector) -> Iterator[int]:
    import sys

    with program(stage, sys.executable, "-c", QT_FORM) as pid:
        until(
            lambda: inspector.window() and any("Stay" in one.name for one in inspector.elements()),
            "the form",
        )
        yield pid


def test_a_password_is_never_told(form, inspector):
    fields = [element for element in inspector.elements() if element.role == "password text"]
    assert [field.value for field in fields] == [""]
    at = inspector.element_at(middle(fields[0]))
    focus = until(inspector.focused, "the focus")
    assert [(one.role, one.value) for one in (at, focus) if one] == [("password text", "")] * 2
    assert "hunter2" not in repr((inspector.elements(), at, focus))


def test_values_and_states_of_a_qt_form_are_told(form, inspector):
    told = {(one.role, one.name): one for one in inspector.elements()}
    assert told["text", "Name"].value == "ada"
    assert told["spin box", "Times"].value == "7"
    assert told["slider", "Volume"].value == "30"
    assert "checked" in told["check box", "Stay"].states


def test_a_program_that_hangs_makes_for_an_answer_all_the_same(mousepad, inspector, stage):
    os.kill(mousepad, signal.SIGSTOP)
    try:
        assert inspector.elements() == ()
        assert inspector.focused() is None
        assert inspector.element_at(ScreenPoint(400, 300)) is None
        window = inspector.window()
        assert window is not None
        assert window.pid == mousepad
    finally:
        os.kill(mousepad, signal.SIGCONT)
    until(inspector.elements, "the program to be asked again")


def test_windows_may_come_and_go_while_they_are_being_read(stage, inspector):
    failures: list[Exception] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            try:
                inspector.window()
                inspector.elements()
                inspector.focused()
                inspector.element_at(ScreenPoint(640, 400))
            except Exception as error:
                failures.append(error)
                return

    watchers = [threading.Thread(target=watch) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    for _ in range(4):
        with program(stage, "mousepad", "--disable-server"):
            until(inspector.elements, "a window")
    over.set()
    for watcher in watchers:
        watcher.join()
    assert failures == []
