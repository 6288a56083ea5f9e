"""Whole jobs, done on a private display by the planner at work and judged on their real result.

With new values; in strange words; in words that nobody looked at while the code was written; of
kinds that no training saw. The recordings are its memory. To be wrong is one thing, and to say that
a job is done which is not is worse: these are counted for themselves.
"""

import shutil
import tempfile
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from rich.console import Console

from app.jobs import do_job
from app.settings import Settings
from app.wiring import Wiring
from tests.jobs.catalogue import chosen
from tests.jobs.job import Example, Job, Split
from tests.jobs.workshop import Workshop, is_right
from tracker.trajectory import Ending

SORTS: Final[Mapping[str, tuple[str, Split]]] = {
    "jobs_right": ("all", Split.VALUES),
    "jobs_paraphrased_right": ("all", Split.WORDING),
    "jobs_fresh_right": ("all", Split.FRESH),
    "jobs_spent_right": ("all", Split.SPENT),
    "jobs_unseen_right": ("unseen", Split.VALUES),
}
_SEED: Final = 2
"""The recordings are drawn with another."""
_MOST_STEPS: Final = 16
_OF_A_KIND: Final = 3
"""So many at most: there are few kinds that are never shown."""


class Came(StrEnum):
    """What came of a job. WRONGLY_DONE: it was said to be done, and is not."""

    RIGHT = "right"
    FAILED = "failed"
    WRONGLY_DONE = "wrongly done"


def whole_jobs(
    settings: Settings,
    db: Path,
    planner: str,
    count: int,
    sorts: Collection[str] | None,
    console: Console,
) -> dict[str, float | int | None]:
    """Shares right, of `count` jobs of each sort or three of each of its kinds; None for what was
    not measured."""
    told: dict[str, float | int | None] = dict.fromkeys(SORTS)
    if not count:
        return told
    wrongly = 0
    with tempfile.TemporaryDirectory() as folder, Workshop.open() as workshop:
        home = Path(folder)
        (home / "models").symlink_to(settings.models)
        shutil.copy(db, home / "journeyman.db")
        if (settings.home / "registry.toml").exists():
            shutil.copy(settings.home / "registry.toml", home)
        with Wiring(Settings(home=home, planner=planner)) as wiring:
            for name in sorts or SORTS:
                kinds, part = SORTS[name]
                jobs = chosen(kinds)
                came: list[Came] = []
                for number in range(min(count, _OF_A_KIND * len(jobs))):
                    job = jobs[number % len(jobs)]
                    wanted = job.example(_SEED, number // len(jobs), part)
                    came.append(_came_of(wiring, workshop, job, wanted))
                    console.print(f"{came[-1]}: {job.kind}: {wanted.instruction}", markup=False)
                told[name] = round(came.count(Came.RIGHT) / len(came), 3)
                wrongly += came.count(Came.WRONGLY_DONE)
    return {**told, "jobs_wrongly_done": wrongly}


def _came_of(wiring: Wiring, workshop: Workshop, job: Job, wanted: Example) -> Came:
    with (
        workshop.ready(job, wanted) as scene,
        wiring.body(workshop.stage.environ) as body,
    ):
        driven = do_job(
            wiring,
            body,
            wanted.instruction,
            ask=lambda _planned: True,
            show=lambda _event: None,
            max_steps=_MOST_STEPS,
        )
        if driven.ended.ending is not Ending.FINISHED:
            return Came.FAILED
        right = is_right(job, scene, body.desktop.inspector)
        return Came.RIGHT if right else Came.WRONGLY_DONE
