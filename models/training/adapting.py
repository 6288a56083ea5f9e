"""The shipped detector learns on, from screens of this machine: labelled screens in, weights out.

Slowly, and with as many made-up screens among them, so that a few programs' screens do not take
away what serves elsewhere. From a checkpoint it goes on as every training of the detector does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from torch import Tensor

from models.training.base_weights import read_base
from models.training.detector import Training
from models.training.runs import Recipe, Tell

RECIPE: Final = Recipe(minutes=20, rate=2e-4, warm_up=30, check_every=50)

Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Label files. own: of the person's programs; held_out: likewise, and not learned from.

    made_up: of no program; usual: likewise, and not learned from.
    """

    own: Sequence[Path]
    made_up: Sequence[Path]
    held_out: Sequence[Path]
    usual: Sequence[Path]

    def files(self) -> list[Path]:
        """Their own again and again, until they are about as many as the made-up ones."""
        times = max(1, round(len(self.made_up) / len(self.own)))
        return [*(list(self.own) * times), *self.made_up]


def adapt(
    lessons: Lessons, out: Path, recipe: Recipe, *, resume: bool, data: str, tell: Tell
) -> Weights:
    """out: the folder of the run. data, resume, tell: as `Training` takes them."""
    training = Training(
        lessons.files,
        lessons.held_out,
        out,
        recipe,
        resume=resume,
        start=read_base(),
        data=data,
        tell=tell,
    )
    training.run()
    return training.smoothed


def mixed_with_base(learned: Weights, share: float) -> Weights:
    """share: of what was learned, 0 to 1; the rest is what it began with."""
    base = read_base()
    return {
        name: base[name].lerp(value, share) if value.dtype.is_floating_point else value
        for name, value in learned.items()
    }
