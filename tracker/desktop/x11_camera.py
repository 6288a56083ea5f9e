"""Pictures of an X display.

One connection asks for the picture and hears of changes, so the server itself puts the two in
order and no change falls between them.
"""

import functools
import logging
import select
import struct
import time

import xcffib
import xcffib.damage
import xcffib.xfixes
import xcffib.xproto

from tracker.desktop.polling import fingerprint, wait_for_difference
from tracker.desktop.protocols import Glimpse
from tracker.desktop.x11_connection import Connection, OtherEvent, XEvent
from tracker.desktop.x11_pictures import open_pictures
from tracker.desktop.x11_requests import FETCH_REGION, GEOMETRY, SUBTRACT_DAMAGE
from tracker.errors import Unavailable
from tracker.film import PackedPixels, Patch, unpack
from tracker.frames import Frame
from tracker.geometry import Box

log = logging.getLogger(__name__)

_SIZE = struct.Struct("=16xHH")
"""Where an answer to GEOMETRY has it."""
_RECTANGLE = struct.Struct("=hhHH")
_RESIZE_TRIES = 5
_CONFIGURED = 22
"""ConfigureNotify: the root window has another size."""
_MOST_PARTS = 6
"""Of so many places that changed each is looked at by itself; of more, the box around them."""


class X11Camera:
    """The whole of one X screen; the pointer is not in the picture."""

    def __init__(self, display: str) -> None:
        """Raises Unavailable if the display cannot be reached or has other than 24-bit colour."""
        self._connection = Connection(display)
        self._socket = self._connection.get_file_descriptor()
        self._is_resized = False
        try:
            _check_colours(self._connection)
            _select_resizes(self._connection)
            self._watch = _open_watch(self._connection)
            self._pictures = open_pictures(self._connection, self._screen_size())
        except BaseException:
            self._connection.disconnect()
            raise
        self._closed = False
        self._changed = self._is_new = True
        self._last = 0

    def grab(self) -> Frame:
        """Raises Unavailable once the display has gone away."""
        pixels = unpack(self._look())
        frame = Frame(pixels=pixels, t_ns=time.monotonic_ns())
        self._is_new = True  # what changed before it is known to nobody else
        if self._watch is None:
            self._changed = False
            self._last = fingerprint(frame.pixels)
        return frame

    def glimpse(self) -> Glimpse:
        """Raises Unavailable once the display has gone away."""
        patches: tuple[Patch, ...] | None = None
        try:
            if self._watch is not None and not self._is_new:
                patches = self._look_at_changes(self._watch)
        except xcffib.ConnectionException as error:
            raise self._connection.gone() from error
        if patches is None:
            whole = self._look()
            self._is_new = False
            patches = (Patch(Box(0, 0, whole.shape[1], whole.shape[0]), whole),)
        return Glimpse(self._pictures.size, patches, time.monotonic_ns())

    def look_anew(self) -> None:
        self._is_new = True

    def wait_for_change(self, timeout_s: float) -> bool:
        """True at once before the first grab. Costs nothing while nothing is drawn."""
        if self._watch is None:
            return self._changed or wait_for_difference(
                lambda: unpack(self._look()), self._last, timeout_s
            )
        deadline = time.monotonic() + timeout_s
        try:
            self._note_changes()
            while not self._changed and (left_s := deadline - time.monotonic()) > 0:
                select.select([self._socket], [], [], left_s)
                self._note_changes()
        except xcffib.ConnectionException as error:
            raise self._connection.gone() from error
        return self._changed

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._pictures.close()
            self._connection.disconnect()

    def _look(self) -> PackedPixels:
        try:
            for _ in range(_RESIZE_TRIES):
                if (pixels := self._look_once()) is not None:
                    return pixels
        except xcffib.ConnectionException as error:
            raise self._connection.gone() from error
        raise Unavailable(
            f"The display {self._connection.display} keeps changing its size.",
            hint="Wait until its resolution is settled.",
        )

    def _look_once(self) -> PackedPixels | None:
        """None if the screen has another size by now; the next try is made for that size."""
        line = self._watch.forget() if self._watch else 0
        self._is_resized = False
        geometry = self._ask_size()
        asked = self._pictures.ask()
        size = self._size_told(geometry)
        try:
            seen = self._pictures.receive(asked)
        except xcffib.xproto.MatchError:
            seen = None
        if seen is None or size != self._pictures.size:
            self._pictures.close()
            self._pictures = open_pictures(self._connection, self._screen_size())
            return None
        if self._watch:
            self._changed = False
            self._note_changes(since=line)
        return seen

    def _look_at_changes(self, watch: "_Watch") -> tuple[Patch, ...] | None:
        """None if the screen has another size by now."""
        line, changed = watch.take()
        boxes = watch.boxes(changed)
        self._changed = False
        self._note_changes(since=line)  # it tells first what happened before
        if self._is_resized:
            return None
        screen = Box(0, 0, *self._pictures.size)
        inside = [part for box in boxes if (part := box.intersection(screen))]
        if len(inside) > _MOST_PARTS:
            inside = [functools.reduce(Box.union, inside)]
        try:
            parts = self._pictures.parts(inside)
        except xcffib.xproto.MatchError:
            return None
        self._note_changes(since=line)
        return tuple(Patch(box, part) for box, part in zip(inside, parts, strict=True))

    def _screen_size(self) -> tuple[int, int]:
        return self._size_told(self._ask_size())

    def _ask_size(self) -> int:
        return self._connection.ask(GEOMETRY, self._connection.root)

    def _size_told(self, asked: int) -> tuple[int, int]:
        width, height = _SIZE.unpack_from(self._connection.answer(asked))
        return width, height

    def _note_changes(self, since: int = 0) -> None:
        while (event := self._connection.poll_for_event()) is not None:
            if isinstance(event, OtherEvent) and event.code == _CONFIGURED:
                self._is_resized = self._changed = True
            elif self._watch and self._watch.is_change(event) and event.sequence >= since:
                self._changed = True


class _Watch:
    """The server tells once that something was drawn, until it is told to forget it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        damage = connection(xcffib.damage.key)
        damage.QueryVersion(1, 1).reply()
        self._id = connection.generate_id()
        level = xcffib.damage.ReportLevel.NonEmpty
        damage.Create(self._id, connection.root, level, is_checked=True).check()
        name = xcffib.damage.key.name
        fixes = connection(xcffib.xfixes.key)
        fixes.QueryVersion(2, 0).reply()
        self._parts = connection.generate_id()
        fixes.CreateRegion(self._parts, 0, [])
        self._code = int(connection.core.QueryExtension(len(name), name).reply().first_event)

    def forget(self) -> int:
        """The number of the request from which on changes count anew."""
        return self._connection.ask(SUBTRACT_DAMAGE, self._id, 0, 0)

    def take(self) -> tuple[int, int]:
        """As `forget`, with the question for the places that changed until then."""
        line = self._connection.ask(SUBTRACT_DAMAGE, self._id, 0, self._parts)
        return line, self._connection.ask(FETCH_REGION, self._parts)

    def boxes(self, asked: int) -> list[Box]:
        told = self._connection.answer(asked)
        return [
            Box(left, top, left + width, top + height)
            for left, top, width, height in _RECTANGLE.iter_unpack(told[32:])
        ]

    def is_change(self, event: XEvent) -> bool:
        return isinstance(event, OtherEvent) and event.code == self._code


def _open_watch(connection: Connection) -> _Watch | None:
    if connection.has(xcffib.damage.key) and connection.has(xcffib.xfixes.key):
        return _Watch(connection)
    log.info("changes are polled for", extra={"reason": "the display lacks DAMAGE or XFIXES"})
    return None


def _select_resizes(connection: Connection) -> None:
    told = [xcffib.xproto.EventMask.StructureNotify]
    connection.core.ChangeWindowAttributes(connection.root, xcffib.xproto.CW.EventMask, told)


def _check_colours(connection: Connection) -> None:
    screen = connection.setup.roots[connection.pref_screen]
    depth = int(screen.root_depth)
    bits = next(f.bits_per_pixel for f in connection.setup.pixmap_formats if f.depth == depth)
    if depth not in (24, 32) or bits != 32:
        raise Unavailable(
            f"The display {connection.display} has {depth}-bit colour.",
            hint="Set it to 24-bit colour.",
        )
