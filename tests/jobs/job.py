"""What a job is: words for it, a person who does it, and a judge who looks at the real result."""

import json
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.jobs.fresh import FRESH, SPENT
from tests.jobs.looks import Look, random_look
from tests.jobs.words import Dice, asked
from tests.jobs.worker import Worker
from tracker.desktop.protocols import Inspector
from tracker.desktop.stage import Stage

Values = Mapping[str, str]


class Split(StrEnum):
    """TRAIN: to learn from. VALUES: values that were held out. WORDING: both values and words.
    FRESH: likewise, in words that nobody looked at while the code was written. SPENT: those that
    were fresh once."""

    TRAIN = "train"
    VALUES = "values"
    WORDING = "wording"
    FRESH = "fresh, third"
    SPENT = "fresh"


@dataclass(frozen=True, slots=True)
class Example:
    """One time that a job is to be done. way: how the person does it, one of the job's ways."""

    kind: str
    seed: int
    number: int
    split: Split
    instruction: str
    values: Values
    look: Look
    way: str

    @property
    def detail(self) -> str:
        """For a trajectory's lineage: enough to draw this example again, and its values to read."""
        return json.dumps(
            {
                "kind": self.kind,
                "seed": self.seed,
                "number": self.number,
                "split": self.split,
                "way": self.way,
                "values": dict(self.values),
            },
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a job is done."""

    stage: Stage
    look: Look
    values: Values

    @property
    def home(self) -> Path:
        return Path(self.stage.home)

    @property
    def documents(self) -> Path:
        """The folder that a job's files lie in; empty when its program starts."""
        return self.home / "Documents"


@dataclass(frozen=True, slots=True)
class Job:
    """needs: programs without which it cannot be done.

    wordings: how people ask for it; strange_wordings: those that training never sees. See `asked`.
    opened: prepares what the values say, starts the program, and ends it. perform: the person.
    is_right: asks the disk, the settings, the server or the program itself. is_held_out: a kind
    that is never trained on.
    """

    kind: str
    program: str
    needs: tuple[str, ...]
    wordings: tuple[str, ...]
    strange_wordings: tuple[str, ...]
    draw: Callable[[Dice], Values]
    opened: Callable[[Scene], AbstractContextManager[None]]
    perform: Callable[[Worker, Values, str], None]
    is_right: Callable[[Scene, Inspector], bool]
    ways: tuple[str, ...] = ("menu",)
    is_held_out: bool = False

    def example(self, seed: int, number: int, split: Split = Split.TRAIN) -> Example:
        """The same for the same arguments."""
        dice = random.Random(f"{seed}/{self.kind}/{number}/{split}")
        values = self.draw(Dice(dice, is_held_out=split is not Split.TRAIN))
        is_strange = split in (Split.WORDING, Split.FRESH, Split.SPENT)
        wordings = self.words_for(split)
        wording = wordings[(number + seed) % len(wordings)]
        return Example(
            self.kind,
            seed,
            number,
            split,
            asked(wording, values, dice, is_held_out=is_strange),
            values,
            random_look(dice),
            self.ways[number % len(self.ways)],
        )

    def words_for(self, split: Split) -> tuple[str, ...]:
        match split:
            case Split.FRESH:
                return FRESH[self.kind]
            case Split.SPENT:
                return SPENT[self.kind]
            case Split.WORDING:
                return self.strange_wordings
            case _:
                return self.wordings


def example_of(detail: str) -> dict[str, Any] | None:
    """What `Example.detail` said; None for the lineage of a trajectory that is no job's."""
    try:
        found = json.loads(detail)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "kind" in found else None
