"""What fails while recording ends it, or is said, and leaves what was heard."""

import threading
import time
from collections.abc import Callable

import pytest

from tests.builders import click_at, frame
from tests.stages import until
from tests.unit.recorder.rig import SAVE, Rig, quick
from tracker import inbox
from tracker.actions import Click, TypeText
from tracker.errors import Unavailable
from tracker.events import Button, ButtonReleased
from tracker.geometry import Point, ScreenPoint
from tracker.recorder import Recorded, State
from tracker.trajectory import Element, Ending

pytestmark = pytest.mark.expects_warnings


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_: object) -> object:
        raise error

    return fail


def test_a_camera_that_cannot_start_leaves_nothing_behind(rig: Rig):
    gone = Unavailable("The display has gone away.")
    rig.camera.grab = raising(gone)  # type: ignore[method-assign]
    recorder = rig.recorder()
    with pytest.raises(Unavailable, match="gone away"):
        recorder.start()
    assert (recorder.state, rig.store.trajectories()) == (State.IDLE, [])


@pytest.mark.parametrize("part", ["camera", "listener"])
def test_a_part_that_dies_ends_the_recording_with_what_was_heard(rig: Rig, part: str):
    gone = Unavailable("The display has gone away.", hint="Log in again.")
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("Anna"))
    if part == "camera":
        rig.camera.grab = raising(gone)  # type: ignore[method-assign]
        rig.camera.show(frame(shade=2))
    else:
        rig.listener.fail(gone)
    assert recorder.wait(10)
    assert (recorder.state, recorder.failure) == (State.FAILED, gone)
    assert rig.changes == [State.RECORDING, State.FAILED]
    recorded = recorder.stop(Ending.FAILED)
    assert recorded == Recorded(trajectory, steps=1, events=8, dropped=0, failure=gone)
    assert rig.actions(trajectory) == [TypeText("Anna")]


def test_a_full_disk_ends_the_recording_and_what_was_written_stays(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
):
    full = Unavailable("The disk is full.", hint="Make room.")
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    rig.await_steps(trajectory, 1)
    monkeypatch.setattr(rig.store, "append_step", raising(full))
    monkeypatch.setattr(rig.store, "append_events", raising(full))
    rig.emit(*click_at(120, 20))
    assert recorder.wait(10)
    assert (recorder.state, recorder.failure) == (State.FAILED, full)
    assert recorder.stop().failure is full
    assert rig.actions(trajectory) == [Click(Point(20, 20))]


def test_a_program_that_tells_nothing_is_said_to(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(290, 190))
    rig.emit(*click_at(20, 20, t_ms=0))
    recorder.stop()
    nothing, something = (step.evidence for step in rig.steps(trajectory))
    assert (nothing.element, nothing.degraded) == (
        None,
        "the program does not tell what is at (290, 190)",
    )
    assert (something.element, something.degraded) == (SAVE, "")


def test_an_inspector_that_fails_costs_the_element_and_not_the_step(rig: Rig):
    rig.inspector.broken = Unavailable("The accessibility bus is gone.")
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    assert recorder.stop().failure is None
    (step,) = rig.steps(trajectory)
    assert step.evidence.degraded == "accessibility failed: The accessibility bus is gone."


def test_events_beyond_the_queue_are_counted(rig: Rig, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inbox, "_QUEUED", 4)
    answers = threading.Event()

    def slow(at: ScreenPoint) -> Element | None:
        answers.wait(20)
        return SAVE

    rig.inspector.element_at = slow  # type: ignore[method-assign]
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20)[:1])
    until(lambda: recorder._inbox.is_empty, "the writer to wait for the element")
    now_ns = time.monotonic_ns()
    for n in range(10):
        at = ScreenPoint(20, 20)
        rig.listener.emit(ButtonReleased(now_ns + n, at, Button.LEFT))
    answers.set()
    recorded = recorder.stop()
    assert (recorded.dropped, recorded.events) == (6, 5)
    assert rig.actions(trajectory) == [Click(Point(20, 20))]
