"""What was committed stays, whatever happens to the process, the disk or the neighbours."""

import contextlib
import subprocess
import sys
import threading

import numpy as np
import pytest

from tests.builders import STARTED, click_at, frame, observation, step
from tests.disks import small_disk_at
from tracker.errors import Unavailable
from tracker.frames import Frame
from tracker.store import Store
from tracker.trajectory import Ending, Outcome
from tracker.trash import Trash

RECORDER = """
import sys
from pathlib import Path
from tests.builders import STARTED, click_at, frame, observation, step
from tracker.store import Store
from tracker.trajectory import Outcome

sys.stdin.readline()
store = Store.open(Path(sys.argv[1]))
trajectory = store.begin("in another process", STARTED)
print(trajectory, flush=True)
for index in range(int(sys.argv[2])):
    before = observation(frame(w=400 + index, shade=index % 250))
    store.append_step(trajectory, step(before=before, outcome=Outcome(after=frame(w=401 + index))))
    store.append_events(trajectory, click_at(index, index))
    print(index, flush=True)
store.close()
"""
"""Says after each step that it is committed. Waits for a line before it opens the store."""


@pytest.fixture
def recorders():
    """Starts recorders, and ends those that still run."""
    started = []

    def start(path, steps):
        process = subprocess.Popen(
            [sys.executable, "-c", RECORDER, str(path), str(steps)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("steps_before", [1, 4, 17])
def test_a_recorder_that_is_killed_loses_nothing_that_it_appended(
    tmp_path, recorders, steps_before
):
    path = tmp_path / "journeyman.db"
    process = recorders(path, 100_000)
    go(process)
    trajectory = int(process.stdout.readline())
    for _ in range(steps_before):
        process.stdout.readline()
    process.kill()
    said = steps_before + len(process.stdout.read().splitlines())

    store = Store.open(path)
    kept = store.load(trajectory)
    events = list(store.events(trajectory))
    assert kept.outcome is Ending.OPEN
    assert len(kept.steps) in (said, said + 1)
    assert len(events) in (2 * said, 2 * said + 2)
    assert [step.before.frame.size[0] for step in kept.steps] == [
        400 + index for index in range(len(kept.steps))
    ]
    assert store.check() == []
    assert store.append_step(trajectory, step()) == len(kept.steps)
    store.close()


def test_two_processes_record_at_once_and_a_third_reads(tmp_path, recorders):
    path = tmp_path / "journeyman.db"
    processes = [recorders(path, 30) for _ in range(2)]
    store = Store.open(path)
    for process in processes:
        go(process)
    while any(process.poll() is None for process in processes):
        for summary in store.trajectories():
            assert len(store.load(summary.id).steps) >= summary.steps
    assert [process.wait() for process in processes] == [0, 0]
    assert [summary.steps for summary in store.trajectories()] == [30, 30]
    assert store.check() == []
    store.close()


def test_several_processes_make_the_same_store_at_once(tmp_path, recorders):
    path = tmp_path / "home" / "journeyman.db"
    processes = [recorders(path, 2) for _ in range(4)]
    for process in processes:
        go(process)
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    store = Store.open(path)
    assert [summary.steps for summary in store.trajectories()] == [2, 2, 2, 2]
    assert store.check() == []
    store.close()


def test_a_step_is_whole_or_not_there_for_those_who_read_beside(tmp_path):
    """A second connection stands for another process between any two statements."""
    path = tmp_path / "journeyman.db"
    writer, reader = Store.open(path), Store.open(path)
    trajectory = writer.begin("", STARTED)
    with writer._writing():
        writer._db.execute("UPDATE trajectories SET task = 'half done'")
        assert reader.load(trajectory).task == ""
    assert reader.load(trajectory).task == "half done"
    writer.close()
    reader.close()


def test_several_threads_share_one_store(tmp_path):
    store = Store.open(tmp_path / "journeyman.db")
    failures = []

    def record(shade):
        try:
            trajectory = store.begin("", STARTED)
            for index in range(15):
                shown = observation(frame(w=200 + index, shade=shade))
                assert store.append_step(trajectory, step(before=shown)) == index
                store.append_events(trajectory, click_at(index, shade))
            store.forget(trajectory, 10**18)
            assert len(store.load(trajectory).steps) == 15
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=record, args=(shade,)) for shade in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [summary.steps for summary in store.trajectories()] == [15] * 4
    assert store.check() == []
    store.close()


@pytest.fixture
def small_disk(tmp_path):
    with small_disk_at(tmp_path / "disk") as place:
        yield place


def noisy(number):
    """A step on a screen that takes some 100 KB however it is packed."""
    pixels = np.random.default_rng(number).integers(0, 256, (150, 220, 3), dtype=np.uint8)
    return step(before=observation(Frame(pixels=pixels)), outcome=Outcome(after=frame()))


def append_until_full(store, trajectory):
    def append():
        for number in range(1000):
            store.append_step(trajectory, noisy(number))

    with pytest.raises(Unavailable) as full:
        append()
    return full.value


def test_a_full_disk_is_told_and_every_earlier_step_is_kept(small_disk):
    path = small_disk / "journeyman.db"
    store = Store.open(path)
    trajectory = store.begin("Save the letter", STARTED)
    error = append_until_full(store, trajectory)
    kept = store.load(trajectory).steps
    assert error.message == (
        f"There is no room left on the disk for {path}; what was recorded until now is kept."
    )
    assert len(kept) > 5
    assert kept == tuple(noisy(number) for number in range(len(kept)))
    assert store.check() == []
    store.close()


def test_recording_goes_on_when_there_is_room_again(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    store = Store.open(small_disk / "journeyman.db")
    trajectory = store.begin("Save the letter", STARTED)
    append_until_full(store, trajectory)
    kept = len(store.load(trajectory).steps)
    ballast.unlink()
    assert store.append_step(trajectory, noisy(1000)) == kept
    store.close()
    again = Store.open(small_disk / "journeyman.db")
    assert again.load(trajectory).steps[-1] == noisy(1000)
    assert again.check() == []
    again.close()


def test_a_store_on_a_disk_that_stayed_full_opens_again(small_disk):
    """Nothing needs room to be read, so that it can be looked at and copied elsewhere."""
    store = Store.open(small_disk / "journeyman.db")
    trajectory = store.begin("Save the letter", STARTED)
    append_until_full(store, trajectory)
    kept = store.load(trajectory)
    store.close()
    with contextlib.suppress(OSError), (small_disk / "rest").open("wb") as rest:
        while rest.write(bytes(4096)):
            rest.flush()
    again = Store.open(small_disk / "journeyman.db")
    assert again.load(trajectory) == kept
    again.close()


def test_no_room_for_a_store_at_all_is_told(small_disk):
    with contextlib.suppress(OSError), (small_disk / "rest").open("wb") as rest:
        while rest.write(bytes(4096)):
            rest.flush()
    with pytest.raises(Unavailable, match=r"no room left|failed"):
        Store.open(small_disk / "journeyman.db")


def test_a_read_only_disk_is_told(small_disk):
    path = small_disk / "journeyman.db"
    Store.open(path).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Unavailable, match="Read-only file system"):
        Store.open(path)


def test_another_look_at_the_file_takes_no_lock_from_a_store_that_is_open(tmp_path):
    """A neighbour that took itself for the last one would delete the log under it."""
    path = tmp_path / "journeyman.db"
    look = "import sys; from pathlib import Path; from tracker.store import Store\n"
    look += "store = Store.open(Path(sys.argv[1])); print(len(store.trajectories())); store.close()"

    def seen_by_a_neighbour():
        command = [sys.executable, "-c", look, str(path)]
        return int(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)

    with contextlib.closing(Store.open(path)) as store:
        store.begin("one", STARTED)
        Store.open(path).close()
        Trash.open(path).close()
        assert seen_by_a_neighbour() == 1
        store.begin("two", STARTED)
        assert seen_by_a_neighbour() == 2
