"""Export and import as a person types them, on a demonstration that a real editor was shown."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from agent.planner import read_answer
from agent.workflow import workflow
from app.jobs import replay_job
from app.settings import Settings
from app.wiring import Wiring
from tests import letter
from tests.builders import STARTED, step, trajectory
from tests.integration.test_cli import journeyman
from tests.letter import REPLAYED, SHOWN, Spot
from tests.shown_letter import recorded_letter
from tests.stages import open_stage
from tracker.actions import Finish, PressKeys, TypeText
from tracker.exchange import pack
from tracker.exchange.importing import read_any
from tracker.exchange.recording import Recording
from tracker.frames import Frame
from tracker.store import Store
from tracker.tasks import Difficulty, Given, TaskState
from tracker.trajectory import Ending, Lineage, Origin

FOLDERS = ("jsonl", "pc_agent", "opencua", "sharegpt", "pyautogui")


@dataclass(frozen=True)
class Shown:
    """home: a data folder that holds the demonstration as number 1."""

    home: object
    stage: object


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A scripted person writes a letter in mousepad; it is recorded and completed."""
    home = tmp_path_factory.mktemp("home")
    with open_stage() as stage:
        with Wiring(Settings(home=home)) as wiring:
            recorded_letter(wiring, stage)
        yield Shown(home, stage)


def loaded(home, number=1):
    store = Store.open(home / "journeyman.db")
    try:
        return store.load(number), tuple(store.events(number))
    finally:
        store.close()


def export(home, *arguments):
    said = journeyman(home, "export", *map(str, arguments), "--json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


@pytest.mark.display
def test_our_own_form_brings_everything_to_another_store(shown, tmp_path):
    export(shown.home, 1, "--format", "jsonl", tmp_path / "sent")
    said = journeyman(tmp_path / "other", "import", str(tmp_path / "sent"), "--json")
    before, events = loaded(shown.home)
    imported = {"id": 1, "task": letter.TASK, "steps": len(before.steps), "secrets": []}
    assert json.loads(said.out) == {"format": "jsonl", "imported": [imported], "notes": []}
    lineage = Lineage(Origin.IMPORTED, detail="jsonl: sent, there recorded")
    assert loaded(tmp_path / "other") == (replace(before, lineage=lineage), events)


@pytest.mark.display
def test_a_pack_that_another_person_imports_is_replayed_there(shown, tmp_path):
    export(shown.home, 1, "--format", "pack", tmp_path / "letter.journeyman")
    other = tmp_path / "other"
    said = journeyman(other, "import", str(tmp_path / "letter.journeyman"))
    assert said.code == 0, said.err
    with Wiring(Settings(home=other)) as wiring:
        program = workflow(wiring.store.load(1))
        names = {parameter.shown: parameter.name for parameter in program.parameters}
        values = {names[SHOWN.text]: REPLAYED.text, names[SHOWN.name]: REPLAYED.name}
        pid = letter.open_editor(shown.stage, Spot(200, 120, 700, 480))
        with wiring.body(shown.stage.environ) as body:
            driven = replay_job(
                wiring, body, 1, values, ask=lambda planned: True, show=lambda event: None
            )
        shown.stage.end(pid)
    assert driven.ended.ending is Ending.FINISHED, driven.ended.reason
    assert letter.is_right(shown.stage, REPLAYED)


@pytest.mark.display
@pytest.mark.parametrize("format_name", ["pc_agent", "opencua"])
def test_other_programs_forms_bring_the_same_actions_and_pictures(shown, tmp_path, format_name):
    export(shown.home, 1, "--format", format_name, tmp_path / "sent")
    _, [back] = read_any(tmp_path / "sent", STARTED)
    before, _ = loaded(shown.home)
    assert [one.action for one in back.trajectory.steps] == [one.action for one in before.steps]
    assert [one.before.frame for one in back.trajectory.steps] == [
        one.before.frame for one in before.steps
    ]
    assert (back.trajectory.task, back.trajectory.outcome) == (letter.TASK, Ending.FINISHED)


@pytest.mark.display
def test_conversations_are_the_running_planners_prompts(shown, tmp_path):
    export(shown.home, 1, "--format", "sharegpt", tmp_path / "sent")
    rows = json.loads((tmp_path / "sent" / "train.json").read_text(encoding="utf-8"))
    before, _ = loaded(shown.home)
    assert len(rows) == len(before.steps) + 1
    answers = [json.loads(row["messages"][-1]["content"])["action"] for row in rows]
    assert answers[-1] == {"verb": "finish", "summary": ""}
    learned = [read_answer(json.loads(row["messages"][-1]["content"])).intent for row in rows]
    assert learned == [*(one.intent for one in before.steps), Finish()]
    assert {"verb": "type", "text": SHOWN.name} in answers
    for row in rows:
        assert [one["role"] for one in row["messages"]] == ["system", "user", "assistant"]
        assert row["messages"][1]["content"].startswith(f'<image>Job: "{letter.TASK}"')
        [image] = row["images"]
        assert Frame.from_image((tmp_path / "sent" / image).read_bytes()).size == (1280, 800)


@pytest.mark.display
def test_the_table_opens_with_pyarrow(shown, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    export(shown.home, 1, "--format", "parquet", tmp_path / "train.parquet")
    before, _ = loaded(shown.home)
    rows = pq.read_table(tmp_path / "train.parquet").to_pylist()
    pictures = [Frame.from_image(row["image"]["bytes"]) for row in rows]
    assert pictures == [one.before.frame for one in before.steps]


@pytest.mark.display
def test_what_was_typed_can_be_left_out_of_texts_and_pictures(shown, tmp_path):
    arguments = ("--format", "jsonl", "--redact-value", "text", "--redact-word", "Jan")
    told = export(shown.home, 1, *arguments, tmp_path / "sent")
    written = "".join(
        path.read_text(encoding="utf-8") for path in sorted((tmp_path / "sent").glob("*.json*"))
    )
    for line in (*SHOWN.text.split("\n"), "Jan"):
        assert not line or line not in written
    assert not list((tmp_path / "sent").glob("*.events.jsonl"))
    assert {one["kind"] for one in told["redacted"]} >= {"value"}
    assert {one["where"] for one in told["redacted"]} == {"text", "picture"}
    _, [recording] = read_any(tmp_path / "sent", STARTED)
    with Wiring(Settings(home=tmp_path / "reader")) as wiring:
        seen = {
            line.text
            for one in recording.trajectory.steps
            for frame in (one.before.frame, one.outcome.after)
            if frame is not None
            for line in wiring.ocr.lines(frame.pixels)
        }
    assert not [text for text in seen if "Anna" in text or "parcel" in text or "Jan" in text]


@pytest.fixture
def home(tmp_path):
    """A data folder without a display: a trajectory with a secret, and a discarded one."""
    store = Store.open(tmp_path / "home" / "journeyman.db")
    asking = trajectory(
        step(),
        step(TypeText("{secret:bank}")),
        step(PressKeys(("ctrl", "shift", "s"))),
        task="Log in",
    )
    store.take_in([(asking, ())])
    store.finish(store.begin("gone", datetime.now(UTC)), Ending.DISCARDED)
    store.close()
    return tmp_path / "home"


@pytest.mark.parametrize("format_name", ["jsonl", "pack", "pc_agent", "opencua"])
def test_how_hard_it_was_and_what_became_of_its_task_goes_along(home, tmp_path, format_name):
    with Wiring(Settings(home=home)) as wiring:
        wiring.tasks.add([Given("Log in")])
        wiring.tasks.save(1, number=1, difficulty=Difficulty.MEDIUM)
        wiring.tasks.end(1, TaskState.BAD)
    name = "a.journeyman" if format_name == "pack" else "sent"
    export(home, 1, "--format", format_name, tmp_path / name)
    other = tmp_path / "other"
    assert journeyman(other, "import", str(tmp_path / name)).code == 0
    with Wiring(Settings(home=other)) as wiring:
        told = (wiring.tasks.difficulty(1), wiring.store.load(1).outcome)
    assert told == (Difficulty.MEDIUM, Ending.FAILED)


def test_all_leaves_out_what_has_no_steps(home, tmp_path):
    told = export(home, "--all", "--format", "pc_agent", tmp_path / "sent")
    assert told == {
        "format": "pc_agent",
        "out": str(tmp_path / "sent"),
        "exported": [1],
        "redacted": [],
        "compromises": [
            {
                "trajectory": 1,
                "step": 3,
                "what": "a chord of more than two keys is written as one",
            }
        ],
    }


def test_the_person_is_told_which_secrets_a_strangers_demonstration_types(home, tmp_path):
    export(home, 1, "--format", "pack", tmp_path / "a.journeyman")
    said = journeyman(home, "import", str(tmp_path / "a.journeyman"))
    assert said.out.splitlines() == [
        "3  Log in  [3 steps]",
        "   A replay types your secret 'bank': see first where.",
        "Somebody else showed this. Look at it (`journeyman show`) before you replay it.",
    ]


def test_a_strangers_text_does_not_command_the_terminal(home, tmp_path):
    pack.write(tmp_path / "a.journeyman", [Recording(trajectory(task="a\x1b[2Jb\nc\u202e"))])
    said = journeyman(home, "import", str(tmp_path / "a.journeyman"))
    assert said.out.splitlines()[0] == "3  a [2Jb c  [1 steps]"


def test_a_strangers_file_name_does_not_command_the_terminal(home, tmp_path):
    export(home, 1, "--format", "pc_agent", tmp_path / "sent")
    [lines] = (tmp_path / "sent").glob("*.jsonl")
    row = json.loads(lines.read_text().splitlines()[0])
    lines.write_text(json.dumps({**row, "screenshot": "a\x1b[2J\x07\u202e.png"}))
    said = journeyman(home, "import", str(tmp_path / "sent"))
    assert said.code == 1
    assert "There is no" in said.err
    assert said.err.strip().isprintable()


@pytest.mark.parametrize("format_name", FOLDERS)
def test_nothing_that_is_there_is_written_over(home, tmp_path, format_name):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    said = journeyman(home, "export", "1", "--format", format_name, str(out))
    assert said.code == 1
    assert "something at" in said.err
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_an_export_that_fails_leaves_nothing_behind(home, tmp_path):
    out = tmp_path / "out"
    said = journeyman(home, "export", "1", "99", "--format", "jsonl", str(out))
    assert said.code == 2
    assert "There is no trajectory 99" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_a_value_that_there_is_not_is_bad_usage(home, tmp_path):
    said = journeyman(
        home, "export", "1", "--format", "jsonl", "--redact-value", "title", str(tmp_path / "out")
    )
    assert said.code == 2
    assert "There is no value called 'title'" in said.err


def test_what_is_wrong_with_a_file_is_told_in_one_line_and_nothing_is_kept(home, tmp_path):
    sent = tmp_path / "sent"
    export(home, 1, "--format", "jsonl", sent)
    steps = sent / "0001.steps.jsonl"
    steps.write_text(steps.read_text().replace('"press_keys"', '"run"'))
    said = journeyman(home, "import", str(sent))
    assert said.code == 1
    assert f"{steps}, line 3: " in said.err
    assert said.err.count("\n") == 1
    assert len(json.loads(journeyman(home, "list", "--json").out)["trajectories"]) == 1


def test_presidio_that_is_not_there_is_told_with_the_remedy(home, tmp_path):
    out = str(tmp_path / "out")
    said = journeyman(home, "export", "1", "--format", "jsonl", "--redact-with", "presidio", out)
    assert said.code == 3
    assert "pip install presidio-analyzer" in said.err
