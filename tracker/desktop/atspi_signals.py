"""Signals of a bus, heard on a thread of their own."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call, Message

log = logging.getLogger(__name__)

_ANSWER_S: Final = 2.0
_REGISTRY: Final = "org.a11y.atspi.Registry"
OBJECT_EVENTS: Final = "type='signal',interface='org.a11y.atspi.Event.Object'"
"""The rule for all that programs tell of their objects."""


class Hearing:
    """One kind of signal, from the beginning to `close` or until the bus is gone."""

    def __init__(
        self,
        address: str,
        timeout_s: float,
        rules: Sequence[str],
        note: Callable[[Message], None],
        *,
        event: str = "",
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """rules: the bus's, for what is heard. event: for what programs tell only if they are
        asked to, by the accessibility bus's name for it.

        note, ended: called on the thread of this. Raises OSError, ValueError or RuntimeError like
        `DBusLine`.
        """
        self._note, self._ended = note, ended
        self._closed = threading.Event()
        self._line = DBusLine(address, timeout_s)
        calls = [Call(BUS, BUS_PATH, BUS, "AddMatch", "s", (rule,)) for rule in rules]
        if event:
            path, member = "/org/a11y/atspi/registry", "RegisterEvent"
            calls.append(Call(_REGISTRY, path, _REGISTRY, member, "s", (event,)))
        try:
            for _, reply in self._line.call(calls, Deadline(_ANSWER_S)):
                if not reply.is_answer:
                    raise ConnectionRefusedError(str(reply.body))
        except BaseException:
            self._line.close()
            raise
        threading.Thread(target=self._hear, name=event or "names", daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        self._line.close()

    def _hear(self) -> None:
        try:
            while True:
                self._note(self._line.signal())
        except (OSError, ValueError) as error:
            if not self._closed.is_set():
                log.info("signals are not heard of", extra={"reason": repr(error)})
        self._ended()
