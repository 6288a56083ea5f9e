"""A desktop made of values, for tests of what stands on top of one.

It keeps to the same contract as the real ones and holds no thread: a listener calls its sink from
whoever emits.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tracker.desktop.protocols import Desktop, TextChange
from tracker.events import RawEvent
from tracker.frames import Frame
from tracker.geometry import Placement, ScreenPoint
from tracker.trajectory import Element, Window


class FakeCamera:
    """Shows what `show` was given last, or a sequence of frames, one more at each grab.

    The last frame of the sequence stays.
    """

    def __init__(
        self, frames: Iterable[Frame] = (), *, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        """frames: [] shows a black picture of 64x48. clock: gives each grab its `t_ns`."""
        self._frames = list(frames) or [Frame(pixels=np.zeros((48, 64, 3), dtype=np.uint8))]
        self._clock = clock
        self._shown = threading.Condition()
        self._is_changed = True
        self.is_closed = False

    def show(self, frame: Frame, *more: Frame) -> None:
        """From any thread: these follow, in place of any that were still to come."""
        with self._shown:
            self._frames = [frame, *more]
            self._is_changed = True
            self._shown.notify_all()

    def grab(self) -> Frame:
        with self._shown:
            frame = self._frames[0]
            if len(self._frames) > 1:
                del self._frames[0]
            self._is_changed = self._frames[0] is not frame
            return Frame(pixels=frame.pixels, t_ns=self._clock(), placement=frame.placement)

    def wait_for_change(self, timeout_s: float) -> bool:
        with self._shown:
            return self._shown.wait_for(lambda: self._is_changed, timeout_s)

    def close(self) -> None:
        self.is_closed = True


class FakeListener:
    """Passes on what `emit` is given between `start` and `stop`."""

    def __init__(self) -> None:
        self._sink: Callable[[RawEvent], None] | None = None
        self._lock = threading.RLock()
        self._failure: Exception | None = None

    def emit(self, *events: RawEvent) -> None:
        """Events that nobody listens to are lost, as on a real desktop."""
        for event in events:
            with self._lock:
                if self._sink is None or self._failure is not None:
                    return
                try:
                    self._sink(event)
                except Exception as error:
                    self._failure = error

    def fail(self, failure: Exception) -> None:
        """As if the display had gone away."""
        self._failure = failure

    def start(self, sink: Callable[[RawEvent], None]) -> None:
        if self._sink is not None:
            raise RuntimeError("the listener has been started already")
        self._failure = None
        self._sink = sink

    def stop(self) -> None:
        with self._lock:
            self._sink = None

    @property
    def failure(self) -> Exception | None:
        return self._failure


class FakeInspector:
    """Answers from a window and elements that a test sets; `broken` is raised in their place."""

    def __init__(
        self,
        window: Window | None = None,
        elements: Sequence[Element] = (),
        *,
        focus: Element | None = None,
        placement: Placement = Placement(),
    ) -> None:
        """placement: of the frame whose pixels the elements' boxes count."""
        self.active = window
        self.showing = tuple(elements)
        self.focus = focus
        self.placement = placement
        self.broken: Exception | None = None
        self.others: tuple[Window, ...] = ()
        self.url = ""
        self.came: list[TextChange] | None = None
        self.hears_texts = False
        self.is_closed = False

    def windows(self) -> tuple[Window, ...]:
        self._break()
        return (*self.others, self.active) if self.active else self.others

    def page_url(self) -> str:
        self._break()
        return self.url

    def window(self) -> Window | None:
        self._break()
        return self.active

    def element_at(self, at: ScreenPoint) -> Element | None:
        """The smallest that contains the place; of equal ones the later, which lies on top."""
        self._break()
        point = self.placement.to_frame(at)
        hit = [element for element in self.showing if element.box.contains(point)]
        return min(reversed(hit), key=lambda element: element.box.area, default=None)

    def focused(self) -> Element | None:
        self._break()
        return self.focus

    def hear_texts(self, *, on: bool) -> None:
        self.hears_texts = on

    def changes(self, field: Element, since_ns: int) -> tuple[TextChange, ...] | None:
        if self.came is None:
            return None
        return tuple(change for change in self.came if change.t_ns >= since_ns)

    def elements(self) -> tuple[Element, ...]:
        self._break()
        return self.showing

    def close(self) -> None:
        self.is_closed = True

    def _break(self) -> None:
        if self.broken is not None:
            raise self.broken


def fake_desktop(
    frames: Iterable[Frame] = (),
    window: Window | None = None,
    elements: Sequence[Element] = (),
    *,
    focus: Element | None = None,
    clock: Callable[[], int] = time.monotonic_ns,
) -> Desktop:
    """Its parts are `FakeCamera`, `FakeListener` and `FakeInspector`; make them yourself to
    keep hold of them."""
    return Desktop(
        "fake",
        FakeCamera(frames, clock=clock),
        FakeListener(),
        FakeInspector(window, elements, focus=focus),
    )
