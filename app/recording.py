"""One recording from the tray: its orders are carried out in turn, on a thread of its own.

The person reaches the tray by clicks on the very desktop that is being recorded. Those are no
part of the job: whatever came since the press that opened our menu is taken back.
"""

import logging
import queue
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from app.door import Door
from app.orders import obey, served
from app.wiring import Wiring
from tracker.desktop.protocols import Desktop, Listener
from tracker.errors import JourneymanError
from tracker.events import Button, ButtonPressed, RawEvent
from tracker.recorder import Recorded, Recorder, State
from tracker.trajectory import Ending

log = logging.getLogger(__name__)

_MARGIN_NS = 20_000_000
"""Between reading the clock here and in the recorder; no hand types and clicks within it."""

_OPENED_WITHIN_NS = 4_000_000_000
"""A press that is older than this did not open the menu: it came up by the keyboard."""

_HEARD_WITHIN_S = 0.2
_ANSWER_S = 20.0
_PRESSES = 64


@dataclass(frozen=True, slots=True)
class Changed:
    """The recorder's state, while the recording goes on."""

    state: State


@dataclass(frozen=True, slots=True)
class Forgot:
    """How many steps the person had taken back."""

    steps: int


News = Changed | Forgot


@dataclass(frozen=True, slots=True)
class _Pause:
    pass


@dataclass(frozen=True, slots=True)
class _Resume:
    pass


@dataclass(frozen=True, slots=True)
class _Private:
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """From a terminal. reply: what it is told, or why not."""

    request: dict[str, Any]
    reply: Future[str]


@dataclass(frozen=True, slots=True)
class _Forget:
    """since_ns: monotonic."""

    since_ns: int


@dataclass(frozen=True, slots=True)
class _ForgetMenu:
    """shown_ns: when our menu came up, monotonic. is_icon: a plain click on the icon itself."""

    shown_ns: int
    is_icon: bool


@dataclass(frozen=True, slots=True)
class _Stop:
    ending: Ending


_Order = _Pause | _Resume | _Private | _Asked | _Forget | _ForgetMenu | _Stop


class Recording:
    """`run` it on a thread; the other methods are for any thread and return at once."""

    def __init__(self, wiring: Wiring, environ: Mapping[str, str], task: str = "") -> None:
        """task: what it is called until the person says more."""
        self._wiring = wiring
        self._environ = environ
        self._task = task
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()

    def pause(self) -> None:
        self._orders.put(_Pause())

    def resume(self) -> None:
        self._orders.put(_Resume())

    def private(self, is_wanted: bool) -> None:
        self._orders.put(_Private(is_wanted))

    def forget(self, seconds: float) -> None:
        self._orders.put(_Forget(time.monotonic_ns() - round(seconds * 1e9)))

    def forget_menu(self, shown_ns: int) -> None:
        """What came since the press that opened our menu. shown_ns: when it came up, monotonic."""
        self._orders.put(_ForgetMenu(shown_ns, is_icon=False))

    def forget_icon_click(self, clicked_ns: int) -> None:
        self._orders.put(_ForgetMenu(clicked_ns, is_icon=True))

    def stop(self, ending: Ending) -> None:
        self._orders.put(_Stop(ending))

    def run(self, tell: Callable[[News], None]) -> Recorded:
        """Until `stop`, the stop keys, or a failure, of which `Recorded.failure` tells.

        Raises what kept it from starting.
        """
        with ExitStack() as opened:
            desktop = opened.enter_context(self._wiring.desktop(self._environ))
            ear = _PressNoter(desktop.listener)
            recorder = self._recorder(replace(desktop, listener=ear))
            recorder.start(self._task)
            self._open_door(opened)
            if self._wiring.private.is_on:  # since it was looked at before the beginning
                recorder.begin_private()
            tell(Changed(recorder.state))
            try:
                return self._obeyed(recorder, ear, tell)
            except BaseException:
                if recorder.state is not State.IDLE:
                    recorder.stop(Ending.FAILED, note="It was cut off.")
                raise

    def _obeyed(
        self, recorder: Recorder, ear: "_PressNoter", tell: Callable[[News], None]
    ) -> Recorded:
        """Every order in its turn, until one ends the recording."""
        while True:
            order = self._orders.get()
            match order:
                case _Pause():
                    recorder.pause()
                case _Resume():
                    recorder.resume()
                case _Private(is_wanted):
                    (recorder.begin_private if is_wanted else recorder.end_private)()
                case _Asked(request, reply):
                    _answer(recorder, request, reply)
                case _Forget(since_ns):
                    tell(Forgot(_forget(recorder, since_ns)))
                case _ForgetMenu(shown_ns, is_icon):
                    pressed_ns = ear.press_before(shown_ns, prefers_right=not is_icon)
                    if pressed_ns is not None:
                        _forget(recorder, pressed_ns - _MARGIN_NS)
                case _Stop(ending):
                    return recorder.stop(ending)
            if recorder.state is not State.FAILED:
                tell(Changed(recorder.state))

    def _open_door(self, opened: ExitStack) -> None:
        """Nowhere where the system has no such sockets: the menu is there."""
        if not hasattr(socket, "AF_UNIX"):
            return

        def ask(request: dict[str, Any]) -> str:
            asked = _Asked(request, Future())
            self._orders.put(asked)
            return asked.reply.result(_ANSWER_S)

        opened.enter_context(served(Door(self._wiring.settings.runtime, ask)))

    def _recorder(self, desktop: Desktop) -> Recorder:
        def changed() -> None:
            """On a thread of the recorder's: the stop keys were pressed, or it failed."""
            if recorder.wait(0):
                self._orders.put(_Stop(Ending.FINISHED))

        recorder = self._wiring.recorder(desktop, on_change=changed)
        return recorder


def _answer(recorder: Recorder, request: dict[str, Any], reply: Future[str]) -> None:
    try:
        reply.set_result(obey(recorder, request))
    except JourneymanError as error:
        reply.set_exception(error)


def _forget(recorder: Recorder, since_ns: int) -> int:
    """How many steps; none after a failure, which has ended the recording."""
    if recorder.state not in (State.RECORDING, State.PAUSED, State.PRIVATE):
        return 0
    return recorder.forget(max(0.0, (time.monotonic_ns() - since_ns) / 1e9))


class _PressNoter:
    """Satisfies `Listener`, over another one, and knows when buttons were pressed."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._presses: deque[ButtonPressed] = deque(maxlen=_PRESSES)

    def press_before(self, shown_ns: int, *, prefers_right: bool) -> int | None:
        """When a button was pressed last before that; None for too long ago.

        A press may be heard after what it brought up was shown, so it is waited for a little. A
        panel may tell that it shows the menu when an entry of it has been pressed already: that
        is why the right button goes before others for a menu.
        """
        deadline = time.monotonic() + _HEARD_WITHIN_S
        while True:
            recent = [
                press
                for press in tuple(self._presses)
                if 0 <= shown_ns - press.t_ns < _OPENED_WITHIN_NS
            ]
            if recent:
                right = [
                    press for press in recent if prefers_right and press.button is Button.RIGHT
                ]
                return (right or recent)[-1].t_ns
            if time.monotonic() > deadline:
                return None
            time.sleep(_HEARD_WITHIN_S / 10)

    def start(self, sink: Callable[[RawEvent], None]) -> None:
        def note(event: RawEvent) -> None:
            if isinstance(event, ButtonPressed):
                self._presses.append(event)
            sink(event)

        self._listener.start(note)

    def stop(self) -> None:
        self._listener.stop()

    @property
    def failure(self) -> Exception | None:
        return self._listener.failure
