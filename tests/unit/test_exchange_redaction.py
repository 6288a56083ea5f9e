"""What should not leave this machine is taken out of texts and pictures, and told without it."""

import json
import sys
from itertools import pairwise
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import element, frame, observation, step, trajectory
from tests.unit.test_codec import STEP
from tracker import codec
from tracker.actions import Click, PressKeys, TypeText
from tracker.errors import Unavailable
from tracker.exchange import presidio
from tracker.exchange.findings import Finding, Patterns, Several, Typed, Words, replaced
from tracker.exchange.presidio import Presidio
from tracker.exchange.redaction import Redacted, redact, without_secrets
from tracker.geometry import Box, Point
from tracker.trajectory import Evidence, Lineage, Outcome, Window


def cleaned(text, *finders):
    several = Several(finders or [Patterns()])
    return replaced(text, several.find(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to anna.b+x@mail.example.org today", "Write to [email] today"),
        ("zoë@müller.example", "[email]"),
        ("anna @example.org", "[email]"),
        ("Card 4111 1111 1111 1111, ok", "Card [card], ok"),
        ("5500-0000-0000-0004", "[card]"),
        ("DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine"),
        ("GB82WEST12345698765432", "[iban]"),
        ("DE89370400440532013000 DANKE", "[iban] DANKE"),
        ("call +49 (0) 89 1234-5678 now", "call [phone] now"),
        ("089 12345678", "[phone]"),
        ("212-555-0147", "[phone]"),
    ],
)
def test_what_looks_like_a_persons_data_is_replaced(text, expected):
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-26 16:15:19",
        "order-7731.txt",
        "4111 1111 1111 1112",
        "8888 8888 8888 8888",
        "DE00 3704 1044 1532 1130 11",
        "Version 10.15.7, build 20240801",
        "1280 x 800",
        "user@localhost",
        "0123",
        "3.14159265358979",
        "192.168.0.117",
        "",
    ],
)
def test_what_only_resembles_it_stays(text):
    assert cleaned(text) == text


def test_given_words_are_found_whole_in_any_case_and_spacing():
    words = Words(["Anna Müller", "O'Neil"], "word")
    text = "anna  müller and ANNAMÜLLER, not Hannah Anna Müllerin; O'NEIL"
    assert cleaned(text, words) == "[word] and [word], not Hannah Anna Müllerin; [word]"


def test_a_line_that_is_the_beginning_of_a_typed_value_is_found():
    typed = Typed(["Dear Anna,", "  "])
    assert cleaned("Dear A\nDear Anna,\nDearest", typed) == "[value]\n[value]\nDearest"


def test_findings_that_overlap_become_one():
    several = Several([Words(["anna@x.org", "org team"], "word"), Patterns()])
    assert several.find("anna@x.org team") == [Finding(0, 15, "word")]


@given(st.text(max_size=80))
def test_any_text_is_searched_without_trouble(text):
    found = Several([Patterns(), Words([text, "a"], "word"), Typed([text])]).find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def lines(*seen):
    """A reader that sees these lines in every picture."""
    return lambda frame: seen


def test_what_showed_at_the_end_is_black_in_the_last_picture():
    there = element("anna@x.org", box=Box(10, 10, 60, 30))
    outcome = Outcome(after=frame(shade=254), showing=(there,))
    shown = trajectory(
        step(before=observation(frame(shade=255)), evidence=Evidence(), outcome=outcome)
    )
    redacted, _ = redact(shown, Patterns(), lines())
    assert (redacted.steps[0].outcome.after.pixels[10:30, 10:60] == 0).all()


def test_a_line_that_a_reader_saw_in_pieces_is_black_in_all_of_them():
    """The beginning of a value is found for itself; the rest of it must not be left behind."""
    white = frame(shade=255)
    shown = trajectory(step(before=observation(white), evidence=Evidence()))
    read = lines(
        ("parcel.", Box(120, 51, 160, 63)),
        ("below", Box(10, 80, 60, 92)),
        ("thank you for the|", Box(10, 50, 112, 62)),
        ("2 lines", Box(250, 50, 300, 62)),
    )
    redacted, _ = redact(shown, Typed(["thank you for the parcel."]), read)
    expected = np.full((200, 320, 3), 255, dtype=np.uint8)
    expected[49:65, 118:162] = 0
    expected[48:64, 8:114] = 0
    assert (redacted.steps[0].before.frame.pixels == expected).all()


def test_each_text_of_a_step_is_searched_whatever_its_field():
    name = "Anna"
    thing = element(f"Mail {name}", value=name, description=name, path=(f"frame {name}",))
    shown = trajectory(
        step(
            TypeText(f"Hi {name}"),
            before=observation(window=Window(f"{name} - Mail", "mail"), elements=[thing]),
            intent=Click(f"the {name} button"),
            thought=f"{name} waits",
            expectation=name,
            evidence=Evidence(element=thing, how=name),
            outcome=Outcome(note=name),
        ),
        task=f"Write to {name}",
        outcome_note=name,
        lineage=Lineage(detail=name),
    )
    redacted, report = redact(shown, Words([name], "word"), lines())
    told = codec.dump_step(redacted.steps[0]) + redacted.task + redacted.outcome_note
    assert name not in told + redacted.lineage.detail
    assert redacted.steps[0].action == TypeText("Hi [word]")
    assert redacted.steps[0].evidence.element.role == "push button"
    assert Redacted(0, "word", "text", 3) in report


def test_keys_and_roles_stay_what_they_are():
    shown = trajectory(step(PressKeys(("ctrl", "s"))), step(Click(Point(1, 1), held=("shift",))))
    words = Words(["ctrl", "s", "shift", "push button", "Save"], "word")
    redacted, _ = redact(shown, words, lines())
    assert [one.action for one in redacted.steps] == [one.action for one in shown.steps]
    assert redacted.steps[0].evidence.element.role == "push button"


def test_the_lines_and_elements_that_show_it_are_black_in_the_picture():
    white, after = frame(shade=255), frame(shade=254)
    field = element("Mail", role="entry", value="anna@x.org", box=Box(10, 10, 60, 30))
    shown = trajectory(
        step(
            before=observation(white, elements=[field]),
            evidence=Evidence(),
            outcome=Outcome(after=after),
        )
    )
    read = lines(("To: anna@x.org", Box(100, 100, 150, 110)), ("Subject", Box(0, 150, 90, 160)))
    redacted, report = redact(shown, Patterns(), read)
    expected = np.full((200, 320, 3), 255, dtype=np.uint8)
    expected[10:30, 10:60] = 0
    expected[98:112, 98:152] = 0
    assert (redacted.steps[0].before.frame.pixels == expected).all()
    assert (redacted.steps[0].outcome.after.pixels[10:30, 10:60] == 0).all()
    assert report == (Redacted(1, "email", "picture", 2), Redacted(1, "email", "text", 1))


@pytest.mark.parametrize("seen", ["Yours, Jan", "Yours, Janl", "Yours, lJan", "Yours, Jan|"])
def test_a_text_cursor_that_was_read_as_a_letter_hides_no_word(seen: str):
    shown = trajectory(step(before=observation(frame(shade=255)), evidence=Evidence()))
    redacted, _ = redact(shown, Words(["Jan"], "word"), lines((seen, Box(20, 20, 90, 40))))
    assert (redacted.steps[0].before.frame.pixels[20:40, 20:90] == 0).all()


def test_a_picture_that_two_steps_show_is_the_same_in_both():
    shared = frame(shade=255)
    field = element("anna@x.org", box=Box(10, 10, 60, 30))
    shown = trajectory(
        step(evidence=Evidence(), outcome=Outcome(after=shared)),
        step(before=observation(shared), evidence=Evidence(element=field)),
    )
    redacted, _ = redact(shown, Patterns(), lines())
    first, second = redacted.steps
    assert first.outcome.after == second.before.frame != shared


def test_a_window_with_a_name_in_its_title_is_not_black_as_a_whole():
    window = element("Anna - Mail", role="frame", box=Box(0, 0, 320, 200))
    shown = trajectory(step(before=observation(frame(shade=255), elements=[window])))
    redacted, _ = redact(shown, Words(["Anna"], "word"), lines(("Anna - Mail", Box(5, 2, 80, 12))))
    pixels = redacted.steps[0].before.frame.pixels
    assert (pixels[0:14, 3:82] == 0).all()
    assert (pixels[14:] == 255).all()


@given(STEP)
def test_what_holds_nothing_to_find_stays_as_it_was(shown):
    nothing = Words([], "word")
    assert redact(trajectory(shown), nothing, lines()) == (trajectory(shown), ())


def test_the_report_never_tells_what_it_was():
    shown = trajectory(step(TypeText("anna@x.org")), task="Mail anna@x.org")
    _, report = redact(shown, Patterns(), lines(("anna@x.org", Box(1, 1, 9, 9))))
    assert "anna" not in json.dumps([repr(one) for one in report])


def test_secrets_that_an_old_recording_kept_do_not_leave():
    field = element("PIN", role="password text", value="1234", box=Box(10, 10, 60, 30))
    typed = step(
        TypeText("{secret:pin}"),
        before=observation(frame(shade=255), elements=[field]),
        evidence=Evidence(element=field),
    )
    [bare] = without_secrets(trajectory(typed)).steps
    assert bare.evidence.element.value == bare.before.elements[0].value == ""
    assert (bare.before.frame.pixels[10:30, 10:60] == 0).all()
    redacted, _ = redact(trajectory(bare), Words(["pin", "secret"], "word"), lines())
    assert redacted.steps[0].action == TypeText("{secret:pin}")


def test_without_presidio_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(presidio, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="pip install presidio-analyzer"):
        Presidio()


def test_presidios_language_model_is_never_fetched_by_us(monkeypatch):
    monkeypatch.setattr(presidio, "find_spec", lambda name: name == "presidio_analyzer" or None)
    with pytest.raises(Unavailable, match="language model en_core_web_lg"):
        Presidio()


def test_presidio_finds_for_us_where_it_is_installed(monkeypatch):
    def analyze(text, language):
        assert language == "en"
        return [
            SimpleNamespace(entity_type="PERSON", start=3, end=7, score=0.85),
            SimpleNamespace(entity_type="URL", start=0, end=2, score=0.1),
        ]

    package = ModuleType("presidio_analyzer")
    package.AnalyzerEngine = lambda: SimpleNamespace(analyze=analyze)
    monkeypatch.setitem(sys.modules, "presidio_analyzer", package)
    monkeypatch.setattr(presidio, "find_spec", lambda name: object())
    assert cleaned("Hi Anna", Presidio()) == "Hi [person]"
