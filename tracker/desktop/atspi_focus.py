"""Where the keyboard focus went last, as programs tell it by themselves.

They send a signal when the focus moves. Hearing it spares asking them again and again while
someone types, and searching the trees of programs that tell of their focus in no other way.
"""

import threading

from tracker.desktop.atspi_signals import OBJECT_EVENTS, Hearing
from tracker.desktop.dbus_wire import Message


class FocusWatch:
    """Hears on a thread of its own from the beginning to `close`.

    moves: grows whenever a focus may have moved. None once the bus is gone: nothing is known then.
    """

    def __init__(self, address: str, timeout_s: float) -> None:
        """Raises OSError, ValueError or RuntimeError like `Hearing`."""
        self._lock = threading.Lock()
        self._moves: int | None = 0
        self._last: tuple[str, str] | None = None
        self._hearing = Hearing(
            address,
            timeout_s,
            [f"{OBJECT_EVENTS},member='StateChanged',arg0='focused'"],
            self._note,
            event="object:state-changed:focused",
            ended=self._end,
        )

    @property
    def moves(self) -> int | None:
        with self._lock:
            return self._moves

    @property
    def last(self) -> tuple[str, str] | None:
        """Bus name and path of what got the focus last."""
        with self._lock:
            return self._last

    def close(self) -> None:
        self._hearing.close()

    def _end(self) -> None:
        with self._lock:
            self._moves = None

    def _note(self, signal: Message) -> None:
        if not signal.body or signal.body[0] != "focused" or not signal.sender or not signal.path:
            return
        with self._lock:
            if self._moves is not None:
                self._moves += 1
            if signal.body[1]:
                self._last = signal.sender, signal.path
