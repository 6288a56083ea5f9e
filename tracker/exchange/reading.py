"""What strangers send, read with limits: text, JSON lines, pictures.

All that is wrong with it is Malformed, with the file and the line named.
"""

import io
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from tracker.errors import Malformed
from tracker.exchange.members import Members
from tracker.frames import Frame, encode_png

LARGEST_TEXT: Final = 512_000_000
"""Bytes of one file of lines."""

MOST_STEPS: Final = 50_000
"""Of one trajectory."""

LARGEST_PICTURE: Final = 64_000_000
"""Bytes of one packed picture."""

_LONGEST_LINE: Final = 16_000_000
_MOST_PIXELS: Final = 100_000_000
"""Three 8K monitors side by side; unpacked, 300 MB."""

_PICTURES: Final = ("PNG", "JPEG", "WEBP")


@contextmanager
def located(where: str, hint: str = "") -> Iterator[None]:
    """Names the place in what is Malformed there. hint: the way out, if it is another one."""
    try:
        yield
    except Malformed as error:
        raise Malformed(f"{where}: {error.message}", hint=hint or error.hint) from error


def lines(data: bytes, where: str) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, and before it "FILE, line N"."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise Malformed(
            f"{where}, line {number}: this is not UTF-8.", hint="Ask for the export again."
        ) from error
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise Malformed(
                f"{where}, line {number}: it has {len(line):,} characters.",
                hint="No step of ours is that long.",
            )
        if line.strip():
            yield f"{where}, line {number}", line


def parsed(text: str | bytes, where: str) -> Any:
    """What JSON says. Its numbers are finite."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(
            f"{where}: this is no JSON: {error}.", hint="Ask for the export again."
        ) from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


class Pictures:
    """Those of one import: each file is read once, however many lines name it."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._read: dict[str, Frame] = {}

    def bring(self, name: str) -> Frame:
        """Raises Malformed where it is not there, leads elsewhere, or is no picture."""
        if name not in self._read:
            self._read[name] = picture(self._members.read(name, LARGEST_PICTURE), name)
        return self._read[name]


def picture(data: bytes, where: str) -> Frame:
    """The pixels alone, packed anew: nothing else that stands in the file comes along.

    Raises Malformed for what is no PNG, JPEG or WebP, and for what would unpack to too much.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours
            image = Image.open(io.BytesIO(data), formats=_PICTURES)
        if image.width * image.height > _MOST_PIXELS:
            raise Image.DecompressionBombError
        pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    except Image.DecompressionBombError as error:
        raise Malformed(
            f"{where}: this picture is too large.",
            hint=f"At most {_MOST_PIXELS:,} pixels are read.",
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Malformed(
            f"{where}: this picture cannot be read.", hint="Give a PNG, JPEG or WebP file."
        ) from error
    shown = Frame(pixels=pixels)
    return Frame(png=encode_png(pixels), size=shown.size, sha256=shown.sha256)
