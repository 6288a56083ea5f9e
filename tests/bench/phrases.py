"""What `locate` makes of phrases on real screens: `python -m tests.bench.phrases --set DIR`.

The phrases are made from the labels (`tests.phrase_sets`), a fifth of them about what is not
there. Told for each form: right, at a wrong place, and not found; how well the confidence says how
often an answer is right (reliability, ECE); and what the self-check rejects. With the tree, and by
vision alone. Parsed screens are kept in --cache, since reading them takes most of the time.

--fit splits the programs in two, fits the confidence on each half, measures on the other half, and
prints the constants for `grounding/confidence.py`.
"""

import argparse
import json
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from pathlib import Path
from random import Random
from typing import Any

from grounding.detector import WEIGHTS, Detector
from grounding.fusion import Fusion, ThingReader
from grounding.grounder import Grounded, NotFound, locate
from grounding.ocr import OcrReader
from grounding.screen import Screen, Sighting
from models.labels import Label, Labelled, labelled_files, read_labelled
from tests.phrase_sets import FORMS, Asked, phrases
from tracker.geometry import Box
from tracker.trajectory import Element, Observation, Window

SEED = 7


@dataclass(frozen=True, slots=True)
class Seen:
    """One labelled screen, read with the tree and without."""

    name: str
    app: str
    labelled: Labelled
    with_tree: Screen
    vision_only: Screen


@dataclass(frozen=True, slots=True)
class Answer:
    """right: None where there was nothing to be found."""

    app: str
    asked: Asked
    result: Grounded | NotFound
    screen: Screen

    @property
    def is_right(self) -> bool:
        return isinstance(self.result, Grounded) and any(
            box.contains(self.result.point) for box in self.asked.right
        )

    @property
    def kind(self) -> str:
        if isinstance(self.result, NotFound):
            return "missed" if self.asked.right else "rightly not found"
        return "right" if self.is_right else "wrong"


def element_of(label: Label) -> Element:
    return Element(
        role=label.role,
        name=label.name,
        box=label.box,
        value=label.value,
        states=label.states,
        description=label.description,
        path=label.path,
    )


def read_all(folders: Sequence[Path], things: ThingReader | None, cache: Path) -> list[Seen]:
    ocr, seen = OcrReader(), []
    for folder in folders:
        for file in labelled_files(folder):
            labelled = read_labelled(file)
            app = labelled.app or file.stem.split("-")[0]
            window = Window(app, app, box=_window(labelled.labels))
            told = tuple(element_of(label) for label in labelled.labels)
            screens = []
            for vision_only in (False, True):
                observation = Observation(labelled.frame, window, told)
                reader = Fusion(ocr, detector=things, vision_only=vision_only)
                key = f"{file.stem}-{labelled.frame.sha256[:12]}-{vision_only}-{things is not None}"
                screens.append(_cached(cache / f"{key}.pickle", reader, observation))
            seen.append(Seen(file.stem, app, labelled, screens[0], screens[1]))
            print(file.stem, file=sys.stderr)
    return seen


def _cached(file: Path, reader: Fusion, observation: Observation) -> Screen:
    """Only what the readers found is kept: the picture is in the set."""
    if file.exists():
        elements, readers, kept = pickle.loads(file.read_bytes())
        sightings = tuple(Sighting(**each) for each in kept)
        return Screen(observation.frame, observation.window, elements, readers, sightings)
    screen = reader.read(observation)
    kept = [
        {field.name: getattr(each, field.name) for field in fields(each)}
        for each in screen.sightings
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps((screen.elements, screen.readers, kept)))
    return screen


def _window(labels: Sequence[Label]) -> Box:
    return reduce(Box.union, (label.box for label in labels))


def asked_of(seen: Sequence[Seen]) -> Iterator[tuple[Seen, Asked]]:
    for each in seen:
        dice = Random(f"{SEED} {each.name}")
        others = [
            label
            for other in seen
            if other.app != each.app
            for label in other.labelled.labels
            if label.is_interactive
        ]
        for asked in phrases(each.labelled.labels, others, dice):
            yield each, asked


def answers(seen: Sequence[Seen], *, vision_only: bool) -> list[Answer]:
    found = []
    for each, asked in asked_of(seen):
        screen = each.vision_only if vision_only else each.with_tree
        found.append(Answer(each.app, asked, locate(asked.phrase, screen), screen))
    return found


def shares(found: Sequence[Answer]) -> dict[str, Counter[str]]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in found:
        told[answer.asked.form][answer.kind] += 1
        told["all that is there" if answer.asked.right else "all that is absent"][answer.kind] += 1
    return told


def tell(title: str, found: Sequence[Answer]) -> dict[str, Any]:
    told = shares(found)
    print(f"\n{title}: {len(found)} phrases")
    print(f"  {'':20} {'asked':>6} {'right':>6} {'wrong':>6} {'missed':>7} {'not found':>10}")
    for form in (*FORMS, "all that is there", "all that is absent"):
        count = told[form]
        if count:
            print(
                f"  {form:20} {count.total():6} {count['right']:6} {count['wrong']:6} "
                f"{count['missed']:7} {count['rightly not found']:10}"
            )
    return {form: dict(count) for form, count in told.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", required=True, type=Path, action="append", dest="folders")
    parser.add_argument("--detector", type=Path, help="an ONNX model in the place of the shipped")
    parser.add_argument("--cache", type=Path, default=Path("build/phrase-cache"))
    parser.add_argument("--show", help="what went wrong with this form, or with `all`")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    weights = asked.detector or (WEIGHTS if WEIGHTS.exists() else None)
    things = Detector(weights) if weights is not None else None
    seen = read_all(asked.folders, things, asked.cache)
    figures: dict[str, Any] = {"detector": str(weights) if weights else None}
    for title, vision_only in (("With the tree", False), ("By vision alone", True)):
        found = answers(seen, vision_only=vision_only)
        if asked.show:
            _show(found, asked.show)
        figures[title] = tell(title, found)
    if asked.json:
        print(json.dumps(figures))
    return 0


def _show(found: Sequence[Answer], form: str) -> None:
    for answer in found:
        if answer.kind not in ("wrong", "missed") or form not in (answer.asked.form, "all"):
            continue
        result = answer.result
        told = (
            f"{result.element.role} “{result.element.name}” {result.box} {result.confidence:.2f}"
            f" ({result.evidence})"
            if isinstance(result, Grounded)
            else f"NOT FOUND {result.reason}"
        )
        print(f"{answer.kind} {answer.app} [{answer.asked.form}] {answer.asked.phrase}\n    {told}")
        print(f"    right: {', '.join(str(box) for box in answer.asked.right)}")


if __name__ == "__main__":
    sys.exit(main())
