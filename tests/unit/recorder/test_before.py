"""What a step knows of the time before it: what showed while nobody did anything."""

import threading
from dataclasses import replace

from tests.builders import click_at, element, frame, press_key
from tests.stages import until
from tests.unit.recorder.rig import EDITOR, FIELD, OPEN, SAVE, Rig
from tracker.events import PointerMoved
from tracker.geometry import Box, ScreenPoint
from tracker.recorder import Recorder
from tracker.trajectory import Element, Step

Showing = tuple[Element, ...]


def begun_at_rest(rig: Rig) -> tuple[Recorder, int]:
    """A recording in which the whole window was looked at before anything was done."""
    recorder = rig.recorder()
    trajectory = recorder.start()
    until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
    until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
    return recorder, trajectory


def clicked(rig: Rig, x: int, y: int, *, before: Showing, then: Showing) -> Step:
    """The step of a click. then: what shows by the time that the program is asked of it."""
    rig.inspector.showing = before
    recorder, trajectory = begun_at_rest(rig)
    rig.inspector.showing = then
    rig.emit(*click_at(x, y))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    return step


def test_after_a_rest_a_step_knows_all_that_was_in_the_window(rig: Rig):
    rig.inspector.showing = (OPEN, SAVE)
    recorder, trajectory = begun_at_rest(rig)
    rig.emit(*click_at(20, 20), *click_at(120, 20))
    recorder.stop()
    rested, quick_one = rig.steps(trajectory)
    assert rested.before.elements == (SAVE, OPEN)
    assert quick_one.before.elements == (OPEN,)


def test_what_closed_as_it_was_clicked_is_known_from_what_showed_before(rig: Rig):
    """The program is slow, and tells of the text that came to light behind the button."""
    text = element("", "text", Box(0, 0, 300, 200))
    step = clicked(rig, 20, 20, before=(text, OPEN, SAVE), then=(text,))
    assert (step.evidence.element, step.before.elements) == (SAVE, (SAVE, text, OPEN))


def test_a_program_that_tells_only_of_a_container_has_told_of_its_fields_before(rig: Rig):
    tabs = element("", "page tab list", Box(0, 0, 300, 200))
    step = clicked(rig, 20, 70, before=(tabs, FIELD, SAVE), then=(tabs,))
    assert (step.evidence.element, step.before.elements) == (FIELD, (FIELD, tabs, SAVE))


def test_what_was_clicked_is_told_once_and_as_it_was_before_it_was_pressed(rig: Rig):
    armed = replace(SAVE, states=("armed",))
    step = clicked(rig, 20, 20, before=(OPEN, SAVE), then=(OPEN, armed))
    assert (step.evidence.element, step.before.elements) == (SAVE, (SAVE, OPEN))


def test_a_window_that_opens_at_once_was_not_there_before(rig: Rig):
    rig.inspector.showing = (SAVE, OPEN)
    recorder, trajectory = begun_at_rest(rig)
    rig.inspector.showing = ()
    rig.inspector.active = replace(EDITOR, title="Open", box=Box(50, 50, 90, 90))
    rig.emit(*click_at(120, 20))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert (step.evidence.element, step.before.window) == (OPEN, EDITOR)
    assert step.before.elements == (OPEN, SAVE)


def test_what_a_key_closed_had_the_focus(rig: Rig):
    """The program is slow, and the text behind the dialog has the focus when it is asked."""
    text = element("", "text", Box(0, 0, 300, 200), states=("focused",))
    choice = replace(FIELD, states=("focused",))
    rig.inspector.showing, rig.inspector.focus = (SAVE, choice), None
    recorder, trajectory = begun_at_rest(rig)
    until(lambda: recorder._scribe._ahead._with_focus.peek(), "the look at the focus")
    rig.inspector.showing, rig.inspector.focus = (text,), text
    rig.emit(*press_key("escape"))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert (step.evidence.element, step.before.elements) == (choice, (choice, SAVE))


def test_a_look_at_a_window_that_has_changed_since_is_not_used(rig: Rig):
    rig.inspector.showing = (OPEN, SAVE)
    recorder, trajectory = begun_at_rest(rig)
    rig.camera.show(frame(shade=2))
    until(lambda: recorder._ring.sight(2**62).before == frame(shade=2), "the change")
    recorder._scribe._ahead.look = lambda *_: None  # type: ignore[method-assign]
    rig.emit(*click_at(20, 20, t_ms=30))
    recorder.stop()
    assert rig.steps(trajectory)[0].before.elements == (SAVE,)


def test_an_element_that_changes_by_the_press_is_told_as_it_was(rig: Rig):
    """The program is asked while the pointer rests, before the press."""
    recorder = rig.recorder()
    trajectory = recorder.start()
    asked = threading.Event()
    look = rig.inspector.element_at

    def element_at(at: ScreenPoint) -> Element | None:
        asked.set()
        return look(at)

    rig.inspector.element_at = element_at  # type: ignore[method-assign]
    rig.emit(PointerMoved(0, ScreenPoint(20, 20)))
    until(asked.is_set, "the lookup under the resting pointer")
    until(lambda: recorder._scribe._ahead._under_pointer.peek(), "its answer")
    rig.inspector.showing = (replace(SAVE, states=("pressed",)),)
    rig.emit(*click_at(20, 20))
    recorder.stop()
    assert rig.steps(trajectory)[-1].evidence.element == SAVE
