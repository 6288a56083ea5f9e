"""Which monitors a display has, and that each step says so of its picture."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.displays import bare_display, x_server
from tests.stages import until
from tests.x_person import XPerson
from tracker.desktop.fake import FakeInspector
from tracker.desktop.mss_camera import MssCamera
from tracker.desktop.protocols import Desktop
from tracker.desktop.x11_camera import X11Camera
from tracker.desktop.x11_listener import X11Listener
from tracker.desktop.x11_monitors import X11Monitors
from tracker.errors import Unavailable
from tracker.geometry import Box
from tracker.recorder import Recorder
from tracker.store import Store
from tracker.trajectory import Monitor

pytestmark = pytest.mark.display

LEFT = Monitor("LEFT", Box(0, 0, 400, 480), dpi=96)
RIGHT = Monitor("RIGHT", Box(400, 0, 640, 240), dpi=203)


@pytest.fixture
def display() -> Iterator[str]:
    with bare_display() as opened:
        yield opened


def part(display: str, *monitors: Monitor) -> None:
    """As somebody arranges them; the one that the display itself had goes."""
    with closing(XPerson(display)) as person:
        for number, one in enumerate(monitors):
            person.add_monitor(one.name, one.box, one.dpi or 96, takes_all=number == 0)


def test_monitors_are_told_with_their_places_and_how_dense_they_are(display: str):
    with closing(X11Monitors(display)) as monitors:
        [whole] = monitors.all()
        assert (whole.box, whole.scale) == (Box(0, 0, 640, 480), 1.0)
        part(display, LEFT, RIGHT)
        told = sorted(monitors.all(), key=lambda one: one.box)
        assert [(one.name, one.box, one.scale) for one in told] == [
            (LEFT.name, LEFT.box, 1.0),
            (RIGHT.name, RIGHT.box, 1.0),
        ]
        for one, wanted in zip(told, (LEFT, RIGHT), strict=True):
            assert one.dpi == pytest.approx(wanted.dpi, abs=3)
        assert monitors.all() == tuple(monitors.all())


def test_a_display_that_is_gone_says_so():
    with x_server(["Xvfb", "-screen", "0", "320x240x24"]) as (display, server):
        monitors = X11Monitors(display)
        server.kill()
        server.wait()
        with pytest.raises(Unavailable, match="is gone"):
            until(lambda: monitors.all() == "never", "the end of the display", 5)


def test_each_step_says_which_monitors_its_picture_shows(display: str, tmp_path: Path):
    with (
        closing(Store.open(tmp_path / "store.db")) as store,
        closing(XPerson(display)) as person,
        closing(
            Desktop(
                "x11",
                X11Camera(display),
                X11Listener(display),
                FakeInspector(),
                X11Monitors(display),
            )
        ) as desktop,
    ):
        recorder = Recorder(desktop, store)
        number = recorder.start()
        click(person, store, number, 30, 40, steps=1)
        part(display, LEFT, RIGHT)
        click(person, store, number, 500, 40, steps=2)
        recorder.stop()
        first, second = store.load(number).steps
    assert [one.box for one in first.before.monitors] == [Box(0, 0, 640, 480)]
    assert {one.box for one in second.before.monitors} == {LEFT.box, RIGHT.box}


def click(person: XPerson, store: Store, number: int, x: int, y: int, *, steps: int) -> None:
    person.move(x, y)
    person.click()
    person.settle()
    until(lambda: len(store.load(number).steps) == steps, "the step")


def test_python_mss_tells_them_as_well(display: str):
    camera = MssCamera(display)
    assert camera.all() == (Monitor("1", Box(0, 0, 640, 480)),)
