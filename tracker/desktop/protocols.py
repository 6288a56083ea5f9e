"""What a desktop offers to those who watch it. Every system's module and the fake keep to this.

Opening one raises `Unavailable` where the system cannot do it; nothing is ever silently skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tracker.events import RawEvent
from tracker.film import Patch
from tracker.frames import Frame
from tracker.geometry import Placement, ScreenPoint
from tracker.trajectory import Element, Monitor, Window


class Camera(Protocol):
    """Pictures of the whole desktop. One thread uses it at a time."""

    def grab(self) -> Frame:
        """The desktop now; `t_ns` is `time.monotonic_ns()` when the picture was complete."""
        ...

    def wait_for_change(self, timeout_s: float) -> bool:
        """Whether the picture may have changed since the last grab; returns at once when it has."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Parts of the desktop as they are at `t_ns`: all that may have changed since the last one.

    size: of the whole, px. A single patch of that size where all of it may have. The patches are
    valid until the camera is used again.
    """

    size: tuple[int, int]
    patches: tuple[Patch, ...]
    t_ns: int
    placement: Placement = Placement()


@runtime_checkable
class ChangeCamera(Protocol):
    """A camera that can look at what changed and nothing else."""

    def glimpse(self) -> Glimpse:
        """The first one after a start, a resize or `look_anew` is of everything."""
        ...

    def look_anew(self) -> None: ...


class Listener(Protocol):
    """Every input event, from any window. Calls the sink on a thread of its own, in order."""

    def start(self, sink: Callable[[RawEvent], None]) -> None:
        """Returns when events are being heard. The sink must be quick and must not raise."""
        ...

    def stop(self) -> None:
        """Returns when the sink will not be called again."""
        ...

    @property
    def failure(self) -> Exception | None:
        """Why events stopped coming, if they did while it was running."""
        ...


class Inspector(Protocol):
    """The accessibility tree and the windows. Thread-safe; each call has its own time limit."""

    def window(self) -> Window | None:
        """The active window; None where there is none."""
        ...

    def element_at(self, at: ScreenPoint) -> Element | None:
        """The innermost element under a desktop place; None where the program tells nothing."""
        ...

    def focused(self) -> Element | None:
        """The element that keys go to."""
        ...

    def elements(self) -> tuple[Element, ...]:
        """What is showing in the active window and its pop-ups, in tree order; () if unknown."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class FocusInspector(Protocol):
    """An inspector that is told when the focus moves."""

    def focus_mark(self) -> object | None:
        """Another value whenever it may have moved; None where programs do not tell."""
        ...

    def focus_moves(self) -> int | None:
        """How often programs told that it moved; None where they do not. For any thread, and it
        does not wait for a question that another one asks meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class TextChange:
    """What a field told of: `text` came in at `at`, or `removed` characters from there on went.

    at: characters. t_ns: `time.monotonic_ns()` when it was heard.
    """

    t_ns: int
    at: int
    removed: int
    text: str


@runtime_checkable
class TypingInspector(Protocol):
    """An inspector that hears what comes into fields, where an input method may write there."""

    def hear_texts(self, *, on: bool) -> None:
        """Begin, if an input method runs; or end, and forget all that was heard."""
        ...

    def changes(self, field: Element, since_ns: int) -> tuple[TextChange, ...] | None:
        """Of a field that `focused` gave, in order; None where nothing is heard of it."""
        ...


@runtime_checkable
class SurveyInspector(Protocol):
    """An inspector that can leave off looking at a whole window, which takes long."""

    def survey(self, gives_way: Callable[[], bool]) -> tuple[Element, ...] | None:
        """As `elements`; None where it gave way, or where the program fell silent meanwhile."""
        ...


@runtime_checkable
class WindowsInspector(Protocol):
    """An inspector that knows of more than the active window's elements."""

    def windows(self) -> tuple[Window, ...]:
        """All that show, bottom to top; their boxes with the manager's frames."""
        ...

    def page_url(self) -> str:
        """Of the page that the active window shows; "" where it shows none, or does not tell.

        `redact.UNKNOWN_PAGE` where it shows one, but which cannot be told now.
        """
        ...


class Monitors(Protocol):
    """How the desktop is parted. One thread uses it at a time."""

    def all(self) -> tuple[Monitor, ...]:
        """As they are now; () where the system does not tell."""
        ...

    def close(self) -> None: ...


class NoMonitors:
    def all(self) -> tuple[Monitor, ...]:
        return ()

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Desktop:
    """One desktop's watchers. name: "x11", "fake", ..."""

    name: str
    camera: Camera
    listener: Listener
    inspector: Inspector
    monitors: Monitors = NoMonitors()

    def close(self) -> None:
        self.listener.stop()
        self.camera.close()
        self.inspector.close()
        self.monitors.close()
