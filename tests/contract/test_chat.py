"""What every chat model keeps to, be it a fake, llama.cpp or a server."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from models.chat import ChatModel, Json, Message
from models.fake import FakeChat
from models.llama import LlamaChat
from models.remote import RemoteChat
from tests.fetched_weights import smollm2
from tests.servers import chat_server, completion
from tracker.errors import Malformed

SCHEMA: Json = {
    "type": "object",
    "properties": {
        "thought": {"type": "string", "maxLength": 60},
        "verb": {"enum": ["click", "type", "finish"]},
        "target": {"type": ["string", "null"], "maxLength": 30},
    },
    "required": ["thought", "verb", "target"],
    "additionalProperties": False,
}
QUESTION = (
    Message("system", "You plan steps on a screen. Answer in JSON: thought, verb, target."),
    Message("user", 'Save the letter. On the screen: button "Save", button "Cancel".'),
)
GOOD: Json = {"thought": "The letter is written.", "verb": "click", "target": "Save"}
BAD: Json = {"thought": "The letter is written.", "verb": "explode", "target": "Save"}


@dataclass
class Subject:
    """spoil: see to it that the next answer breaks the schema. spoilt_tokens: for that call."""

    model: ChatModel
    spoil: Callable[[], None]
    spoilt_tokens: int = 256


@contextmanager
def fake() -> Iterator[Subject]:
    model = FakeChat([GOOD, GOOD])

    def spoil() -> None:
        model.close()
        model.queue(BAD)

    yield Subject(model, spoil)


@contextmanager
def llama() -> Iterator[Subject]:
    model = LlamaChat(smollm2(), context=1024)
    # A grammar cannot be broken, but it can be cut short.
    yield Subject(model, lambda: None, spoilt_tokens=5)
    model.close()


@contextmanager
def remote() -> Iterator[Subject]:
    answers = [GOOD]
    with chat_server(lambda *_: (200, completion(json.dumps(answers[-1])))) as server:
        model = RemoteChat(server.url, "some-model")
        yield Subject(model, lambda: answers.append(BAD))
        model.close()


@pytest.fixture(
    params=[fake, pytest.param(llama, marks=pytest.mark.models), remote], ids=lambda it: it.__name__
)
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    with request.param() as made:
        yield made


def test_a_model_has_a_name(subject):
    assert subject.model.name


def test_an_answer_has_the_fields_of_its_schema_and_no_others(subject):
    answer = subject.model.reply(QUESTION, SCHEMA)
    assert set(answer) == {"thought", "verb", "target"}
    assert answer["verb"] in {"click", "type", "finish"}


def test_the_same_question_gets_the_same_answer(subject):
    first = subject.model.reply(QUESTION, SCHEMA)
    assert subject.model.reply(QUESTION, SCHEMA) == first


def test_an_answer_that_breaks_its_schema_is_malformed_and_names_the_model(subject):
    subject.spoil()
    with pytest.raises(Malformed) as caught:
        subject.model.reply(QUESTION, SCHEMA, subject.spoilt_tokens)
    assert subject.model.name in caught.value.message
    assert caught.value.hint


def test_a_model_can_be_closed_twice(subject):
    subject.model.close()
    subject.model.close()
