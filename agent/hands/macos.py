"""Hands on macOS: pyautogui for keys, movement and wheel; Quartz for clicks and text.

Not run on macOS by this project's tests: they check what it asks of the system, against a
stand-in for it. Chords go by the places of a US keyboard, as pyautogui's do; text does not.
"""

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from agent.hands.acting import ActingHands
from agent.hands.device import Area
from agent.hands.pyautogui_device import PyautoguiDevice
from agent.hands.pyautogui_driver import load_pyautogui
from tracker.errors import Unavailable
from tracker.events import Button
from tracker.geometry import ScreenPoint

_NAMES: Final = {"super": "command", "alt": "option", "altgr": "optionright"}
_AGAIN_S = 0.5
"""macOS counts a click itself only for real mice; a program must say that it is the second."""
_NEARBY = 5


def open_macos_hands() -> ActingHands:
    """Raises Unavailable on other systems, and until the person allows it."""
    if sys.platform != "darwin":
        raise Unavailable("This is not macOS.", hint="Run it there, or use a private display.")
    pyautogui = load_pyautogui()
    try:
        quartz = importlib.import_module("Quartz")
    except ImportError as missing:
        raise Unavailable(
            "The package pyobjc-framework-Quartz is missing.",
            hint="Run `pip install pyobjc-framework-Quartz`.",
        ) from missing
    return ActingHands(MacDevice(pyautogui, quartz))


class MacDevice(PyautoguiDevice):
    """A Device. quartz: the module Quartz of pyobjc."""

    def __init__(
        self, pyautogui: Any, quartz: Any, now: Callable[[], float] = time.monotonic
    ) -> None:
        if not quartz.CGPreflightPostEventAccess():
            raise Unavailable(
                "macOS does not let Journeyman press keys or move the pointer yet.",
                hint="Allow it in System Settings > Privacy & Security > Accessibility, "
                "then start it again.",
            )
        super().__init__(pyautogui)
        self._quartz = quartz
        self._now = now
        self._last_press: tuple[float, ScreenPoint, Button] | None = None
        self._clicks = 1

    def area(self) -> Area:
        _, displays, count = self._quartz.CGGetActiveDisplayList(16, None, None)
        bounds = [self._quartz.CGDisplayBounds(display) for display in displays[:count]]
        return Area(
            int(min(each.origin.x for each in bounds)),
            int(min(each.origin.y for each in bounds)),
            int(max(each.origin.x + each.size.width for each in bounds)),
            int(max(each.origin.y + each.size.height for each in bounds)),
        )

    def move(self, to: ScreenPoint, dragging: Button | None) -> None:
        if dragging is None:
            self._pyautogui.platformModule._moveTo(to.x, to.y)
        else:
            self._pyautogui.platformModule._dragTo(to.x, to.y, dragging.value)

    def press_button(self, button: Button) -> None:
        at, now = self.pointer(), self._now()
        is_again = False
        if self._last_press is not None:
            when, where, which = self._last_press
            is_near = max(abs(at.x - where.x), abs(at.y - where.y)) <= _NEARBY
            is_again = which is button and is_near and now - when <= _AGAIN_S
        self._clicks = self._clicks + 1 if is_again else 1
        self._last_press = (now, at, button)
        self._post_button(button, "Down", at)

    def release_button(self, button: Button) -> None:
        self._post_button(button, "Up", self.pointer())

    def wheel(self, dx: int, dy: int) -> None:
        """A notch is three lines here, as the system's own default for a mouse wheel."""
        if dy:
            self._pyautogui.vscroll(-3 * dy, _pause=False)
        if dx:
            self._pyautogui.hscroll(3 * dx, _pause=False)

    def has_key(self, key: str) -> bool:
        return bool(self._pyautogui.isValidKey(_NAMES.get(key, key)))

    def needs_shift(self, key: str) -> bool:
        # pyautogui would press Shift by itself here, and never let go of it.
        return bool(self._pyautogui.isShiftCharacter(key))

    def _post_button(self, button: Button, way: str, at: ScreenPoint) -> None:
        quartz = self._quartz
        kind = {Button.LEFT: "Left", Button.RIGHT: "Right"}.get(button, "Other")
        number = {"Left": "Left", "Right": "Right", "Other": "Center"}[kind]
        event = quartz.CGEventCreateMouseEvent(
            None,
            getattr(quartz, f"kCGEvent{kind}Mouse{way}"),
            (at.x, at.y),
            getattr(quartz, f"kCGMouseButton{number}"),
        )
        quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventClickState, self._clicks)
        quartz.CGEventPost(quartz.kCGHIDEventTap, event)

    def _send_unicode(self, character: str) -> None:
        quartz = self._quartz
        length = len(character.encode("utf-16-le")) // 2
        for is_down in (True, False):
            event = quartz.CGEventCreateKeyboardEvent(None, 0, is_down)
            quartz.CGEventKeyboardSetUnicodeString(event, length, character)
            quartz.CGEventPost(quartz.kCGHIDEventTap, event)

    def _key_name(self, key: str) -> str:
        return _US_UNSHIFTED.get(key, key.lower() if len(key) == 1 else _NAMES.get(key, key))


_US_UNSHIFTED: Final = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))
