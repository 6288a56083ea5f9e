"""A model of this machine that is shown a picture and points, run by llama.cpp in this process.

Two files: the language model, and the projector that turns a picture into what it reads. The
answer is sampled under the grammar of the model's style. Nothing leaves the machine.
"""

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any

from models.llama import llama_library, require_gguf
from models.llama_turns import LlamaTurns
from models.pointing import grammar, question, read_point
from models.vision import NothingThere, Pointed, PointStyle, shown
from tracker.errors import Unavailable
from tracker.frames import Frame

MOST_PIXELS = 1_600_000
"""Each 28x28 px become a token, and a processor reads some ten to fifty of them in a second."""

_CONTEXT = 4096
_MOST_TOKENS = 64
_FAILED = (ValueError, RuntimeError, TypeError)
"""The binding says by one of these what goes wrong. TypeError: the chat template of a model that
was made for text alone meets a picture."""


class LlamaVision:
    """One loaded model with its projector. One thread asks at a time; `interrupt` is for any.

    most_pixels: larger pictures are scaled down. threads: None for all cores but one.
    context: tokens for picture, question and answer together.
    """

    def __init__(
        self,
        path: Path,
        projector: Path,
        style: PointStyle,
        *,
        name: str = "",
        most_pixels: int = MOST_PIXELS,
        context: int = _CONTEXT,
        threads: int | None = None,
    ) -> None:
        self._name = name or path.stem
        self._style = style
        self._most_pixels = most_pixels
        library = _library_with_pictures()
        threads = threads or max(1, (os.cpu_count() or 2) - 1)
        for file in (path, projector):
            require_gguf(file)
        try:
            handler = library.llama_chat_format.MTMDChatHandler(str(projector), verbose=False)
            self._llama = library.Llama(
                model_path=str(path),
                chat_handler=handler,
                n_ctx=context,
                n_threads=threads,
                n_threads_batch=threads,
                seed=1,
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            raise Unavailable(
                f"The vision model {path} cannot be loaded: {error}.",
                hint="It may be damaged, of another kind, or larger than the free memory: "
                "fetch it again, or name a server as the vision model.",
            ) from error
        self._grammar = library.LlamaGrammar.from_string(grammar(style), verbose=False)
        self._turns = LlamaTurns(library, self._llama, f"vision model {self._name}", _FAILED)

    @property
    def name(self) -> str:
        return self._name

    def point_at(self, phrase: str, picture: Frame) -> Pointed | NothingThere:
        """As `VisionModel.point_at`; raises Unavailable if the projector does not go with it."""
        sent = shown(picture, self._style, self._most_pixels)
        content = [
            {"type": "image_url", "image_url": {"url": sent.url}},
            {"type": "text", "text": question(phrase, self._style)},
        ]
        try:
            with self._turns.turn():
                completion = self._llama.create_chat_completion(
                    [{"role": "user", "content": content}],
                    max_tokens=_MOST_TOKENS,
                    temperature=0.0,
                    seed=1,
                    grammar=self._grammar,
                )
        except _FAILED as error:
            raise Unavailable(
                f"The vision model {self._name} cannot read the picture: {error}.",
                hint="Its projector may belong to another model, or its context be too small.",
            ) from error
        text = completion["choices"][0]["message"]["content"] or ""
        return read_point(text, self._style, sent, self._name)

    def interrupt(self) -> None:
        """Cut an answer short, from any thread; a picture that is being encoded is finished."""
        self._turns.interrupt()

    def close(self) -> None:
        """Waits for an answer that is under way: interrupt it first."""
        self._turns.close()


@cache
def _library_with_pictures() -> Any:
    """llama_cpp, with what libmtmd says going where the rest of it goes."""
    library = llama_library()
    try:
        from llama_cpp import mtmd_cpp
    except (ImportError, OSError, RuntimeError) as error:
        raise Unavailable(
            f"llama.cpp reads no pictures here: {error}.",
            hint="Install a `llama-cpp-python` with libmtmd, or name a server as the vision model.",
        ) from error
    for set_log in (mtmd_cpp.mtmd_log_set, mtmd_cpp.mtmd_helper_log_set):
        set_log(library.journeyman_log_callback, ctypes.c_void_p(0))
    return library
