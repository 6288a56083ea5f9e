"""What the element detector is shown of a picture: its edges, as blocks of 4x4 px.

The same when it learns, when its weights are made small, and when it is run.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

BLOCK_PX: Final = 4
MULTIPLE_PX: Final = 64
"""The network halves its input six times."""

ZERO: Final = 128
"""No edge."""

ONE: Final = 127
"""From no edge to the sharpest one."""

_FAINT: Final = 0.06 * 255
"""A step in brightness that counts as half an edge: the frame of a field is as faint."""


def edge_blocks(pixels: Bytes) -> Bytes:
    """uint8 (H, W, 3) RGB to uint8 (96, H' / 4, W' / 4).

    H' and W' are the next multiples of 64; what is missing is as the last row and column.
    The steps from the left and from above, three colours each, and of each the 4x4 px of a block
    in rows. Without this the network sees little but how bright each part of a screen is: areas of
    one colour are most of it, and a faint frame is drowned by them and by black letters.
    """
    high, wide = (-(-edge // MULTIPLE_PX) * MULTIPLE_PX for edge in pixels.shape[:2])
    pixels = np.pad(
        pixels, ((0, high - pixels.shape[0]), (0, wide - pixels.shape[1]), (0, 0)), mode="edge"
    )
    edges = np.full((6, high, wide), ZERO, np.uint8)
    edges[:3, :, 1:] = _steps(pixels[:, :-1], pixels[:, 1:])
    edges[3:, 1:] = _steps(pixels[:-1], pixels[1:])
    blocks = edges.reshape(6, high // BLOCK_PX, BLOCK_PX, wide // BLOCK_PX, BLOCK_PX)
    return np.ascontiguousarray(blocks.transpose(0, 2, 4, 1, 3)).reshape(
        6 * BLOCK_PX * BLOCK_PX, high // BLOCK_PX, wide // BLOCK_PX
    )


def _steps(before: Bytes, after: Bytes) -> Bytes:
    """(3, H, W): ZERO and ONE times step / (|step| + _FAINT)."""
    # One of the two differences is 0 at each place: they end at 0 and do not wrap around.
    up, down = cv2.subtract(after, before), cv2.subtract(before, after)
    steps: Bytes = cv2.LUT(up, _SHARPNESS) + np.uint8(ZERO) - cv2.LUT(down, _SHARPNESS)
    return steps.transpose(2, 0, 1)


_SHARPNESS: Final = np.rint(ONE * np.arange(256) / (np.arange(256) + _FAINT)).astype(np.uint8)
