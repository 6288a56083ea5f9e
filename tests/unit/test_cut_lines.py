"""A line of text that runs over several things is cut between them, at its own gaps."""

import pytest

from grounding.cut_lines import cut_between
from grounding.detector import Detection
from grounding.fusion import Fusion
from grounding.textlines import Line
from tests.builders import frame, observation
from tracker.frames import Pixels
from tracker.geometry import Box

ROW = Line("42 bytes CSV document", Box(100, 50, 310, 70), 0.9)
SIZE, KIND = Box(90, 46, 182, 74), Box(184, 46, 400, 74)


def test_a_line_over_two_cells_is_cut_at_the_gap_between_them():
    assert cut_between([ROW], [KIND, SIZE]) == (
        Line("42 bytes", Box(100, 50, 183, 70), 0.9),
        Line("CSV document", Box(183, 50, 310, 70), 0.9),
    )


@pytest.mark.parametrize(
    "things",
    [
        pytest.param([], id="nothing is there"),
        pytest.param([Box(90, 46, 400, 74)], id="it is one thing's"),
        pytest.param([SIZE, Box(120, 46, 400, 74)], id="two of them overlap: one is wrong"),
        pytest.param([SIZE, Box(184, 75, 400, 103)], id="one is in another row"),
        pytest.param([SIZE, Box(184, 20, 400, 120)], id="one is far higher than a line"),
        pytest.param([SIZE, Box(300, 46, 400, 74)], id="it hardly reaches into one"),
        pytest.param([Box(90, 46, 262, 74), Box(264, 46, 400, 74)], id="the edge is in a word"),
    ],
)
def test_otherwise_it_is_left_whole(things):
    assert cut_between([ROW], things) == (ROW,)


def test_a_menu_bar_that_was_read_as_one_line_becomes_its_menus():
    line = Line("File Edit View", Box(10, 4, 150, 20), 0.8)
    menus = [Box(6, 0, 54, 24), Box(54, 0, 104, 24), Box(104, 0, 156, 24)]
    found = [(one.text, one.box.left, one.box.right) for one in cut_between([line], menus)]
    assert found == [("File", 10, 54), ("Edit", 54, 104), ("View", 104, 150)]


class _Read:
    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        return (ROW,)


class _Seen:
    def detections(self, pixels: Pixels) -> tuple[Detection, ...]:
        return (Detection("cell", SIZE, 0.8), Detection("cell", KIND, 0.8))


def test_each_cell_says_its_own_text():
    screen = Fusion(_Read(), detector=_Seen()).read(observation(frame(400, 200)))
    assert [(one.name, one.box) for one in screen.elements] == [
        ("42 bytes", SIZE),
        ("CSV document", KIND),
    ]
