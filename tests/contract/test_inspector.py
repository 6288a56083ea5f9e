"""What every inspector keeps to: the fake, the one that asks real programs on X11, and those of
Windows and macOS over trees that were written from their documentation.

All look at an editor that has the focus, and nothing beside it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests.builders import element
from tests.native_trees import RecordedSource
from tests.stages import open_stage, program, until
from tests.windows import place_window
from tracker.desktop import ax, uia
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.fake import FakeInspector
from tracker.desktop.native import NativeInspector
from tracker.desktop.protocols import Inspector
from tracker.geometry import Box, Point, ScreenPoint
from tracker.trajectory import Element, Source, Window

WHOLE = Box(100, 60, 700, 460)
OUTSIDE = ScreenPoint(1000, 700)


@dataclass(frozen=True)
class Stand:
    """menus: where the menu bar is, if it lies outside of the window."""

    inspector: Inspector
    pid: int
    app: str = "mousepad"
    menus: Box = WHOLE


@pytest.fixture(scope="module")
def real() -> Iterator[Stand]:
    with open_stage() as stage, program(stage, "mousepad") as pid:
        place_window(stage.environ, pid, x=100, y=60, width=600, height=400)
        inspector = AtspiInspector(stage.environ)
        until(
            lambda: (found := inspector.focused()) and WHOLE.encloses(found.box),
            "the editor to have the focus",
        )
        yield Stand(inspector, pid)
        inspector.close()


@pytest.fixture(scope="module")
def fake() -> Stand:
    text = element(
        "", "text", Box(100, 110, 700, 460), states=("editable", "focused"), path=("frame Letter",)
    )
    elements = (
        element("Letter", "frame", WHOLE),
        element("File", "menu", Box(100, 60, 140, 85), path=("frame Letter",)),
        text,
    )
    window = Window(title="Letter", app="mousepad", pid=7, box=WHOLE)
    return Stand(FakeInspector(window, elements, focus=text), 7)


@pytest.fixture(scope="module")
def windows() -> Iterator[Stand]:
    with closing(NativeInspector(lambda: RecordedSource("windows_editor"), uia.translate)) as it:
        yield Stand(it, 7, "notepad")


@pytest.fixture(scope="module")
def macos() -> Iterator[Stand]:
    with closing(NativeInspector(lambda: RecordedSource("macos_editor"), ax.translate)) as it:
        yield Stand(it, 7, "TextEdit", menus=Box(0, 0, 1280, 24))


@pytest.fixture(
    params=["fake", "windows", "macos", pytest.param("real", marks=pytest.mark.display)]
)
def stand(request: pytest.FixtureRequest) -> Stand:
    found: Stand = request.getfixturevalue(request.param)
    return found


def at(point: Point) -> ScreenPoint:
    return ScreenPoint(point.x, point.y)


def test_the_active_window_is_told(stand):
    window = stand.inspector.window()
    assert window is not None
    assert (window.app, window.pid, window.box) == (stand.app, stand.pid, WHOLE)
    assert window.title


def test_elements_lie_in_the_window_and_are_told_outermost_first(stand):
    elements = stand.inspector.elements()
    assert (elements[0].role, elements[0].box, elements[0].path) == ("frame", WHOLE, ())
    outside = [one for one in elements if not WHOLE.encloses(one.box)]
    assert [one for one in outside if not stand.menus.encloses(one.box)] == []
    assert {one.source for one in elements} == {Source.ACCESSIBLE}
    assert [one.role for one in elements[1:] if not one.path] == ["menu bar"] * bool(outside)


def test_an_element_is_found_at_its_middle(stand):
    (menu,) = (one for one in stand.inspector.elements() if one.name == "File")
    assert stand.inspector.element_at(at(menu.box.center)) == menu


def test_the_innermost_of_several_is_found(stand):
    (text,) = (one for one in stand.inspector.elements() if one.role == "text")
    assert stand.inspector.element_at(at(text.box.center)) == text


def test_nothing_is_found_where_nothing_is(stand):
    assert stand.inspector.element_at(OUTSIDE) is None


def test_the_element_with_the_focus_is_one_of_the_elements(stand):
    focus = stand.inspector.focused()
    assert focus in stand.inspector.elements()
    assert focus is not None
    assert "focused" in focus.states


def test_asking_twice_gives_the_same(stand):
    first = stand.inspector.elements()
    assert len(first) > 0
    assert stand.inspector.elements() == first


def test_many_threads_may_ask_at_once(stand):
    focus, point = stand.inspector.focused(), at(WHOLE.center)

    def ask(_number: int) -> tuple[Element | None, Element | None, int]:
        inspector = stand.inspector
        return inspector.element_at(point), inspector.focused(), len(inspector.elements())

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(ask, range(12)))
    # On a busy machine a time limit may give an empty answer; it may never give a wrong one.
    told = {answer for answer in answers if None not in answer and answer[2]}
    assert told == {(focus, focus, len(stand.inspector.elements()))}


def test_a_field_says_that_it_may_be_written_to_and_what_it_is_in(stand):
    focus = stand.inspector.focused()
    assert focus is not None
    assert focus.role == "text"
    assert {"editable", "focused"} <= set(focus.states)
    assert focus.path[0].startswith("frame ")
