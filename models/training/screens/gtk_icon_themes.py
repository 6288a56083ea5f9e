"""Icon themes for made-up GTK windows: pictures of the icon sets under the names that GTK asks for.

The themes of this desktop are not drawn, so none that is kept for evaluation is: where a name is
missing GTK would take Adwaita's picture by itself.
"""

import random
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

NAMES = """
    document-new document-open document-save document-save-as document-print edit-undo edit-redo
    edit-cut edit-copy edit-paste edit-find edit-find-replace edit-delete edit-clear list-add
    list-remove go-up go-down go-previous go-next go-home view-refresh process-stop help-browser
    help-about zoom-in zoom-out zoom-original window-close application-exit media-playback-start
    media-playback-stop media-record format-text-bold format-text-italic format-justify-left
    format-justify-center folder user-home user-trash text-x-generic image-x-generic
    preferences-system mail-send printer drive-harddisk network-server dialog-warning
    user-desktop user-bookmarks document-open-recent folder-documents folder-download folder-music
    folder-pictures folder-videos folder-new drive-optical computer network-workgroup starred
    bookmark-new media-eject inode-directory text-x-script application-x-executable text-html
    text-x-source package-x-generic audio-x-generic video-x-generic x-office-document
    font-x-generic unknown dialog-information dialog-error dialog-question
""".split()  # noqa: SIM905
_LEAST_PICTURES = 60
"""Of a folder, which becomes a theme."""

_TRIES = 20

_INDEX = """[Icon Theme]
Name={name}
Directories=scalable

[scalable]
Size=48
MinSize=8
MaxSize=512
Type=Scalable
"""


def write_themes(pictures: Sequence[Path], out: Path, *, of_each: int = 2) -> list[str]:
    """Names of the themes that then lie in `out`, `of_each` for each folder with enough SVGs."""
    dice = random.Random(1)  # noqa: S311
    names: list[str] = []
    for _, group in groupby(sorted(pictures), key=lambda one: one.parent):
        files = list(group)
        if len(files) < _LEAST_PICTURES:
            continue
        for _ in range(of_each):
            name = f"made-up-{len(names)}"
            place = out / name / "scalable"
            place.mkdir(parents=True)
            (out / name / "index.theme").write_text(_INDEX.format(name=name), "utf-8")
            for icon in NAMES:
                (place / f"{icon}.svg").symlink_to(dice.choice(files).resolve())
                (place / f"{icon}-symbolic.svg").symlink_to(_filled(files, dice).resolve())
            names.append(name)
    return names


def _filled(files: Sequence[Path], dice: random.Random) -> Path:
    """One that is drawn without strokes, if there is one: GTK fills each path of a symbol."""
    chosen = files[0]
    for _ in range(_TRIES):
        chosen = dice.choice(files)
        if b"none" not in chosen.read_bytes():
            break
    return chosen
