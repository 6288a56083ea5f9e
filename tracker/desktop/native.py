"""The Inspector of systems whose own trees are read element by element: Windows and macOS.

A `Source` gives what the system tells, in its own words, and a table translates these; here they
become elements, windows and paths. All questions go to one thread, since both systems tie what
they hand out to one, and each is waited for only so long: a program that hangs gives None or ().
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from tracker.desktop.atspi_names import CLIPPING, CONCEALED, LAYOUT, PRESSABLE
from tracker.desktop.protocols import Inspector
from tracker.desktop.uninspected import Uninspected
from tracker.errors import JourneymanError, Unavailable
from tracker.geometry import Box, Placement, ScreenPoint
from tracker.redact import UNKNOWN_PAGE
from tracker.trajectory import Element, Window

_ELEMENTS_S: Final = 2.0
_POINT_S: Final = 1.0
_MOST_ELEMENTS: Final = 3000
_DEEPEST: Final = 100
_PARTS: Final = frozenset({"label", "static", "icon", "image", *LAYOUT})
"""What a button or a menu item is made of: the whole is what a person points at."""

T = TypeVar("T")
Node = TypeVar("Node")

Properties = Mapping[str, object]
"""What a node tells, by the system's own names; what it does not have is not there."""


@dataclass(frozen=True, slots=True)
class Extents:
    """In the system's units, as its input calls take them."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Told:
    """A node in AT-SPI's words. pid: 0 if unknown. url: of a page. closed: nothing below shows."""

    role: str
    name: str = ""
    description: str = ""
    value: str = ""
    states: tuple[str, ...] = ()
    extents: Extents | None = None
    pid: int = 0
    url: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class TopLevel:
    """A window of any program. extents: with its frame."""

    title: str
    app: str
    pid: int
    extents: Extents


class Source(Protocol[Node]):
    """What the system itself is asked. Used by one thread; nodes can be compared and hashed."""

    def active(self) -> Node | None:
        """The window that keys go to."""
        ...

    def beside(self, window: Node) -> Sequence[Node]:
        """What belongs to the active window and lies outside of it: pop-ups, a menu bar."""
        ...

    def at(self, at: ScreenPoint) -> Node | None: ...

    def focused(self) -> Node | None: ...

    def parent(self, node: Node) -> Node | None:
        """None for a window, a pop-up and a menu bar."""
        ...

    def children(self, node: Node) -> Sequence[Node]: ...

    def properties(self, node: Node) -> Properties:
        """Never the value of a password field."""
        ...

    def app(self, pid: int) -> str:
        """The program's name, "" if unknown."""
        ...

    def windows(self) -> Sequence[TopLevel]:
        """All that show, bottom to top."""
        ...

    def close(self) -> None: ...


class NativeInspector(Generic[Node]):
    """Satisfies `Inspector` and `WindowsInspector`."""

    def __init__(
        self,
        open_source: Callable[[], Source[Node]],
        translate: Callable[[Properties], Told],
        placement: Callable[[], Placement] = Placement,
    ) -> None:
        """placement: of the frames whose pixels boxes are to count. Raises what opening raises."""
        self._translate = translate
        self._placement = placement
        self._thread = ThreadPoolExecutor(1, "inspector")
        self._closed = threading.Event()
        try:
            self._source = self._thread.submit(open_source).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def window(self) -> Window | None:
        return self._ask(self._find_window, None, _POINT_S)

    def windows(self) -> tuple[Window, ...]:
        return self._ask(self._find_windows, (), _POINT_S)

    def page_url(self) -> str:
        return self._ask(self._find_url, UNKNOWN_PAGE, _ELEMENTS_S)

    def element_at(self, at: ScreenPoint) -> Element | None:
        return self._ask(lambda: self._find(self._source.at(at), is_place=True), None, _POINT_S)

    def focused(self) -> Element | None:
        return self._ask(lambda: self._find(self._source.focused()), None, _POINT_S)

    def elements(self) -> tuple[Element, ...]:
        return self._ask(self._list, (), _ELEMENTS_S)

    def close(self) -> None:
        """Does not wait for a program that hangs."""
        if not self._closed.is_set():
            self._closed.set()
            self._thread.submit(self._source.close)
            self._thread.shutdown(wait=False)

    def _ask(self, question: Callable[[], T], unknown: T, within_s: float) -> T:
        """Raises what says that the system does not let us ask."""
        if self._closed.is_set():
            return unknown
        asked = self._thread.submit(question)
        try:
            return asked.result(within_s)
        except NotInTimeError:
            asked.cancel()
            return unknown
        except JourneymanError:
            raise
        except (OSError, ValueError):  # the element went away while it was read
            return unknown

    def _tell(self, node: Node) -> Told:
        return self._translate(self._source.properties(node))

    def _find_window(self) -> Window | None:
        node = self._source.active()
        if node is None:
            return None
        told = self._tell(node)
        return Window(told.name, self._source.app(told.pid), told.pid or None, self._box(told))

    def _find_windows(self) -> tuple[Window, ...]:
        return tuple(
            Window(one.title, one.app, one.pid, self._to_frame(one.extents))
            for one in self._source.windows()
        )

    def _find_url(self) -> str:
        """Of the outermost page; a page inside of it is a part of it."""
        window = self._source.active()
        if window is None:
            return ""
        layer = [window]
        for _ in range(_DEEPEST):
            told = [(node, self._tell(node)) for node in layer]
            pages = [one for _, one in told if one.role == "document web"]
            if pages:
                return pages[0].url or UNKNOWN_PAGE
            layer = [child for node, _ in told for child in self._source.children(node)]
        return ""

    def _find(self, node: Node | None, *, is_place: bool = False) -> Element | None:
        if node is None:
            return None
        chain: list[Told] = []
        while node is not None and len(chain) < _DEEPEST:
            chain.insert(0, self._tell(node))
            node = self._source.parent(node)
        concealed = [place for place, told in enumerate(chain) if told.role == CONCEALED]
        if concealed:
            chain = chain[: concealed[0] + 1]
        if is_place:
            chain = _pointed_at(chain)
        return self._element(chain)

    def _list(self) -> tuple[Element, ...]:
        window = self._source.active()
        if window is None:
            return ()
        found: list[Element] = []
        for top in (window, *self._source.beside(window)):
            for chain in self._walk(top, []):
                if len(found) >= _MOST_ELEMENTS:
                    return tuple(found)
                element = self._element(chain) if _is_worth_telling(chain[-1]) else None
                if element is not None:
                    found.append(element)
        return tuple(found)

    def _walk(self, node: Node, outer: list[Told]) -> Iterator[list[Told]]:
        """Each that shows, after what encloses it."""
        told = self._tell(node)
        if "showing" not in told.states or len(outer) >= _DEEPEST:
            return
        chain = [*outer, told]
        yield chain
        if told.role != CONCEALED and not told.closed:
            for child in self._source.children(node):
                yield from self._walk(child, chain)

    def _element(self, chain: Sequence[Told]) -> Element | None:
        """None where nothing of it can be seen."""
        told = chain[-1]
        box = self._box(told)
        for outer in chain[:-1]:
            bounds = self._box(outer) if outer.role in CLIPPING else None
            if box is not None and bounds is not None:
                box = box.intersection(bounds)
        if box is None:
            return None
        return Element(
            role=told.role,
            name=told.name,
            box=box,
            value=told.value,
            states=told.states,
            description=told.description,
            path=tuple(
                f"{outer.role} {outer.name}".strip()
                for outer in chain[:-1]
                if _is_worth_telling(outer)
            ),
        )

    def _box(self, told: Told) -> Box | None:
        return None if told.extents is None else self._to_frame(told.extents)

    def _to_frame(self, extents: Extents) -> Box | None:
        left, top = round(extents.left), round(extents.top)
        right, bottom = round(extents.left + extents.width), round(extents.top + extents.height)
        return self._placement().box_to_frame(left, top, right - left, bottom - top)


def open_native(
    open_source: Callable[[], Source[Node]],
    translate: Callable[[Properties], Told],
    placement: Callable[[], Placement],
) -> Inspector:
    """One that says why at each question, where the system does not let us read elements: what is
    done can be recorded all the same."""
    try:
        return NativeInspector(open_source, translate, placement)
    except Unavailable as error:
        return Uninspected(error)


def _is_worth_telling(told: Told) -> bool:
    return told.role not in LAYOUT or bool(told.name or told.description)


def _pointed_at(chain: list[Told]) -> list[Told]:
    """Up to what a person would say that it is: the button, not the text on it."""
    for place in range(len(chain) - 1, 0, -1):
        if chain[place].role in PRESSABLE | {"menu"}:
            return chain[: place + 1]
        if chain[place].role not in _PARTS:
            break
    return chain
