"""Where nothing is done for long the recorder hardly runs, and misses nothing of what follows."""

import time

import pytest

from tests.builders import click_at
from tests.stages import until
from tests.unit.recorder.rig import SAVE, Rig
from tracker import inbox
from tracker import recorder as recording
from tracker.actions import Click
from tracker.events import PointerMoved
from tracker.geometry import Point, ScreenPoint
from tracker.recorder import Recorder


@pytest.fixture
def dozing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """It dozes from the first moment, and for ever unless it is woken."""
    monkeypatch.setattr(recording, "_DOZES_NS", -1)
    monkeypatch.setattr(inbox, "_DOZE_S", 1e6)
    recorder = rig.recorder()
    recorder.start()
    until(lambda: recorder._inbox.is_dozing, "the recorder to doze")
    return recorder


def test_what_is_done_wakes_it(rig: Rig, dozing: Recorder):
    rig.emit(*click_at(20, 20))
    until(lambda: dozing._inbox.is_dozing, "it to have written down what was done")
    dozing.stop()
    assert rig.actions(dozing.id) == [Click(Point(20, 20))]


def test_a_pointer_that_moves_wakes_it_to_look_at_what_it_comes_to(rig: Rig, dozing: Recorder):
    rig.emit(PointerMoved(0, ScreenPoint(20, 20)))
    until(
        lambda: dozing._inbox.is_empty and dozing._inbox.is_dozing,
        "the movement to be taken down",
    )
    rig.emit(*click_at(20, 20))
    dozing.stop()
    (step,) = rig.steps(dozing.id)
    assert step.evidence.element == SAVE


def test_it_stops_and_pauses_at_once_though_it_dozes(rig: Rig, dozing: Recorder):
    began = time.monotonic()
    dozing.pause()
    dozing.resume()
    dozing.stop()
    assert time.monotonic() - began < inbox._DOZE_S
