"""One OpenAI-compatible server and one model on it: a request out, the answer's text in.

Whoever makes one of these has a person's word for it: what is sent leaves this program, and, where
`leaves_this_machine`, this machine.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

import httpx

from models.download import public
from models.index import trusted_certificates
from tracker.errors import Malformed, Refused, Unavailable

_TIMEOUT = httpx.Timeout(300, connect=10)
"""Reading may take long: a big model on a small machine needs minutes to begin."""


def leaves_this_machine(url: str) -> bool:
    """False only for an address that cannot mean another machine: localhost, 127.0.0.1, ::1."""
    try:
        host = httpx.URL(url).host
    except httpx.InvalidURL:
        return True
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def _client(url: str) -> httpx.Client:
    """A server of this machine is never asked through a proxy, which may be another machine."""
    if not leaves_this_machine(url):
        return httpx.Client(timeout=_TIMEOUT, trust_env=False)
    return httpx.Client(timeout=_TIMEOUT, verify=trusted_certificates(os.environ, None))


@dataclass(frozen=True, slots=True)
class _Interrupted:
    pass


class Completions:
    """One thread asks at a time; `interrupt` is for any.

    base_url: with the version, as the server's manual gives it ("http://127.0.0.1:8080/v1").
    who: what the model is to us, for messages: "planner". api_key: asked at each call, never kept
    or shown; None for a server without keys.
    http: None for a client that follows this machine's certificates and, to others, its proxies.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        who: str,
        *,
        api_key: Callable[[], str] | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._model = model
        self._who = who
        self._api_key = api_key
        self._own_http = http is None
        self._http = http or _client(base_url)
        self._news: SimpleQueue[httpx.Response | Exception | _Interrupted] = SimpleQueue()

    @property
    def model(self) -> str:
        return self._model

    def interrupt(self) -> None:
        """Stop waiting for a reply that is under way, from any thread.

        The server may go on computing until it notices; its answer is not read.
        """
        self._news.put(_Interrupted())

    def close(self) -> None:
        if self._own_http:
            self._http.close()

    def post(self, body: Mapping[str, object]) -> httpx.Response:
        """On a thread of its own, since a blocked socket cannot be interrupted."""
        news = self._news = SimpleQueue()
        headers = {"Authorization": f"Bearer {self._api_key()}"} if self._api_key else {}

        def ask() -> None:
            try:
                news.put(self._http.post(self._url, json=body, headers=headers))
            except (httpx.RequestError, httpx.InvalidURL, RuntimeError) as error:
                # RuntimeError: the client was closed while an interrupted call was still out.
                news.put(error)

        Thread(target=ask, name=f"remote {self._who}", daemon=True).start()
        match news.get():
            case _Interrupted():
                raise Refused(
                    f"The {self._who} {self._model} was interrupted.", hint="Start the job again."
                )
            case httpx.Response() as response:
                return response
            case error:
                raise Unavailable(
                    f"The {self._who}'s server {public(self._url)} cannot be reached: "
                    f"{error or type(error).__name__}.",
                    hint="Start the server, or correct its address in the settings.",
                ) from error

    def text(self, response: httpx.Response) -> tuple[str, bool]:
        """The answer's text, and whether it was cut off."""
        if response.status_code != 200:
            raise Unavailable(
                f"The {self._who}'s server {public(self._url)} answered {response.status_code} "
                f"{response.reason_phrase}: {_reason(response)}",
                hint=_HINTS.get(response.status_code, "See what the server logged."),
            )
        try:
            choice = response.json()["choices"][0]
            text, finish = choice["message"]["content"], choice.get("finish_reason")
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise Malformed(
                f"{public(self._url)} does not answer as an OpenAI-compatible server does.",
                hint="The address usually ends in /v1.",
            ) from error
        if not isinstance(text, str):
            raise Malformed(
                f"{self._model} on {public(self._url)} gave an answer without text.",
                hint="Switch off its reasoning mode, or allow it more tokens.",
            )
        return text, finish == "length"


_HINTS = {
    401: "Set the API key that this server wants.",
    403: "Set the API key that this server wants.",
    404: "Check the address (it usually ends in /v1) and the name of the model.",
    429: "The server is busy or a quota is used up; try again later.",
}


def _reason(response: httpx.Response) -> str:
    """What the server says of it, in its first line."""
    try:
        error = response.json()["error"]
        reason = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError):
        reason = response.text
    return str(reason).strip().partition("\n")[0][:300] or "no reason given."
