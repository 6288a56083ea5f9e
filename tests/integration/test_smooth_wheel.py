"""A wheel that turns by parts of a notch, on a real X server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.smooth_wheel import SmoothWheel, smooth_wheel
from tests.stages import until
from tracker.actions import Scroll
from tracker.desktop.choose import open_desktop
from tracker.desktop.x11_listener import X11Listener
from tracker.events import PointerMoved, RawEvent, WheelTurned
from tracker.recorder import Recorder
from tracker.store import Store

pytestmark = pytest.mark.display


@pytest.fixture
def display(tmp_path: Path) -> Iterator[tuple[str, SmoothWheel]]:
    with smooth_wheel(tmp_path) as opened:
        yield opened


def test_each_part_of_a_notch_is_heard_once(display: tuple[str, SmoothWheel]):
    """Whole notches come as buttons too, for programs that know no smooth wheels."""
    name, wheel = display
    events: list[RawEvent] = []
    listener = X11Listener(name)
    listener.start(events.append)
    for dx, dy in ((0, 0.25), (0, 0.25), (0, 0.75), (-0.5, 0), (0.125, -1.5), (0, 2)):
        wheel.turn(dx, dy)
    wheel.move(5, 7)
    wheel.settle()
    listener.stop()
    turned = [(e.dx, e.dy) for e in events if isinstance(e, WheelTurned)]
    assert turned == [(0, 0.25), (0, 0.25), (0, 0.75), (-0.5, 0), (0.125, -1.5), (0, 2)]
    assert [type(e) for e in events if not isinstance(e, WheelTurned)] == [PointerMoved]


@pytest.mark.expects_warnings  # there is no accessibility bus
def test_a_burst_is_one_scroll_of_as_many_notches_and_its_parts_are_kept(
    display: tuple[str, SmoothWheel], tmp_path: Path
):
    name, wheel = display
    with (
        closing(open_desktop({"DISPLAY": name})) as desktop,
        closing(Store.open(tmp_path / "store.db")) as store,
    ):
        recorder = Recorder(desktop, store)
        trajectory = recorder.start()
        for _ in range(37):
            wheel.turn(0.01, 0.1)
        wheel.settle()
        until(lambda: len(store.load(trajectory).steps) == 1, "the scroll")
        wheel.turn(0, -0.2)
        wheel.settle()
        assert recorder.stop().dropped == 0
        steps = store.load(trajectory).steps
        parts = [e.dy for e in store.events(trajectory) if isinstance(e, WheelTurned)]
    scrolls = [(s.action.dx, s.action.dy) for s in steps if isinstance(s.action, Scroll)]
    assert scrolls == [(0, 4), (0, -1)]
    assert len(parts) == 38
    assert sum(parts) == pytest.approx(3.5)
