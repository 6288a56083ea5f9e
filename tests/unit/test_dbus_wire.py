"""Our D-Bus bytes: jeepney, which others keep, reads what we write and writes what we read."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jeepney import Endianness, Header, HeaderFields, Message, MessageType
from jeepney.low_level import Parser

from tracker.desktop import dbus_wire
from tracker.desktop.dbus_wire import Call, Incoming, written

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SMALL = st.integers(0, 200)
BODIES = st.sampled_from(
    [
        ("au", ([1, 1 << 31],)),
        ("s", ("push button",)),
        ("(iiii)", ((-3, 17, 1920, 1080),)),
        ("a(so)", ([(":1.5", "/org/a"), (":1.12", "/org/b/long")],)),
        ("v", (("(so)", (":1.5", "/org/a")),)),
        ("a{sv}", ({"Name": ("s", "Ünïcode ✓"), "ChildCount": ("i", -1), "On": ("b", True)},)),
        ("a(ua(so))", ([(2, [(":1.5", "/a")]), (3, [])],)),
        ("siiva{sv}", ("focused", 1, 0, ("i", 0), {})),
        ("ynqxtdg", (255, -2, 3, -(1 << 40), 1 << 60, 0.5, "a{sv}")),
        ("ax", ([],)),
        ("", ()),
    ]
)


def answer(
    signature: str,
    body: tuple[Any, ...],
    *,
    to: int = 7,
    sender: str = ":1.5",
    order: Endianness = Endianness.little,
) -> bytes:
    fields = {HeaderFields.reply_serial: to, HeaderFields.sender: sender}
    if signature:
        fields[HeaderFields.signature] = signature
    header = Header(order, MessageType.method_return, 0, 1, 0, 0, fields)
    return Message(header, body).serialise(serial=9)


def signal(path: str, body: tuple[Any, ...], signature: str) -> bytes:
    fields = {
        HeaderFields.path: path,
        HeaderFields.interface: "org.a11y.atspi.Event.Object",
        HeaderFields.member: "StateChanged",
        HeaderFields.sender: ":1.8",
        HeaderFields.signature: signature,
    }
    header = Header(Endianness.little, MessageType.signal, 0, 1, 0, 0, fields)
    return Message(header, body).serialise(serial=4)


@given(
    path=st.text("abc/_12", max_size=30),
    values=st.tuples(TEXTS, st.integers(-(1 << 31), (1 << 31) - 1), st.integers(0, (1 << 32) - 1)),
)
def test_a_call_is_read_by_jeepney_as_it_was_meant(path: str, values: tuple[str, int, int]):
    call = Call(":1.77", "/" + path, "org.a11y.atspi.Component", "Ask", "siu", values)
    parser = Parser()
    parser.add_data(written([call, Call("a.b", "/", "c.d", "E")], 41))
    first, second = parser.get_next_message(), parser.get_next_message()
    assert first.header.fields == {
        HeaderFields.destination: ":1.77",
        HeaderFields.interface: "org.a11y.atspi.Component",
        HeaderFields.member: "Ask",
        HeaderFields.signature: "siu",
        HeaderFields.path: "/" + path,
    }
    assert (first.header.serial, first.body) == (41, values)
    assert (second.header.serial, second.header.fields[HeaderFields.path], second.body) == (
        42,
        "/",
        (),
    )


@given(
    st.lists(st.tuples(BODIES, SMALL, st.sampled_from([":1.5", ":1.1234"])), min_size=1),
    st.sampled_from(list(Endianness)),
    st.integers(1, 300),
)
def test_answers_are_read_as_jeepney_wrote_them_however_they_are_cut(
    told: list[tuple[tuple[str, tuple[Any, ...]], int, str]], order: Endianness, piece: int
):
    data = b"".join(
        answer(signature, body, to=to, sender=sender, order=order)
        for (signature, body), to, sender in told
    )
    incoming, found = Incoming(), []
    for start in range(0, len(data), piece):
        incoming.add(data[start : start + piece])
        while (message := incoming.next()) is not None:
            found.append((message.is_answer, message.answers, message.sender, message.body))
    assert found == [(True, to, sender, body) for (_, body), to, sender in told]


def test_a_signal_tells_who_sent_it_from_where():
    incoming = Incoming()
    incoming.add(signal("/org/a/7", ("focused", 1, 0), "sii"))
    message = incoming.next()
    assert message is not None
    assert (message.is_signal, message.answers) == (True, 0)
    assert (message.sender, message.path, message.body) == (":1.8", "/org/a/7", ("focused", 1, 0))


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n",
        answer("s", ("abc",)).replace(b"\x03\0\0\0abc", b"\xff\0\0\0abc"),
        answer("s", ("abc",)).replace(b"\x01g\0\x01s", b"\x01g\0\x01!"),
        answer("s", ("abc",)).replace(b"abc", b"\xff\xfe\xfd"),
        answer("au", ([1],)).replace(b"au\0", b"a()"),
        struct.pack("<cBBBIII", b"l", 2, 0, 1, 1 << 30, 1, 0),
    ],
    ids=[
        "no D-Bus",
        "a string too long",
        "an unknown type",
        "no UTF-8",
        "items of no length",
        "too large",
    ],
)
def test_what_is_no_message_is_said_to_be_none(data: bytes):
    incoming = Incoming()
    incoming.add(data)
    with pytest.raises(ValueError):  # noqa: PT011 - nobody reads which it is
        incoming.next()


def test_bodies_that_are_alike_in_bytes_are_told_apart_by_their_types():
    told = [("au", ([1, 2],)), ("ai", ([1, 2],)), ("ax", ([2 << 32 | 1],)), ("au", ([1, 2],))]
    incoming = Incoming()
    for to, (signature, body) in enumerate(told, start=1):
        incoming.add(answer(signature, body, to=to))
        assert incoming.next() == dbus_wire.Message(2, to, ":1.5", "", body)


def test_a_text_is_not_kept_when_it_was_read():
    incoming = Incoming()
    incoming.add(answer("s", ("what somebody typed",)) + answer("(is)", ((1, "a name"),)))
    assert [incoming.next(), incoming.next(), incoming.next()][2] is None
    kept = [body for head in incoming._heads.values() for body in head.bodies.values()]
    assert kept == [((1, "a name"),)]


@given(st.binary(max_size=200), st.integers(0, 90), BODIES)
def test_a_damaged_message_is_read_as_messages_or_said_to_be_none_by_a_value_error(
    noise: bytes, place: int, told: tuple[str, tuple[Any, ...]]
):
    whole = answer(*told)
    body_at = len(whole) - int.from_bytes(whole[4:8], "little")
    data = bytearray(whole)
    data[place : place + len(noise)] = noise
    incoming, found, said = Incoming(), list[dbus_wire.Message](), ""
    incoming.add(bytes(data))
    try:
        while (message := incoming.next()) is not None:
            found.append(message)
    except ValueError as error:
        said = str(error)
    assert len(found) <= len(data) // 16, "each takes a header's length at least"
    if bytes(data) == whole:
        assert (found, said) == ([dbus_wire.Message(2, 7, ":1.5", "", told[1])], "")
    elif place >= body_at and found:
        assert (found[0].answers, found[0].sender, found[0].path) == (7, ":1.5", "")
        assert len(found[0].body) == len(told[1])
    elif place >= body_at:
        assert said


def test_a_message_is_waited_for_that_is_not_whole_and_what_follows_a_broken_one_is_not_read():
    whole = answer("s", ("abc",))
    incoming = Incoming()
    incoming.add(whole[:-1])
    assert incoming.next() is None
    incoming.add(whole[-1:] + b"?" * 16 + whole)
    first = incoming.next()
    assert first is not None
    assert first.body == ("abc",)
    for _ in range(2):
        with pytest.raises(ValueError, match="a message begins with 63"):
            incoming.next()
