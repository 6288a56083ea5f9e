"""Icon sets, as their packages unpack, drawn into one cache of pictures with their names.

`python -m models.training.screens.icon_pictures --icons DIR --out CACHE`: the sets that the reader
of icons is taught, and those that it is only measured on. Needs no display.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.icon_words import texts_of, words_of
from models.training.icon_cache import SIDE_PX, Icon, Pictures, write_cache

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_STYLES = (
    "outline", "outlined", "filled", "fill", "line", "rounded", "sharp", "regular", "symbolic",
    "16", "20", "24", "28", "32", "48",
)  # fmt: skip
_WEIGHTS = (
    *_STYLES, "bold", "duotone", "light", "thin", "linear", "broken", "solid", "twotone", "flat",
    "f", "o", "ltr", "rtl", "mirrored", "01", "02", "03", "04",
)  # fmt: skip
_REDRAWN = "-(tone|rtl|badged|alerted|light|medium|dark)$|skin|-(family|kiss|couple)"
"""Drawn again with a badge, for another direction of writing, in another colour of skin."""

_MOST_ALIKE = 3
"""Pictures of one name from one set: more weights and styles of the same drawing teach little."""

Tags = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IconSet:
    """files: a pattern below the folder of sets. licence: SPDX. is_taught: else measured on alone.

    without: a pattern of file names or of names in a collection that are left out.
    """

    name: str
    files: str
    licence: str
    is_taught: bool = True
    endings: tuple[str, ...] = _STYLES
    without: str = ""


def _collection(name: str, licence: str) -> IconSet:
    """In Iconify's form."""
    file = f"iconify-json-{name}-[0-9]*/package/icons.json"
    return IconSet(name, file, licence, endings=_WEIGHTS, without=_REDRAWN)


_COLLECTIONS = {
    "MIT": (
        "akar-icons", "ant-design", "bx", "clarity", "ep", "eva", "f7", "fluent-emoji-flat",
        "fluent-mdl2", "foundation", "gg", "gravity-ui", "heroicons", "hugeicons", "iconoir", "ix",
        "jam", "lsicon", "majesticons", "mynaui", "oi", "ooui", "pajamas", "pixelarticons", "prime",
        "proicons", "qlementine-icons", "radix-icons", "si", "simple-line-icons", "stash",
        "tdesign", "teenyicons", "zondicons",
    ),
    "Apache-2.0": (
        "fxemoji", "grommet-icons", "mage", "memory", "mingcute", "noto", "oui", "uil", "vaadin",
    ),
    "CC-BY-4.0": (
        "cil", "lets-icons", "solar", "streamline-color", "streamline-flex-color",
        "streamline-freehand-color", "streamline-kameleon-color", "streamline-plump-color",
        "streamline-stickies-color", "streamline-ultimate-color",
    ),
    "Unlicense": ("system-uicons",),
}  # fmt: skip
"""Names in Iconify's collections, by licence."""

SETS = (
    IconSet("tabler", "tabler-icons-*/package/icons/*/*.svg", "MIT", without="^brand-"),
    IconSet("lucide", "lucide-static-*/package/icons/*.svg", "ISC"),
    IconSet("mdi", "mdi-svg-*/package/svg/*.svg", "Apache-2.0"),
    IconSet("remix", "remixicon-4.6.*/package/icons/[!L]*/*.svg", "Apache-2.0"),
    IconSet("fluent", "fluentui-svg-icons-*/package/icons/*_20_*.svg", "MIT"),
    IconSet("material", "iconify-json-material-symbols-*/package/icons.json", "Apache-2.0",
            without="-(sharp|rounded)$"),
    IconSet("carbon", "iconify-json-carbon-*/package/icons.json", "Apache-2.0", without="^logo-"),
    IconSet("phosphor", "iconify-json-ph-*/package/icons.json", "MIT", endings=_WEIGHTS,
            without="-(thin|light)$|-logo"),
    IconSet("ion", "iconify-json-ion-*/package/icons.json", "MIT", without="^(logo|ios|md)-"),
    IconSet("codicon", "iconify-json-codicon-*/package/icons.json", "CC-BY-4.0"),
    IconSet("icon-park", "iconify-json-icon-park-*/package/icons.json", "Apache-2.0"),
    IconSet("fluent-color", "iconify-json-fluent-color-*/package/icons.json", "MIT"),
    IconSet("flat-color", "iconify-json-flat-color-icons-*/package/icons.json", "MIT"),
    IconSet("bootstrap", "bootstrap-icons-*/package/icons/*.svg", "MIT"),
    IconSet("silk", "famfamfam-silk/usr/share/icons/silk/16x16/*.png", "CC-BY-3.0"),
    IconSet("fugue", "fugue-icons-*/fugue_icons/static/fugue-icons.css", "CC-BY-3.0"),
    IconSet("tango", "tango-icon-theme/usr/share/icons/Tango/*/*/*", "public domain",
            without="mime|^gnome|weather"),
    IconSet("octicon", "iconify-json-octicon-*/package/icons.json", "MIT", is_taught=False),
    IconSet("oxygen", "oxygen-icon-theme/usr/share/icons/oxygen/base/22x22/actions/*.png",
            "LGPL-3.0", is_taught=False),
    IconSet("mate", "mate-icon-theme/usr/share/icons/mate/24x24/actions/*.png",
            "LGPL-3.0 or CC-BY-SA-3.0", is_taught=False),
    IconSet("elementary", "elementary-icon-theme/usr/share/icons/elementary/actions/24/*.svg",
            "GPL-3.0", is_taught=False),
    *(_collection(name, licence) for licence, names in _COLLECTIONS.items() for name in names),
)  # fmt: skip
"""Those with a licence that asks to share alike are measured on and not taught."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icons", type=Path, required=True, action="append")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", action="append", help="the name of a set")
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "*=false")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    assert application is not None  # held while pictures are drawn
    pictures = Pictures([], [])
    for one in SETS:
        if asked.only and one.name not in asked.only:
            continue
        before = len(pictures.icons)
        for folder in asked.icons:
            _draw_set(one, folder, pictures)
        print(f"{one.name}: {len(pictures.icons) - before} icons", file=sys.stderr, flush=True)
    write_cache(pictures, asked.out)
    return 0


def _draw_set(one: IconSet, folder: Path, pictures: Pictures) -> None:
    tags: Tags = {}
    drawn: Counter[str] = Counter()
    places: dict[bytes, int] = {}
    for file in sorted(folder.glob(one.files)):
        if not tags:
            tags = _tags(file)
        for name, draw in _named(file):
            if one.without and re.search(one.without, name):
                continue
            called = words_of(name, one.endings)
            if not called or drawn[called] >= _MOST_ALIKE:
                continue
            picture = draw()
            if (picture[..., 3] > 40).sum() < 12:
                continue
            drawn[called] += 1
            texts = texts_of(name, tags.get(name, ()), one.endings)
            place = places.setdefault(picture.tobytes(), len(pictures.icons))
            if place < len(pictures.icons):
                # One picture under several names is one icon of which more is said.
                known = pictures.icons[place]
                merged = tuple(dict.fromkeys((*known.texts, *texts)))
                pictures.icons[place] = replace(known, texts=merged)
                continue
            pictures.icons.append(Icon(one.name, texts, one.is_taught, _is_plain(picture)))
            pictures.pixels.append(picture)


_Draw = Callable[[], np.ndarray]


def _named(file: Path) -> Iterator[tuple[str, _Draw]]:
    """What a file holds: one picture, or a collection of them."""
    match file.suffix:
        case ".svg":
            yield file.stem, lambda: _of_svg(file.read_bytes())
        case ".png":
            yield file.stem, lambda: _of_image(Image.open(file))
        case ".json":
            yield from _of_collection(json.loads(file.read_text("utf-8")))
        case ".css":
            yield from _of_sprites(file)
        case _:
            return


def _of_collection(told: dict[str, object]) -> Iterator[tuple[str, _Draw]]:
    """Iconify's form: the inside of each SVG by its name, aliases left out."""
    icons = told["icons"]
    assert isinstance(icons, dict)
    for name, icon in icons.items():
        wide, high = (icon.get(edge, told.get(edge, 16)) for edge in ("width", "height"))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{icon.get("left", 0)} {icon.get("top", 0)} {wide} {high}">'
            f"{icon['body']}</svg>"
        )
        yield name, lambda svg=svg: _of_svg(svg.encode())  # type: ignore[misc]


_SPRITE = re.compile(r"\.fugue-([\w-]+)\{background-position:-?(\d+)px -?(\d+)px")


def _of_sprites(file: Path) -> Iterator[tuple[str, _Draw]]:
    sheet = Image.open(file.with_suffix(".png")).convert("RGBA")
    for name, left, top in _SPRITE.findall(file.read_text("utf-8")):
        place = (int(left), int(top), int(left) + 16, int(top) + 16)
        yield name, lambda place=place: _of_image(sheet.crop(place))  # type: ignore[misc]


def _of_svg(drawn: bytes) -> np.ndarray:
    from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(drawn.replace(b"currentColor", b"#000000")))
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    size = renderer.viewBoxF().size().toSize()
    if not renderer.isValid() or size.isEmpty():
        return np.zeros((SIDE_PX, SIDE_PX, 4), np.uint8)
    fitted = size.scaled(QSize(SIDE_PX, SIDE_PX), Qt.AspectRatioMode.KeepAspectRatio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(
        painter,
        QRectF(
            (SIDE_PX - fitted.width()) / 2,
            (SIDE_PX - fitted.height()) / 2,
            fitted.width(),
            fitted.height(),
        ),
    )
    painter.end()
    return _pixels(image)


def _pixels(image: "QImage") -> np.ndarray:
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(SIDE_PX, image.bytesPerLine() // 4, 4)[:, :SIDE_PX].copy()


def _of_image(image: Image.Image) -> np.ndarray:
    """A small one is enlarged without blur, so that it comes out as it was when made small."""
    coloured = image.convert("RGBA")
    way = (
        Image.Resampling.NEAREST if SIDE_PX % max(coloured.size) == 0 else Image.Resampling.BICUBIC
    )
    return np.asarray(coloured.resize((SIDE_PX, SIDE_PX), way))


def _is_plain(picture: np.ndarray) -> bool:
    """Whether it is drawn in one colour, so that any other does as well."""
    seen = picture[picture[..., 3] > 200][:, :3].astype(int)
    return len(seen) == 0 or bool((seen.max(axis=0) - seen.min(axis=0)).max() <= 8)


def _tags(file: Path) -> Tags:
    """What the set's makers say beside the name, where they say it: by the icon's name."""
    package = next((each for each in file.parents if each.name == "package"), None)
    if package is None or file.suffix != ".svg":
        return {}
    if (package / "tags.json").exists():
        told = json.loads((package / "tags.json").read_text("utf-8"))
        return {name: tuple(tags) for name, tags in told.items()}
    if (package / "meta.json").exists():
        told = json.loads((package / "meta.json").read_text("utf-8"))
        return {each["name"]: tuple(each["aliases"]) for each in told}
    if (package / "icons.json").exists():
        told = json.loads((package / "icons.json").read_text("utf-8"))
        return {name: tuple(map(str, each["tags"])) for name, each in told.items()}
    return {}


if __name__ == "__main__":
    sys.exit(main())
