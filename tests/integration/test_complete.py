"""`journeyman complete` as a process of its own, which may be killed at any time."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.builders import STARTED, element, observation, step
from tracker.actions import Click, TypeText
from tracker.frames import Frame
from tracker.geometry import Box, Point
from tracker.store import Store
from tracker.trajectory import Ending, Evidence

ROOT = Path(__file__).resolve().parents[2]
STEPS = 60
DEADLINE_S = 120


def drawn(number):
    """A screen of its own for each step, so that each has to be read."""
    picture = Image.new("RGB", (640, 400), (250, 250, 250))
    draw = ImageDraw.Draw(picture)
    for row in range(8):
        draw.text((20, 20 + 45 * row), f"Line {row} of screen {number}", (0, 0, 0), font_size=22)
    return Frame(pixels=np.asarray(picture), t_ns=number)


def click(number, target, at):
    elements = (target,) if target else ()
    return step(
        Click(at),
        before=observation(drawn(number), elements=elements),
        evidence=Evidence(target),
    )


@pytest.fixture
def home(tmp_path):
    store = Store.open(tmp_path / "journeyman.db")
    number = store.begin("Press Save often", STARTED)
    save = element("Save", box=Box(500, 300, 600, 340))
    for index in range(STEPS):
        store.append_step(number, click(index, save, save.box.center))
    store.finish(number, Ending.FINISHED)
    store.close()
    return tmp_path


def command(home, *arguments):
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != "DISPLAY" and not name.startswith("JOURNEYMAN_")
    }
    return {
        "args": [sys.executable, "-m", "app", "complete", *arguments],
        "cwd": ROOT,
        "env": {**environ, "JOURNEYMAN_HOME": str(home)},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


def run(home, *arguments):
    return subprocess.run(**command(home, *arguments), timeout=DEADLINE_S)


def bodies(home):
    """Of the steps that are complete, by position."""
    connection = sqlite3.connect(home / "journeyman.db")
    found = connection.execute(
        "SELECT position, body FROM steps WHERE json_extract(body, '$.intent') IS NOT NULL"
    ).fetchall()
    connection.close()
    return dict(found)


def until_some_are_done(home, process):
    deadline = time.monotonic() + DEADLINE_S
    while not bodies(home):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_after_a_kill_it_goes_on_where_it_was(home):
    with subprocess.Popen(**command(home, "1")) as process:
        until_some_are_done(home, process)
        process.send_signal(signal.SIGKILL)
    first = bodies(home)
    assert 0 < len(first) < STEPS
    said = run(home, "1")
    rest = STEPS - len(first)
    assert (said.returncode, said.stdout) == (0, f"1: {rest} of {STEPS} steps completed\n")
    second = bodies(home)
    assert len(second) == STEPS
    assert {position: second[position] for position in first} == first


def test_steps_that_need_a_person_are_listed(home):
    store = Store.open(home / "journeyman.db")
    other = store.begin("Press what is there", STARTED)
    store.append_step(other, click(9, None, Point(620, 390)))
    store.append_step(other, step(TypeText("Ann"), evidence=Evidence()))
    store.finish(other, Ending.FINISHED)
    store.close()
    said = run(home, "2")
    assert said.stdout == "2: 2 of 2 steps completed; 1 for review\n"
    (one,) = json.loads(run(home, "2", "--review", "--json").stdout)["review"]
    assert (one["id"], one["step"]) == (2, 1)
    assert one["why"].startswith("For review: the place at the bottom right of the")
    told = run(home, "1", "--review").stdout.splitlines()
    assert len(told) == 2 * STEPS
    assert told[1].strip() == "It is not complete yet."


def test_a_model_that_there_is_not_is_bad_usage(home):
    said = run(home, "1", "--model", "nobody")
    assert said.returncode == 2
    assert "There is no model 'nobody'" in said.stderr
    assert bodies(home) == {}


def test_a_server_that_is_not_there_is_told_of_and_nothing_is_lost(home):
    remote = command(home, "1", "--model", "remote")
    remote["env"] |= {"JOURNEYMAN_REMOTE_URL": "http://127.0.0.1:9", "JOURNEYMAN_REMOTE_MODEL": "m"}
    said = subprocess.run(**remote, timeout=DEADLINE_S)
    assert said.returncode == 3
    assert "127.0.0.1:9" in said.stderr
    assert bodies(home) == {}
