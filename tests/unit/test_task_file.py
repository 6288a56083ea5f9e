"""Lists of tasks as people and other tools write them."""

import json

import pytest

from app.task_file import read_tasks
from tracker.errors import Malformed
from tracker.tasks import Difficulty, Given

TASKS = [Given("Write to Anna", Difficulty.EASY), Given("Pay the bill")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.json", json.dumps([{"description": "Write to Anna", "difficulty": "easy"},
                               "Pay the bill"])),
        ("t.json", json.dumps([{"task": " Write to\nAnna ", "level": "Easy"},
                               {"instruction": "Pay the bill", "level": ""}])),
        ("t.jsonl", '{"task": "Write to Anna", "level": "easy"}\n\n"Pay the bill"\n'),
    ],
)  # fmt: skip
def test_each_way_of_writing_them_is_read(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert read_tasks(tmp_path / name) == TASKS


def test_a_text_has_one_in_each_line(tmp_path):
    path = tmp_path / "tasks.txt"
    path.write_text("\ufeff# of this week\nWrite to Anna\n\n  Pay the bill \n", encoding="utf-8")
    assert read_tasks(path) == [Given("Write to Anna"), Given("Pay the bill")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.json", "{}", "task 1 is no JSON array"),
        ("t.json", "[3]", "task 1 is neither a text nor an object"),
        ("t.json", '["a", {"level": "easy"}]', "task 2 has no description"),
        ("t.json", '[{"task": "a", "level": "odd"}]', "task 1 has the difficulty 'odd'"),
        ("t.jsonl", '"a"\n{\n', "task 2 is no JSON"),
        ("t.txt", "# nothing\n", "has no tasks"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, name, content, said):
    (tmp_path / name).write_text(content)
    with pytest.raises(Malformed, match=said):
        read_tasks(tmp_path / name)


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "t.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Malformed, match="cannot be read"):
        read_tasks(tmp_path / "t.txt")
