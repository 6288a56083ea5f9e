"""A model behind an OpenAI-compatible server: llama-server, vLLM, Ollama and their like.

What is on the screen goes to that server, so nothing is ever sent unless a person has named one:
there is no default address, and a `RemoteChat` is only made from their settings.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import httpx

from models.answers import read_answer
from models.chat import Json, Message
from models.completions import Completions

_Ask = Callable[[Sequence[Message], Json], Mapping[str, object]]


def _by_schema(messages: Sequence[Message], schema: Json) -> Mapping[str, object]:
    wanted = {"name": "answer", "strict": True, "schema": schema}
    return {
        "messages": _plain(messages),
        "response_format": {"type": "json_schema", "json_schema": wanted},
    }


def _by_object(messages: Sequence[Message], schema: Json) -> Mapping[str, object]:
    """The older form: llama.cpp's servers follow the schema, others only promise JSON."""
    return {
        "messages": _plain(_told(messages, schema)),
        "response_format": {"type": "json_object", "schema": schema},
    }


def _by_words(messages: Sequence[Message], schema: Json) -> Mapping[str, object]:
    return {"messages": _plain(_told(messages, schema))}


_WAYS: tuple[_Ask, ...] = (_by_schema, _by_object, _by_words)
"""How to ask for an answer of a given form, the strictest first."""


class RemoteChat:
    """One model of one server. One thread asks at a time; `interrupt` is for any.

    The arguments are those of `Completions`.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: Callable[[], str] | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._completions = Completions(base_url, model, "planner", api_key=api_key, http=http)
        self._ways = _WAYS
        self._asking = Lock()

    @property
    def name(self) -> str:
        return self._completions.model

    def reply(self, messages: Sequence[Message], schema: Json, max_tokens: int = 256) -> Json:
        """As `ChatModel.reply`; raises Refused as well if `interrupt` was called meanwhile.

        A server that knows no schema is asked in a simpler way, and then always in that one.
        """
        with self._asking:
            for number, way in enumerate(self._ways, start=1):
                is_last = number == len(self._ways)
                body = {
                    **way(messages, schema),
                    "model": self.name,
                    "max_tokens": max_tokens,
                    "temperature": 0,
                    "seed": 1,
                }
                response = self._completions.post(body)
                # 400 and 422 are how servers say that they do not know a field; prose instead of
                # JSON is how others do.
                if response.status_code in (400, 422) and not is_last:
                    continue
                text, cut_off = self._completions.text(response)
                if not is_last and not cut_off and not _is_json(text):
                    continue
                self._ways = self._ways[number - 1 :]
                return read_answer(text, schema, self.name, cut_off=cut_off)
        raise AssertionError("the last way either returns or raises")

    def interrupt(self) -> None:
        """Stop waiting for a reply that is under way, from any thread.

        The server may go on computing until it notices; its answer is not read.
        """
        self._completions.interrupt()

    def close(self) -> None:
        self._completions.close()


def _plain(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _told(messages: Sequence[Message], schema: Json) -> list[Message]:
    """The messages, with the schema in the last one, for servers that do not show or follow it."""
    *earlier, last = messages
    demand = f"Answer with one JSON object and nothing else. Its JSON schema: {json.dumps(schema)}"
    return [*earlier, Message(last.role, f"{last.content}\n\n{demand}")]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
