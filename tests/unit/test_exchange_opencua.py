"""AgentNet's trajectories, and the pyautogui lines that they and the scripts are made of."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.builders import STARTED, frame, observation, step, trajectory
from tracker.actions import Click, Drag, Finish, GiveUp, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.events import Button
from tracker.exchange import opencua, pyautogui_script
from tracker.exchange.gui_code import CodeReader, Dialect, statements
from tracker.exchange.importing import read_any
from tracker.exchange.members import Folder
from tracker.exchange.recording import Compromise, Recording
from tracker.geometry import Placement, Point, ScreenPoint
from tracker.keys import MODIFIERS, NAMED, chord
from tracker.tasks import Difficulty
from tracker.trajectory import Ending, Evidence, Outcome

SENT = Path(__file__).parents[1] / "fixtures" / "exchange" / "agentnet"
PIXELS = Dialect(lambda point: f"x={point.x}, y={point.y}")

POINT = st.builds(Point, st.integers(0, 7679), st.integers(0, 4319))
HELD = st.lists(st.sampled_from(MODIFIERS), max_size=2, unique=True).map(tuple)
NOTCHES = st.integers(-50, 50)
KEY = st.sampled_from(sorted(NAMED)) | st.sampled_from("aZ5é/'\"\\世")
ACTION = (
    st.builds(Click, POINT, st.sampled_from(Button), st.integers(1, 4), HELD)
    | st.builds(Drag, POINT, POINT, st.sampled_from(Button), HELD)
    | st.builds(Scroll, POINT, NOTCHES, st.just(0), HELD)
    | st.builds(Scroll, POINT, st.just(0), NOTCHES, HELD)
    | st.builds(TypeText, st.text(max_size=40))
    | st.builds(PressKeys, st.lists(KEY, min_size=1, max_size=4, unique=True).map(tuple).map(chord))
    | st.builds(Wait, st.floats(0, 600))
)


@given(ACTION)
def test_every_action_comes_back_from_its_lines(action):
    assume(not (isinstance(action, Scroll) and not action.dx and not action.dy))
    lines = statements(action, PIXELS)
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert CodeReader().read("\n".join(lines), Point) == (action,)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_leaves_its_quotes_or_its_comment(task, typed):
    shown = trajectory(step(TypeText(typed)), task=task)
    held = {}

    class Sink:
        def put(self, name, parts):
            held[name] = b"".join(parts)

    pyautogui_script.write(Sink(), [Recording(shown)])
    tree = ast.parse(held["task_1.py"].decode())
    assert [type(one) for one in tree.body] == [
        ast.Expr, ast.Import, ast.Import, ast.Assign, ast.Expr,
    ]  # fmt: skip
    call = tree.body[-1].value
    assert ast.unparse(call.func) == "pyautogui.write"
    assert [ast.literal_eval(one.value) for one in call.keywords] == [typed]
    assert held["task_1.txt"].decode().split("\n")[1] == "Output Script:"


def test_a_script_has_desktop_places_and_leaves_secrets_out(tmp_path):
    scaled = frame(placement=Placement(ScreenPoint(1920, 0), 2.0))
    shown = trajectory(
        step(before=observation(scaled)),
        step(TypeText("{secret:bank}")),
        step(TypeText("Zoë")),
        step(PressKeys(("ctrl", "s"))),
        task='Say "hi"\nthen #leave',
    )
    compromises = pyautogui_script.write(Folder(tmp_path / "out"), [Recording(shown)])
    assert (tmp_path / "out" / "task_1.txt").read_text(encoding="utf-8") == (
        'Task: Say "hi" then #leave\n'
        "Output Script:\n"
        "pyautogui.click(x=1990, y=48)\n"
        "# Here 'bank' was typed, which is a secret and was never kept.\n"
        "pyautogui.write(message='Zoë')\n"
        "pyautogui.hotkey('ctrl', 's')\n"
    )
    assert compromises == (
        Compromise(1, 2, "a secret is left out"),
        Compromise(1, 3, "pyautogui.write leaves out what is not ASCII"),
    )


@pytest.mark.parametrize(
    ("code", "actions"),
    [
        ("import pyautogui\npyautogui.click(10, 20)", [Click(Point(10, 20))]),
        ("pyautogui.click(10, 20, 2, 0.1, 'right')", [Click(Point(10, 20), Button.RIGHT, 2)]),
        ("pyautogui.moveTo(5, 6)\npyautogui.click()", [Click(Point(5, 6))]),
        ("pyautogui.press(['tab', 'enter'])", [PressKeys(("tab",)), PressKeys(("enter",))]),
        ("pyautogui.press('down', presses=2)", [PressKeys(("down",))] * 2),
        ("pyautogui.press(keys=['esc'])", [PressKeys(("escape",))]),
        ("pyautogui.hotkey('ctrlleft', 'shift', 'T')", [PressKeys(("ctrl", "shift", "T"))]),
        ("pyautogui.hotkey(keys=['alt', 'f4'])", [PressKeys(("alt", "f4"))]),
        ("pyautogui.keyDown('alt')\npyautogui.keyUp('alt')", [PressKeys(("alt",))]),
        ("pyautogui.write('hi')", [TypeText("hi")]),
        ("pyautogui.scroll(5, x=1, y=2)", [Scroll(Point(1, 2), 0, -5)]),
        ("computer.wait()", [Wait(1.0)]),
        ("time.sleep(3)", [Wait(3.0)]),
        ("computer.terminate(status='success')", [Finish()]),
        ("computer.terminate(status='failure')", [GiveUp("The trajectory ends as failed.")]),
        ("pyautogui.moveTo(5, 6)", []),
        (r"pyautogui.write('a\d')", [TypeText(r"a\d")]),
    ],
)
def test_the_ways_in_which_others_write_them_are_read(code, actions):
    assert list(CodeReader().read(code, Point)) == actions


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('true')",
        "import os; os.system('true')",
        "pyautogui.write(open('/etc/passwd').read())",
        "pyautogui.alert('x')",
        "pyautogui.click(x=1, y=2); exec('1')",
        "for i in range(9): pyautogui.press('a')",
        "x = 1",
        "pyautogui.write(message=f'{1}')",
        "pyautogui.click(**{'x': 1})",
        "pyautogui.press('a', presses=10**9)",
        "pyautogui.press('a', presses=1000000000)",
        "pyautogui.press('frobnicate')",
        "pyautogui.hotkey()",
        "pyautogui.click()",
        "pyautogui.click(1, 2, button='nose')",
        "pyautogui.dragTo(1, 2)",
        "time.sleep(1e9)",
        "time.sleep(float('nan'))",
        "pyautogui.click(",
        "(" * 500,
        "pyautogui.write('" + "x" * 60_000 + "')",
    ],
)
def test_code_that_is_no_plain_call_is_malformed(code):
    with pytest.raises(Malformed):
        CodeReader().read(code, Point)


def test_a_line_of_agentnet_becomes_steps():
    format_name, [found] = read_any(SENT / "sample.jsonl", STARTED)
    assert format_name == "opencua"
    shown = found.trajectory
    assert [one.action for one in shown.steps] == [
        Click(Point(80, 22)),
        Drag(Point(16, 18), Point(48, 36)),
        Scroll(Point(144, 81), 0, 3),
        TypeText("Grüße, 世界"),
        PressKeys(("enter",)),
        PressKeys(("ctrl", "s")),
        Click(Point(80, 45), Button.RIGHT, held=("shift",)),
        Click(Point(80, 45), count=3),
        Wait(1.0),
    ]
    assert (shown.task, shown.outcome, shown.started_at) == (
        "Greet and save",
        Ending.FINISHED,
        STARTED,
    )
    assert shown.steps[0].thought == "The menu is there."
    where = f"{SENT / 'sample.jsonl'}, line 1, step 3"
    assert found.notes == (f"{where}: the pointer is only moved; left out.",)


def test_what_it_can_say_comes_back(tmp_path):
    screens = [observation(frame(shade=shade), window=None) for shade in range(5)]
    actions = [
        Click(Point(139, 95), held=("ctrl", "shift")),
        Drag(Point(0, 0), Point(319, 199)),
        TypeText('It\'s "so"\\\n\u202e世界'),
        PressKeys(("ctrl", "alt", "delete")),
        Scroll(Point(7, 3), -2, 0),
    ]
    degraded = Evidence(degraded="AgentNet's form has no elements")
    steps = [
        step(
            action,
            before=before,
            evidence=Evidence() if isinstance(action, TypeText | PressKeys) else degraded,
            outcome=Outcome(after=after.frame),
            thought="because",
            until_ns=0,
        )
        for action, before, after in zip(
            actions, screens, [*screens[1:], observation(frame(shade=9))], strict=True
        )
    ]
    shown = trajectory(*steps)
    assert opencua.write(Folder(tmp_path / "out"), [Recording(shown)]) == ()
    assert read_any(tmp_path / "out", STARTED) == ("opencua", [Recording(shown)])


def test_a_line_has_the_fields_that_its_tools_read(tmp_path):
    shown = trajectory(step(intent=Click("the “Save” button")), step(Wait(2.0)))
    compromises = opencua.write(Folder(tmp_path / "out"), [Recording(shown)])
    assert compromises == (Compromise(1, 2, "wait of 2 s is written as wait"),)
    task_id = "20250304093000_1"
    assert json.loads((tmp_path / "out" / "trajectories.jsonl").read_text(encoding="utf-8")) == {
        "task_id": task_id,
        "instruction": "Save the letter",
        "task_completed": True,
        "traj": [
            {
                "index": 0,
                "image": f"{task_id}_0.png",
                "value": {
                    "code": "pyautogui.click(x=0.4375, y=0.475)",
                    "action": "Click the “Save” button",
                },
            },
            {"index": 1, "image": f"{task_id}_1.png", "value": {"code": "computer.wait()"}},
            {
                "index": 2,
                "image": f"{task_id}_2.png",
                "value": {"code": "computer.terminate(status='success')"},
            },
        ],
    }
    assert len(list((tmp_path / "out" / "images").iterdir())) == 3


@pytest.mark.parametrize("difficulty", [None, *Difficulty])
def test_how_hard_a_task_was_and_why_it_failed_come_back(tmp_path, difficulty):
    failed = trajectory(outcome=Ending.FAILED, outcome_note="no paper")
    opencua.write(Folder(tmp_path / "out"), [Recording(failed, difficulty=difficulty)])
    _, [back] = read_any(tmp_path / "out", STARTED)
    told = back.trajectory
    assert (back.difficulty, told.outcome, told.outcome_note) == (
        difficulty, Ending.FAILED, "no paper",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("judged", "ending", "difficulty"),
    [
        ({}, Ending.OPEN, None),
        ({"task_completed": True, "task_difficulty": 4}, Ending.FINISHED, Difficulty.MEDIUM),
        ({"task_completed": False, "task_difficulty": 10}, Ending.FAILED, Difficulty.HARD),
        ({"task_completed": None, "task_difficulty": 0}, Ending.OPEN, Difficulty.EASY),
    ],
)
def test_what_a_judge_said_of_a_trajectory_is_its_end(tmp_path, judged, ending, difficulty):
    _, [found] = read_any(judged_file(tmp_path, judged), STARTED)
    assert (found.trajectory.outcome, found.difficulty) == (ending, difficulty)


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        ({"task_difficulty": 11}, "line 1: 11 is no task_difficulty"),
        ({"task_difficulty": True}, "line 1: True is no task_difficulty"),
        ({"task_difficulty": "hard"}, "line 1: 'hard' is no task_difficulty"),
        ({"task_completed": "yes"}, "line 1: task_completed is 'yes'"),
    ],
)
def test_a_judgement_that_is_none_is_named(tmp_path, judged, said):
    with pytest.raises(Malformed, match=said):
        read_any(judged_file(tmp_path, judged), STARTED)


def judged_file(tmp_path, judged):
    (tmp_path / "0.png").write_bytes(frame().png)
    entry = {"image": "0.png", "value": {"code": "pyautogui.click(x=0.5, y=0.5)"}}
    row = {"instruction": "x", **judged, "traj": [entry]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    return tmp_path / "a.jsonl"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"image": "0.png", "value": {"code": "import os; os.abort()"}}, "step 0: There is no os"),
        ({"image": "../0.png", "value": {"code": ""}}, "step 0: .*does not lie in"),
        ({"image": "0.png"}, "step 0: image and code are not both there"),
        ("click", "step 0: image and code are not both there"),
        (
            {"image": "0.png", "value": {"code": "pyautogui.click(x='a', y=0.5)"}},
            r"step 0: \('a', 0\.5\) is no place",
        ),
    ],
)
def test_a_wrong_step_is_named_with_its_line(tmp_path, entry, said):
    (tmp_path / "0.png").write_bytes(frame().png)
    good = {"image": "0.png", "value": {"code": "pyautogui.click(x=0.5, y=0.5)"}}
    rows = [{"instruction": "x", "traj": [one]} for one in (good, entry)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with pytest.raises(Malformed, match=rf"a\.jsonl, line 2, {said}"):
        read_any(tmp_path / "a.jsonl", STARTED)
