"""Made-up GTK screens: drawn on a display of their own, with labels where things are."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.screen_classes import CLASSES
from tests.labelled_screens import labels_within_their_screens, share_with_something_drawn

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
    kinds = {one.kind for one in labels_within_their_screens(folder)}
    assert kinds <= set(CLASSES)
    assert len(kinds) >= 5


def test_most_things_have_something_drawn_in_them(folder):
    assert share_with_something_drawn(folder) >= 0.9
