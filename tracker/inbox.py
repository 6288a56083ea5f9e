"""What was heard and is not written down yet, in order, with orders to the writer in between.

Bounded: what finds no room is counted. What is heard wakes the writer only if it dozes; else it
looks about ten times a second, for to be woken takes longer than to write a key down.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from tracker.events import PointerMoved
from tracker.scribe import MOVE_EVERY_NS, Heard

_QUEUED: Final = 20_000
_LOOKS_S: Final = 0.1
_DOZE_S: Final = 0.5

Order = Callable[[], object]


class Inbox:
    """Thread-safe, for one writer. dropped: events for which there was no room."""

    def __init__(self) -> None:
        self._items: deque[Heard | Order] = deque()
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_dozing = False
        self.dropped = 0

    @property
    def is_empty(self) -> bool:
        return not self._items

    @property
    def is_dozing(self) -> bool:
        """Whether its writer waits for long."""
        return self._is_dozing

    def put(self, heard: Heard) -> None:
        """Of the pointer's way the last place is kept, and one in `MOVE_EVERY_NS` before it."""
        with self._lock:
            if isinstance(heard.event, PointerMoved) and self._is_close(heard.event):
                self._items[-1] = heard
            elif len(self._items) < _QUEUED:
                self._items.append(heard)
            else:
                self.dropped += 1
        if self._is_dozing:
            self._is_dozing = False
            self.wake()

    def order(self, work: Order) -> None:
        self._items.append(work)
        self.wake()

    def wake(self) -> None:
        self._bell.put(None)

    def next(self, *, dozes: bool) -> tuple[Heard, ...] | Order:
        """What was heard, or an order. Waits for it, with `dozes` longer, and gives () for none."""
        self._is_dozing = dozes
        if not self._items:
            with suppress(queue.Empty):
                self._bell.get(timeout=_DOZE_S if dozes else _LOOKS_S)
        self._is_dozing = False
        several: list[Heard] = []
        with self._lock:
            while self._items:
                item = self._items[0]
                if not isinstance(item, Heard):
                    return tuple(several) or self._take_order(item)
                several.append(item)
                self._items.popleft()
        return tuple(several)

    def left(self) -> tuple[Heard, ...]:
        """All that was heard and not taken out yet; orders are dropped."""
        with self._lock:
            left = tuple(item for item in self._items if isinstance(item, Heard))
            self._items.clear()
        return left

    def _take_order(self, order: Order) -> Order:
        self._items.popleft()
        return order

    def _is_close(self, move: PointerMoved) -> bool:
        """Whether the place before it is not needed."""
        if len(self._items) < 2:
            return False
        earlier, last = self._items[-2], self._items[-1]
        if not isinstance(earlier, Heard) or not isinstance(last, Heard):
            return False
        if not isinstance(earlier.event, PointerMoved) or not isinstance(last.event, PointerMoved):
            return False
        return last.event.t_ns - earlier.event.t_ns < MOVE_EVERY_NS
