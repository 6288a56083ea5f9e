"""What an answer says: where, how surely and why, also as JSON."""

import pytest

from grounding.confidence import FITTED
from grounding.grounder import Grounded, NotFound, locate
from grounding.report import ground_json, parse_json
from grounding.screen import Sighting
from grounding.selfcheck import Rejected
from tests.builders import element
from tests.unit.grounder.screens import CANCEL, SAVE, at, found, missed, screen, text
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source

SUREST = FITTED.chance(1.0, Source.ACCESSIBLE)


def test_the_answer_says_where_how_surely_and_why():
    assert locate('the "Save" button', screen(SAVE, CANCEL)) == Grounded(
        SAVE, SAVE.box, Point(40, 15), SUREST, 'name "Save", role push button',
        candidates=locate('the "Save" button', screen(SAVE, CANCEL)).candidates,
    )  # fmt: skip


def test_nothing_alike_is_said_to_be_so():
    assert missed("Print", screen(SAVE, CANCEL)) == "Nothing on this screen is alike."


@pytest.mark.parametrize("phrase", ["", "  ", '""'])
def test_a_phrase_without_words_names_nothing(phrase: str):
    assert missed(phrase, screen(SAVE)) == "The phrase names nothing."


def test_nothing_is_found_on_an_empty_screen():
    assert locate("Save", screen()) == NotFound("Save", "Nothing on this screen is alike.")


def test_two_that_answer_equally_well_are_not_guessed_between():
    one, other = element("Open", box=at(0, 0)), element("Open", box=at(3, 3))
    result = locate('the "Open" button', screen(one, other))
    assert isinstance(result, NotFound)
    assert result.reason == '2 things are called "Open".'
    assert [candidate.element for candidate in result.candidates] == [one, other]


def test_drawn_text_is_enough_when_the_eyes_are_all_there_is():
    drawn = text("Save", at(0, 0))
    result = locate('the "Save" button', screen(drawn, text("Cancel", at(2, 0))))
    assert isinstance(result, Grounded)
    assert (result.element, result.evidence) == (drawn, 'drawn text "Save"')
    assert result.confidence < SUREST


@pytest.mark.parametrize(
    ("role", "source", "is_at_its_words"),
    [
        ("table cell", Source.DETECTOR, True),
        ("text", Source.DETECTOR, False),
        ("table cell", Source.ACCESSIBLE, False),
    ],
)
def test_how_far_a_thing_reaches_is_estimated_and_its_words_are_surely_a_part_of_it(
    role: str, source: Source, is_at_its_words: bool
):
    row = element("Match case", role, Box(0, 0, 600, 30), source=source)
    words = Box(10, 5, 110, 25)
    sighting = Sighting((source, Source.OCR), drawn="Match case", drawn_at=words)
    result = locate("Match case", screen(row, sightings=(sighting,)))
    assert isinstance(result, Grounded)
    assert result.point == (words if is_at_its_words else row.box).center


def test_a_spin_button_is_clicked_where_its_number_begins():
    result = locate("Tab width", screen(element("Tab width", "spin button", Box(400, 10, 560, 44))))
    assert isinstance(result, Grounded)
    assert result.point == Point(440, 27)


def test_confidence_grows_with_the_evidence():
    def confidence(phrase: str, *elements: Element) -> float:
        result = locate(phrase, screen(*elements))
        assert isinstance(result, Grounded)
        return result.confidence

    exact = confidence('the "Settings" button', element("Settings"))
    punctuated = confidence('the "Settings" button', element("Settings…"))
    slip = confidence('the "Settings" button', element("Setings"))
    other_role = confidence('the "Settings" button', element("Settings", "link"))
    rivalled = confidence(
        'the "Settings" button', element("Settings"), element("Setings", box=at(5, 5))
    )
    assert exact > punctuated > slip
    assert exact > other_role
    assert exact > rivalled


def test_kinds_that_look_alike_are_told_apart_with_less_confidence():
    rows = [element("", "table cell", at(0, row), source=Source.DETECTOR) for row in range(3)]
    rows.append(element("", "menu item", at(5, 0), source=Source.DETECTOR))
    rows.append(element("", "text", at(5, 3), source=Source.DETECTOR))

    def confidence(phrase: str) -> float:
        result = locate(phrase, screen(*rows))
        assert isinstance(result, Grounded)
        return result.confidence

    assert confidence("the second list item") < confidence("the second row")
    assert found("the menu", screen(*rows)) == rows[3]
    assert found("the text field", screen(*rows)) == rows[4]
    assert isinstance(locate("the password field", screen(*rows)), NotFound)


@pytest.mark.parametrize("phrase", ["the second check box", "the bottom check box"])
def test_what_eyes_alone_counted_is_doubted(phrase: str):
    def sure(source: Source) -> float:
        boxes = [element("", "check box", at(0, row), source=source) for row in range(2)]
        result = locate(phrase, screen(*boxes))
        assert isinstance(result, Grounded)
        return result.confidence

    assert sure(Source.DETECTOR) < 0.6 < 0.9 < sure(Source.ACCESSIBLE)


def test_a_score_becomes_the_chance_that_is_asked_for():
    result = locate("Save", screen(SAVE), calibrate=lambda score, source: score / 2)
    assert isinstance(result, Grounded)
    assert result.confidence == 0.5


def test_both_answers_have_one_json_form():
    on = screen(SAVE, CANCEL)
    assert ground_json(locate("Print", on)) == {
        "found": False,
        "point": None,
        "box": None,
        "confidence": 0.0,
        "evidence": "Nothing on this screen is alike.",
        "accepted": False,
        "rejected": "",
        "candidates": [],
    }
    assert ground_json(locate("Cancel", on)) == {
        "found": True,
        "point": [240, 15],
        "box": [200, 0, 280, 30],
        "confidence": round(SUREST, 4),
        "evidence": 'name "Cancel"',
        "accepted": True,
        "rejected": "",
        "candidates": [
            {"box": [200, 0, 280, 30], "role": "push button", "text": "Cancel", "score": 1.0}
        ],
    }


def test_what_was_rejected_keeps_its_point_and_says_why():
    on = screen(SAVE, CANCEL)
    told = ground_json(locate("Cancel", on), Rejected("A menu lies over it."))
    assert (told["found"], told["point"]) == (True, [240, 15])
    assert (told["accepted"], told["rejected"]) == (False, "A menu lies over it.")


def test_a_parsed_screen_has_a_json_form():
    button = element("", box=at(0, 0), states=("enabled",), description="Writes the file")
    sighting = Sighting((Source.ACCESSIBLE, Source.OCR), drawn="Apply", score=0.9)
    assert parse_json(screen(button, sightings=(sighting,))) == {
        "size": [800, 600],
        "elements": [
            {
                "box": [0, 0, 80, 30],
                "role": "push button",
                "text": "Apply",
                "words": ["Writes the file"],
                "state": ["enabled"],
                "source": ["accessible", "ocr"],
                "score": 0.9,
            }
        ],
    }
