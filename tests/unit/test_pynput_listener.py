"""pynput's keys, buttons and wheels as our events."""

from dataclasses import dataclass

import pytest

from tracker.desktop.pynput_listener import PynputKey, PynputTranslator, key_of
from tracker.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.geometry import ScreenPoint


@dataclass(frozen=True)
class Named:
    """Shaped as pynput's Key and Button."""

    name: str


@dataclass(frozen=True)
class Code:
    """Shaped as pynput's KeyCode."""

    char: str | None = None
    vk: int | None = None
    is_dead: bool = False


class Heard:
    def __init__(self) -> None:
        self.events: list[RawEvent] = []
        self.tell = PynputTranslator(self.events.append, clock=lambda: 7)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.mark.parametrize(
    ("key", "name", "text"),
    [
        (Code("a", 65), "a", "a"),
        (Code("A", 65), "a", "A"),
        (Code("É", 50), "é", "É"),
        (Code("!", 49), "!", "!"),
        (Code(" ", 32), "space", " "),
        (Code("\x01", 65), "a", ""),
        (Code("~", 192, is_dead=True), "~", ""),
        (Code(None, 255), "keycode_255", ""),
        (None, "keycode_0", ""),
        (Named("space"), "space", " "),
        (Named("enter"), "enter", ""),
        (Named("esc"), "escape", ""),
        (Named("ctrl_l"), "ctrl", ""),
        (Named("alt_gr"), "altgr", ""),
        (Named("cmd_r"), "super", ""),
        (Named("page_down"), "pagedown", ""),
        (Named("caps_lock"), "capslock", ""),
        (Named("f5"), "f5", ""),
        (Named("media_next"), "nexttrack", ""),
    ],
)
def test_keys_have_our_names(key: PynputKey, name: str, text: str) -> None:
    assert key_of(key) == (name, text)


def test_a_key_goes_down_and_up(heard: Heard) -> None:
    heard.tell.press(Code("a"), injected=True)
    heard.tell.release(Code("a"))
    assert heard.events == [KeyPressed(7, "a", "a", synthetic=True), KeyReleased(7, "a")]


def test_a_chord_types_nothing(heard: Heard) -> None:
    heard.tell.press(Named("ctrl_l"))
    heard.tell.press(Code("s"))
    assert heard.events == [KeyPressed(7, "ctrl"), KeyPressed(7, "s")]


def test_after_a_chord_keys_type_again(heard: Heard) -> None:
    heard.tell.press(Named("ctrl_l"))
    heard.tell.release(Named("ctrl_l"))
    heard.tell.press(Code("s"))
    assert heard.events[-1] == KeyPressed(7, "s", "s")


def test_altgr_types_although_windows_adds_a_ctrl_to_it(heard: Heard) -> None:
    for key in (Named("ctrl_l"), Named("alt_gr"), Code("€")):
        heard.tell.press(key)
    assert heard.events[-1] == KeyPressed(7, "€", "€")


def test_a_key_that_repeats_is_one_press(heard: Heard) -> None:
    for _ in range(3):
        heard.tell.press(Code("a"))
    heard.tell.release(Code("a"))
    assert heard.events == [KeyPressed(7, "a", "a"), KeyReleased(7, "a")]


def test_a_letter_whose_shift_was_let_go_first_can_be_pressed_again(heard: Heard) -> None:
    heard.tell.press(Code("A"))
    heard.tell.release(Code("a"))
    heard.tell.press(Code("a"))
    assert heard.events[-1] == KeyPressed(7, "a", "a")


def test_a_sign_whose_shift_was_let_go_first_comes_up_by_its_name_and_can_be_typed_again(
    heard: Heard,
) -> None:
    for _ in range(2):
        heard.tell.press(Code("!", vk=49))
        heard.tell.press(Code("1", vk=49))  # it repeats, with Shift gone
        heard.tell.release(Code("1", vk=49))
    assert heard.events == 2 * [KeyPressed(7, "!", "!"), KeyReleased(7, "!")]


def test_the_mouse_moves_clicks_and_scrolls(heard: Heard) -> None:
    heard.tell.move(3.7, 4.2)
    heard.tell.click(3, 4, Named("x1"), True)
    heard.tell.click(3, 4, Named("x1"), False)
    heard.tell.scroll(3, 4, 0, 1, injected=True)
    heard.tell.scroll(3, 4, -2, 0)
    at = ScreenPoint(3, 4)
    assert heard.events == [
        PointerMoved(7, at),
        ButtonPressed(7, at, Button.BACK),
        ButtonReleased(7, at, Button.BACK),
        WheelTurned(7, at, 0, -1, synthetic=True),
        WheelTurned(7, at, -2, 0),
    ]


def test_a_button_without_a_name_is_not_taken_for_another(heard: Heard) -> None:
    heard.tell.click(3, 4, Named("unknown"), True)
    assert heard.events == []
