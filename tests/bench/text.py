"""How well and how fast text is read: `python -m tests.bench.text --set DIR`.

DIR as `tests.bench.grounding` reads it. Three readers of the same models beside each other: ours,
ours with the models as RapidOCR's package carries them, and that package itself. A target's name
counts as read where a line in it says so, by an edit distance of a fifth. Seconds are the
processor's.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from grounding.fusion import LineReader
from grounding.inference import open_session
from grounding.ocr import OcrReader, models_folder
from grounding.textlines import Line
from grounding.wording import edit_distance
from models.labels import Label, labelled_files, read_labelled
from tests.bench.rapid_text import RapidText
from tracker.errors import Malformed, Unavailable


class WholeNumbersNowhere(OcrReader):
    """With the package's models alone; what is quick is as careful as the rest."""

    def _loaded(self) -> Any:
        if self._models is None:
            own = super()._loaded()
            detector = open_session(models_folder() / "PP-OCRv6_det_small.onnx")
            self._models = replace(own, detector=detector, quick=own.careful)
        return self._models


def run(folder: Path, reader: LineReader) -> dict[str, Any]:
    read = tries = lines = 0
    seconds = []
    for file in labelled_files(folder):
        labelled = read_labelled(file)
        if not seconds:
            reader.lines(labelled.frame.pixels[:64, :64])
        if isinstance(reader, OcrReader):
            reader.forget()
        began = time.process_time()
        found = reader.lines(labelled.frame.pixels)
        seconds.append(time.process_time() - began)
        lines += len(found)
        for label in labelled.labels:
            if label.is_interactive and label.is_enabled and label.name:
                tries += 1
                read += any(_says(line, label) for line in found)
    return {
        "text read": round(read / max(1, tries), 4),
        "names": tries,
        "lines": lines,
        "processor, s (median)": round(statistics.median(seconds or [0.0]), 3),
    }


def _says(line: Line, label: Label) -> bool:
    limit = int(0.2 * len(label.name))
    near = edit_distance(label.name.casefold(), line.text.casefold(), limit) <= limit
    return near and label.box.contains(line.box.center)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", required=True, type=Path, dest="folder")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    readers = {
        "ours": OcrReader(),
        "ours, with the package's models": WholeNumbersNowhere(),
        "RapidOCR's package": RapidText(),
    }
    try:
        figures = {name: run(asked.folder, reader) for name, reader in readers.items()}
    except (Malformed, Unavailable) as error:
        print(error, file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps(figures))
        return 0
    for name, each in figures.items():
        print(f"{name:34}", "  ".join(f"{key} {value}" for key, value in each.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
