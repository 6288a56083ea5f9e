"""What is put into the store comes out of it, and what is dropped is gone."""

import os
import sqlite3
from datetime import datetime, timedelta, timezone

import pytest

from tests.builders import (
    MS,
    STARTED,
    click_at,
    element,
    frame,
    observation,
    step,
    trajectory,
    type_text,
)
from tracker.actions import Click, TypeText
from tracker.errors import Malformed, Refused
from tracker.frames import Frame
from tracker.geometry import Box, Placement, ScreenPoint
from tracker.store import Store
from tracker.summary import Summary
from tracker.trajectory import Author, Ending, Lineage, Origin, Outcome, Status, Trajectory

SECOND = 1000 * MS


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "journeyman.db"


@pytest.fixture
def store(path):
    store = Store.open(path)
    yield store
    store.close()


def rows(path, query):
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def step_in(shade, *, after=None, t_ns=0, **others):
    """A step on a screen of its own shade; after: the shade of the screen that it led to."""
    result = None if after is None else frame(shade=after, t_ns=t_ns + 300 * MS)
    return step(
        before=observation(frame(shade=shade, t_ns=t_ns - 5 * MS)),
        outcome=Outcome(after=result),
        t_ns=t_ns,
        **others,
    )


def test_a_trajectory_comes_back_as_it_was_recorded(store):
    steps = (
        step_in(1, after=2, t_ns=SECOND),
        step(
            TypeText("Grüße,\nNora 😀"),
            before=observation(frame(shade=2), elements=[element(), element("Open")]),
            intent=Click(target="the Save button"),
            thought="It is written; now it has to be kept.",
            expectation="A dialogue asks for a name.",
            author=Author.AGENT,
            outcome=Outcome(Status.DONE, frame(shade=3), Box(0, 0, 9, 9), "as expected"),
            t_ns=2 * SECOND,
        ),
    )
    id_ = store.begin("Save the letter", STARTED, Lineage(Origin.DO, detail="smollm2"))
    assert [store.append_step(id_, step) for step in steps] == [0, 1]
    store.finish(id_, Ending.FINISHED, note="all good")
    assert store.load(id_) == trajectory(
        *steps, outcome_note="all good", lineage=Lineage(Origin.DO, detail="smollm2")
    )


def test_a_recording_is_there_after_the_program_was_started_again(store, path):
    id_ = store.begin("Save the letter", STARTED)
    store.append_step(id_, step())
    store.append_events(id_, click_at(140, 95))
    store.close()
    again = Store.open(path)
    assert again.load(id_) == trajectory(outcome=Ending.OPEN)
    assert list(again.events(id_)) == click_at(140, 95)
    again.close()


def test_a_frame_comes_back_packed_and_with_its_own_time_and_place(store):
    """Two uses of one content differ in both."""
    here = frame(t_ns=7, placement=Placement(ScreenPoint(1920, 0), 2.0))
    there = frame(t_ns=9, placement=Placement(ScreenPoint(-50, 3), 1.5))
    id_ = store.begin("", STARTED)
    store.append_step(id_, step(before=observation(here), outcome=Outcome(after=there)))
    [loaded] = store.load(id_).steps
    before, after = loaded.before.frame, loaded.outcome.after
    assert (before.t_ns, before.placement) == (here.t_ns, here.placement)
    assert (after.t_ns, after.placement) == (there.t_ns, there.placement)
    assert before.png is after.png
    assert before._pixels is None  # nothing was decoded
    assert (before, before.size) == (here, here.size)


def test_one_content_is_stored_once_whoever_shows_it(store, path):
    for _ in range(2):
        id_ = store.begin("", STARTED)
        store.append_step(id_, step_in(1, after=2))
        store.append_step(id_, step_in(2, after=2))
    assert rows(path, "SELECT count(*) FROM frames") == [(2,)]


def test_a_frame_is_found_by_its_content_s_name(store):
    picture = frame(shade=9)
    store.append_step(store.begin("", STARTED), step(before=observation(picture)))
    assert store.frame(picture.sha256) == picture


def test_the_list_tells_each_trajectory_s_head(store):
    recorded = store.begin("Save the letter", STARTED)
    store.append_step(recorded, step())
    store.finish(recorded, Ending.FINISHED, task="Write and save a letter")
    repeated = store.begin("", STARTED, Lineage(Origin.REPLAY, parent=recorded))
    store.finish(repeated, Ending.FAILED, note="step 1: no Save button")
    assert store.trajectories() == [
        Summary(
            *(recorded, "Write and save a letter", STARTED, 1, Ending.FINISHED, ""),
            Lineage(Origin.RECORDED),
        ),
        Summary(
            *(repeated, "", STARTED, 0, Ending.FAILED, "step 1: no Save button"),
            Lineage(Origin.REPLAY, parent=recorded),
        ),
    ]


def test_a_start_in_another_time_zone_is_kept_in_utc(store):
    evening = datetime(2025, 3, 4, 22, 30, tzinfo=timezone(timedelta(hours=13)))
    store.begin("", evening)
    [summary] = store.trajectories()
    assert (summary.started_at, summary.started_at.utcoffset()) == (STARTED, timedelta(0))


def test_a_start_without_a_time_zone_is_a_bug(store):
    with pytest.raises(ValueError, match="time zone"):
        store.begin("", datetime(2025, 3, 4))


def test_thousands_of_events_come_back_in_order(store):
    events = type_text("a journey of a thousand miles " * 100)
    id_ = store.begin("", STARTED)
    for start in range(0, len(events), 700):
        store.append_events(id_, events[start : start + 700])
    assert list(store.events(id_)) == events


def test_events_may_be_appended_while_others_are_read(store):
    id_ = store.begin("", STARTED)
    store.append_events(id_, click_at(1, 1))
    reading = store.events(id_)
    first = next(reading)
    store.append_events(id_, click_at(2, 2, t_ms=500))
    assert [first, *reading] == click_at(1, 1)
    assert list(store.events(id_)) == [*click_at(1, 1), *click_at(2, 2, t_ms=500)]


def test_a_step_that_was_understood_later_replaces_the_raw_one(store):
    id_ = store.begin("", STARTED)
    for shade in (1, 2, 3):
        store.append_step(id_, step_in(shade))
    understood = step_in(2, intent=Click(target="the Save button"), thought="Now save.")
    store.replace_step(id_, 1, understood)
    assert store.load(id_).steps == (step_in(1), understood, step_in(3))


def test_the_frames_of_a_replaced_step_go_unless_another_shows_them(store):
    id_ = store.begin("", STARTED)
    store.append_step(id_, step_in(1, after=2))
    store.append_step(id_, step_in(2))
    store.replace_step(id_, 0, step_in(3))
    assert store.load(id_).steps == (step_in(3), step_in(2))
    with pytest.raises(Malformed, match="no frame"):
        store.frame(frame(shade=1).sha256)
    assert store.check() == []


@pytest.mark.parametrize("index", [-1, 1])
def test_a_step_that_is_not_there_cannot_be_replaced(store, index):
    id_ = store.begin("", STARTED)
    store.append_step(id_, step_in(1))
    with pytest.raises(Malformed, match=f"no step {index}"):
        store.replace_step(id_, index, step_in(2))
    assert store.load(id_).steps == (step_in(1),)
    assert store.check() == []


def test_discarding_takes_everything_along_that_no_other_trajectory_shows(store, path):
    kept, dropped = store.begin("Keep", STARTED), store.begin("Drop", STARTED)
    store.append_step(kept, step_in(1, after=2))
    store.append_events(kept, click_at(1, 1))
    store.append_step(dropped, step_in(2, after=3))
    store.append_events(dropped, type_text("secret"))
    store.finish(dropped, Ending.DISCARDED)
    assert store.load(dropped) == Trajectory("", STARTED, outcome=Ending.DISCARDED)
    assert store.load(kept).steps == (step_in(1, after=2),)
    assert rows(path, "SELECT trajectory, count(*) FROM events") == [(kept, 2)]
    assert rows(path, "SELECT count(*) FROM frames") == [(2,)]
    assert store.check() == []


def test_what_the_recorder_still_had_does_not_come_back_after_a_discard(store):
    id_ = store.begin("", STARTED)
    store.finish(id_, Ending.DISCARDED)
    with pytest.raises(Refused, match="discarded"):
        store.append_step(id_, step())
    with pytest.raises(Refused, match="discarded"):
        store.append_events(id_, type_text("secret"))
    assert (list(store.events(id_)), store.load(id_).steps, store.check()) == ([], (), [])


def test_forgetting_drops_what_happened_from_then_on(store):
    id_ = store.begin("", STARTED)
    for second in range(4):
        store.append_step(id_, step_in(second, t_ns=second * SECOND))
        store.append_events(id_, click_at(1, 1, t_ms=second * 1000))
    assert store.forget(id_, 2 * SECOND) == 2
    assert store.load(id_).steps == (step_in(0), step_in(1, t_ns=SECOND))
    assert list(store.events(id_)) == [*click_at(1, 1), *click_at(1, 1, t_ms=1000)]
    assert store.check() == []
    assert store.append_step(id_, step_in(9, t_ns=5 * SECOND)) == 2


def test_forgetting_takes_a_step_that_reaches_into_that_time(store):
    """Typing that began before goes on in it."""
    id_ = store.begin("", STARTED)
    store.append_step(id_, step_in(1, t_ns=SECOND, until_ns=9 * SECOND))
    assert store.forget(id_, 5 * SECOND) == 1
    assert (store.load(id_).steps, store.check()) == ((), [])


def test_forgetting_takes_the_picture_of_a_result_from_that_time(store):
    id_ = store.begin("", STARTED)
    store.append_step(id_, step_in(1, after=2, t_ns=SECOND, thought="Öffnen"))
    assert store.forget(id_, SECOND + 200 * MS) == 0
    assert store.load(id_).steps == (step_in(1, t_ns=SECOND, thought="Öffnen"),)
    with pytest.raises(Malformed, match="no frame"):
        store.frame(frame(shade=2).sha256)


def test_forgetting_the_future_drops_nothing(store):
    id_ = store.begin("", STARTED)
    store.append_step(id_, step_in(1, after=2))
    assert store.forget(id_, 60 * SECOND) == 0
    assert store.load(id_).steps == (step_in(1, after=2),)


@pytest.mark.parametrize("how", ["forget", "discard"])
def test_what_was_dropped_is_in_no_byte_of_the_files(store, path, how):
    id_ = store.begin("", STARTED)
    store.append_step(id_, step(TypeText("hunter2hunter2")))
    store.append_events(id_, click_at(4242, 4242))
    if how == "forget":
        store.forget(id_, 0)
    else:
        store.finish(id_, Ending.DISCARDED)
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert (b"hunter2" in kept, b"4242" in kept, b"IHDR" in kept) == (False, False, False)


def test_room_that_was_freed_goes_back_to_the_disk(store, path):
    id_ = store.begin("", STARTED)
    noise = os.urandom(400 * 300 * 3)
    for index in range(5):
        pixels = frame(400, 300).pixels.copy()
        pixels.flat[:] = bytearray(noise)
        pixels[0, 0] = index
        store.append_step(id_, step(before=observation(Frame(pixels=pixels))))
    store.finish(id_, Ending.DISCARDED)
    assert sum(file.stat().st_size for file in path.parent.glob("*.db")) < 100_000


def test_nobody_else_may_read_the_file(store, path):
    store.append_step(store.begin("", STARTED), step())
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
    assert set(modes.values()) == {"0o600"}
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


UNKNOWN_ID = {
    "begin": lambda store: store.begin("", STARTED, Lineage(Origin.REPLAY, parent=7)),
    "append_events": lambda store: store.append_events(7, click_at(1, 1)),
    "append_step": lambda store: store.append_step(7, step()),
    "replace_step": lambda store: store.replace_step(7, 0, step()),
    "finish": lambda store: store.finish(7, Ending.FINISHED),
    "forget": lambda store: store.forget(7, 0),
    "load": lambda store: store.load(7),
    "events": lambda store: list(store.events(7)),
    "frame": lambda store: store.frame("7" * 64),
}


@pytest.mark.parametrize("call", UNKNOWN_ID.values(), ids=UNKNOWN_ID.keys())
def test_an_id_that_does_not_exist_is_malformed_and_leaves_nothing_behind(store, call):
    with pytest.raises(Malformed, match="7"):
        call(store)
    assert (store.trajectories(), store.check()) == ([], [])


def test_a_task_that_is_no_unicode_is_malformed(store):
    """A shell hands over any bytes."""
    with pytest.raises(Malformed, match="not Unicode"):
        store.begin("caf\udce9", STARTED)


def test_a_step_that_cannot_be_written_leaves_no_frame_behind(store):
    id_ = store.begin("", STARTED)
    with pytest.raises(Malformed, match="cannot be written"):
        store.append_step(id_, step(TypeText("\ud83d")))
    assert (store.load(id_).steps, store.check()) == ((), [])


def test_the_check_names_all_that_is_wrong(store, path):
    good, bad = store.begin("", STARTED), store.begin("", STARTED)
    store.append_step(good, step_in(1))
    store.append_step(bad, step_in(2))
    assert store.check() == []
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE steps SET body = '{}' WHERE trajectory = ?", (bad,))
        connection.execute("INSERT INTO events (trajectory, t_ns, body) VALUES (77, 0, '{}')")
        connection.execute(
            "INSERT INTO frames (sha256, width, height, content) VALUES ('ab', 1, 1, x'00')"
        )
    connection.close()
    assert store.check() == [
        "Row 1 of events belongs to a row of trajectories that is not there.",
        "Frames that no step shows: 1.",
        "Frame ab: These bytes are not a picture that can be read.",
        f"Trajectory {bad}: This step cannot be read: Field required at before.",
    ]


@pytest.mark.parametrize(
    "damage", ["outcome = 'eaten'", "started_at = 'yesterday'", "lineage = '{'"]
)
def test_a_head_that_makes_no_sense_is_malformed(store, path, damage):
    id_ = store.begin("", STARTED)
    rows(path, f"UPDATE trajectories SET {damage} RETURNING id")
    with pytest.raises(Malformed):
        store.load(id_)
    assert len(store.check()) == 1
