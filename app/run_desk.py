"""Where runs are begun and watched: between the tray, the run's thread and the run view."""

import logging
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from agent.guard import GuardState, Paused
from agent.run import Ask, Planned, RunEvent
from app.bridge import Bridge, Handlers, Tell
from app.driver import Driven
from app.jobs import Show, confirm, do_job, replay_job
from app.running import Job, Run
from app.views.run import RunView
from app.views.trouble import told
from app.wiring import Body, Wiring
from tracker.geometry import Box
from tracker.trajectory import Ending

log = logging.getLogger(__name__)

_MOVE_S = 2.0
"""How long a run waits for our window to go out of its way."""


class RunDesk(QObject):
    """changed: whether and how something runs. told: a title, a text, and whether it went well."""

    changed = Signal()
    told = Signal(str, str, bool)
    closed = Signal()

    def __init__(self, wiring: Wiring, bridge: Bridge, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._environ = environ
        self._run: Run | None = None
        self.view: RunView | None = None
        self.is_paused = False
        self.now = ""
        """What it is about to do, for the icon's tool tip."""

    @property
    def is_running(self) -> bool:
        return self._run is not None

    @property
    def is_asking(self) -> bool:
        """Whether it waits for the person to allow a step."""
        return self.is_running and self.view is not None and self.view.is_asking

    def allow(self) -> None:
        if self.is_asking and self.view is not None:
            self.view.answer(True)

    def do(self, instruction: str, *, asks_first: bool) -> None:
        def job(body: Body, ask: Ask, show: Show) -> Driven:
            return do_job(self._wiring, body, instruction, ask=ask, show=show)

        self._begin(instruction, job, asks_first=asks_first)

    def replay(
        self, number: int, task: str, values: Mapping[str, str], *, asks_first: bool
    ) -> None:
        def job(body: Body, ask: Ask, show: Show) -> Driven:
            return replay_job(self._wiring, body, number, values, ask=ask, show=show)

        self._begin(task or f"Replay of {number}", job, asks_first=asks_first)

    def stop(self) -> None:
        if self._run is not None:
            self._run.stop()

    def pause_or_resume(self) -> None:
        if self._run is not None:
            (self._run.resume if self.is_paused else self._run.pause)()

    def close(self) -> None:
        self.stop()
        if self.view is not None:
            self.view.close()

    def _begin(self, name: str, job: Job, *, asks_first: bool) -> None:
        assert self._run is None, "whoever begins a run asks first whether there is one"
        if self.view is not None:
            self.view.close()
        keys = "+".join(key.capitalize() for key in self._wiring.settings.stop_chord)
        view = self.view = RunView(name, asks_first=asks_first, stop_keys=keys)
        run = self._run = Run(self._wiring, self._environ, _Watch(self._bridge, self, view))
        run.asks_first = asks_first
        view.stop_wanted.connect(run.stop)
        view.pause_wanted.connect(run.pause)
        view.resume_wanted.connect(run.resume)
        view.answered.connect(run.allow)
        view.asks.connect(self.changed)
        view.asking_changed.connect(self._change_asking)
        view.closed.connect(self.closed)
        view.make_way(())
        self.is_paused, self.now = False, ""

        def work(_tell: Tell) -> Driven:
            return run.carry_out(job)

        self._bridge.start("run", work, Handlers(_ignore, self._ended, self._failed))
        self.changed.emit()

    def _change_asking(self, asks_first: bool) -> None:
        if self._run is not None:
            self._run.asks_first = asks_first

    def tell(self, event: RunEvent) -> None:
        assert self.view is not None
        self.view.tell(event)
        if isinstance(event, Planned):
            self.now = self.view.next.text()
            self.changed.emit()

    def guard(self, state: GuardState) -> None:
        assert self.view is not None
        self.view.guard(state)
        self.is_paused = isinstance(state, Paused)
        self.changed.emit()

    def _ended(self, driven: Driven) -> None:
        view = self.view
        assert view is not None
        self._run, self.now = None, ""
        view.end(driven.ended)
        view.confirmed.connect(partial(self._confirm, view, driven.id))
        is_well = driven.ended.ending is Ending.FINISHED
        self.told.emit("Done" if is_well else "Stopped", driven.ended.reason, is_well)
        self.changed.emit()

    def _confirm(self, view: RunView, number: int) -> None:
        def work(_tell: Tell) -> None:
            confirm(self._wiring, number)

        done = partial(self._confirmed, view)
        self._bridge.start("confirm", work, Handlers(_ignore, done, self._not_confirmed))

    def _confirmed(self, view: RunView, _nothing: object) -> None:
        view.thank()
        self.changed.emit()

    def _not_confirmed(self, error: Exception) -> None:
        self.told.emit("It could not be remembered", str(error), False)

    def _failed(self, error: Exception) -> None:
        assert self.view is not None
        self._run, self.now = None, ""
        self.view.fail(*told(error))
        self.told.emit("That did not work", str(error), False)
        self.changed.emit()


class _Watch:
    """Satisfies `Watcher`: each call hops to the GUI's thread."""

    def __init__(self, bridge: Bridge, desk: RunDesk, view: RunView) -> None:
        self._bridge = bridge
        self._desk = desk
        self._view = view

    def told(self, event: RunEvent) -> None:
        self._bridge.tell(self._desk.tell, event)

    def guarded(self, state: GuardState) -> None:
        self._bridge.tell(self._desk.guard, state)

    def asked(self, planned: Planned) -> None:
        self._bridge.tell(self._view.ask, planned)

    def make_way(self, window: Box | None, target: Box | None) -> None:
        boxes = tuple(box for box in (window, target) if box is not None)
        if not self._bridge.show(self._view.make_way, boxes, _MOVE_S):
            log.info("the run view did not move in time")

    def covered(self) -> tuple[Box, ...]:
        return self._view.covered()


def _ignore(_news: object) -> None: ...
