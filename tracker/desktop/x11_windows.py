"""The windows of an X display: which is active, which lies under a point, and whose it is.

One thread at a time. A window may go between two questions: then the answer is None, never an
error. Boxes are in root pixels, which on X are the units of input as well.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import xcffib
import xcffib.res
import xcffib.xproto

from tracker.errors import Unavailable
from tracker.geometry import Box, ScreenPoint

_VANISHED = (
    xcffib.xproto.WindowError,
    xcffib.xproto.DrawableError,
    xcffib.xproto.MatchError,
    xcffib.xproto.ValueError,
)


_TOLD = ("_NET_WM_PID", "_NET_WM_NAME", "WM_NAME", "WM_CLASS", "_GTK_FRAME_EXTENTS")

_FRAME_DEPTH = 3
"""The root's child, a manager's wrapper, the client: KWin needs all three."""


@dataclass(frozen=True, slots=True)
class XWindow:
    """box: the client area without the manager's frame and without a client's own shadow.

    is_popup: it bypasses the window manager, as menus, tool tips and drop-down lists do.
    """

    id: int
    title: str
    app: str
    pid: int | None
    box: Box
    is_popup: bool


class XWindows:
    def __init__(self, display: str) -> None:
        """Raises Unavailable if the display does not answer."""
        try:
            self._connection = xcffib.connect(display)
            self._root = self._connection.get_setup().roots[self._connection.pref_screen].root
        except xcffib.ConnectionException as error:
            raise Unavailable(
                f"The display {display} does not answer.", hint="Check DISPLAY, or use --stage."
            ) from error
        self._core = self._connection.core
        self._atoms: dict[str, int] = {}
        name = xcffib.res.key.name
        is_there = self._core.QueryExtension(len(name), name).reply().present
        self._resources = self._connection(xcffib.res.key) if is_there else None

    def close(self) -> None:
        self._connection.disconnect()

    def active(self) -> XWindow | None:
        """By _NET_ACTIVE_WINDOW (EWMH); None without a window manager or an active window."""
        number = self.active_number()
        return self._describe(number) if number else None

    def active_number(self) -> int:
        """The active window's id alone, in one round trip; 0 for none."""
        found = self._numbers(self._root, "_NET_ACTIVE_WINDOW")
        return found[0] if found else 0

    def clients(self) -> tuple[XWindow, ...]:
        """All that show and are managed, bottom to top; their boxes with the manager's frames."""
        stacked = self._numbers(self._root, "_NET_CLIENT_LIST_STACKING")
        shown = (self._describe(number) for number in stacked if self._is_shown(number))
        return tuple(self._framed(window) for window in shown if window is not None)

    def _framed(self, window: XWindow) -> XWindow:
        left, right, top, bottom = (*self._numbers(window.id, "_NET_FRAME_EXTENTS"), 0, 0, 0, 0)[:4]
        box = window.box
        outer = Box(box.left - left, box.top - top, box.right + right, box.bottom + bottom)
        return replace(window, box=outer)

    def at(self, point: ScreenPoint) -> XWindow | None:
        """The topmost client window or pop-up there; None over the background and frames."""
        client = self._client_below(point)
        if client is not None:
            return client
        for window in reversed(self._children(self._root)):
            if self._covers(window, point):
                inner = self._client_in(window, point)
                return self._describe(inner) if inner is not None else None
        return None

    def _client_below(self, point: ScreenPoint) -> XWindow | None:
        """As the server says, in few questions; None where it is no managed window at once."""
        clients = set(self._numbers(self._root, "_NET_CLIENT_LIST"))
        window = self._root
        for _ in range(_FRAME_DEPTH):
            window = self._child_at(window, point)
            if window in clients:
                found = self._describe(window)
                return found if found is not None and _contains(found.box, point) else None
        return None

    def _child_at(self, window: int, point: ScreenPoint) -> int:
        """The topmost that is mapped, even one that shows nothing; 0 for none."""
        try:
            place = self._core.TranslateCoordinates(self._root, window, point.x, point.y).reply()
        except _VANISHED:
            return 0
        return int(place.child)

    @property
    def knows_owners(self) -> bool:
        """Whether the server tells whose a window without properties is."""
        return self._resources is not None

    def popups(self, pid: int | None) -> tuple[XWindow, ...]:
        """What bypasses the window manager now and belongs to that process, topmost first."""
        shown = (
            self._describe(window)
            for window in reversed(self._children(self._root))
            if self._is_popup(window)
        )
        return tuple(window for window in shown if window is not None and window.pid == pid)

    def _client_in(self, window: int, point: ScreenPoint) -> int | None:
        """window: a child of the root: a client, a pop-up, or a manager's frame around a client.

        None over a frame's own title and borders. Managers make their frames override-redirect,
        so only what lies inside tells a frame from a pop-up.
        """
        clients = set(self._numbers(self._root, "_NET_CLIENT_LIST"))
        layer = [window]
        for _ in range(_FRAME_DEPTH):
            inside = [found for found in layer if found in clients]
            if inside:
                return next((found for found in inside if self._covers(found, point)), None)
            layer = [child for parent in layer for child in self._children(parent)]
        return window

    def _describe(self, window: int) -> XWindow | None:
        """All is asked before anything is waited for: mostly one round trip."""
        geometry = self._core.GetGeometry(window)
        placed = self._core.TranslateCoordinates(window, self._root, 0, 0)
        attributes = self._core.GetWindowAttributes(window)
        asked = {name: self._ask(window, name) for name in _TOLD}
        box = _box(geometry, placed, _numbers(asked["_GTK_FRAME_EXTENTS"]))
        shown, bypasses = _attributes(attributes)
        # GTK's menus carry no properties at all: the server knows whose they are.
        pid = next(iter(_numbers(asked["_NET_WM_PID"])), None)
        title, plain, kind = (
            _text(asked[name]) for name in ("_NET_WM_NAME", "WM_NAME", "WM_CLASS")
        )
        if box is None:
            return None
        pid = pid or self._owner(window)
        return XWindow(
            id=window,
            title=title or plain,
            app=_program(pid) or kind.split("\0")[0],
            pid=pid,
            box=box,
            is_popup=shown and bypasses,
        )

    def _box(self, window: int) -> Box | None:
        geometry = self._core.GetGeometry(window)
        placed = self._core.TranslateCoordinates(window, self._root, 0, 0)
        return _box(geometry, placed, _numbers(self._ask(window, "_GTK_FRAME_EXTENTS")))

    def _covers(self, window: int, point: ScreenPoint) -> bool:
        if not self._is_shown(window):
            return False
        box = self._box(window)
        return box is not None and _contains(box, point)

    def _is_shown(self, window: int) -> bool:
        """Mapped, and something to see: input-only windows lie over others and show nothing."""
        return self._attributes(window)[0]

    def _is_popup(self, window: int) -> bool:
        shown, bypasses = self._attributes(window)
        return shown and bypasses

    def _attributes(self, window: int) -> tuple[bool, bool]:
        return _attributes(self._core.GetWindowAttributes(window))

    def _children(self, window: int) -> tuple[int, ...]:
        """Bottom to top."""
        try:
            return tuple(self._core.QueryTree(window).reply().children)
        except _VANISHED:
            return ()

    def _owner(self, window: int) -> int | None:
        """The process of the client that made it. Source: X-Resource 1.2, QueryClientIds."""
        if self._resources is None:
            return None
        mask = xcffib.res.ClientIdMask.LocalClientPID
        spec = xcffib.res.ClientIdSpec.synthetic(window, mask)
        try:
            reply = self._resources.QueryClientIds(1, [spec]).reply()
        except _VANISHED:
            return None
        pids = [value for found in reply.ids for value in found.value if found.spec.mask == mask]
        return pids[0] if pids else None

    def _numbers(self, window: int, name: str) -> tuple[int, ...]:
        return _numbers(self._ask(window, name))

    def _ask(self, window: int, name: str) -> "xcffib.Cookie":
        return self._core.GetProperty(False, window, self._atom(name), 0, 0, 1024)

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = self._core.InternAtom(False, len(name), name).reply().atom
        return self._atoms[name]


def _numbers(asked: "xcffib.Cookie") -> tuple[int, ...]:
    return tuple(_read(asked, 32))


def _text(asked: "xcffib.Cookie") -> str:
    return bytes(_read(asked, 8)).decode(errors="replace")


def _read(asked: "xcffib.Cookie", bits: int) -> Iterator[int]:
    """Nothing where the property, or the window, is not there or is of another format."""
    try:
        reply = asked.reply()
    except _VANISHED:
        return
    if reply.format == bits:
        value = reply.value.buf()
        kind = {8: "B", 32: "I"}[bits]
        yield from struct.unpack(f"={len(value) * 8 // bits}{kind}", value)


def _box(geometry: "xcffib.Cookie", placed: "xcffib.Cookie", edges: tuple[int, ...]) -> Box | None:
    """edges: how much of it is a shadow that its own client draws."""
    try:
        shape = geometry.reply()
        place = placed.reply()
    except _VANISHED:
        return None
    left, right, top, bottom = (edges or (0, 0, 0, 0))[:4]
    width, height = shape.width - left - right, shape.height - top - bottom
    if width < 1 or height < 1:
        return None
    x, y = place.dst_x + left, place.dst_y + top
    return Box(x, y, x + width, y + height)


def _attributes(asked: "xcffib.Cookie") -> tuple[bool, bool]:
    """Whether it shows something, and whether it bypasses the window manager."""
    try:
        found = asked.reply()
    except _VANISHED:
        return False, False
    is_viewable = found.map_state == xcffib.xproto.MapState.Viewable
    is_drawn = found._class == xcffib.xproto.WindowClass.InputOutput
    return is_viewable and is_drawn, bool(found.override_redirect)


def _contains(box: Box, point: ScreenPoint) -> bool:
    return box.left <= point.x < box.right and box.top <= point.y < box.bottom


def _program(pid: int | None) -> str:
    """The name of its program, cut to 15 bytes by the kernel; "" if it is gone or elsewhere."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
