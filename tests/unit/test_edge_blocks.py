"""The detector is shown the edges of a picture, in blocks of 4x4 px."""

import numpy as np

from models.edge_blocks import ONE, ZERO, edge_blocks


def picture(high: int, wide: int, level: int) -> np.ndarray:
    return np.full((high, wide, 3), level, np.uint8)


def at(blocks: np.ndarray, direction: int, colour: int, x: int, y: int) -> int:
    """direction: 0 for the step from the left, 1 for the one from above."""
    channel = 16 * (3 * direction + colour) + 4 * (y % 4) + x % 4
    return int(blocks[channel, y // 4, x // 4])


def test_a_picture_of_one_colour_has_no_edges_and_is_filled_up_without_any():
    blocks = edge_blocks(picture(65, 130, 255))
    assert blocks.shape == (96, 32, 48)
    assert (blocks == ZERO).all()


def test_each_step_is_told_where_it_is_with_its_colour_and_direction():
    pixels = picture(64, 64, 100)
    pixels[10, 21, 2] = 115
    blocks = edge_blocks(pixels)
    up = ZERO + round(ONE * 15 / (15 + 15.3))
    down = ZERO - round(ONE * 15 / (15 + 15.3))
    told = {(0, 2, 21, 10): up, (0, 2, 22, 10): down, (1, 2, 21, 10): up, (1, 2, 21, 11): down}
    assert {place: at(blocks, *place) for place in told} == told
    assert (blocks != ZERO).sum() == len(told)


def test_the_sharpest_step_of_both_directions_does_not_wrap_around():
    pixels = picture(64, 64, 0)
    pixels[:, 30] = 255
    blocks = edge_blocks(pixels)
    sharpest = round(ONE * 255 / (255 + 15.3))
    assert at(blocks, 0, 0, 30, 5) == ZERO + sharpest
    assert at(blocks, 0, 0, 31, 5) == ZERO - sharpest
