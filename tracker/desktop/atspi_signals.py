"""Signals of the accessibility bus, heard on a thread of their own."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call, Message

log = logging.getLogger(__name__)

_ANSWER_S: Final = 2.0
_REGISTRY: Final = "org.a11y.atspi.Registry"
_RULE: Final = "type='signal',interface='org.a11y.atspi.Event.Object'"


class Hearing:
    """One kind of signal, from the beginning to `close` or until the bus is gone."""

    def __init__(
        self,
        address: str,
        timeout_s: float,
        event: str,
        match: str,
        note: Callable[[Message], None],
        *,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """event: as programs are asked for it. match: the rest of the bus's rule for it.

        note, ended: called on the thread of this. Raises OSError, ValueError or RuntimeError like
        `DBusLine`.
        """
        self._event, self._note, self._ended = event, note, ended
        self._closed = threading.Event()
        self._line = DBusLine(address, timeout_s)
        calls = (
            Call(BUS, BUS_PATH, BUS, "AddMatch", "s", (f"{_RULE},{match}",)),
            Call(_REGISTRY, "/org/a11y/atspi/registry", _REGISTRY, "RegisterEvent", "s", (event,)),
        )
        try:
            for _, reply in self._line.call(calls, Deadline(_ANSWER_S)):
                if not reply.is_answer:
                    raise ConnectionRefusedError(str(reply.body))
        except BaseException:
            self._line.close()
            raise
        threading.Thread(target=self._hear, name=event, daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        self._line.close()

    def _hear(self) -> None:
        try:
            while True:
                self._note(self._line.signal())
        except (OSError, ValueError) as error:
            if not self._closed.is_set():
                told = {"event": self._event, "reason": repr(error)}
                log.info("signals are not heard of", extra=told)
        self._ended()
