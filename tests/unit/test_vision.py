"""A picture on its way to a model that points, and the place on its way back."""

import base64
import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from models.vision import Pointed, PointStyle, Shown, placed, seen_size, shown
from tests.builders import frame
from tracker.errors import Malformed
from tracker.frames import Frame
from tracker.geometry import Box, Point

QWEN_MOST = 16384 * 28 * 28


@pytest.mark.parametrize(
    ("size", "block", "most", "expected"),
    [
        ((1920, 1080), 28, QWEN_MOST, (1932, 1092)),
        ((1920, 1080), 32, 16777216, (1920, 1088)),
        ((1280, 720), 28, QWEN_MOST, (1288, 728)),
        ((2044, 1540), 28, QWEN_MOST, (2044, 1540)),
        ((4000, 3000), 28, 4096 * 28 * 28, (2044, 1540)),
        ((3840, 2160), 28, 1280 * 28 * 28, (1316, 728)),
        ((20, 20), 28, QWEN_MOST, (56, 56)),
        ((10, 1000), 28, QWEN_MOST, (28, 1008)),
        ((42, 70), 28, QWEN_MOST, (56, 56)),
        ((14, 70), 28, QWEN_MOST, (28, 140)),
    ],
)
def test_a_picture_is_seen_in_whole_blocks_within_the_limits(size, block, most, expected):
    """(2044, 1540) for 4000x3000 is what users of Qwen2.5-VL report; 70 / 28 is rounded to even."""
    assert seen_size(size, block, most) == expected


@pytest.mark.parametrize("block", [28, 32])
@pytest.mark.parametrize("most", [2**18, 1003520, 3000000])
def test_a_picture_that_was_scaled_once_is_not_scaled_again(block, most):
    """So a server that scales by the same rule leaves our picture as it is."""
    for wide in range(200, 4000, 173):
        for high in (31, 480, 768, 1081, 2160):
            once = seen_size((wide, high), block, most)
            assert once[0] % block == once[1] % block == 0
            assert once[0] * once[1] <= most
            assert seen_size(once, block, most) == once


def test_a_picture_that_is_too_narrow_is_refused():
    with pytest.raises(Malformed, match="10x2001 is too narrow"):
        seen_size((10, 2001), 28, QWEN_MOST)


def test_the_picture_that_is_sent_has_the_size_that_the_model_sees():
    sent = shown(frame(1920, 1080, 90), PointStyle.QWEN, 3_000_000)
    picture = Image.open(io.BytesIO(base64.b64decode(sent.url.split(",")[1])))
    assert (sent.original, sent.seen, picture.size) == ((1920, 1080), (1932, 1092), (1932, 1092))
    assert sent.url.startswith("data:image/png;base64,")


def test_a_picture_of_whole_blocks_is_sent_as_it_is():
    pixels = np.random.default_rng(1).integers(0, 256, (56, 84, 3), np.uint8)
    sent = shown(Frame(pixels=pixels), PointStyle.UI_TARS, 3_000_000)
    picture = Image.open(io.BytesIO(base64.b64decode(sent.url.split(",")[1])))
    assert np.array_equal(np.asarray(picture), pixels)


def of(*numbers: float | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in numbers)


FULL_HD = Shown("", (1920, 1080), (1932, 1092))


@pytest.mark.parametrize(
    ("numbers", "style", "expected"),
    [
        (of(966, 546), PointStyle.QWEN, Pointed(Point(960, 540))),
        (of(0, 0), PointStyle.QWEN, Pointed(Point(0, 0))),
        (of(1932, 1092), PointStyle.UI_TARS, Pointed(Point(1919, 1079))),
        (of(1931, 1091), PointStyle.UI_TARS, Pointed(Point(1919, 1079))),
        (of(500, 500), PointStyle.QWEN_1000, Pointed(Point(960, 540))),
        (of(1000, 1000), PointStyle.UI_TARS_1000, Pointed(Point(1919, 1079))),
        (of("0.5", "999.5"), PointStyle.UI_TARS_1000, Pointed(Point(0, 1079))),
        (
            of(161, 91, 322, 182),
            PointStyle.QWEN,
            Pointed(Point(240, 135), Box(160, 90, 320, 180)),
        ),
        (
            of(100, 100, 200, 150),
            PointStyle.QWEN_1000,
            Pointed(Point(288, 135), Box(192, 108, 384, 162)),
        ),
    ],
)
def test_a_place_comes_back_to_the_pixels_of_the_frame(numbers, style, expected):
    assert placed(numbers, style, FULL_HD, "m") == expected


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (3840, 2160), (801, 603)])
@pytest.mark.parametrize("style", list(PointStyle))
def test_every_place_is_found_again_within_the_models_own_step(size, style):
    """There and back: what a perfect model would answer for a pixel leads to that pixel's step."""
    seen = seen_size(size, style.block_px, 3_000_000)
    scales = (1000, 1000) if style.is_in_thousandths else seen
    for x, y in ((0, 0), (size[0] // 3, size[1] // 7), (size[0] - 1, size[1] - 1)):
        told = of(x * scales[0] // size[0], y * scales[1] // size[1])
        back = placed(told, style, Shown("", size, seen), "m").point
        assert 0 <= x - back.x <= size[0] // scales[0] + 1
        assert 0 <= y - back.y <= size[1] // scales[1] + 1


@pytest.mark.parametrize(
    ("numbers", "style"),
    [
        (of(1933, 10), PointStyle.QWEN),
        (of(10, 1093), PointStyle.UI_TARS),
        (of(1001, 10), PointStyle.QWEN_1000),
        (of(-1, 10), PointStyle.QWEN),
        (of(10, 10, 2000, 20), PointStyle.QWEN),
    ],
)
def test_a_place_outside_of_the_picture_is_refused(numbers, style):
    with pytest.raises(Malformed, match="outside of the picture"):
        placed(numbers, style, FULL_HD, "m")


@pytest.mark.parametrize("numbers", [of(10, 10, 10, 20), of(20, 10, 10, 20)])
def test_a_box_without_an_area_is_refused(numbers):
    with pytest.raises(Malformed, match="without an area"):
        placed(numbers, PointStyle.QWEN, FULL_HD, "m")
