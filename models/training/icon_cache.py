"""Pictures of icons with the texts they are known by, on disk: `pictures.npy` and `icons.json`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from tracker.errors import Malformed

SIDE_PX: Final = 48

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Icon:
    """texts: its own name first. is_taught: False for sets that are only measured on.

    is_plain: of one colour, which may be changed.
    """

    set: str
    texts: tuple[str, ...]
    is_taught: bool
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Pictures:
    """pixels: for each icon RGBA, (SIDE_PX, SIDE_PX, 4)."""

    icons: list[Icon]
    pixels: list[Pixels]


def write_cache(pictures: Pictures, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "pictures.npy", np.stack(pictures.pixels))
    told = [asdict(icon) for icon in pictures.icons]
    (folder / "icons.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def read_cache(folder: Path) -> tuple[list[Icon], Pixels]:
    """The pictures stay on disk until they are looked at. Raises Malformed for another folder."""
    try:
        told = json.loads((folder / "icons.json").read_text("utf-8"))
        icons = [Icon(**{**each, "texts": tuple(each["texts"])}) for each in told]
        pixels = np.load(folder / "pictures.npy", mmap_mode="r")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Malformed(
            f"{folder} holds no pictures of icons: {error}.",
            hint="Make them with `python -m models.training.screens.icon_pictures`.",
        ) from error
    if len(icons) != len(pixels):
        raise Malformed(
            f"{folder} holds {len(pixels)} pictures and {len(icons)} names.", hint="Make it again."
        )
    return icons, pixels
