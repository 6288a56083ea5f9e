"""The input devices of an X display: which of them are programs, and what their axes mean."""

from collections.abc import Mapping
from dataclasses import dataclass

import xcffib
import xcffib.xinput

from tracker.desktop.x11_connection import Connection
from tracker.desktop.x11_pointer import Meaning, Movement

_ALL_DEVICES = 0
_VALUATOR = 2
_ABSOLUTE = 1
_SCROLL = 3
_HORIZONTAL = 2


@dataclass(frozen=True, slots=True)
class Device:
    """ranges: lowest and highest value of axes 0 and 1, if it is one that reports places.

    wheels: for each axis that is a smooth wheel, what turns it by a notch to the right or down.
    """

    is_program: bool
    ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
    wheels: tuple["Wheel", ...] = ()

    def movement(self, axes: Mapping[int, float], size: tuple[int, int]) -> Movement | None:
        """None for axes that do not move the pointer: wheels and pressure."""
        if 0 not in axes and 1 not in axes:
            return None
        if self.is_program:
            return Movement(axes.get(0), axes.get(1), Meaning.EITHER)
        if self.ranges is None:
            return Movement(axes.get(0), axes.get(1), Meaning.DELTA)
        x, y = (
            _scaled(axes[axis], self.ranges[axis], size[axis]) if axis in axes else None
            for axis in (0, 1)
        )
        return Movement(x, y, Meaning.PLACE)

    def turned(self, axes: Mapping[int, float]) -> tuple[float, float] | None:
        """By how many notches to the right and down; None if no wheel was turned."""
        dx = sum(axes.get(one.axis, 0.0) / one.notch for one in self.wheels if one.is_horizontal)
        dy = sum(
            axes.get(one.axis, 0.0) / one.notch for one in self.wheels if not one.is_horizontal
        )
        return (dx, dy) if dx or dy else None


@dataclass(frozen=True, slots=True)
class Wheel:
    """notch: so much of its axis."""

    axis: int
    is_horizontal: bool
    notch: float


def _scaled(value: float, limits: tuple[float, float], size: int) -> float:
    low, high = limits
    return (value - low) * size / (high - low + 1)


def fetch_devices(connection: Connection) -> dict[int, Device]:
    """By id. XTEST's devices are known by the name that the server itself gives them."""
    reply = connection(xcffib.xinput.key).XIQueryDevice(_ALL_DEVICES).reply()
    return {
        int(info.deviceid): Device(
            is_program=" XTEST " in f"{info.name.to_string()} ",
            ranges=_ranges(info.classes),
            wheels=_wheels(info.classes),
        )
        for info in reply.infos
    }


def _wheels(classes: "xcffib.List") -> tuple[Wheel, ...]:
    return tuple(
        Wheel(int(one.number), one.scroll_type == _HORIZONTAL, notch)
        for one in classes
        if one.type == _SCROLL
        and (notch := float(one.increment.integral) + one.increment.frac / (1 << 32))
    )


def _ranges(
    classes: "xcffib.List",
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    found = {
        int(axis.number): (float(axis.min.integral), float(axis.max.integral))
        for axis in classes
        if axis.type == _VALUATOR and axis.mode == _ABSOLUTE and axis.number in (0, 1)
    }
    if len(found) < 2 or any(high <= low for low, high in found.values()):
        return None
    return found[0], found[1]
