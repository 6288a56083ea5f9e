"""The detector learns on from a person's screens, is kept when killed, and is used if better."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.test_cli import journeyman
from tests.labelled import boxes_on_a_screen, write_screens
from tests.stages import until

pytest.importorskip("torch", reason="training needs torch, which is not installed")
pytest.importorskip("onnx", reason="training needs onnx, which is not installed")

import app.detectors
from app import grounder_training
from app.grounder_training import Order, Result, train_grounder
from app.settings import SHIPPED_DETECTOR, Settings
from app.wiring import Wiring
from models.registry import Kind, Lineage
from models.training import adapting

# Of the libraries among themselves.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With enough screens of its own; few are made up."""
    write_screens(tmp_path / "screens", 20)
    monkeypatch.setattr(grounder_training, "_MADE_UP", 12)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    return tmp_path


def train(wiring: Wiring, *, resume: bool = False, minutes: float = 0.02) -> Result:
    order = Order((wiring.settings.screens,), "mine", minutes, 1, resume)
    return train_grounder(wiring, order, lambda *_: None)


def test_one_that_is_better_is_in_use_from_then_on_with_a_way_back(home, monkeypatch):
    """Anything is better than none."""
    monkeypatch.setattr(app.detectors, "WEIGHTS", home / "none.onnx")
    with Wiring(Settings(home=home)) as wiring:
        assert wiring.detector is None
        result = train(wiring)
        assert (result.refusal, result.learned + result.held_out) == ("", 20)
        assert wiring.selection.grounder == "mine"
        entry = wiring.registry.model("mine")
        assert (entry.kind, entry.lineage) == (Kind.GROUNDER, Lineage(SHIPPED_DETECTOR))
        assert wiring.detector is not None
        seen = wiring.detector.detections(boxes_on_a_screen(3).frame.pixels)
        assert seen
        assert wiring.selection.roll_back("grounder") == SHIPPED_DETECTOR
        assert wiring.detector is None
    lineage = json.loads((home / "detectors" / "mine" / "lineage.json").read_text())
    assert lineage["parent"]["id"] == SHIPPED_DETECTOR
    assert lineage["recipe"]["minutes"] == 0.02
    assert lineage["after"] == {
        "targets": result.after.targets,
        "found": result.after.found,
        "answers": result.after.answers,
        "right": result.after.right,
    }
    assert len(lineage["data_sha256"]) == 64


def test_a_training_that_is_killed_goes_on_and_what_was_spoilt_is_kept_and_not_used(
    home, monkeypatch
):
    log = home / "detectors" / "mine" / "log.jsonl"
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.test_grounder_training", str(home)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    try:
        until(log.with_name("checkpoint.pt").exists, "the first checkpoint", 120)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    before = json.loads(log.read_text().splitlines()[-1])
    monkeypatch.setattr(grounder_training, "_SPOILT", -1)
    with Wiring(Settings(home=home)) as wiring:
        result = train(wiring, resume=True, minutes=before["minutes"] + 0.02)
        assert "made small" in result.refusal
        assert wiring.selection.grounder == SHIPPED_DETECTOR
        assert "mine" not in wiring.registry.models
    assert log.with_name("mine.onnx").exists()
    after = [json.loads(line) for line in log.read_text().splitlines()][-1]
    assert after["step"] > before["step"] > 0


def test_without_screens_the_command_says_how_to_get_some(tmp_path):
    said = journeyman(tmp_path, "train", "grounder")
    assert (said.code, said.out) == (1, "")
    assert said.err.strip().splitlines()[-1] == (
        f"journeyman: 0 labelled screens in {tmp_path / 'screens'} are too few to learn from: at "
        "least 12 are needed, since some must be held out. Collect more with `journeyman harvest` "
        "while you use your programs."
    )


if __name__ == "__main__":
    grounder_training._MADE_UP = 12
    adapting.RECIPE = replace(adapting.RECIPE, check_every=1)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    with Wiring(Settings(home=Path(sys.argv[1]))) as own:
        train(own, minutes=60)
