"""Makes a folder of labelled screens: `python -m models.training.screens --out DIR --count 2000`.

Goes on where an earlier run with the same seed stopped. Needs no display.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from models.labels import Labelled, write_labelled
from tracker.errors import JourneymanError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=tuple(_KINDS), default="windows")
    parser.add_argument("--icons", type=Path, help="a folder with SVG files, searched to any depth")
    asked = parser.parse_args()
    try:
        _KINDS[asked.kind](asked.out, asked.count, asked.seed, asked.icons)
    except JourneymanError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_windows(out: Path, count: int, seed: int, icons: Path | None) -> None:
    """Screens of Qt windows, `qt-SEED-NUMBER.png`."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    from PySide6.QtWidgets import QApplication

    from models.training.screens.pictograms import Pictograms, icon_files
    from models.training.screens.windows import ScreenMaker

    application = QApplication([])
    assert application is not None  # held while there are widgets
    files = icon_files(icons, random.Random(seed))  # noqa: S311
    _write(
        out, f"qt-{seed}", count, lambda dice: ScreenMaker(dice, Pictograms(files, dice)).screen()
    )


def make_pages(out: Path, count: int, seed: int, icons: Path | None) -> None:
    """Screens of web pages, `web-SEED-NUMBER.png`."""
    from models.training.screens.chromium import Chromium
    from models.training.screens.pages import PageMaker
    from models.training.screens.pictograms import icon_files

    drawn = icon_files(icons, random.Random(seed))  # noqa: S311
    with Chromium() as browser:

        def screen(dice: random.Random) -> Labelled:
            page = PageMaker(dice, drawn).page()
            size = dice.choice(((1920, 1080), (1280, 800), (1366, 768), (1024, 768)))
            return browser.screen(page, size, dice.choice((1.0, 1.0, 1.0, 1.25, 1.5, 2.0)))

        _write(out, f"web-{seed}", count, screen)


def make_gtk(out: Path, count: int, seed: int, icons: Path | None) -> None:
    """Screens of GTK windows, `gtk-SEED-NUMBER.png`."""
    from models.training.screens.gtk_library import gtk_on, private_display
    from models.training.screens.gtk_windows import SIZE, GtkScreenMaker
    from models.training.screens.pictograms import icon_files

    with private_display(*SIZE) as display, tempfile.TemporaryDirectory() as themes:
        files = icon_files(icons, random.Random(seed))  # noqa: S311
        maker = GtkScreenMaker(gtk_on(display), files, Path(themes))
        _write(out, f"gtk-{seed}", count, maker.screen)


_KINDS = {"windows": make_windows, "pages": make_pages, "gtk": make_gtk}


def _write(out: Path, stem: str, count: int, screen: Callable[[random.Random], Labelled]) -> None:
    """Each screen has dice of its own, so that it does not depend on where a run began."""
    started, made = time.monotonic(), 0
    for number in range(count):
        name = f"{stem}-{number:05}"
        if (out / f"{name}.json").exists():
            continue
        write_labelled(screen(random.Random(f"{stem} {number}")), out, name)  # noqa: S311
        made += 1
        if made % 100 == 0:
            print(f"{name}: {made / (time.monotonic() - started):.1f} screens/s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
