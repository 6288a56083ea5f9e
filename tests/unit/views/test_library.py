"""The library: what is listed, found, renamed, deleted and replayed."""

import re
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from app.views.jobs import Which
from app.views.library import Library
from models.fake import FakeChat
from tests.builders import step, trajectory
from tracker.actions import TypeText
from tracker.errors import Unavailable
from tracker.trajectory import Author, Ending, Lineage, Origin


@pytest.fixture
def library(wiring, bridge, shelf, qtbot):
    opened = Library(wiring, bridge)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.timeline.document is not None)
    return opened


def tasks(library):
    return [one.task for one in library.jobs.shown]


def choose(library, qtbot, task):
    library.list.setCurrentIndex(library.jobs.index(tasks(library).index(task)))
    qtbot.waitUntil(lambda: library.timeline.document.trajectory.task == task)


def test_the_newest_comes_first_and_what_was_discarded_is_not_there(library):
    assert tasks(library) == ["Enter an invoice", "Save the letter"]


def test_the_job_that_is_shown_is_the_one_that_is_marked_in_the_list(library, qtbot):
    def marked():
        return [row.data() for row in library.list.selectionModel().selectedIndexes()]

    assert [one.split(",")[0] for one in marked()] == ["Enter an invoice"]
    choose(library, qtbot, "Save the letter")
    library.search.setText("letter")
    assert [one.split(",")[0] for one in marked()] == ["Save the letter"]


def test_an_empty_library_says_how_to_begin(wiring, bridge, qtbot):
    library = Library(wiring, bridge)
    qtbot.addWidget(library)
    library.show()
    with qtbot.waitSignal(library.record_wanted):
        library.pages.currentWidget().begin.click()


def test_jobs_are_found_by_what_was_typed_in_them(library, qtbot):
    library.search.setText("7731")
    qtbot.waitUntil(lambda: tasks(library) == ["Enter an invoice"])
    library.search.setText("7731 zebra")
    assert tasks(library) == []
    assert library.nothing_found.isVisible()


def test_jobs_are_found_by_the_program_they_were_done_in(library, qtbot):
    library.search.setText("EDITOR letter.txt")
    qtbot.waitUntil(lambda: tasks(library) == ["Save the letter"])


@pytest.mark.parametrize(
    ("which", "left"),
    [
        (Which.SHOWN, ["Save the letter"]),
        (Which.RUNS, ["Enter an invoice"]),
        (Which.FINISHED, ["Save the letter"]),
        (Which.FAILED, ["Enter an invoice"]),
    ],
)
def test_jobs_are_filtered_by_where_they_come_from_and_how_they_ended(library, which, left):
    library.which.setCurrentText(which.value)
    assert tasks(library) == left


def test_the_chosen_job_is_shown_with_why_it_failed(library, qtbot):
    choose(library, qtbot, "Enter an invoice")
    assert library.timeline.title.text() == "Enter an invoice"
    assert library.timeline.document.number == 2


def test_a_renamed_job_keeps_how_it_ended(library, wiring, qtbot, shelf):
    choose(library, qtbot, "Save the letter")
    library.rename()
    dialog = library.findChild(QInputDialog)
    dialog.setTextValue("Save a letter")
    dialog.accept()
    qtbot.waitUntil(lambda: "Save a letter" in tasks(library))
    kept = wiring.store.load(shelf[0])
    assert (kept.task, kept.outcome, len(kept.steps)) == ("Save a letter", Ending.FINISHED, 2)
    assert library.chosen() == shelf[0]


def test_a_deleted_job_is_gone_at_once_and_one_click_takes_it_back(library, wiring, qtbot, shelf):
    choose(library, qtbot, "Save the letter")
    before = wiring.store.load(shelf[0])
    library.timeline.delete.trigger()
    qtbot.waitUntil(lambda: tasks(library) == ["Enter an invoice"])
    assert library.undo_bar.words.text() == "Deleted: “Save the letter”"
    library.undo_bar.button.click()
    qtbot.waitUntil(lambda: "Save the letter" in tasks(library))
    qtbot.waitUntil(lambda: library.timeline.document.number == shelf[0])
    assert wiring.store.load(shelf[0]) == before
    assert not library.undo_bar.isVisible()


def test_the_delete_key_deletes_and_undo_takes_it_back(library, qtbot):
    choose(library, qtbot, "Save the letter")
    library.activateWindow()
    library.list.setFocus()
    qtbot.waitUntil(library.list.hasFocus)
    qtbot.keyClick(library.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tasks(library) == ["Enter an invoice"])
    qtbot.keyClick(library.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tasks(library) == ["Enter an invoice", "Save the letter"])


@pytest.fixture
def with_deleted(library, wiring, qtbot, shelf):
    """The letter was deleted, and the deleted ones are shown."""
    choose(library, qtbot, "Save the letter")
    library.delete()
    qtbot.waitUntil(lambda: tasks(library) == ["Enter an invoice"])
    library.which.setCurrentText(Which.DELETED.value)
    assert tasks(library) == ["Save the letter"]
    qtbot.waitUntil(library.timeline.restore.isVisible)
    return library


def test_a_deleted_job_is_shown_with_when_it_goes_and_can_only_be_restored(
    with_deleted, qtbot, shelf
):
    timeline = with_deleted.timeline
    assert re.fullmatch(r"Deleted on .+\. It goes for good on .+\.", timeline.note.text())
    assert timeline.restore.isVisible()
    assert not timeline.replay.isVisible()
    timeline.restore.click()
    qtbot.waitUntil(lambda: tasks(with_deleted) == ["Enter an invoice", "Save the letter"])
    assert with_deleted.chosen() == shelf[0]
    qtbot.waitUntil(timeline.replay.isVisible)


def test_a_job_goes_for_good_only_after_the_person_confirmed(with_deleted, wiring, qtbot, shelf):
    with_deleted.timeline.purge.trigger()
    box = with_deleted.findChild(QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert wiring.store.load(shelf[0]).outcome is Ending.FINISHED
    with_deleted.purge()
    box = with_deleted.findChildren(QMessageBox)[-1]
    box.buttons()[[button.text() for button in box.buttons()].index("&Delete")].click()
    qtbot.waitUntil(lambda: tasks(with_deleted) == [])
    assert wiring.store.load(shelf[0]).outcome is Ending.DISCARDED
    assert wiring.store.load(shelf[0]).steps == ()


def test_a_replay_is_wanted_with_the_values_that_were_changed(library, qtbot, shelf):
    choose(library, qtbot, "Save the letter")
    library.ask_replay()
    library.values.fields["name"].setPlainText("order.txt")
    library.values.asks_first.setChecked(True)
    with qtbot.waitSignal(library.replay_wanted) as wanted:
        library.values.accept()
    assert wanted.args == [shelf[0], "Save the letter", {"name": "order.txt"}, True]


def test_values_that_were_left_as_they_are_need_not_be_given(library, qtbot, shelf):
    choose(library, qtbot, "Save the letter")
    library.ask_replay()
    with qtbot.waitSignal(library.replay_wanted) as wanted:
        library.values.accept()
    assert wanted.args == [shelf[0], "Save the letter", {}, False]


def test_understanding_gives_each_step_its_words_and_shows_them(library, wiring, qtbot, shelf):
    choose(library, qtbot, "Save the letter")
    library.complete()
    assert library.understanding.isVisible()
    qtbot.waitUntil(lambda: not library.understanding.isVisible())
    qtbot.waitUntil(lambda: library.timeline.document.steps[0].intent is not None)
    assert all(step.intent is not None for step in wiring.store.load(shelf[0]).steps)


def test_understanding_asks_the_model_that_the_settings_choose_for_the_reasons(
    library, wiring, qtbot, shelf, monkeypatch
):
    reasons = ("The letter is written, so it is saved.", "The letter is called letter.txt.")
    narrator = FakeChat([{"thought": reason} for reason in reasons])
    monkeypatch.setattr(wiring, "narrator", lambda: narrator)
    choose(library, qtbot, "Save the letter")
    library.complete()
    qtbot.waitUntil(lambda: not library.understanding.is_going_on)
    assert len(narrator.asked) == 2
    assert tuple(step.thought for step in wiring.store.load(shelf[0]).steps) == reasons


def test_one_job_is_understood_at_a_time(library, qtbot, monkeypatch):
    may_end = threading.Event()
    monkeypatch.setattr("app.views.understanding.complete", lambda *_: iter([may_end.wait(30)][:0]))
    choose(library, qtbot, "Save the letter")
    library.complete()
    choose(library, qtbot, "Enter an invoice")
    assert not library.timeline.complete.isEnabled()
    may_end.set()
    qtbot.waitUntil(library.timeline.complete.isEnabled)


def test_a_model_that_is_not_here_is_told_of_and_nothing_is_written(library, wiring, qtbot, shelf):
    wiring.adopt(wiring.settings.model_copy(update={"narrator": "smollm2-135m"}))
    choose(library, qtbot, "Save the letter")
    library.complete()
    qtbot.waitUntil(lambda: library.findChild(QMessageBox) is not None)
    assert "are not on this machine" in library.findChild(QMessageBox).text()
    assert all(step.intent is None for step in wiring.store.load(shelf[0]).steps)


def test_a_failure_is_shown_with_the_way_out(library, wiring, qtbot):
    library._failed(Unavailable("The disk is full.", hint="Make room."))
    box = library.findChild(QMessageBox)
    assert (box.text(), box.informativeText()) == ("The disk is full.", "Make room.")


def test_a_run_is_said_to_have_come_out_right_and_a_recording_is_not_asked_about(
    library, wiring, keep, qtbot
):
    assert not library.timeline.confirm.isVisible()
    did = step(TypeText("Dear"), intent=TypeText("Dear"), author=Author.AGENT)
    run = keep(trajectory(did, task="Save it", lineage=Lineage(Origin.DO)))
    library.refresh()
    qtbot.waitUntil(lambda: "Save it" in tasks(library))
    choose(library, qtbot, "Save it")
    library.timeline.confirm.trigger()
    qtbot.waitUntil(lambda: "right" in library.timeline.facts.text())
    assert wiring.store.load(run).lineage.is_confirmed
    library.timeline.confirm.trigger()
    qtbot.waitUntil(lambda: "right" not in library.timeline.facts.text())
    assert not wiring.store.load(run).lineage.is_confirmed
