"""Texts of an input method: held back until their text is known, and lost in no way."""

import time

import pytest

from tests.builders import element, press_key, type_text
from tests.stages import until
from tests.unit.recorder.rig import FIELD, Rig
from tracker.actions import PressKeys, TypeText
from tracker.desktop.protocols import TextChange
from tracker.recorder import Recorder
from tracker.store import Store

PAGE = element("", "text", FIELD.box, states=("editable", "multi line"))


Begun = tuple[Rig, Recorder, int]
"""Also the trajectory's number."""


@pytest.fixture
def begun(store: Store) -> Begun:
    """A word was typed into a page for which an input method is at work."""
    rig = Rig(store)
    rig.inspector.focus = PAGE
    rig.inspector.came = []
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*type_text("nihongo", pace_ms=20))
    return rig, recorder, trajectory


def choose(begun: Begun) -> None:
    """With an arrow, which is held back with the word."""
    rig, recorder, trajectory = begun
    rig.emit(*press_key("down", 200))
    rig.await_steps(trajectory, 1)
    until(lambda: recorder._scribe._composing._held[1:], "the arrow to be held back")


def let_go(rig: Rig, text: str) -> None:
    assert rig.inspector.came is not None
    rig.inspector.came.append(TextChange(time.monotonic_ns(), 0, 0, text))


def test_the_key_that_takes_a_proposal_becomes_part_of_the_text(begun):
    rig, recorder, trajectory = begun
    rig.emit(*press_key("enter", 200))
    let_go(rig, "日本語")
    rig.emit(*press_key("f5", 400))
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("日本語"), PressKeys(("f5",))]


def test_a_text_that_is_held_back_is_in_the_store_as_a_draft(begun, store):
    rig, recorder, trajectory = begun
    choose(begun)
    assert rig.actions(trajectory) == [TypeText("nihongo")]
    let_go(rig, "日本語")
    rig.emit(*press_key("f5", 200))
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("日本語"), PressKeys(("f5",))]
    assert store.check() == []


def test_what_is_held_back_can_be_forgotten(begun):
    rig, recorder, trajectory = begun
    choose(begun)
    assert recorder.forget(60) == 2
    rig.emit(*press_key("f5", 200))
    recorder.stop()
    assert rig.actions(trajectory) == [PressKeys(("f5",))]
