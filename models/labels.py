"""Screens with the truth about them, as files: `NAME.png` beside `NAME.json`.

Whoever knows the truth writes them (the harvest, the synthesis of training screens), and whoever
learns from it or measures by it reads them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import Malformed, Unavailable
from tracker.frames import Frame
from tracker.geometry import Box


@dataclass(frozen=True, slots=True)
class Label:
    """One thing on a screen. role: an AT-SPI role name. is_interactive: it can be pointed at.

    kind: one of `models.screen_classes.CLASSES`, where it is known better than by the role.
    value, description, states, path: as an Element has them; empty where nobody asked.
    """

    role: str
    name: str
    box: Box
    is_interactive: bool = True
    is_enabled: bool = True
    kind: str = ""
    value: str = ""
    description: str = ""
    states: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """app: the program that was seen, "" if that means nothing."""

    frame: Frame
    labels: tuple[Label, ...]
    app: str = ""


def write_labelled(screen: Labelled, folder: Path, name: str) -> Path:
    """Gives the path of the labels; they are written last, so none is without its picture.

    Raises Unavailable if the folder cannot be written.
    """
    width, height = screen.frame.size
    told = {
        "screen": f"{name}.png",
        "app": screen.app,
        "width": width,
        "height": height,
        "elements": [
            {
                "id": index,
                "role": label.role,
                "name": label.name,
                "box": [label.box.left, label.box.top, label.box.right, label.box.bottom],
                "interactive": label.is_interactive,
                "enabled": label.is_enabled,
                **({"class": label.kind} if label.kind else {}),
                **_told(label),
            }
            for index, label in enumerate(screen.labels)
        ],
    }
    labels = folder / f"{name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.png").write_bytes(screen.frame.png)
        labels.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    except OSError as error:
        raise Unavailable(
            f"{folder} cannot be written: {error.strerror}.", hint="Give another folder."
        ) from error
    return labels


def _told(label: Label) -> dict[str, object]:
    """What not every file has: an empty field is not written."""
    more: dict[str, object] = {
        "value": label.value,
        "description": label.description,
        "states": list(label.states),
        "path": list(label.path),
    }
    return {name: told for name, told in more.items() if told}


def read_labelled(labels: Path) -> Labelled:
    """Things without an area are left out. Raises Malformed, naming the file, for other files."""
    try:
        told = json.loads(labels.read_text("utf-8"))
        picture = labels.with_name(told.get("screen", f"{labels.stem}.png"))
        found = tuple(
            Label(
                str(each["role"]),
                str(each["name"]),
                Box(*(int(edge) for edge in each["box"])),
                bool(each["interactive"]),
                bool(each["enabled"]),
                str(each.get("class", "")),
                str(each.get("value", "")),
                str(each.get("description", "")),
                tuple(str(state) for state in each.get("states", ())),
                tuple(str(entry) for entry in each.get("path", ())),
            )
            for each in told["elements"]
            if each["box"][2] > each["box"][0] and each["box"][3] > each["box"][1]
        )
        return Labelled(Frame.from_image(picture.read_bytes()), found, str(told.get("app", "")))
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise Malformed(
            f"{labels} is no label file with its picture: {error!r}.",
            hint="Such folders are written by `journeyman harvest`.",
        ) from error


def labelled_files(folder: Path) -> Iterator[Path]:
    """In order of their names. Raises Malformed for a folder that holds none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise Malformed(f"{folder} holds no NAME.json.", hint="Give a folder of labelled screens.")
    yield from files
