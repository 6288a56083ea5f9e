"""What the hands of Windows and macOS ask of their systems, against stand-ins of these."""

import ctypes
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from agent.hands.acting import AT_ONCE, ActingHands
from agent.hands.device import Device
from agent.hands.macos import MacDevice
from agent.hands.windows import WindowsDevice, unicode_strokes
from tracker.actions import Action, Click, PressKeys, Scroll, TypeText
from tracker.errors import Malformed, Unavailable
from tracker.geometry import Placement, Point

HERE = Placement()


class Calls:
    """Stands for a library: remembers each call; answers what it was told to, else None."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.made: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("kCG"):
            return name

        def call(*given: Any, **_: Any) -> Any:
            self.made.append((name, *given, *(value for key, value in _.items() if key[0] != "_")))
            answer = self._answers.get(name)
            return answer(*given) if callable(answer) else answer

        return call


def windows_device(user32: Calls) -> tuple[WindowsDevice, Calls]:
    pyautogui = Calls(position=(3, 4))
    pyautogui.platformModule = SimpleNamespace(keyboardMapping={})  # type: ignore[attr-defined]
    return WindowsDevice(pyautogui, user32), pyautogui


def metrics(**changed: int) -> Callable[[int], int]:
    sizes = {76: -1920, 77: 0, 78: 3840, 79: 1080, 23: changed.get("swapped", 0)}
    return sizes.__getitem__


def scan(code: int) -> int:
    """VkKeyScanW of a US keyboard, as far as the tests go."""
    return {ord("a"): 0x41, ord("A"): 0x141, ord("+"): 0x1BB}.get(code, -1)


def acted(device: Device, *actions: Action) -> None:
    hands = ActingHands(device, AT_ONCE)
    for action in actions:
        hands.do(action, HERE)


def test_windows_hands_reach_every_screen():
    device, pyautogui = windows_device(Calls(GetSystemMetrics=metrics(), VkKeyScanW=scan))
    acted(device, Click(Point(-100, 5)))
    assert pyautogui.made == [("moveTo", -100, 5), ("mouseDown", "left"), ("mouseUp", "left")]


def test_windows_hands_click_the_left_handed_persons_left_button():
    device, pyautogui = windows_device(Calls(GetSystemMetrics=metrics(swapped=1)))
    acted(device, Click(Point(5, 5)))
    assert pyautogui.made[1:] == [("mouseDown", "right"), ("mouseUp", "right")]


def test_windows_hands_turn_the_wheel_both_ways():
    user32 = Calls(GetSystemMetrics=metrics())
    device, _ = windows_device(user32)
    acted(device, Scroll(Point(5, 5), dx=1, dy=-1))
    wheel = [call for call in user32.made if call[0] == "mouse_event"]
    assert wheel == [("mouse_event", 0x0800, 0, 0, 120, 0), ("mouse_event", 0x1000, 0, 0, 120, 0)]


def test_windows_hands_press_virtual_keys_and_know_which_there_are():
    device, pyautogui = windows_device(Calls(GetSystemMetrics=metrics(), VkKeyScanW=scan))
    acted(device, PressKeys(("ctrl", "+")))
    assert pyautogui.made[:3] == [
        ("keyDown", "virtual key 17"),
        ("keyDown", "virtual key 16"),
        ("keyDown", "virtual key 187"),
    ]
    with pytest.raises(Malformed, match="'é'"):
        acted(device, PressKeys(("ctrl", "é")))


def test_windows_hands_type_an_emoji_as_its_two_utf16_units():
    assert unicode_strokes("😀") == [(0xD83D, 4), (0xDE00, 4), (0xD83D, 6), (0xDE00, 6)]


def test_windows_hands_send_unicode_in_the_systems_own_layout():
    sent: list[bytes] = []

    def send_input(count: int, batch: Any, size: int) -> int:
        assert size == (40 if ctypes.sizeof(ctypes.c_void_p) == 8 else 28)
        sent.append(bytes(batch))
        return count

    device, _ = windows_device(Calls(GetSystemMetrics=metrics(), SendInput=send_input))
    acted(device, TypeText("é"))
    first = sent[0][:40]
    assert (first[0], first[10:12], first[12]) == (1, b"\xe9\x00", 4)


def test_windows_hands_say_when_a_window_takes_no_text():
    device, _ = windows_device(Calls(GetSystemMetrics=metrics(), SendInput=0))
    with pytest.raises(Unavailable, match="administrator"):
        acted(device, TypeText("a"))


def mac_quartz(**answers: Any) -> Calls:
    box = SimpleNamespace(
        origin=SimpleNamespace(x=0, y=0), size=SimpleNamespace(width=800, height=600)
    )
    return Calls(
        CGPreflightPostEventAccess=answers.get("allowed", True),
        CGGetActiveDisplayList=(0, (1,), 1),
        CGDisplayBounds=box,
        CGEventCreateMouseEvent=lambda _, kind, at, button: kind,
        CGEventCreateKeyboardEvent="key",
    )


def test_mac_hands_wait_for_the_persons_permission():
    with pytest.raises(Unavailable, match="System Settings"):
        MacDevice(Calls(), mac_quartz(allowed=False))


def test_mac_hands_say_which_click_of_a_double_click_it_is():
    quartz = mac_quartz()
    device = MacDevice(Calls(position=(5, 5), platformModule=None), quartz, now=lambda: 0.0)
    device.move = lambda to, dragging: None  # type: ignore[method-assign]
    acted(device, Click(Point(5, 5), count=2))
    counts = [call[1::2] for call in quartz.made if call[0] == "CGEventSetIntegerValueField"]
    assert counts == [
        ("kCGEventLeftMouseDown", 1),
        ("kCGEventLeftMouseUp", 1),
        ("kCGEventLeftMouseDown", 2),
        ("kCGEventLeftMouseUp", 2),
    ]


def test_mac_hands_type_unicode_as_it_is():
    quartz = mac_quartz()
    acted(MacDevice(Calls(), quartz), TypeText("😀"))
    strings = [call for call in quartz.made if call[0] == "CGEventKeyboardSetUnicodeString"]
    assert strings == [("CGEventKeyboardSetUnicodeString", "key", 2, "😀")] * 2
