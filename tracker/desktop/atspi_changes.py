"""What came into text fields and went out of them, as programs tell it while it happens.

An input method puts its text into a field at a moment of its own, often with the key that closes
the dialog in which the field is: whoever asks afterwards comes too late. It is heard only where an
input method runs, since every program then tells of each letter.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call
from tracker.desktop.protocols import TextChange

log = logging.getLogger(__name__)

INPUT_METHODS: Final = frozenset(
    {"org.fcitx.Fcitx5", "org.freedesktop.portal.Fcitx", "org.fcitx.Fcitx", "org.freedesktop.IBus",
     "org.freedesktop.portal.IBus"}
)  # fmt: skip
"""Names on the session's bus, one of which an input method has."""

_ANSWER_S: Final = 2.0
_LONGEST: Final = 2000
_CHANGES: Final = 1000
_FIELDS: Final = 16
_RULE: Final = "type='signal',interface='org.a11y.atspi.Event.Object',member='TextChanged'"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_CALLS: Final = (
    Call(BUS, BUS_PATH, BUS, "AddMatch", "s", (_RULE,)),
    Call(
        _REGISTRY, "/org/a11y/atspi/registry", _REGISTRY, "RegisterEvent", "s",
        ("object:text-changed",),
    ),
)  # fmt: skip

_Field = tuple[str, str]
"""Bus name and path."""


class TextWatch:
    """Hears on a thread of its own from the beginning to `close`. Keeps the last changes of the
    last fields, in memory alone."""

    def __init__(self, address: str, timeout_s: float) -> None:
        """Raises OSError, ValueError or RuntimeError like `DBusLine`."""
        self._line = DBusLine(address, timeout_s)
        self._lock = threading.Lock()
        self._heard: dict[_Field, deque[TextChange]] = {}
        self._closed = threading.Event()
        try:
            for _, reply in self._line.call(_CALLS, Deadline(_ANSWER_S)):
                if not reply.is_answer:
                    raise ConnectionRefusedError(str(reply.body))
        except BaseException:
            self._line.close()
            raise
        threading.Thread(target=self._hear, name="texts", daemon=True).start()

    def changes(self, field: _Field, since_ns: int) -> tuple[TextChange, ...]:
        with self._lock:
            heard = self._heard.get(field, ())
            return tuple(change for change in heard if change.t_ns >= since_ns)

    def close(self) -> None:
        self._closed.set()
        self._line.close()

    def _hear(self) -> None:
        try:
            while True:
                signal = self._line.signal()
                change = _change(signal.body)
                if change is not None:
                    self._note((signal.sender, signal.path), change)
        except (OSError, ValueError) as error:
            if not self._closed.is_set():
                log.info("texts are not heard of", extra={"reason": repr(error)})

    def _note(self, field: _Field, change: TextChange) -> None:
        with self._lock:
            heard = self._heard.pop(field, None) or deque[TextChange](maxlen=_CHANGES)
            heard.append(change)
            self._heard[field] = heard  # the last one, so that the first is the oldest
            if len(self._heard) > _FIELDS:
                del self._heard[next(iter(self._heard))]


def _change(body: Sequence[object]) -> TextChange | None:
    """None for a signal that is of another form, or tells of nothing."""
    match body:
        case [str(what), int(at), int(length), ["s", str(text)], *_] if length > 0:
            now_ns = time.monotonic_ns()
            if what.startswith("insert"):
                return TextChange(now_ns, at, 0, text[:_LONGEST])
            if what.startswith("delete"):
                return TextChange(now_ns, at, length, "")
    return None


def watch_texts(address: str, timeout_s: float) -> TextWatch | None:
    try:
        return TextWatch(address, timeout_s)
    except (OSError, ValueError, RuntimeError) as error:
        log.info("texts are not heard of", extra={"reason": repr(error)})
        return None
