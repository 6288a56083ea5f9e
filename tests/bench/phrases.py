"""What `locate` makes of phrases on real screens: `python -m tests.bench.phrases --set DIR`.

The phrases are made from the labels (`tests.phrase_sets`), a fifth of them about what is not
there. Told for each form: right, at a wrong place, and not found; how well the confidence says how
often an answer is right (reliability, ECE); and what the self-check rejects. With the tree, by
vision alone, and by vision with the labels' boxes and classes in the place of the detector's, which
is what a detector that never errs would bring. Parsed screens are kept in --cache, since reading
them takes most of the time.

--fit splits the programs in two, fits the confidence on each half, measures on the other half, and
prints the constants for `grounding/confidence.py`, which are those of the first half.

The self-check is measured on the answers, on points that were put on a neighbour of the right
thing, and on pictures on which what stood there is gone or is merely under the pointer.
"""

import argparse
import json
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from grounding.confidence import FITTED, Calibrate
from grounding.detector import WEIGHTS, Detection, Detector
from grounding.fusion import Fusion, ThingReader
from grounding.grounder import Grounded, NotFound, locate
from grounding.guided import known_at
from grounding.ocr import OcrReader
from grounding.roles import INTERACTIVE
from grounding.screen import Screen, Sighting
from grounding.selfcheck import Rejected, self_check
from grounding.textlines import Line
from models.labels import Label, Labelled, labelled_files, read_labelled
from models.screen_classes import class_of
from tests.bench.calibration import (
    Outcome,
    crossed,
    expected_error,
    fit_calibration,
    halves,
    told,
)
from tests.phrase_sets import FORMS, Asked, phrases
from tracker.frames import Frame, Pixels
from tracker.geometry import Box
from tracker.trajectory import Element, Observation, Source, Window

SEED = 7


WAYS = ("With the tree", "By vision alone", "By vision, with a detector that never errs")


@dataclass(frozen=True, slots=True)
class LabelledThings:
    """A ThingReader that knows what is there."""

    labels: Sequence[Label]

    def detections(self, pixels: Pixels) -> tuple[Detection, ...]:
        kinds = ((label.kind or class_of(label.role), label.box) for label in self.labels)
        return tuple(Detection(kind, box, _SURE) for kind, box in kinds if kind)


@dataclass(frozen=True, slots=True)
class KnownLines:
    """A LineReader that has read the picture before."""

    known: tuple[Line, ...]

    def lines(self, pixels: Pixels) -> tuple[Line, ...]:
        return self.known


_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """One labelled screen. screens: as it was read, by the ways in `WAYS`."""

    name: str
    app: str
    labelled: Labelled
    screens: Mapping[str, Screen]


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
            elements = tuple(element_of(label) for label in labelled.labels)
            observation = Observation(labelled.frame, window, elements)
            key = f"{file.stem}-{labelled.frame.sha256[:12]}"
            text = _cached(cache / f"{key}-text.pickle", Fusion(ocr, vision_only=True), observation)
            known = KnownLines(
                tuple(
                    Line(one.name, one.box, text.sighting(index).score)
                    for index, one in enumerate(text.elements)
                )
            )
            screens = {WAYS[0]: Fusion(known, detector=things).read(observation)}
            if things is None:
                screens[WAYS[1]] = text
            else:
                reader = Fusion(known, detector=things, vision_only=True)
                screens[WAYS[1]] = reader.read(observation)
            best = LabelledThings(labelled.labels)
            screens[WAYS[2]] = Fusion(known, detector=best, vision_only=True).read(observation)
            seen.append(Seen(file.stem, app, labelled, screens))
            print(file.stem, file=sys.stderr)
    return seen


def _cached(file: Path, reader: Fusion, observation: Observation) -> Screen:
    """Only what was read is kept: the picture is in the set."""
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


def answers(seen: Sequence[Seen], way: str, calibrate: Calibrate = FITTED.chance) -> list[Answer]:
    found = []
    for each, asked in asked_of(seen):
        screen = each.screens[way]
        result = locate(asked.phrase, screen, calibrate=calibrate)
        found.append(Answer(each.app, asked, result, screen))
    return found


def chances(found: Sequence[Answer]) -> list[tuple[float, bool]]:
    """(confidence, whether it was right), of what was answered."""
    return [
        (answer.result.confidence, answer.is_right)
        for answer in found
        if isinstance(answer.result, Grounded)
    ]


def outcomes(found: Sequence[Answer]) -> list[Outcome]:
    return [
        Outcome(answer.result.confidence, answer.result.element.source, answer.is_right, answer.app)
        for answer in found
        if isinstance(answer.result, Grounded)
    ]


def shares(found: Sequence[Answer]) -> dict[str, Counter[str]]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in found:
        told[answer.asked.form][answer.kind] += 1
        told["all that is there" if answer.asked.right else "all that is absent"][answer.kind] += 1
    return told


def tell(title: str, found: Sequence[Answer]) -> dict[str, Any]:
    counted = shares(found)
    print(f"\n{title}: {len(found)} phrases")
    print(f"  {'':20} {'asked':>6} {'right':>6} {'wrong':>6} {'missed':>7} {'not found':>10}")
    for form in (*FORMS, "all that is there", "all that is absent"):
        count = counted[form]
        if count:
            print(
                f"  {form:20} {count.total():6} {count['right']:6} {count['wrong']:6} "
                f"{count['missed']:7} {count['rightly not found']:10}"
            )
    return {form: dict(count) for form, count in counted.items()}


_COUNTED = frozenset({"ordinal", "the last", "corner", "absent ordinal"})


def _is_counted_by_eye(answer: Answer) -> bool:
    """`locate` takes a share of these away after the map."""
    told = isinstance(answer.result, Grounded) and (
        answer.result.element.source is Source.ACCESSIBLE
    )
    return answer.asked.form in _COUNTED and not told


def fit(seen: Sequence[Seen]) -> None:
    """On the answers of all ways, since one map is for all, without those that eyes counted."""

    def as_it_is(score: float, _source: Source) -> float:
        return score

    every = [answer for way in WAYS for answer in answers(seen, way, as_it_is)]
    found = [answer for answer in every if not _is_counted_by_eye(answer)]
    each = outcomes(found)
    print(told("As the scores are", [(one.score, one.is_right) for one in each]))
    print(told("Fitted on one half of the programs, told of the other", crossed(each)))
    first, second = halves([one.group for one in each])
    fitted = fit_calibration([one for one in each if one.group in first])
    print(f"\n{fitted} on {', '.join(sorted(first))}")
    print(f"other half: {fit_calibration([one for one in each if one.group in second])}")


_MOVED_PX = 40


def tell_checks(found: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """For each kind of point: how many there are, and how many are rejected."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in found:
        for kind, point, phrase, latest in _points(answer):
            verdict = self_check(point, answer.screen, phrase=phrase, latest=latest)
            counts[kind]["points"] += 1
            counts[kind]["rejected"] += isinstance(verdict, Rejected)
    print("\nSelf-check")
    for kind, count in counts.items():
        share = count["rejected"] / count["points"]
        print(f"  {kind:42} {count['rejected']:5} of {count['points']:5} rejected  {share:.1%}")
    return {kind: dict(count) for kind, count in counts.items()}


def _points(answer: Answer) -> Iterator[tuple[str, Grounded, str, Frame | None]]:
    """The point of an answer, and others that are wrong or have become it."""
    result, screen, phrase = answer.result, answer.screen, answer.asked.phrase
    if not isinstance(result, Grounded):
        if answer.asked.right:
            right = pointed(answer.asked.right[0], screen)
            yield "not found by words, pointed at", right, phrase, None
            beside = _neighbour(right, answer)
            if beside is not None:
                yield "not found by words, a neighbour pointed at", beside, phrase, None
        return
    if not answer.is_right:
        yield "answers, wrong", result, phrase, None
        return
    yield "answers, right", result, phrase, None
    neighbour = _neighbour(result, answer)
    if neighbour is not None:
        yield "put on a neighbour", neighbour, phrase, None
    pixels = screen.frame.pixels
    yield "right, unchanged picture", result, "", Frame(pixels=pixels.copy())
    lit = pixels.copy()
    box = result.box.intersection(Box(0, 0, *screen.frame.size)) or result.box
    part = lit[box.top : box.bottom, box.left : box.right]
    part[:] = np.clip(part.astype(np.int16) + 18, 0, 255).astype(np.uint8)
    yield "right, lit under the pointer", result, "", Frame(pixels=lit)
    moved = np.roll(pixels, (_MOVED_PX, _MOVED_PX), axis=(0, 1))
    yield "moved by 40 px since", result, "", Frame(pixels=moved)


def pointed(right: Box, screen: Screen) -> Grounded:
    """What `Guided` makes of a model's point in the middle of a thing."""
    known = known_at(right.center, screen)
    element = known or Element("unknown", "", right, source=Source.DETECTOR)
    return Grounded(element, element.box, right.center, 0.75, "put there")


def _neighbour(right: Grounded, answer: Answer) -> Grounded | None:
    """The nearest other thing, as a model that points a little beside would give it."""
    centre = right.box.center
    others = [
        each
        for each in answer.screen.elements
        if each.role in INTERACTIVE | {"label"}
        and not any(box.contains(each.box.center) for box in answer.asked.right)
        and each.box.intersection(right.box) is None
    ]
    nearest = min(
        others,
        key=lambda each: (
            abs(each.box.center.x - centre.x) + abs(each.box.center.y - centre.y),
            each.box,
        ),
        default=None,
    )
    if nearest is None:
        return None
    return Grounded(nearest, nearest.box, nearest.box.center, 0.9, "put there")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", required=True, type=Path, action="append", dest="folders")
    parser.add_argument("--detector", type=Path, help="an ONNX model in the place of the shipped")
    parser.add_argument("--cache", type=Path, default=Path("build/phrase-cache"))
    parser.add_argument("--show", help="what went wrong with this form, or with `all`")
    parser.add_argument("--fit", action="store_true", help="of the confidence")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    weights = asked.detector or (WEIGHTS if WEIGHTS.exists() else None)
    things = Detector(weights) if weights is not None else None
    seen = read_all(asked.folders, things, asked.cache)
    figures: dict[str, Any] = {"detector": str(weights) if weights else None}
    if asked.fit:
        fit(seen)
        return 0
    for title in WAYS:
        found = answers(seen, title)
        if asked.show:
            _show(found, asked.show)
        figures[title] = {
            "phrases": tell(title, found),
            "ECE": round(expected_error(chances(found)), 4),
            "self-check": tell_checks(found),
        }
        print(told("Confidence", chances(found)))
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
