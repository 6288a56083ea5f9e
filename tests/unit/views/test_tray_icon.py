"""What the icon in the tray promises, and what its menu ends."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

from app.tray import Tray
from tests.builders import frame
from tracker.desktop.fake import FakeCamera, FakeInspector, FakeListener
from tracker.desktop.protocols import Desktop


def test_it_says_recording_only_once_what_is_done_is_recorded(wiring, qtbot):
    """A desktop that opens slowly must not lose the first click of someone who trusts the icon."""
    desktop = Desktop("fake", FakeCamera([frame(shade=1)]), FakeListener(), FakeInspector())
    is_opened = threading.Event()

    @contextmanager
    def opened(_environ):
        is_opened.wait(20)
        yield desktop

    wiring.desktop = opened
    tray = Tray(wiring, {})
    tray._begin_recording()
    before = tray._icon.toolTip()
    is_opened.set()
    qtbot.waitUntil(lambda: tray._icon.toolTip() != before, timeout=20_000)
    after = tray._icon.toolTip()
    tray.close()
    assert (before, after) == ("Journeyman: quiet", "Journeyman: recording")


def test_private_mode_ends_a_run_that_is_going_on(wiring, qtbot):
    """It would go on keeping pictures of the whole screen."""
    tray, stopped = Tray(wiring, {}), []
    tray.runs._run = SimpleNamespace(stop=lambda: stopped.append("the run"))
    tray._private.trigger()
    tray.runs._run = None
    assert (stopped, wiring.private.is_on) == (["the run"], True)
    tray.close()
