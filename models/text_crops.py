"""A picture as the two text models see it: the same whether they read or are made small. Pure."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

LINE_HEIGHT_PX: Final = 48
"""The height that the recognition model was trained on."""


def normalised(pixels: Bytes) -> Floats:
    """uint8 (H, W, 3) RGB to float32 (3, H, W) BGR in [-1, 1], as both models expect it."""
    planes: Floats = pixels.transpose(2, 0, 1)[::-1].astype(np.float32, order="C")
    planes *= np.float32(2 / 255)
    planes -= 1
    return planes


def line_input(crop: Bytes) -> Bytes:
    """A line scaled to the recogniser's height; its width grows alike, in steps of 8 px."""
    height, width = crop.shape[:2]
    wide = max(16, round(width * LINE_HEIGHT_PX / height))
    wide = -(-wide // 8) * 8
    scaled = cv2.resize(crop, (wide, LINE_HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(scaled, dtype=np.uint8)
