"""What a person sees when something is wrong: one line, the way out, and nothing is lost."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import STARTED, step
from tracker.actions import TypeText
from tracker.store import Store
from tracker.trajectory import Ending, Step

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


def journeyman(home, *arguments, **environ):
    """Runs the command as a person would, without a display unless one is given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY") and not name.startswith("JOURNEYMAN_")
    }
    run = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**kept, "JOURNEYMAN_HOME": str(home), **environ},
        capture_output=True,
        text=True,
    )
    return Said(run.returncode, run.stdout, run.stderr)


def recorded(home: Path, task: str, *steps: Step) -> None:
    """Keeps one finished trajectory in a data folder."""
    with closing(Store.open(home / "journeyman.db")) as store:
        number = store.begin(task, STARTED)
        for one in steps:
            store.append_step(number, one)
        store.finish(number, Ending.FINISHED)


@pytest.fixture
def home(tmp_path):
    """A data folder with one finished trajectory, in which a name was typed."""
    recorded(tmp_path, "Save the letter", step(), step(TypeText("letter.txt")))
    return tmp_path


def test_the_list_as_json_is_one_object_and_nothing_else(home):
    said = journeyman(home, "list", "--json")
    (listed,) = json.loads(said.out)["trajectories"]
    assert (said.code, said.err) == (0, "")
    assert listed == {
        "id": 1,
        "task": "Save the letter",
        "started_at": STARTED.isoformat(),
        "steps": 2,
        "outcome": "finished",
        "origin": "recorded",
        "parent": None,
        "is_confirmed": False,
    }


def test_show_tells_the_steps_and_the_values_that_can_be_set(home):
    said = journeyman(home, "show", "1")
    assert said.code == 0
    assert "Click (140, 95)" in said.out
    assert '--set save="letter.txt"' in said.out


def test_what_a_stranger_recorded_does_not_steer_the_terminal(tmp_path):
    recorded(tmp_path, "\x1b]0;owned\x07Save", step(TypeText("\x1b[2J")))
    for command in (("list",), ("show", "1")):
        assert "\x1b" not in journeyman(tmp_path, *command).out


def test_a_secret_that_nobody_can_be_asked_for_is_bad_usage(tmp_path):
    recorded(tmp_path, "Log in", step(TypeText("{secret:password}")))
    said = journeyman(tmp_path, "replay", "1", "--stage")
    assert said.code == 2
    assert "--set password=VALUE" in said.err


def test_show_writes_a_page_that_stands_alone(home, tmp_path):
    page = tmp_path / "one.html"
    assert journeyman(home, "show", "1", "--html", str(page)).code == 0
    assert page.read_text(encoding="utf-8").count("<section>") == 2


def test_an_unknown_trajectory_is_bad_usage(home):
    said = journeyman(home, "replay", "99")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("journeyman: ")
    assert "There is no trajectory 99. `journeyman list` shows those that there are." in said.err
    assert said.err.count("\n") == 1


def test_an_unknown_value_is_bad_usage_and_names_those_that_there_are(home):
    said = journeyman(home, "replay", "1", "--set", "title=x", "--dry-run")
    assert said.code == 2
    assert "no value called 'title'. It has: save." in said.err
    assert said.err.count("\n") == 1


def test_a_dry_run_says_what_would_be_done_without_a_display(home):
    said = journeyman(home, "replay", "1", "--set", "save=order.txt", "--dry-run")
    assert said.code == 0
    assert "Type “order.txt”" in said.out
    assert "Nothing was touched." in said.out


def test_each_row_of_a_table_is_a_run(home, tmp_path):
    table = tmp_path / "rows.csv"
    table.write_text("save\none.txt\ntwo.txt\n", encoding="utf-8")
    said = journeyman(home, "replay", "1", "--table", str(table), "--dry-run", "--json")
    runs = json.loads(said.out)["runs"]
    assert [run[1] for run in runs] == ["Type “one.txt”", "Type “two.txt”"]


@pytest.mark.parametrize("command", [("record",), ("replay", "1"), ("ground", "Save")])
def test_a_missing_display_is_told_with_the_way_out(home, command):
    said = journeyman(home, *command)
    assert said.code == 3
    assert "There is no display" in said.err
    assert "--stage" in said.err


def test_a_display_that_does_not_answer_is_named(home):
    said = journeyman(home, "record", DISPLAY=":987")
    assert said.code == 3
    assert ":987" in said.err


def test_a_corrupt_database_is_told_and_left_as_it_is(tmp_path):
    database = tmp_path / "journeyman.db"
    database.write_bytes(b"this was a database once" * 400)
    before = database.read_bytes()
    said = journeyman(tmp_path, "list")
    assert said.code == 1
    assert str(database) in said.err
    assert said.err.count("\n") == 1
    assert database.read_bytes() == before


def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(home):
    database = home / "journeyman.db"
    with sqlite3.connect(database) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) "
            "values ('journeyman', 'm999_from_the_future', '2099-01-01')"
        )
    connection.close()
    said = journeyman(home, "list")
    assert said.code == 1
    assert "newer" in said.err
    assert said.err.count("\n") == 1


def test_weights_with_a_wrong_checksum_are_not_used(home):
    source = home / "bad.gguf"
    source.write_bytes(b"x" * 64)
    (home / "registry.toml").write_text(
        "[[model]]\n"
        'id = "mine"\ntitle = "Mine"\nkind = "planner"\nfile = "mine.gguf"\nsize = 64\n'
        f'sha256 = "{"0" * 64}"\n'
        'licence = { spdx = "MIT" }\n'
        f'source = [{{ kind = "file", path = "{source}" }}]\n'
    )
    said = journeyman(home, "models", "fetch", "mine")
    assert said.code == 1, said
    assert "0" * 64 in said.err
    assert journeyman(home, "do", "anything", JOURNEYMAN_PLANNER="mine").code == 3


def test_a_setting_that_makes_no_sense_is_named(home):
    (home / "settings.toml").write_text("patience_s = -3\n")
    said = journeyman(home, "list")
    assert said.code == 1
    assert "patience_s" in said.err
    assert "settings.toml" in said.err


def test_a_planner_without_weights_says_how_to_get_them(home):
    said = journeyman(home, "do", "Save the letter", "--stage")
    assert said.code == 3
    assert "journeyman models fetch smollm2-135m" in said.err


def test_a_picture_that_is_none_is_named(home, tmp_path):
    text = tmp_path / "note.png"
    text.write_text("not a picture")
    said = journeyman(home, "parse", "--image", str(text))
    assert said.code == 1
    assert str(text) in said.err
