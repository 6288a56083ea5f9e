"""A model that is shown a picture and a phrase, and points.

The protocol that all of them keep, and what they have in common: the picture as it is sent, and
the way back from the model's numbers to the pixels of the frame. What the answers look like is
`models.pointing`'s.
"""

import base64
import io
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Protocol

from PIL import Image

from tracker.errors import Malformed
from tracker.frames import Frame
from tracker.geometry import Box, Point


class PointStyle(StrEnum):
    """How a model writes down a place, and of what its numbers are.

    Pixels are those of the picture as the model got it, thousandths are of its width and height.
    """

    UI_TARS = "ui-tars"
    """`click(start_box='(x,y)')` and its kin, in pixels: UI-TARS 1.5."""
    UI_TARS_1000 = "ui-tars-1000"
    """The same in thousandths: UI-TARS 1, and what was trained from Qwen2-VL."""
    QWEN = "qwen2.5-vl"
    """JSON with `point_2d` or `bbox_2d`, in pixels."""
    QWEN_1000 = "qwen3-vl"
    """The same JSON in thousandths."""

    @property
    def is_in_thousandths(self) -> bool:
        return self in (PointStyle.UI_TARS_1000, PointStyle.QWEN_1000)

    @property
    def block_px(self) -> int:
        """The model sees in squares of this side: both edges of its picture are multiples."""
        return 32 if self is PointStyle.QWEN_1000 else 28


@dataclass(frozen=True, slots=True)
class Pointed:
    """Frame pixels. box: None where the model gave a point alone."""

    point: Point
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class NothingThere:
    """The model was asked, and says that the picture does not show it."""


class VisionModel(Protocol):
    @property
    def name(self) -> str: ...

    def point_at(self, phrase: str, picture: Frame) -> Pointed | NothingThere:
        """One place for one phrase.

        Raises Malformed if the answer is none in the model's own style, or lies outside of the
        picture; Unavailable if the model cannot be reached; Refused after `interrupt`.
        """
        ...

    def interrupt(self) -> None:
        """From any thread: an answer that is under way raises Refused as soon as it can."""
        ...

    def close(self) -> None: ...


_NARROWEST = 200
"""A picture this many times as long as it is wide is refused by the models' own preprocessing."""

_LEAST_PIXELS = 56 * 56


def seen_size(
    size: tuple[int, int], block_px: int, most_pixels: int, least_pixels: int = _LEAST_PIXELS
) -> tuple[int, int]:
    """The width and height at which a model of the Qwen-VL family sees a picture, px.

    Both are multiples of block_px and their product is within the two limits, at about the same
    proportions. Rounds halves to even, as the models' own preprocessing does: one pixel more
    would move every answer. Raises Malformed for a picture that is too narrow. Source: the
    "smart resize" of Qwen2-VL, arXiv:2409.12191.
    """
    wide, high = size
    if max(size) > _NARROWEST * min(size):
        raise Malformed(
            f"A picture of {wide}x{high} is too narrow for a vision model.",
            hint=f"Its longer edge may be {_NARROWEST} times its shorter one.",
        )
    near = [max(block_px, round(Fraction(edge, block_px)) * block_px) for edge in size]
    if near[0] * near[1] > most_pixels:
        return (
            max(block_px, _scaled(wide, most_pixels, wide * high, block_px, up=False)),
            max(block_px, _scaled(high, most_pixels, wide * high, block_px, up=False)),
        )
    if near[0] * near[1] < least_pixels:
        return (
            _scaled(wide, least_pixels, wide * high, block_px, up=True),
            _scaled(high, least_pixels, wide * high, block_px, up=True),
        )
    return near[0], near[1]


def _scaled(edge: int, wanted: int, area: int, block_px: int, *, up: bool) -> int:
    """The multiple of block_px at or beyond edge * sqrt(wanted / area), found without rounding."""
    square = Fraction(edge * edge * wanted, area * block_px * block_px)
    if up:
        whole = ceil(square)
        blocks = isqrt(whole)
        return (blocks if blocks * blocks >= square else blocks + 1) * block_px
    return isqrt(floor(square)) * block_px


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame as a model gets it. url: the picture itself, a PNG as a `data:` address.

    original, seen: width and height of the frame and of that picture, px.
    """

    url: str
    original: tuple[int, int]
    seen: tuple[int, int]


def shown(frame: Frame, style: PointStyle, most_pixels: int) -> Shown:
    """Scaled here, and not by whoever serves the model: then the answer's pixels are ours."""
    seen = seen_size(frame.size, style.block_px, most_pixels)
    image = Image.fromarray(frame.pixels)
    if image.size != seen:
        image = image.resize(seen, Image.Resampling.BICUBIC)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    return Shown(url, frame.size, seen)


def placed(numbers: tuple[Fraction, ...], style: PointStyle, picture: Shown, model: str) -> Pointed:
    """numbers: x, y of a point, or left, top, right, bottom of a box, as the model wrote them.

    Raises Malformed for a place outside of the picture, and for a box without an area.
    """
    scales = (1000, 1000) if style.is_in_thousandths else picture.seen
    for number, scale in zip(numbers, scales * 2, strict=False):
        if not 0 <= number <= scale:
            raise Malformed(
                f"{model} points at {', '.join(str(float(one)) for one in numbers)}, outside of "
                f"the picture of {scales[0]}x{scales[1]}.",
                hint="It may write its numbers in another style: see `vision_style`.",
            )
    across, down = (
        Fraction(edge, scale) for edge, scale in zip(picture.original, scales, strict=True)
    )
    if len(numbers) == 2:
        x, y = numbers[0] * across, numbers[1] * down
        return Pointed(_within(x, y, picture.original))
    left, top, right, bottom = (
        numbers[0] * across, numbers[1] * down, numbers[2] * across, numbers[3] * down,
    )  # fmt: skip
    if right <= left or bottom <= top:
        raise Malformed(
            f"{model} gives a box without an area.", hint="Use a model that was taught to point."
        )
    box = Box(floor(left), floor(top), ceil(right), ceil(bottom))
    return Pointed(_within((left + right) / 2, (top + bottom) / 2, picture.original), box)


def _within(x: Fraction, y: Fraction, size: tuple[int, int]) -> Point:
    """The pixel in which a place lies; the far edges belong to the last pixel."""
    return Point(min(floor(x), size[0] - 1), min(floor(y), size[1] - 1))
