"""A network's weights as whole numbers of eight bits: a quarter of the size, quicker on a CPU.

    python -m models.training.quantised trained/detector.onnx --data DIR [--data DIR] --out FILE
    python -m models.training.quantised PP-OCRv6_det_small.onnx --network text-detector ...
    python -m models.training.quantised PP-OCRv6_rec_small.onnx --network text-recogniser ...

How large the numbers between its layers get is measured on labelled screens, those that the
detector learned from.
"""

import argparse
import logging
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from models.edge_blocks import ONE, ZERO, edge_blocks
from models.labels import Labelled, labelled_files, read_labelled
from models.text_crops import line_input, normalised
from tracker.errors import JourneymanError, Malformed

_SCREENS = 32
_PART_PX = (512, 768)
"""Height and width of what is taken of each screen."""

_MULTIPLE = 64
"""The networks halve their input five and six times."""

_LINES = 8
"""Of text, from one screen."""

_LINE_PX = range(12, 41)
"""Height of what may be one line with the room around it."""

_LEAST_OPSET = 13
"""Of ONNX's operators, from which on each channel has a scale of its own."""

Numbers = npt.NDArray[np.float32] | npt.NDArray[np.uint8]


def _part_of_things(screen: Labelled) -> Iterator[Numbers]:
    yield edge_blocks(_part(screen))[None]


def _part_of_text(screen: Labelled) -> Iterator[Numbers]:
    yield normalised(_part(screen))[None]


def _part(screen: Labelled) -> npt.NDArray[np.uint8]:
    pixels = screen.frame.pixels
    high, wide = (
        min(most, edge // _MULTIPLE * _MULTIPLE)
        for most, edge in zip(_PART_PX, pixels.shape, strict=False)
    )
    return pixels[:high, :wide]


def _lines(screen: Labelled) -> Iterator[Numbers]:
    pixels = screen.frame.pixels
    boxes = [
        each.box
        for each in screen.labels
        if each.name and each.box.height in _LINE_PX and each.box.width > each.box.height
    ]
    for box in boxes[:: -(-len(boxes) // _LINES) or 1]:
        crop = pixels[box.top : box.bottom, box.left : box.right]
        yield normalised(line_input(np.ascontiguousarray(crop)))[None]


@dataclass(frozen=True, slots=True)
class _Network:
    """inputs: what it is shown of a screen. operators: those that become whole numbers; what is
    left out was found to answer otherwise. whole_numbers: what those of its input mean, where it
    takes such."""

    inputs: Callable[[Labelled], Iterator[Numbers]]
    operators: tuple[str, ...]
    whole_numbers: dict[str, Any] | None = None


_EDGES = {"scale": np.array(1 / ONE, np.float32), "zero_point": np.array(ZERO, np.uint8)}

_NETWORKS = {
    "detector": _Network(_part_of_things, ("Conv",), _EDGES),
    "text-detector": _Network(_part_of_text, ("Conv", "Concat", "Resize", "Add")),
    "text-recogniser": _Network(_lines, ("Conv", "MatMul")),
}


class _Inputs(CalibrationDataReader):
    def __init__(self, name: str, files: Sequence[Path], network: _Network) -> None:
        self._name = name
        self._inputs = (each for file in files for each in network.inputs(read_labelled(file)))

    def get_next(self) -> dict[str, Numbers] | None:
        following = next(self._inputs, None)
        return None if following is None else {self._name: following}


def quantise(
    weights: Path, files: Sequence[Path], out: Path, *, network: str = "detector", seed: int = 1
) -> None:
    """files: of labelled screens. Raises Malformed where there are no such weights."""
    if not weights.is_file():
        raise Malformed(f"There are no weights at {weights}.", hint="Train the network first.")
    chosen = random.Random(seed).sample(files, min(_SCREENS, len(files)))  # noqa: S311
    kind = _NETWORKS[network]
    options: dict[str, Any] = {
        "per_channel": True,
        "activation_type": QuantType.QUInt8,
        "weight_type": QuantType.QInt8,
        "op_types_to_quantize": list(kind.operators),
    }
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        name = _prepare(weights, prepared)
        if kind.whole_numbers is not None:
            fractions = _steps_to_first_layer(onnx.load(prepared).graph)[-1].output[0]
            options["extra_options"] = {"TensorQuantOverrides": {fractions: [kind.whole_numbers]}}
        logging.disable(logging.WARNING)  # it asks for a preparation that was done right above
        try:
            quantize_static(str(prepared), str(out), _Inputs(name, chosen, kind), **options)
        finally:
            logging.disable(logging.NOTSET)
    if kind.whole_numbers is not None:
        model = onnx.load(out)
        _start_with_whole_numbers(model.graph)
        onnx.save(model, out)


def _start_with_whole_numbers(graph: onnx.GraphProto) -> None:
    """Leaves out that the input is made fractions of, and these the same whole numbers again."""
    left_out = _steps_to_first_layer(graph)
    restored = left_out.pop()
    restored.input[0] = graph.input[0].name
    for step in left_out:
        graph.node.remove(step)


def _steps_to_first_layer(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """In their order, without that layer."""
    steps: list[onnx.NodeProto] = []
    name = graph.input[0].name
    while True:
        (step,) = (each for each in graph.node if name in each.input)
        if step.op_type == "Conv":
            return steps
        steps.append(step)
        name = step.output[0]


def _prepare(weights: Path, prepared: Path) -> str:
    """The same network with its layers joined as far as they can be made small then; gives the
    name of its input."""
    model = onnx.load(weights)
    if next(each.version for each in model.opset_import if not each.domain) < _LEAST_OPSET:
        model = onnx.version_converter.convert_version(model, _LEAST_OPSET)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(prepared)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
        # What these join is known to no quantiser.
        disabled_optimizers=[
            "ConvActivationFusion",
            "ConvAddActivationFusion",
            "MatmulTransposeFusion",
            "MatMulScaleFusion",
        ],
    )
    return str(session.get_inputs()[0].name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--network", choices=sorted(_NETWORKS), default="detector")
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    try:
        files = [file for folder in asked.data for file in labelled_files(folder)]
        quantise(asked.weights, files, asked.out, network=asked.network)
    except JourneymanError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
