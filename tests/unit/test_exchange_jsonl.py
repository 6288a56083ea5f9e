"""Our own form gives back what it was given, and takes nothing that it did not write."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MS, STARTED, element, frame, observation, press_key, step, trajectory
from tests.unit.test_codec import EVENT, LINEAGE, STEP, TEXT, uses
from tracker.actions import TypeText
from tracker.errors import Malformed, Refused
from tracker.exchange import jsonl
from tracker.exchange.importing import import_into, read_any
from tracker.exchange.members import Folder
from tracker.exchange.recording import Recording
from tracker.store import Store
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Ending, Lineage, Origin, Outcome, Trajectory

RECORDING = st.builds(
    Recording,
    st.builds(
        Trajectory,
        TEXT,
        st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 2)),
        st.lists(STEP, max_size=3).map(tuple),
        st.sampled_from([Ending.OPEN, Ending.FINISHED, Ending.FAILED]),
        TEXT,
        LINEAGE,
    ),
    st.lists(EVENT, max_size=4).map(tuple),
    difficulty=st.none() | st.sampled_from(Difficulty),
    verdict=st.none() | st.sampled_from(TaskState),
)


class Memory:
    """Members and sink in one, on no disk."""

    def __init__(self):
        self.held = {}

    def told(self, name):
        return name

    def has(self, name):
        return name in self.held

    def put(self, name, parts):
        self.held[name] = b"".join(parts)

    def read(self, name, most):
        if name not in self.held:
            raise Malformed(f"There is no {name}.")
        return self.held[name]


def exported(*recordings):
    members = Memory()
    jsonl.write_manifest(members, jsonl.write(members, recordings))
    return members


def read_back(members):
    return list(jsonl.read(members, jsonl.read_manifest(members)))


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDING, max_size=2))
def test_every_recording_comes_back_as_it_was(recordings):
    back = read_back(exported(*recordings))
    assert back == recordings
    shown = [uses(one) for recording in recordings for one in recording.trajectory.steps]
    assert [uses(one) for recording in back for one in recording.trajectory.steps] == shown


def test_a_file_from_before_there_were_difficulties_is_read():
    members = exported(Recording(trajectory()))
    plain = json.loads(members.held["journeyman.json"])
    for head in plain["trajectories"]:
        del head["difficulty"], head["verdict"]
    members.held["journeyman.json"] = json.dumps(plain).encode()
    assert read_back(members) == [Recording(trajectory())]


def test_a_picture_that_several_steps_show_is_written_once():
    same = frame(shade=9)
    seen = step(before=observation(same), outcome=Outcome(after=same))
    members = exported(Recording(trajectory(seen, seen)), Recording(trajectory(seen)))
    assert sum(name.startswith("frames/") for name in members.held) == 1


def test_what_a_later_version_wrote_is_refused():
    members = exported(Recording(trajectory()))
    manifest = json.loads(members.held["journeyman.json"])
    members.held["journeyman.json"] = json.dumps({**manifest, "version": 2}).encode()
    with pytest.raises(Refused, match="newer Journeyman"):
        read_back(members)


def test_a_wrong_line_is_named_with_its_file_and_number():
    members = exported(Recording(trajectory(step(), step())))
    first, second = members.held["0001.steps.jsonl"].splitlines()
    members.held["0001.steps.jsonl"] = b"\n".join([first, second.replace(b'"left"', b'"lefty"')])
    with pytest.raises(Malformed, match=r"^0001\.steps\.jsonl, line 2: .*button"):
        read_back(members)


@pytest.mark.parametrize("count", [0, 2])
def test_a_line_that_is_missing_or_too_many_is_noticed(count):
    members = exported(Recording(trajectory()))
    members.held["0001.steps.jsonl"] *= count
    with pytest.raises(Malformed, match="should have 1 lines"):
        read_back(members)


def test_a_picture_that_is_not_what_its_name_says_is_noticed():
    members = exported(Recording(trajectory()))
    [name] = [name for name in members.held if name.startswith("frames/")]
    members.held[name] = frame(shade=77).png
    with pytest.raises(Malformed, match="not the picture that its name says"):
        read_back(members)


def test_a_time_that_no_store_can_hold_is_noticed():
    members = exported(Recording(trajectory(step(until_ns=5))))
    lines = members.held["0001.steps.jsonl"].replace(b'"until_ns":5', b'"until_ns":%d' % 2**70)
    members.held["0001.steps.jsonl"] = lines
    with pytest.raises(Malformed, match=r"line 1: its time is out of range"):
        read_back(members)


@pytest.mark.parametrize("name", ["../1", "1", "00²1", "journeyman"])
def test_a_trajectory_has_no_name_that_leads_elsewhere(name):
    members = exported(Recording(trajectory()))
    manifest = members.held["journeyman.json"].replace(b'"0001"', json.dumps(name).encode())
    members.held["journeyman.json"] = manifest
    with pytest.raises(Malformed, match="no name of a trajectory"):
        read_back(members)


def test_nothing_outside_of_the_folder_is_read(tmp_path):
    (tmp_path / "secret.png").write_bytes(frame().png)
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    members = Folder(folder)
    for name in ("../secret.png", "link.png", str(tmp_path / "secret.png"), "a\0.png"):
        with pytest.raises(Malformed, match="does not lie in"):
            members.read(name, 1000)


def test_an_import_says_where_it_is_from_and_keeps_the_rest(tmp_path):
    shown = trajectory(
        step(TypeText("Zoë"), outcome=Outcome(after=frame(shade=3))),
        step(t_ns=5 * MS, before=observation(elements=[element()])),
        lineage=Lineage(Origin.REPLAY, parent=7),
    )
    events = tuple(press_key("a", text="a"))
    folder = Folder(tmp_path / "sent")
    jsonl.write_manifest(folder, jsonl.write(folder, [Recording(shown, events)]))
    store = Store.open(tmp_path / "store.db")
    imported = import_into(store, tmp_path / "sent", STARTED)
    lineage = Lineage(Origin.IMPORTED, detail="jsonl: sent, there replay")
    assert store.load(imported.numbers[0]) == replace(shown, lineage=lineage)
    assert tuple(store.events(imported.numbers[0])) == events
    store.close()


def test_nothing_is_half_imported(tmp_path):
    folder = Folder(tmp_path / "sent")
    recordings = [Recording(trajectory()), Recording(trajectory(step(), step()))]
    jsonl.write_manifest(folder, jsonl.write(folder, recordings))
    steps = tmp_path / "sent" / "0002.steps.jsonl"
    steps.write_bytes(steps.read_bytes()[:-20])
    store = Store.open(tmp_path / "store.db")
    with pytest.raises(Malformed, match=r"0002\.steps\.jsonl, line 2"):
        import_into(store, tmp_path / "sent", STARTED)
    assert store.trajectories() == []
    assert store.check() == []
    store.close()


def test_what_is_in_no_known_format_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(Malformed, match="in no format that is known"):
        read_any(tmp_path / "notes.txt", STARTED)


def test_the_store_takes_all_of_them_or_none(tmp_path):
    store = Store.open(tmp_path / "store.db")
    with pytest.raises(Malformed, match="not Unicode"):
        store.take_in([(trajectory(), press_key("a")), (trajectory(task="\ud800"), ())])
    assert (store.trajectories(), store.check()) == ([], [])
    assert store.take_in([(trajectory(), press_key("a"))]) == (1,)
    store.close()
