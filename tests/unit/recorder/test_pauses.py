"""What the person leaves out: pauses, private time, the last seconds."""

import time
from collections.abc import Callable

from tests.builders import click_at, frame, press_key
from tests.stages import until
from tests.unit.recorder.rig import Rig, quick
from tracker.actions import Click, TypeText
from tracker.geometry import Point
from tracker.recorder import State

_LOOKS = ("window", "windows", "element_at", "focused", "elements", "page_url")


def noting(ask: Callable[..., object], asked: list[str], name: str) -> Callable[..., object]:
    def note(*arguments: object) -> object:
        asked.append(name)
        return ask(*arguments)

    return note


def test_nothing_is_kept_during_a_pause(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("a"))
    recorder.pause()
    rig.emit(*quick("b"))
    recorder.resume()
    rig.emit(*quick("c"))
    recorded = recorder.stop()
    assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]
    assert recorded.dropped == 0
    assert rig.changes == [State.RECORDING, State.PAUSED, State.RECORDING, State.IDLE]


def test_the_pause_keys_pause_and_resume_and_are_no_step(rig: Rig):
    recorder = rig.recorder(pause_chord=("ctrl", "alt", "p"))
    trajectory = recorder.start()
    rig.emit(*quick("a"))
    keys = [press_key(key, n * 10) for n, key in enumerate(("ctrl", "alt", "p"))]
    chord = [*(pair[0] for pair in keys), *(pair[1] for pair in reversed(keys))]
    rig.emit(*chord, *quick("b"))
    until(lambda: recorder.state is State.PAUSED, "the pause")
    rig.emit(*chord)
    until(lambda: recorder.state is State.RECORDING, "the end of the pause")
    rig.emit(*quick("c"))
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]


def test_in_private_nothing_is_listened_to_looked_at_or_looked_up(rig: Rig):
    recorder = rig.recorder(pause_chord=("ctrl", "alt", "p"))
    trajectory = recorder.start()
    rig.emit(*quick("a"))
    recorder.begin_private()
    asked: list[str] = []
    for part, name in [(rig.camera, "grab"), *((rig.inspector, n) for n in _LOOKS)]:
        setattr(part, name, noting(getattr(part, name), asked, name))
    is_heard = rig.listener._sink is not None or rig.inspector.hears_texts
    rig.camera.show(frame(shade=7))
    rig.emit(*quick("b"), *press_key("ctrl"), *click_at(20, 20))
    recorder.resume()
    state, kept = recorder.state, list(recorder._ring._frames)
    looked_at = list(asked)
    recorder.end_private()
    assert rig.inspector.hears_texts
    rig.emit(*quick("c"))
    recorder.stop()
    assert not rig.inspector.hears_texts
    assert (state, is_heard, kept, looked_at) == (State.PRIVATE, False, [], [])
    assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]
    assert State.PRIVATE in rig.changes


def test_a_pause_may_become_private_and_a_private_recording_may_be_stopped(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("a"))
    recorder.pause()
    recorder.begin_private()
    assert recorder.state is State.PRIVATE
    recorded = recorder.stop()
    assert (recorded.failure, rig.actions(trajectory)) == (None, [TypeText("a")])


def test_what_was_done_just_before_a_pause_has_no_picture_from_after_it(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    recorder.pause()
    rig.camera.show(frame(shade=8))
    recorder.resume()
    rig.emit(*click_at(120, 20))
    recorder.stop()
    assert rig.steps(trajectory)[0].outcome.after != frame(shade=8)


def test_the_last_seconds_can_be_taken_back(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    rig.await_steps(trajectory, 1)
    began = time.monotonic()
    rig.emit(*quick("oops"), *press_key("enter"))
    assert recorder.forget(time.monotonic() - began + 0.1) == 2
    rig.emit(*click_at(120, 20))
    recorded = recorder.stop()
    assert rig.actions(trajectory) == [Click(Point(20, 20)), Click(Point(120, 20))]
    assert recorded.steps == 2
    assert not [e for e in rig.store.events(trajectory) if hasattr(e, "key")]


def test_a_draft_goes_with_what_is_taken_back(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("Anna"))
    rig.await_steps(trajectory, 1)
    assert recorder.forget(600) == 1
    rig.emit(*click_at(20, 20))
    recorded = recorder.stop()
    assert (recorded.steps, rig.actions(trajectory)) == (1, [Click(Point(20, 20))])
