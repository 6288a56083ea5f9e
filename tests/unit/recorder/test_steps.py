"""What a step holds: the action, the screen before and after it, and what it was done to."""

import time
from dataclasses import replace
from itertools import pairwise

from tests.builders import MS, click_at, frame, press_key
from tests.stages import until
from tests.unit.recorder.rig import EDITOR, FIELD, OPEN, SAVE, Rig, quick, rests_on
from tracker.actions import Click, Drag, PressKeys, TypeText
from tracker.events import Button, ButtonPressed, ButtonReleased, PointerMoved
from tracker.geometry import Box, Placement, Point, ScreenPoint
from tracker.recorder import Recorded
from tracker.reduce import reduce
from tracker.trajectory import Observation, Status


def test_a_click_is_kept_with_the_screen_and_element_from_before_and_the_screen_after(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start("Save it")
    press, release = click_at(20, 20)
    rig.emit(press)
    rig.camera.show(frame(shade=2))
    rig.emit(release)
    recorded = recorder.stop()
    (step,) = rig.steps(trajectory)
    assert recorded == Recorded(trajectory, steps=1, events=2, dropped=0)
    assert (step.action, step.before, step.evidence.element) == (
        Click(Point(20, 20)),
        Observation(frame(shade=1), EDITOR, (SAVE,)),
        SAVE,
    )
    assert step.outcome.after == frame(shade=2)
    assert (step.outcome.status, step.outcome.changed) == (Status.DONE, Box(0, 0, 320, 200))
    assert step.evidence.frame_age_ns == step.t_ns - step.before.frame.t_ns
    assert 0 <= step.before.frame.t_ns < step.t_ns < step.outcome.after.t_ns


def test_a_picture_that_was_taken_before_the_event_was_heard_but_after_it_happened_is_not_used(
    rig: Rig,
):
    """A slow listener: the effect is on the screen, and grabbed, before the press is heard."""
    rig.inspector.showing = (SAVE, OPEN)
    recorder = rig.recorder()
    trajectory = recorder.start()
    until(rests_on(recorder, frame(shade=1)), "a screen at rest")
    pressed_ns = time.monotonic_ns()
    rig.camera.show(frame(shade=2))
    until(rests_on(recorder, frame(shade=2)), "the effect to be seen")
    at = ScreenPoint(20, 20)
    rig.listener.emit(ButtonPressed(pressed_ns, at, Button.LEFT))
    rig.listener.emit(ButtonReleased(pressed_ns + 50 * MS, at, Button.LEFT))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert (step.before.frame, step.outcome.after) == (frame(shade=1), frame(shade=2))


def test_each_action_ends_with_the_screen_on_which_the_next_begins(rig: Rig):
    rig.inspector.showing = (SAVE, OPEN)
    recorder = rig.recorder()
    trajectory = recorder.start()
    for n, x in enumerate((20, 120), start=2):
        press, release = click_at(x, 20)
        rig.emit(press)
        rig.camera.show(frame(shade=n))
        rig.emit(release)
        until(rests_on(recorder, frame(shade=n)), "the effect")
    recorder.stop()
    first, second = rig.steps(trajectory)
    assert [first.before.frame, second.before.frame, second.outcome.after] == [
        frame(shade=1),
        frame(shade=2),
        frame(shade=3),
    ]
    assert first.outcome.after == second.before.frame


def test_a_screen_that_does_not_change_is_told_as_such(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    rig.await_steps(trajectory, 1)
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert (step.outcome.status, step.outcome.changed) == (Status.DONE, None)
    assert step.outcome.after == frame(shade=1)


def test_a_drag_knows_what_lies_under_both_of_its_ends(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(
        ButtonPressed(0, ScreenPoint(20, 20), Button.LEFT),
        ButtonReleased(90 * MS, ScreenPoint(120, 20), Button.LEFT),
    )
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert step.action == Drag(Point(20, 20), Point(120, 20))
    assert (step.evidence.element, step.evidence.end_element) == (SAVE, OPEN)


def test_a_text_is_one_step_that_says_what_the_field_then_held(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("Ann"))
    rig.inspector.focus = replace(FIELD, value="Anna Berg", box=Box(10, 60, 210, 80))
    rig.emit(*press_key("enter"))
    recorder.stop()
    typed, entered = rig.steps(trajectory)
    assert (typed.action, typed.evidence.element) == (TypeText("Ann"), FIELD)
    assert typed.outcome.note == "The field then held: Anna Berg"
    assert entered.action == PressKeys(("enter",))


def test_a_text_that_an_input_method_made_is_what_came_into_the_field(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("nihao"))
    rig.inspector.focus = replace(FIELD, value="你好")
    rig.emit(*press_key("enter"))
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("你好"), PressKeys(("enter",))]


def test_a_text_that_was_taken_back_whole_is_kept_as_it_was_typed(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("a"), *press_key("backspace", 100))
    assert recorder.stop().dropped == 0
    assert rig.actions(trajectory) == [TypeText("a"), PressKeys(("backspace",))]


def test_places_are_in_the_pixels_of_the_frame_of_that_time(rig: Rig):
    placement = Placement(ScreenPoint(0, 0), scale=2.0)
    rig.camera.show(frame(640, 400, placement=placement))
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    recorder.stop()
    assert rig.actions(trajectory) == [Click(Point(40, 40))]


def test_the_stored_events_reduce_to_the_same_actions(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20), *quick("Anna"), *press_key("tab"))
    recorder.stop()
    assert reduce(rig.store.events(trajectory)) == rig.actions(trajectory)
    assert len(rig.actions(trajectory)) == 3


def test_the_pointers_way_is_kept_thinned_and_its_ends_exactly(rig: Rig):
    """A mouse may report a thousand times a second: a place every 15 ms is enough."""
    recorder = rig.recorder()
    trajectory = recorder.start()
    way = [PointerMoved(n * MS, ScreenPoint(n, 20)) for n in range(200)]
    rig.emit(*way, *click_at(201, 20, t_ms=201))
    recorder.stop()
    events = list(rig.store.events(trajectory))
    moves = [event.t_ns for event in events if isinstance(event, PointerMoved)]
    apart = {later - earlier for earlier, later in pairwise(moves)}
    assert len(moves) in range(10, 15)
    assert min(apart) >= 15 * MS
    assert rig.actions(trajectory) == [Click(Point(201, 20))]


def test_the_last_step_knows_what_the_job_left_on_the_screen(rig: Rig):
    rig.inspector.showing = (OPEN, SAVE)
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20), *click_at(120, 20))
    rig.inspector.active = replace(EDITOR, title="Saved")
    rig.inspector.showing = (OPEN,)
    recorder.stop()
    first, last = (step.outcome for step in rig.steps(trajectory))
    assert (first.window, first.showing) == (None, ())
    assert (last.window, last.showing) == (replace(EDITOR, title="Saved"), (OPEN,))


def test_a_text_that_goes_on_is_kept_as_a_draft_and_is_one_step_in_the_end(rig: Rig):
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("Anna"))
    rig.await_steps(trajectory, 1)
    assert rig.actions(trajectory) == [TypeText("Anna")]
    rig.emit(*quick(" Berg"))
    recorded = recorder.stop()
    assert (recorded.steps, rig.actions(trajectory)) == (1, [TypeText("Anna Berg")])
