"""What is said to a recording while it goes on, from a terminal: done, and told in a sentence."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from app.door import Door
from tracker.errors import Malformed
from tracker.recorder import Recorder, State


def obey(recorder: Recorder, request: dict[str, Any]) -> str:
    """On the thread that the recorder belongs to. Raises Malformed for what no recording can."""
    match request:
        case {"order": "pause"}:
            recorder.pause()
            if recorder.state is State.PRIVATE:
                return f"Recording {recorder.id} is private."
            return f"Recording {recorder.id} is paused."
        case {"order": "resume"}:
            recorder.resume()
            if recorder.state is State.PRIVATE:
                return f"Recording {recorder.id} stays private until `journeyman private off`."
            return f"Recording {recorder.id} goes on."
        case {"order": "stop"}:
            recorder.ask_to_stop()
            return f"Recording {recorder.id} is stopped."
        case {"order": "forget", "seconds": int() | float() as seconds, **others} if isfinite(
            seconds
        ):
            ago = others.get("given_s_ago")
            steps = recorder.forget(seconds + (ago if isinstance(ago, int | float) else 0.0))
            lost = f"{steps} step" if steps == 1 else f"{steps} steps"
            return f"The last {seconds:g} s are forgotten: {lost}."
        case {"order": "private", "on": True}:
            recorder.begin_private()
            return f"Recording {recorder.id} is private: nothing is heard, seen or kept."
        case {"order": "private", "on": False}:
            recorder.end_private()
            return f"Recording {recorder.id} goes on."
        case _:
            raise Malformed("A recording was asked for something that it cannot do.")


@contextmanager
def served(door: Door) -> Iterator[None]:
    """Answers at the door on a thread of its own, until the block ends."""
    over = threading.Event()
    thread = threading.Thread(target=door.serve, args=(over.is_set, None), name="door", daemon=True)
    with door:
        thread.start()
        try:
            yield
        finally:
            over.set()
            door.wake()
            thread.join()
