"""Where the keyboard focus went last, as programs tell it by themselves.

They send a signal when the focus moves. Hearing it spares asking them again and again while
someone types, and searching the trees of programs that tell of their focus in no other way.
"""

import logging
import threading

from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call, Message

log = logging.getLogger(__name__)

_ANSWER_S = 2.0
_RULE = "type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'"
_REGISTRY = "org.a11y.atspi.Registry"
_CALLS = (
    Call(BUS, BUS_PATH, BUS, "AddMatch", "s", (_RULE,)),
    Call(
        _REGISTRY, "/org/a11y/atspi/registry", _REGISTRY, "RegisterEvent", "s",
        ("object:state-changed:focused",),
    ),
)  # fmt: skip


class FocusWatch:
    """Hears on a thread of its own from the beginning to `close`.

    moves: grows whenever a focus may have moved. None once the bus is gone: nothing is known then.
    """

    def __init__(self, address: str, timeout_s: float) -> None:
        """Raises OSError, ValueError or RuntimeError like `DBusLine`."""
        self._line = DBusLine(address, timeout_s)
        self._lock = threading.Lock()
        self._moves: int | None = 0
        self._last: tuple[str, str] | None = None
        self._closed = threading.Event()
        try:
            for _, reply in self._line.call(_CALLS, Deadline(_ANSWER_S)):
                if not reply.is_answer:
                    raise ConnectionRefusedError(str(reply.body))
        except BaseException:
            self._line.close()
            raise
        self._thread = threading.Thread(target=self._hear, name="focus", daemon=True)
        self._thread.start()

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
        self._closed.set()
        self._line.close()

    def _hear(self) -> None:
        try:
            while True:
                self._note(self._line.signal())
        except (OSError, ValueError) as error:
            if not self._closed.is_set():
                log.info("focus is not heard of", extra={"reason": repr(error)})
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
