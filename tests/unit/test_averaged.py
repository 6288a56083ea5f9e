"""Several checkpoints of one training become one set of weights."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.training.averaged import averaged  # noqa: E402
from models.training.base_weights import read_base, write_base  # noqa: E402
from models.training.checkpoints import Checkpoint, save  # noqa: E402
from models.training.detector_net import DetectorNet  # noqa: E402
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


def test_what_is_kept_for_learning_on_comes_back_nearly_as_it_was(tmp_path):
    weights = {
        "conv": torch.tensor([[0.1, -0.3333333]]),
        "scale": torch.tensor([1e5, 1e-9]),  # neither fits into half of the bits
        "seen": torch.tensor(7),
    }
    write_base(weights, tmp_path / "base.npz")
    found = read_base(tmp_path / "base.npz")
    assert found["conv"].dtype == torch.float32
    torch.testing.assert_close(found["conv"], weights["conv"], rtol=1e-3, atol=0)
    assert torch.equal(found["scale"], weights["scale"])
    assert int(found["seen"]) == 7


def test_the_shipped_base_fits_the_network():
    fit = DetectorNet().load_state_dict(read_base(), strict=False)
    assert (fit.missing_keys, fit.unexpected_keys) == ([], [])


@pytest.mark.parametrize("content", [b"", b"no weights"])
def test_a_file_without_weights_is_said_so(tmp_path, content):
    (tmp_path / "base.npz").write_bytes(content)
    for file in ("base.npz", "none.npz"):
        with pytest.raises(Malformed, match="holds no weights of the detector"):
            read_base(tmp_path / file)
