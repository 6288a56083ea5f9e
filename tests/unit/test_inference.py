"""ONNX Runtime, as we load it."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from grounding.inference import (
    providers_in_use,
    runnable_providers,
    side_by_side,
    weigh_providers,
)

ROOT = Path(__file__).resolve().parents[2]


def test_a_loaded_model_leaves_no_trace_in_the_home_folder(tmp_path: Path):
    """ONNX Runtime's own telemetry would keep a device id there, and a database of what to send."""
    program = (
        "from pathlib import Path\n"
        "from grounding.inference import open_session\n"
        "from grounding.ocr import models_folder\n"
        "session = open_session(models_folder() / 'PP-OCRv6_det_small.onnx')\n"
        "del session\n"
        "print([str(path) for path in Path.home().rglob('*')])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


EVERYTHING = (
    "TensorrtExecutionProvider", "CUDAExecutionProvider", "DmlExecutionProvider",
    "CoreMLExecutionProvider", "CPUExecutionProvider",
)  # fmt: skip


def taken(offered: Sequence[str], cuda_fault: str = "") -> list[str]:
    return [each.name for each in weigh_providers(offered, lambda: cuda_fault) if each.is_taken]


@pytest.mark.parametrize(
    ("offered", "cuda_fault", "expected"),
    [
        (["CPUExecutionProvider"], "", ["CPUExecutionProvider"]),
        (EVERYTHING[:2], "", ["CUDAExecutionProvider", "CPUExecutionProvider"]),
        (EVERYTHING[:2], "libcuda.so.1 cannot be loaded", ["CPUExecutionProvider"]),
        (["DmlExecutionProvider"], "", ["DmlExecutionProvider", "CPUExecutionProvider"]),
        (["CoreMLExecutionProvider"], "", ["CoreMLExecutionProvider", "CPUExecutionProvider"]),
    ],
)
def test_the_quickest_provider_that_can_load_is_taken(offered, cuda_fault, expected):
    assert taken(offered, cuda_fault) == expected


def test_each_provider_is_told_with_why_it_is_taken_or_not():
    weighed = weigh_providers(EVERYTHING[:2], lambda: "libcuda.so.1 cannot be loaded")
    reasons = {each.name: each.reason for each in weighed}
    assert reasons["CUDAExecutionProvider"] == "libcuda.so.1 cannot be loaded"
    assert reasons["DmlExecutionProvider"].startswith("not in this build (onnxruntime-directml")
    assert "each new size of picture" in reasons["TensorrtExecutionProvider"]
    assert list(reasons)[-1] == "CPUExecutionProvider"


def test_a_build_without_cuda_is_not_asked_for_its_libraries():
    def never() -> str:
        raise AssertionError("CUDA was looked for")

    assert weigh_providers(["CPUExecutionProvider"], never)[-1].is_taken


def test_what_is_in_use_is_what_a_session_says_and_is_no_more_than_was_asked_for():
    assert providers_in_use() == runnable_providers()


def test_what_is_done_side_by_side_comes_in_order_and_two_at_a_time():
    both = threading.Barrier(2, timeout=20)

    def work(number):
        if number < 2:
            both.wait()
        return 2 * number

    assert side_by_side(work, [0, 1, 2]) == [0, 2, 4]
    assert side_by_side(work, [7]) == [14]
