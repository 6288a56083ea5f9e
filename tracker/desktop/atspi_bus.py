"""The accessibility bus: many questions sent at once, the answers gathered, each within a deadline.

One thread at a time. Who is behind a name and what the answers mean is left to others.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.desktop.atspi_focus import FocusWatch
from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call
from tracker.errors import Unavailable

log = logging.getLogger(__name__)

ACCESSIBLE = "org.a11y.atspi.Accessible"
APPLICATION = "org.a11y.atspi.Application"
COMPONENT = "org.a11y.atspi.Component"
DOCUMENT = "org.a11y.atspi.Document"
TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_CONNECT_S = 5.0
_IN_FLIGHT = 128
"""Questions that may wait for an answer at a time, so that no socket buffer fills up."""

_FORESEEN_AT_ONCE = 32

_AVOID_S = 3.0
"""How long a program that did not answer in time is not asked again, unless it answers late."""

_HINT = "apt install at-spi2-core, and log in again"


class Ref(NamedTuple):
    """An object on the bus. name: the unique name of its program."""

    name: str
    path: str

    @property
    def is_null(self) -> bool:
        return not self.name or self.path.endswith("/null")


REGISTRY = Ref("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_BUS = Ref(BUS, BUS_PATH)


class Question(NamedTuple):
    ref: Ref
    interface: str
    member: str
    signature: str = ""
    body: tuple[Any, ...] = ()

    @property
    def is_content(self) -> bool:
        """Whether it is about what somebody may have put there."""
        told = self.body[0] if self.interface == _PROPERTIES else self.interface
        return told in (TEXT, VALUE)

    @classmethod
    def property(cls, ref: Ref, interface: str, name: str) -> "Question":
        return cls(ref, _PROPERTIES, "Get", "ss", (interface, name))

    @classmethod
    def properties(cls, ref: Ref, interface: str) -> "Question":
        return cls(ref, _PROPERTIES, "GetAll", "s", (interface,))

    @classmethod
    def process_of(cls, ref: Ref) -> "Question":
        return cls(_BUS, _BUS.name, "GetConnectionUnixProcessID", "s", (ref.name,))


class AccessibilityBus:
    """Raises ConnectionError where the bus is gone: make a new one then.

    asked: how many questions were sent, for measuring. focus: None where programs do not tell.
    roles, pids: what was told once and does not change, by object and by bus name. at_once:
    whether a program may be asked for all properties of an object at once, by bus name.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        """environ: of the session. Raises Unavailable if it has no accessibility bus."""
        address, _ = find_bus(environ)
        self._line = _connect(address)
        self.focus = _watch_focus(address)
        self._avoided: dict[str, float] = {}
        self._foreseen: dict[Question, Any] = {}
        self._noted: list[Question] | None = None
        self.roles: dict[Ref, str] = {}
        self.pids: dict[str, int] = {}
        self.at_once: dict[str, bool] = {}
        self.asked = 0

    def close(self) -> None:
        self._line.close()
        if self.focus is not None:
            self.focus.close()

    def ask(self, questions: Sequence[Question], deadline: Deadline) -> list[Any]:
        """The first value of each answer, in order; None for an error and for no answer in time.

        A program that leaves questions open is not asked again for a while, or until it answers
        one of them: then it has come to itself.
        """
        if self._noted is not None:
            self._noted += questions
        answers: list[Any] = [None] * len(questions)
        places: Sequence[int] = range(len(questions))
        if self._foreseen:
            answers = [self._foreseen.get(question) for question in questions]
            places = [place for place in places if questions[place] not in self._foreseen]
        if self._avoided:
            for name in self._line.late():
                self._avoided.pop(name, None)
            now, until = time.monotonic(), self._avoided
            places = [place for place in places if until.get(questions[place].ref.name, 0) < now]
        for start in range(0, len(places), _IN_FLIGHT):
            if deadline.is_over:
                break
            self._ask_some(questions, places[start : start + _IN_FLIGHT], answers, deadline)
        return answers

    def is_silent(self, pid: int) -> bool:
        """Whether that process left a question open: what was told of it is not all there is."""
        now = time.monotonic()
        return any(
            until > now and self.pids.get(name) == pid for name, until in self._avoided.items()
        )

    def foresee(self, questions: Sequence[Question], deadline: Deadline) -> None:
        """Ask in one go what will be asked one after the other; `forget` ends what is foreseen."""
        new = [question for question in questions if question not in self._foreseen]
        self._foreseen.update(zip(new, self.ask(new, deadline), strict=True))

    def foresee_again(self, questions: Sequence[Question], deadline: Deadline) -> None:
        """What was asked a while ago and is about to be asked once more. What has no answer now is
        still asked in its turn. Few at a time: whatever this gives way to waits for those before
        it, and a program that is slow to answer them seems to have fallen silent."""
        for start in range(0, len(questions), _FORESEEN_AT_ONCE):
            if deadline.is_over:
                return
            some = questions[start : start + _FORESEEN_AT_ONCE]
            answers = zip(some, self.ask(some, deadline), strict=True)
            self._foreseen |= {one: answer for one, answer in answers if answer is not None}

    def note(self) -> list[Question]:
        """Whatever is asked from now on, until `forget`."""
        self._noted = []
        return self._noted

    def forget(self) -> None:
        self._foreseen.clear()
        self._noted = None

    def _ask_some(
        self,
        questions: Sequence[Question],
        places: Sequence[int],
        answers: list[Any],
        deadline: Deadline,
    ) -> None:
        waiting = set(places)
        self.asked += len(places)
        try:
            calls = [_call(questions[place]) for place in places]
            for number, reply in self._line.call(calls, deadline):
                waiting.discard(places[number])
                if reply.is_answer and reply.body:
                    answers[places[number]] = reply.body[0]
        except TimeoutError:
            if deadline.gave_way:
                return
            for name in {questions[place].ref.name for place in waiting}:
                log.debug("program does not answer", extra={"bus_name": name})
                self._avoided[name] = time.monotonic() + _AVOID_S


def _call(question: Question) -> Call:
    name, path = question.ref
    return Call(name, path, question.interface, question.member, question.signature, question.body)


def session_bus(environ: Mapping[str, str]) -> str:
    """The address of the session's own bus. Raises Unavailable."""
    session = environ.get("DBUS_SESSION_BUS_ADDRESS")
    if session is None and "XDG_RUNTIME_DIR" in environ:
        session = f"unix:path={environ['XDG_RUNTIME_DIR']}/bus"
    if session is None:
        raise Unavailable(
            "This session has no D-Bus, so programs cannot describe their windows.",
            hint="Log in to a desktop session, or set DBUS_SESSION_BUS_ADDRESS.",
        )
    return session


def find_bus(environ: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """The address, and what names there are on the session's own bus. Raises Unavailable."""
    line = _connect(session_bus(environ))
    questions = (
        Call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"),
        Call(BUS, BUS_PATH, BUS, "ListNames"),
    )
    try:
        replies = dict(line.call(questions, Deadline(_CONNECT_S)))
    except (TimeoutError, ConnectionError) as error:
        raise Unavailable("The accessibility bus does not answer.", hint=_HINT) from error
    finally:
        line.close()
    address, names = replies[0], replies[1]
    if not address.is_answer:
        raise Unavailable(f"There is no accessibility bus: {address.body[0]}", hint=_HINT)
    return str(address.body[0]), frozenset(names.body[0] if names.is_answer else ())


def _watch_focus(address: str) -> FocusWatch | None:
    try:
        return FocusWatch(address, _CONNECT_S)
    except (OSError, ValueError, RuntimeError) as error:
        log.info("focus is not heard of", extra={"reason": repr(error)})
        return None


def _connect(address: str) -> DBusLine:
    try:
        return DBusLine(address, _CONNECT_S)
    except (OSError, ValueError, RuntimeError) as error:
        # jeepney: RuntimeError for an address of a kind that it does not know.
        raise Unavailable(f"No bus answers at {address}: {error}", hint=_HINT) from error
