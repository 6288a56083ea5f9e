"""The requests that are sent to an X server again and again, as bytes.

Source: the X protocol 11, release 7, and those of MIT-SHM, DAMAGE and XFIXES; `xcb_send_request`
fills in their heads.
"""

import struct
from dataclasses import dataclass
from typing import Final

import xcffib
import xcffib.damage
import xcffib.shm
import xcffib.xfixes


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """form: of all of its bytes, a multiple of 4. extension: whose opcode it is; None: X's own."""

    opcode: int
    form: str
    extension: "xcffib.ExtensionKey | None" = None
    is_answered: bool = True


WINDOW_ATTRIBUTES: Final = Request(3, "4xI")
GEOMETRY: Final = Request(14, "4xI")
TREE: Final = Request(15, "4xI")
PROPERTY: Final = Request(20, "4xIIIII")
POINTER: Final = Request(38, "4xI")
PLACE_IN: Final = Request(40, "4xIIhh")
IMAGE: Final = Request(73, "xB2xIhhHHI")
SHARED_IMAGE: Final = Request(4, "4xIhhHHIB3xII", xcffib.shm.key)
SUBTRACT_DAMAGE: Final = Request(3, "4xIII", xcffib.damage.key, is_answered=False)
FETCH_REGION: Final = Request(19, "4xI", xcffib.xfixes.key)


class Slot:
    """Where one kind of request is put together before it is sent, over and over.

    parts, request, flags: what `xcb_send_request` takes.
    """

    def __init__(self, request: Request) -> None:
        packed = struct.Struct("=" + request.form)
        new = xcffib.ffi.new
        self._pack = packed.pack_into
        self._memory = new("char[]", packed.size)
        self._bytes = xcffib.ffi.buffer(self._memory)
        self.request = new("xcb_protocol_request_t *")
        self.request.count = 1
        self.request.ext = request.extension.c_key if request.extension else xcffib.ffi.NULL
        self.request.opcode = request.opcode
        self.request.isvoid = not request.is_answered
        self.flags = xcffib.lib.XCB_REQUEST_CHECKED if request.is_answered else 0
        # It uses the two places before the one that it is given as well: libxcb, xcb_out.c.
        self._places = new("struct iovec[3]")
        self.parts = self._places + 2
        self._part, self._length = self.parts[0], packed.size

    def fill(self, *values: int) -> None:
        self._pack(self._bytes, 0, *values)
        self._part.iov_base = self._memory  # libxcb moves it on over what it has sent
        self._part.iov_len = self._length
