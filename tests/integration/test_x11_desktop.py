"""A whole X11 desktop opened by its environment, and what other systems' modules do here."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.displays import bare_display
from tests.stages import open_stage
from tests.x_person import XPerson
from tracker.desktop.choose import open_desktop
from tracker.desktop.macos import open_macos
from tracker.desktop.windows import open_windows
from tracker.errors import Unavailable
from tracker.events import RawEvent

pytestmark = pytest.mark.display


def test_a_private_display_is_opened_seen_heard_and_closed() -> None:
    with open_stage((640, 480)) as stage:
        desktop = open_desktop(stage.environ)
        events: list[RawEvent] = []
        desktop.listener.start(events.append)
        person = XPerson(stage.environ["DISPLAY"])
        person.move(20, 30)
        person.click()
        person.settle()
        size = desktop.camera.grab().size
        window = desktop.inspector.window()
        desktop.close()
        person.close()
    assert (desktop.name, size, window) == ("x11", (640, 480), None)
    assert [type(event).__name__ for event in events] == [
        "PointerMoved",
        "ButtonPressed",
        "ButtonReleased",
    ]


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The only desktop there is, for modules that look at the process's own environment."""
    with bare_display() as name:
        monkeypatch.setenv("DISPLAY", name)
        yield name


@pytest.mark.parametrize("opening", [open_windows, open_macos])
def test_the_other_systems_show_their_screen_and_refuse_to_tell_of_windows(
    display: str, opening: object
) -> None:
    assert callable(opening)
    desktop = opening()
    size = desktop.camera.grab().size
    with pytest.raises(Unavailable, match="cannot be read without"):
        desktop.inspector.window()
    desktop.close()
    assert size == (640, 480)


_HEARING = """
import os, threading
from pynput import keyboard, mouse
from tracker.desktop.pynput_listener import PynputListener, key_of
from tracker.events import ButtonPressed

names = [key_of(key) for key in (keyboard.Key.enter, keyboard.Key.cmd_r, keyboard.Key.space)]
print(names, key_of(keyboard.KeyCode.from_char("A")), mouse.Button.button8.name, flush=True)
pressed = threading.Event()
listener = PynputListener()
listener.start(lambda event: pressed.set() if isinstance(event, ButtonPressed) else None)
print("listening", flush=True)
print(pressed.wait(30), listener.failure, flush=True)
os._exit(0)
"""


def test_pynput_s_own_keys_and_hooks_are_understood(display: str) -> None:
    """In a process of its own, since pynput's threads here outlive their display."""
    pytest.importorskip("pynput", exc_type=ImportError)
    person = XPerson(display)
    with subprocess.Popen([sys.executable, "-c", _HEARING], stdout=subprocess.PIPE) as hearing:
        assert hearing.stdout is not None
        said = [hearing.stdout.readline(), hearing.stdout.readline()]
        # The RECORD extension, which pynput uses on X11, sends only when its buffer fills.
        for step in range(2000):
            person.move(step % 300, 10)
            person.click()
        person.settle()
        said.append(hearing.stdout.readline())
    person.close()
    assert [line.decode().strip() for line in said] == [
        "[('enter', ''), ('super', ''), ('space', ' ')] ('a', 'A') button8",
        "listening",
        "True None",
    ]


def test_without_an_accessibility_bus_there_are_windows_and_no_elements(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with bare_display() as name:
        desktop = open_desktop({"DISPLAY": name, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"})
        known = desktop.inspector.window(), desktop.inspector.elements()
        desktop.close()
    assert known == (None, ())
    assert [one.message for one in caplog.records] == ["elements are unknown on this desktop"]
