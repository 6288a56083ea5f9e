"""Screens are stored as what changed, and come back whole."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import numpy as np
import pytest
from sqlite_utils import Database

from tests.builders import MS, STARTED, frame, observation, step
from tracker import codec
from tracker.frames import Frame
from tracker.migrations import migrations
from tracker.store import Store
from tracker.tiles import former_name_of
from tracker.trajectory import Ending, Outcome


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journeyman.db"


@pytest.fixture
def store(path):
    with closing(Store.open(path)) as opened:
        yield opened


def rows(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def screens(count):
    """A noisy screen into which a line is written, a word more on each."""
    pixels = np.random.default_rng(3).integers(0, 255, (120, 200, 3), dtype=np.uint8)
    shown = []
    for word in range(count):
        pixels = pixels.copy()
        pixels[10:14, 3 * word : 3 * word + 3] = word
        shown.append(Frame(pixels=pixels, t_ns=word * MS))
    return shown


def record(store, frames):
    trajectory = store.begin("", STARTED)
    for before, after in pairwise(frames):
        t_ns = before.t_ns
        made = step(
            before=observation(before), outcome=Outcome(after=after), t_ns=t_ns, until_ns=t_ns
        )
        store.append_step(trajectory, made)
    return trajectory


def test_only_what_changed_is_stored_and_every_picture_comes_back(store, path):
    shown = screens(60)
    trajectory = record(store, shown)
    loaded = [one.before.frame for one in store.load(trajectory).steps]
    assert all(
        np.array_equal(one.pixels, other.pixels)
        for one, other in zip(loaded, shown[:-1], strict=True)
    )
    assert [one.size for one in loaded] == [(200, 120)] * 59
    kinds = rows(
        path,
        "SELECT length(content), (SELECT depth FROM changes WHERE sha256 = frames.sha256)"
        " FROM frames ORDER BY rowid",
    )
    assert [depth for _, depth in kinds] == [*[None, *range(1, 25)] * 2, None, *range(1, 10)]
    assert max(size for size, depth in kinds if depth) < 200
    assert store.check() == []


def test_pictures_may_be_looked_at_in_any_order(store):
    shown = screens(30)
    loaded = store.load(record(store, shown)).steps
    for at in (28, 3, 17, 3, 0, 28):
        assert loaded[at].before.frame == Frame(pixels=loaded[at].before.frame.pixels) == shown[at]
    assert np.array_equal(store.frame(shown[20].sha256).pixels, shown[20].pixels)


def test_a_packed_picture_is_a_png_for_whoever_wants_one(store):
    shown = screens(3)
    loaded = store.load(record(store, shown)).steps[1].before.frame
    assert np.array_equal(Frame(png=loaded.png).pixels, shown[1].pixels)


def test_what_builds_on_a_forgotten_picture_is_kept_whole(store, path):
    """The second recording shows a screen that was stored as a change of the first one's."""
    shown = screens(12)
    first = record(store, shown[:8])
    second = record(store, [shown[5], shown[9]])
    store.forget(first, 4 * MS)
    store.finish(first, Ending.DISCARDED)
    assert rows(path, "SELECT count(*) FROM frames") == [(2,)]
    [kept] = store.load(second).steps
    assert np.array_equal(kept.before.frame.pixels, shown[5].pixels)
    assert np.array_equal(kept.outcome.after.pixels, shown[9].pixels)
    assert store.check() == []


def test_recording_goes_on_after_the_last_seconds_were_forgotten(store):
    shown = screens(12)
    trajectory = record(store, shown[:8])
    store.forget(trajectory, 5 * MS)
    store.append_step(trajectory, step(before=observation(shown[9]), t_ns=9 * MS))
    loaded = [one.before.frame for one in store.load(trajectory).steps]
    assert loaded == [*shown[:5], shown[9]]
    assert store.check() == []


def test_a_screen_of_another_size_is_stored_whole(store):
    shown = [*screens(2), frame(w=64, h=48), frame(w=64, h=48, shade=5)]
    loaded = store.load(record(store, shown)).steps
    assert [Frame(pixels=one.before.frame.pixels) for one in loaded] == shown[:3]


def test_two_recordings_through_one_store_do_not_mix(store):
    shown = screens(8)
    one, other = store.begin("", STARTED), store.begin("", STARTED)
    for at in range(8):
        store.append_step(one if at % 2 else other, step(before=observation(shown[at])))
    assert [made.before.frame for made in store.load(one).steps] == shown[1::2]
    assert store.check() == []


def test_a_picture_with_other_pixels_than_it_had_is_found_by_the_check(store, path):
    shown = screens(3)
    record(store, shown)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE frames SET content = (SELECT content FROM frames WHERE sha256 = ?)"
            " WHERE sha256 = ?",
            (shown[1].sha256, shown[2].sha256),
        )
    assert store.check() == [f"Frame {shown[2].sha256} has other pixels than when it was stored."]


def test_recordings_from_before_changes_were_stored_are_read_and_go_on(path):
    shown = screens(3)
    old = Database(path)
    migrations.apply(old, stop_before="m002_changes")
    old.execute(
        "INSERT INTO trajectories (task, started_at, outcome, outcome_note, lineage)"
        " VALUES ('', '2025-03-04T09:30:00+00:00', 'open', '', '{}')"
    )
    old.execute(
        "INSERT INTO frames (sha256, width, height, png) VALUES (?, 200, 120, ?)",
        (shown[0].sha256, shown[0].png),
    )
    made = step(before=observation(shown[0]))
    old.execute(
        "INSERT INTO steps (trajectory, position, until_ns, before_frame, body)"
        " VALUES (1, 0, 0, ?, ?)",
        (shown[0].sha256, codec.dump_step(made)),
    )
    old.conn.commit()
    old.close()
    with closing(Store.open(path)) as store:
        for later in shown[1:]:
            store.append_step(1, step(before=observation(later)))
        assert [one.before.frame for one in store.load(1).steps] == shown
        assert store.check() == []


def test_pictures_that_are_named_as_they_were_before_are_sound_and_built_upon(store, path):
    shown = screens(3)
    former = Frame(png=shown[0].png, sha256=former_name_of(shown[0].pixels))
    kept = record(store, [former, *shown[1:]])
    assert rows(path, "SELECT base FROM changes ORDER BY rowid") == [
        (former.sha256,),
        (shown[1].sha256,),
    ]
    loaded = [one.before.frame for one in store.load(kept).steps]
    assert [Frame(pixels=one.pixels) for one in loaded] == shown[:2]
    assert store.check() == []


def test_other_steps_in_the_place_of_all_keep_the_pictures_that_they_show(store, path):
    shown = screens(6)
    trajectory = record(store, shown)
    kept = [step(before=observation(shown[4])), step(before=observation(shown[5]))]
    store.replace_steps(trajectory, kept)
    assert store.load(trajectory).steps == tuple(kept)
    assert rows(path, "SELECT count(*) FROM frames") == [(2,)]
    assert store.check() == []
