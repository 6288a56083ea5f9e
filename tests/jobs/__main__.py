"""`python -m tests.jobs record|replay|list`: jobs shown by scripted people, and done again."""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.settings import Settings
from app.wiring import Wiring
from tests.jobs.catalogue import JOBS, chosen
from tests.jobs.recording import record, round_robin
from tests.jobs.workshop import Workshop

_MOST = 133
"""Trajectories in the training set."""

console = Console(highlight=False, stderr=True)


def main() -> int:
    options = _parser().parse_args()
    report: Callable[[argparse.Namespace], int] = options.report
    return report(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.jobs", description=__doc__)
    orders = parser.add_subparsers(required=True)
    recording = orders.add_parser("record", help="record jobs into a store")
    recording.add_argument("--per-kind", type=int, default=10)
    recording.add_argument("--home", type=Path, required=True, help="the data folder of the store")
    recording.add_argument("--most", type=int, default=_MOST, help="trajectories in the store")
    recording.set_defaults(report=_record)
    replaying = orders.add_parser("replay", help="record one job, replay it with other values")
    replaying.add_argument("--runs", type=int, default=3)
    replaying.set_defaults(report=_replay)
    for order in (recording, replaying):
        order.add_argument("--kinds", "--kind", default="all", help="all, unseen, or a,b,c")
        order.add_argument("--seed", type=int, default=1)
        order.add_argument("--hurry", type=float, default=4.0, help="1 is a person's pace")
        order.add_argument("--json", action="store_true", help="one JSON object on stdout")
    listing = orders.add_parser("list", help="the kinds of job")
    listing.set_defaults(report=_list)
    return parser


def _record(options: argparse.Namespace) -> int:
    examples = round_robin(chosen(options.kinds), options.per_kind, options.seed)
    takes = []
    with Wiring(Settings(home=options.home.absolute())) as wiring, Workshop.open() as workshop:
        for take in record(wiring, workshop, examples, hurry=options.hurry, most=options.most):
            mark = "right" if take.right else f"DISCARDED: {take.reason}"
            console.print(
                f"{take.kind} {take.number}: {take.steps} steps, {take.seconds} s, {mark}",
                markup=False,
            )
            takes.append(take)
    rows = [
        {
            "kind": kind,
            "recorded": len(of_kind),
            **_tally(of_kind),
        }
        for kind, of_kind in _by_kind(takes).items()
    ]
    _show(options, rows)
    return 0 if all(row["right"] for row in rows) else 1


def _replay(options: argparse.Namespace) -> int:
    from tests.jobs.replaying import replay  # the agent, which recording does without

    runs = []
    for job in chosen(options.kinds):
        for run in replay(job, options.runs, options.seed, hurry=options.hurry):
            mark = "right" if run.right else f"WRONG: {run.reason}"
            console.print(f"{run.kind}: {run.seconds} s, {mark}", markup=False)
            runs.append(run)
    rows = [
        {
            "kind": kind,
            "runs": len(of_kind),
            **_tally(of_kind),
        }
        for kind, of_kind in _by_kind(runs).items()
    ]
    _show(options, rows)
    return 0 if all(row["right"] == row["runs"] for row in rows) else 1


def _list(_options: argparse.Namespace) -> int:
    table = Table("kind", "program", "ways", "wordings", "unseen")
    for job in JOBS:
        table.add_row(
            job.kind,
            job.program,
            ", ".join(job.ways),
            f"{len(job.wordings)} + {len(job.strange_wordings)}",
            "unseen" if job.is_held_out else "",
        )
    Console().print(table)
    return 0


def _tally(of_kind: list[Any]) -> dict[str, float]:
    return {
        "right": sum(one.right for one in of_kind),
        "steps": round(statistics.mean(one.steps for one in of_kind), 1),
        "seconds": round(statistics.mean(one.seconds for one in of_kind), 1),
    }


def _by_kind(results: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in results:
        found.setdefault(one.kind, []).append(one)
    return found


def _show(options: argparse.Namespace, rows: list[dict[str, Any]]) -> None:
    if options.json:
        print(json.dumps({"seed": options.seed, "kinds": rows}))
        return
    table = Table(*(rows[0] if rows else ("nothing to do",)))
    for row in rows:
        table.add_row(*(str(cell) for cell in row.values()))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
