"""Where a picture's colours change from one pixel to the next. Pure."""

import cv2
import numpy as np
import numpy.typing as npt

from tracker.frames import Pixels

KERNEL: npt.NDArray[np.uint8] = np.ones((3, 3), np.uint8)


def edges(pixels: Pixels, least: int) -> npt.NDArray[np.uint8]:
    """1 at each pixel among whose neighbours any of the three colours differs by more than `least`
    grey levels. Reaches a pixel beyond what is drawn."""
    red, green, blue = cv2.split(cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, KERNEL))
    steepest = cv2.max(cv2.max(red, green), blue)
    return np.asarray(cv2.threshold(steepest, least, 1, cv2.THRESH_BINARY)[1], np.uint8)
