"""Which question is answered first, and what becomes of the others."""

import threading
import time
from collections.abc import Callable

from tests.builders import element
from tracker.desktop.fake import FakeInspector
from tracker.geometry import Box, ScreenPoint
from tracker.lookup import Lookups, Question
from tracker.trajectory import Element, Window

WINDOW = Window(title="Letter", app="editor", pid=7, box=Box(0, 0, 300, 200))
SAVE = element("Save", box=Box(10, 10, 60, 40))


class SlowInspector(FakeInspector):
    """Looks at the whole window until it has to give way, or is let go."""

    def __init__(self) -> None:
        super().__init__(WINDOW, [SAVE], focus=SAVE)
        self.looks = threading.Event()
        self.may_end = threading.Event()

    def survey(self, gives_way: Callable[[], bool]) -> tuple[Element, ...] | None:
        self.looks.set()
        while not self.may_end.wait(0.001):
            if gives_way():
                return None
        return self.elements()


def ask(inspector: FakeInspector, *questions: Question) -> None:
    lookups = Lookups(inspector, time.monotonic_ns)
    for question in questions:
        lookups.ask(question)
    lookups.start()
    lookups.stop()


def test_a_look_at_the_whole_window_gives_way_to_what_cannot_wait():
    inspector = SlowInspector()
    whole = Question(time.monotonic_ns(), None, whole=True)
    pressed = Question(time.monotonic_ns(), ScreenPoint(20, 20))
    ask(inspector, whole, pressed)
    assert (whole.wait().is_cut, whole.wait().elements) == (True, ())
    assert pressed.wait().element == SAVE


def test_a_look_that_nothing_waits_for_is_made_to_its_end():
    inspector = SlowInspector()
    lookups = Lookups(inspector, time.monotonic_ns)
    whole = lookups.ask(Question(time.monotonic_ns(), None, whole=True))
    lookups.start()
    inspector.looks.wait(20)
    inspector.may_end.set()
    seen = whole.wait()
    lookups.stop()
    assert (seen.is_cut, seen.elements) == (False, (SAVE,))
