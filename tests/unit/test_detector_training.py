"""What the detector is taught: which place answers for which thing, and that it learns."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.edge_blocks import ZERO  # noqa: E402
from models.labels import Label, Labelled, write_labelled  # noqa: E402
from models.screen_classes import CLASSES  # noqa: E402
from models.training.detector_data import (  # noqa: E402
    SHAPES,
    Example,
    Tiles,
    batch_of,
    divided,
    read_example,
    targets,
    tile,
)
from models.training.detector_net import STRIDES, DetectorNet, boxes_of  # noqa: E402
from tests.builders import frame  # noqa: E402
from tracker.errors import Malformed  # noqa: E402
from tracker.geometry import Box  # noqa: E402

BUTTON, CELL = CLASSES.index("button"), CLASSES.index("cell")


def example(*things: tuple[int, tuple[int, int, int, int]], side: int = 256) -> Example:
    return Example(
        np.zeros((side, side, 3), np.uint8),
        np.array([box for _, box in things], np.float32).reshape(-1, 4),
        np.array([kind for kind, _ in things], np.int64),
    )


def test_a_small_thing_is_answered_near_its_middle_at_the_finest_stride():
    maps = targets(example((BUTTON, (40, 40, 64, 64))), 256, 256)
    kinds, boxes = maps[0]
    assert {(int(y), int(x)) for y, x in np.argwhere(kinds == BUTTON)} == {
        (y, x) for y in (5, 6, 7) for x in (5, 6, 7)
    }
    assert boxes[:, 6, 6].tolist() == [40, 40, 64, 64]
    assert all((rest < 0).all() for rest, _ in maps[1:])


def test_rows_of_a_table_keep_places_of_their_own_however_wide_they_are():
    rows = [(CELL, (0, top, 250, top + 18)) for top in range(0, 180, 18)]
    kinds, boxes = targets(example(*rows), 256, 256)[0]
    told = {tuple(boxes[:, y, x].tolist()) for y, x in np.argwhere(kinds == CELL)}
    assert told == {tuple(float(edge) for edge in box) for _, box in rows}


def test_where_two_meet_the_smaller_one_is_answered():
    kinds, _ = targets(example((CELL, (30, 30, 66, 66)), (BUTTON, (44, 44, 52, 52))), 256, 256)[0]
    assert kinds[5, 5] == BUTTON


def test_a_tile_holds_what_is_mostly_inside_of_it_at_its_place():
    whole = example((BUTTON, (10, 10, 40, 30)), (BUTTON, (600, 600, 640, 640)), side=700)
    whole.pixels[10:30, 10:40] = 255
    for seed in range(20):
        part = tile(whole, 256, 256, random.Random(seed))
        assert part.pixels.shape == (256, 256, 3)
        for box in part.boxes:
            assert 0 <= box[0] < box[2] <= 256
            assert 0 <= box[1] < box[3] <= 256


def test_the_network_answers_at_every_stride_and_its_boxes_lie_around_their_places():
    net = DetectorNet().eval()
    with torch.inference_mode():
        answers = net(torch.full((1, 96, 32, 48), ZERO, dtype=torch.uint8))
    assert [tuple(one.shape) for one in answers] == [
        (1, 4 + len(CLASSES), 128 // stride, 192 // stride) for stride in STRIDES
    ]
    zero = torch.zeros(1, 4 + len(CLASSES), 2, 2)
    assert boxes_of(zero, 8)[0, :, 1, 0].tolist() == [-4.0, 4.0, 12.0, 20.0]


def test_a_screen_is_learned_with_the_classes_that_are_known(tmp_path):
    labels = (
        Label("push button", "Save", Box(10, 10, 60, 30), kind="tool button"),
        Label("page tab", "General", Box(10, 40, 60, 60)),
        Label("label", "Name", Box(10, 70, 60, 90), is_interactive=False),
    )
    read = read_example(write_labelled(Labelled(frame(), labels), tmp_path, "one"))
    assert [CLASSES[kind] for kind in read.kinds] == ["tool button", "tab"]


def test_without_screens_nothing_can_be_learned():
    with pytest.raises(Malformed, match="no labelled screens to learn from"):
        Tiles(list, seed=1).next()


def test_a_few_steps_on_one_picture_lessen_the_loss():
    from models.training.detector import loss_of

    torch.manual_seed(1)
    torch.set_num_threads(1)
    picture = example((BUTTON, (40, 40, 100, 64)), (CELL, (20, 100, 110, 118)), side=128)
    for left, top, right, bottom in picture.boxes.astype(int):
        picture.pixels[top:bottom, left:right] = 200
    batch = batch_of([picture])
    net = DetectorNet().train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(24):
        loss = loss_of(net(batch.blocks), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]


def test_a_step_takes_tiles_of_one_of_the_shapes(tmp_path):
    """Among them one as large as a window, from a screen that may be smaller."""
    labels = (Label("push button", "", Box(2, 2, 20, 12)),)
    file = write_labelled(Labelled(frame(), labels), tmp_path, "a")
    tiles = Tiles(lambda: [file], seed=2)
    seen = {tuple(tiles.next().blocks.shape) for _ in range(40)}
    assert seen <= {
        (count, 96, high // 4, wide // 4) for most, high, wide in SHAPES for count in (1, 2, most)
    }
    assert (1, 96, 1088 // 4, 1408 // 4) in seen


def test_what_is_held_out_is_so_by_its_name_however_the_folder_grows(tmp_path):
    def held_out(count: int, least: int = 0) -> list[str]:
        for number in range(count):
            (tmp_path / f"screen-{number:03}.json").touch()
        learned, kept = divided([tmp_path], every=5, least=least)
        assert sorted([*learned, *kept]) == sorted(tmp_path.glob("*.json"))
        return [file.stem for file in kept]

    few = held_out(12)
    many = held_out(60)
    assert 0 < len(few) < 6
    assert [name for name in many if int(name[-3:]) < 12] == few
    assert 6 < len(many) < 20
    assert held_out(60, least=5) == many


def test_at_least_so_many_screens_are_held_out(tmp_path):
    for number in range(6):
        (tmp_path / f"screen-{number}.json").touch()
    learned, kept = divided([tmp_path], every=1000, least=4)
    assert (len(learned), len(kept)) == (2, 4)
