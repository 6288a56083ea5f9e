"""X events read from their bytes, and the server's time read as ours."""

import struct

import pytest

from tracker.desktop.x11_connection import (
    RAW_BUTTON_PRESS,
    RAW_MOTION,
    ButtonsChanged,
    DevicesChanged,
    KeyboardState,
    KeymapChanged,
    OtherEvent,
    RawInput,
    XEvent,
    read_event,
)
from tracker.desktop.x11_hearing import happened_ns

INPUT, KEYBOARD = 131, 85
SECOND = 1_000_000_000


def read(head: bytes, tail: bytes = b"", sequence: int = 70_000) -> XEvent:
    """libxcb puts the full sequence number between the first 32 bytes and the rest."""
    event = head.ljust(32, b"\0") + struct.pack("=I", sequence) + tail
    return read_event(event, input_opcode=INPUT, keyboard_event=KEYBOARD)


def generic(kind: int, t_ms: int = 0, detail: int = 0, source: int = 0, words: int = 0) -> bytes:
    return struct.pack("=BBHIHHIIHHI", 35, INPUT, 0, 0, kind, 2, t_ms, detail, source, words, 0)


def test_a_movement_has_only_the_axes_that_its_mask_names() -> None:
    axes = struct.pack("=I iI iI iI iI", 0b1010, 12, 1 << 31, -3, 0, 99, 0, 99, 0)
    assert read(generic(RAW_MOTION, t_ms=5, source=4, words=1), axes) == RawInput(
        70_000, RAW_MOTION, 5, 0, 4, {1: 12.5, 3: -3.0}
    )


def test_axes_may_fill_more_than_one_word() -> None:
    axes = struct.pack("=II iI iI", 1, 1, 7, 0, 8, 0)
    heard = read(generic(RAW_MOTION, words=2), axes)
    assert isinstance(heard, RawInput)
    assert heard.axes == {0: 7.0, 32: 8.0}


def test_a_new_device_is_told_of() -> None:
    assert read(generic(11)) == DevicesChanged(70_000)


def test_another_extension_s_generic_events_are_none_of_ours() -> None:
    present = struct.pack("=BBHIHH", 35, INPUT + 1, 0, 0, 15, 0)
    assert read(present) == OtherEvent(70_000, 35)


def test_the_modifiers_and_the_layout_in_effect_are_read() -> None:
    state = struct.pack("=BBHIBBBBBB", KEYBOARD, 2, 0, 0, 3, 0b101, 0, 0, 0, 1)
    assert read(state) == KeyboardState(70_000, mods=0b101, group=1)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (0b00010, KeymapChanged(70_000, first=250, count=1)),
        (0b10010, KeymapChanged(70_000, first=250, count=1)),
        (0b00011, KeymapChanged(70_000)),
        (0b00110, KeymapChanged(70_000)),
        (0b10000, KeymapChanged(70_000)),
    ],
)
def test_changed_keys_are_named_if_nothing_else_changed(parts: int, told: KeymapChanged) -> None:
    changed = struct.pack("=BBHIBBHBBBBBB", KEYBOARD, 1, 0, 0, 3, 0, parts, 8, 255, 0, 0, 250, 1)
    assert read(changed) == told


def test_another_keyboard_has_a_keymap_of_its_own() -> None:
    assert read(bytes([KEYBOARD, 0])) == KeymapChanged(70_000)


def test_swapped_buttons_are_told_of() -> None:
    assert read(bytes([34, 0, 0, 0, 2])) == ButtonsChanged(70_000)


def test_events_that_a_client_sent_are_known_by_their_code() -> None:
    assert read(bytes([33 | 0x80])) == OtherEvent(70_000, 33)


def test_the_server_s_milliseconds_are_on_our_clock() -> None:
    assert happened_ns(server_ms=5_000, now_ns=5 * SECOND + 3_400_000) == 5 * SECOND


def test_the_server_s_clock_wraps_around_after_49_days() -> None:
    now_ns = ((1 << 32) + 7) * 1_000_000
    assert happened_ns(server_ms=(1 << 32) - 3, now_ns=now_ns) == now_ns - 10_000_000


@pytest.mark.parametrize("server_ms", [5_001, 4_000_000_000])
def test_another_clock_than_ours_is_not_used(server_ms: int) -> None:
    assert happened_ns(server_ms=server_ms, now_ns=5 * SECOND) == 5 * SECOND


def test_on_a_clock_that_is_known_to_be_ours_an_event_may_be_heard_late() -> None:
    late_ns, clock_ms = 3_600_000 * 1_000_000, 1 << 31
    assert happened_ns(1000, 1000 * 1_000_000 + late_ns, clock_ms) == 1000 * 1_000_000


def test_a_button_that_stands_for_a_smooth_wheel_is_told_from_a_real_one() -> None:
    real = generic(RAW_BUTTON_PRESS, detail=5)
    emulated = real[:24] + struct.pack("=I", 1 << 16) + real[28:]
    heard = [read(one) for one in (real, emulated)]
    assert [one.is_emulated for one in heard if isinstance(one, RawInput)] == [False, True]
