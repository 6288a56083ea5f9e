"""The monitors of an X display, by RandR: where each lies, how dense it is, how it is scaled.

Whoever asks again is answered from memory unless the arrangement changed. One thread at a time.
Source: the X Resize, Rotate and Reflect Extension, 1.5.
"""

from typing import Any, Final

import xcffib
import xcffib.randr

from tracker.desktop.x11_connection import Connection
from tracker.errors import Unavailable
from tracker.geometry import Box
from tracker.trajectory import Monitor

_MM_PER_INCH: Final = 25.4
_SIDEWAYS: Final = 2 | 8
"""Rotations by a quarter turn."""


class X11Monitors:
    """Satisfies `Monitors`."""

    def __init__(self, display: str) -> None:
        """Raises Unavailable if the display cannot be reached. Without RandR 1.5 it has none."""
        self._connection = Connection(display)
        self._randr: Any = self._connection(xcffib.randr.key)
        self._key: object = None
        self._last: tuple[Monitor, ...] = ()
        try:
            version = self._randr.QueryVersion(1, 5).reply()
            self._is_there = (version.major_version, version.minor_version) >= (1, 5)
        except xcffib.ExtensionNotFoundError:
            self._is_there = False

    def all(self) -> tuple[Monitor, ...]:
        """Raises Unavailable once the display is gone."""
        if not self._is_there:
            return ()
        try:
            told = self._randr.GetMonitors(self._connection.root, get_active=1).reply()
            shown = [
                (one.name, one.x, one.y, one.width, one.height, one.width_in_millimeters,
                 tuple(one.outputs))
                for one in told.monitors
            ]  # fmt: skip
            if (key := (told.timestamp, tuple(shown))) != self._key:
                self._last = tuple(self._monitor(*one) for one in shown if one[3] and one[4])
                self._key = key
        except xcffib.ConnectionException as error:
            raise Unavailable(
                f"The display {self._connection.display} is gone.", hint="Log in again."
            ) from error
        return self._last

    def close(self) -> None:
        self._connection.disconnect()

    def _monitor(
        self,
        name: int,
        left: int,
        top: int,
        width: int,
        height: int,
        width_mm: int,
        outputs: tuple[int, ...],
    ) -> Monitor:
        told = self._connection.core.GetAtomName(name).reply().name.to_string()
        return Monitor(
            name=str(told),
            box=Box(left, top, left + width, top + height),
            scale=self._scale(outputs),
            dpi=round(width * _MM_PER_INCH / width_mm) if width_mm else None,
        )

    def _scale(self, outputs: tuple[int, ...]) -> float:
        """Of its own pixels to those of the picture; 1 where nothing drives it."""
        resources = self._randr.GetScreenResourcesCurrent(self._connection.root).reply()
        widths = {mode.id: (mode.width, mode.height) for mode in resources.modes}
        for output in outputs:
            crtc = self._randr.GetOutputInfo(output, resources.config_timestamp).reply().crtc
            if not crtc:
                continue
            driven = self._randr.GetCrtcInfo(crtc, resources.config_timestamp).reply()
            if driven.mode in widths and driven.width:
                return float(widths[driven.mode][bool(driven.rotation & _SIDEWAYS)] / driven.width)
        return 1.0
