"""Pictures through python-mss, for systems where we know no quicker way.

Nothing tells of changes there, so waiting for one takes pictures and compares them.
"""

import time

import cv2
import mss
import numpy as np
from mss.exception import ScreenShotError

from tracker.desktop.polling import fingerprint, wait_for_difference
from tracker.errors import Unavailable
from tracker.frames import Frame, Pixels
from tracker.geometry import Placement, ScreenPoint
from tracker.trajectory import Monitor

_EDGES = ("left", "top", "width", "height")


class MssCamera:
    """All monitors as one picture; the pointer is not in it. placement: of the last picture.

    scale: frame pixels per screen unit. A screen whose pictures are larger than its input
    coordinates (macOS) shows it by the picture's own size.
    """

    def __init__(self, display: str | None = None) -> None:
        """display: an X display; None for the only desktop there is.

        Raises Unavailable if the desktop cannot be pictured.
        """
        self._display = display
        self._last: int | None = None
        self.placement = Placement()
        self._look()

    def grab(self) -> Frame:
        """Raises Unavailable if the desktop has gone away or refuses."""
        pixels, placement = self._look()
        self._last = fingerprint(pixels)
        return Frame(pixels=pixels, t_ns=time.monotonic_ns(), placement=placement)

    def wait_for_change(self, timeout_s: float) -> bool:
        """True at once before the first grab."""
        if self._last is None:
            return True
        return wait_for_difference(lambda: self._look()[0], self._last, timeout_s)

    def all(self) -> tuple[Monitor, ...]:
        """Satisfies `Monitors`. Names are numbers: python-mss knows no others."""
        with mss.MSS(display=self._display) if self._display else mss.MSS() as screens:
            shown = screens.monitors[1:]
        areas = [(int(one[edge]) for edge in _EDGES) for one in shown]
        boxes = [self.placement.box_to_frame(*area) for area in areas]
        return tuple(
            Monitor(f"{number}", box, self.placement.scale)
            for number, box in enumerate(boxes, 1)
            if box is not None
        )

    def close(self) -> None:
        """Nothing is held between two pictures."""

    def _look(self) -> tuple[Pixels, Placement]:
        try:
            # Made anew each time: one instance never hears that the monitors changed.
            with mss.MSS(display=self._display) if self._display else mss.MSS() as screens:
                area = screens.monitors[0]
                shot = screens.grab(area)
        except ScreenShotError as error:
            raise Unavailable(
                f"The screen of the {self._display or 'desktop'} cannot be pictured.",
                hint="On macOS allow it in System Settings, Privacy & Security, Screen Recording; "
                "else log in again.",
            ) from error
        bgra = np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)
        pixels: Pixels = np.empty((shot.height, shot.width, 3), dtype=np.uint8)
        cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGB, dst=pixels)
        origin = ScreenPoint(int(area["left"]), int(area["top"]))
        self.placement = Placement(origin, scale=shot.width / int(area["width"]))
        return pixels, self.placement
