"""Labelled screens in, a detector that sees the person's own programs better out, or why not.

What the shipped one was taught is learned on from; the new one is made small, compared with what
it was before that, and measured against the one in use on screens that neither has learned from.
torch is loaded here and nowhere before.
"""

import hashlib
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.own_models import OwnModel, register
from app.retraining import Tell
from app.settings import SHIPPED_DETECTOR
from app.wiring import Wiring
from grounding.detector import Detector
from grounding.judged import Judged, judged
from models.labels import Labelled, read_labelled
from models.registry import Kind, Lineage
from models.training.libraries import FOR_DETECTORS, require_libraries
from tracker.errors import Malformed, Unavailable
from tracker.geometry import Box

if TYPE_CHECKING:
    from models.training.adapting import Lessons, Weights
    from models.training.runs import Recipe

_FEWEST_LEARNED = 8
_FEWEST_HELD_OUT = 4
_HELD_OUT = 5
"""One of so many."""

_MADE_UP = 240
"""Screens, made in half a minute of a processor."""

_MADE_UP_HELD_OUT = 8
"""One of so many, to see what was forgotten."""

_SHARES = (0.5, 0.75, 1.0)
"""Of what was learned, the rest being what it began with (arXiv:2109.01903): what stands between
the two keeps most of the first one's sight elsewhere, and has most of what was learned."""

_SPOILT = 0.02
"""How much less the score may be than before it was made small."""

_BETTER = 0.02
"""How much higher the score must be on the person's screens: on a few of them less is chance."""

_FORGOTTEN = 0.01
"""How much less the score may be on screens that are none of the person's."""

_LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class Order:
    """folders: of labelled screens. name: the new detector's. minutes, threads: as in `Recipe`."""

    folders: Sequence[Path]
    name: str
    minutes: float
    threads: int
    resume: bool


@dataclass(frozen=True, slots=True)
class Result:
    """learned, held_out: screens. share: of what was learned, 0 to 1.

    before, after, whole: on the held-out screens, of the one in use, of the new one, and of that
    before it was made small. usual_before, usual_after: on made-up ones. refusal: why it is not
    used, "" if it is.
    """

    name: str
    learned: int
    held_out: int
    share: float
    before: Judged
    after: Judged
    whole: Judged
    usual_before: Judged
    usual_after: Judged

    @property
    def refusal(self) -> str:
        if self.after.score < self.whole.score - _SPOILT:
            return "it was spoilt when it was made small."
        if self.after.score < self.before.score + _BETTER:
            return "it sees your screens hardly better than the one in use, or worse."
        if self.usual_after.score < self.usual_before.score - _FORGOTTEN:
            return "it sees your screens better, but has forgotten too much of other ones."
        return ""

    @property
    def is_used(self) -> bool:
        return not self.refusal

    def told(self) -> dict[str, object]:
        return {**asdict(self), "refusal": self.refusal, "is_used": self.is_used}


def train_grounder(wiring: Wiring, order: Order, tell: Tell) -> Result:
    """Raises Unavailable without the training libraries, Malformed if there is too little to learn
    from or a screen cannot be read."""
    versions = require_libraries(FOR_DETECTORS)
    own = OwnModel(wiring.settings.home, order.name, Kind.GROUNDER)
    own.must_not_replace_another_kind(wiring.registry)
    in_use = wiring.detector
    learned, held_out = _divided(order.folders)
    data = _sum_of([*learned, *held_out])
    recipe = _recipe(order)
    with TemporaryDirectory() as folder:
        tell("Making up screens", 0, _MADE_UP, "")
        lessons = _lessons(learned, held_out, Path(folder))
        weights = _learn(lessons, own, recipe, data, tell, resume=order.resume)
        result, file = _best(weights, order.name, lessons, in_use, Path(folder), tell)
        shutil.copyfile(file, own.weights)
    own.write_lineage(
        {
            **result.told(),
            "data_sha256": data,
            # JSON has no number for "as long as it takes".
            "recipe": {k: v for k, v in asdict(recipe).items() if v != math.inf},
            "parent": {"id": SHIPPED_DETECTOR, "sha256": _sha256_of_base()},
            "versions": versions,
        }
    )
    if result.is_used:
        title = f"Element detector, taught {result.learned} screens of yours"
        register(own, title, _LICENCE, Lineage(base_model=SHIPPED_DETECTOR))
        wiring.forget_registry()
        wiring.weights.fetch(order.name)
        wiring.selection.use(order.name, "grounder")
    return result


def _divided(folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    from models.training.detector_data import divided

    learned, held_out = divided(folders, _HELD_OUT, _FEWEST_HELD_OUT)
    if len(learned) < _FEWEST_LEARNED:
        needed = _FEWEST_LEARNED + max(_FEWEST_HELD_OUT, len(held_out))
        raise Malformed(
            f"{len(learned) + len(held_out)} labelled screens in {', '.join(map(str, folders))} "
            f"are too few to learn from: at least {needed} are needed, since some must be held "
            "out.",
            hint="Collect more with `journeyman harvest` while you use your programs.",
        )
    return learned, held_out


def _sum_of(files: Sequence[Path]) -> str:
    """Of the labels and the pictures; each is read, so that a broken one is found before hours."""
    known = hashlib.sha256()
    for file in files:
        screen = read_labelled(file)
        known.update(repr(screen.labels).encode())
        known.update(screen.frame.pixels.tobytes())
    return known.hexdigest()


def _make_up(folder: Path) -> None:
    """In a process of its own: it makes a Qt application without a display."""
    made = subprocess.run(
        [sys.executable, "-m", "models.training.screens", "--kind", "windows",
         "--out", str(folder), "--count", str(_MADE_UP)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if made.returncode != 0:
        reason = made.stderr.strip().rpartition("\n")[2]
        raise Unavailable(
            f"No screens can be made up here: {reason}",
            hint="`python -m models.training.screens --kind windows --out DIR` tells more.",
        )


def _lessons(learned: Sequence[Path], held_out: Sequence[Path], folder: Path) -> "Lessons":
    """folder: where the made-up screens go."""
    from models.training.adapting import Lessons
    from models.training.detector_data import divided

    _make_up(folder)
    made_up, usual = divided([folder], _MADE_UP_HELD_OUT)
    return Lessons(learned, made_up, held_out, usual)


def _recipe(order: Order) -> "Recipe":
    from models.training.adapting import RECIPE

    threads = order.threads or max(1, (os.cpu_count() or 2) - 1)
    return replace(RECIPE, minutes=order.minutes, threads=threads)


def _learn(
    lessons: "Lessons", own: OwnModel, recipe: "Recipe", data: str, tell: Tell, *, resume: bool
) -> "Weights":
    from models.training.adapting import adapt

    def report(at: Mapping[str, object]) -> None:
        note = f"loss {at['loss']}, {at['minutes left']} min left"
        tell("Learning", round(float(str(at["minutes"]))), round(recipe.minutes), note)

    tell("Learning", 0, round(recipe.minutes), "")
    return adapt(lessons, own.folder, recipe, resume=resume, data=data, tell=report)


def _best(
    weights: "Weights",
    name: str,
    lessons: "Lessons",
    in_use: Detector | None,
    folder: Path,
    tell: Tell,
) -> tuple[Result, Path]:
    """With the share of what was learned with which it does best; the file lies in the folder."""
    from models.training.adapting import mixed_with_base
    from models.training.detector import export
    from models.training.quantised import quantise

    before, usual_before = _judged(in_use, lessons.held_out), _judged(in_use, lessons.usual)
    tried = []
    for done, share in enumerate(_SHARES):
        tell("Comparing", done, len(_SHARES), "")
        whole, small = (folder / f"{share}-{size}.onnx" for size in ("whole", "small"))
        export(mixed_with_base(weights, share), whole)
        quantise(whole, lessons.files(), small)
        found = Detector(small)
        result = Result(
            name,
            len(lessons.own),
            len(lessons.held_out),
            share,
            before,
            _judged(found, lessons.held_out),
            _judged(Detector(whole), lessons.held_out),
            usual_before,
            _judged(found, lessons.usual),
        )
        tried.append((result, small))
    return max(tried, key=lambda one: (one[0].is_used, one[0].after.score))


def _judged(detector: Detector | None, files: Sequence[Path]) -> Judged:
    """detector: None sees nothing."""
    total = Judged()
    for file in files:
        screen = read_labelled(file)
        total += judged([] if detector is None else _boxes(detector, screen), screen.labels)
    return total


def _boxes(detector: Detector, screen: Labelled) -> list[Box]:
    return [one.box for one in detector.detections(screen.frame.pixels)]


def _sha256_of_base() -> str:
    from models.training.base_weights import BASE

    return hashlib.sha256(BASE.read_bytes()).hexdigest()
