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


class TellingInspector(FakeInspector):
    """Tells when the focus moves. asked: how often it was asked what has it."""

    def __init__(self) -> None:
        super().__init__(WINDOW, [SAVE], focus=SAVE)
        self.moves = 0
        self.asked = 0

    def focus_mark(self) -> object:
        return self.moves

    def focus_moves(self) -> int:
        return self.moves

    def focused(self) -> Element | None:
        self.asked += 1
        return self.focus


def test_the_next_key_of_a_text_is_answered_without_a_question():
    lookups = Lookups(TellingInspector(), lambda: 0)
    lookups.start()
    first = lookups.ask(Question(0, None)).wait()
    second = lookups.ask(Question(100_000_000, None, fresh=False))
    lookups.stop()
    assert (second.peek() is first, first.element) == (True, SAVE)


def test_a_key_after_the_focus_moved_is_not_told_what_had_it_before():
    inspector = TellingInspector()
    lookups = Lookups(inspector, lambda: 0)
    lookups.start()
    lookups.ask(Question(0, None)).wait()
    inspector.moves, inspector.focus = 1, element("Name")
    later = lookups.ask(Question(300_000_000, None, fresh=False)).wait()
    lookups.stop()
    assert later.element == element("Name")


def test_a_key_that_comes_while_something_is_asked_waits_for_its_turn():
    inspector = TellingInspector()
    lookups = Lookups(inspector, lambda: 0)
    lookups.start()
    lookups.ask(Question(0, None)).wait()
    lookups.stop()
    tab = lookups.ask(Question(50_000_000, None))
    letter = lookups.ask(Question(100_000_000, None, fresh=False))
    assert (tab.peek(), letter.peek()) == (None, None)


def test_while_someone_types_on_a_program_is_not_asked_again():
    inspector = TellingInspector()
    lookups = Lookups(inspector, lambda: 0)
    lookups.start()
    lookups.ask(Question(0, None)).wait()
    for t_ms in range(100, 1900, 100):
        lookups.ask(Question(t_ms * 1_000_000, None, fresh=False)).wait()
    lookups.stop()
    assert inspector.asked == 1
