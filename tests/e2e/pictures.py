"""Pictures of every view, taken from a private display: `python -m tests.e2e.pictures DIR`.

A real job is recorded, understood and replayed there first, so that the views show what a person
would see. The views run in a process of their own (`--on-display HOME`), on that display.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from agent.guard import Running
from agent.run import Acted, Ended, Planned
from agent.workflow import Parameter, workflow
from app.bridge import Bridge, Handlers
from app.icons import Mood, icon
from app.jobs import replay_job
from app.settings import Settings
from app.views.finish import Finish
from app.views.instruction import Instruction
from app.views.library import Library
from app.views.planners import lacking
from app.views.run import RunView
from app.views.settings import SettingsView
from app.views.values import Values
from app.views.welcome import Welcome
from app.wiring import Wiring
from tests import letter
from tests.letter import REPLAYED, SHOWN, Spot
from tests.palettes import dark
from tests.shown_letter import recorded_letter
from tests.stages import until
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.frames import Frame
from tracker.recorder import Recorded
from tracker.store import Store
from tracker.trajectory import Ending

ROOT = Path(__file__).resolve().parents[2]


def take_pictures(out: Path, names: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    home = out.absolute() / "home"
    if not (home / "journeyman.db").exists():
        with Stage.open((1280, 800)) as stage:
            _do_the_job(home, stage)
    with Stage.open((1280, 800)) as stage, _watching(stage) as desktop:
        for name in names or list(_VIEWS):
            for is_dark in (False, True):
                _take(stage, desktop, home, name, out, is_dark=is_dark)


def _do_the_job(home: Path, stage: Stage) -> None:
    with Wiring(Settings(home=home)) as wiring:
        number = recorded_letter(wiring, stage)
        pid = letter.open_editor(stage, Spot(300, 140, 800, 500))
        with wiring.body(stage.environ) as body:
            names = {one.shown: one.name for one in _parameters(wiring)}
            values = {names[SHOWN.text]: REPLAYED.text, names[SHOWN.name]: REPLAYED.name}
            replay_job(wiring, body, number, values, ask=lambda _: True, show=lambda _: None)
        stage.end(pid)


@contextmanager
def _watching(stage: Stage) -> Iterator[Desktop]:
    desktop = open_desktop(stage.environ)
    try:
        yield desktop
    finally:
        desktop.close()


def _take(
    stage: Stage, desktop: Desktop, home: Path, name: str, out: Path, *, is_dark: bool
) -> None:
    """One view, cut out of the display by the window's own box."""
    command = [
        sys.executable,
        "-m",
        "tests.e2e.pictures",
        "--on-display",
        str(home),
        "--view",
        name,
    ]
    command += ["--dark"] if is_dark else []
    ready = home / "ready"
    ready.unlink(missing_ok=True)
    pid = stage.run(command, PYTHONPATH=str(ROOT))
    try:
        until(ready.exists, f"the view {name}", deadline_s=60)
        left, top, right, bottom = (int(part) for part in ready.read_text().split())
        pixels = desktop.camera.grab().pixels[top:bottom, left:right].copy()
        suffix = "-dark" if is_dark else ""
        (out / f"{name}{suffix}.png").write_bytes(Frame(pixels=pixels).png)
        print(f"{name}{suffix}: {right - left}x{bottom - top}")
    finally:
        stage.end(pid)


# -- on the display


def show(name: str, home: Path, *, is_dark: bool) -> None:
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setWindowIcon(icon(Mood.QUIET))
    if is_dark:
        application.setPalette(dark())
    with Wiring(Settings(home=home)) as wiring:
        bridge = Bridge()
        window = _VIEWS[name](wiring, bridge)
        window.show()
        _after(2.0, lambda: _when_drawn(bridge, lambda: _tell(home, window)))
        application.exec()


def _after(seconds: float, work: Callable[[], object]) -> None:
    QTimer.singleShot(round(seconds * 1000), work)


def _when_drawn(bridge: Bridge, work: Callable[[], object]) -> None:
    """Behind all the thumbnails that were asked for."""

    def nothing(_news: object) -> None: ...

    handlers = Handlers(nothing, lambda _done: _after(0.5, work), nothing)
    bridge.leisurely("last", lambda _tell: None, handlers)


def _tell(home: Path, window: QWidget) -> None:
    part = home / "ready.part"
    part.write_text(_box(window))
    part.replace(home / "ready")


def _box(window: QWidget) -> str:
    at = window.frameGeometry()
    return f"{max(0, at.left())} {max(0, at.top())} {at.right() + 1} {at.bottom() + 1}"


def _library(wiring: Wiring, bridge: Bridge) -> QWidget:
    library = Library(wiring, bridge)
    library.jobs.modelReset.connect(lambda: library.list.setCurrentIndex(library.jobs.index(1)))
    steps = library.timeline.list
    _after(0.8, lambda: steps.setCurrentIndex(steps.model().index(9, 0)))
    return library


def _library_after_deleting(wiring: Wiring, bridge: Bridge) -> QWidget:
    library = Library(wiring, bridge)
    _after(0.8, lambda: library.undo_bar.offer(f"Deleted: “{letter.TASK}”", lambda: None))
    return library


def _empty_library(wiring: Wiring, bridge: Bridge) -> QWidget:
    wiring.__dict__["store"] = Store.open(wiring.settings.home / "empty.db")
    return Library(wiring, bridge)


def _run_view(wiring: Wiring, *, state: str) -> QWidget:
    trajectory = wiring.store.load(2)
    steps = trajectory.steps
    view = RunView(letter.TASK, asks_first=state == "asking", stop_keys="Ctrl+Alt+Escape")
    view.make_way(())
    view.guard(Running())
    view.tell(Acted(2, steps[2]))
    planned = Planned(3, steps[3].before, steps[3].intent or steps[3].action, steps[3].action)
    view.tell(planned)
    if state == "asking":
        view.ask(planned)
    if state == "failed":
        reason = "Step 4: the push button “Save” was not found: nothing on the screen is like it."
        view.end(Ended(3, Ending.FAILED, reason, steps[3].before.frame))
    return view


_VIEWS: dict[str, Callable[[Wiring, Bridge], QWidget]] = {
    "library": _library,
    "library-deleted": _library_after_deleting,
    "library-empty": _empty_library,
    "finish": lambda _wiring, _bridge: Finish(Recorded(1, 12, 80, 0)),
    "do": lambda wiring, _bridge: Instruction(lacking(wiring)),
    "replay": lambda wiring, _bridge: Values(_parameters(wiring), letter.TASK),
    "run": lambda wiring, _bridge: _run_view(wiring, state="working"),
    "run-asking": lambda wiring, _bridge: _run_view(wiring, state="asking"),
    "run-failed": lambda wiring, _bridge: _run_view(wiring, state="failed"),
    "settings": lambda wiring, bridge: SettingsView(wiring, bridge),
    "settings-privacy": lambda wiring, bridge: _tab(SettingsView(wiring, bridge), 1),
    "settings-planner": lambda wiring, bridge: _tab(SettingsView(wiring, bridge), 2),
    "welcome": Welcome,
}


def _parameters(wiring: Wiring) -> tuple[Parameter, ...]:
    return workflow(wiring.store.load(1)).parameters


def _tab(view: SettingsView, number: int) -> SettingsView:
    view.tabs.setCurrentIndex(number)
    return view


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="for the pictures")
    parser.add_argument("views", nargs="*", metavar="VIEW", help=f"of {', '.join(_VIEWS)}")
    parser.add_argument("--on-display", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    parser.add_argument("--view", help=argparse.SUPPRESS)
    parser.add_argument("--dark", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.on_display is not None:
        show(asked.view, asked.on_display, is_dark=asked.dark)
        return
    unknown = [name for name in asked.views if name not in _VIEWS]
    if asked.folder is None or unknown:
        parser.error(f"there is no view {unknown[0]}" if unknown else "say where to: DIR")
    take_pictures(asked.folder, asked.views)


if __name__ == "__main__":
    main()
