"""What programs tell of their windows: the Inspector of X11 desktops with an accessibility bus.

A program that hangs, or that is gone, makes for None or (), never for waiting: each call has its
own time limit. What stands in a password field is never asked for.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import xcffib

from tracker.desktop import atspi_naming as naming
from tracker.desktop import atspi_telling as telling
from tracker.desktop import atspi_tree as tree
from tracker.desktop.atspi_bus import DOCUMENT, AccessibilityBus, Question, Ref
from tracker.desktop.atspi_changes import Texts
from tracker.desktop.atspi_describing import Kin, describe, describe_one, untold_popups
from tracker.desktop.atspi_nodes import Node, read
from tracker.desktop.atspi_tops import Tops, is_elsewhere, top_of, tops_of
from tracker.desktop.dbus_line import Deadline
from tracker.desktop.protocols import TextChange
from tracker.desktop.x11_windows import XWindow, XWindows
from tracker.errors import Unavailable
from tracker.geometry import Box, Placement, ScreenPoint
from tracker.redact import UNKNOWN_PAGE
from tracker.trajectory import Element, Window

log = logging.getLogger(__name__)

T = TypeVar("T")

_ELEMENTS_S = 2.0
_POINT_S = 1.0
_MOST_ELEMENTS = 3000
_IN_VAIN_S = 3.0
_KIN_LASTS_S = 2.0
_JUST_NOW_S = 0.02


class AtspiInspector:
    """Satisfies `Inspector`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """environ: of the session, with DISPLAY and the D-Bus address.

        Raises Unavailable if there is no display or no accessibility bus.
        """
        if not environ.get("DISPLAY"):
            raise Unavailable("There is no X display.", hint="Set DISPLAY, or use --stage.")
        self._environ = dict(environ)
        self._placement = Placement()
        self._lock = threading.Lock()
        self._bus: AccessibilityBus | None = AccessibilityBus(environ)
        self._focus: Ref | None = None
        self._texts = Texts(environ)
        self._in_vain: tuple[object, float] = (None, 0.0)
        self._pages: dict[int, Ref] = {}
        self._tops = Tops()
        self._active: tuple[XWindow | None, float] = (None, 0.0)
        self._kin: Kin | None = None
        self._pageless: tuple[int, str] | None = None
        self._questions = 0
        self._whole: tuple[int, Sequence[Question]] = (0, ())
        self._windows = XWindows(environ["DISPLAY"])

    def close(self) -> None:
        self._texts.hear(on=False)
        with self._lock:
            self._drop_bus()
            self._windows.close()

    @property
    def questions(self) -> int:
        """How many were sent over the accessibility bus so far, for measuring."""
        return self._questions + (self._bus.asked if self._bus else 0)

    def window(self) -> Window | None:
        with self._lock:
            window = self._display(self._windows.active)
            self._active = window, time.monotonic() + _JUST_NOW_S
        if window is None:
            return None
        return Window(window.title, window.app, window.pid, self._to_frame(window.box))

    def windows(self) -> tuple[Window, ...]:
        with self._lock:
            found = self._display(self._windows.clients)
        return tuple(Window(one.title, one.app, one.pid, self._to_frame(one.box)) for one in found)

    def page_url(self) -> str:
        return self._answer(self._find_url, UNKNOWN_PAGE * bool(self._pages), Deadline(_POINT_S))

    def element_at(self, at: ScreenPoint) -> Element | None:
        return self._answer(
            lambda bus, deadline: self._find_at(bus, at, deadline), None, Deadline(_POINT_S)
        )

    def focused(self) -> Element | None:
        return self._answer(self._find_focused, None, Deadline(_POINT_S))

    def focus_mark(self) -> object | None:
        """Another one whenever the focus may have moved; None where programs do not tell."""
        with self._lock:
            return self._mark(self._display(self._windows.active_number))

    def focus_moves(self) -> int | None:
        bus = self._bus
        return bus.focus.moves if bus and bus.focus else None

    def changes(self, field: Element, since_ns: int) -> tuple[TextChange, ...] | None:
        """Does not wait for a question that another thread asks meanwhile."""
        return self._texts.changes(field, since_ns)

    def hear_texts(self, *, on: bool) -> None:
        self._texts.hear(on=on)

    def elements(self) -> tuple[Element, ...]:
        return self._answer(self._list_elements, (), Deadline(_ELEMENTS_S))

    def survey(self, gives_way: Callable[[], bool]) -> tuple[Element, ...] | None:
        nothing: tuple[Element, ...] | None = ()
        return self._answer(self._list_whole, nothing, Deadline(_ELEMENTS_S, gives_way))

    def _answer(
        self, question: Callable[[AccessibilityBus, Deadline], T], unknown: T, deadline: Deadline
    ) -> T:
        """With a bus that is made anew when the old one is gone; `unknown` if there is none."""
        if not self._lock.acquire(timeout=deadline.left_s):
            log.debug("inspector is busy")
            return unknown
        try:
            for _ in range(2):
                try:
                    if self._bus is None:
                        self._bus = AccessibilityBus(self._environ)
                    self._bus.forget()
                    return question(self._bus, deadline)
                except (ConnectionError, OSError) as error:
                    log.debug("accessibility bus is gone", extra={"reason": repr(error)})
                    self._drop_bus()
                except Unavailable as error:
                    log.debug("accessibility bus is not there", extra={"reason": error.message})
                    break
            return unknown
        finally:
            self._lock.release()

    def _drop_bus(self) -> None:
        if self._bus is not None:
            self._questions += self._bus.asked
            self._bus.close()
            self._bus = None
            self._focus = None
            self._kin = None
            self._whole = (0, ())
            self._tops.forget()
            self._pages.clear()

    def _display(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except xcffib.ConnectionException as error:
            raise Unavailable(
                f"The display {self._environ['DISPLAY']} is gone.", hint="Log in again."
            ) from error

    def _to_frame(self, box: Box) -> Box | None:
        return self._placement.box_to_frame(box.left, box.top, box.width, box.height)

    def _find_at(
        self, bus: AccessibilityBus, at: ScreenPoint, deadline: Deadline
    ) -> Element | None:
        window = self._display(lambda: self._windows.at(at))
        if window is None or window.pid is None:
            return None
        kin = self._kin_of(window)
        tree.foresee_way(bus, kin.nodes, deadline, at)
        top = self._tops.familiar(bus, window, kin.nodes, deadline)
        if top is None:
            tops = tops_of(bus, window.pid, deadline)
            top = self._tops.find(window, tops)
            if window.is_popup and (top is None or is_elsewhere(top, window)):
                return self._find_in_popup(bus, window, tops, at, deadline)
        if top is None:
            return None
        leaf = tree.leaf_at(bus, top, at, deadline, kin.nodes)
        if bus.is_silent(window.pid):
            return None  # it fell silent on the way: only something around the thing was found
        return describe_one(bus, kin, leaf, self._placement, deadline)

    def _active_window(self) -> XWindow | None:
        """Whoever asks about it has mostly asked for the window itself a moment before."""
        window, until_s = self._active
        return window if time.monotonic() < until_s else self._display(self._windows.active)

    def _kin_of(self, window: XWindow) -> Kin:
        kin = self._kin
        if kin is None or kin.window != window or kin.until_s < time.monotonic():
            kin = self._kin = Kin(window, time.monotonic() + _KIN_LASTS_S)
        return kin

    def _find_in_popup(
        self,
        bus: AccessibilityBus,
        popup: XWindow,
        tops: Sequence[Node],
        at: ScreenPoint,
        deadline: Deadline,
    ) -> Element | None:
        """A menu hangs in the tree under what opened it, not under its own window."""
        _grow_all(bus, tops, deadline)
        inside = [
            node
            for top in tops
            for node in top.with_all_below()
            if node.box is not None and popup.box.encloses(node.box) and node.covers(at)
        ]
        if not inside:
            return None
        innermost = min(reversed(inside), key=lambda node: node.box.area if node.box else 0)
        return describe_one(bus, Kin(popup, 0.0), innermost, self._placement, deadline)

    def _find_url(self, bus: AccessibilityBus, deadline: Deadline) -> str:
        """The page is kept in mind for each window: a browser's tree is deep."""
        window = self._active_window()
        if window is None or window.pid is None:
            return ""
        known = self._pages.get(window.id)
        if known and (url := _url_of(bus, known, deadline)) and read(bus, [known], deadline):
            return url
        if self._pageless == (window.id, window.title):
            return ""
        top = top_of(window, tops_of(bus, window.pid, deadline))
        for layer in tree.grow(bus, [top], deadline, _MOST_ELEMENTS) if top else ():
            if page := next((node.ref for node in layer if node.role == "document web"), None):
                self._pages[window.id] = page
                return _url_of(bus, page, deadline) or UNKNOWN_PAGE
        if known or deadline.is_over:
            return UNKNOWN_PAGE  # on its way to another one, or slow to tell
        self._pageless = (window.id, window.title)
        return ""

    def _find_focused(self, bus: AccessibilityBus, deadline: Deadline) -> Element | None:
        window = self._active_window()
        if window is None or window.pid is None:
            return None
        kin = self._kin_of(window)
        top = self._tops.familiar(bus, window, kin.nodes, deadline)
        top = top or self._tops.find(window, tops_of(bus, window.pid, deadline))
        if top is None:
            return None
        node = self._still_focused(bus, top, kin, deadline) or self._find_anew(
            bus, top, self._mark(window.id), window.pid, deadline
        )
        self._focus = node.ref if node else None
        found = describe_one(bus, kin, node, self._placement, deadline) if node else None
        if node and found:
            self._texts.note(found, node.ref)
        return found

    def _mark(self, window: int) -> object | None:
        moves = self.focus_moves()
        return None if moves is None else (moves, window)

    def _find_anew(
        self, bus: AccessibilityBus, top: Node, mark: object | None, pid: int, deadline: Deadline
    ) -> Node | None:
        """A search that found nothing is not made again for a while unless the focus moved."""
        if mark is not None and self._in_vain[0] == mark and time.monotonic() < self._in_vain[1]:
            return None
        menus = self._may_have_menus(pid)
        found = tree.search_focus(bus, top, deadline, _MOST_ELEMENTS, menus=menus)
        if found is None and not bus.is_silent(pid):
            self._in_vain = mark, time.monotonic() + _IN_VAIN_S
        return found

    def _still_focused(
        self, bus: AccessibilityBus, top: Node, kin: Kin, deadline: Deadline
    ) -> Node | None:
        """Keys mostly go to where the last one went, or to what said so last: that spares a walk
        through the tree. LibreOffice tells of a paragraph where the frame around it has it."""
        told = Ref(*bus.focus.last) if bus.focus and bus.focus.last else None
        for ref in dict.fromkeys(ref for ref in (told, self._focus) if ref):
            for node in read(bus, [ref], deadline):
                outer = tree.ancestors(bus, node, deadline, kin.nodes)
                if ref == told and ref.name == top.ref.name and tree.is_open_menu(node, outer):
                    return node
                if outer and outer[0].ref == top.ref:
                    if "focused" in node.states:
                        return node
                    around = read(bus, [one.ref for one in outer[:0:-1]], deadline)
                    if found := [one for one in around if "focused" in one.states]:
                        return found[0]
        return None

    def _may_have_menus(self, pid: int) -> bool:
        """Whether a menu of that program may be open."""
        if not self._windows.knows_owners:
            return True
        return bool(self._display(lambda: self._windows.popups(pid)))

    def _list_whole(self, bus: AccessibilityBus, deadline: Deadline) -> tuple[Element, ...] | None:
        found, window = self._list_elements(bus, deadline), self._active_window()
        is_silent = window is not None and window.pid is not None and bus.is_silent(window.pid)
        return None if deadline.gave_way or is_silent else found

    def _list_elements(self, bus: AccessibilityBus, deadline: Deadline) -> tuple[Element, ...]:
        window = self._active_window()
        if window is None or window.pid is None:
            return ()
        self._foresee_whole(bus, window.id, deadline)
        pid = window.pid
        popups = [popup.box for popup in self._display(lambda: self._windows.popups(pid))]
        tops = tops_of(bus, pid, deadline)
        main = top_of(window, tops)
        shown = [
            top for top in tops if top is main or (top.box and _overlaps_most(top.box, popups))
        ]
        _grow_all(bus, shown, deadline, menus=self._may_have_menus(pid))
        seen: dict[Ref, Box] = {}
        for top in shown:
            bounds = window.box if top is main else top.box
            assert bounds is not None
            seen |= tree.visible_boxes(top, popups if top is main else [], bounds)
        nodes = [
            node
            for top in shown
            for node in top.with_all_below()
            if node.ref in seen
            and telling.is_worth_telling(node)
            and not naming.names_what_it_holds(node)
        ]
        found = describe(bus, nodes, seen, self._placement, deadline)
        drawn = [box for popup in popups if (box := self._to_frame(popup))]
        return found + untold_popups(drawn, found)

    def _foresee_whole(self, bus: AccessibilityBus, window: int, deadline: Deadline) -> None:
        """Most is as it was when all of the window was told before, so all is asked in one go, and
        not layer by layer. But what stands in a field, which may be a password's by now."""
        known, asked = self._whole
        if known == window:
            bus.foresee_again([one for one in asked if not one.is_content], deadline)
        self._whole = window, bus.note()


def _url_of(bus: AccessibilityBus, page: Ref, deadline: Deadline) -> str:
    """Firefox tells it by the first name, Chromium and WebKit by the second."""
    names = ("DocURL", "URI")
    asked = [Question(page, DOCUMENT, "GetAttributeValue", "s", (name,)) for name in names]
    return next((str(url) for url in bus.ask(asked, deadline) if url), "")


def _overlaps_most(box: Box, others: Iterable[Box]) -> bool:
    return any(box.iou(other) > 0.5 for other in others)


def _grow_all(
    bus: AccessibilityBus, tops: Sequence[Node], deadline: Deadline, *, menus: bool = True
) -> None:
    """menus: whether any of a menu bar's may be open."""
    layers = tree.grow(bus, tops, deadline, _MOST_ELEMENTS, menus=menus)
    count = sum(len(layer) for layer in layers)
    if deadline.is_over or count >= _MOST_ELEMENTS:
        log.debug("tree is cut off", extra={"nodes": count})
