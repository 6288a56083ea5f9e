"""The installed package does the main job: tray, record, replay and do, in a system of its own.

Run by packaging/package-test.sh, as an ordinary user, with the root folder of that system. All
that is tested comes out of the package there; from this checkout come only the scripted person
and the eyes that tell what is on the display.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.registry import load_registry
from tests import letter
from tests.letter import INSTRUCTED, REPLAYED, SHOWN
from tests.person import Person
from tests.stages import until
from tests.trays import QUIET, Desk
from tests.windows import place_window
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.x11_windows import XWindows

_HOME = "/home/anna"
_START_S = 60.0
_BASE = "smollm2-135m"
_FAILED = Path(__file__).resolve().parents[1] / "build/package/failed.png"


@dataclass(frozen=True, slots=True)
class Installed:
    """The other system. root: its folder. shared: a folder that has the same path in both."""

    root: Path
    shared: Path

    def command(self, *arguments: str, **environ: str) -> list[str]:
        """As the user there, with nothing of this process but the right to do less."""
        variables = {
            "HOME": _HOME,
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "TMPDIR": str(self.shared),
            **environ,
        }
        return [
            *("chroot", str(self.root), "setpriv", "--ambient-caps=-all", "--inh-caps=-all"),
            *("env", "-i", "-C", _HOME, *(f"{name}={value}" for name, value in variables.items())),
            *arguments,
        ]

    def ask(self, *arguments: str, **environ: str) -> str:
        """What it prints. Ends the test if it fails."""
        ran = subprocess.run(
            self.command(*arguments, **environ), capture_output=True, text=True, timeout=170
        )
        assert ran.returncode == 0, f"{arguments} gave {ran.returncode}:\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    @property
    def data(self) -> Path:
        return self.root / _HOME[1:] / ".local/share/journeyman"


@dataclass(frozen=True, slots=True)
class Stage:
    """One that the package opened."""

    display: str
    environ: Mapping[str, str]
    home: Path


@contextmanager
def started(installed: Installed, *arguments: str, **environ: str) -> Iterator[subprocess.Popen]:
    """Ended as Ctrl-C ends it."""
    process = subprocess.Popen(installed.command(*arguments, **environ), start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@contextmanager
def stage_with(installed: Installed, *program: str) -> Iterator[Stage]:
    """The packaged `journeyman stage -- PROGRAM`, from its start to its end."""
    published = installed.data / "run" / "stage.json"
    with started(installed, "journeyman", "stage", "--", *program):
        until(published.exists, "the stage", _START_S)
        state = json.loads(published.read_text())
        yield Stage(state["display"], state["environ"], Path(state["directory"]) / "home")
    until(lambda: not published.exists(), "the stage to be gone")


@contextmanager
def seen(desktop: Desktop) -> Iterator[None]:
    """Keeps what was on the display when something went wrong."""
    try:
        yield
    except BaseException:
        _FAILED.write_bytes(desktop.camera.grab().png)
        print(f"What was on the display: {_FAILED}", flush=True)
        raise


def starts(installed: Installed) -> str:
    print(installed.ask("journeyman", "--version").strip())
    seconds = []
    for _ in range(4):
        begun = time.monotonic()
        installed.ask("journeyman", "list")
        seconds.append(time.monotonic() - begun)
    # The doctor ends with 3, since there is no display and there are no weights: it is read only.
    doctor = subprocess.run(
        installed.command("journeyman", "doctor"), capture_output=True, text=True, timeout=120
    )
    print(doctor.stdout)
    assert doctor.returncode == 3, doctor.stderr
    assert "✓ stage" in doctor.stdout
    assert "✓ inference" in doctor.stdout
    assert "✓ llama.cpp" in doctor.stdout
    return f"list: {seconds[0]:.1f} s at first, {min(seconds[1:]):.2f} s after"


def shows_its_tray(installed: Installed) -> str:
    with ExitStack() as held:
        stage = held.enter_context(stage_with(installed, "tint2"))
        desktop = held.enter_context(_desktop(stage))
        held.enter_context(seen(desktop))
        person = held.enter_context(Person(stage.environ))
        windows = XWindows(stage.display)
        held.callback(windows.close)
        home = {"JOURNEYMAN_HOME": f"{_HOME}/tray"}
        tray = held.enter_context(started(installed, "journeyman", **{**stage.environ, **home}))
        desk = Desk(stage, desktop, person, windows)  # type: ignore[arg-type]
        until(lambda: "Welcome" in desk.title(), "the welcome of a first start", _START_S)
        desk.click_text("Close")
        until(lambda: "Welcome" not in desk.title(), "the welcome to close")
        desk.icon(QUIET)
        desk.menu("Library")
        until(lambda: "Journeyman" in desk.title(), "the library's window", _START_S)
        tray.terminate()
        until(lambda: tray.poll() is not None, "the tray to end", _START_S)
        assert tray.returncode == 0, f"the tray gave {tray.returncode}"
    return "welcome, icon, menu and library in tint2; ends in order"


def records(installed: Installed) -> str:
    with ExitStack() as held:
        stage = held.enter_context(stage_with(installed, "mousepad", "--disable-server"))
        desktop = held.enter_context(_desktop(stage))
        held.enter_context(seen(desktop))
        person = held.enter_context(Person(stage.environ))
        _place(stage, desktop, (80, 60, 760, 520))
        recording = held.enter_context(
            started(installed, "journeyman", "record", "--stage", "--task", letter.TASK)
        )
        until(lambda: _trajectories(installed), "the recording to begin", _START_S)
        time.sleep(1.0)  # a person who was told that it records takes a breath as well
        letter.write(person, desktop.inspector, SHOWN)
        person.press("ctrl", "alt", "escape")
        until(lambda: recording.poll() is not None, "the hotkey to end the recording", _START_S)
        assert recording.returncode == 0, f"record gave {recording.returncode}"
        assert letter.is_right(stage, SHOWN), letter.saved(stage, SHOWN)  # type: ignore[arg-type]
    (one,) = _trajectories(installed)
    assert one["outcome"] == "finished", one
    return f"{one['steps']} steps; {SHOWN.name} is right"


def replays(installed: Installed) -> str:
    shown = json.loads(installed.ask("journeyman", "show", "1", "--json"))["values"]
    names = {value: name for name, value in shown.items()}
    settings = (
        *("--set", f"{names[SHOWN.text]}={REPLAYED.text}"),
        *("--set", f"{names[SHOWN.name]}={REPLAYED.name}"),
    )
    with ExitStack() as held:
        stage = held.enter_context(stage_with(installed, "mousepad", "--disable-server"))
        desktop = held.enter_context(_desktop(stage))
        held.enter_context(seen(desktop))
        _place(stage, desktop, (230, 140, 840, 560))
        begun = time.monotonic()
        told = json.loads(
            installed.ask("journeyman", "replay", "1", "--stage", "--json", *settings)
        )
        seconds = time.monotonic() - begun
        saved = letter.saved(stage, REPLAYED)  # type: ignore[arg-type]
    assert told["finished"] == 1, told
    assert saved is not None
    assert saved.rstrip("\n") == REPLAYED.text, saved
    return f"{told['runs'][0]['steps']} steps in {seconds:.1f} s; {REPLAYED.name} is right"


def does(installed: Installed) -> str:
    """A job in words, in the light of the one that was recorded; with weights from this machine."""
    if (weights := _weights()) is None:
        return "not tried: no weights here; `pytest -m models` fetches them, without the package"
    _offer(installed, weights)
    begun = time.monotonic()
    installed.ask("journeyman", "models", "fetch")
    fetched_s = time.monotonic() - begun
    installed.ask("journeyman", "models", "use", "journeyman-planner")
    words = f"Write the letter “{INSTRUCTED.text}” in the editor and save it as {INSTRUCTED.name}"
    with ExitStack() as held:
        stage = held.enter_context(stage_with(installed, "mousepad", "--disable-server"))
        desktop = held.enter_context(_desktop(stage))
        held.enter_context(seen(desktop))
        _place(stage, desktop, (160, 90, 780, 540))
        begun = time.monotonic()
        ran = subprocess.run(
            installed.command("journeyman", "do", words, "--stage", "--json", "--max-steps", "12"),
            capture_output=True,
            text=True,
            timeout=400,
        )
        seconds = time.monotonic() - begun
        is_right = letter.is_right(stage, INSTRUCTED)  # type: ignore[arg-type]
    assert ran.returncode == 0, f"do gave {ran.returncode}:\n{ran.stdout}{ran.stderr}"
    (run,) = json.loads(ran.stdout)["runs"]
    assert is_right, f"{INSTRUCTED.name} is not right after:\n{ran.stdout}{ran.stderr}"
    done = f"{run['steps']} steps in {seconds:.1f} s; {INSTRUCTED.name} is right"
    return f"weights in {fetched_s:.1f} s; {done}"


def _weights() -> Path | None:
    """Of the model that the shipped adapter is laid over, as the tests keep it."""
    home = os.environ.get("JOURNEYMAN_TEST_MODELS") or Path.home() / ".cache" / "journeyman-test"
    model = load_registry().model(_BASE)
    path = Path(home) / model.id / model.file
    return path if path.exists() else None


def _offer(installed: Installed, weights: Path) -> None:
    """As a person without a network does it: a file, and a registry that names it."""
    model = load_registry().model(_BASE)
    offered = installed.shared / model.file
    shutil.copyfile(weights, offered)
    installed.data.joinpath("registry.toml").write_text(
        f'[[model]]\nid = "{model.id}"\ntitle = "{model.title}"\nkind = "{model.kind}"\n'
        f'file = "{model.file}"\nsize = {model.size}\nsha256 = "{model.sha256}"\n'
        f'context = {model.context}\nchat_format = "{model.chat_format}"\n'
        f'licence.spdx = "{model.licence.spdx}"\n'
        f'[[model.source]]\nkind = "file"\npath = "{offered}"\n'
    )


PARTS = (starts, shows_its_tray, records, replays, does)


@contextmanager
def _desktop(stage: Stage) -> Iterator[Desktop]:
    desktop = open_desktop(stage.environ)
    try:
        yield desktop
    finally:
        desktop.close()


def _place(stage: Stage, desktop: Desktop, spot: tuple[int, int, int, int]) -> None:
    window = until(desktop.inspector.window, "the editor's window", _START_S)
    assert window.pid is not None
    x, y, width, height = spot
    place_window(stage.environ, window.pid, x=x, y=y, width=width, height=height)


def _trajectories(installed: Installed) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(installed.ask("journeyman", "list", "--json"))[
        "trajectories"
    ]
    return listed


def main(root: Path, shared: Path) -> None:
    installed = Installed(root, shared)
    for part in PARTS:
        begun = time.monotonic()
        result = part(installed)
        print(f"✓ {part.__name__:14} {time.monotonic() - begun:5.1f} s  {result}", flush=True)


if __name__ == "__main__":
    os.umask(0o022)
    # A shell starts what runs behind it deaf to Ctrl-C, and its children would be as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
