"""A connection to an X server, and what we read off it byte by byte.

Events come as small values of our own: the binding reads past the end of raw input events that
carry valuators, and takes every XKB event for one and the same. What is asked again and again goes
as bytes as well (`x11_requests`): the binding's own way takes five times as long. Sources: the X
Input protocol 2.3, the X Keyboard Extension protocol 1.0, and libxcb's layout of events in memory.
"""

import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, NoReturn

import xcffib
import xcffib.damage
import xcffib.shm
import xcffib.xinput
import xcffib.xkb
import xcffib.xproto

from tracker.desktop.x11_requests import Request, Slot
from tracker.errors import Unavailable

RAW_KEY_PRESS, RAW_KEY_RELEASE, RAW_BUTTON_PRESS, RAW_BUTTON_RELEASE, RAW_MOTION = range(13, 18)
HIERARCHY_CHANGED = 11
_MAPPING_NOTIFY = 34
_GENERIC_EVENT = 35
_POINTER = 2
_EMULATED = 1 << 16
_KEY_TYPES, _KEYSYMS, _MODIFIER_MAP = 1, 2, 4

_lib, _free, _buffer = xcffib.lib, xcffib.c_free, xcffib.ffi.buffer
_WORDS, _RAW = struct.Struct("=4xI"), struct.Struct("=IIHHI")


class RawInput(NamedTuple):
    """kind: one of the RAW_ numbers. t_ms: the server's clock, 32 bits. axes: by valuator.

    sequence: of the last request that the server had done before it sent this. is_emulated: made
    by the server of another event, as a button that stands for a smooth wheel's whole notch.
    """

    sequence: int
    kind: int
    t_ms: int
    detail: int
    source: int
    axes: Mapping[int, float]
    is_emulated: bool = False


@dataclass(frozen=True, slots=True)
class KeyboardState:
    """mods, group: in effect, with what is latched and locked."""

    sequence: int
    mods: int
    group: int


@dataclass(frozen=True, slots=True)
class KeymapChanged:
    """first, count: the keycodes whose keysyms changed; count is 0 if more than that did."""

    sequence: int
    first: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class ButtonsChanged:
    """Which button counts as which."""

    sequence: int


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    sequence: int


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """code: as on the wire, without the bit for events that a client sent."""

    sequence: int
    code: int


XEvent = RawInput | KeyboardState | KeymapChanged | ButtonsChanged | DevicesChanged | OtherEvent


def read_event(event: bytes, *, input_opcode: int, keyboard_event: int) -> XEvent:
    """One event as libxcb holds it: 32 bytes, the full sequence number, the rest if any.

    input_opcode: X Input's major opcode. keyboard_event: XKB's first event code; both 0 if the
    extension is not in use.
    """
    code = event[0] & 0x7F
    (sequence,) = struct.unpack_from("=I", event, 32)
    if code == _GENERIC_EVENT and event[1] == input_opcode:
        (kind,) = struct.unpack_from("=H", event, 8)
        if RAW_KEY_PRESS <= kind <= RAW_MOTION:
            return _raw_input(event, sequence, kind)
        if kind == HIERARCHY_CHANGED:
            return DevicesChanged(sequence)
    if keyboard_event and code == keyboard_event:
        match event[1]:
            case 0:
                return KeymapChanged(sequence)
            case 1:
                return _keymap_changed(event, sequence)
            case 2:
                return KeyboardState(sequence, mods=event[9], group=event[13])
    if code == _MAPPING_NOTIFY and event[4] == _POINTER:
        return ButtonsChanged(sequence)
    return OtherEvent(sequence, code)


def _keymap_changed(event: bytes, sequence: int) -> KeymapChanged:
    (parts,) = struct.unpack_from("=H", event, 10)
    if not parts & _KEYSYMS or parts & (_KEY_TYPES | _MODIFIER_MAP):
        return KeymapChanged(sequence)
    return KeymapChanged(sequence, first=event[16], count=event[17])


def _raw_input(event: bytes, sequence: int, kind: int) -> RawInput:
    t_ms, detail, source, words, flags = _RAW.unpack_from(event, 12)
    at = 36 + 4 * words
    numbers = _named(event[36:at])
    told = struct.unpack_from("=" + "iI" * len(numbers), event, at)
    axes = {
        number: told[2 * place] + told[2 * place + 1] / (1 << 32)
        for place, number in enumerate(numbers)
    }
    return RawInput(sequence, kind, t_ms, detail, source, axes, bool(flags & _EMULATED))


@lru_cache(64)
def _named(mask: bytes) -> tuple[int, ...]:
    """The numbers of the bits that are set."""
    whole = int.from_bytes(mask, sys.byteorder)
    return tuple(number for number in range(8 * len(mask)) if whole >> number & 1)


class Connection(xcffib.Connection):  # type: ignore[misc]
    """One client of an X server. For one thread at a time."""

    def __init__(self, display: str) -> None:
        """Raises Unavailable if the display cannot be reached."""
        self.input_opcode = 0
        self.keyboard_event = 0
        self._slots: dict[Request, Slot] = {}
        self._error = xcffib.ffi.new("xcb_generic_error_t **")
        try:
            super().__init__(display=display)
        except xcffib.ConnectionException as error:
            raise Unavailable(
                f"The display {display} cannot be reached.",
                hint="Check DISPLAY, and that this user may use it (XAUTHORITY, `xhost`).",
            ) from error
        self.display = display
        self.root = int(self.setup.roots[self.pref_screen].root)

    def ask(self, request: Request, *values: int) -> int:
        """Sends it; gives its number, by which `answer` knows it. Raises ConnectionException."""
        slot = self._slots.get(request)
        if slot is None:
            slot = self._slots[request] = Slot(request)
        slot.fill(*values)
        number: int = _lib.xcb_send_request(self._conn, slot.flags, slot.parts, slot.request)
        if not number:
            self.invalid()
        return number

    def answer(self, number: int) -> bytes:
        """Waits for it: 32 bytes and what follows them. Raises X errors and ConnectionException."""
        reply = _lib.xcb_wait_for_reply(self._conn, number, self._error)
        if not reply:
            self._raise_error()
        try:
            (words,) = _WORDS.unpack_from(_buffer(reply, 8))
            return bytes(_buffer(reply, 32 + 4 * words))
        finally:
            _free(reply)

    def _raise_error(self) -> NoReturn:
        error = self._error[0]
        try:
            self._process_error(error)
        finally:
            if error:
                self._error[0] = xcffib.ffi.NULL
                _free(error)
        raise xcffib.XcffibException("an answer was waited for that nobody asked for")

    def poll_for_event(self) -> XEvent | None:
        """None if there is none. Raises X errors and ConnectionException."""
        event = _lib.xcb_poll_for_event(self._conn)
        if not event:
            if _lib.xcb_connection_has_error(self._conn):
                self.invalid()
            return None
        try:
            return self.hoist_event(event)
        finally:
            _free(event)

    def hoist_event(self, event: "xcffib.ffi.CData") -> XEvent:
        """What the binding's `poll_for_event` and `wait_for_event` give. Raises X errors."""
        head = bytes(_buffer(event, 36))
        if head[0] == 0:
            self._process_error(xcffib.ffi.cast("xcb_generic_error_t *", event))
        if head[0] & 0x7F == _GENERIC_EVENT:
            (words,) = _WORDS.unpack_from(head)
            head = bytes(_buffer(event, 36 + 4 * words)) if words else head
        return read_event(head, input_opcode=self.input_opcode, keyboard_event=self.keyboard_event)

    def has(self, key: xcffib.ExtensionKey) -> bool:
        """Using an extension that a server lacks ends the connection: ask first."""
        return bool(self.core.QueryExtension(len(key.name), key.name).reply().present)

    def gone(self) -> Unavailable:
        """What to raise once the server has hung up."""
        return Unavailable(
            f"The display {self.display} has gone away.",
            hint="Log in again or start the display again.",
        )
