"""A tray app on a private display, and a person who sees it and clicks it.

Nothing is asked of the app itself: its icon is found by its colour, its menus and windows by what
is written in them, and both are clicked through real input events.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from grounding.ocr import OcrReader
from grounding.wording import edit_distance
from tests.person import Person
from tests.stages import until as until_by
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.desktop.x11_windows import XWindow, XWindows
from tracker.geometry import Box, Point

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
TINT2 = ("tint2",)
XFCE = ("xfce4-panel", "--disable-wm-check")

QUIET = (0x25, 0x63, 0xEB)
RECORDING = (0xDC, 0x26, 0x26)
PAUSED = (0xB4, 0x53, 0x09)
WORKING = (0x15, 0x80, 0x3D)
PRIVATE = (0x33, 0x41, 0x55)
"""Grounds of the icon, RGB."""

_ICON_PX = 16
_PATIENCE_S = 60.0
"""Several programs start on a machine that may be busy with other things."""

_TEXT = OcrReader(scale=2.0)
"""Enlarged: entries of menus are short words in small letters."""


@dataclass(frozen=True)
class Desk:
    """A person at a display with a panel, and what they can see there."""

    stage: Stage
    desktop: Desktop
    person: Person
    windows: XWindows

    def icon(self, colour: tuple[int, int, int]) -> Point:
        """The middle of the icon in the panel, once it has this colour."""
        return until(lambda: self._icon(colour), f"an icon of the colour {colour}")

    def menu(self, entry: str) -> None:
        """Opens the icon's menu with a right click and clicks an entry of it."""
        at = self.any_icon()
        self.person.click(at.x, at.y, button="right")
        self.click_text(entry, until(self._menu_box, "the icon's menu"))
        until(lambda: self._menu_box() is None, "the menu to close")

    def look_into_menu(self) -> None:
        """Opens the menu and leaves it with the Escape key."""
        at = self.any_icon()
        self.person.click(at.x, at.y, button="right")
        until(self._menu_box, "the icon's menu")
        self.person.press("escape")
        until(lambda: self._menu_box() is None, "the menu to close")

    def any_icon(self) -> Point:
        colours = (QUIET, RECORDING, PAUSED, WORKING, PRIVATE)
        return until(
            lambda: next(filter(None, (self._icon(colour) for colour in colours)), None), "an icon"
        )

    def click_text(self, text: str, within: Box | None = None) -> None:
        at = until(lambda: self._text(text, within), f"the text {text!r}")
        self.person.click(at.x, at.y)

    def window(self, title: str) -> None:
        """Waits until a window of that title is the active one."""
        until(lambda: self.title() == title, f"the window {title!r}")

    def has_window(self, title: str) -> bool:
        return any(window.title == title for window in self._windows())

    def press(self, name: str) -> None:
        """Clicks the button of the active window that has this name."""
        at = until(lambda: self._place("push button", name), f"the button {name!r}")
        self.person.click(at.x, at.y)

    def tick(self, name: str) -> None:
        at = until(lambda: self._place("check box", name), f"the box {name!r}")
        self.person.click(at.x, at.y)

    def rewrite(self, name: str, text: str) -> None:
        """Clicks a text field of the active window, and writes something else into it."""
        at = until(lambda: self._place("text", name), f"the field {name!r}")
        self.person.click(at.x, at.y)
        self.person.press("ctrl", "a")
        self.person.write(text)

    def sees(self, text: str) -> bool:
        return self._text(text, None) is not None

    def title(self) -> str:
        """Of the active window."""
        window = self.desktop.inspector.window()
        return window.title if window is not None else ""

    def _place(self, role: str, name: str) -> Point | None:
        return next(
            (
                element.box.center
                for element in self.desktop.inspector.elements()
                if element.role == role and element.name.replace("&", "") == name
            ),
            None,
        )

    def _windows(self) -> list[XWindow]:
        clients = self.windows._numbers(self.windows._root, "_NET_CLIENT_LIST")
        return [found for one in clients if (found := self.windows._describe(one)) is not None]

    def _icon(self, colour: tuple[int, int, int]) -> Point | None:
        pixels = self.desktop.camera.grab().pixels.astype(int)
        ys, xs = np.nonzero(np.abs(pixels - colour).sum(axis=2) < 24)
        is_in_panel = (ys < 40) | (ys > pixels.shape[0] - 40)
        ys, xs = ys[is_in_panel], xs[is_in_panel]
        if len(xs) < _ICON_PX**2 // 4:
            return None
        return Point(int(np.median(xs)), int(np.median(ys)))

    def _menu_box(self) -> Box | None:
        """Of the pop-up window that opened last, be it the app's own or the panel's."""
        core = self.windows._core
        found = [
            window
            for child in core.QueryTree(self.windows._root).reply().children
            if (window := self.windows._describe(child)) is not None
            and window.is_popup
            and window.box.height > 50
        ]
        return found[-1].box if found else None

    def _text(self, text: str, within: Box | None) -> Point | None:
        frame = self.desktop.camera.grab()
        width, height = frame.size
        part = within or Box(0, 0, width, height)
        for line in _TEXT.read(frame.crop(part)):
            if _says(_plain(line.name), _plain(text)):
                return Point(part.left + line.box.center.x, part.top + line.box.center.y)
        return None


def until(question: Callable[[], T], what: str) -> T:
    return until_by(question, what, _PATIENCE_S)


def _says(line: str, text: str) -> bool:
    """Small letters of a menu are misread now and then, one in eight."""
    most = max(1, len(text) // 8)
    beginnings = [line[: len(text) + more] for more in range(-most, most + 1)]
    return text in line or any(edit_distance(text, one, most) <= most for one in beginnings)


def _plain(text: str) -> str:
    """As far as the reader of texts can be relied on."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


@contextmanager
def tray_app(stage: Stage, home: Path, **environ: str) -> Iterator[int]:
    """The app, started as a person's session starts it; ended if it did not end by itself."""
    pid = start_app(stage, home, **environ)
    try:
        yield pid
    finally:
        stage.end(pid)


def start_app(stage: Stage, home: Path, **environ: str) -> int:
    variables = {"PYTHONPATH": str(ROOT), "JOURNEYMAN_HOME": str(home), **environ}
    return stage.run([sys.executable, "-m", "app"], **variables)


def said(stage: Stage) -> str:
    """What all starts of the app on this stage printed."""
    return stage.output([sys.executable])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
