"""The detector's weights as whole numbers of eight bits: a quarter of the size, quicker on a CPU.

    python -m models.training.quantised trained/detector.onnx --data DIR [--data DIR] --out FILE

How large the numbers between its layers get is measured on a few of the screens that it learned
from.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from models.labels import labelled_files, read_labelled
from tracker.errors import JourneymanError, Malformed

_SCREENS = 32
_PART_PX = (512, 768)
"""Height and width of what is taken of each screen."""

_MULTIPLE = 64
"""The network halves its input six times."""

Floats = npt.NDArray[np.float32]


class _Screens(CalibrationDataReader):
    def __init__(self, files: Sequence[Path]) -> None:
        self._inputs = self._read(files)

    def get_next(self) -> dict[str, Floats] | None:
        return next(self._inputs, None)

    @staticmethod
    def _read(files: Sequence[Path]) -> Iterator[dict[str, Floats]]:
        for file in files:
            pixels = read_labelled(file).frame.pixels
            high, wide = (
                min(most, edge // _MULTIPLE * _MULTIPLE)
                for most, edge in zip(_PART_PX, pixels.shape, strict=False)
            )
            part = pixels[:high, :wide].transpose(2, 0, 1)[None]
            yield {"pixels": np.asarray(part, np.float32) * np.float32(1 / 255)}


def quantise(weights: Path, folders: Sequence[Path], out: Path, *, seed: int = 1) -> None:
    """folders: of labelled screens. Raises Malformed where there are none, or no such weights."""
    if not weights.is_file():
        raise Malformed(f"There are no weights at {weights}.", hint="Train the detector first.")
    files = [file for folder in folders for file in labelled_files(folder)]
    chosen = random.Random(seed).sample(files, min(_SCREENS, len(files)))  # noqa: S311
    options: dict[str, Any] = {
        "per_channel": True,
        "activation_type": QuantType.QUInt8,
        "weight_type": QuantType.QInt8,
        "op_types_to_quantize": ["Conv"],
    }
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(weights), str(prepared), skip_symbolic_shape=True)
        quantize_static(str(prepared), str(out), _Screens(chosen), **options)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    try:
        quantise(asked.weights, asked.data, asked.out)
    except JourneymanError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
