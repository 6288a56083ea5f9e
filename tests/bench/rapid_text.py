"""How fast and how well the peers read text: RapidOCR as its package runs it, for measuring alone.

Its models are the ones that `grounding.ocr` uses; what is around them is the package's.
"""

import cv2
import numpy as np

from grounding.textlines import Line
from tracker.frames import Pixels
from tracker.geometry import Box


class RapidText:
    """Satisfies `grounding.fusion.LineReader`; without memory, as the peer has none."""

    def __init__(self) -> None:
        # Not at the top: what it takes of the memory is not ours.
        from rapidocr import RapidOCR

        self._engine = RapidOCR(params={"Global.log_level": "error"})

    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        found = self._engine(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGR))
        if found.txts is None:
            return ()
        return tuple(
            Line(text, _upright(corners), float(score))
            for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True)
        )


def _upright(corners: np.ndarray) -> Box:
    """corners: (4, 2), x and y."""
    left, top = (int(edge) for edge in corners.min(axis=0))
    right, bottom = (int(edge) for edge in corners.max(axis=0))
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))
