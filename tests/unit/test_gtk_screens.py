"""Of made-up GTK screens: which pictures are drawn, and what a cell with a picture is."""

from dataclasses import dataclass
from pathlib import Path

from models.training.screens.gtk_icon_themes import NAMES, write_themes
from models.training.screens.gtk_sightings import drawn_in


def pictures(folder: Path, count: int, drawn: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number}.svg" for number in range(count)]
    for file in files:
        file.write_text(drawn)
    return files


def test_a_folder_of_enough_pictures_becomes_themes_with_all_names(tmp_path):
    files = pictures(tmp_path / "many", 60, "<svg/>") + pictures(tmp_path / "few", 59, "<svg/>")
    themes = tmp_path / "themes"
    assert write_themes(files, themes) == ["made-up-0", "made-up-1"]
    assert "Name=made-up-1" in (themes / "made-up-1" / "index.theme").read_text()
    drawn = sorted(file.name for file in (themes / "made-up-0" / "scalable").iterdir())
    assert drawn == sorted(f"{name}{end}.svg" for name in NAMES for end in ("", "-symbolic"))


def test_symbols_are_pictures_without_strokes_where_there_are_some(tmp_path):
    files = pictures(tmp_path / "set", 60, '<svg fill="none"/>')
    for file in files[:30]:
        file.write_text("<svg/>")
    write_themes(files, tmp_path / "themes", of_each=1)
    symbols = (tmp_path / "themes" / "made-up-0" / "scalable").glob("*-symbolic.svg")
    assert {file.read_text() for file in symbols} == {"<svg/>"}


def test_without_pictures_there_are_no_themes(tmp_path):
    assert write_themes([], tmp_path) == []


@dataclass(frozen=True)
class Part:
    """place: start and width, px; None for one that the column does not hold."""

    place: tuple[int, int] | None
    is_visible: bool = True

    def get_visible(self) -> bool:
        return self.is_visible


@dataclass(frozen=True)
class Column:
    parts: tuple[Part, ...]

    def get_cells(self) -> tuple[Part, ...]:
        return self.parts

    def cell_get_position(self, part: Part) -> tuple[int, int] | None:
        return part.place


def test_a_picture_and_a_text_in_one_cell_are_two_cells():
    """The text is told wider than the cell, which an indent has made narrower."""
    column = Column((Part((0, 16)), Part((16, 356))))
    assert list(drawn_in(column, 332)) == [(0, 16), (16, 316)]


def test_a_cell_with_one_part_is_as_wide_as_its_column():
    assert list(drawn_in(Column((Part((4, 50)), Part((0, 16), False))), 120)) == [(0, 120)]


def test_a_part_without_a_place_is_left_out():
    assert list(drawn_in(Column((Part(None), Part((2, 30)))), 80)) == [(2, 30)]
