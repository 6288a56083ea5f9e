"""What is deleted is nowhere, and comes back whole, until its time is over."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from app.trashing import discard, throw_away
from app.wiring import Wiring
from tests.builders import STARTED, step
from tests.integration.test_cli import journeyman
from tracker.actions import TypeText
from tracker.errors import Malformed
from tracker.store import Store
from tracker.trajectory import Ending
from tracker.trash import KEPT_FOR

NOW = datetime(2025, 3, 5, 12, tzinfo=UTC)
TYPED = "Dear Ms Harcourt-Quill"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two finished letters, 1 and 2."""
    store = Store.open(tmp_path / "journeyman.db")
    for text in (TYPED, "Dear Bob"):
        number = store.begin("Write a letter", STARTED)
        store.append_step(number, step(TypeText(text)))
        store.finish(number, Ending.FINISHED)
    store.close()
    return tmp_path


@pytest.fixture
def wiring(home: Path):
    with Wiring(Settings(home=home)) as opened:
        yield opened


def kept(wiring: Wiring) -> list[int]:
    return [one.id for one in wiring.store.trajectories()]


def test_what_was_deleted_is_in_no_list_and_followed_by_nobody(wiring):
    wiring.trash.throw([1], NOW)
    assert kept(wiring) == [2]
    assert [one.telling.id for one in wiring.memory.recall("Write a letter", 5)] == [2]
    (thrown,) = wiring.trash.contents()
    assert (thrown.summary.id, thrown.summary.steps, thrown.at) == (1, 1, NOW)
    assert thrown.goes_at == NOW + timedelta(days=30)


def test_what_is_taken_back_is_what_it_was(wiring):
    before = wiring.store.load(1)
    wiring.trash.throw([1, 2], NOW)
    wiring.trash.take_back([1, 2])
    assert (kept(wiring), wiring.trash.contents()) == ([1, 2], ())
    assert wiring.store.load(1) == before


def test_several_are_deleted_and_taken_back_together_or_not_at_all(wiring):
    with pytest.raises(Malformed, match="no trajectory 3"):
        wiring.trash.throw([1, 3], NOW)
    assert kept(wiring) == [1, 2]
    wiring.trash.throw([1], NOW)
    with pytest.raises(Malformed, match="2 is not among the deleted ones"):
        wiring.trash.take_back([1, 2])
    assert kept(wiring) == [2]


def test_deleting_it_again_does_not_make_it_stay_longer(wiring):
    wiring.trash.throw([1], NOW)
    wiring.trash.throw([1], NOW + timedelta(days=9))
    assert wiring.trash.contents()[0].at == NOW


def test_after_its_time_it_goes_for_good_and_no_byte_of_it_stays(wiring, home):
    wiring.trash.throw([1], NOW)
    wiring.trash.throw([2], NOW + timedelta(days=1))
    assert throw_away(wiring, NOW + KEPT_FOR - timedelta(seconds=1)) == ()
    assert throw_away(wiring, NOW + KEPT_FOR) == (1,)
    assert [one.summary.id for one in wiring.trash.contents()] == [2]
    assert wiring.store.load(1).outcome is Ending.DISCARDED
    left = [file for file in home.rglob("journeyman.db*") if TYPED.encode() in file.read_bytes()]
    assert left == []


def test_the_check_of_the_store_looks_at_deleted_ones_too(wiring):
    wiring.trash.throw([1], NOW)
    wiring.store._db.execute("UPDATE steps SET body = '{}' WHERE trajectory = 1")
    wiring.store._db.conn.commit()
    assert [found.split(":")[0] for found in wiring.store.check()] == ["Trajectory 1"]


def test_on_the_command_line_it_is_deleted_listed_and_brought_back(home):
    said = journeyman(home, "delete", "1", "2")
    assert (said.code, said.err) == (0, "")
    assert "`journeyman restore 1 2` undoes it." in said.out
    assert json.loads(journeyman(home, "list", "--json").out) == {"trajectories": []}
    deleted = json.loads(journeyman(home, "list", "--deleted", "--json").out)["trajectories"]
    assert sorted(one["id"] for one in deleted) == [1, 2]
    refused = journeyman(home, "replay", "1", "--stage")
    assert refused.code == 2
    assert "`journeyman restore 1` brings it back" in refused.err
    assert journeyman(home, "restore", "1").out == "Here again: 1\n"
    (here,) = json.loads(journeyman(home, "list", "--json").out)["trajectories"]
    assert here["id"] == 1


def test_on_the_command_line_it_goes_for_good_only_when_that_is_said(home):
    assert journeyman(home, "delete", "1", "--for-good").out == "Gone for good: 1\n"
    assert journeyman(home, "restore", "1").code == 1
    assert json.loads(journeyman(home, "list", "--deleted", "--json").out)["trajectories"] == []


def test_what_goes_for_good_takes_its_words_and_the_picture_of_its_stop_along(wiring, home):
    picture = wiring.settings.stopped / "1.png"
    picture.parent.mkdir()
    picture.write_bytes(b"a screen")
    discard(wiring, 1)
    assert not picture.exists()
    gone = next(one for one in wiring.store.trajectories() if one.id == 1)
    assert (gone.task, gone.steps, gone.outcome) == ("", 0, Ending.DISCARDED)
