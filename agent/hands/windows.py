"""Hands on Windows: pyautogui for pointer and keys, SendInput for text.

Not run on Windows by this project's tests: they check what it asks of the system, against a
stand-in for it. A window that runs as administrator takes no input from a program that does not.
"""

import ctypes
import sys
from typing import Any, Final

from agent.hands.acting import ActingHands
from agent.hands.device import Area
from agent.hands.pyautogui_device import PyautoguiDevice
from agent.hands.pyautogui_driver import load_pyautogui
from tracker.errors import Unavailable
from tracker.events import Button
from tracker.geometry import ScreenPoint

_VIRTUAL_KEYS: Final = {
    "ctrl": 0x11, "alt": 0x12, "shift": 0x10, "super": 0x5B, "altgr": 0xA5, "enter": 0x0D,
    "tab": 0x09, "space": 0x20, "backspace": 0x08, "delete": 0x2E, "insert": 0x2D, "escape": 0x1B,
    "home": 0x24, "end": 0x23, "pageup": 0x21, "pagedown": 0x22, "left": 0x25, "up": 0x26,
    "right": 0x27, "down": 0x28, "capslock": 0x14, "numlock": 0x90, "scrolllock": 0x91,
    "printscreen": 0x2C, "pause": 0x13, "menu": 0x5D, **{f"f{n}": 0x6F + n for n in range(1, 25)},
    "volumeup": 0xAF, "volumedown": 0xAE, "volumemute": 0xAD, "playpause": 0xB3,
    "nexttrack": 0xB0, "previoustrack": 0xB1,
}  # fmt: skip
"""Source: Microsoft, "Virtual-Key Codes"."""

_SWAPPED: Final = {"left": "right", "right": "left"}
_SM_SWAPBUTTON = 23
_SM_VIRTUALSCREEN = (76, 77, 78, 79)
_WHEEL_DELTA = 120
_MOUSEEVENTF_WHEEL, _MOUSEEVENTF_HWHEEL = 0x0800, 0x1000
_INPUT_KEYBOARD, _KEYEVENTF_KEYUP, _KEYEVENTF_UNICODE = 1, 0x0002, 0x0004


def open_windows_hands() -> ActingHands:
    """Raises Unavailable on other systems, and where pyautogui cannot start."""
    if sys.platform != "win32":
        raise Unavailable("This is not Windows.", hint="Run it there, or use a private display.")
    return ActingHands(WindowsDevice(load_pyautogui(), ctypes.WinDLL("user32")))


class WindowsDevice(PyautoguiDevice):
    """A Device. user32: the system's library of that name."""

    def __init__(self, pyautogui: Any, user32: Any) -> None:
        super().__init__(pyautogui)
        self._user32 = user32
        # pyautogui's own table guesses Shift for a US layout; these names it takes as they are.
        pyautogui.platformModule.keyboardMapping.update(
            {_virtual_key_name(code): code for code in range(1, 255)}
        )

    def area(self) -> Area:
        left, top, width, height = map(self._user32.GetSystemMetrics, _SM_VIRTUALSCREEN)
        return Area(left, top, left + width, top + height)

    def move(self, to: ScreenPoint, dragging: Button | None) -> None:
        self._pyautogui.moveTo(to.x, to.y, _pause=False)

    def press_button(self, button: Button) -> None:
        self._pyautogui.mouseDown(button=self._physical(button), _pause=False)

    def release_button(self, button: Button) -> None:
        self._pyautogui.mouseUp(button=self._physical(button), _pause=False)

    def wheel(self, dx: int, dy: int) -> None:
        # pyautogui turns the wheel down when it is asked to turn it sideways.
        if dy:
            self._user32.mouse_event(_MOUSEEVENTF_WHEEL, 0, 0, -dy * _WHEEL_DELTA, 0)
        if dx:
            self._user32.mouse_event(_MOUSEEVENTF_HWHEEL, 0, 0, dx * _WHEEL_DELTA, 0)

    def has_key(self, key: str) -> bool:
        return self._virtual_key(key) is not None

    def needs_shift(self, key: str) -> bool:
        return key not in _VIRTUAL_KEYS and bool(self._user32.VkKeyScanW(ord(key)) >> 8 & 1)

    def _physical(self, button: Button) -> str:
        """mouse_event names buttons by place; a left-handed person's "left" is the right one."""
        is_swapped = bool(self._user32.GetSystemMetrics(_SM_SWAPBUTTON))
        return _SWAPPED.get(button.value, button.value) if is_swapped else button.value

    def _virtual_key(self, key: str) -> int | None:
        if key in _VIRTUAL_KEYS:
            return _VIRTUAL_KEYS[key]
        if ord(key) > 0xFFFF:
            return None
        found = int(self._user32.VkKeyScanW(ord(key)))
        # -1: not on this layout. Bits 9 and up: it takes AltGr, which no chord should hold.
        return None if found == -1 or found >> 9 else found & 0xFF

    def _key_name(self, key: str) -> str:
        code = self._virtual_key(key)
        assert code is not None, "the hands asked has_key first"
        return _virtual_key_name(code)

    def _send_unicode(self, character: str) -> None:
        strokes = unicode_strokes(character)
        batch = (_Input * len(strokes))(
            *(
                _Input(_INPUT_KEYBOARD, _InputBody(ki=_KeyInput(0, unit, flags, 0, None)))
                for unit, flags in strokes
            )
        )
        sent = self._user32.SendInput(len(batch), batch, ctypes.sizeof(_Input))
        if sent != len(batch):
            raise Unavailable(
                "Windows did not let the text through to the window.",
                hint="It may run as administrator: run Journeyman so as well, or not that window.",
            )


def unicode_strokes(character: str) -> list[tuple[int, int]]:
    """UTF-16 unit and flags of each event that types a character: all down, then all up.

    Source: Microsoft, "KEYBDINPUT structure", KEYEVENTF_UNICODE.
    """
    encoded = character.encode("utf-16-le")
    units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
    down = [(unit, _KEYEVENTF_UNICODE) for unit in units]
    return [*down, *((unit, flags | _KEYEVENTF_KEYUP) for unit, flags in down)]


def _virtual_key_name(code: int) -> str:
    return f"virtual key {code}"


class _MouseInput(ctypes.Structure):
    """Never sent; it is the largest member, so it gives INPUT its size."""

    _fields_ = (
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("mouseData", ctypes.c_uint32),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_void_p),
    )


class _KeyInput(ctypes.Structure):
    _fields_ = (
        ("wVk", ctypes.c_uint16),
        ("wScan", ctypes.c_uint16),
        ("dwFlags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("dwExtraInfo", ctypes.c_void_p),
    )


class _InputBody(ctypes.Union):
    _fields_ = (("mi", _MouseInput), ("ki", _KeyInput))


class _Input(ctypes.Structure):
    _fields_ = (("type", ctypes.c_uint32), ("body", _InputBody))
