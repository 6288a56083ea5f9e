"""Labelled screens for tests of what learns from them: light boxes on a dark ground."""

from pathlib import Path

import numpy as np

from models.labels import Label, Labelled, write_labelled
from tracker.frames import Frame
from tracker.geometry import Box


def boxes_on_a_screen(number: int) -> Labelled:
    """The higher the number, the lower they stand, up to 20."""
    pixels = np.full((320, 448, 3), 30, np.uint8)
    boxes = [Box(20 + 90 * n, 20 + 10 * number, 90 + 90 * n, 50 + 10 * number) for n in range(4)]
    for box in boxes:
        pixels[box.top : box.bottom, box.left : box.right] = 220
    return Labelled(Frame(pixels=pixels), tuple(Label("push button", "Box", box) for box in boxes))


def write_screens(folder: Path, count: int) -> None:
    """`screen-1.png` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        write_labelled(boxes_on_a_screen(number % 20), folder, f"screen-{number}")
