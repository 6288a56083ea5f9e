"""Windows' and macOS's trees in our words, over trees written from their documentation."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from tests.native_libraries import macos_libraries, windows_libraries
from tests.native_trees import FOLDER, RecordedSource
from tests.stages import until
from tracker.desktop import ax, uia
from tracker.desktop.ax_objc import AxSource
from tracker.desktop.native import (
    Extents,
    NativeInspector,
    Properties,
    Source,
    Told,
    TopLevel,
    open_native,
)
from tracker.desktop.uia_com import UiaSource
from tracker.errors import Refused, Unavailable
from tracker.geometry import Box, Placement, ScreenPoint
from tracker.trajectory import Element, Window

TRANSLATE: dict[str, Callable[[Properties], Told]] = {
    "windows": uia.translate,
    "macos": ax.translate,
}
SYSTEMS = pytest.mark.parametrize("system", TRANSLATE)
EVERY = {"enabled", "sensitive", "showing", "visible"}


@contextmanager
def opened(
    name: str, source: RecordedSource | None = None, placement: Placement = Placement()
) -> Iterator[NativeInspector]:
    translate = TRANSLATE[name.split("_")[0]]
    recorded = source or RecordedSource(name)
    with closing(NativeInspector(lambda: recorded, translate, lambda: placement)) as inspector:
        yield inspector


def listed(name: str) -> dict[str, Element]:
    with opened(name) as inspector:
        return {f"{one.role}: {one.name}": one for one in inspector.elements()}


CONTROLS = {
    "windows": {
        "dialog: Print": ("", {"modal"}),
        "check box: Word wrap": ("", {"checkable", "checked", "focusable"}),
        "check box: Some of it": ("", {"checkable", "indeterminate"}),
        "radio button: Portrait": ("", {"checked", "selectable"}),
        "radio button: Landscape": ("", {"selectable"}),
        "combo box: Size": ("A4", {"collapsed", "editable", "expandable"}),
        "text: User name": ("anna", {"editable", "focusable", "required", "single line"}),
        "password text: Password": ("", {"editable", "focusable", "focused", "single line"}),
        "text: Serial number": ("17", {"read only", "single line"}),
        "slider: Volume": ("40", set()),
        "progress bar: Copying": ("62.5", set()),
        "spin button: Copies": ("2", {"editable"}),
        "page tab list: ": ("", set()),
        "page tab: General": ("", {"selectable", "selected"}),
        "page tab: Security": ("", {"selectable"}),
        "tree: Folders": ("", set()),
        "tree item: Letters": ("", {"expandable", "expanded", "selectable"}),
        "push button: OK": ("", set()),
        "label: OK": ("", set()),
        "push button: Apply": ("", None),
        "toggle button: Bold": ("", {"checkable", "pressed"}),
        "link: Learn more": ("https://example.org/help", set()),
        "list: Printers": ("", set()),
        "list item: Office": ("", {"selectable", "selected"}),
        "popup menu: Context": ("", set()),
        "menu item: Copy": ("", set()),
        "check menu item: Word wrap": ("", {"checkable", "checked"}),
        "menu: More": ("", {"collapsed", "expandable"}),
    },
    "macos": {
        "dialog: Print": ("", {"modal"}),
        "check box: Word wrap": ("", {"checkable", "checked", "focusable"}),
        "check box: Some of it": ("", {"checkable", "indeterminate"}),
        "radio button: Portrait": ("", {"checkable", "checked"}),
        "radio button: Landscape": ("", {"checkable"}),
        "combo box: Size": ("A4", {"read only", "single line"}),
        "text: User name": ("anna", {"editable", "focusable", "required", "single line"}),
        "password text: Password": ("", {"editable", "focusable", "focused", "single line"}),
        "text: Serial number": ("17", {"read only", "single line"}),
        "slider: Volume": ("40", set()),
        "progress bar: Copying": ("62.5", set()),
        "spin button: Copies": ("2", set()),
        "page tab list: ": ("", set()),
        "page tab: General": ("", {"selectable", "selected"}),
        "page tab: Security": ("", {"selectable"}),
        "tree: Folders": ("", set()),
        "tree item: Letters": ("", {"expandable", "expanded", "selectable", "selected"}),
        "push button: OK": ("", set()),
        "push button: Apply": ("", None),
        "toggle button: Bold": ("", {"checkable", "pressed"}),
        "link: Learn more": ("", set()),
        "label: Read this first": ("", set()),
        "heading: Layout": ("", set()),
        "image: Printer": ("", set()),
        "toggle button: Details": ("", {"checkable", "collapsed", "expandable"}),
        "menu bar: ": ("", set()),
        "menu: View": ("", {"expanded"}),
        "popup menu: ": ("", set()),
        "menu item: New": ("", {"selectable"}),
        "check menu item: Word Wrap": ("", {"checkable", "checked"}),
        "menu: Help": ("", set()),
    },
}


@SYSTEMS
def test_every_control_is_told_with_its_role_value_and_states(system: str):
    found = listed(f"{system}_controls")
    expected = {
        key: (value, tuple(sorted({"showing", "visible"} if own is None else EVERY | own)))
        for key, (value, own) in CONTROLS[system].items()
    }
    assert {key: (one.value, one.states) for key, one in found.items()} == expected


@SYSTEMS
def test_what_helps_to_understand_a_thing_is_its_description(system: str):
    assert listed(f"{system}_controls")["push button: OK"].description == (
        "Takes over what was changed"
    )


@SYSTEMS
def test_a_path_names_what_holds_a_thing(system: str):
    tab = listed(f"{system}_controls")["page tab: Security"]
    assert tab.path == ("dialog Print", "page tab list")


@SYSTEMS
def test_the_text_on_a_button_is_the_button(system: str):
    with opened(f"{system}_page") as inspector:
        pay = inspector.element_at(ScreenPoint(60, 132 if system == "macos" else 112))
    assert pay is not None
    assert (pay.role, pay.name) == ("push button", "Pay")
    assert pay.path[-1] == "document web Basket"


@SYSTEMS
def test_the_address_of_a_page_is_told_and_is_none_where_there_is_no_page(system: str):
    with opened(f"{system}_page") as page, opened(f"{system}_editor") as editor:
        assert page.page_url() == "https://shop.example.org/basket?id=7"
        assert editor.page_url() == ""


@SYSTEMS
def test_nothing_stands_in_a_password_field_whatever_the_system_says(system: str):
    with opened(f"{system}_controls") as inspector:
        told = [*inspector.elements(), inspector.focused()]
    assert told[-1] is not None
    assert (told[-1].role, told[-1].value) == ("password text", "")
    assert not [one for one in told if one and "hunter2" in (one.name + one.value)]


@SYSTEMS
def test_all_windows_that_show_are_told_from_the_lowest_up(system: str):
    whole = Box(100, 60, 700, 460)
    with opened(f"{system}_editor") as inspector:
        below, above = inspector.windows()
    assert below.box == Box(0, 0, 1280, 800)
    assert (above.title, above.pid, above.box) == (
        {"windows": "Letter - Notepad", "macos": "Letter"}[system], 7, whole,
    )  # fmt: skip


def test_what_a_closed_menu_holds_is_not_told():
    names = {one.name for one in listed("macos_editor").values()}
    assert "File" in names
    assert not names & {"New", "Save…"}


@pytest.mark.parametrize(
    ("placement", "box"),
    [
        (Placement(scale=2.0), Box(200, 120, 1400, 920)),
        (Placement(ScreenPoint(-1280, 0)), Box(1380, 60, 1980, 460)),
    ],
    ids=["a dense screen", "a monitor to the left"],
)
@SYSTEMS
def test_boxes_count_the_pixels_of_the_picture(system: str, placement: Placement, box: Box):
    with opened(f"{system}_editor", placement=placement) as inspector:
        window = inspector.window()
        assert window is not None
        assert window.box == box
        assert inspector.elements()[0].box == box


def test_each_role_is_one_of_at_spis_words():
    known = {*uia.ROLES.values(), *ax.ROLES.values(), *ax.SUBROLES.values()}
    assert all(role == role.lower() and "_" not in role for role in known)
    assert set(uia.ROLES) == set(range(50000, 50041))
    assert uia.translate({"ControlType": 99}).role == "unknown"
    assert ax.translate({"AXRole": "AXOfTheFuture"}).role == "unknown"


@pytest.mark.parametrize("translate", TRANSLATE.values(), ids=TRANSLATE)
def test_a_node_that_tells_nothing_is_nothing_and_no_error(translate: Callable[[Properties], Told]):
    told = translate({})
    assert (told.role, told.name, told.value, told.extents) == ("unknown", "", "", None)


@SYSTEMS
def test_values_of_kinds_that_were_not_expected_are_left_out(system: str):
    names = {
        "windows": ("ControlType", "Name", "BoundingRectangle", "ProcessId", "ValueValue",
                    "RangeValueValue", "HelpText"),
        "macos": ("AXRole", "AXTitle", "AXPosition", "AXSize", "AXValue", "AXHelp", "pid"),
    }[system]  # fmt: skip
    for odd in (None, [1], {"a": 1}, object(), [float("nan")], ["x", "y", "z", "w"]):
        told = TRANSLATE[system](dict.fromkeys(names, odd))
        assert (told.role, told.name, told.value, told.extents, told.pid) == (
            "unknown", "", "", None, 0,
        )  # fmt: skip


class Hanging(RecordedSource):
    """A program that answers when it is let go."""

    def __init__(self) -> None:
        super().__init__("windows_editor")
        self.let_go = threading.Event()

    def focused(self) -> tuple[int, ...] | None:
        self.let_go.wait(30)
        return super().focused()


@pytest.mark.parametrize("screen", ["editor", "controls", "page"])
@SYSTEMS
def test_the_systems_own_library_is_asked_for_the_same(system: str, screen: str):
    """comtypes and pyobjc are stood in for."""
    name = f"{system}_{screen}"
    recorded = RecordedSource(name)
    libraries = windows_libraries if system == "windows" else macos_libraries
    made = UiaSource if system == "windows" else AxSource
    with (
        libraries(recorded),
        opened(name) as expected,
        closing(NativeInspector(made, TRANSLATE[system])) as real,
    ):
        assert real.window() == expected.window()
        assert real.elements() == expected.elements()
        assert real.focused() == expected.focused()
        assert real.page_url() == expected.page_url()
        for one in expected.elements():
            at = ScreenPoint(one.box.center.x, one.box.center.y)
            assert real.element_at(at) == expected.element_at(at)


def test_macos_windows_are_told_with_their_programs():
    with (
        macos_libraries(RecordedSource("macos_editor")),
        opened("macos_editor") as expected,
        closing(NativeInspector(AxSource, ax.translate)) as inspector,
    ):
        assert inspector.windows() == expected.windows()


def test_windows_windows_are_told_with_their_programs():
    with (
        windows_libraries(RecordedSource("windows_editor")),
        closing(NativeInspector(UiaSource, uia.translate)) as inspector,
    ):
        assert inspector.windows() == (Window("Letter", "notepad", 7, Box(100, 60, 700, 460)),)


def test_without_the_persons_leave_macos_is_not_read():
    with (
        macos_libraries(RecordedSource("macos_editor"), trusted=False),
        pytest.raises(Unavailable, match="does not let Journeyman read"),
    ):
        AxSource()


@pytest.mark.parametrize(
    ("made", "library"), [(UiaSource, "comtypes"), (AxSource, "ApplicationServices")]
)
def test_without_its_library_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, made: Callable[[], object], library: str
):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(Unavailable) as missing:
        made()
    assert "pip install" in missing.value.hint


def test_a_program_that_hangs_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tracker.desktop.native._POINT_S", 0.05)
    source = Hanging()
    with opened("windows_editor", source) as inspector:
        assert inspector.focused() is None
        assert inspector.window() is None
        source.let_go.set()
        until(inspector.window, "the program to answer again")
        assert inspector.focused() is not None
    until(lambda: source.is_closed, "the source to be closed")
    assert inspector.window() is None


class Gone(RecordedSource):
    def properties(self, node: tuple[int, ...]) -> Properties:
        raise OSError("the element went away")


def test_an_element_that_goes_away_while_it_is_read_is_none():
    with opened("windows_editor", Gone("windows_editor")) as inspector:
        assert (inspector.window(), inspector.focused(), inspector.elements()) == (None, None, ())


def test_where_the_system_does_not_let_us_read_each_question_says_why():
    def forbidden() -> Source[int]:
        raise Unavailable("macOS does not let us.", hint="Allow it.")

    inspector = open_native(forbidden, ax.translate, Placement)
    with pytest.raises(Unavailable, match="macOS does not let us"):
        inspector.focused()
    inspector.close()


def test_what_somebody_refused_later_is_raised_and_not_taken_for_silence():
    class Revoked(RecordedSource):
        def active(self) -> tuple[int, ...] | None:
            raise Refused("It was forbidden meanwhile.", hint="Allow it again.")

    with (
        opened("macos_editor", Revoked("macos_editor")) as inspector,
        pytest.raises(Refused, match="forbidden meanwhile"),
    ):
        inspector.window()


def test_each_tree_says_that_it_was_written_and_not_recorded():
    abouts = [(FOLDER / f"{path.stem}.json").read_text() for path in FOLDER.glob("*.json")]
    assert len(abouts) == 6
    assert all("not recorded on a" in text.split("\n")[1] for text in abouts)


def test_a_window_without_a_name_or_program_is_still_one():
    window = Window("", "", None, Box(0, 0, 10, 10))

    class Nameless(RecordedSource):
        def properties(self, node: tuple[int, ...]) -> Properties:
            return {"ControlType": 50032, "BoundingRectangle": [0, 0, 10, 10]}

        def app(self, pid: int) -> str:
            return ""

        def windows(self) -> list[TopLevel]:
            return [TopLevel("", "", 0, Extents(0, 0, 0, 0))]

    with opened("windows_editor", Nameless("windows_editor")) as inspector:
        assert inspector.window() == window
        assert inspector.windows() == (Window("", "", 0, None),)
