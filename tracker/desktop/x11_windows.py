"""The windows of an X display: which is active, which lies under a point, and whose it is.

One thread at a time. A window may go between two questions: then the answer is None, never an
error. Boxes are in root pixels, which on X are the units of input as well.
"""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

import xcffib
import xcffib.res
import xcffib.xproto

from tracker.desktop.x11_connection import Connection
from tracker.desktop.x11_requests import GEOMETRY, PLACE_IN, PROPERTY, TREE, WINDOW_ATTRIBUTES
from tracker.geometry import Box, ScreenPoint

_VANISHED = (
    xcffib.xproto.WindowError,
    xcffib.xproto.DrawableError,
    xcffib.xproto.MatchError,
    xcffib.xproto.ValueError,
)


_SIZE, _CHILD, _PLACE = struct.Struct("=16xHH"), struct.Struct("=8xI"), struct.Struct("=12xhh")
_LENGTH, _STATE = struct.Struct("=16xI"), struct.Struct("=12xH12xBB")
"""Where the answers have what they tell."""

_TOLD = ("_NET_WM_PID", "_NET_WM_NAME", "WM_NAME", "WM_CLASS", "_GTK_FRAME_EXTENTS")

_MOST_PROGRAMS = 256
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
        """Raises Unavailable if the display cannot be reached."""
        self._connection = Connection(display)
        self._root = self._connection.root
        self._core = self._connection.core
        self._atoms: dict[str, int] = {}
        self._told_of_root: dict[str, tuple[int, ...]] = {}
        self._programs: dict[tuple[int, int], str] = {}
        told = [xcffib.xproto.EventMask.PropertyChange]
        self._core.ChangeWindowAttributes(self._root, xcffib.xproto.CW.EventMask, told)
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
        """The active window's id alone; 0 for none."""
        found = self._of_root("_NET_ACTIVE_WINDOW")
        return found[0] if found else 0

    def clients(self) -> tuple[XWindow, ...]:
        """All that show and are managed, bottom to top; their boxes with the manager's frames."""
        stacked = self._of_root("_NET_CLIENT_LIST_STACKING")
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
        clients = set(self._of_root("_NET_CLIENT_LIST"))
        window = self._root
        for _ in range(_FRAME_DEPTH):
            window = self._child_at(window, point)
            if window in clients:
                found = self._describe(window)
                return found if found is not None and _contains(found.box, point) else None
        return None

    def _child_at(self, window: int, point: ScreenPoint) -> int:
        """The topmost that is mapped, even one that shows nothing; 0 for none."""
        asked = self._connection.ask(PLACE_IN, self._root, window, point.x, point.y)
        told = self._told(asked)
        return _CHILD.unpack_from(told)[0] if told else 0

    @property
    def knows_owners(self) -> bool:
        """Whether the server tells whose a window without properties is."""
        return self._resources is not None

    def popups(self, pid: int | None) -> tuple[XWindow, ...]:
        """What bypasses the window manager now and belongs to that process, topmost first."""
        windows = self._children(self._root)[::-1]
        asked = [self._connection.ask(WINDOW_ATTRIBUTES, window) for window in windows]
        states = [_attributes(self._told(number)) for number in asked]
        shown = (
            self._describe(window)
            for window, (is_shown, bypasses) in zip(windows, states, strict=True)
            if is_shown and bypasses
        )
        return tuple(window for window in shown if window is not None and window.pid == pid)

    def _client_in(self, window: int, point: ScreenPoint) -> int | None:
        """window: a child of the root: a client, a pop-up, or a manager's frame around a client.

        None over a frame's own title and borders. Managers make their frames override-redirect,
        so only what lies inside tells a frame from a pop-up.
        """
        clients = set(self._of_root("_NET_CLIENT_LIST"))
        layer = [window]
        for _ in range(_FRAME_DEPTH):
            inside = [found for found in layer if found in clients]
            if inside:
                return next((found for found in inside if self._covers(found, point)), None)
            layer = [child for parent in layer for child in self._children(parent)]
        return window

    def _describe(self, window: int) -> XWindow | None:
        """All is asked before anything is waited for: mostly one round trip."""
        geometry = self._connection.ask(GEOMETRY, window)
        placed = self._connection.ask(PLACE_IN, window, self._root, 0, 0)
        attributes = self._connection.ask(WINDOW_ATTRIBUTES, window)
        asked = {name: self._ask(window, name) for name in _TOLD}
        edges = self._read_numbers(asked["_GTK_FRAME_EXTENTS"])
        box = _box(self._told(geometry), self._told(placed), edges)
        shown, bypasses = _attributes(self._told(attributes))
        # GTK's menus carry no properties at all: the server knows whose they are.
        pid = next(iter(self._read_numbers(asked["_NET_WM_PID"])), None)
        title, plain, kind = (
            self._read(asked[name], 8).decode(errors="replace")
            for name in ("_NET_WM_NAME", "WM_NAME", "WM_CLASS")
        )
        if box is None:
            return None
        pid = pid or self._owner(window)
        return XWindow(
            id=window,
            title=title or plain,
            app=self._program(window, pid) or kind.split("\0")[0],
            pid=pid,
            box=box,
            is_popup=shown and bypasses,
        )

    def _program(self, window: int, pid: int | None) -> str:
        """The name of the program; "" if it is gone or elsewhere."""
        if pid is None:
            return ""
        if (window, pid) not in self._programs:
            name = _program(pid)
            if not name:
                return ""
            if len(self._programs) >= _MOST_PROGRAMS:
                self._programs.clear()
            self._programs[window, pid] = name
        return self._programs[window, pid]

    def _box(self, window: int) -> Box | None:
        geometry = self._connection.ask(GEOMETRY, window)
        placed = self._connection.ask(PLACE_IN, window, self._root, 0, 0)
        edges = self._numbers(window, "_GTK_FRAME_EXTENTS")
        return _box(self._told(geometry), self._told(placed), edges)

    def _covers(self, window: int, point: ScreenPoint) -> bool:
        if not self._is_shown(window):
            return False
        box = self._box(window)
        return box is not None and _contains(box, point)

    def _is_shown(self, window: int) -> bool:
        """Mapped, and something to see: input-only windows lie over others and show nothing."""
        return _attributes(self._told(self._connection.ask(WINDOW_ATTRIBUTES, window)))[0]

    def _children(self, window: int) -> tuple[int, ...]:
        """Bottom to top."""
        told = self._told(self._connection.ask(TREE, window))
        return _words(told[32:]) if told else ()

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

    def _of_root(self, name: str) -> tuple[int, ...]:
        """Asked for anew only when the server has told that anything there has changed."""
        while self._connection.poll_for_event() is not None:
            self._told_of_root.clear()
        if name not in self._told_of_root:
            self._told_of_root[name] = self._numbers(self._root, name)
        return self._told_of_root[name]

    def _numbers(self, window: int, name: str) -> tuple[int, ...]:
        return self._read_numbers(self._ask(window, name))

    def _ask(self, window: int, name: str) -> int:
        any_type, begin, words = 0, 0, 1024
        return self._connection.ask(PROPERTY, window, self._atom(name), any_type, begin, words)

    def _read_numbers(self, asked: int) -> tuple[int, ...]:
        return _words(self._read(asked, 32))

    def _read(self, asked: int, bits: int) -> bytes:
        """Nothing where the property, or the window, is not there or is of another format."""
        told = self._told(asked)
        if told is None or told[1] != bits:
            return b""
        (length,) = _LENGTH.unpack_from(told)
        return told[32 : 32 + length * bits // 8]

    def _told(self, asked: int) -> bytes | None:
        """None where the window is gone."""
        try:
            return self._connection.answer(asked)
        except _VANISHED:
            return None

    def _atom(self, name: str) -> int:
        if name not in self._atoms:
            self._atoms[name] = self._core.InternAtom(False, len(name), name).reply().atom
        return self._atoms[name]


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"={len(data) // 4}I", data)


def _box(geometry: bytes | None, placed: bytes | None, edges: tuple[int, ...]) -> Box | None:
    """edges: how much of it is a shadow that its own client draws."""
    if geometry is None or placed is None:
        return None
    width, height = _SIZE.unpack_from(geometry)
    x, y = _PLACE.unpack_from(placed)
    left, right, top, bottom = (edges or (0, 0, 0, 0))[:4]
    width, height = width - left - right, height - top - bottom
    if width < 1 or height < 1:
        return None
    x, y = x + left, y + top
    return Box(x, y, x + width, y + height)


def _attributes(told: bytes | None) -> tuple[bool, bool]:
    """Whether it shows something, and whether it bypasses the window manager."""
    if told is None:
        return False, False
    kind, state, bypasses = _STATE.unpack_from(told)
    is_viewable = state == xcffib.xproto.MapState.Viewable
    is_drawn = kind == xcffib.xproto.WindowClass.InputOutput
    return is_viewable and is_drawn, bool(bypasses)


def _contains(box: Box, point: ScreenPoint) -> bool:
    return box.left <= point.x < box.right and box.top <= point.y < box.bottom


def _program(pid: int) -> str:
    """Cut to 15 bytes by the kernel."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
