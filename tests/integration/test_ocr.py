"""The real text models on pictures that we drew ourselves."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from grounding import ocr
from grounding.inference import open_session, runnable_providers
from grounding.ocr import OcrReader
from tracker.errors import Unavailable
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Source

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
MENU_BAR = (("File", (10, 8)), ("Edit", (62, 8)), ("Search", (116, 8)), ("Help", (188, 8)))
LETTER = (("Dear Ada,", (20, 60)), ("the machine arrived on Monday.", (20, 90)))


def page(
    texts: Sequence[tuple[str, tuple[int, int]]],
    *,
    size: tuple[int, int] = (480, 240),
    ink: str = "black",
    ground: str = "white",
) -> Pixels:
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    for text, place in texts:
        pen.text(place, text, fill=ink, font=ImageFont.truetype(FONT, 14))
    return np.asarray(image, dtype=np.uint8)


@pytest.fixture(scope="module", name="reader")
def the_reader() -> OcrReader:
    return OcrReader()


def test_every_line_is_read_and_stands_where_it_was_drawn(reader: OcrReader):
    elements = reader.read(page(LETTER))
    assert [(e.name, e.role, e.source) for e in elements] == [
        ("Dear Ada,", "label", Source.OCR),
        ("the machine arrived on Monday.", "label", Source.OCR),
    ]
    assert elements[0].box.iou(Box(20, 62, 92, 78)) > 0.5
    assert elements[1].box.iou(Box(20, 92, 254, 107)) > 0.5


def test_a_menu_bar_is_read_as_its_menus(reader: OcrReader):
    assert sorted(e.name for e in reader.read(page(MENU_BAR))) == ["Edit", "File", "Help", "Search"]


def test_a_line_where_two_bands_of_a_tall_picture_meet_is_read_once_and_whole(reader: OcrReader):
    places = range(40, 1160, 36)
    tall = page([(f"line {y}", (20, y)) for y in places], size=(320, 1200))
    assert [line.text for line in reader.lines(tall)] == [f"line {y}" for y in places]


def test_light_text_on_a_dark_ground_is_read(reader: OcrReader):
    dark = page(LETTER, ink="#eeeeee", ground="#202020")
    assert [e.name for e in reader.read(dark)] == [text for text, _ in LETTER]


def test_an_empty_picture_has_no_text(reader: OcrReader):
    assert reader.read(page(())) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (33, 31)])
def test_a_picture_too_small_for_text_has_none(reader: OcrReader, size: tuple[int, int]):
    assert reader.read(page((), size=size)) == ()


def test_a_line_at_the_very_top_and_one_at_the_very_bottom_are_read(reader: OcrReader):
    edges = page((("anna@example.org", (20, -2)), ("Ready to print", (20, 223))))
    assert [line.text for line in reader.lines(edges)] == ["anna@example.org", "Ready to print"]


def test_little_of_a_large_picture_with_little_text_is_looked_at():
    counting = Counting()
    assert len(counting.read(page(LETTER, size=(1920, 1080)))) == 2
    assert counting.seen < 1920 * 1080 / 50


def test_a_single_sign_is_read_where_it_is_known_to_stand(reader: OcrReader):
    key = page((("7", (20, 20)), ("%", (120, 20))))
    signs = reader.signs(key, [Box(15, 17, 35, 39), Box(115, 17, 140, 39), Box(200, 17, 220, 39)])
    assert [line.text for line in signs] == ["7", "%", ""]


class Counting(OcrReader):
    """Says how many pixels the detector was given."""

    seen = 0

    def _detect_on(self, models: Any, picture: Pixels) -> list[Box]:
        self.seen += picture.shape[0] * picture.shape[1]
        return super()._detect_on(models, picture)


def test_only_what_changed_is_read_again_and_the_result_is_the_same(reader: OcrReader):
    counting = Counting()
    first = page((*MENU_BAR, *LETTER))
    second = page((*MENU_BAR, LETTER[0], ("the machine broke on Tuesday.", LETTER[1][1])))
    counting.read(first)
    whole, counting.seen = counting.seen, 0
    assert counting.read(first.copy()) == counting.read(first)
    assert counting.seen == 0
    partly = counting.read(second)
    assert 0 < counting.seen < whole / 2
    assert {e.name for e in partly} == {e.name for e in reader.read(second)}


class Blurred:
    """A recogniser that takes every place for any character."""

    def __init__(self, real: Any) -> None:
        self.get_inputs, self._real = real.get_inputs, real

    def run(self, _: None, lines: dict[str, np.ndarray]) -> list[np.ndarray]:
        return [np.full_like(self._real.run(None, lines)[0], 1e-4)]


def test_a_line_that_the_quick_recogniser_doubts_is_read_again_by_the_careful_one():
    reader = OcrReader()
    models = reader._loaded()
    reader._models = replace(models, quick=Blurred(models.careful))
    assert [e.name for e in reader.read(page(LETTER))] == [text for text, _ in LETTER]


def test_a_line_of_which_the_quick_recogniser_is_sure_is_read_once():
    reader = OcrReader()
    models = reader._loaded()
    reader._models = replace(models, careful=Blurred(models.careful))
    assert [e.name for e in reader.read(page(LETTER))] == [text for text, _ in LETTER]


def test_text_that_went_is_forgotten():
    reader = OcrReader()
    reader.read(page(LETTER))
    assert [e.name for e in reader.read(page(LETTER[:1]))] == ["Dear Ada,"]


def test_nothing_is_logged_and_nothing_written(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    handlers = list(logging.getLogger().handlers)
    OcrReader().read(page(LETTER))
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))
    assert logging.getLogger().handlers == handlers
    assert list(tmp_path.iterdir()) == []


def test_missing_models_are_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="text models are not installed") as raised:
        OcrReader().read(page(LETTER))
    assert raised.value.hint


def test_a_session_asks_for_no_provider_that_cannot_load(capfd: pytest.CaptureFixture[str]):
    session = open_session(ocr.models_folder() / "PP-OCRv6_det_small.onnx")
    assert tuple(session.get_providers()) == runnable_providers()
    assert capfd.readouterr() == ("", "")


def test_a_model_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(Unavailable, match=r"The model gone\.onnx is missing"):
        open_session(tmp_path / "gone.onnx")
