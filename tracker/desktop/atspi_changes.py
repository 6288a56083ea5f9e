"""What came into text fields and went out of them, as programs tell it while it happens.

An input method puts its text into a field at a moment of its own, often with the key that closes
the dialog in which the field is: whoever asks afterwards comes too late. It is heard only where an
input method runs, since every program then tells of each letter.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

from tracker.desktop.atspi_bus import Ref, find_bus, session_bus
from tracker.desktop.atspi_signals import OBJECT_EVENTS, Hearing
from tracker.desktop.dbus_line import BUS, BUS_PATH
from tracker.desktop.dbus_wire import Message
from tracker.desktop.protocols import TextChange
from tracker.errors import Unavailable
from tracker.trajectory import Element

log = logging.getLogger(__name__)

INPUT_METHODS: Final = frozenset(
    {"org.fcitx.Fcitx5", "org.freedesktop.portal.Fcitx", "org.fcitx.Fcitx", "org.freedesktop.IBus",
     "org.freedesktop.portal.IBus"}
)  # fmt: skip
"""Names on the session's bus, one of which an input method has."""

_ARRIVALS: Final = (
    f"type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',path='{BUS_PATH}'"
)
_NOT_HEARD: Final = (Unavailable, OSError, ValueError, RuntimeError)
_CONNECT_S: Final = 5.0
_LONGEST: Final = 2000
_CHANGES: Final = 1000
_FIELDS: Final = 16


class TextWatch:
    """Hears on a thread of its own from the beginning to `close`. Keeps the last changes of the
    last fields, in memory alone. began_ns: what came before is not known."""

    def __init__(self, address: str, timeout_s: float) -> None:
        """Raises OSError, ValueError or RuntimeError like `Hearing`."""
        self._lock = threading.Lock()
        self._heard: dict[Ref, deque[TextChange]] = {}
        rules = [f"{OBJECT_EVENTS},member='TextChanged'"]
        self._hearing = Hearing(address, timeout_s, rules, self._note, event="object:text-changed")
        self.began_ns = time.monotonic_ns()

    def changes(self, field: Ref, since_ns: int) -> tuple[TextChange, ...]:
        with self._lock:
            heard = self._heard.get(field, ())
            return tuple(change for change in heard if change.t_ns >= since_ns)

    def close(self) -> None:
        self._hearing.close()

    def _note(self, signal: Message) -> None:
        change = _change(signal.body)
        if change is None:
            return
        field = Ref(signal.sender, signal.path)
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


class Texts:
    """What is heard of the fields that had the focus. Nothing, unless it is to be heard and an
    input method runs, or from when one begins to. Safe for several threads."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """environ: of the session."""
        self._environ = dict(environ)
        self._lock = threading.Lock()
        self._is_on = False
        self._arrivals: Hearing | None = None
        self._watch: TextWatch | None = None
        self._fields: dict[tuple[object, ...], Ref] = {}

    def hear(self, *, on: bool) -> None:
        """Begin anew, or end; what was heard before is forgotten either way."""
        with self._lock:
            for hearing in (self._arrivals, self._watch):
                if hearing is not None:
                    hearing.close()
            self._arrivals = self._watch = None
            self._is_on = on
        if on:
            self._await_input_methods()
            self._begin_if_needed()

    def _await_input_methods(self) -> None:
        """They may be started at any time."""
        rules = [f"{_ARRIVALS},arg0='{name}'" for name in sorted(INPUT_METHODS)]
        try:
            address = session_bus(self._environ)
            self._arrivals = Hearing(address, _CONNECT_S, rules, self._heed_arrival)
        except _NOT_HEARD as error:
            log.info("input methods are not heard of", extra={"reason": repr(error)})

    def _heed_arrival(self, signal: Message) -> None:
        match signal.body:
            case [str(name), str(), str(owner)] if owner and name in INPUT_METHODS:
                self._begin_if_needed()

    def _begin_if_needed(self) -> None:
        with self._lock:
            if self._is_on and self._watch is None:
                self._watch = _watch(self._environ)

    def note(self, field: Element, ref: Ref) -> None:
        """Has the focus."""
        likeness = _likeness(field)
        others = [one for one in self._fields.items() if one[0] != likeness]
        self._fields = {**dict(others[-_FIELDS:]), likeness: ref}

    def changes(self, field: Element, since_ns: int) -> tuple[TextChange, ...] | None:
        watch, ref = self._watch, self._fields.get(_likeness(field))
        if watch is None or ref is None or since_ns < watch.began_ns:
            return None
        return watch.changes(ref, since_ns)


def _likeness(field: Element) -> tuple[object, ...]:
    """Without the title of its window, which begins its path and may change as one types."""
    return field.role, field.name, field.path[1:]


def _watch(environ: Mapping[str, str]) -> TextWatch | None:
    """None where no input method runs, or where programs tell of nothing."""
    try:
        address, names = find_bus(environ)
        return None if INPUT_METHODS.isdisjoint(names) else TextWatch(address, _CONNECT_S)
    except _NOT_HEARD as error:
        log.info("texts are not heard of", extra={"reason": repr(error)})
        return None
