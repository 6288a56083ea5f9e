"""A connection to a D-Bus bus on which many calls are under way at once, each wait with a limit.

jeepney finds the bus and is let in; its own blocking connection waits without limit for the bus's
first greeting, and sends one call at a time. One thread at a time.
"""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from jeepney.bus import get_bus
from jeepney.io.blocking import prep_socket

from tracker.desktop.dbus_wire import Call, Incoming, Message, written

BUS = "org.freedesktop.DBus"
BUS_PATH = "/org/freedesktop/DBus"

_SLICE_S = 0.02
"""So soon a wait ends that is to give way."""
_MANY = 16
_GATHER_S = 0.002
_GATHER_FEW_S = 0.0006
"""While so many answers, or more than one, are on their way, they are taken in so much later,
several in one go: to be woken for each of them takes longer than to read it."""


class Deadline:
    """gives_way: whether something that is waited for is to end at once for something else."""

    def __init__(self, seconds: float, gives_way: Callable[[], bool] | None = None) -> None:
        self._until = time.monotonic() + seconds
        self._gives_way = gives_way
        self.gave_way = False

    @property
    def left_s(self) -> float:
        return max(0.0, self._until - time.monotonic())

    @property
    def is_over(self) -> bool:
        if self._gives_way is not None and not self.gave_way:
            self.gave_way = self._gives_way()
        return self.gave_way or self.left_s == 0.0

    @property
    def look_up_s(self) -> float:
        """For how long to wait until it is to be asked whether it is over."""
        left_s = max(self.left_s, 0.001)
        return left_s if self._gives_way is None else min(left_s, _SLICE_S)


class DBusLine:
    """After a ConnectionError it is of no more use, and is to be closed."""

    def __init__(self, address: str, timeout_s: float) -> None:
        """Raises OSError if nobody answers, ValueError or RuntimeError for a bad address."""
        deadline = Deadline(timeout_s)
        self._socket: socket.socket = prep_socket(get_bus(address), timeout=timeout_s)
        self._incoming = Incoming()
        self._late: set[str] = set()
        self._serial = 0
        try:
            greeting = next(self.call([Call(BUS, BUS_PATH, BUS, "Hello")], deadline))
        except BaseException:
            self._socket.close()
            raise
        if not greeting[1].is_answer:
            self._socket.close()
            raise ConnectionRefusedError(str(greeting[1].body))

    def close(self) -> None:
        """Ends a wait for a signal on another thread as well."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def signal(self) -> Message:
        """The next message that is no answer, however long it takes. Raises OSError at the end."""
        while True:
            while (message := self._next()) is None:
                self._socket.settimeout(None)
                self._take_in()
            if message.is_signal:
                return message

    def late(self) -> set[str]:
        """The names that answered a call after nobody waited for it any more, since this was asked
        last. Does not wait. Raises ConnectionError if the bus is gone."""
        self._socket.settimeout(0.0)
        with suppress(BlockingIOError):
            while True:
                while (message := self._next()) is not None:
                    self._pass_over(message)
                self._take_in()
        late, self._late = self._late, set()
        return late

    def call(self, calls: Sequence[Call], deadline: Deadline) -> Iterator[tuple[int, Message]]:
        """Each reply as it comes, with the place of its call among the calls.

        Ends when all are answered. Raises TimeoutError at the deadline or where that gives way,
        ConnectionError if the bus is gone.
        """
        first = self._serial + 1
        self._serial += len(calls)
        self._send(written(calls, first), deadline)
        waiting = len(calls)
        while waiting:
            gather_s = _GATHER_FEW_S if waiting > 1 else 0.0
            reply = self._receive(deadline, _GATHER_S if waiting >= _MANY else gather_s)
            if reply.answers >= first:
                waiting -= 1
                yield reply.answers - first, reply
            else:
                self._pass_over(reply)

    def _pass_over(self, message: Message) -> None:
        """A signal, or the answer to an earlier call."""
        if message.answers:
            self._late.add(message.sender)

    def _send(self, data: bytes, deadline: Deadline) -> None:
        self._socket.settimeout(max(deadline.left_s, 0.001))
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            # Half a message may be on its way: what follows would be read as its other half.
            raise ConnectionResetError("the bus takes no more messages") from error

    def _receive(self, deadline: Deadline, gather_s: float) -> Message:
        while (message := self._next()) is None:
            if gather_s:
                time.sleep(gather_s)
            self._socket.settimeout(deadline.look_up_s)
            try:
                self._take_in()
            except TimeoutError:
                if deadline.is_over:
                    raise
        return message

    def _take_in(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError("the bus hung up")
        self._incoming.add(data)

    def _next(self) -> Message | None:
        try:
            return self._incoming.next()
        except ValueError as error:
            raise ConnectionAbortedError(f"the bus cannot be understood: {error}") from error
