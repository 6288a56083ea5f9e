"""A phrase understood by words, by a model that points, or by both."""

from dataclasses import dataclass, field

import pytest

from grounding.grounder import Grounded, NotFound
from grounding.guided import Guided, Turn
from grounding.screen import Screen
from models.vision import NothingThere, Pointed
from tests.builders import element, frame
from tracker.errors import JourneymanError, Malformed, Unavailable
from tracker.frames import Frame
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source

SAVE = element("Save", box=Box(10, 10, 90, 40))
SECRET = element("", "push button", Box(100, 10, 130, 40))
LETTER = element("", "text", Box(0, 100, 320, 200))
SCREEN = Screen(frame(320, 200), None, (SAVE, SECRET, LETTER), ("accessible",))


@dataclass
class Pointer:
    """Answers the same each time. asked: the phrases."""

    answer: Pointed | NothingThere | JourneymanError
    name: str = "pointer"
    asked: list[str] = field(default_factory=list)

    def point_at(self, phrase: str, picture: Frame) -> Pointed | NothingThere:
        self.asked.append(phrase)
        if isinstance(self.answer, JourneymanError):
            raise self.answer
        return self.answer

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


def told(phrase: str, answer, turn: Turn = Turn.FALLBACK) -> Grounded | NotFound:
    return Guided(Pointer(answer), turn)(phrase, SCREEN)


def place(result: Grounded | NotFound) -> tuple[Element, Point, float, str]:
    assert isinstance(result, Grounded), result
    return result.element, result.point, result.confidence, result.evidence


def test_words_that_find_the_thing_leave_the_model_unasked():
    model = Pointer(Pointed(Point(300, 190)))
    result = Guided(model)("the Save button", SCREEN)
    assert place(result)[:2] == (SAVE, SAVE.box.center)
    assert model.asked == []


def test_what_the_words_do_not_find_the_model_may_see():
    """It gives a place in the button; the button's middle is where one clicks."""
    assert place(told("the trash icon", Pointed(Point(104, 36)))) == (
        SECRET, SECRET.box.center, 0.75, "pointed at by pointer",
    )  # fmt: skip


def test_a_place_in_a_text_area_is_kept_as_it_is():
    result = told("the end of the letter", Pointed(Point(250, 180)))
    assert place(result)[:2] == (LETTER, Point(250, 180))


def test_where_no_reader_knows_of_anything_a_box_around_the_place_stands_for_it():
    shown, point, *_ = place(told("the trash icon", Pointed(Point(200, 60))))
    assert (shown.role, shown.box, shown.source, point) == (
        "unknown", Box(188, 48, 212, 72), Source.DETECTOR, Point(200, 60),
    )  # fmt: skip


def test_the_models_own_box_is_taken_where_the_readers_know_of_none():
    answer = Pointed(Point(205, 65), Box(190, 50, 220, 80))
    assert place(told("the trash icon", answer))[0].box == Box(190, 50, 220, 80)


def test_a_model_that_is_asked_first_is_believed_before_the_words():
    result = told("the Save button", Pointed(Point(104, 36)), Turn.FIRST)
    assert place(result)[0] == SECRET
    assert [each.element for each in result.candidates] == [SECRET, SAVE]


def test_two_ways_that_agree_are_surer_than_the_model_alone():
    result = told("the Save button", Pointed(Point(20, 20)), Turn.FIRST)
    assert place(result) == (SAVE, SAVE.box.center, 0.9, "pointed at by pointer, and by the words")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (NothingThere(), "pointer sees nothing of that kind."),
        (Malformed("pointer gives no JSON.", hint="Use another."), "pointer gives no JSON."),
    ],
)
def test_a_model_without_a_place_leaves_what_the_words_say(answer, reason):
    assert place(told("Save", answer, Turn.FIRST))[0] == SAVE
    missed = told("the trash icon", answer)
    assert isinstance(missed, NotFound)
    assert missed.reason == f"Nothing on this screen is alike. {reason}"


def test_a_model_that_cannot_be_reached_is_no_answer():
    with pytest.raises(Unavailable):
        told("the trash icon", Unavailable("It is away.", hint="Start it."))
