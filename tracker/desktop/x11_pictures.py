"""Two ways to get the pixels of a screen: from memory shared with the server, or sent by it.

Both show uint32 (H, W), 0xXXRRGGBB, of the size they were made for. Asking and receiving are two
steps, so that a caller can put other requests around the one for the picture.
"""

import ctypes
import itertools
import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import xcffib
import xcffib.shm
import xcffib.xproto

from tracker.desktop.x11_connection import Connection
from tracker.desktop.x11_requests import IMAGE, SHARED_IMAGE
from tracker.geometry import Box

log = logging.getLogger(__name__)

RawPixels = npt.NDArray[np.uint32]

_ALL_PLANES = 0xFFFFFFFF
_PIXMAP = int(xcffib.xproto.ImageFormat.ZPixmap)


class Pictures(Protocol):
    """size: width and height, px."""

    size: tuple[int, int]

    def ask(self) -> int: ...

    def receive(self, asked: int) -> RawPixels:
        """Valid until the next `ask`. Raises MatchError if the screen has become smaller."""
        ...

    def parts(self, boxes: Sequence[Box]) -> list[RawPixels]:
        """Valid until anything is asked for again. The boxes must not overlap."""
        ...

    def close(self) -> None: ...


def open_pictures(connection: Connection, size: tuple[int, int]) -> Pictures:
    """Shared where the server can share memory with us; it says in the log why it could not."""
    if not connection.has(xcffib.shm.key):
        reason = "the display lacks MIT-SHM"
    else:
        try:
            return SharedPictures(connection, size)
        except (OSError, xcffib.xproto.AccessError, xcffib.xproto.AllocError) as error:
            reason = f"{type(error).__name__} on sharing memory with the display"
    log.info("pictures are sent and not shared", extra={"reason": reason})
    return SentPictures(connection, size)


class SharedPictures:
    """The server writes into our memory: no copy but the one that it makes itself."""

    def __init__(self, connection: Connection, size: tuple[int, int]) -> None:
        """Raises OSError if there is no memory, an X error if the server cannot reach it."""
        self.size = size
        self._connection = connection
        self._shm = connection(xcffib.shm.key)
        self._memory = _SharedMemory(size[0] * size[1] * 4)
        self._id = connection.generate_id()
        try:
            self._shm.Attach(self._id, self._memory.id, False, is_checked=True).check()
        except BaseException:
            self._memory.detach()
            raise
        finally:
            self._memory.forget()

    def ask(self) -> int:
        return self._ask(Box(0, 0, *self.size))

    def receive(self, asked: int) -> RawPixels:
        self._connection.answer(asked)
        return self._view(*self.size)

    def parts(self, boxes: Sequence[Box]) -> list[RawPixels]:
        starts = [0, *itertools.accumulate(box.area * 4 for box in boxes)]
        asked = [self._ask(box, start) for box, start in zip(boxes, starts, strict=False)]
        for number in asked:
            self._connection.answer(number)
        return [
            self._view(box.width, box.height, start)
            for box, start in zip(boxes, starts, strict=False)
        ]

    def _ask(self, box: Box, start: int = 0) -> int:
        place = (box.left, box.top, box.width, box.height)
        root = self._connection.root
        return self._connection.ask(
            SHARED_IMAGE, root, *place, _ALL_PLANES, _PIXMAP, self._id, start
        )

    def _view(self, width: int, height: int, start: int = 0) -> RawPixels:
        area = (ctypes.c_uint8 * (width * height * 4)).from_address(self._memory.address + start)
        return np.frombuffer(memoryview(area), dtype=np.uint32).reshape(height, width)

    def close(self) -> None:
        self._memory.detach()
        if not self._connection.has_error():
            self._shm.Detach(self._id)


class SentPictures:
    """The server sends the pixels over the connection: some ten times as slow."""

    def __init__(self, connection: Connection, size: tuple[int, int]) -> None:
        self.size = size
        self._connection = connection

    def ask(self) -> int:
        return self._ask(Box(0, 0, *self.size))

    def receive(self, asked: int) -> RawPixels:
        return self._receive(asked, *self.size)

    def parts(self, boxes: Sequence[Box]) -> list[RawPixels]:
        return [self._receive(self._ask(box), box.width, box.height) for box in boxes]

    def _ask(self, box: Box) -> int:
        place = (box.left, box.top, box.width, box.height)
        return self._connection.ask(IMAGE, _PIXMAP, self._connection.root, *place, _ALL_PLANES)

    def _receive(self, asked: int, width: int, height: int) -> RawPixels:
        pixels = np.frombuffer(self._connection.answer(asked), dtype=np.uint32, offset=32)
        return pixels.reshape(height, width)

    def close(self) -> None:
        """Nothing is held."""


class _SharedMemory:
    """A System V segment: the kind that every X server on the same machine can share."""

    def __init__(self, length: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
        self._libc.shmctl.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
        self._libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        self._libc.shmat.restype = ctypes.c_void_p
        self._libc.shmdt.argtypes = [ctypes.c_void_p]
        private, create = 0, 0o1000
        self.id = int(self._libc.shmget(private, length, create | 0o600))
        if self.id < 0:
            raise OSError(ctypes.get_errno(), "shmget failed")
        address = self._libc.shmat(self.id, None, 0)
        if address is None or address == ctypes.c_void_p(-1).value:
            self.forget()
            raise OSError(ctypes.get_errno(), "shmat failed")
        self.address = int(address)

    def forget(self) -> None:
        """The kernel frees it when the last one has let go, so a crash leaves nothing behind."""
        remove = 0
        self._libc.shmctl(self.id, remove, None)

    def detach(self) -> None:
        self._libc.shmdt(self.address)
