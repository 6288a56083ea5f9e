"""A fake desktop with a recorder on it and a real store beneath."""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.builders import MS, STARTED, element, frame, type_text
from tests.stages import until
from tracker.actions import Action
from tracker.desktop.fake import FakeCamera, FakeInspector, FakeListener
from tracker.desktop.protocols import Desktop
from tracker.events import RawEvent
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.recorder import Recorder, State
from tracker.store import Store
from tracker.trajectory import Step, Window

EDITOR = Window(title="Letter", app="editor", pid=7, box=Box(0, 0, 300, 200))


SAVE = element("Save", box=Box(10, 10, 60, 40))


OPEN = element("Open", box=Box(100, 10, 160, 40))


FIELD = element("Name", "text", Box(10, 60, 200, 80))


PIN = element("PIN", "password text", Box(10, 100, 200, 120), value="****")


class Rig:
    """A fake desktop with a recorder on it and a real store beneath."""

    def __init__(self, store: Store) -> None:
        self.camera = FakeCamera([frame(shade=1)])
        self.listener = FakeListener()
        self.inspector = FakeInspector(EDITOR, [SAVE, OPEN, FIELD], focus=FIELD)
        self.store = store
        self.changes: list[State] = []

    def recorder(self, **options: object) -> Recorder:
        desktop = Desktop("fake", self.camera, self.listener, self.inspector)
        made = Recorder(
            desktop,
            self.store,
            utc_now=lambda: STARTED,
            on_change=lambda: self.changes.append(made.state),
            **options,  # type: ignore[arg-type]
        )
        return made

    def emit(self, *events: RawEvent) -> None:
        """Each when its time has come, counted from now; one that would lie before the one that
        it follows begins 150 ms after that."""
        zero_ns, last_ns = time.monotonic_ns(), 0
        for event in events:
            t_ns = zero_ns + event.t_ns
            if t_ns < last_ns:
                zero_ns += last_ns - t_ns + 150 * MS
                t_ns = zero_ns + event.t_ns
            last_ns = t_ns
            time.sleep(max(0, t_ns - time.monotonic_ns()) / 1e9)
            self.listener.emit(replace(event, t_ns=t_ns))

    def steps(self, trajectory: int) -> tuple[Step, ...]:
        return self.store.load(trajectory).steps

    def actions(self, trajectory: int) -> list[Action]:
        return [step.action for step in self.steps(trajectory)]

    def await_steps(self, trajectory: int, count: int) -> None:
        until(lambda: len(self.steps(trajectory)) >= count, f"{count} steps")


def rests_on(recorder: Recorder, shown: Frame) -> Callable[[], bool]:
    def is_so() -> bool:
        settled = recorder._ring.settled
        return settled is not None and settled.frame == shown

    return is_so


def quick(text: str) -> list[RawEvent]:
    return type_text(text, pace_ms=20)
