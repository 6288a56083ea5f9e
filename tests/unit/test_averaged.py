"""Several checkpoints of one training become one set of weights."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.training.averaged import averaged  # noqa: E402
from models.training.checkpoints import Checkpoint, save  # noqa: E402
from tracker.errors import Malformed  # noqa: E402


def run(folder: Path, weights: dict[str, object]) -> Path:
    kept = Checkpoint("detector", 1, 1.0, weights, {}, (), {})
    save(kept, folder / "checkpoint.pt")
    return folder


def test_smoothed_weights_are_averaged_and_what_counts_is_the_last_ones(tmp_path):
    runs = [
        run(
            tmp_path / str(step),
            {
                "smooth.a": torch.tensor([value, 1.0]),
                "smooth.seen": torch.tensor(step),
                "net.a": torch.tensor([9.0, 9.0]),
            },
        )
        for step, value in ((10, 2.0), (20, 4.0))
    ]
    found = averaged(runs)
    assert found.keys() == {"a", "seen"}
    assert found["a"].tolist() == [3.0, 1.0]
    assert int(found["seen"]) == 20


def test_a_folder_without_a_checkpoint_of_the_detector_is_said_so(tmp_path):
    other = run(tmp_path / "other", {"net.a": torch.zeros(1)})
    for folder in (tmp_path / "none", other):
        with pytest.raises(Malformed, match="no checkpoint of the detector"):
            averaged([folder])


def test_checkpoints_of_two_networks_are_not_mixed(tmp_path):
    one = run(tmp_path / "one", {"smooth.a": torch.zeros(1)})
    other = run(tmp_path / "other", {"smooth.a": torch.zeros(2)})
    with pytest.raises(Malformed, match="not of one network"):
        averaged([one, other])
