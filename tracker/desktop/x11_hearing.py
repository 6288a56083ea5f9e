"""X events understood: places for the pointer's, names and text for the keys'.

Reads one connection; knows nothing of threads. `x11_listener` says what it cannot hear.
"""

import logging
import select
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

import xcffib
import xcffib.xinput

from tracker.desktop.x11_connection import (
    HIERARCHY_CHANGED,
    RAW_BUTTON_PRESS,
    RAW_KEY_PRESS,
    RAW_KEY_RELEASE,
    RAW_MOTION,
    ButtonsChanged,
    Connection,
    DevicesChanged,
    KeyboardState,
    KeymapChanged,
    OtherEvent,
    RawInput,
    XEvent,
)
from tracker.desktop.x11_devices import Device, fetch_devices
from tracker.desktop.x11_keyboard import Keyboard
from tracker.desktop.x11_pointer import Movement, trace
from tracker.desktop.x11_requests import GEOMETRY, POINTER
from tracker.errors import Unavailable
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

log = logging.getLogger(__name__)

_PLACE, _SIZE = struct.Struct("=16xhh"), struct.Struct("=16xHH")
"""Where the answers to POINTER and GEOMETRY have them."""
_BUTTONS = {1: Button.LEFT, 2: Button.MIDDLE, 3: Button.RIGHT, 8: Button.BACK, 9: Button.FORWARD}
_WHEEL = {4: (0, -1), 5: (0, 1), 6: (-1, 0), 7: (1, 0)}
_UNKNOWN = Device(is_program=False)
_OLDEST_MS = 10_000
_OLDEST_ON_OUR_CLOCK_MS = 1 << 31
"""Once one event has shown that the clocks are the same: whoever listens may have been stopped."""
_ALL_DEVICES, _ALL_MASTERS = 0, 1
_WAY_S = 0.05
"""While the pointer moves its way is heard no more often than this, unless a key or a button comes:
to be woken for each movement of a quick mouse would cost more than all else here."""


def happened_ns(server_ms: int, now_ns: int, oldest_ms: int = _OLDEST_MS) -> int:
    """The server's 32-bit milliseconds as monotonic ns; `now_ns` if its clock is another one.

    oldest_ms: what would be longer ago is taken for another clock's.
    """
    now_ms = now_ns // 1_000_000
    behind_ms = (now_ms - server_ms) & 0xFFFF_FFFF
    return (now_ms - behind_ms) * 1_000_000 if behind_ms <= oldest_ms else now_ns


_Heard = RawInput | KeyPressed | KeyReleased
"""Keys are understood as they arrive, the pointer's part once its place is known."""


class Hearing:
    """What is known so far: the keyboard, the devices, and the pointer's last place."""

    def __init__(self, display: str, locale: str) -> None:
        self._connection = Connection(display)
        self._socket = self._connection.get_file_descriptor()
        try:
            _select_input(self._connection)
            self._bell = _Bell(display, self._connection.input_opcode)
        except BaseException:
            self._connection.disconnect()
            raise
        try:
            self._keyboard = Keyboard(self._connection, locale)
            self._devices = fetch_devices(self._connection)
            self._buttons = self._fetch_buttons()
            self._at, self._size = self._ask_pointer()[1:]
        except BaseException:
            self._bell.close()
            self._connection.disconnect()
            raise
        self._t_ns = 0
        self._oldest_ms = _OLDEST_MS
        self._held_back: XEvent | None = None
        self._is_moving = False
        self._is_last = False

    def wait(self, woken: int) -> bool:
        """Until something can be read; whether that is the word to stop.

        Before a stop the server is made to send what has happened so far.
        """
        if self._is_moving and not self._bell.is_ahead:
            ready, _, _ = select.select([self._bell.socket, woken], [], [], _WAY_S)
        else:
            ready, _, _ = select.select([self._socket, woken], [], [])
        if woken in ready:
            self._connection.core.GetInputFocus().reply()
            self._is_last = True
        return self._is_last

    def gone(self, error: Exception) -> Unavailable:
        failure = self._connection.gone()
        failure.__cause__ = error
        return failure

    def close(self) -> None:
        self._keyboard.close()
        self._bell.close()
        self._connection.disconnect()

    def events(self) -> Iterator[RawEvent]:
        """What has arrived, in order."""
        self._bell.listen()
        self._is_moving = False
        while heard := self._arrived():
            self._is_moving = _is_movement(heard[-1])
            end = self._at
            if any(isinstance(item, RawInput) for item in heard):
                line, end, self._size = self._ask_pointer()
                heard += self._arrived(before=line)
            yield from self._understood(heard, end)

    def _ask_pointer(self) -> tuple[int, ScreenPoint, tuple[int, int]]:
        """The number of the request, the pointer's place when it was done, the screen's size."""
        connection = self._connection
        pointer, screen = (connection.ask(about, connection.root) for about in (POINTER, GEOMETRY))
        place = ScreenPoint(*_PLACE.unpack_from(connection.answer(pointer)))
        width, height = _SIZE.unpack_from(connection.answer(screen))
        return pointer, place, (width, height)

    def _arrived(self, before: int | None = None) -> list[_Heard]:
        """before: the number of a request; what the server sent after it is left for later."""
        heard: list[_Heard] = []
        is_over = False
        while not is_over:
            while (event := self._next(before)) is not None:
                match event:
                    case RawInput(kind=kind):
                        is_key = kind in (RAW_KEY_PRESS, RAW_KEY_RELEASE)
                        heard.append(self._key(event) if is_key else event)
                        if kind != RAW_MOTION:
                            self._bell.answer()
                    case KeyboardState() | KeymapChanged():
                        self._keyboard.heed(event)
                    case ButtonsChanged():
                        self._buttons = self._fetch_buttons()
                    case DevicesChanged():
                        self._devices = fetch_devices(self._connection)
                    case OtherEvent():
                        pass
                    case _:
                        assert_never(event)
            # Events that come with an answer wait in memory, where `select` does not see them:
            # whoever asks the server something has to look again.
            is_over = not self._keyboard.settle()
        return heard

    def _next(self, before: int | None) -> XEvent | None:
        event = self._held_back or self._connection.poll_for_event()
        self._held_back = None
        if event is not None and before is not None and event.sequence >= before:
            self._held_back = event
            return None
        return event

    def _key(self, item: RawInput) -> KeyPressed | KeyReleased:
        t_ns, synthetic = self._time(item), self._device(item).is_program
        if item.kind == RAW_KEY_RELEASE:
            return KeyReleased(t_ns, self._keyboard.release(item.detail), synthetic)
        key, text = self._keyboard.press(item.detail)
        return KeyPressed(t_ns, key, text, synthetic)

    def _understood(self, heard: Sequence[_Heard], end: ScreenPoint) -> Iterator[RawEvent]:
        """end: the pointer's place after all of them."""
        movements = [self._movement(item) for item in heard]
        moves = [movement for movement in movements if movement]
        places = iter(trace(self._at, moves, end, self._size))
        at = self._at if moves else end
        self._at = end
        for item, movement in zip(heard, movements, strict=True):
            if not isinstance(item, RawInput):
                yield item
            elif item.kind != RAW_MOTION:
                yield from self._button(item, at)
            else:
                if movement and (place := next(places)) != at:
                    at = place
                    yield PointerMoved(self._time(item), at, self._device(item).is_program)
                yield from self._wheel(item, at)

    def _movement(self, item: _Heard) -> Movement | None:
        if not isinstance(item, RawInput) or item.kind != RAW_MOTION:
            return None
        return self._device(item).movement(item.axes, self._size)

    def _wheel(self, item: RawInput, at: ScreenPoint) -> Iterator[RawEvent]:
        """A smooth one: the buttons that the server makes of its whole notches are not heard."""
        device = self._device(item)
        if (turned := device.turned(item.axes)) is not None:
            yield WheelTurned(self._time(item), at, *turned, device.is_program)

    def _button(self, item: RawInput, at: ScreenPoint) -> Iterator[RawEvent]:
        number = self._buttons.get(item.detail, item.detail)
        t_ns, synthetic = self._time(item), self._device(item).is_program
        is_press = item.kind == RAW_BUTTON_PRESS
        if number in _WHEEL:
            if is_press and not (item.is_emulated and self._device(item).wheels):
                dx, dy = _WHEEL[number]
                yield WheelTurned(t_ns, at, dx, dy, synthetic)
        elif number in _BUTTONS:
            made = ButtonPressed if is_press else ButtonReleased
            yield made(t_ns, at, _BUTTONS[number], synthetic)
        elif is_press and number:
            log.info("a button without a name was pressed", extra={"button": number})

    def _time(self, item: RawInput) -> int:
        """Never before the event that came before it."""
        now_ns = time.monotonic_ns()
        happened = happened_ns(item.t_ms, now_ns, self._oldest_ms)
        if happened != now_ns:
            self._oldest_ms = _OLDEST_ON_OUR_CLOCK_MS
        self._t_ns = max(self._t_ns, happened)
        return self._t_ns

    def _device(self, item: RawInput) -> Device:
        return self._devices.get(item.source, _UNKNOWN)

    def _fetch_buttons(self) -> dict[int, int]:
        """What each physical button counts as; another for a left-handed person. 0 is off."""
        mapping = self._connection.core.GetPointerMapping().reply().map
        return {physical: int(logical) for physical, logical in enumerate(mapping, start=1)}


class _Bell:
    """Rings for keys and buttons, and not for what moves the pointer: another connection to which
    the server tells of those alone. What they were is heard on the first one, in order."""

    def __init__(self, display: str, input_opcode: int) -> None:
        """To be made when the other one listens already: a ring too many would wake it forever."""
        self._connection = Connection(display)
        self._connection.input_opcode = input_opcode
        self.socket = self._connection.get_file_descriptor()
        self._ahead = 0
        try:
            _select_raw(self._connection, range(RAW_KEY_PRESS, RAW_MOTION))
        except BaseException:
            self._connection.disconnect()
            raise

    @property
    def is_ahead(self) -> bool:
        """Whether it has rung for something that was not heard yet."""
        return self._ahead > 0

    def listen(self) -> None:
        while (event := self._connection.poll_for_event()) is not None:
            self._ahead += isinstance(event, RawInput)

    def answer(self) -> None:
        """To be called for each key or button that was heard."""
        self._ahead -= 1

    def close(self) -> None:
        self._connection.disconnect()


def _is_movement(item: _Heard) -> bool:
    return isinstance(item, RawInput) and item.kind == RAW_MOTION


def _select_input(connection: Connection) -> None:
    name = xcffib.xinput.key.name
    extension = connection.core.QueryExtension(len(name), name).reply()
    version = (0, 0)
    if extension.present:
        reply = connection(xcffib.xinput.key).XIQueryVersion(2, 2).reply()
        version = int(reply.major_version), int(reply.minor_version)
    # Before 2.1 raw events stop while any program holds a grab, such as an open menu.
    if version < (2, 1):
        raise Unavailable(
            f"The display {connection.display} lacks XInput 2.1, which tells of all input.",
            hint="Use another X server; every common one has it.",
        )
    connection.input_opcode = int(extension.major_opcode)
    _select_raw(connection, range(RAW_KEY_PRESS, RAW_MOTION + 1), others=1 << HIERARCHY_CHANGED)


def _select_raw(connection: Connection, kinds: Iterable[int], *, others: int = 0) -> None:
    """others: events of devices and not of what is done with them."""
    raw = sum(1 << kind for kind in kinds)
    masks = [
        xcffib.xinput.EventMask.synthetic(_ALL_DEVICES, 1, [others]),
        xcffib.xinput.EventMask.synthetic(_ALL_MASTERS, 1, [raw]),
    ]
    select_events = connection(xcffib.xinput.key).XISelectEvents
    select_events(connection.root, len(masks), masks, is_checked=True).check()
