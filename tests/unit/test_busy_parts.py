"""Where on a picture anything is drawn at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grounding.changes import busy_extent, busy_parts
from tracker.geometry import Box

BOXES = st.builds(
    lambda x, y, wide, high: Box(x, y, x + wide, y + high),
    st.integers(0, 560), st.integers(0, 360), st.integers(1, 40), st.integers(1, 40),
)  # fmt: skip


def picture(*things: Box, size: tuple[int, int] = (600, 400)) -> np.ndarray:
    made = np.full((size[1], size[0], 3), 128, np.uint8)
    for one in things:
        made[one.top : one.bottom, one.left : one.right] = (250, 250, 250)
    return made


def test_an_empty_picture_has_no_busy_part_and_a_gradient_counts_as_empty():
    assert busy_parts(picture()) == ()
    slope = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (200, 256, 3))
    assert busy_parts(np.ascontiguousarray(slope)) == ()


def test_two_things_far_apart_are_two_parts_each_with_its_surroundings():
    parts = busy_parts(picture(Box(70, 70, 90, 80), Box(450, 300, 480, 320)))
    assert parts == (Box(0, 0, 160, 160), Box(384, 224, 544, 384))


def test_the_extent_holds_all_parts_and_is_the_whole_of_an_empty_picture():
    far = picture(Box(70, 70, 90, 80), Box(450, 300, 480, 320))
    assert busy_extent(far) == Box(0, 0, 544, 384)
    assert busy_extent(picture()) == Box(0, 0, 600, 400)


def test_what_fills_the_picture_is_looked_at_as_a_whole():
    checked = np.indices((400, 600)).sum(axis=0) // 8 % 2 * 255
    full = np.repeat(checked.astype(np.uint8)[:, :, None], 3, axis=2)
    assert busy_parts(full) == (Box(0, 0, 600, 400),)


@given(st.lists(BOXES, min_size=1, max_size=6))
def test_everything_drawn_lies_in_one_part_with_a_margin(things):
    whole = Box(0, 0, 600, 400)
    parts = busy_parts(picture(*things))
    for one in things:
        with_margin = one.grown(60).intersection(whole)
        assert any(part.encloses(with_margin) for part in parts)
