"""A network that was taught in torch is the same one when it is run, and a training goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from grounding.detector import WEIGHTS, Detector  # noqa: E402
from grounding.inference import open_session  # noqa: E402
from grounding.ocr import models_folder  # noqa: E402
from models.edge_blocks import edge_blocks  # noqa: E402
from tests.labelled import boxes_on_a_screen, write_screens  # noqa: E402
from tracker.geometry import Box  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def train(folder: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "models.training.detector", "--data", str(folder),
         "--out", str(out), "--check-every", "1", *more],
        cwd=ROOT,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
    )  # fmt: skip


def test_a_training_is_kept_is_gone_on_with_and_gives_a_model_that_runs(tmp_path):
    write_screens(tmp_path / "data", 39)  # by their names, one of these is held out
    first = train(tmp_path / "data", tmp_path / "out", "--minutes", "0.01")
    assert first.returncode == 0, first.stderr
    before = json.loads(first.stderr.splitlines()[-1])["step"]
    again = train(tmp_path / "data", tmp_path / "out", "--minutes", "0.2", "--resume")
    assert again.returncode == 0, again.stderr
    log = [json.loads(line) for line in (tmp_path / "out" / "log.jsonl").read_text().splitlines()]
    steps = [line["step"] for line in log]
    assert steps == sorted(steps)
    assert steps[-1] > before > 0
    model = tmp_path / "out" / "detector.onnx"
    assert model.stat().st_size < 15_000_000
    found = Detector(model, least=0.0001).detections(boxes_on_a_screen(3).frame.pixels)
    assert all(Box(0, 0, 448, 320).encloses(one.box) for one in found)


def test_the_exported_network_answers_as_the_taught_one(tmp_path):
    from models.training.detector import export
    from models.training.detector_net import DetectorNet, Exported

    torch.manual_seed(3)
    net = DetectorNet().eval()
    export(net.state_dict(), tmp_path / "detector.onnx")
    import onnxruntime

    session = onnxruntime.InferenceSession(
        str(tmp_path / "detector.onnx"), providers=["CPUExecutionProvider"]
    )
    # Not the size that it was exported with.
    blocks = torch.randint(0, 256, (1, 96, 48, 80), dtype=torch.uint8)
    boxes, chances = session.run(None, {"blocks": blocks.numpy()})
    with torch.inference_mode():
        expected = Exported(net)(blocks)
    np.testing.assert_allclose(boxes, expected[0].numpy(), rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(chances, expected[1].numpy(), rtol=1e-3, atol=1e-5)


def test_without_screens_the_training_says_how_to_make_some(tmp_path):
    said = train(tmp_path, tmp_path / "out", "--minutes", "0.01")
    assert said.returncode == 1
    assert said.stderr.strip() == (
        "There are too few labelled screens to hold some out. "
        "Make some with `python -m models.training.screens`."
    )


def test_weights_of_eight_bits_are_a_third_of_the_size_and_answer_alike(tmp_path):
    from models.training.detector import export
    from models.training.detector_net import DetectorNet

    torch.manual_seed(3)
    whole, small = tmp_path / "detector.onnx", tmp_path / "small.onnx"
    export(DetectorNet().eval().state_dict(), whole)
    write_screens(tmp_path / "data", 4)
    done = quantise(whole, tmp_path / "data", small)
    assert done.returncode == 0, done.stderr
    assert small.stat().st_size < whole.stat().st_size / 3
    blocks = {"blocks": edge_blocks(boxes_on_a_screen(5).frame.pixels)[None]}
    (boxes, chances), (near_boxes, near_chances) = (
        open_session(file).run(None, blocks) for file in (whole, small)
    )
    assert np.abs(chances - near_chances).max() < 0.05
    assert np.median(np.abs(boxes - near_boxes)) < 4


@pytest.mark.parametrize(
    ("network", "file"),
    [
        ("text-detector", "PP-OCRv6_det_small.onnx"),
        ("text-recogniser", "PP-OCRv6_rec_small.onnx"),
    ],
)
def test_the_text_models_can_be_made_small_as_the_shipped_ones_were(network, file, tmp_path):
    write_screens(tmp_path / "data", 3)
    small = tmp_path / "small.onnx"
    done = quantise(models_folder() / file, tmp_path / "data", small, "--network", network)
    assert done.returncode == 0, done.stderr
    assert small.stat().st_size < (models_folder() / file).stat().st_size / 3
    shipped = WEIGHTS.with_name(f"{network.replace('-', '_')}.onnx")
    names = [one.name for one in onnx.load(small).graph.node]
    assert names == [one.name for one in onnx.load(shipped).graph.node]


def test_weights_or_screens_that_are_not_there_are_named(tmp_path):
    write_screens(tmp_path / "data", 1)
    (tmp_path / "empty").mkdir()
    for data, named in (("data", "no.onnx"), ("empty", "empty holds no NAME.json")):
        gone = quantise(tmp_path / "no.onnx", tmp_path / data, tmp_path)
        assert gone.returncode == 1
        assert named in gone.stderr


def quantise(
    weights: Path, data: Path, out: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "models.training.quantised", str(weights),
         "--data", str(data), "--out", str(out), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )  # fmt: skip
