"""PC Tracker's folders, as it writes them and as its later stages do."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import MS, STARTED, element, frame, observation, step, trajectory
from tracker.actions import Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.events import Button
from tracker.exchange import pc_agent
from tracker.exchange.importing import read_any
from tracker.exchange.members import Folder
from tracker.exchange.recording import Compromise, Recording
from tracker.frames import Frame
from tracker.geometry import Box, Point
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Ending, Evidence, Outcome

SENT = Path(__file__).parents[1] / "fixtures" / "exchange" / "pc_agent"
SECOND = 1000 * MS


def sent(tmp_path, *changed, lines=None):
    """The fixture's folder with lines replaced: (number from 1, field, value)."""
    for picture in SENT.glob("screenshot/*.png"):
        (tmp_path / "screenshot").mkdir(exist_ok=True)
        (tmp_path / "screenshot" / picture.name).write_bytes(picture.read_bytes())
    [file] = SENT.glob("*.jsonl")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for number, field, value in changed:
        rows[number - 1][field] = value
    text = "".join(f"{json.dumps(row)}\n" for row in rows[:lines])
    (tmp_path / "task3_x.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def read(folder):
    format_name, [recording] = read_any(folder, STARTED)
    assert format_name == "pc_agent"
    return recording.trajectory


def test_a_folder_of_the_tracker_becomes_steps():
    found = read(SENT)
    assert [one.action for one in found.steps] == [
        Click(Point(20, 80)),
        Drag(Point(40, 30), Point(60, 50)),
        Scroll(Point(60, 50), 0, 3),
        TypeText("Grüße, 世界"),
        PressKeys(("ctrl", "s")),
        PressKeys(("pagedown",)),
        Click(Point(50, 60), count=2),
        Wait(2.0),
    ]
    assert found.task == "Write a greeting.\nThen save it."
    assert found.started_at == datetime(2024, 11, 26, 16, 15, 12, tzinfo=UTC)
    assert found.outcome is Ending.FINISHED
    assert [one.t_ns // SECOND for one in found.steps] == [0, 2, 6, 8, 10, 12, 14, 16]


def test_the_element_and_where_there_is_none_are_told():
    found = read(SENT)
    start = element("Start", role="unknown", box=Box(10, 70, 30, 90))
    assert found.steps[0].evidence == Evidence(element=start)
    degraded = [one.evidence.degraded for one in found.steps]
    assert degraded[2] == "PC Tracker does not say where a scroll was"
    assert degraded[6] == "PC Tracker saw no element there"


def test_each_step_shows_the_screen_before_it_and_what_it_led_to():
    found = read(SENT)
    shades = [int(one.before.frame.pixels[0, 0, 0]) for one in found.steps]
    afters = [int(one.outcome.after.pixels[0, 0, 0]) for one in found.steps]
    assert shades == [20, 40, 80, 100, 120, 140, 160, 180]
    assert afters == [*shades[1:], 200]


def written(tmp_path, *recordings):
    compromises = pc_agent.write(Folder(tmp_path / "out"), recordings)
    return tmp_path / "out", compromises


def test_what_its_words_can_say_comes_back(tmp_path):
    screens = [observation(frame(shade=shade), window=None) for shade in (1, 2, 3, 4, 5, 6)]
    save = Evidence(element=element(role="unknown"))
    actions = [
        (Click(Point(140, 95)), save),
        (Click(Point(140, 95), Button.RIGHT), save),
        (Click(Point(140, 95), count=2), save),
        (Drag(Point(140, 95), Point(5, 6)), save),
        (TypeText("Zoë,\nhello\u2028"), Evidence()),
        (PressKeys(("ctrl", "a")), Evidence()),
    ]
    steps = [
        step(
            action,
            before=before,
            evidence=evidence,
            thought="because",
            t_ns=n * SECOND,
            until_ns=n * SECOND,
            outcome=Outcome(after=after.frame),
        )
        for n, ((action, evidence), before, after) in enumerate(
            zip(actions, screens, [*screens[1:], observation(frame(shade=9))], strict=True)
        )
    ]
    shown = trajectory(*steps)
    folder, compromises = written(tmp_path, Recording(shown))
    assert compromises == ()
    assert read(folder) == shown


def test_a_line_has_the_fields_that_its_later_stages_read(tmp_path):
    folder, _ = written(tmp_path, Recording(trajectory(step(t_ns=SECOND))))
    [file] = folder.glob("*.jsonl")
    first, last = [json.loads(line) for line in file.read_text().splitlines()]
    base = "screenshot/task1_20250304_093000"
    assert first == {
        "timestamp": "2025-03-04_09:30:01",
        "action": "click (140, 95)",
        "screenshot": f"{base}_1.png",
        "element": "Save",
        "rect": {"left": 100, "top": 80, "right": 180, "bottom": 110},
        "marked_screenshot": f"{base}_1_marked.png",
    }
    assert (last["action"], last["rect"]) == ("finish", None)
    marked = Frame.from_image((folder / f"{base}_1_marked.png").read_bytes()).pixels
    assert tuple(marked[80, 100]) == (255, 0, 0)
    assert tuple(marked[95, 140]) == (255, 0, 0)
    page = file.with_suffix(".md").read_text().splitlines()
    assert page[:4] == ["# Task 1", "**Description:** Save the letter", "", "**Level:** unknown"]


def test_what_its_words_cannot_say_is_told(tmp_path):
    actions = [
        Click(Point(1, 1), count=3),
        Click(Point(1, 1), Button.MIDDLE),
        Click(Point(1, 1), held=("ctrl",)),
        Scroll(Point(1, 1), 0, 2),
        PressKeys(("ctrl", "shift", "s")),
        Wait(4.0),
    ]
    shown = trajectory(*(step(action) for action in actions), outcome=Ending.OPEN)
    folder, compromises = written(tmp_path, Recording(shown))
    assert compromises == (
        Compromise(1, 1, "double click 3 times is written as double click"),
        Compromise(1, 2, "a click of the middle button is left out"),
        Compromise(1, 3, "click with ctrl held is written as click"),
        Compromise(1, 4, "scroll at its place is written as scroll"),
        Compromise(1, 5, "a chord of more than two keys is written as one"),
        Compromise(1, 6, "wait of 4 s is written as wait"),
    )
    back = read(folder)
    assert [one.action for one in back.steps] == [
        Click(Point(1, 1), count=2),
        Click(Point(1, 1)),
        Scroll(Point(1, 1), 0, 2),
        PressKeys(("ctrl", "shift", "s")),
        Wait(1.0),
    ]
    assert back.outcome is Ending.OPEN


@pytest.mark.parametrize("difficulty", [None, *Difficulty])
def test_how_hard_a_task_was_is_its_level(tmp_path, difficulty):
    folder, _ = written(tmp_path, Recording(trajectory(), difficulty=difficulty))
    _, [back] = read_any(folder, STARTED)
    assert (back.difficulty, back.notes) == (difficulty, ())


def test_a_level_that_is_none_is_told_and_left_out(tmp_path):
    folder = sent(tmp_path)
    (folder / "task3_x.md").write_text("# Task\n**Description:** Go.\n\n**Level:** odd\n")
    _, [back] = read_any(folder, STARTED)
    assert back.trajectory.task == "Go."
    assert back.difficulty is None
    assert back.notes == (f"{folder / 'task3_x.jsonl'}: the level 'odd' is not taken over.",)


def test_what_shows_a_bad_task_ends_as_failed(tmp_path):
    folder, _ = written(tmp_path, Recording(trajectory(), verdict=TaskState.BAD))
    assert read(folder).outcome is Ending.FAILED


def test_trajectories_of_one_second_do_not_overwrite_each_other(tmp_path):
    failed = replace(trajectory(step(Click(Point(9, 9)))), outcome=Ending.FAILED)
    folder, _ = written(tmp_path, Recording(trajectory()), Recording(failed))
    _, found = read_any(folder, STARTED)
    assert [one.trajectory.outcome for one in found] == [Ending.FINISHED, Ending.FAILED]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((1, "action", "click (20; 80)"), "line 1: there is no action 'click"),
        ((1, "action", "click (20, 80) and more"), "line 1: there is no action"),
        ((5, "action", "run: rm"), "line 5: there is no action 'run: rm'"),
        ((6, "action", "hotkey (Ctrl, Frobnicate)"), "line 6: there is no key 'frobnicate'"),
        ((3, "action", "wait"), "line 2: no drag follows the press"),
        ((4, "action", "finish"), "line 4: lines follow after finish"),
        ((2, "timestamp", "yesterday"), "line 2: 'yesterday' is no time"),
        ((2, "rect", {"left": 1}), "line 2: rect has no left"),
        ((2, "screenshot", "../../etc/passwd"), "line 2: .* does not lie in"),
        ((2, "screenshot", "screenshot/99.png"), "line 2: There is no "),
        ((2, "screenshot", None), "line 2: timestamp, action and screenshot"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, change, said):
    with pytest.raises(Malformed, match=rf"task3_x\.jsonl, {said}"):
        read(sent(tmp_path, change))


def test_a_picture_that_is_none_is_named_with_its_line(tmp_path):
    folder = sent(tmp_path)
    (folder / "screenshot" / "3.png").write_bytes(b"GIF89a")
    with pytest.raises(Malformed, match=r"line 3: screenshot/3\.png: this picture cannot be read"):
        read(folder)


def test_a_recording_that_was_cut_off_is_open(tmp_path):
    found = read(sent(tmp_path, lines=5))
    assert (found.outcome, found.steps[-1].outcome.after) == (Ending.OPEN, None)
