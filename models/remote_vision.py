"""A model that points, behind an OpenAI-compatible server that takes pictures.

llama-server with a projector, vLLM, Ollama and their like. The whole picture of the screen goes to
that server, so one is only asked where a person has named it.
"""

from collections.abc import Callable
from threading import Lock

import httpx

from models.completions import Completions
from models.pointing import question, read_point
from models.vision import NothingThere, Pointed, PointStyle, shown
from tracker.errors import Malformed
from tracker.frames import Frame

MOST_PIXELS = 3_000_000
"""A screen of 1920x1080 keeps its size; llama.cpp's own limit is 4096 blocks of 28x28."""

_MOST_TOKENS = 400
"""UI-TARS may think aloud before it acts."""


class RemoteVision:
    """One model of one server. One thread asks at a time; `interrupt` is for any.

    most_pixels: larger pictures are scaled down before they are sent. The rest is as for
    `Completions`.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        style: PointStyle,
        *,
        most_pixels: int = MOST_PIXELS,
        api_key: Callable[[], str] | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._completions = Completions(base_url, model, "vision model", api_key=api_key, http=http)
        self._style = style
        self._most_pixels = most_pixels
        self._asking = Lock()

    @property
    def name(self) -> str:
        return self._completions.model or "the vision model"

    def point_at(self, phrase: str, picture: Frame) -> Pointed | NothingThere:
        """As `VisionModel.point_at`."""
        sent = shown(picture, self._style, self._most_pixels)
        content = [
            {"type": "image_url", "image_url": {"url": sent.url}},
            {"type": "text", "text": question(phrase, self._style)},
        ]
        body = {
            "model": self._completions.model,
            "messages": [{"role": "user", "content": content}],
            "max_tokens": _MOST_TOKENS,
            "temperature": 0,
            "seed": 1,
        }
        with self._asking:
            text, cut_off = self._completions.text(self._completions.post(body))
        if cut_off:
            raise Malformed(
                f"The answer of {self.name} was cut off after {len(text)} characters.",
                hint="Use a model that points without long thoughts.",
            )
        return read_point(text, self._style, sent, self.name)

    def interrupt(self) -> None:
        self._completions.interrupt()

    def close(self) -> None:
        self._completions.close()
