"""Values that their look does not tell, found by a model among the words of the instruction."""

import json

from agent.adaptation import adapted
from agent.values import retold
from models.fake import FakeChat
from tests.builders import element, step, trajectory
from tracker.actions import Click, TypeText
from tracker.errors import Malformed
from tracker.geometry import Point
from tracker.trajectory import Evidence


def typed(text, field):
    thing = element(field, "text")
    return step(TypeText(text), intent=TypeText(text), evidence=Evidence(element=thing))


def chosen(name):
    return step(
        Click(Point(10, 10)),
        intent=Click(f'the "{name}" radio button'),
        evidence=Evidence(element=element(name, "radio button")),
    )


def order(task, product, amount, delivery="Courier"):
    return trajectory(
        typed(product, "Product"), typed(amount, "Amount"), chosen(delivery), task=task
    )


SHOWN = order("Get me 3 wool socks (Courier)", "wool socks", "3")
AKIN = order("Buy desk lamp, amount 2, by Courier", "desk lamp", "2")
OTHER = trajectory(typed("green tea", "Query"), task="Find green tea")
JOB = "Have 4 tent pegs sent to us, method Courier"
ANSWER = {"amount": "4", "choice": "Courier", "product": "tent pegs"}


class Schemas(FakeChat):
    def reply(self, messages, schema, max_tokens=256):
        self.schema = schema
        return super().reply(messages, schema, max_tokens)


def test_the_example_is_told_with_what_the_model_found():
    chat = Schemas([ANSWER])
    told = retold(JOB, SHOWN, [OTHER, SHOWN, AKIN], chat)
    assert told.task == "Get me 3 tent pegs (Courier)"
    assert [one.intent for one in told.steps] == [
        TypeText("tent pegs"), TypeText("3"), Click('the "Courier" radio button'),
    ]  # fmt: skip
    assert told.steps[0].action == TypeText("tent pegs")
    known = adapted(JOB, told)
    assert known.unknown == frozenset()
    assert known.intents[:2] == (TypeText("tent pegs"), TypeText("4"))


def test_it_is_asked_with_other_requests_and_bound_to_words_of_this_one():
    chat = Schemas([ANSWER])
    retold(JOB, SHOWN, [OTHER, SHOWN, AKIN], chat)
    lines = chat.asked[0][0].content.split("\n")
    assert lines[1] == "Request: Buy desk lamp, amount 2, by Courier"
    assert json.loads(lines[2].removeprefix("Values: ")) == {
        "amount": "2", "choice": "Courier", "product": "desk lamp",
    }  # fmt: skip
    assert lines[-2:] == [f"Request: {JOB}", "Values:"]
    assert "green tea" not in chat.asked[0][0].content
    properties = chat.schema["properties"]
    assert properties["amount"] == {"const": "4"}
    choices = properties["product"]["enum"]
    assert {"tent", "tent pegs", "Have"} <= set(choices)
    assert not {"4", "to", "us to", "pegs sent to", "Courier"} & set(choices)


def test_nobody_is_asked_where_nothing_is_missing():
    told = retold("Get me 7 tea pot (Courier)", SHOWN, [SHOWN], FakeChat())
    assert told is SHOWN


def test_an_answer_that_is_none_leaves_the_example_as_it_was():
    assert retold(JOB, SHOWN, [SHOWN], FakeChat([Malformed("No answer.")])) is SHOWN


def test_two_values_do_not_stand_on_the_same_words():
    pair = trajectory(
        typed("old", "From"), typed("new", "To"), task="turn every old into a new everywhere"
    )
    same = {"from": "feather", "to": "feather"}
    apart = {"from": "feather", "to": "ladder"}
    job = "Let each feather become ladder"
    assert retold(job, pair, [pair], FakeChat([same])) is pair
    assert retold(job, pair, [pair], FakeChat([apart])).task == (
        "turn every feather into a ladder everywhere"
    )


def test_what_is_quoted_is_one_value_or_none():
    chat = Schemas([{"search": "tent pegs, green"}])
    find = trajectory(typed("wool socks", "Search"), task="search the shop for wool socks")
    job = 'is "tent pegs, green" on sale or "rope"?'
    assert retold(job, find, [find], chat).task == "search the shop for tent pegs, green"
    choices = chat.schema["properties"]["search"]["enum"]
    assert {"tent pegs, green", "rope", "sale"} <= set(choices)
    assert not {"tent", "pegs", "green"} & set(choices)
