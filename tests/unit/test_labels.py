"""Labelled screens keep what they say on their way through files."""

import json

import pytest

from models.labels import Label, Labelled, labelled_files, read_labelled, write_labelled
from models.screen_classes import CLASSES, class_of, role_of
from tests.builders import frame
from tracker.errors import Malformed
from tracker.geometry import Box

SCREEN = Labelled(
    frame(64, 48, 90),
    (
        Label(
            "push button", "Save", Box(1, 2, 30, 20), kind="tool button", value="3",
            description="Writes it", states=("focused",), path=("frame Letter", "tool bar"),
        ),
        Label("label", "Größe", Box(5, 25, 40, 40), is_interactive=False, is_enabled=False),
    ),
    "editor",
)  # fmt: skip


def test_a_labelled_screen_is_read_as_it_was_written(tmp_path):
    labels = write_labelled(SCREEN, tmp_path / "set", "editor-001")
    assert list(labelled_files(tmp_path / "set")) == [labels]
    assert read_labelled(labels) == SCREEN


def test_the_file_has_the_form_that_other_programs_rely_on(tmp_path):
    told = json.loads(write_labelled(SCREEN, tmp_path, "one").read_text("utf-8"))
    assert told == {
        "screen": "one.png",
        "app": "editor",
        "width": 64,
        "height": 48,
        "elements": [
            {
                "id": 0, "role": "push button", "name": "Save", "box": [1, 2, 30, 20],
                "interactive": True, "enabled": True, "class": "tool button", "value": "3",
                "description": "Writes it", "states": ["focused"],
                "path": ["frame Letter", "tool bar"],
            },
            {
                "id": 1, "role": "label", "name": "Größe", "box": [5, 25, 40, 40],
                "interactive": False, "enabled": False,
            },
        ],
    }  # fmt: skip


def test_a_thing_without_an_area_is_left_out(tmp_path):
    labels = write_labelled(SCREEN, tmp_path, "one")
    told = json.loads(labels.read_text("utf-8"))
    told["elements"][0]["box"] = [4, 4, 4, 9]
    labels.write_text(json.dumps(told))
    assert read_labelled(labels).labels == SCREEN.labels[1:]


@pytest.mark.parametrize("text", ["", "[]", '{"elements": [{}]}', '{"elements": []}'])
def test_what_is_no_label_file_is_named(tmp_path, text):
    """The last one lacks its picture."""
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(Malformed, match=r"odd\.json is no label file"):
        read_labelled(tmp_path / "odd.json")


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(Malformed, match=r"holds no NAME\.json"):
        list(labelled_files(tmp_path))


def test_every_class_is_told_by_a_role_that_leads_back_to_a_button_or_to_itself():
    back = {name: class_of(role_of(name)) for name in CLASSES}
    buttons = {"tool button", "window button"}
    assert back == {name: "button" if name in buttons else name for name in CLASSES}
