"""A thing on a picture as the reader of icons sees it: the same whether it learns or reads.

Pure. What surrounds an icon is taken away as far as it is of one colour, so that a dark theme
differs from a light one in sign alone.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from tracker.geometry import Box

SIDE_PX: Final = 32
_AROUND: Final = 1.2
_LEAST_PX: Final = 12
"""Of a square on the picture: a line one pixel high is not blown up to a bar."""

_FAINT: Final = 32
"""Grey levels: what differs less from what surrounds it is not made stronger than it is."""

Bytes = npt.NDArray[np.uint8]


def icon_input(pixels: Bytes, box: Box) -> Bytes:
    """pixels: (H, W, 3), RGB. box: what is drawn, close around it.

    Gives (4, SIDE_PX, SIDE_PX): how much each place differs from what surrounds the icon, 255 for
    the most, and by how much in red, green and blue, 128 for not at all.
    """
    square = _resized(_square(pixels, box)).astype(np.int16)
    ring = np.concatenate((square[0], square[-1], square[1:-1, 0], square[1:-1, -1]))
    apart = square - np.median(ring, axis=0).astype(np.int16)
    strength = np.abs(apart).max(axis=2)
    scaled = strength * (255 / max(_FAINT, int(strength.max())))
    coloured = 128 + apart / 2
    channels = np.concatenate((scaled[..., None], coloured), axis=2).clip(0, 255)
    return np.ascontiguousarray(channels.transpose(2, 0, 1), dtype=np.uint8)


def _square(pixels: Bytes, box: Box) -> Bytes:
    """Around the middle of the box; beyond the picture its edge goes on."""
    side = max(_LEAST_PX, round(max(box.width, box.height) * _AROUND))
    left, top = (box.left + box.right - side) // 2, (box.top + box.bottom - side) // 2
    high, wide = pixels.shape[:2]
    rows = np.clip(np.arange(top, top + side), 0, high - 1)
    columns = np.clip(np.arange(left, left + side), 0, wide - 1)
    return pixels[rows[:, None], columns]


def _resized(square: Bytes) -> Bytes:
    way = cv2.INTER_AREA if len(square) > SIDE_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (SIDE_PX, SIDE_PX), interpolation=way), np.uint8)
