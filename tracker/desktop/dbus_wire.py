"""D-Bus messages as bytes: calls written, whatever comes read.

The same as jeepney's own, at a fifth of its cost: a recorder asks hundreds of small questions in a
row, and what they take is most of what it takes. Our calls bear strings and whole numbers only,
and are little-endian; what is read may be of any type but file descriptors.
Source: D-Bus specification 0.43, "Type System" and "Message Protocol".
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

T = TypeVar("T")

_CALL, _ANSWER, _SIGNAL = 1, 2, 4
_PATH, _INTERFACE, _MEMBER, _ANSWERS, _DESTINATION, _SENDER, _SIGNATURE = 1, 2, 3, 5, 6, 7, 8
_ORDERS: Final = {ord("l"): "<", ord("B"): ">"}
_LENGTHS: Final = {order: struct.Struct(f"{order}I4xI").unpack_from for order in _ORDERS.values()}
"""Of the body and of the header's fields, 4 bytes from the beginning."""
_SERIALS: Final = {order: struct.Struct(f"{order}I").unpack_from for order in _ORDERS.values()}
_FIXED: Final = {
    "y": ("B", 1), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4),
    "x": ("q", 8), "t": ("Q", 8), "d": ("d", 8),
}  # fmt: skip
_HEADER_LENGTH: Final = 16
_MOST_HEADS: Final = 1000
_MOST_CALLS: Final = 2048
_MOST_BODIES: Final = 1024
_LARGEST_KEPT: Final = 1024
"""Bytes."""
_LONGEST: Final = 1 << 27
"""No message is longer, by the specification."""

Reader = Callable[[bytes, int], tuple[Any, int]]
"""From the whole message and a place in it: the value, and where the next one may begin."""


class Call(NamedTuple):
    """signature: of `s`, `i` and `u` alone."""

    destination: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: tuple[Any, ...] = ()


class Message(NamedTuple):
    """answers: the serial of the call that it answers; 0 for a signal. body: it may be another
    message's as well and is not to be changed."""

    kind: int
    answers: int
    sender: str
    path: str
    body: tuple[Any, ...]

    @property
    def is_answer(self) -> bool:
        """And not an error."""
        return self.kind == _ANSWER

    @property
    def is_signal(self) -> bool:
        return self.kind == _SIGNAL


def written(calls: Iterable[Call], first: int) -> bytes:
    """first: the serial of the first of them."""
    parts: list[bytes] = []
    for serial, call in enumerate(calls, first):
        before, after = _around_serial(call)
        parts += (before, serial.to_bytes(4, "little"), after)
    return b"".join(parts)


@lru_cache(_MOST_CALLS)
def _around_serial(call: Call) -> tuple[bytes, bytes]:
    """The same is asked of the same thing again and again."""
    body = _body(call.signature, call.body) if call.signature else b""
    route = _route(call.destination, call.interface, call.member, call.signature)
    path = call.path.encode()
    fields = b"".join((route, b"\x01\x01o\0", len(path).to_bytes(4, "little"), path, b"\0"))
    before = struct.pack("<cBBBI", b"l", _CALL, 0, 1, len(body))
    length = len(fields).to_bytes(4, "little")
    return before, b"".join((length, fields, bytes(-len(fields) % 8), body))


@lru_cache(1024)
def _route(destination: str, interface: str, member: str, signature: str) -> bytes:
    """All header fields but the path, which comes last, so that these need not be made anew."""
    fields = [(_DESTINATION, destination), (_INTERFACE, interface), (_MEMBER, member)]
    made = b"".join(_padded(bytes((code, 1, 115, 0)) + _string(text)) for code, text in fields)
    if not signature:
        return made
    told = signature.encode()
    return made + _padded(bytes((_SIGNATURE, 1, 103, 0, len(told))) + told + b"\0")


@lru_cache(256)
def _body(signature: str, values: tuple[Any, ...]) -> bytes:
    made = b""
    for kind, value in zip(signature, values, strict=True):
        made += bytes(-len(made) % 4)
        match kind:
            case "s":
                made += _string(value)
            case "i" | "u":
                made += struct.pack("<" + _FIXED[kind][0], value)
            case _:
                raise ValueError(f"a call cannot bear a value of type {kind}")
    return made


def _string(text: str) -> bytes:
    told = text.encode()
    return struct.pack("<I", len(told)) + told + b"\0"


def _padded(made: bytes) -> bytes:
    return made + bytes(-len(made) % 8)


@dataclass(frozen=True, slots=True)
class _Head:
    """What a message's header says beside the serial of the call that it answers, and what came
    with such a header before: bodies by their bytes."""

    sender: str
    path: str
    signature: str
    readers: tuple[Reader, ...]
    bodies: dict[bytes, tuple[Any, ...]]


class Incoming:
    """Bytes in, messages out.

    A program's answers mostly have the same header but for the serial of what they answer: it is
    read once. So is a body of lists and structs that comes again byte for byte, as most do when a
    window is asked about once more. What is a text alone is not kept: somebody may have typed it.
    """

    def __init__(self) -> None:
        self._data = b""
        self._at = 0
        self._answers_at: dict[int, int] = {}
        self._heads: dict[tuple[bytes, bytes], _Head] = {}
        self._bodies = 0

    def add(self, data: bytes) -> None:
        self._data, self._at = self._data[self._at :] + data, 0

    def next(self) -> Message | None:
        """None until a whole one has come. Raises ValueError for what is no message."""
        data, begin = self._data, self._at
        if len(data) - begin < _HEADER_LENGTH:
            return None
        order = _ORDERS.get(data[begin])
        if order is None:
            raise ValueError(f"a message begins with {data[begin]}")
        body_length, fields_length = _LENGTHS[order](data, begin + 4)
        fields_end = _HEADER_LENGTH + fields_length
        body_at = (fields_end + 7) & ~7
        end = begin + body_at + body_length
        if end - begin > _LONGEST:
            raise ValueError(f"a message of {end - begin} bytes")
        if len(data) < end:
            return None
        self._at = end
        at, head = self._answers_at.get(fields_end), None
        if at is not None:
            place = begin + at
            key = data[begin : begin + 1] + data[begin + _HEADER_LENGTH : place]
            head = self._heads.get((key, data[place + 4 : begin + fields_end]))
        try:
            if head is None:
                return self._read(data[begin:end], order, fields_end, body_at)
            body = head.bodies.get(data[begin + body_at : end])
            if body is None:
                body = self._read_body(data[begin:end], head, body_at)
        except (struct.error, IndexError, TypeError, RecursionError) as error:
            raise ValueError(f"a message that is damaged: {error}") from error
        (answers,) = _SERIALS[order](data, place)
        return Message(data[begin + 1], answers, head.sender, head.path, body)

    def _read(self, data: bytes, order: str, fields_end: int, body_at: int) -> Message:
        head, answers, at = _read_fields(data, order, fields_end)
        if at:
            if len(self._heads) >= _MOST_HEADS:
                self._forget()
            self._answers_at[fields_end] = at
            self._heads[data[:1] + data[_HEADER_LENGTH:at], data[at + 4 : fields_end]] = head
        body = self._read_body(data, head, body_at)
        return Message(data[1], answers, head.sender, head.path, body)

    def _read_body(self, data: bytes, head: _Head, body_at: int) -> tuple[Any, ...]:
        values, at = [], body_at
        for read in head.readers:
            value, at = read(data, at)
            values.append(value)
        if at > len(data):
            raise IndexError("the last string")
        body = tuple(values)
        if head.signature[:1] in ("a", "(") and len(data) - body_at <= _LARGEST_KEPT:
            if self._bodies >= _MOST_BODIES:
                self._forget()
            self._bodies += 1
            head.bodies[data[body_at:]] = body
        return body

    def _forget(self) -> None:
        self._heads.clear()
        self._bodies = 0


def _read_fields(data: bytes, order: str, end: int) -> tuple[_Head, int, int]:
    """The head, the serial that is answered and where that stands; 0 for none."""
    fields: dict[int, Any] = {}
    at, answers_at = _HEADER_LENGTH, 0
    read_variant = reader("v", order)
    while at < end:
        at = (at + 7) & ~7
        code = data[at]
        (_, fields[code]), at = read_variant(data, at + 1)
        if code == _ANSWERS:
            answers_at = at - 4
    signature = fields.get(_SIGNATURE, "")
    head = _Head(
        fields.get(_SENDER, ""),
        fields.get(_PATH, ""),
        signature,
        tuple(reader(kind, order) for kind in split(signature)),
        {},
    )
    return head, fields.get(_ANSWERS, 0), answers_at


@lru_cache(256)
def split(signature: str) -> tuple[str, ...]:
    """Into single complete types. Raises ValueError if it is none."""
    found = []
    at = 0
    while at < len(signature):
        end = _end(signature, at)
        found.append(signature[at:end])
        at = end
    return tuple(found)


def _end(signature: str, at: int) -> int:
    """Of the type that begins there."""
    kind = signature[at : at + 1]
    if kind == "a":
        return _end(signature, at + 1)
    closing = {"(": ")", "{": "}"}.get(kind)
    if closing is None:
        if not kind or kind not in "ybnqiuxtdsogv":
            raise ValueError(f"no D-Bus type at {at} of {signature!r}")
        return at + 1
    at += 1
    if signature[at : at + 1] == closing:  # would be an item without length
        raise ValueError(f"an empty struct in {signature!r}")
    while signature[at : at + 1] != closing:
        at = _end(signature, at)
    return at + 1


@lru_cache(512)
def reader(kind: str, order: str) -> Reader:
    """For one complete type, made once. Variants are read as (signature, value), structs as tuples,
    arrays as lists, dictionaries as such."""
    if kind in _FIXED:
        return _fixed(*_FIXED[kind], order)
    match kind[0]:
        case "b":
            return _mapped(reader("u", order), bool)
        case "s" | "o":
            return _text(order)
        case "g":
            return _read_signature
        case "v":
            return _variant(order)
        case "(":
            return _struct(tuple(reader(part, order) for part in split(kind[1:-1])))
        case "a" if kind[1] == "{":
            return _mapped(_array(_pair(kind[2:-1], order), 8, order), dict)
        case _:
            return _array(reader(kind[1:], order), _alignment(kind[1]), order)


def _alignment(kind: str) -> int:
    if kind in _FIXED:
        return _FIXED[kind][1]
    return {"(": 8, "g": 1, "v": 1}.get(kind, 4)


def _fixed(code: str, size: int, order: str) -> Reader:
    unpack = struct.Struct(order + code).unpack_from

    def read(data: bytes, at: int) -> tuple[Any, int]:
        at = -(-at // size) * size
        return unpack(data, at)[0], at + size

    return read


def _mapped(read_plain: Reader, make: Callable[[Any], T]) -> Reader:
    def read(data: bytes, at: int) -> tuple[T, int]:
        value, at = read_plain(data, at)
        return make(value), at

    return read


def _text(order: str) -> Reader:
    unpack = struct.Struct(order + "I").unpack_from

    def read(data: bytes, at: int) -> tuple[str, int]:
        at = (at + 3) & ~3
        end = at + 4 + unpack(data, at)[0]
        return data[at + 4 : end].decode(), end + 1

    return read


def _read_signature(data: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + data[at]
    return data[at + 1 : end].decode(), end + 1


def _variant(order: str) -> Reader:
    def read(data: bytes, at: int) -> tuple[tuple[str, Any], int]:
        kind, at = _read_signature(data, at)
        value, at = _single(kind, order)(data, at)
        return (kind, value), at

    return read


@lru_cache(256)
def _single(kind: str, order: str) -> Reader:
    (only,) = split(kind)
    return reader(only, order)


def _struct(parts: tuple[Reader, ...]) -> Reader:
    def read(data: bytes, at: int) -> tuple[tuple[Any, ...], int]:
        at = (at + 7) & ~7
        values = []
        for part in parts:
            value, at = part(data, at)
            values.append(value)
        return tuple(values), at

    return read


def _pair(kinds: str, order: str) -> Reader:
    return _struct(tuple(reader(part, order) for part in split(kinds)))


def _array(item: Reader, alignment: int, order: str) -> Reader:
    unpack = struct.Struct(order + "I").unpack_from

    def read(data: bytes, at: int) -> tuple[list[Any], int]:
        at = (at + 3) & ~3
        length = unpack(data, at)[0]
        at = -(-(at + 4) // alignment) * alignment
        end = at + length
        values = []
        while at < end:
            value, at = item(data, at)
            values.append(value)
        return values, at

    return read
