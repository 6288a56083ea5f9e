"""A frame is its pixels, however they are packed."""

import hashlib
import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from tests.builders import frame
from tracker.errors import Malformed
from tracker.frames import Frame, decode_png, encode_png, png_size
from tracker.geometry import Box, Placement, ScreenPoint

PIXELS = st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
    lambda shape: arrays(np.uint8, (*shape, 3))
)


@given(PIXELS)
def test_a_png_gives_back_every_pixel(pixels):
    assert np.array_equal(decode_png(encode_png(pixels)), pixels)


@given(PIXELS)
def test_our_png_is_read_by_others(pixels):
    with Image.open(io.BytesIO(encode_png(pixels))) as image:
        image.load()
        assert (image.format, image.mode) == ("PNG", "RGB")
        assert np.array_equal(np.asarray(image), pixels)


def test_pixels_that_are_a_view_with_gaps_are_packed_rightly():
    whole = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
    view = whole[::2, 5:17, ::-1]
    assert np.array_equal(decode_png(encode_png(view)), view)


@given(PIXELS)
def test_pixels_a_png_and_what_was_stored_are_the_same_frame(pixels):
    taken = Frame(pixels=pixels, t_ns=5)
    stored = Frame(png=taken.png, sha256=taken.sha256, size=taken.size)
    assert taken == stored == Frame(png=encode_png(pixels))
    assert len({taken, stored}) == 1


def test_the_name_of_a_frame_is_made_of_its_size_and_its_tiles():
    """Stored frames are found by it: it must never change."""
    picture = Frame(pixels=np.random.default_rng(0).integers(0, 255, (70, 300, 3), dtype=np.uint8))
    parts = [picture.pixels[:64, :256], picture.pixels[:64, 256:]]
    parts += [picture.pixels[64:, :256], picture.pixels[64:, 256:]]
    content = b"tiles of 256x64" + struct.pack("<II", 300, 70)
    content += b"".join(hashlib.sha256(part.tobytes()).digest() for part in parts)
    assert picture.sha256 == hashlib.sha256(content).hexdigest()


def test_a_frame_is_known_by_the_name_that_it_had_in_older_recordings():
    picture = frame(w=2, h=3, shade=7)
    content = struct.pack("<II", 2, 3) + bytes([7]) * (2 * 3 * 3)
    former = hashlib.sha256(content).hexdigest()
    assert picture.is_called(former)
    assert picture.is_called(picture.sha256)
    assert not frame(w=3, h=2, shade=7).is_called(former)


def test_the_same_bytes_in_another_shape_are_another_frame():
    assert frame(w=2, h=6).sha256 != frame(w=6, h=2).sha256 != frame(w=4, h=3).sha256


def test_the_time_and_place_of_a_frame_are_not_its_content():
    elsewhere = frame(t_ns=9, placement=Placement(ScreenPoint(100, 0), 2.0))
    assert elsewhere == frame()
    assert hash(elsewhere) == hash(frame())


def test_a_stored_frame_tells_its_size_without_decoding():
    assert Frame(png=frame(w=640, h=480).png[:24]).size == (640, 480)


def test_width_comes_first():
    assert (frame(w=320, h=200).size, frame(w=320, h=200).pixels.shape) == (
        (320, 200),
        (200, 320, 3),
    )


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 0, 3), (5, 5), (5, 5, 4)])
def test_what_is_no_picture_is_malformed(shape):
    with pytest.raises(Malformed, match="no picture"):
        Frame(pixels=np.zeros(shape, dtype=np.uint8))


def test_a_frame_of_nothing_is_a_bug():
    with pytest.raises(TypeError):
        Frame()


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1", "CMYK"])
def test_any_picture_file_becomes_rgb(mode):
    file = io.BytesIO()
    Image.new("RGB", (5, 4), (255, 255, 255)).convert(mode).save(file, "TIFF")
    assert Frame.from_image(file.getvalue()) == frame(w=5, h=4, shade=255)


@pytest.mark.parametrize("cut", [0, 10, 60, 600])
def test_a_picture_that_is_cut_off_is_malformed(cut):
    noise = np.random.default_rng(1).integers(0, 255, (20, 20, 3), dtype=np.uint8)
    with pytest.raises(Malformed):
        Frame(png=encode_png(noise)[:cut]).pixels  # noqa: B018 - reading them is the act


def test_bytes_that_are_no_png_have_no_size():
    with pytest.raises(Malformed, match="no PNG"):
        png_size(b"GIF89a" + bytes(40))


def test_a_crop_is_cut_at_the_edge_and_leaves_the_frame_alone():
    picture = frame(w=10, h=8, shade=50)
    part = picture.crop(Box(6, 5, 30, 30))
    part[:] = 0
    assert (part.shape, picture) == ((3, 4, 3), frame(w=10, h=8, shade=50))


def test_a_crop_outside_of_the_frame_is_malformed():
    with pytest.raises(Malformed, match="outside"):
        frame(w=10, h=8).crop(Box(10, 0, 20, 8))
