"""Labelled screens out of a real program, by the command that a person types."""

import json

import pytest

from models.labels import labelled_files, read_labelled
from tests.integration.test_cli import journeyman

pytestmark = pytest.mark.display


def test_an_editor_on_the_stage_is_harvested_with_its_menus_as_targets(tmp_path):
    said = journeyman(
        tmp_path, "harvest", "--json", "--minutes", "0.4",
        "--stage", "--open", "mousepad --disable-server",
    )  # fmt: skip
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert (told["screens"], told["folder"]) == ({"mousepad": 1}, str(tmp_path / "screens"))
    (labels,) = labelled_files(tmp_path / "screens")
    screen = read_labelled(labels)
    menus = [one.name for one in screen.labels if one.role == "menu" and one.is_interactive]
    assert menus[:3] == ["File", "Edit", "Search"]
    assert (screen.app, screen.frame.size) == ("mousepad", (1280, 800))


def test_a_program_that_is_excluded_is_not_harvested(tmp_path):
    said = journeyman(
        tmp_path / "home", "harvest", str(tmp_path / "set"), "--json", "--minutes", "0.2",
        "--stage", "--open", "mousepad --disable-server",
        JOURNEYMAN_EXCLUDED_APPS='["mouse*"]',
    )  # fmt: skip
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert (told["screens"], "the window is excluded" in told["skipped"]) == ({}, True)
    assert not (tmp_path / "set").exists()


def test_minutes_below_nothing_are_bad_usage(tmp_path):
    said = journeyman(tmp_path, "harvest", str(tmp_path / "set"), "--minutes", "-1")
    assert said.code == 2
