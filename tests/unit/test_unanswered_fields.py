"""A program that does not tell what a field is: a secret for as long as that is so, no longer."""

import time
from dataclasses import replace

import pytest

from tests.builders import element, frame
from tracker.actions import Click
from tracker.blackout import Blackout
from tracker.desktop.atspi_bus import Question as Asked
from tracker.desktop.atspi_bus import Ref
from tracker.desktop.atspi_names import UNANSWERED
from tracker.desktop.atspi_nodes import read
from tracker.desktop.dbus_line import Deadline
from tracker.desktop.fake import FakeInspector
from tracker.geometry import Box, Point
from tracker.lookup import Lookups, Question, Seen
from tracker.redact import Policy
from tracker.trajectory import Element, Evidence, Observation, Step, Window

WINDOW = Window(title="Letter", app="editor", pid=7, box=Box(0, 0, 300, 200))
FIELD = element("Name", "text", Box(10, 60, 200, 80))
UNSURE = replace(FIELD, role="password text", states=(UNANSWERED,))
PIN = replace(FIELD, role="password text", states=())
ENTRY = Ref(":1.9", "/entry")
ROLE_OF_AN_ENTRY, ROLE_OF_A_SECRET = 79, 40


class OneFieldBus:
    """A program with one entry. numbers: what it answers, one after the other, to what it is."""

    def __init__(self, *numbers: int | None) -> None:
        self.numbers = list(numbers)
        self.roles: dict[Ref, str] = {}
        self.at_once = {ENTRY.name: True}

    def ask(self, questions: list[Asked], deadline: Deadline) -> list[object]:
        return [self._answer(question.member) for question in questions]

    def foresee(self, questions: list[Asked], deadline: Deadline) -> None:
        pass

    def _answer(self, member: str) -> object:
        if member == "GetRole":
            return self.numbers.pop(0)
        return {
            "GetState": (1 << 25, 0),
            "GetRoleName": "entry",
            "GetExtents": (10, 60, 190, 20),
            "GetAll": {"Name": ("s", "Name")},
        }[member]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((ROLE_OF_AN_ENTRY,), ("entry", False)),
        ((ROLE_OF_A_SECRET,), ("password text", False)),
        ((None, ROLE_OF_AN_ENTRY), ("entry", False)),
        ((None, ROLE_OF_A_SECRET), ("password text", False)),
        ((None, None), ("password text", True)),
    ],
)
def test_a_field_is_taken_for_a_secret_only_if_it_is_one_or_twice_does_not_tell(numbers, told):
    bus = OneFieldBus(*numbers)
    (node,) = read(bus, [ENTRY], Deadline(1.0))
    assert (node.role, UNANSWERED in node.states) == told
    assert bus.numbers == []


def test_what_was_not_told_is_asked_again_at_the_next_look():
    bus = OneFieldBus(None, None, ROLE_OF_AN_ENTRY)
    roles = [node.role for _ in range(2) for node in read(bus, [ENTRY], Deadline(1.0))]
    assert roles == ["password text", "entry"]


class ForgetfulInspector(FakeInspector):
    """Does not tell at first what the field is that has the focus."""

    def __init__(self) -> None:
        super().__init__(WINDOW, [FIELD], focus=FIELD)
        self.told = [UNSURE, FIELD]

    def focused(self) -> Element | None:
        return self.told.pop(0) if self.told else FIELD


def test_the_next_key_asks_again_for_a_focus_that_was_not_told():
    lookups = Lookups(ForgetfulInspector(), time.monotonic_ns)
    lookups.start()
    first, second = (
        lookups.ask(Question(time.monotonic_ns(), None, fresh=False)).wait() for _ in range(2)
    )
    lookups.stop()
    assert (first.element, second.element) == (UNSURE, FIELD)


def black(*told: Element) -> set[Box]:
    blackout = Blackout(Policy(), lambda question: question)
    for one in told:
        blackout.heed(Seen(one, WINDOW, 0))
    before = Observation(frame(), WINDOW, ())
    return blackout.of(Step(before, Click(Point(20, 70)), Evidence(), t_ns=1, until_ns=2))


def test_a_field_that_was_not_told_is_black_until_it_is_told():
    assert (black(UNSURE), black(UNSURE, FIELD)) == ({FIELD.box}, set())


def test_a_field_that_was_a_secret_stays_black():
    assert black(UNSURE, PIN, FIELD) == black(PIN, UNSURE, FIELD) == {PIN.box}
