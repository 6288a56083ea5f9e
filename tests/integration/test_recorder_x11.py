"""A scripted person works in real programs on a private display, and is recorded.

The test has a camera of its own: what it saw before and after each act says what the recorder's
pictures must and must not show.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browsers import chromium
from tests.person import Person
from tests.stages import own_stage, program, until
from tests.windows import place_window
from tests.x_person import XPerson
from tracker.actions import Click, Drag, PressKeys, Scroll, TypeText
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.desktop.x11_camera import X11Camera
from tracker.difference import difference, is_caret
from tracker.events import Button
from tracker.frames import Frame
from tracker.geometry import Box, Point
from tracker.recorder import Recorder
from tracker.reduce import reduce
from tracker.store import Store
from tracker.trajectory import Element, Ending, Status, Step

__all__ = ["own_stage"]

pytestmark = pytest.mark.display


@contextmanager
def editor(stage: Stage) -> Iterator[Desktop]:
    """A new mousepad at a known place, its menu showing."""
    with program(stage, "mousepad", "--disable-server") as pid:
        place_window(stage.environ, pid, x=100, y=80, width=700, height=500)
        with closing(open_desktop(stage.environ)) as desktop:
            until(lambda: named(desktop, "menu", "File"), "the editor's menu")
            yield desktop


def named(desktop: Desktop, role: str, name: str) -> Element | None:
    alike = [e for e in desktop.inspector.elements() if (e.role, e.name) == (role, name)]
    return max(alike, key=lambda element: element.box.area, default=None)


def found(desktop: Desktop, role: str, name: str) -> Element:
    return until(lambda: named(desktop, role, name), f"{role} {name!r}")


@dataclass
class Witness:
    """Sees what was on the screen before and after each act, beside the recorder."""

    camera: X11Camera
    seen: list[tuple[Frame, Frame]] = field(default_factory=list)

    def watch(self, act: Callable[[], None]) -> None:
        before = self.at_rest()
        act()
        self.seen.append((before, self.at_rest()))

    def at_rest(self) -> Frame:
        deadline = time.monotonic() + 20
        frame = self.camera.grab()
        while self.camera.wait_for_change(0.3):
            frame = self.camera.grab()
            assert time.monotonic() < deadline, "the screen does not come to rest"
        return frame


@contextmanager
def witness(stage: Stage) -> Iterator[Witness]:
    with closing(X11Camera(stage.display)) as camera:
        yield Witness(camera)


def alike(one: Frame, other: Frame, within: Box) -> bool:
    """But for a caret that blinks."""
    cropped = (Frame(pixels=frame.crop(within)) for frame in (one, other))
    changed = difference(*cropped)
    return changed is None or is_caret(changed)


def test_each_step_is_what_was_done_with_the_screen_from_before_it(stage: Stage, store: Store):
    with editor(stage) as desktop, witness(stage) as watcher, Person(stage.environ) as person:
        page, menu = found(desktop, "text", ""), found(desktop, "menu", "Edit")
        recorder = Recorder(desktop, store)
        trajectory = recorder.start("Write to Anna")
        watcher.watch(lambda: person.click(*at(page)))
        watcher.watch(lambda: person.write("Dear Anna"))
        watcher.watch(lambda: person.press("ctrl", "a"))
        watcher.watch(lambda: person.click(*at(menu)))
        watcher.watch(lambda: person.press("escape"))
        recorded = recorder.stop()
    assert (recorded.failure, recorded.dropped, recorded.steps) == (None, 0, 5)
    kept = store.load(trajectory)
    assert (kept.task, kept.outcome) == ("Write to Anna", Ending.FINISHED)
    assert [step.action for step in kept.steps] == [
        Click(page.box.center),
        TypeText("Dear Anna"),
        PressKeys(("ctrl", "a")),
        Click(menu.box.center),
        PressKeys(("escape",)),
    ]
    assert [bound_to(step) for step in kept.steps] == [
        ("text", "", ""),
        ("text", "", ""),
        ("text", "", "Dear Anna"),
        ("menu", "Edit", ""),
        ("menu", "Edit", ""),
    ]
    assert kept.steps[1].outcome.note == "The field then held: Dear Anna"
    assert {step.outcome.status for step in kept.steps} == {Status.DONE}
    assert list(reduce(store.events(trajectory))) == [step.action for step in kept.steps]
    # What lies below the menu bar: the page and the open menu. The bar itself lights up under the
    # pointer on its way, which is before the click.
    below = Box(100, menu.box.bottom, 800, 580)
    for step, (before, after) in zip(kept.steps, watcher.seen, strict=True):
        assert alike(step.before.frame, before, below), f"before {step.action}"
        assert step.outcome.after is not None
        assert alike(step.outcome.after, after, below), f"after {step.action}"
        assert step.action == Click(page.box.center) or not alike(before, after, below)


def test_every_kind_of_action_is_told_from_the_others(stage: Stage, store: Store):
    with editor(stage) as desktop, Person(stage.environ) as person:
        page = found(desktop, "text", "").box
        first_word = Point(page.left + 20, page.top + 8)
        recorder = Recorder(desktop, store)
        trajectory = recorder.start()
        person.write("alpha beta gmma")
        person.press("backspace")
        person.press("left")
        person.click(first_word.x, first_word.y, count=2)
        person.drag((page.left + 4, page.top + 8), (page.left + 90, page.top + 8))
        person.scroll(page.center.x, page.center.y, 3)
        person.click(page.center.x, page.center.y, button="right")
        person.press("escape")
        person.press("shift", "home")
        person.write("Omega\n")
        recorder.stop()
    assert [step.action for step in store.load(trajectory).steps] == [
        TypeText("alpha beta gmm"),
        PressKeys(("left",)),
        Click(first_word, count=2),
        Drag(Point(page.left + 4, page.top + 8), Point(page.left + 90, page.top + 8)),
        Scroll(page.center, dy=3),
        Click(page.center, Button.RIGHT),
        PressKeys(("escape",)),
        PressKeys(("shift", "home")),
        TypeText("Omega"),
        PressKeys(("enter",)),
    ]


def test_the_stop_keys_end_a_recording_and_leave_no_step(stage: Stage, store: Store):
    with editor(stage) as desktop, Person(stage.environ) as person:
        recorder = Recorder(desktop, store)
        trajectory = recorder.start()
        person.write("abc")
        assert not recorder.wait(0)
        person.press("ctrl", "alt", "escape")
        assert recorder.wait(10)
        recorder.stop()
    assert [step.action for step in store.load(trajectory).steps] == [TypeText("abc")]


def test_a_key_that_is_held_down_is_as_many_letters_as_it_typed(stage: Stage, store: Store):
    """A display tells of one press: how often it repeated is read back from the field."""
    with editor(stage) as desktop, closing(XPerson(stage.display)) as hand:
        recorder = Recorder(desktop, store)
        trajectory = recorder.start()

        def typed() -> str:
            return found(desktop, "text", "").value

        until(lambda: recorder._scribe._ahead.focus, "a look at the field before it is typed into")
        hand.tap(_KEYCODE_B)
        hand.press_key(_KEYCODE_A)
        hand.settle()
        until(lambda: len(typed()) > 8, "the key to repeat")
        hand.release_key(_KEYCODE_A)
        hand.settle()
        until(lambda: desktop.camera.grab() and not desktop.camera.wait_for_change(0.6), "a rest")
        hand.tap(_KEYCODE_ENTER)
        hand.settle()
        recorder.stop()
        text = typed().rstrip("\n")
    assert set(text) == {"a", "b"}
    assert [step.action for step in store.load(trajectory).steps] == [
        TypeText(text),
        PressKeys(("enter",)),
    ]


_KEYCODE_A, _KEYCODE_B, _KEYCODE_ENTER = 38, 56, 36

_LOGIN = """
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget
app = QApplication([])
window = QWidget()
form = QFormLayout(window)
name, password = QLineEdit(), QLineEdit()
password.setEchoMode(QLineEdit.EchoMode.Password)
form.addRow("Name", name)
form.addRow("Password", password)
password.returnPressed.connect(lambda: print(len(password.text()), flush=True))
window.setWindowTitle("login")
window.show()
app.exec()
"""

_PAGE = """<!doctype html><title>Login</title>
<label>Name <input autofocus></label><label>Password <input type="password"></label>"""


def login_command(toolkit: str, folder: Path) -> list[str]:
    """A window with a name and a password, or with a password alone."""
    match toolkit:
        case "qt":
            return [sys.executable, "-c", _LOGIN]
        case "gtk":
            return ["zenity", "--password", "--title=Login"]
        case _:
            page = folder / "login.html"
            page.write_text(_PAGE)
            return chromium(folder, f"--app={page.as_uri()}")


@pytest.mark.parametrize("toolkit", ["qt", "gtk", "chromium"])
def test_what_is_typed_into_a_password_field_is_nowhere_in_the_file(
    stage: Stage, tmp_path: Path, toolkit: str
):
    """Not in an event, a step, a note or a picture: the bytes of all files are searched."""
    secret, path = "xylophone", tmp_path / "store.db"
    command = login_command(toolkit, tmp_path)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    with (
        program(stage, *command, QT_QPA_PLATFORM="xcb", ACCESSIBILITY_ENABLED="1"),
        closing(open_desktop(stage.environ)) as desktop,
        closing(Store.open(path)) as store,
        Person(stage.environ) as person,
    ):
        password = until(lambda: of_role(desktop, "password text"), "the password field", 60)
        recorder = Recorder(desktop, store)
        trajectory = recorder.start()
        person.click(*at(password))
        person.write(secret)
        person.press("home")
        recorder.stop()
        steps = store.load(trajectory).steps
        kept = [event for event in store.events(trajectory) if hasattr(event, "key")]
        contents = [step.before.frame.crop(password.box) for step in steps]
        assert store.check() == []
    assert [type(step.action) for step in steps][:2] == [Click, TypeText]
    assert steps[1].action.text.startswith("{secret:")
    assert [event.key for event in kept if len(event.key) == 1] == []
    assert not any(content.any() for content in contents)
    written = b"".join(file.read_bytes() for file in tmp_path.glob("store.db*"))
    assert secret.encode() not in written


def of_role(desktop: Desktop, role: str) -> Element | None:
    return next((one for one in desktop.inspector.elements() if one.role == role), None)


def at(element: Element) -> tuple[int, int]:
    return element.box.center.x, element.box.center.y


def bound_to(step: Step) -> tuple[str, str, str]:
    element = step.evidence.element
    assert element is not None, step.evidence.degraded
    return element.role, element.name, element.value
