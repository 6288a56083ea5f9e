"""How much of a screen is found, read and understood: `python -m tests.bench.grounding --set DIR`.

DIR holds `NAME.png` with `NAME.json`: {"width", "height", "elements": [{"id", "role", "name",
"box", "interactive", "enabled"}]}. Targets are the enabled interactive elements. Without
--vision-only the labelled elements stand in for the accessibility tree, so that figure tells of
the fusion and of `locate`, and not of what a program's tree leaves out.

A screen is read cold, unchanged, and after a change as large as a dialog's field. Seconds are
told on the clock and of the processor, which another program's work does not lengthen.
"""

import argparse
import json
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grounding.detector import WEIGHTS, Detector
from grounding.fusion import Fusion, LineReader, ThingReader
from grounding.grounder import Grounded, locate
from grounding.icons import WEIGHTS as ICON_WEIGHTS
from grounding.icons import IconReader
from grounding.judged import is_found
from grounding.ocr import OcrReader
from grounding.screen import Screen
from grounding.wording import edit_distance
from models.labels import Label, labelled_files, read_labelled
from tests.bench.omniparser import OmniParserIcons
from tests.bench.rapid_text import RapidText
from tracker.errors import Malformed, Unavailable
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.trajectory import Element, Observation

SMALL_PX = 24


_PATCH = Box(700, 400, 1000, 440)
"""What is changed between two readings, px."""


def is_small(target: Label) -> bool:
    return min(target.box.width, target.box.height) <= SMALL_PX


@dataclass
class Tally:
    """Hits and tries for each measure; for each kind of reading the seconds on the clock and of
    the processor."""

    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, measure: str, is_hit: bool) -> None:
        self.tries[measure] += 1
        self.hits[measure] += is_hit

    def time(self, reading: str, reader: Fusion, observation: Observation) -> Screen:
        clock, processor = time.perf_counter(), time.process_time()
        screen = reader.read(observation)
        spent = time.perf_counter() - clock, time.process_time() - processor
        self.seconds[reading].append(spent)
        return screen

    def share(self, measure: str) -> float | None:
        tries = self.tries[measure]
        return round(self.hits[measure] / tries, 4) if tries else None


MEASURES = (
    "targets found (centre)",
    "small targets found",
    "IoU >= 0.5",
    "precision",
    "text read",
    "instructions, text visible",
    "instructions, icon only",
    "instructions, all",
    "instructions, wrong place",
)


def measure(tally: Tally, screen: Screen, everything: Sequence[Label]) -> None:
    boxes = [element.box for element in screen.elements]
    targets = [each for each in everything if each.is_interactive and each.is_enabled]
    names = Counter((each.role, each.name) for each in everything)
    for target in targets:
        found = any(is_found(target.box, box) for box in boxes)
        tally.note("targets found (centre)", found)
        if is_small(target):
            tally.note("small targets found", found)
        tally.note("IoU >= 0.5", any(target.box.iou(box) >= 0.5 for box in boxes))
        if not target.name:
            continue
        is_read = any(_says(screen, index, target) for index in range(len(boxes)))
        tally.note("text read", is_read)
        if names[target.role, target.name] == 1:
            measure_instruction(tally, screen, target)
    for box in boxes:
        tally.note("precision", any(is_found(each.box, box) for each in everything))


def measure_instruction(tally: Tally, screen: Screen, target: Label) -> None:
    """Only for names that are there once with their role: others have no single right answer.

    A name counts as visible where OCR read it inside of the target; labels do not say it.
    """
    is_drawn = any(
        _says(screen, index, target, drawn_alone=True) for index in range(len(screen.elements))
    )
    answer = locate(f'the "{target.name}" {target.role}', screen)
    is_hit = isinstance(answer, Grounded) and target.box.contains(answer.point)
    kind = "text visible" if is_drawn else "icon only"
    tally.note(f"instructions, {kind}", is_hit)
    tally.note("instructions, all", is_hit)
    tally.note("instructions, wrong place", isinstance(answer, Grounded) and not is_hit)


def _says(screen: Screen, index: int, target: Label, *, drawn_alone: bool = False) -> bool:
    """Whether what was read inside of the target is its name, by an edit distance of 0.2."""
    element = screen.elements[index]
    if not target.box.contains(element.box.center):
        return False
    limit = int(0.2 * len(target.name))
    return any(
        edit_distance(target.name.casefold(), said.casefold(), limit) <= limit
        for said in {"" if drawn_alone else element.name, screen.sighting(index).drawn}
        if said
    )


def run(
    folder: Path,
    things: ThingReader | None,
    icons: IconReader | None = None,
    text: LineReader | None = None,
    *,
    vision_only: bool,
) -> dict[str, Any]:
    """things: what sees elements beside the text, None for the text alone. icons: what reads
    pictures, None for nothing. text: None for our own reader."""
    tally, ocr, count = Tally(), text or OcrReader(), 0
    found: dict[str, Tally] = defaultdict(Tally)
    for count, labels in enumerate(labelled_files(folder), start=1):
        labelled = read_labelled(labels)
        told = tuple(Element(each.role, each.name, each.box) for each in labelled.labels)
        observation = Observation(labelled.frame, None, () if vision_only else told)
        if count == 1:
            ocr.lines(labelled.frame.pixels[:64, :64])
        forget(ocr, things, icons)
        reader = Fusion(ocr, detector=things, icons=icons, vision_only=vision_only)
        screen = tally.time("cold", reader, observation)
        tally.time("unchanged", reader, observation)
        tally.time("changed", reader, replace(observation, frame=changed(labelled.frame)))
        measure(tally, screen, labelled.labels)
        measure(found[labelled.app or labels.stem.split("-")[0]], screen, labelled.labels)
        print(f"{labels.stem}: {len(screen.elements)} elements", file=sys.stderr)
    seconds = {
        f"{reading} parse, s ({how})": round(value([spent[kind] for spent in spents]), 3)
        for reading, spents in tally.seconds.items()
        for how, kind, value in (
            ("median", 0, statistics.median),
            ("least", 0, min),
            ("processor, median", 1, statistics.median),
        )
    }
    return {
        "screens": count,
        "vision only": vision_only,
        **{name: tally.share(name) for name in MEASURES},
        "tries": dict(tally.tries),
        **seconds,
        "most memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "applications": {
            app: {name: each.share(name) for name in MEASURES}
            for app, each in sorted(found.items())
        },
    }


def forget(*readers: object) -> None:
    """So that the next reading is cold. A peer without a memory has nothing to forget."""
    for reader in readers:
        if isinstance(reader, OcrReader | Detector | IconReader):
            reader.forget()


def changed(frame: Frame) -> Frame:
    pixels = frame.pixels.copy()
    box = _PATCH.intersection(Box(0, 0, *frame.size)) or Box(0, 0, *frame.size)
    patch = pixels[box.top : box.bottom, box.left : box.right]
    pixels[box.top : box.bottom, box.left : box.right] = 255 - patch
    return Frame(pixels=pixels)


def tell(title: str, figures: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name, figure in figures.items():
        if name not in ("tries", "applications"):
            tries = figures["tries"].get(name)
            of = f"  of {tries}" if tries else ""
            shown = f"{figure:.1%}" if tries and figure is not None else figure
            print(f"{name:34} {shown}{of}")
    for app, shares in figures["applications"].items():
        shown = "  ".join(f"{shares[name] or 0:6.1%}" for name in MEASURES[:4])
        print(f"  {app:30} {shown}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", required=True, type=Path, dest="folder")
    parser.add_argument("--vision-only", action="store_true")
    parser.add_argument(
        "--detector", type=Path, help="an ONNX model in the place of the shipped one"
    )
    parser.add_argument("--no-detector", action="store_true", help="by the text alone")
    parser.add_argument("--no-icons", action="store_true", help="without the reader of icons")
    parser.add_argument("--peer", type=Path, help="OmniParser's icon detector as ONNX")
    parser.add_argument("--peer-side", type=int, default=640, help="px of the peer's input")
    parser.add_argument(
        "--peer-package", action="store_true", help="the peer's text as RapidOCR's package reads it"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    weights = asked.detector or (WEIGHTS if WEIGHTS.exists() else None)
    things = Detector(weights) if weights is not None and not asked.no_detector else None
    try:
        icons = IconReader() if ICON_WEIGHTS.exists() and not asked.no_icons else None
        figures = run(asked.folder, things, icons, vision_only=asked.vision_only)
        figures["detector"] = str(weights) if things is not None else None
        peer = None
        if asked.peer is not None:
            theirs = OmniParserIcons(asked.peer, asked.peer_side)
            text = RapidText() if asked.peer_package else None
            peer = run(asked.folder, theirs, text=text, vision_only=True)
    except (Malformed, Unavailable) as error:
        print(error, file=sys.stderr)
        return 1
    if asked.json:
        print(json.dumps({**figures, "peer": peer}))
        return 0
    tell("Ours", figures)
    if peer is not None:
        reader = "RapidOCR's package" if asked.peer_package else "the same text reader"
        tell(f"OmniParser v2's icons at {asked.peer_side} with {reader}", peer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
