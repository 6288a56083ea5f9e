"""The last few pictures of the desktop, kept current by a thread of their own.

A picture counts as taken *before* an event only if it was complete `_GUARD_NS` before the event's
time. A program needs the event to draw its effect, so no such picture can show it; the guard
covers a listener that notes an event a little after the server passed it on. A change is grabbed
when it is signalled, so within `_EVERY_S` the newest picture is what is on the screen; while
nothing changes none is taken, and the last one, however old, is still what is there. If a change
was signalled and not yet grabbed when an event comes, the older picture is given: the newer one
might show the effect.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tracker.desktop.protocols import Camera, ChangeCamera, Glimpse
from tracker.errors import Unavailable
from tracker.film import Film, Patch, pack
from tracker.frames import Frame
from tracker.geometry import Box

_GUARD_NS: Final = 20_000_000
_EVERY_S: Final = 0.05
_GATHER_S: Final = 0.04
"""What is drawn for one reason is drawn in several strokes: they are looked at together."""
QUIET_S: Final = 0.25
"""A picture that stands still for so long has settled; a caret blinks more slowly."""
_FRAMES: Final = 10
_KEPT_DENSE: Final = 4
_FEWEST: Final = 6
_MOST_BYTES: Final = 12_000_000
_SPAN_NS: Final = 3_000_000_000
_FIRST_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Settled:
    """A frame that stood still from its own time until `seen_ns`."""

    frame: Frame
    seen_ns: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What was known of the screen when an event came. settled: the last rest before it."""

    before: Frame
    settled: Settled | None


class Ring:
    """Thread-safe. All times are on the clock `now_ns`, which counts from `zero_ns`.

    failed: called once, on the ring's thread, if the camera fails.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        zero_ns: int,
        now_ns: Callable[[], int],
        failed: Callable[[Exception], None],
    ) -> None:
        self._camera = camera
        self._changes = camera if isinstance(camera, ChangeCamera) else None
        self._zero_ns = zero_ns
        self._now_ns = now_ns
        self._failed = failed
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._frames: deque[Frame] = deque()
        self._film: Film | None = None
        self._settled: Settled | None = None
        self._has_frame = threading.Event()
        self._running = threading.Event()
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="ring", daemon=True)

    def start(self) -> None:
        """Returns with the first picture taken. Raises what the camera raises."""
        self._running.set()
        self._thread.start()
        self._await_frame()

    def pause(self) -> None:
        """No pictures from here on, and none kept; a look that has begun is waited for."""
        self._running.clear()
        with self._looking, self._lock:
            self._frames.clear()
            self._film = self._settled = None
            self._has_frame.clear()

    def resume(self) -> None:
        """Returns with a new picture taken. Raises what the camera raises."""
        self._running.set()
        self._await_frame()

    def stop(self) -> None:
        self._stopped.set()
        self._running.set()
        if self._thread.is_alive():
            self._thread.join()

    def sight(self, t_ns: int) -> Sight | None:
        """What to know of the screen before an event at that time; None if no picture is so old."""
        with self._lock:
            before = self._last_until(t_ns - _GUARD_NS) or self._last_until(t_ns)
            return Sight(before, self._settled) if before else None

    @property
    def settled(self) -> Settled | None:
        """The last time that the screen was at rest."""
        with self._lock:
            return self._settled

    def _last_until(self, t_ns: int) -> Frame | None:
        return next((frame for frame in reversed(self._frames) if frame.t_ns <= t_ns), None)

    def _await_frame(self) -> None:
        if not self._has_frame.wait(_FIRST_S):
            raise Unavailable(
                f"The screen gave no picture in {_FIRST_S:g} s.", hint="Run `journeyman doctor`."
            )
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        due_s = 0.0
        try:
            while not self._stopped.is_set():
                self._running.wait()
                is_first = not self._has_frame.is_set()
                if is_first or self._camera.wait_for_change(QUIET_S):
                    if not is_first:
                        time.sleep(max(_GATHER_S, due_s - time.monotonic()))
                    with self._looking:
                        if not self._running.is_set():
                            continue
                        self._take()
                    due_s = time.monotonic() + _EVERY_S
                else:
                    self._rest()
        except Exception as error:  # a thread's edge
            self._failure = error
            self._has_frame.set()
            self._failed(error)

    def _take(self) -> None:
        if self._changes is not None:
            if self._film is None:
                self._changes.look_anew()
            glimpse = self._changes.glimpse()
        else:
            frame = self._camera.grab()
            whole = Patch(Box(0, 0, *frame.size), pack(frame.pixels))
            glimpse = Glimpse(frame.size, (whole,), frame.t_ns, frame.placement)
        with self._lock:
            if self._running.is_set():  # else paused while it was taken
                self._add(glimpse)

    def _add(self, glimpse: Glimpse) -> None:
        last = self._frames[-1] if self._frames else None
        film = self._film
        if (
            film is None
            or last is None
            or film.size != glimpse.size
            or last.placement != glimpse.placement
        ):
            film = self._film = _begin(glimpse)
        elif not film.put(glimpse.patches):
            return  # it was drawn as it was
        frame = Frame(
            render=film.expose(),
            size=film.size,
            t_ns=glimpse.t_ns - self._zero_ns,
            placement=glimpse.placement,
        )
        self._frames.append(frame)
        self._thin(frame.t_ns)
        self._has_frame.set()

    def _thin(self, now_ns: int) -> None:
        """Few pictures, the newest close together, and always one from `_SPAN_NS` ago: an event
        that is heard late must still find a picture from before it."""
        while len(self._frames) > 1 and self._frames[1].t_ns < now_ns - _SPAN_NS:
            self._frames.popleft()
        count = len(self._frames)
        if count <= _FEWEST or (count <= _FRAMES and self._is_light()):
            return
        times = [frame.t_ns for frame in self._frames]
        inner = range(1, len(times) - _KEPT_DENSE)
        least = min(inner, key=lambda n: times[n + 1] - times[n - 1])
        del self._frames[least]

    def _is_light(self) -> bool:
        """A film or a game changes so much that ten pictures of it would take a lot of memory."""
        return self._film is None or self._film.undo_bytes <= _MOST_BYTES

    def _rest(self) -> None:
        with self._lock:
            if self._frames:
                self._settled = Settled(self._frames[-1], self._now_ns())


def _begin(glimpse: Glimpse) -> Film:
    (whole,) = glimpse.patches
    return Film(whole.pixels)
