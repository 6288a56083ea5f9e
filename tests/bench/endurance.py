"""Whether a recorder lasts: a thousand events a second for a minute, and an hour of work.

    python -m tests.bench.endurance [--json] [--speed 16] [--minutes 60] [--flood 60]

`journeyman record` runs in a process of its own on a private display with an editor on it. Each
minute of the hour has 30 clicks, 200 keys, 20 turns of the wheel, 5 drags and 1,000 movements; it
is played at `--speed`, so that the hour takes minutes. What is kept is compared event by event
with what was sent, and memory is the kernel's count.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.bench.processes import cost, load, resident_mb
from tests.flood import MIXED, TEXT, Flood, by_device, told
from tests.stages import open_stage, program, until
from tests.windows import place_window
from tracker.desktop.stage import Stage
from tracker.store import Store

ROOT = Path(__file__).resolve().parents[2]
_CLICK = ("press", "release")
_WORK = (
    *(TEXT * 4),
    *(("move",) * 30 + _CLICK) * 6,
    *("move", "turn", "turned") * 4,
    *("press", *("move",) * 16, "release"),
)
MINUTE = _WORK * 5
"""So many events as a busy minute has, in its order."""

_START_S = 90.0
_STOP_S = 240.0


@dataclass
class Watched:
    """memory: MB at each sample, with the monotonic time of it."""

    flood: Flood
    memory: list[tuple[float, float]] = field(default_factory=list)
    cpu_percent: float = 0.0
    stop_s: float = 0.0
    said: dict[str, float] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    bytes_kept: int = 0

    def figures(self) -> dict[str, float | int | bool]:
        sent = [one.what for one in self.flood.sent]
        seconds = self.flood.all[-1].t_ns / 1e9 - self.flood.all[0].t_ns / 1e9
        return {
            "events_sent": len(self.flood.all),
            "a_second": round(len(self.flood.all) / seconds),
            "must_be_kept": len(sent),
            "kept": len(self.kept),
            "same_in_order": by_device(self.kept) == by_device(sent),
            "dropped": int(self.said["dropped"]),
            "steps": int(self.said["steps"]),
            "cpu_core_percent": round(self.cpu_percent, 1),
            "rss_peak_mb": round(max(mb for _, mb in self.memory), 1),
            "mb_kept": round(self.bytes_kept / 1e6, 2),
            "stop_s": round(self.stop_s, 2),
        }


def watch(rate: float, count: int, pattern: tuple[str, ...]) -> Watched:
    with editor() as stage, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with recorder(stage, home) as process, Flood(
            stage.display, rate, count=count, pattern=pattern
        ) as flood:  # fmt: skip
            found = Watched(flood)
            began, before = time.monotonic(), cost(process.pid).cpu_s
            while len(flood.all) < count:
                found.memory.append((time.monotonic(), resident_mb(process.pid)))
                time.sleep(0.5)
            flood.join(60)
            spent = cost(process.pid).cpu_s - before
            found.cpu_percent = spent / (time.monotonic() - began) * 100
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=_STOP_S)
            found.stop_s = time.monotonic() - asked
            found.said = json.loads(out)
        database = home / "journeyman.db"
        found.bytes_kept = database.stat().st_size
        with closing(Store.open(database)) as store:
            found.kept = told(store.events(1))
    return found


@contextmanager
def editor() -> Iterator[Stage]:
    with open_stage() as stage, program(stage, "mousepad", "--disable-server") as pid:
        place_window(stage.environ, pid, x=20, y=20, width=900, height=600)
        yield stage


@contextmanager
def recorder(stage: Stage, home: Path) -> Iterator["subprocess.Popen[str]"]:
    said = home / "said"
    with said.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "record", "--json"],
            cwd=ROOT, env={**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(home)},
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        until(lambda: "Stop with" in said.read_text(), "the recorder to start", _START_S)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def hour(minutes: float, speed: float) -> dict[str, float | int | bool]:
    """With how much memory there was after a sixth of the time and at its end, and the trend
    between, by the straight line through all samples of that part."""
    count = round(minutes * len(MINUTE))
    watched = watch(len(MINUTE) / 60 * speed, count, MINUTE)
    times, memory = (np.array(part) for part in zip(*watched.memory, strict=True))
    settled = times > times[0] + (times[-1] - times[0]) / 6
    slope = np.polyfit(times[settled] * speed / 3600, memory[settled], 1)[0]
    return {
        "minutes_of_work": minutes,
        "speed": speed,
        **watched.figures(),
        "rss_early_mb": round(float(memory[settled][0]), 1),
        "rss_end_mb": round(float(memory[-1]), 1),
        "rss_mb_per_hour": round(float(slope), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--speed", type=float, default=16.0, help="of the hour")
    parser.add_argument("--minutes", type=float, default=60.0, help="of work; 0 leaves it out")
    parser.add_argument("--flood", type=float, default=60.0, help="seconds; 0 leaves it out")
    given = parser.parse_args()
    found: dict[str, object] = {"load_before": round(load(), 2)}
    if given.flood:
        found["flood"] = watch(1000, round(1000 * given.flood), MIXED).figures()
    if given.minutes:
        found["hour"] = hour(given.minutes, given.speed)
    found["load_after"] = round(load(), 2)
    if given.json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        if isinstance(figures, dict):
            print(name)
            for key, value in figures.items():
                print(f"   {key:20}{value}")
        else:
            print(f"{name}: {figures}")


if __name__ == "__main__":
    main()
