"""What a recorder adds to the time that a program takes to answer a key.

    python -m tests.bench.latency [--json] [--keys 60]

Letters are typed into an editor, and it is measured how long after each was sent something was
drawn: in turns without a recorder and with one, so that a busy machine spoils both alike.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from Xlib import XK, X, display
from Xlib.ext import xtest

from tests.bench.processes import load
from tests.stages import until
from tracker.desktop.choose import open_desktop
from tracker.desktop.stage import Stage
from tracker.desktop.x11_camera import X11Camera

ROOT = Path(__file__).resolve().parents[2]
_ROUNDS = 3
_START_S = 60.0
_LOST_S = 2.0


@contextmanager
def recording(stage: Stage, folder: Path) -> Iterator[None]:
    said_at = folder / "said"
    with said_at.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "record", "--json"],
            cwd=ROOT,
            env={**os.environ, **stage.environ, "JOURNEYMAN_HOME": str(folder / "home")},
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        until(lambda: "Recording " in said_at.read_text(), "the recorder to start", _START_S)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_START_S)


def answers_ms(stage: Stage, keys: int) -> list[float]:
    """How long after each key something was drawn."""
    hand = display.Display(stage.display)
    code = hand.keysym_to_keycode(XK.string_to_keysym("a"))
    found = []
    with closing(X11Camera(stage.display)) as camera:
        for _ in range(keys):
            while camera.wait_for_change(0.12):  # a blink of the text cursor is over
                camera.glimpse()
            sent = time.monotonic()
            for kind in (X.KeyPress, X.KeyRelease):
                xtest.fake_input(hand, kind, code)
            hand.sync()
            if camera.wait_for_change(_LOST_S):
                found.append((time.monotonic() - sent) * 1000)
            camera.glimpse()
    hand.close()
    return found


def measure(keys: int) -> dict[str, float]:
    without: list[float] = []
    beside: list[float] = []
    with tempfile.TemporaryDirectory() as name, Stage.open((1280, 800)) as stage:
        stage.run(["mousepad", "--disable-server"])
        with closing(open_desktop(stage.environ)) as desktop:
            until(
                lambda: (window := desktop.inspector.window()) and "Mousepad" in window.title,
                "the editor",
                _START_S,
            )
        for turn in range(_ROUNDS):
            without += answers_ms(stage, keys // _ROUNDS)
            folder = Path(name) / str(turn)
            folder.mkdir()
            with recording(stage, folder):
                beside += answers_ms(stage, keys // _ROUNDS)
    figures = {"without": without, "with": beside}
    return {
        f"{part}_{kind}_ms": round(value, 2)
        for part, all_ms in figures.items()
        for kind, value in (
            ("median", statistics.median(all_ms)),
            ("p95", statistics.quantiles(all_ms, n=20)[-1]),
        )
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--keys", type=int, default=60)
    given = parser.parse_args()
    before = load()
    found = measure(given.keys)
    found["added_median_ms"] = round(found["with_median_ms"] - found["without_median_ms"], 2)
    if given.json:
        print(json.dumps({**found, "load": [round(before, 2), round(load(), 2)]}))
        return
    for name, value in found.items():
        print(f"{name:24}{value:10g}")


if __name__ == "__main__":
    main()
