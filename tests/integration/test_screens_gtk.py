"""Made-up GTK screens: drawn on a display of their own, with labels where things are."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.labels import labelled_files, read_labelled
from models.screen_classes import CLASSES

ROOT = Path(__file__).resolve().parents[2]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("Xvfb") is None:
        pytest.skip("needs Xvfb")
    out, icons = tmp_path_factory.mktemp("gtk"), tmp_path_factory.mktemp("icons")
    (icons / "a-set").mkdir()
    (icons / "a-set" / "corner.svg").write_text(PICTURE)
    made = subprocess.run(
        [sys.executable, "-m", "models.training.screens", "--kind", "gtk", "--out", str(out),
         "--count", "6", "--icons", str(icons)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )  # fmt: skip
    if "GTK cannot be used" in made.stderr:
        pytest.skip("needs python3-gi of this version of Python")
    assert made.returncode == 0, made.stderr
    return out


def test_things_lie_within_their_screen_and_have_a_class_of_the_detectors(folder):
    kinds = set()
    for labels in labelled_files(folder):
        screen = read_labelled(labels)
        width, height = screen.frame.size
        for one in screen.labels:
            assert 0 <= one.box.left < one.box.right <= width
            assert 0 <= one.box.top < one.box.bottom <= height
            kinds.add(one.kind)
    assert kinds <= set(CLASSES)
    assert len(kinds) >= 5


def test_most_things_have_something_drawn_in_them(folder):
    drawn = [
        read.frame.crop(one.box).std() > 0
        for read in map(read_labelled, labelled_files(folder))
        for one in read.labels
        if one.kind in ("button", "tool button", "check box", "radio button", "menu item")
    ]
    assert sum(drawn) >= 0.9 * len(drawn) > 0
