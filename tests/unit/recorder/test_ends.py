"""How a recording ends, and what clocks have to do with it."""

import time
from dataclasses import replace

import pytest

from tests.builders import MS, STARTED, click_at, frame, press_key
from tests.unit.recorder.rig import Rig, quick
from tracker.actions import Click, TypeText
from tracker.desktop.fake import FakeCamera
from tracker.desktop.protocols import Desktop
from tracker.errors import Refused
from tracker.geometry import Point
from tracker.recorder import Recorder
from tracker.trajectory import Ending


def test_the_stop_keys_end_the_wait_and_are_no_step(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("a"))
    assert not recorder.wait(0)
    keys = [press_key(key, n * 10)[0] for n, key in enumerate(("alt", "ctrl", "escape"))]
    rig.emit(*keys, *quick("b"))
    assert recorder.wait(5)
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("a")]


def test_a_recording_can_fail_or_get_a_better_name(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start("draft")
    recorder.stop(Ending.FAILED, task="Write to Anna", note="the printer is off")
    kept = rig.store.load(trajectory)
    assert (kept.task, kept.outcome, kept.outcome_note, kept.started_at) == (
        "Write to Anna",
        Ending.FAILED,
        "the printer is off",
        STARTED,
    )


def test_a_discarded_recording_leaves_no_steps(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("a"), *click_at(20, 20))
    recorder.stop(Ending.DISCARDED)
    assert rig.steps(trajectory) == ()
    assert list(rig.store.events(trajectory)) == []


def test_a_second_recording_follows_the_first(rig: Rig):
    recorder = rig.recorder()
    for text in ("first", "second"):
        trajectory = recorder.start(text)
        rig.emit(*quick(text))
        recorder.stop()
        assert rig.actions(trajectory) == [TypeText(text)]


def test_only_one_recording_goes_on_at_a_time(rig: Rig):
    recorder = rig.recorder()
    with pytest.raises(Refused, match="Nothing is being recorded"):
        recorder.stop()
    with pytest.raises(Refused, match="Nothing is being recorded"):
        recorder.forget(5)
    recorder.start()
    with pytest.raises(Refused, match="A recording is going on"):
        recorder.start()
    recorder.stop()


def test_a_machine_that_was_asleep_leaves_the_steps_in_order_with_the_hours_between(rig: Rig):
    """Where the monotonic clock goes on in sleep, it leaps."""
    slept_ns = [0]

    def clock() -> int:
        return time.monotonic_ns() + slept_ns[0]

    rig.camera = FakeCamera([frame(shade=1)], clock=clock)
    recorder = rig.recorder(now_ns=clock)
    trajectory = recorder.start()
    for leap_s, x in ((0, 20), (3600, 120)):
        slept_ns[0] += leap_s * 1000 * MS
        for event in click_at(x, 20):
            rig.listener.emit(replace(event, t_ns=clock()))
    assert recorder.stop().dropped == 0
    first, second = rig.steps(trajectory)
    assert [first.action, second.action] == [Click(Point(20, 20)), Click(Point(120, 20))]
    assert 3600 <= (second.t_ns - first.t_ns) / 1e9 < 3700


def test_the_time_of_day_may_change_since_it_is_asked_only_once(rig: Rig):
    times = iter([STARTED])
    desktop = Desktop("fake", rig.camera, rig.listener, rig.inspector)
    recorder = Recorder(desktop, rig.store, utc_now=lambda: next(times))
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    recorder.stop()
    assert rig.store.load(trajectory).started_at == STARTED
    assert rig.actions(trajectory) == [Click(Point(20, 20))]


def test_whoever_asks_it_to_stop_ends_the_waiting_and_nothing_more_is_heard(rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    recorder.ask_to_stop()
    assert recorder.wait(0)
    rig.emit(*click_at(120, 20, t_ms=900))
    recorder.stop()
    assert len(rig.steps(trajectory)) == 1
