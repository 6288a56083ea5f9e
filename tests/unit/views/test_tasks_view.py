"""The window with the list of tasks, and what is asked when one was recorded."""

import json

import pytest

from app.record_desk import RecordDesk
from app.views.finish import Finish
from app.views.tasks import TasksView
from tests.builders import trajectory
from tracker.recorder import Recorded
from tracker.tasks import Difficulty, Given, TaskState
from tracker.trajectory import Ending

GIVEN = [Given("Write to Anna", Difficulty.EASY), Given("Pay the bill"), Given("Print it")]


@pytest.fixture
def view(qtbot, wiring, bridge):
    wiring.tasks.add(GIVEN)
    return opened(qtbot, wiring, bridge)


def opened(qtbot, wiring, bridge):
    made = TasksView(wiring, bridge)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.tasks) or not wiring.tasks.all(), timeout=20_000)
    return made


def shows(qtbot, view, number):
    qtbot.waitUntil(lambda: view.title.text() == f"Task {number} of 3", timeout=20_000)


def test_the_task_at_hand_is_told_with_how_hard_it_is(view):
    assert (view.title.text(), view.state.text(), view.description.toPlainText()) == (
        "Task 1 of 3",
        "open · easy",
        "Write to Anna",
    )
    assert [view.list.item(n).text() for n in range(3)] == [
        "○  1. Write to Anna",
        "○  2. Pay the bill",
        "○  3. Print it",
    ]
    assert (view.previous.isEnabled(), view.next.isEnabled()) == (False, True)


def test_one_goes_forth_and_back(qtbot, view):
    view.next.click()
    shows(qtbot, view, 2)
    view.next.click()
    shows(qtbot, view, 3)
    assert not view.next.isEnabled()
    view.previous.click()
    shows(qtbot, view, 2)
    view.list.setCurrentRow(0)
    view.list.itemClicked.emit(view.list.item(0))
    shows(qtbot, view, 1)


def test_a_bad_task_is_passed_over_and_can_be_opened_again(qtbot, view, wiring):
    view.bad.click()
    view.why.setTextValue("there is no Anna")
    view.why.accept()
    shows(qtbot, view, 2)
    first = wiring.tasks.all()[0]
    assert (first.state, first.note) == (TaskState.BAD, "there is no Anna")
    view.previous.click()
    shows(qtbot, view, 1)
    assert (view.state.text(), view.record.isEnabled()) == ("bad · easy · there is no Anna", False)
    view.again.click()
    qtbot.waitUntil(view.record.isEnabled, timeout=20_000)
    assert wiring.tasks.all()[0].state is TaskState.OPEN


def test_a_description_is_edited_afterwards_and_the_given_one_still_told(
    qtbot, view, wiring, keep, letter
):
    number = keep(letter)
    wiring.tasks.save(number, number=1)
    assert not view.save.isEnabled()
    view.description.setPlainText("Write to Anna\nin Rome")
    view.save.click()
    qtbot.waitUntil(lambda: view.given.text() == "Given as: Write to Anna", timeout=20_000)
    assert wiring.store.load(number).task == "Write to Anna in Rome"
    assert view.state.text() == f"open · easy · recorded as {number}"


def test_the_task_at_hand_is_recorded(qtbot, view):
    with qtbot.waitSignal(view.record_wanted) as wanted:
        view.record.click()
    assert wanted.args[0].description == "Write to Anna"


def test_nothing_is_recorded_in_private_mode(qtbot, view, wiring):
    wiring.private.begin()
    view.next.click()
    shows(qtbot, view, 2)
    assert not view.record.isEnabled()


def test_without_a_list_one_is_loaded_from_a_file(qtbot, wiring, bridge, tmp_path):
    view = opened(qtbot, wiring, bridge)
    assert view.tasks == ()
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps([one.description for one in GIVEN]))
    view.load(file)
    shows(qtbot, view, 1)


@pytest.fixture
def given(qtbot):
    dialog = Finish(Recorded(7, 12, 80, 0), "Write to Anna", is_given=True)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_how_hard_a_job_was_is_asked_and_may_be_left_unsaid(given):
    before = given.difficulty
    given.difficulty = Difficulty.HARD
    assert (before, given.difficulty) == (None, Difficulty.HARD)


def test_a_given_task_has_its_name_and_may_turn_out_to_be_a_bad_one(given, qtbot):
    assert given.task.text() == "Write to Anna"
    given.bad_task.click()
    with qtbot.waitSignal(given.finished_as) as answer:
        given.keep.click()
    assert answer.args == [7, "", Ending.DISCARDED]


def test_a_free_job_is_not_called_a_bad_task(qtbot):
    dialog = Finish(Recorded(7, 12, 80, 0))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.bad_task.isVisible()


@pytest.mark.parametrize(
    ("answer", "state", "outcome"),
    [
        ("went_well", TaskState.FINISHED, Ending.FINISHED),
        ("went_wrong", TaskState.FAILED, Ending.FAILED),
        ("bad_task", TaskState.BAD, Ending.DISCARDED),
    ],
)
def test_what_is_answered_is_what_the_list_says_then(
    qtbot, wiring, bridge, keep, answer, state, outcome
):
    wiring.tasks.add(GIVEN)
    number = keep(trajectory(task="Write to Anna"), Ending.FINISHED)
    desk = RecordDesk(wiring, bridge, {})
    desk._task = wiring.tasks.at_hand()
    desk._recorded(Recorded(number, 1, 2, 0))
    dialog = desk.dialog  # deletes itself when it is answered
    dialog.task.setText("Write to Anna in Rome")
    dialog.difficulty = Difficulty.HARD
    getattr(dialog, answer).click()
    with qtbot.waitSignal(desk.kept, timeout=20_000):
        dialog.keep.click()
    first = wiring.tasks.all()[0]
    is_kept = outcome is not Ending.DISCARDED
    assert (first.state, wiring.store.load(number).outcome) == (state, outcome)
    assert first.recordings == ((number,) if is_kept else ())
    assert first.description == ("Write to Anna in Rome" if is_kept else "Write to Anna")
    assert wiring.tasks.difficulty(number) is (Difficulty.HARD if is_kept else None)
