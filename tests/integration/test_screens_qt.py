"""Made-up screens: their labels lie where things are drawn, and the same seed makes the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.labels import read_labelled
from models.screen_classes import CLASSES
from tests.labelled_screens import labels_within_their_screens, share_with_something_drawn

ROOT = Path(__file__).resolve().parents[2]


def make(out: Path, count: int) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    made = subprocess.run(
        [sys.executable, "-m", "models.training.screens", "--out", str(out), "--count", str(count)],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("screens")
    make(out, 8)
    return out


def test_things_lie_within_their_screen_and_have_a_class_of_the_detectors(folder):
    kinds = {one.kind or one.role for one in labels_within_their_screens(folder)}
    assert kinds <= {*CLASSES, "label"}
    assert len(kinds) >= 6


def test_a_thing_is_not_of_the_colour_of_one_pixel(folder):
    """Most boxes have something drawn in them: a frame, a text, an icon."""
    assert share_with_something_drawn(folder) >= 0.95


def test_a_run_that_was_cut_short_goes_on_with_the_same_screens(folder, tmp_path):
    make(tmp_path, 2)
    make(tmp_path, 3)
    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == [f"qt-1-0000{n}.{end}" for n in range(3) for end in ("json", "png")]
    for number in range(3):
        name = f"qt-1-0000{number}.json"
        assert read_labelled(tmp_path / name) == read_labelled(folder / name)


def test_what_each_kind_of_pane_is_made_of_is_seen():
    kept = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    made = subprocess.run(
        [sys.executable, "-m", "tests.integration.panes_of_qt"],
        cwd=ROOT,
        env={**kept, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    told = {name: set(kinds) for name, kinds in json.loads(made.stdout).items()}
    expected = {
        "file_chooser": {"tool button", "cell", "header", "text field", "combo box", "button"},
        "spreadsheet": {"combo box", "text field", "tool button", "cell", "header", "tab"},
        "properties": {"cell", "header", "combo box", "spin button"},
        "tool_box": {"tool button"},
        "swatches": {"tool button"},
        "drawing": {"image"},
        "ticked_tree": {"cell", "header"},
        "preferences": {"cell", "check box", "button"},
        "editor": {"tab", "tool button", "text field", "check box"},
        "measures": {"spin button", "label"},
        "calculator": {"text field", "button"},
    }
    assert {
        name: kinds - told[name] for name, kinds in expected.items() if kinds - told[name]
    } == {}
    assert set(expected) == set(told)
    assert set().union(*told.values()) <= {*CLASSES, "label"}
