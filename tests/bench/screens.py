"""A development set of real screens: `python -m tests.bench.screens OUT [--only NAME]`.

Programs of this machine's distribution are started on a private display of 1920x1080, put into a
few states by keys, and harvested through their accessibility trees. None of the programs that
are kept for evaluation is among them; those that are not installed are named and left out, and
those whose screens are there already.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grounding.harvest import Harvest, Skipped
from models.labels import Labelled, write_labelled
from tests.person import Person
from tests.windows import place_window
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.errors import Unavailable
from tracker.redact import Policy

SIZE = (1920, 1080)
_START_S = 90.0
_TRIES = 15
_PASSING = ("the screen was changing", "no window is active")


@dataclass(frozen=True)
class Program:
    """states: keys that lead from the main window to another screen; Escape leads back.

    size: px of the window; None leaves it as it comes.
    """

    command: tuple[str, ...]
    package: str
    states: tuple[tuple[str, ...], ...] = ()
    size: tuple[int, int] | None = (1500, 900)


_MENU, _OPEN, _SAVE, _FIND = ("f10",), ("ctrl", "o"), ("ctrl", "shift", "s"), ("ctrl", "f")

PROGRAMS = (
    Program(("gedit", "--standalone", "letter.txt"), "gedit", (_MENU, _OPEN, _SAVE, _FIND)),
    Program(("pluma", "letter.txt"), "pluma", (_MENU, _OPEN, _SAVE, _FIND), (1100, 760)),
    Program(("qalculate-gtk",), "qalculate-gtk", (_MENU, ("ctrl", "k")), (1000, 700)),
    Program(("gnome-calculator",), "gnome-calculator", (_MENU,), None),
    Program(("evince",), "evince", (_OPEN,), (1200, 800)),
    Program(("qpdfview",), "qpdfview", (("alt", "f"), ("alt", "v"), _OPEN), (1300, 850)),
    Program(("pavucontrol",), "pavucontrol", (), (900, 600)),
    Program(("xarchiver",), "xarchiver", (_MENU, _OPEN), (1000, 640)),
    Program(("engrampa",), "engrampa", (_MENU, _OPEN), (1200, 700)),
    Program(("audacious",), "audacious", (("alt", "f"), _OPEN), (1100, 700)),
    Program(("keepassxc",), "keepassxc", (("alt", "d"), ("ctrl", "shift", "n")), (1000, 700)),
    Program(("gnumeric",), "gnumeric", (_MENU, ("ctrl", "1"), _OPEN), (1700, 950)),
    Program(("gucharmap",), "gucharmap", (_MENU, _FIND), (1200, 800)),
    Program(("pcmanfm-qt", "."), "pcmanfm-qt", (("alt", "f"), ("alt", "v")), (1200, 750)),
    Program(("sqlitebrowser",), "sqlitebrowser", (("alt", "f"), ("alt", "v"), _OPEN), (1300, 800)),
    Program(("speedcrunch",), "speedcrunch", (("alt", "s"), ("alt", "v")), (800, 600)),
    Program(("claws-mail",), "claws-mail", (), None),
    Program(("gtkhash",), "gtkhash", (("alt", "f"), ("alt", "p")), (700, 500)),
    Program(("lximage-qt",), "lximage-qt", (("alt", "f"), _OPEN), (1000, 700)),
    Program(
        ("zenity", "--forms", "--text=Journey", "--add-entry=Name", "--add-entry=City",
         "--add-calendar=Day", "--add-password=Key", "--add-combo=Class", "--combo-values=1|2"),
        "zenity", (), None,
    ),
    Program(
        ("zenity", "--list", "--checklist", "--column=Take", "--column=Thing", "--column=Weight",
         "--width=700", "--height=500",
         "TRUE", "Tent", "2.1", "FALSE", "Stove", "0.4", "FALSE", "Rope", "1.0"),
        "zenity", (), None,
    ),
    Program(("caja", "--no-desktop", "."), "caja", (_MENU, ("ctrl", "2")), (1100, 720)),
    Program(("bleachbit",), "bleachbit", (_MENU,), (1100, 700)),
    Program(("homebank",), "homebank", (_MENU, ("ctrl", "n")), (1300, 800)),
    Program(("osmo",), "osmo", (), (1000, 700)),
    Program(("grsync",), "grsync", (("alt", "f"),), (800, 600)),
    Program(("catfish",), "catfish", (), (1000, 650)),
    Program(("gpick",), "gpick", (_MENU,), (900, 650)),
)  # fmt: skip

_ICON_THEMES = ("mate", "gnome", "oxygen")
"""Not the desktop's own default, which is kept for evaluation."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", help="one program's name")
    asked = parser.parse_args()
    out = asked.out.absolute()
    kept: dict[str, int] = {}
    missing = []
    for number, program in enumerate(PROGRAMS):
        name = program.command[0]
        if asked.only not in (None, name):
            continue
        if shutil.which(name) is None:
            missing.append(program.package)
            continue
        if list(out.glob(f"{name}-{number:02}-*.json")):
            continue
        try:
            for screen in _screens(program, _ICON_THEMES[number % len(_ICON_THEMES)]):
                kept[name] = kept.get(name, 0) + 1
                write_labelled(screen, out, f"{name}-{number:02}-{kept[name]:02}")
                print(f"{name} {kept[name]}: {len(screen.labels)} things", file=sys.stderr)
        except (Unavailable, subprocess.TimeoutExpired) as error:
            # One program that hangs does not take the others with it.
            print(f"{name}: {error}", file=sys.stderr)
    print(f"{sum(kept.values())} screens of {len(kept)} programs in {out}.")
    if missing:
        print(f"Not installed: {' '.join(missing)}")
    return 0 if kept else 1


def _screens(program: Program, icons: str) -> Iterator[Labelled]:
    """A stage for each program: what one leaves behind does not stand in another's way."""
    with Stage.open(SIZE) as stage:
        _furnish(stage, icons)
        command = ("sh", "-c", 'cd "$HOME/Documents" && exec "$@"', "sh", *program.command)
        # Qt 5 tells of itself only if it is asked to before it starts.
        pid = stage.run(command, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
        desktop = open_desktop(stage.environ)
        try:
            if program.size is not None:
                width, height = program.size
                _try_to_place(stage.environ, pid, width, height)
            reader = Harvest(desktop.camera, desktop.inspector, Policy())
            first = list(_settled(desktop, reader, _START_S))
            yield from first
            if not first or not program.states:
                return
            with Person(stage.environ) as person:
                for keys in program.states:
                    person.press(*keys)
                    yield from _settled(desktop, reader, 4.0)
                    person.press("escape")
                    person.press("escape")
        finally:
            desktop.close()


def _furnish(stage: Stage, icons: str) -> None:
    settings = stage.home / ".config" / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"[Settings]\ngtk-icon-theme-name={icons}\n")
    documents = stage.home / "Documents"
    for folder in ("Letters", "Pictures", "Old things"):
        (documents / folder).mkdir(parents=True, exist_ok=True)
    (documents / "letter.txt").write_text("Dear Ms Byrne,\n\nthe tent is dry again.\n\nYours\n" * 4)
    for number in range(12):
        (documents / f"list-{number}.csv").write_text("name,weight\ntent,2.1\n" * number)


def _try_to_place(environ: Mapping[str, str], pid: int, width: int, height: int) -> None:
    try:
        place_window(environ, pid, x=60, y=60, width=width, height=height)
    except TimeoutError as error:
        print(f"left where it is: {error}", file=sys.stderr)


def _settled(desktop: Desktop, reader: Harvest, patience_s: float) -> Iterator[Labelled]:
    """One screen, or none if there is nothing new in that time."""
    deadline = time.monotonic() + patience_s
    tries, reason = 0, "it never stood still"
    while time.monotonic() < deadline and tries < _TRIES:
        while desktop.camera.wait_for_change(0.7) and time.monotonic() < deadline:
            desktop.camera.grab()
        found = reader.look()
        if not isinstance(found, Skipped):
            yield found
            return
        tries += found.reason not in _PASSING
        reason = found.reason
    print(f"no screen: {reason}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
