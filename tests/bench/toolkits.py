"""Whether a click is bound to what was clicked, in programs of five toolkits.

    python -m tests.bench.toolkits [--json] [--only gtk,qt,...]

A scripted person clicks known things, and what the recorder kept of each click is compared with
what is known: the thing's name, and that it lies where the click went. GTK, Qt and the pages tell
the places of their own things; of LibreOffice, whose places nobody else tells, the place is asked
of the accessibility tree beforehand, and the names are written down here.
"""

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.bench import impress_session as session
from tests.bench.processes import load
from tests.browsers import chromium
from tests.person import Person
from tests.stages import until
from tracker.actions import Click
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.geometry import Point
from tracker.recorder import Recorder
from tracker.store import Store
from tracker.trajectory import Step

_PROGRAMS = Path(__file__).parent / "programs"
_SIZE = (1600, 1000)
_START_S = 90.0
_FIREFOX_SETTINGS = """user_pref("accessibility.force_disabled", -1);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
"""
_OFFICE = (
    *(("menu", name) for name in ("File", "Edit", "View", "Insert", "Format", "Slide", "Help")),
    *(("panel", f"Slide {number}") for number in (4, 3, 2, 1)),
    *(("panel", name) for name in ("Rectangle", "Ellipse", "Text Frame")),
    *(("push button", name) for name in ("Select", "Zoom & Pan", "Redo", "Crop", "New Slide")),
    *(("toggle button", name) for name in ("Grid", "Snap to Grid")),
    *(("tool bar", name) for name in ("Gallery", "Navigator", "Animation", "Properties")),
    ("toggle button", "Draw Functions"),
)
"""Roles and names of what a presentation and the program around it show. The last one hides a tool
bar, and with that moves what lies below."""
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """What is clicked, and where. name: with a slash two, of which either is right."""

    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class Bound:
    """said: what the recorder kept of it, or why nothing."""

    thing: Thing
    is_right: bool
    said: str


Tell = Callable[[Stage, Desktop, Path], Sequence[Thing]]


def gtk_things(stage: Stage, desktop: Desktop, folder: Path) -> Sequence[Thing]:
    """With the system's own Python, which has GTK's binding."""
    return _told_in_file(stage, folder, "/usr/bin/python3", "form_gtk.py")


def qt_things(stage: Stage, desktop: Desktop, folder: Path) -> Sequence[Thing]:
    return _told_in_file(stage, folder, sys.executable, "form_qt.py")


def _told_in_file(stage: Stage, folder: Path, python: str, program: str) -> Sequence[Thing]:
    places = folder / "places.json"
    stage.run([python, str(_PROGRAMS / program), str(places)], QT_QPA_PLATFORM="xcb")
    until(places.exists, "the program to tell its places", _START_S)
    return _things(places.read_text())


def _things(told: str) -> Sequence[Thing]:
    return [Thing(name, Point(x, y)) for name, x, y in json.loads(told)]


def chromium_things(stage: Stage, desktop: Desktop, folder: Path) -> Sequence[Thing]:
    with _served_page() as (page, told):
        stage.run(chromium(folder, page, "--kiosk"), ACCESSIBILITY_ENABLED="1")
        return _things(until(lambda: told and told[0], "the page to tell its places", _START_S))


def firefox_things(stage: Stage, desktop: Desktop, folder: Path) -> Sequence[Thing]:
    profile = folder / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(_FIREFOX_SETTINGS)
    with _served_page() as (page, told):
        command = ["firefox-esr", "--no-remote", "--profile", str(profile), "--kiosk", page]
        stage.run(command, GNOME_ACCESSIBILITY="1")
        return _things(until(lambda: told and told[0], "the page to tell its places", _START_S))


@contextmanager
def _served_page() -> Iterator[tuple[str, list[str]]]:
    """The page's address, and what it tells of its places, which fill the screen."""
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((_PROGRAMS / "form.html").read_bytes())

        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", told
        server.shutdown()


def office_things(stage: Stage, desktop: Desktop, folder: Path) -> Sequence[Thing]:
    deck = folder / "deck.fodp"
    deck.write_text(session.deck())
    stage.run(["soffice", "--norestore", "--nologo", "--impress", str(deck)])
    until(
        lambda: (window := desktop.inspector.window()) and "Impress" in window.title,
        "LibreOffice Impress",
        _START_S,
    )

    def showing() -> list[Thing]:
        found = {(one.role, one.name): one.box for one in reversed(desktop.inspector.elements())}
        return [Thing(key[1], found[key].center) for key in _OFFICE if key in found]

    return until(lambda: len(found := showing()) >= _FEWEST and found, "its things", _START_S)


TOOLKITS: dict[str, tuple[str, Tell]] = {
    "gtk": ("/usr/bin/python3", gtk_things),
    "qt": (sys.executable, qt_things),
    "libreoffice": ("soffice", office_things),
    "chromium": ("chromium", chromium_things),
    "firefox": ("firefox-esr", firefox_things),
}


def measure(tell: Tell) -> list[Bound]:
    with tempfile.TemporaryDirectory() as name, Stage.open(_SIZE) as stage:
        folder = Path(name)
        with (
            closing(open_desktop(stage.environ)) as desktop,
            closing(Store.open(folder / "store.db")) as store,
        ):
            things = tell(stage, desktop, folder)
            await_rest(desktop)
            recorder = Recorder(desktop, store)
            trajectory = recorder.start()
            with Person(stage.environ) as person:
                for thing in things:
                    person.click(thing.at.x, thing.at.y)
                    await_rest(desktop)
                    person.press("escape")
                    await_rest(desktop)
            recorder.stop()
            steps = store.load(trajectory).steps
    clicks = [step for step in steps if isinstance(step.action, Click)]
    return [_judge(thing, clicks) for thing in things]


def await_rest(desktop: Desktop) -> None:
    """Until the focused program has answered and nothing was asked of it that is still open."""
    desktop.inspector.focused()
    threading.Event().wait(0.4)


def _judge(thing: Thing, clicks: Sequence[Step]) -> Bound:
    step = next((one for one in clicks if one.action.target == thing.at), None)
    if step is None:
        return Bound(thing, False, "no such click")
    element = step.evidence.element
    if element is None:
        return Bound(thing, False, step.evidence.degraded)
    said = {element.name, element.value, element.description}
    is_right = bool(said & set(thing.name.split("/"))) and element.box.contains(thing.at)
    return Bound(thing, is_right, f'{element.role} "{element.name or element.value}" {element.box}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--only", default=",".join(TOOLKITS), help="some of them, with commas")
    given = parser.parse_args()
    found: dict[str, object] = {}
    before = load()
    for toolkit in given.only.split(","):
        program, tell = TOOLKITS[toolkit]
        if shutil.which(program) is None:
            found[toolkit] = None
            continue
        judged = measure(tell)
        right = sum(one.is_right for one in judged)
        found[toolkit] = {"clicks": len(judged), "bound": right}
        if not given.json:
            print(f"{toolkit:12}{right:4} of {len(judged)}")
            for one in judged:
                if not one.is_right:
                    print(f"    {one.thing.name} at {one.thing.at.x}, {one.thing.at.y}: {one.said}")
    if given.json:
        print(json.dumps({"toolkits": found, "load": [round(before, 2), round(load(), 2)]}))


if __name__ == "__main__":
    main()
