"""What a picture is known by: a digest of the digests of its tiles.

Most of a screen is as it was in the picture before. Whoever knows which tiles were drawn on need
not go through the others again: `tracker.film` does that. A name is 64 characters, as it was when
it was the digest of all pixels in a row; recordings that were made then keep their names.
"""

import hashlib
import struct
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from tracker.geometry import Box

WIDTH: Final = 256
HEIGHT: Final = 64
"""px. Part of what a name means: never to be changed. Of smaller ones there are too many to go
through, and more of a picture lies in larger ones that hold something new."""

_FORM: Final = b"tiles of 256x64"


def grid(size: tuple[int, int]) -> tuple[int, int]:
    """How many tiles lie beside and above each other; the last ones may be smaller. size: px."""
    return -(-size[0] // WIDTH), -(-size[1] // HEIGHT)


def place(size: tuple[int, int], row: int, left: int, right: int) -> Box:
    """Of a row's tiles from column `left` to before `right`."""
    width, height = size
    bottom = min((row + 1) * HEIGHT, height)
    return Box(left * WIDTH, row * HEIGHT, min(right * WIDTH, width), bottom)


def under(box: Box) -> tuple[slice, slice]:
    """Rows and columns of all tiles that have a part in the box."""
    return (
        slice(box.top // HEIGHT, -(-box.bottom // HEIGHT)),
        slice(box.left // WIDTH, -(-box.right // WIDTH)),
    )


def digest(tile: npt.NDArray[np.uint8]) -> bytes:
    """tile: uint8 (H, W, 3), RGB, without gaps."""
    return hashlib.sha256(tile.data).digest()


def name(size: tuple[int, int], digests: Iterable[bytes]) -> str:
    """digests: of all tiles, row by row."""
    return hashlib.sha256(_FORM + struct.pack("<II", *size) + b"".join(digests)).hexdigest()


def name_of(pixels: npt.NDArray[np.uint8]) -> str:
    """pixels: uint8 (H, W, 3), RGB."""
    size = pixels.shape[1], pixels.shape[0]
    across, down = grid(size)
    boxes = (
        place(size, row, column, column + 1) for row in range(down) for column in range(across)
    )
    parts = (pixels[box.top : box.bottom, box.left : box.right] for box in boxes)
    return name(size, (digest(np.ascontiguousarray(part)) for part in parts))


def former_name_of(pixels: npt.NDArray[np.uint8]) -> str:
    """As pictures were named before."""
    height, width, _ = pixels.shape
    whole = hashlib.sha256(struct.pack("<II", width, height))
    whole.update(np.ascontiguousarray(pixels).data)
    return whole.hexdigest()
