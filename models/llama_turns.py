"""Whose turn it is to ask a model that llama.cpp runs: one thread's, until any thread ends it."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from tracker.errors import Refused


class LlamaTurns:
    """Over one loaded model, which it closes.

    library: llama_cpp. who: for messages, "planner NAME". aborted: what the binding may raise of
    an answer that was cut short; it raises the same of others that failed.
    """

    def __init__(
        self, library: Any, llama: Any, who: str, aborted: tuple[type[Exception], ...]
    ) -> None:
        self._llama, self._who, self._aborted = llama, who, aborted
        self._asking = Lock()
        self._stop = StopFlag(library)
        library.llama_set_abort_callback(llama.ctx, *self._stop.callback)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for its turn. Raises Refused if it is interrupted; what else fails flies on, and
        leaves a model that can be asked again."""
        with self._asking:
            self._stop.clear()
            try:
                yield
            except self._aborted as error:
                self._llama.reset()
                if not self._stop.is_set():
                    raise
                raise Refused(
                    f"The {self._who} was interrupted.", hint="Start the job again."
                ) from error

    def interrupt(self) -> None:
        """Cut short the turn that is under way, from any thread; without one it does nothing."""
        self._stop.set()

    def close(self) -> None:
        """Waits for a turn that is under way: interrupt it first."""
        with self._asking:
            self._llama.close()


class StopFlag:
    """A flag that llama.cpp reads while it computes, without Python.

    llama.cpp asks its abort callback at every node of the graph, 600 times for a token of a small
    model. A Python callback waits for the interpreter's lock each time (measured beside one busy
    thread: 71 ms a token instead of 45); C's strlen over a string of one byte or none answers
    the same question without it.
    """

    def __init__(self, library: Any) -> None:
        self._kind = library.ggml_abort_callback
        self._text = ctypes.create_string_buffer(2)

    @property
    def callback(self) -> tuple[Any, ctypes.c_void_p]:
        """function, data; both live as long as this flag and the C library do."""
        library = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
        function = ctypes.cast(library.strlen, self._kind)
        return function, ctypes.c_void_p(ctypes.addressof(self._text))

    def set(self) -> None:
        self._text[0] = b"x"

    def clear(self) -> None:
        self._text[0] = b"\0"

    def is_set(self) -> bool:
        return self._text[0] != b"\0"
