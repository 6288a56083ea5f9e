"""Forms for training elsewhere: LLaMA-Factory's conversations and Hugging Face's tables."""

import json
import sys

import pytest

from tests.builders import STARTED, element, frame, observation, step, trajectory
from tracker import codec
from tracker.actions import Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Unavailable
from tracker.events import Button
from tracker.exchange import parquet, sharegpt
from tracker.exchange.members import Folder
from tracker.exchange.recording import Recording
from tracker.exchange.sharegpt import Sample, Turn
from tracker.frames import Frame
from tracker.geometry import Point
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Evidence, Outcome


def test_each_sample_has_one_mark_for_its_one_picture(tmp_path):
    turns = (
        Turn("system", "You operate <image> a computer."),
        Turn("user", 'label "<image><VIDEO>"'),
        Turn("assistant", '{"thought": "<audio>"}'),
    )
    screen = frame(shade=4)
    count = sharegpt.write(Folder(tmp_path), [Sample(turns, screen), Sample(turns, screen)])
    rows = json.loads((tmp_path / "train.json").read_text(encoding="utf-8"))
    image = f"images/{screen.sha256}.png"
    assert (count, rows) == (
        2,
        [
            {
                "messages": [
                    {"role": "system", "content": "You operate <image > a computer."},
                    {"role": "user", "content": '<image>label "<image ><VIDEO >"'},
                    {"role": "assistant", "content": '{"thought": "<audio >"}'},
                ],
                "images": [image],
            }
        ]
        * 2,
    )
    assert Frame.from_image((tmp_path / image).read_bytes()) == screen


def test_llama_factory_is_told_where_everything_is(tmp_path):
    sharegpt.write(Folder(tmp_path), [])
    assert json.loads((tmp_path / "dataset_info.json").read_text()) == {
        "journeyman": {
            "file_name": "train.json",
            "formatting": "sharegpt",
            "columns": {"messages": "messages", "images": "images"},
            "tags": {
                "role_tag": "role",
                "content_tag": "content",
                "user_tag": "user",
                "assistant_tag": "assistant",
                "system_tag": "system",
            },
        }
    }


def test_the_table_has_a_row_for_each_step_with_its_pictures(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    shown = trajectory(
        step(
            intent=Click("the Save button"),
            thought="Grüße",
            evidence=Evidence(element=element("Save")),
            outcome=Outcome(after=frame(shade=7)),
        ),
        step(TypeText("x"), before=observation(frame(40, 30), window=None), evidence=Evidence()),
    )
    out = tmp_path / "train.parquet"
    judged = Recording(shown, difficulty=Difficulty.HARD, verdict=TaskState.BAD)
    parquet.write(out, [judged, Recording(shown)])
    rows = pq.read_table(out).to_pylist()
    assert [(row["trajectory"], row["step"]) for row in rows] == [(1, 0), (1, 1), (2, 0), (2, 1)]
    first, second = rows[:2]
    pictures = {name: first.pop(name) for name in ("image", "image_after")}
    assert first == {
        "trajectory": 1,
        "step": 0,
        "task": "Save the letter",
        "started_at": STARTED.isoformat(),
        "ending": "finished",
        "t_ns": 0,
        "action_kind": "click",
        "action": codec.ACTION.dump(shown.steps[0].action),
        "intent": codec.INTENT.dump(Click("the Save button")),
        "thought": "Grüße",
        "expectation": "",
        "author": "person",
        "status": "unknown",
        "window_title": "Letter - Editor",
        "window_app": "editor",
        "element_role": "push button",
        "element_name": "Save",
        "width": 320,
        "height": 200,
        "difficulty": "hard",
        "verdict": "bad",
    }
    assert Frame.from_image(pictures["image"]["bytes"]) == shown.steps[0].before.frame
    assert Frame.from_image(pictures["image_after"]["bytes"]) == frame(shade=7)
    nothing = ("intent", "window_title", "window_app", "element_role", "image_after")
    assert [second[name] for name in nothing] == [None] * 5


ACTIONS = (
    Click(Point(1, 2), Button.RIGHT, 2, ("ctrl",)),
    Drag(Point(1, 2), Point(3, 4), Button.MIDDLE, ("shift",)),
    Scroll(Point(5, 6), dx=-2, dy=3, held=("ctrl",)),
    TypeText("Grüße\n\U0001f600"),
    PressKeys(("ctrl", "alt", "f2")),
    Wait(1.5),
)


def test_every_action_and_picture_of_the_table_comes_back(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    whole = trajectory(
        *(
            step(action, before=observation(frame(shade=n)), outcome=Outcome(after=frame(shade=n)))
            for n, action in enumerate(ACTIONS)
        )
    )
    parquet.write(tmp_path / "train.parquet", [Recording(whole)])
    rows = pq.read_table(tmp_path / "train.parquet").to_pylist()
    assert tuple(codec.ACTION.load(row["action"]) for row in rows) == ACTIONS
    for name in ("image", "image_after"):
        pictures = [Frame.from_image(row[name]["bytes"]) for row in rows]
        assert pictures == [one.before.frame for one in whole.steps]


def test_datasets_is_told_which_columns_are_pictures(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    parquet.write(tmp_path / "a.parquet", [Recording(trajectory())])
    metadata = pq.read_schema(tmp_path / "a.parquet").metadata
    features = json.loads(metadata[b"huggingface"])["info"]["features"]
    assert list(features) == pq.read_schema(tmp_path / "a.parquet").names
    assert features["image"] == features["image_after"] == {"_type": "Image"}
    assert features["task"] == {"dtype": "string", "_type": "Value"}


def test_without_pyarrow_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Unavailable, match=r"pyarrow.*pip install"):
        parquet.write(tmp_path / "a.parquet", [])
    assert list(tmp_path.iterdir()) == []
