"""What is asked of an X server in bytes: each request as the server knows it."""

import struct
from collections.abc import Iterator

import pytest
import xcffib
import xcffib.xproto

from tests.displays import bare_display
from tracker.desktop.x11_connection import Connection
from tracker.desktop.x11_requests import GEOMETRY, PLACE_IN, POINTER, TREE, WINDOW_ATTRIBUTES


@pytest.fixture(name="connection")
def the_connection() -> Iterator[Connection]:
    with bare_display((640, 480)) as name:
        connection = Connection(name)
        try:
            yield connection
        finally:
            connection.disconnect()


def size(told: bytes) -> tuple[int, ...]:
    return struct.unpack_from("=16xHH", told)


def test_answers_are_told_apart_in_whatever_order_they_are_waited_for(connection: Connection):
    core, window = connection.core, connection.generate_id()
    core.CreateWindow(24, window, connection.root, 30, 40, 50, 60, 0, 1, 0, 0, [])
    for _ in range(3):
        of_root, of_window = (connection.ask(GEOMETRY, one) for one in (connection.root, window))
        place = connection.ask(PLACE_IN, window, connection.root, 1, 2)
        assert struct.unpack_from("=12xhh", connection.answer(place)) == (31, 42)
        assert size(connection.answer(of_window)) == (50, 60)
        assert size(connection.answer(of_root)) == (640, 480)
    told = connection.answer(connection.ask(TREE, connection.root))
    assert window in struct.unpack(f"={len(told[32:]) // 4}I", told[32:])
    assert len(connection.answer(connection.ask(POINTER, window))) == 32


def test_what_the_server_refuses_is_raised_and_the_next_answer_is_right(connection: Connection):
    gone = connection.ask(WINDOW_ATTRIBUTES, connection.generate_id())
    of_root = connection.ask(GEOMETRY, connection.root)
    with pytest.raises(xcffib.xproto.WindowError):
        connection.answer(gone)
    assert size(connection.answer(of_root)) == (640, 480)


def test_a_server_that_has_gone_is_said_to_be_gone():
    with bare_display() as name:
        connection = Connection(name)
    with pytest.raises(xcffib.ConnectionException):
        connection.answer(connection.ask(GEOMETRY, connection.root))
    with pytest.raises(xcffib.ConnectionException):
        connection.poll_for_event()
    connection.disconnect()
