"""What a recorder costs and what it keeps: ours and openadapt-capture, in the same run.

    python -m tests.bench.recorder [--json] [--size 1920x1080] [--peer VENV | --no-peer]

The same scripted minute in LibreOffice Impress (`impress_session`) is recorded on a private
display by each, in a process of its own. CPU, memory and bytes are the kernel's and the disk's;
whether a picture shows the effect is judged by the clock of the process that sent the input.
Before that each watches for a while how a text cursor blinks. The peer lives in a virtual
environment of its own (default build/openadapt), which `--install-peer` makes.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench import impress_session as session
from tests.bench.openadapt import PEER, install_peer, judge_peer, peer_command
from tests.bench.processes import cost, family, load
from tests.stages import until
from tracker.actions import Click, TypeText
from tracker.desktop.choose import open_desktop
from tracker.desktop.stage import Stage
from tracker.events import PointerMoved
from tracker.store import Store
from tracker.trajectory import Trajectory

ROOT = Path(__file__).resolve().parents[2]
KEYS = (
    "events_injected", "events_recorded", "text_right", "cpu_core_percent", "cpu_idle_percent",
    "rss_mb", "mb_per_minute", "frames_showing_effect", "grab_p99_ms", "bound_share", "stop_s",
)  # fmt: skip
_START_S = 90.0
_STOP_S = 240.0
_PEER_STARTS = 3
"""It gives up where all of its processes are not ready in 30 s."""

Figures = dict[str, float | None]


class EndedAtOnceError(RuntimeError):
    pass


@dataclass(frozen=True, slots=True)
class Watched:
    """What any recorder cost, and what was sent to it."""

    figures: Figures
    sent: list[session.Sent]
    said: str


def watch(
    stage: Stage,
    command: list[str],
    environ: Mapping[str, str],
    is_ready: Callable[[str], bool],
    idle_s: float,
    folder: Path,
) -> Watched:
    """Runs a recorder over an idle time and the session, and stops it like Ctrl-C does."""
    said_at, log = folder / "said", folder / "sent.jsonl"
    with said_at.open("w") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **stage.environ, **environ},
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    workers: set[int] = set()

    def has_begun() -> bool:
        workers.update(family(process.pid))
        return is_ready(said_at.read_text()) or process.poll() is not None

    try:
        until(
            has_begun,
            "the recorder to start",
            _START_S,
        )
        if process.poll() is not None:
            raise EndedAtOnceError(f"the recorder ended at once: {said_at.read_text()[-800:]}")
        time.sleep(3)
        idle = _percent(process.pid, lambda: time.sleep(idle_s))
        active = _percent(process.pid, lambda: play(stage, log))
        peak = cost(process.pid).rss_mb
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(_STOP_S)
        stop_s = time.monotonic() - asked
    finally:
        left = {*workers, *family(process.pid)} - {process.pid}
        if process.poll() is None:
            process.kill()
            process.wait()
        for worker in left:  # the peer's outlive it where it could not start
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
    figures: Figures = dict.fromkeys(KEYS)
    figures |= {
        "cpu_core_percent": round(active, 2),
        "cpu_idle_percent": round(idle, 3),
        "rss_mb": round(peak, 1),
        "stop_s": round(stop_s, 2),
    }
    return Watched(figures, session.read_log(log), said_at.read_text())


def _percent(pid: int, act: Callable[[], object]) -> float:
    """CPU of one core, in percent, while something goes on."""
    before, began = cost(pid).cpu_s, time.monotonic()
    act()
    return (cost(pid).cpu_s - before) / (time.monotonic() - began) * 100


def play(stage: Stage, log: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.impress_session", stage.display, "1", str(log)]
    subprocess.run(command, cwd=ROOT, check=True)


@contextmanager
def impress(size: tuple[int, int]) -> Iterator[Stage]:
    """A stage with the presentation on it, a text cursor blinking in its text box."""
    with Stage.open(size) as stage:
        deck = stage.home / "deck.fodp"
        deck.write_text(session.deck())
        stage.run(["soffice", "--norestore", "--nologo", "--impress", str(deck)])
        with closing(open_desktop(stage.environ)) as desktop:
            until(
                lambda: (window := desktop.inspector.window()) and "Impress" in window.title,
                "LibreOffice Impress",
                _START_S,
            )
            while desktop.camera.wait_for_change(2.0):
                desktop.camera.grab()
        hand = session.Hand(stage.display, 1.0)
        hand.play([session.BEGIN_TEXT])
        yield stage


def measure_ours(size: tuple[int, int], idle_s: float) -> Figures:
    with impress(size) as stage, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        watched = watch(
            stage,
            [sys.executable, "-m", "app", "record", "--json"],
            {"JOURNEYMAN_HOME": str(home)},
            lambda said: "Recording " in said,
            idle_s,
            folder,
        )
        used = sum(file.stat().st_size for file in home.glob("journeyman.db*"))
        said = json.loads(watched.said.strip().splitlines()[-1])
        with closing(Store.open(home / "journeyman.db")) as store:
            judged = _judge(watched.sent, store, said["id"])
            wrong = store.check()
        if wrong:
            raise RuntimeError(f"the store is not sound: {wrong}")
    figures = watched.figures | judged
    figures["mb_per_minute"] = round(used / 1e6, 2)
    figures["grab_p99_ms"] = said["grab_p99_ms"]
    figures["dropped"] = said["dropped"]
    return figures


def _judge(sent: list[session.Sent], store: Store, number: int) -> Figures:
    acted = [one for one in sent if one.kind != "move"]
    kept = [event for event in store.events(number) if not isinstance(event, PointerMoved)]
    shown = store.load(number)
    figures: Figures = {"events_injected": len(acted), "events_recorded": len(kept)}
    texts = "\n".join(s.action.text for s in shown.steps if isinstance(s.action, TypeText))
    right = sum(len(text) for text in session.typed() if text in texts)
    figures["text_right"] = right / sum(map(len, session.typed()))
    clicks = [step for step in shown.steps if isinstance(step.action, Click)]
    bound = [
        step for step in clicks
        if step.evidence.element and step.evidence.element.box.contains(step.action.target)
    ]  # fmt: skip
    figures["bound_share"] = round(len(bound) / len(clicks), 3) if clicks else 0.0
    figures["steps"] = len(shown.steps)
    return figures | _ages(acted, [event.t_ns for event in kept], shown)


def _ages(acted: list[session.Sent], heard_ns: list[int], shown: Trajectory) -> Figures:
    """A picture that was complete before its event was sent cannot show the effect.

    The recorder's clock began at an unknown time: the latest that fits is taken, which makes
    its pictures up to 1 ms younger than they are.
    """
    if len(acted) != len(heard_ns):
        return {"frames_showing_effect": None, "frame_age_median_ms": None}
    zero_ns = max(one.t_ns - heard for one, heard in zip(acted, heard_ns, strict=True))
    sent_ns = dict(zip(reversed(heard_ns), reversed([one.t_ns for one in acted]), strict=True))
    ages = [
        sent_ns[step.t_ns] - (step.before.frame.t_ns + zero_ns)
        for step in shown.steps
        if step.t_ns in sent_ns
    ]
    return {
        "frames_showing_effect": sum(age < 0 for age in ages),
        "frame_age_median_ms": round(float(np.median(ages)) / 1e6, 1),
        "frame_age_p99_ms": round(float(np.percentile(ages, 99)) / 1e6, 1),
    }


def measure_peer(venv: Path, size: tuple[int, int], idle_s: float) -> Figures:
    with impress(size) as stage, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for attempt in range(_PEER_STARTS):
            capture = folder / f"capture-{attempt}"
            command, is_ready = peer_command(venv, capture), lambda said: "Capture session" in said
            try:
                watched = watch(stage, command, {}, is_ready, idle_s, folder)
                break
            except EndedAtOnceError:
                if attempt == _PEER_STARTS - 1:
                    raise
        used = sum(file.stat().st_size for file in capture.rglob("*") if file.is_file())
        figures = watched.figures | judge_peer(capture, watched.sent)
        figures["mb_per_minute"] = round(used / 1e6, 2)
    return figures


def ratios(ours: Figures, peer: Figures) -> Figures:
    def ratio(key: str) -> float | None:
        one, other = ours[key], peer[key]
        return round(one / other, 3) if one is not None and other else None

    return {
        "cpu": ratio("cpu_core_percent"),
        "mb_per_minute": ratio("mb_per_minute"),
        "rss": ratio("rss_mb"),
    }


def report(found: Mapping[str, object]) -> None:
    ours, peer = found["ours"], found["peer"]
    assert isinstance(ours, dict)
    assert isinstance(peer, dict)
    print(f"{'':24}{'ours':>12}{PEER:>28}")
    for key in dict.fromkeys([*ours, *peer]):
        print(f"{key:24}{_cell(ours.get(key)):>12}{_cell(peer.get(key)):>28}")
    print(f"ours/peer: {found['ratio']}; load before, after: {found['load']}")
    if found["peer_note"]:
        print(f"peer: {found['peer_note']}")


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds of idle time")
    parser.add_argument("--peer", type=Path, default=ROOT / "build" / "openadapt")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--install-peer", action="store_true", help="make its environment first")
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    load_before = load()
    ours = measure_ours((width, height), given.idle)
    peer, note = dict.fromkeys(KEYS), "not measured"
    if given.install_peer:
        install_peer(given.peer)
    if not given.no_peer:
        try:
            peer, note = measure_peer(given.peer, (width, height), given.idle), ""
        except (RuntimeError, AssertionError, FileNotFoundError, subprocess.TimeoutExpired) as why:
            note = f"could not be measured: {why}"
    found = {
        "ours": ours,
        "peer": peer,
        "ratio": ratios(ours, peer),
        "size": [width, height],
        "load": [round(load_before, 2), round(load(), 2)],
        "peer_note": note,
    }
    if given.json:
        print(json.dumps(found))
    else:
        report(found)


if __name__ == "__main__":
    main()
