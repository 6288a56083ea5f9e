"""Cells in which nothing is painted are where a row and a column cross, and nowhere else."""

import pytest

from grounding.detector import Detection
from grounding.fusion import Fusion
from grounding.tables import blank_cells
from grounding.textlines import Line
from tests.builders import element, frame, observation
from tracker.frames import Pixels
from tracker.geometry import Box

PITCH = 25


def text(left: int, row: int, width: int = 60) -> Box:
    return Box(left, 10 + PITCH * row, left + width, 28 + PITCH * row)


def cells_of(texts: list[Box]) -> list[Box]:
    return [Box(one.left - 5, one.top - 3, one.right + 30, one.bottom + 3) for one in texts]


NAMES = [text(20, row, 50 + 7 * row) for row in range(6)]
SIZES = [text(300, row) for row in (2, 3, 5)]


def test_a_folder_without_a_size_has_a_blank_cell_in_the_column_of_sizes():
    texts = [*NAMES, *SIZES]
    assert blank_cells(cells_of(texts), texts) == [
        Box(300, 7, 360, 31),
        Box(300, 32, 360, 56),
        Box(300, 107, 360, 131),
    ]


def test_numbers_that_end_at_one_place_are_a_column_as_well():
    sizes = [text(360 - wide, row, wide) for row, wide in ((2, 30), (3, 44), (5, 60))]
    texts = [*NAMES, *sizes]
    found = blank_cells(cells_of(texts), texts)
    assert [(one.left, one.right) for one in found] == [(300, 360)] * 3


def test_where_something_is_written_or_a_cell_was_seen_none_is_added():
    texts = [*NAMES, *SIZES, text(310, 0, 20)]
    seen = [*cells_of(texts), Box(298, 34, 362, 56)]
    assert blank_cells(seen, texts) == [Box(300, 107, 360, 131)]


def test_texts_outside_of_cells_are_no_table():
    assert blank_cells([], [*NAMES, *SIZES]) == []


@pytest.mark.parametrize("offset", [5, 12])
def test_a_list_beside_another_one_has_rows_of_its_own(offset):
    places = [text(300, row).moved(0, offset) for row in range(4)]
    texts = [*NAMES, *places]
    assert blank_cells(cells_of(texts), texts) == []


def test_two_texts_are_no_column():
    texts = [*NAMES, *SIZES[:2]]
    assert blank_cells(cells_of(texts), texts) == []


class _Read:
    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        return tuple(Line("a word", box, 0.9) for box in [*NAMES, *SIZES])


class _Seen:
    def detections(self, pixels: Pixels) -> tuple[Detection, ...]:
        return tuple(Detection("cell", box, 0.8) for box in cells_of([*NAMES, *SIZES]))


@pytest.mark.parametrize(("told", "count"), [((), 3), ((element(),), 0)])
def test_they_are_added_where_the_program_tells_of_nothing(told, count):
    screen = Fusion(_Read(), detector=_Seen()).read(observation(frame(400, 200), elements=told))
    blank = [one for one in screen.elements if one.role == "table cell" and not one.name]
    assert len(blank) == count
