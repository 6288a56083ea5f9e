"""The tray app on real trays, driven by a scripted person's clicks alone."""

import shutil
from contextlib import ExitStack

import pytest

from tests import letter
from tests.letter import REPLAYED, SHOWN, Spot
from tests.person import Person
from tests.stages import open_stage
from tests.trays import (
    PAUSED,
    PRIVATE,
    QUIET,
    RECORDING,
    TINT2,
    XFCE,
    Desk,
    kill,
    said,
    start_app,
    tray_app,
    until,
)
from tracker.actions import Click, TypeText
from tracker.desktop.choose import open_desktop
from tracker.desktop.x11_windows import XWindows
from tracker.store import Store
from tracker.tasks import Given, Tasks, TaskState
from tracker.trajectory import Ending, Origin

pytestmark = [
    pytest.mark.display,
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("mousepad") is None, reason="mousepad is not installed"),
]

SPOT = Spot(80, 60, 760, 520)


def open_desk(panel):
    """On a display with that panel; the person has the place to themselves."""
    opened = ExitStack()
    stage = opened.enter_context(open_stage(panel=panel))
    desktop = open_desktop(stage.environ)
    opened.callback(desktop.close)
    windows = XWindows(stage.display)
    opened.callback(windows.close)
    return opened, Desk(stage, desktop, opened.enter_context(Person(stage.environ)), windows)


@pytest.fixture(params=[TINT2, XFCE], ids=["tint2", "xfce4-panel"])
def desk(request):
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"{request.param[0]} is not installed")
    opened, there = open_desk(request.param)
    with opened:
        yield there


@pytest.fixture
def tint2_desk():
    if shutil.which("tint2") is None:
        pytest.skip("tint2 is not installed")
    opened, there = open_desk(TINT2)
    with opened:
        yield there


@pytest.fixture
def home(tmp_path):
    """Of a person who has seen the welcome."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "welcomed").touch()
    return folder


def stored(home):
    """All that the app has kept so far, by id."""
    store = Store.open(home / "journeyman.db")
    try:
        return {one.id: store.load(one.id) for one in store.trajectories()}
    finally:
        store.close()


def actions(trajectory):
    """What was clicked, by its name, and what was typed."""
    found = []
    for step in trajectory.steps:
        match step.action:
            case Click():
                found.append(step.evidence.element.name if step.evidence.element else None)
            case TypeText(text):
                found.append(text)
            case _:
                pass
    return found


def begin_recording(desk):
    """By the tray's menu, of an editor that was opened for it; gives the editor's process."""
    desk.icon(QUIET)
    editor = letter.open_editor(desk.stage, SPOT)
    desk.menu("Record a job")
    desk.icon(RECORDING)
    return editor


def stop_recording(desk):
    """By the tray's menu, up to the question what becomes of it."""
    desk.menu("Stop recording")
    desk.icon(QUIET)
    desk.window("Recorded")


LETTER = ["", "Dear Anna,", "thank you for the parcel.", "Yours, Jan", "File", "Save As...",
          "letter.txt", "Save"]  # fmt: skip


def is_letter(done, wanted=LETTER):
    """A busy machine may look a thing up too late to know its name: its step is there all the same,
    and there is none beside those that are wanted."""
    return len(done) == len(wanted) and all(
        one in (None, other) for one, other in zip(done, wanted, strict=True)
    )


def test_a_job_is_recorded_and_replayed_with_other_values_by_clicks_alone(desk, home):
    """Nothing of the clicks on the tray is part of what was recorded."""
    with tray_app(desk.stage, home):
        editor = begin_recording(desk)
        letter.write(desk.person, desk.desktop.inspector, SHOWN)
        stop_recording(desk)
        desk.person.write(letter.TASK)
        desk.press("Keep")
        until(lambda: stored(home)[1].task == letter.TASK, "the recording to have its name")
        shown = stored(home)[1]
        assert is_letter(actions(shown)), repr([str(one) for one in actions(shown)])
        assert shown.outcome is Ending.FINISHED
        assert letter.is_right(desk.stage, SHOWN)
        desk.stage.end(editor)

        letter.open_editor(desk.stage, Spot(200, 120, 700, 460))
        desk.menu("Library")
        desk.window("Journeyman: library")
        desk.press("Replay…")
        desk.window("Replay")
        desk.rewrite("text", REPLAYED.text)
        desk.rewrite("name", REPLAYED.name)
        desk.press("Replay")
        until(lambda: 2 in stored(home), "the replay to begin")
        until(lambda: stored(home)[2].outcome is not Ending.OPEN, "the replay to end")
    replayed = stored(home)[2]
    assert (replayed.outcome, replayed.outcome_note) == (Ending.FINISHED, "")
    assert replayed.lineage.origin is Origin.REPLAY
    assert letter.is_right(desk.stage, REPLAYED)


def test_private_time_is_shown_in_the_tray_and_leaves_no_trace(tint2_desk, home):
    desk = tint2_desk
    with tray_app(desk.stage, home):
        begin_recording(desk)
        desk.person.click(400, 300)
        desk.person.write("one")
        desk.menu("Private")
        desk.icon(PRIVATE)
        desk.person.write("xylophone")
        for _ in "xylophone":
            desk.person.press("backspace")
        desk.menu("Private")
        desk.icon(RECORDING)
        desk.person.write("three")
        stop_recording(desk)
        desk.press("Keep")
        until(lambda: stored(home)[1].outcome is not Ending.OPEN, "the recording to be kept")
    assert [one for one in actions(stored(home)[1]) if one] == ["one", "three"]
    written = b"".join(file.read_bytes() for file in home.glob("journeyman.db*"))
    assert b"xylophone" not in written


def test_a_task_of_a_list_is_recorded_from_its_window(tint2_desk, home):
    desk = tint2_desk
    tasks = Tasks.open(home / "journeyman.db")
    tasks.add([Given("Write one"), Given("Write two")])
    with tray_app(desk.stage, home):
        desk.icon(QUIET)
        letter.open_editor(desk.stage, SPOT)
        desk.menu("Tasks")
        desk.window("Journeyman: tasks")
        desk.press("Record this task")
        desk.icon(RECORDING)
        until(lambda: "Mousepad" in desk.title(), "the tasks to make way")
        desk.person.click(400, 300)
        desk.person.write("one")
        stop_recording(desk)
        desk.press("Keep")
        until(lambda: tasks.all()[0].state is TaskState.FINISHED, "the task to be done")
        desk.window("Journeyman: tasks")
    done, following = tasks.all()
    tasks.close()
    assert (done.recordings, following.is_at_hand) == ((1,), True)
    assert stored(home)[1].task == "Write one"
    assert actions(stored(home)[1])[-1] == "one"


def test_pausing_forgetting_and_looking_into_the_menu_leave_no_trace(desk, home):
    with tray_app(desk.stage, home):
        begin_recording(desk)
        desk.person.click(400, 300)
        desk.person.write("first")
        desk.look_into_menu()
        desk.person.write(" second")
        desk.menu("Pause recording")
        desk.icon(PAUSED)
        desk.person.write(" unseen")
        desk.menu("Resume recording")
        desk.icon(RECORDING)
        desk.person.write(" third")
        stop_recording(desk)
        desk.press("Keep")
        until(lambda: stored(home)[1].outcome is Ending.FINISHED, "the recording to be kept")
    texts = [one for one in actions(stored(home)[1]) if one]
    assert texts == ["first", " second", " third"]


def test_a_discarded_recording_leaves_nothing(tint2_desk, home):
    desk = tint2_desk
    with tray_app(desk.stage, home):
        begin_recording(desk)
        desk.person.click(400, 300)
        desk.person.write("secret plans")
        desk.menu("Discard this recording")
        desk.window("Discard")
        desk.press("Discard")
        until(lambda: stored(home)[1].outcome is Ending.DISCARDED, "it to be discarded")
    assert stored(home)[1].steps == ()


def test_do_is_opened_and_left_and_quit_ends_the_process(desk, home):
    with tray_app(desk.stage, home) as pid:
        desk.icon(QUIET)
        desk.menu("Do…")
        desk.window("Do…")
        desk.press("Cancel")
        until(lambda: desk.title() != "Do…", "the window to close")
        assert stored(home) == {}
        desk.menu("Quit")
        assert desk.stage.wait(pid, 60) == 0


def test_a_second_start_says_one_line_and_brings_the_library_forward(tint2_desk, home):
    desk = tint2_desk
    with tray_app(desk.stage, home) as pid:
        desk.icon(QUIET)
        second = start_app(desk.stage, home)
        assert desk.stage.wait(second, 60) == 1
        (line,) = said(desk.stage).splitlines()
        assert line.startswith(f"journeyman: Journeyman is running already, as process {pid}.")
        desk.window("Journeyman: library")
        assert desk.stage.exit_status(pid) is None


def test_the_first_start_welcomes_and_the_next_does_not(tint2_desk, tmp_path):
    desk = tint2_desk
    with tray_app(desk.stage, tmp_path):
        desk.window("Welcome to Journeyman")
        desk.press("Close")
        until(lambda: "Welcome" not in desk.title(), "the welcome to close")
        desk.menu("Quit")
    with tray_app(desk.stage, tmp_path):
        desk.icon(QUIET)
        desk.menu("Library")
        desk.window("Journeyman: library")
        assert not desk.has_window("Welcome to Journeyman")


def test_what_was_recorded_until_the_app_was_killed_is_kept_and_it_starts_again(tint2_desk, home):
    desk = tint2_desk
    pid = start_app(desk.stage, home)
    begin_recording(desk)
    letter.write(desk.person, desk.desktop.inspector, SHOWN)
    until(lambda: len(stored(home)[1].steps) >= 11, "the steps to be written")
    kill(pid)
    until(lambda: desk.stage.exit_status(pid) is not None, "the app to be gone")
    assert is_letter(actions(stored(home)[1])[:7], LETTER[:7])
    with tray_app(desk.stage, home):
        desk.icon(QUIET)
        desk.menu("Library")
        desk.window("Journeyman: library")
        until(lambda: desk.sees("not finished"), "the recording in the library")


def test_a_run_asks_before_each_step_stays_aside_and_ends_at_a_no(tint2_desk, home):
    desk = tint2_desk
    with tray_app(desk.stage, home):
        editor = begin_recording(desk)
        letter.write(desk.person, desk.desktop.inspector, SHOWN)
        stop_recording(desk)
        desk.press("Keep")
        desk.stage.end(editor)
        letter.open_editor(desk.stage, SPOT)
        desk.menu("Library")
        desk.window("Journeyman: library")
        desk.press("Replay…")
        desk.window("Replay")
        desk.tick("Ask me before each step")
        desk.press("Replay")
        desk.click_text("Allow")
        until(lambda: desk.sees("2. Type"), "the second step to be asked for")
        window = desk.desktop.inspector.window()
        assert window.app == "mousepad", "the question takes no focus from what is worked on"
        (run_view,) = (one for one in desk._windows() if one.title == "Journeyman: run")
        assert run_view.box.intersection(window.box) is None
        desk.click_text("No, end it")
        until(lambda: stored(home)[2].outcome is not Ending.OPEN, "the run to end")
        until(lambda: desk.sees("Stopped"), "the run view to say so")
    stopped = stored(home)[2]
    assert (stopped.outcome, len(stopped.steps)) == (Ending.FAILED, 1)
