"""What was heard and is not written down yet, in order, with orders to the writer in between.

Bounded: what finds no room is counted. The pointer's way does not wake the writer, unless it dozes;
it goes with what is heard next, or when the writer next looks about.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from tracker.scribe import Heard

_QUEUED: Final = 20_000
_LOOKS_S: Final = 0.1
_DOZE_S: Final = 0.5
_ORDER_S: Final = 20.0

Order = Callable[[], object]


class Inbox:
    """Thread-safe, for one writer. dropped: events for which there was no room."""

    def __init__(self) -> None:
        self._items: queue.Queue[tuple[Heard, ...] | Order] = queue.Queue(_QUEUED)
        self._moves: deque[Heard] = deque(maxlen=_QUEUED)
        self._lock = threading.Lock()
        self._is_dozing = False
        self.dropped = 0

    @property
    def is_empty(self) -> bool:
        """But for the pointer's way."""
        return self._items.empty()

    @property
    def is_dozing(self) -> bool:
        """Whether its writer waits for long."""
        return self._is_dozing

    def put(self, heard: Heard) -> None:
        with self._lock:
            several = (*self._moves, heard)
            self._moves.clear()
            try:
                self._items.put_nowait(several)
            except queue.Full:
                self.dropped += len(several)

    def put_move(self, heard: Heard) -> None:
        self._moves.append(heard)
        if self._is_dozing:
            self._is_dozing = False
            self.wake()

    def order(self, work: Order) -> None:
        """Raises queue.Full if the writer takes nothing out for long."""
        self._items.put(work, timeout=_ORDER_S)

    def wake(self) -> None:
        """A full one needs none."""
        with suppress(queue.Full):
            self._items.put_nowait(())

    def next(self, *, dozes: bool) -> tuple[Heard, ...] | Order:
        """What was heard, or an order. Waits for it, with `dozes` longer, and gives () for none."""
        self._is_dozing = dozes and not self._moves
        try:
            return self._items.get(timeout=_DOZE_S if self._is_dozing else _LOOKS_S)
        except queue.Empty:
            return self.moves()
        finally:
            self._is_dozing = False

    def moves(self) -> tuple[Heard, ...]:
        """The pointer's way since the last other event, if that was taken out."""
        with self._lock:
            if not self._items.empty():
                return ()
            moves = tuple(self._moves)
            self._moves.clear()
            return moves

    def forget_moves(self) -> None:
        self._moves.clear()

    def left(self) -> list[tuple[Heard, ...]]:
        """All that was heard and not taken out yet; orders are dropped."""
        found = []
        with suppress(queue.Empty):
            while True:
                item = self._items.get_nowait()
                if isinstance(item, tuple):
                    found.append(item)
        return found
