"""Text on a picture, line by line, with boxes.

The models are PP-OCRv6 small (Apache-2.0), made small once more: in weights of eight bits they
take half of the time. Lines of which the quick one is not sure are read again by the model as the
package `rapidocr` carries it. Only the package's files are used: itself it would set up logging
and download what it misses.

What was read once is not read again: an unchanged picture costs nothing, a changed one costs
its changed part, and a line whose pixels are known keeps its text wherever it moved.
"""

import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import xxhash

from grounding.changes import changed_part
from grounding.inference import give_back_memory, open_session, side_by_side
from grounding.text_places import TextPlaces
from grounding.textlines import (
    Floats,
    Line,
    boxes_from_map,
    decode,
    split_at_gaps,
)
from models.text_crops import line_input, normalised
from tracker.errors import Unavailable
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Source

_WEIGHTS = Path(__file__).with_name("weights")

_KNOWN_LINES = 4096
_SURE = 0.5
"""Lines that the recogniser is less sure of are mostly icons and frames."""

_SURE_AT_ONCE = 0.95
"""From here on the quick recogniser reads as the careful one does in all but one line of forty."""

_BATCH_PX = 1024
"""Width of all lines in one run of the recogniser; keeps its memory below about 80 MB."""

_MARGIN_PX = 24
"""Around a changed part, so that a line is never cut where the change ends."""

_MULTIPLE = 32
"""The detector halves its input five times."""


@dataclass(frozen=True, slots=True)
class _Models:
    """quick, careful: recognisers of lines."""

    detector: Any
    quick: Any
    careful: Any
    alphabet: tuple[str, ...]


class OcrReader:
    """Thread-safe; the models are loaded when the first picture comes.

    threads: of each model; None leaves a core free. scale: pictures are enlarged by
    this before text is looked for.
    """

    def __init__(self, *, threads: int | None = None, scale: float = 1.0) -> None:
        self._threads = threads
        self._scale = scale
        self._lock = threading.Lock()
        self._models: _Models | None = None
        self._texts: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._last: tuple[Pixels, tuple[Line, ...]] | None = None

    def read(self, pixels: Pixels) -> tuple[Element, ...]:
        """Each line as an element of role "label", top to bottom."""
        return tuple(
            Element(role="label", name=line.text, box=line.box, source=Source.OCR)
            for line in self.lines(pixels)
        )

    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        """uint8 (H, W, 3), RGB. Raises Unavailable if the models are not installed."""
        with self._lock:
            if self._last is None or self._last[0].shape != pixels.shape:
                lines = self._look(pixels, _whole(pixels))
                give_back_memory()
            else:
                before, known = self._last
                changed = changed_part(before, pixels)
                if changed is None:
                    return known
                part = _around(changed, known, pixels)
                kept = [line for line in known if line.box.intersection(part) is None]
                lines = [*kept, *self._look(pixels, part)]
            lines.sort(key=lambda line: (line.box.top, line.box.left))
            self._last = (pixels.copy(), tuple(lines))
            return self._last[1]

    def signs(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[Line, ...]:
        """What each of these places says, taken as one line; "" where nothing was read."""
        with self._lock:
            texts = self._recognise(self._loaded(), [_crop(pixels, box) for box in boxes])
        return tuple(
            Line(text.strip(), box, score) for box, (text, score) in zip(boxes, texts, strict=True)
        )

    def forget(self) -> None:
        """Whatever was read; the models stay. For measuring, and when secrets were on screen."""
        with self._lock:
            self._texts.clear()
            self._last = None

    def _look(self, pixels: Pixels, part: Box) -> list[Line]:
        models = self._loaded()
        boxes = [
            piece
            for box in self._detect(models, pixels, TextPlaces(pixels, part))
            for piece in split_at_gaps(pixels, box)
        ]
        texts = self._recognise(models, [_crop(pixels, box) for box in boxes])
        return [
            Line(text.strip(), box, score)
            for box, (text, score) in zip(boxes, texts, strict=True)
            if text.strip() and score >= _SURE
        ]

    def _detect(self, models: _Models, pixels: Pixels, places: TextPlaces) -> Iterator[Box]:
        for sheet in places.sheets():
            for box in self._detect_on(models, sheet.picture(pixels)):
                yield from places.on_screen(box, sheet)

    def _detect_on(self, models: _Models, picture: Pixels) -> list[Box]:
        high, wide = (
            max(_MULTIPLE, -(-round(edge * self._scale) // _MULTIPLE) * _MULTIPLE)
            for edge in picture.shape[:2]
        )
        scaled = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_LINEAR)
        batch = normalised(np.asarray(scaled, dtype=np.uint8))[None]
        (maps,) = models.detector.run(None, {models.detector.get_inputs()[0].name: batch})
        across, down = picture.shape[1] / wide, picture.shape[0] / high
        return [
            Box(
                int(box.left * across),
                int(box.top * down),
                max(int(box.left * across) + 1, round(box.right * across)),
                max(int(box.top * down) + 1, round(box.bottom * down)),
            )
            for box in boxes_from_map(maps[0, 0])
        ]

    def _recognise(self, models: _Models, crops: list[Pixels]) -> list[tuple[str, float]]:
        """The text of each crop, the known ones from memory, the others in batches."""
        keys = [_fingerprint(crop) for crop in crops]
        fresh = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in self._texts}
        scaled = sorted(
            ((line_input(crop), key) for key, crop in fresh.items()),
            key=lambda pair: pair[0].shape[1],
        )
        self._recognise_in_batches(models.quick, scaled, models.alphabet)
        doubtful = [pair for pair in scaled if self._texts[pair[1]][1] < _SURE_AT_ONCE]
        self._recognise_in_batches(models.careful, doubtful, models.alphabet)
        found = []
        for key in keys:
            self._texts.move_to_end(key)
            found.append(self._texts[key])
        while len(self._texts) > _KNOWN_LINES:
            self._texts.popitem(last=False)
        return found

    def _recognise_in_batches(
        self, model: Any, lines: list[tuple[Pixels, bytes]], alphabet: tuple[str, ...]
    ) -> None:
        """lines: narrow ones first, with the keys that they are known by."""

        def read(batch: Sequence[tuple[Pixels, bytes]]) -> list[tuple[str, float]]:
            logits = _logits(model, [picture for picture, _ in batch])
            return [decode(each, alphabet) for each in logits]

        batches = list(_batched(lines))
        for batch, texts in zip(batches, side_by_side(read, batches), strict=True):
            self._texts.update(zip((key for _, key in batch), texts, strict=True))

    def _loaded(self) -> _Models:
        if self._models is None:
            careful = open_session(
                models_folder() / "PP-OCRv6_rec_small.onnx", threads=self._threads
            )
            metadata = careful.get_modelmeta().custom_metadata_map
            self._models = _Models(
                detector=open_session(_WEIGHTS / "text_detector.onnx", threads=self._threads),
                quick=open_session(_WEIGHTS / "text_recogniser.onnx", threads=self._threads),
                careful=careful,
                alphabet=(*metadata["character"].splitlines(), " "),
            )
        return self._models


def _batched(lines: list[tuple[Pixels, bytes]]) -> Iterator[list[tuple[Pixels, bytes]]]:
    """Lines of about the same width, narrow ones first."""
    start = 0
    while start < len(lines):
        end = start + 1
        while (
            end < len(lines)
            and (end - start + 1) * lines[end][0].shape[1] <= _BATCH_PX
            and lines[end][0].shape[1] <= lines[start][0].shape[1] + 32
        ):
            end += 1
        yield lines[start:end]
        start = end


def _logits(model: Any, lines: list[Pixels]) -> Floats:
    """float32 (n, T, C), of lines of about the same width."""
    widest = max(line.shape[1] for line in lines)
    # Zero is mid-grey after normalising: what the model saw as padding when it was trained.
    batch: Floats = np.zeros((len(lines), 3, lines[0].shape[0], widest), np.float32)
    for row, line in enumerate(lines):
        batch[row, :, :, : line.shape[1]] = normalised(line)
    (logits,) = model.run(None, {model.get_inputs()[0].name: batch})
    return np.asarray(logits, np.float32)


def models_folder() -> Path:
    """Found without importing the package."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        raise Unavailable(
            "The text models are not installed.",
            hint="Install the package `rapidocr`, 3.10 or later.",
        )
    return Path(package.submodule_search_locations[0]) / "models"


def _whole(pixels: Pixels) -> Box:
    return Box(0, 0, pixels.shape[1], pixels.shape[0])


def _crop(pixels: Pixels, box: Box) -> Pixels:
    return np.ascontiguousarray(pixels[box.top : box.bottom, box.left : box.right])


def _fingerprint(crop: Pixels) -> bytes:
    return xxhash.xxh3_128_digest(crop.data) + bytes(str(crop.shape), "ascii")


def _around(changed: Box, known: tuple[Line, ...], pixels: Pixels) -> Box:
    """The changed part with a margin, and all of every known line that it touches."""
    whole = _whole(pixels)
    part = changed.grown(_MARGIN_PX).intersection(whole) or whole
    for _ in range(len(known) + 1):
        grown = part
        for line in known:
            if line.box.intersection(part) is not None:
                grown = grown.union(line.box)
        if grown == part:
            break
        part = grown
    return part.grown(4).intersection(whole) or whole
