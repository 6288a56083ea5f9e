"""What is under the pointer or has the focus, asked for when a hand acts, answered a little later.

Asking never waits: one thread works the questions off, and whoever needs the answer waits for it.
Programs answer in milliseconds, and most act on the release of a button or draw later than that,
so the answer is of the moment of the press. An answer that came too late to be of that moment
says so.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tracker.desktop.atspi_names import UNANSWERED
from tracker.desktop.protocols import FocusInspector, Inspector, SurveyInspector, WindowsInspector
from tracker.errors import JourneymanError
from tracker.geometry import ScreenPoint
from tracker.trajectory import Element, Window

_MS: Final = 1_000_000
_QUESTIONS: Final = 512
_FOCUS_LASTS_NS: Final = 250 * _MS
"""While someone types on, the focus is asked for no more often than this."""
_UNMOVED_LASTS_NS: Final = 2000 * _MS
"""Nor so often, where programs tell when the focus moves and none did."""
_LATE_NS: Final = 1000 * _MS
_ANSWER_S: Final = 3.0
_MOST_ELEMENTS: Final = 600
"""Of a whole window; what stands further down its tree is left out."""


@dataclass(frozen=True, slots=True)
class Seen:
    """looked_ns: when the program was asked. degraded: why there is no element.

    elements, took_ns: of a whole window, and how long it took to tell of it. url: of the page
    that the window shows, where that was asked for. windows: all that show. is_cut: looking at the
    whole window gave way to a question that could not wait.
    """

    element: Element | None
    window: Window | None
    looked_ns: int
    degraded: str = ""
    elements: tuple[Element, ...] = ()
    took_ns: int = 0
    url: str = ""
    windows: tuple[Window, ...] = ()
    is_cut: bool = False


class Question:
    """asked_ns: when the hand acted. at: None asks for the focus. fresh: not from before that.

    whole: asks for all that shows in the active window instead. windows: for all windows.
    """

    def __init__(
        self,
        asked_ns: int,
        at: ScreenPoint | None,
        *,
        fresh: bool = True,
        whole: bool = False,
        windows: bool = False,
    ) -> None:
        self.windows = windows
        self.asked_ns = asked_ns
        self.at = at
        self.fresh = fresh
        self.whole = whole
        self._answer: Seen | None = None
        self._answered = threading.Event()

    def answer(self, seen: Seen) -> None:
        self._answer = seen
        self._answered.set()

    def wait(self) -> Seen:
        self._answered.wait(_ANSWER_S)
        missing = Seen(None, None, self.asked_ns, f"no answer within {_ANSWER_S:g} s")
        return self._answer or missing

    def peek(self) -> Seen | None:
        return self._answer


class Lookups:
    """urls: whether the pages that windows show have to be known."""

    def __init__(
        self, inspector: Inspector, now_ns: Callable[[], int], *, urls: bool = False
    ) -> None:
        self._inspector = inspector
        self._focuses = inspector if isinstance(inspector, FocusInspector) else None
        self._surveys = inspector if isinstance(inspector, SurveyInspector) else None
        self._windows = inspector if isinstance(inspector, WindowsInspector) else None
        self._urls = urls
        self._now_ns = now_ns
        self._questions: queue.Queue[Question | None] = queue.Queue(_QUESTIONS)
        self._asking = threading.Lock()
        self._asked: Question | None = None
        self._focus: Seen | None = None
        self._mark: object | None = None
        self._held: tuple[int, int | None] = (0, None)
        self._thread = threading.Thread(target=self._run, name="lookups", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What was asked before is still answered."""
        if self._thread.is_alive():
            self._questions.put(None)
            self._thread.join()

    def ask(self, question: Question) -> Question:
        with self._asking:
            known = self._known(question)
            if known is not None:
                question.answer(known)
                return question
            try:
                self._questions.put_nowait(question)
                self._asked = question
            except queue.Full:
                why = "too many lookups were waiting"
                question.answer(Seen(None, None, question.asked_ns, why))
        return question

    def _known(self, question: Question) -> Seen | None:
        """What the last key of a text was told, where that is sure to hold and nothing is being
        asked: to wake a thread for each letter costs more than its answer."""
        held_ns, moves = self._held
        focus = self._focus
        is_next = not (question.fresh or question.at or question.whole or question.windows)
        if not is_next or focus is None or self._focuses is None or moves is None:
            return None
        if self._asked is None or self._asked.peek() is None or _is_unanswered(focus):
            return None
        is_recent = question.asked_ns - held_ns < _FOCUS_LASTS_NS
        return focus if is_recent and self._focuses.focus_moves() == moves else None

    def _run(self) -> None:
        while (question := self._questions.get()) is not None:
            question.answer(self._look(question))

    def _look(self, question: Question) -> Seen:
        if question.windows:
            return self._survey(self._now_ns())
        if question.whole:
            return self._overlook(self._now_ns())
        if question.at is None and self._focus and self._still_holds(self._focus, question):
            return self._focus
        began_ns, moves = self._now_ns(), self._focus_moves()
        mark = self._focus_mark() if question.at is None else None
        late_ns = began_ns - question.asked_ns
        if question.at is not None and late_ns > _LATE_NS:
            why = f"the lookup came {late_ns // _MS} ms after the event"
            return Seen(None, self._window(), began_ns, why)
        seen = self._inspect(question.at, began_ns)
        if question.at is None:
            self._focus, self._mark, self._held = seen, mark, (began_ns, moves)
        return seen

    def _still_holds(self, focus: Seen, question: Question) -> bool:
        """True also for questions that waited while the answer was found: a slow program is asked
        once for all the keys that it lags behind."""
        age_ns = question.asked_ns - focus.looked_ns
        if _is_unanswered(focus):
            return age_ns < 0
        if question.fresh or age_ns >= _UNMOVED_LASTS_NS:
            return age_ns < 0
        if age_ns < _FOCUS_LASTS_NS:
            return True
        now_ns, moves = self._now_ns(), self._focus_moves()
        if self._mark is None or self._mark != self._focus_mark():
            return False
        self._held = now_ns, moves
        return True

    def _focus_mark(self) -> object | None:
        try:
            return self._focuses.focus_mark() if self._focuses else None
        except JourneymanError:
            return None

    def _focus_moves(self) -> int | None:
        return self._focuses.focus_moves() if self._focuses else None

    def _inspect(self, at: ScreenPoint | None, now_ns: int) -> Seen:
        window, url = None, ""
        try:
            window, url = self._inspector.window(), self._url()
            element = self._inspector.focused() if at is None else self._inspector.element_at(at)
        except JourneymanError as error:
            return Seen(None, window, now_ns, f"accessibility failed: {error.message}")
        except Exception as error:  # a thread's edge: the step says what is missing and why
            return Seen(
                None, window, now_ns, f"accessibility failed: {type(error).__name__}: {error}"
            )
        if element is None:
            what = "has the focus" if at is None else f"is at ({at.x}, {at.y})"
            why = f"the program does not tell what {what}"
            return Seen(None, window, now_ns, why, url=url)
        return Seen(element, window, now_ns, url=url)

    def _survey(self, began_ns: int) -> Seen:
        """Every window that shows, and what page the active one does."""
        if self._windows is None:
            return Seen(None, self._window(), began_ns)
        try:
            window, windows = self._inspector.window(), self._windows.windows()
            return Seen(None, window, began_ns, url=self._url(), windows=windows)
        except Exception as error:  # a thread's edge, as above
            told = f"accessibility failed: {type(error).__name__}: {error}"
            return Seen(None, None, began_ns, told)

    def _url(self) -> str:
        return self._windows.page_url() if self._urls and self._windows else ""

    def _overlook(self, began_ns: int) -> Seen:
        try:
            window, elements = self._inspector.window(), self._all_elements()
        except JourneymanError as error:
            return Seen(None, None, began_ns, f"accessibility failed: {error.message}")
        except Exception as error:  # a thread's edge, as above
            told = f"accessibility failed: {type(error).__name__}: {error}"
            return Seen(None, None, began_ns, told)
        if elements is None:
            return Seen(None, window, began_ns, "it gave way to another question", is_cut=True)
        took_ns = self._now_ns() - began_ns
        return Seen(None, window, began_ns, "", elements[:_MOST_ELEMENTS], took_ns)

    def _all_elements(self) -> tuple[Element, ...] | None:
        if self._surveys is not None:
            return self._surveys.survey(lambda: not self._questions.empty())
        return self._inspector.elements()

    def _window(self) -> Window | None:
        try:
            return self._inspector.window()
        except JourneymanError:
            return None


def _is_unanswered(focus: Seen) -> bool:
    return focus.element is not None and UNANSWERED in focus.element.states
