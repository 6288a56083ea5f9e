"""A person's work on the desktop, recorded as it happens.

Listener -> bounded queue -> writer -> store, with a ring of pictures and lookups of elements
beside it. Nothing here waits while the person works. What cannot be kept is counted, and a part
that fails stops the recording with what was written so far; it is never swallowed.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import wait as await_futures
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeVar

from tracker import codec
from tracker.desktop.protocols import Desktop
from tracker.ear import Ear
from tracker.errors import JourneymanError, Refused
from tracker.events import ButtonPressed, KeyPressed, PointerMoved, RawEvent, WheelTurned
from tracker.footprint import tread_lightly
from tracker.inbox import Inbox
from tracker.lookup import Lookups
from tracker.redact import Policy
from tracker.ring import Ring
from tracker.scribe import Heard, Scribe
from tracker.store import Store
from tracker.trajectory import Ending, Lineage, Monitor, Origin
from tracker.typed_texts import TypedTexts

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_TICK_S: Final = 0.1
_TICK_NS: Final = 50_000_000
_DOZES_NS: Final = 3_000_000_000
"""When nothing was done for so long, the writer looks about more rarely, until something is."""
_LAST_RESULT_S: Final = 1.2
_LATENESSES: Final = 10_000
"""Of so many presses it is remembered how long they took to be heard and given their picture."""


class State(StrEnum):
    IDLE = "idle"
    RECORDING = "recording"
    PAUSED = "paused"
    PRIVATE = "private"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recorded:
    """dropped: events that could not be kept. failure: why the recording ended early, if it did.

    grab_p99_ms: 99 of 100 presses had their picture so soon after they happened.
    """

    id: int
    steps: int
    events: int
    dropped: int
    failure: Exception | None = None
    grab_p99_ms: float | None = field(default=None, compare=False)


class Recorder:
    """One recording at a time. Its methods are for one thread; the properties for any.

    on_change: called after each change of `state` and when the stop keys are pressed, on whatever
    thread that happens; it must be quick. stop_chord: keys that end `wait`; pause_chord: keys that
    pause, and resume when pressed again. They are no steps.
    The desktop and the store belong to the caller and outlive the recorder.
    """

    def __init__(
        self,
        desktop: Desktop,
        store: Store,
        *,
        policy: Policy = Policy(),
        now_ns: Callable[[], int] = time.monotonic_ns,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        stop_chord: tuple[str, ...] | None = ("ctrl", "alt", "escape"),
        pause_chord: tuple[str, ...] | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._desktop = desktop
        self._store = store
        self._policy = policy
        self._clock = now_ns
        self._utc_now = utc_now
        self._stop_chord = stop_chord
        self._pause_chord = pause_chord
        self._on_change = on_change
        self._state = State.IDLE
        self._failure: Exception | None = None
        self._id = 0
        self._lock = threading.Lock()
        self._over = threading.Event()

    @property
    def state(self) -> State:
        return self._state

    @property
    def id(self) -> int:
        """The trajectory that is or was recorded last."""
        return self._id

    @property
    def failure(self) -> Exception | None:
        """Why the recording ended by itself. What was written until then is kept."""
        return self._failure

    def start(self, task: str = "", detail: str = "") -> int:
        """The new trajectory's id. Returns when everything that follows is recorded.

        detail: what the trajectory's lineage shall say beyond its origin.
        Raises Refused while a recording is going on, and what camera, listener and store raise.
        """
        if self._state is not State.IDLE:
            raise Refused("A recording is going on.", hint="Stop it first.")
        self._failure = None
        self._over.clear()
        self._id = 0
        self._late_ns: deque[int] = deque(maxlen=_LATENESSES)
        self._zero_ns = self._clock()
        self._inbox = Inbox()
        self._ticked_ns = self._heard_ns = 0
        self._ring = Ring(
            self._desktop.camera, zero_ns=self._zero_ns, now_ns=self._now, failed=self._fail
        )
        self._lookups = Lookups(
            self._desktop.inspector, self._now, urls=bool(self._policy.excluded_urls)
        )
        self._ear = Ear(self._lookups.ask, self._stop_chord, self._pause_chord)
        self._texts = TypedTexts(self._desktop.inspector, self._zero_ns)
        self._is_deaf = False
        try:
            codec.prepare()
            tread_lightly()
            self._ring.start()
            self._lookups.start()
            self._texts.hear(on=True)
            self._state = State.RECORDING
            self._since_ns = self._now()
            self._desktop.listener.start(self._hear)
            self._id = self._store.begin(
                task, self._utc_now(), Lineage(Origin.RECORDED, detail=detail)
            )
        except BaseException:
            self._state = State.IDLE
            self._end_watching()
            raise
        ask, changes = self._lookups.ask, self._texts.changes
        self._scribe = Scribe(self._store, self._id, self._policy, ask, changes, self._monitors)
        self._is_ending = False
        self._writer = threading.Thread(target=self._write, name="recorder", daemon=True)
        self._writer.start()
        log.info("recording started", extra={"trajectory": self._id})
        self._on_change()
        return self._id

    def pause(self) -> None:
        """Nothing is heard or seen until `resume`. Nothing to do unless recording."""
        if self._become(State.PAUSED, only_from=State.RECORDING):
            self._order(self._rest)

    def resume(self) -> None:
        """After a pause. Private time does not end by it."""
        if self._state is State.PAUSED:
            self._see_again(State.PAUSED)

    def begin_private(self) -> None:
        """Not even the keys are listened to, those that stop or resume among them, and nothing is
        looked at or looked up, until `end_private`."""
        live, paused = State.RECORDING, State.PAUSED
        if any(self._become(State.PRIVATE, only_from=state) for state in (live, paused)):
            self._desktop.listener.stop()
            self._order(self._rest)

    def end_private(self) -> None:
        """Raises what listener and camera raise."""
        if self._state is State.PRIVATE:
            self._ear = Ear(self._lookups.ask, self._stop_chord, self._pause_chord)
            self._desktop.listener.start(self._hear)
            self._see_again(State.PRIVATE)

    def forget(self, seconds: float) -> int:
        """Takes back what was recorded in the last `seconds`; gives the number of steps."""
        if self._state not in (State.RECORDING, State.PAUSED, State.PRIVATE):
            raise Refused("Nothing is being recorded.", hint="Start a recording first.")
        since_ns = self._now() - round(seconds * 1e9)
        return self._order(lambda: self._scribe.forget(since_ns))

    def ask_to_stop(self) -> None:
        """As the stop keys do: `wait` ends, and what is done from now on is not heard."""
        self._is_deaf = True
        self._over.set()
        self._on_change()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Until the stop keys are pressed or the recording fails; whether that is so."""
        return self._over.wait(timeout_s)

    def stop(
        self, outcome: Ending = Ending.FINISHED, task: str | None = None, note: str = ""
    ) -> Recorded:
        """End it. task: a better name for it. After a failure this still says what was kept."""
        if self._state is State.IDLE:
            raise Refused("Nothing is being recorded.", hint="Start a recording first.")
        self._desktop.listener.stop()
        if self._state is not State.FAILED:
            is_live = self._state is State.RECORDING and outcome is not Ending.DISCARDED
            self._order_quietly(lambda: self._finish(is_live=is_live))
        self._is_ending = True
        self._inbox.wake()
        self._writer.join()
        self._end_watching()
        dropped = self._inbox.dropped + len(self._inbox.left())
        try:
            self._store.finish(self._id, outcome, note=note, task=task)
        except JourneymanError as error:
            self._failure = self._failure or error
        recorded = Recorded(
            self._id,
            self._scribe.steps,
            self._scribe.events,
            dropped + self._scribe.lost,
            self._failure,
            _p99_ms(self._late_ns),
        )
        log.info("recording stopped", extra={"trajectory": self._id, "steps": recorded.steps})
        self._state = State.IDLE
        self._over.set()
        self._on_change()
        return recorded

    def _toggle(self) -> None:
        """Pause or resume, from the listener's thread: at once, the rest on the writer's."""
        if self._become(State.PAUSED, only_from=State.RECORDING):
            self._inbox.order(self._rest)
        elif self._state is State.PAUSED:
            self._inbox.order(self.resume)

    def _rest(self) -> None:
        """On the writer's thread. What was done has no other result than those seen so far."""
        self._ring.pause()
        self._scribe.split()
        self._scribe.close()
        self._texts.hear(on=False)
        self._on_change()

    def _see_again(self, after: State) -> None:
        self._ring.resume()
        self._texts.hear(on=True)
        self._since_ns = self._now()
        if self._become(State.RECORDING, only_from=after):
            self._on_change()

    def _now(self) -> int:
        return self._clock() - self._zero_ns

    def _monitors(self) -> tuple[Monitor, ...]:
        """None once the display is gone: what was done on it until then is kept."""
        try:
            return self._desktop.monitors.all()
        except JourneymanError:
            return ()

    def _become(self, state: State, *, only_from: State | None = None) -> bool:
        with self._lock:
            if only_from is not None and self._state is not only_from:
                return False
            self._state = state
            return True

    def _hear(self, raw: RawEvent) -> None:
        """On the listener's thread, for every event: it only takes notes."""
        if isinstance(raw, PointerMoved):  # most of them
            self._see_move(raw)
            return
        if self._ear.is_stop(raw):
            self.ask_to_stop()
            return
        if self._ear.is_pause(raw):
            self._toggle()
            return
        t_ns = raw.t_ns - self._zero_ns
        if self._is_deaf or self._state is not State.RECORDING or t_ns < self._since_ns:
            return
        event = replace(raw, t_ns=t_ns)
        question = self._ear.question(event)
        needs_sight = isinstance(event, ButtonPressed | WheelTurned | KeyPressed)
        heard = Heard(event, self._ring.sight(t_ns) if needs_sight else None, question)
        if isinstance(event, ButtonPressed | KeyPressed):
            self._late_ns.append(self._now() - t_ns)
        self._inbox.put(heard)

    def _see_move(self, raw: PointerMoved) -> None:
        t_ns = raw.t_ns - self._zero_ns
        if not self._is_deaf and self._state is State.RECORDING and t_ns >= self._since_ns:
            self._inbox.put(Heard(PointerMoved(t_ns, raw.at, raw.synthetic)))

    def _write(self) -> None:
        try:
            while not self._is_ending and self._state is not State.FAILED:
                self._write_next()
            if self._state is State.FAILED:
                self._save_what_was_heard()
        except Exception as error:  # a thread's edge: a full disk, or a bug
            self._fail(error)

    def _write_next(self) -> None:
        item = self._inbox.next(dozes=self._now() - self._heard_ns > _DOZES_NS)
        if isinstance(item, tuple):
            self._hear_all(item)
        else:
            item()
        now_ns = self._now()
        if now_ns - self._ticked_ns > _TICK_NS:
            self._ticked_ns = now_ns
            is_idle = self._inbox.is_empty and self._state is State.RECORDING
            self._scribe.tick(now_ns, self._ring.settled, is_idle=is_idle)
        failure = self._desktop.listener.failure
        if failure is not None:
            self._fail(failure)

    def _hear_all(self, several: Iterable[Heard]) -> None:
        for heard in several:
            self._scribe.hear(heard)
            self._heard_ns = heard.event.t_ns

    def _save_what_was_heard(self) -> None:
        self._hear_all(self._inbox.left())
        self._scribe.split()
        self._scribe.close()

    def _finish(self, *, is_live: bool) -> None:
        """The last action is given the time to show its result."""
        self._scribe.split()
        deadline = time.monotonic() + (_LAST_RESULT_S if is_live else 0)
        while not self._scribe.is_settled(self._ring.settled) and time.monotonic() < deadline:
            time.sleep(_TICK_S / 2)
        self._scribe.close()
        if is_live:
            self._scribe.see_end(self._now())

    def _order(self, work: Callable[[], _T]) -> _T:
        """Have the writer do something between two events, and wait for it.

        Raises what the work raises; Refused if the recording is over.
        """
        done: Future[_T] = Future()

        def carry_out() -> None:
            try:
                done.set_result(work())
            except BaseException as error:
                done.set_exception(error)
                raise

        self._inbox.order(carry_out)
        while not done.done():
            if not self._writer.is_alive():
                raise self._failure or Refused("The recording is over.", hint="Start another one.")
            await_futures([done], timeout=_TICK_S)
        return done.result()

    def _order_quietly(self, work: Callable[[], None]) -> None:
        """What goes wrong is in `failure`."""
        try:
            self._order(work)
        except JourneymanError as error:
            self._failure = self._failure or error

    def _fail(self, error: Exception) -> None:
        with self._lock:
            if self._failure is not None or self._state is State.IDLE:
                return
            self._failure = error
            self._state = State.FAILED
        log.error("recording failed", extra={"trajectory": self._id, "error": type(error).__name__})
        self._over.set()
        self._on_change()

    def _end_watching(self) -> None:
        self._desktop.listener.stop()
        self._texts.hear(on=False)
        self._ring.stop()
        self._lookups.stop()


def _p99_ms(times_ns: Iterable[int]) -> float | None:
    ordered = sorted(times_ns)
    return round(ordered[int(0.99 * (len(ordered) - 1))] / 1e6, 2) if ordered else None
