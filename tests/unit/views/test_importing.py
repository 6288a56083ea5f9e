"""What somebody sent comes into the library whole, or the library says why it does not."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.views.library import Library
from tests.builders import step, trajectory
from tracker.actions import TypeText
from tracker.exchange import jsonl, pack
from tracker.exchange.members import Folder
from tracker.exchange.recording import Recording
from tracker.trajectory import Origin


@pytest.fixture
def library(wiring, bridge, qtbot):
    opened = Library(wiring, bridge)
    qtbot.addWidget(opened)
    opened.show()
    return opened


@pytest.fixture
def sent(tmp_path):
    """A pack with one job, which types a secret."""
    path = tmp_path / "sent.journeyman"
    job = trajectory(step(TypeText("{secret:bank_pin}")), task="Pay <b>the</b> rent")
    pack.write(path, [Recording(job)])
    return path


def arrived(library, qtbot):
    qtbot.waitUntil(lambda: library.timeline.document is not None)
    return library.timeline.document.trajectory


def test_a_pack_that_is_chosen_is_in_the_library_and_shown(library, sent, qtbot):
    dialog = library.importing.ask_file()
    dialog.selectFile(str(sent))
    dialog.fileSelected.emit(str(sent))
    assert library.importing.isVisibleTo(library)
    job = arrived(library, qtbot)
    assert (job.task, job.lineage.origin) == ("Pay <b>the</b> rent", Origin.IMPORTED)
    assert not library.importing.isVisibleTo(library)


def test_what_a_stranger_sent_is_to_be_looked_at_and_names_the_secrets_that_it_wants(
    library, sent, qtbot
):
    library.importing.begin(sent)
    arrived(library, qtbot)
    box = library.importing.told
    assert box.text() == "“Pay <b>the</b> rent” is in the library."
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.informativeText().splitlines() == [
        "Somebody else showed this: look at its steps before you replay it.",
        "A replay types your secret “bank_pin”: see first where.",
    ]


def test_a_folder_is_imported(library, tmp_path, qtbot):
    folder = Folder(tmp_path / "export")
    jobs = [Recording(trajectory(task="One")), Recording(trajectory(task="Two"))]
    jsonl.write_manifest(folder, jsonl.write(folder, iter(jobs)))
    dialog = library.importing.ask_folder()
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path / "export"))
    arrived(library, qtbot)
    assert sorted(one.task for one in library.jobs.shown) == ["One", "Two"]
    assert library.importing.told.text() == "2 jobs are in the library."


def test_what_is_dropped_onto_the_library_is_imported(library, sent, qtbot):
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(sent))])
    copying, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(9, 9), copying, what, Qt.MouseButton.LeftButton, none)
    library.dropEvent(drop)
    assert arrived(library, qtbot).task == "Pay <b>the</b> rent"


def test_a_file_that_is_damaged_is_told_of_and_nothing_of_it_is_taken_in(
    library, wiring, sent, qtbot
):
    sent.write_bytes(sent.read_bytes()[:-200])
    library.importing.begin(sent)
    qtbot.waitUntil(lambda: library.findChild(QMessageBox) is not None)
    box = library.findChild(QMessageBox)
    assert str(sent) in box.text()
    assert box.informativeText()
    assert not library.importing.isVisibleTo(library)
    assert wiring.store.trajectories() == []


def test_what_was_exported_can_be_imported_and_replaces_the_file_that_was_there(
    library, keep, letter, tmp_path, qtbot
):
    keep(letter)
    library.refresh()
    arrived(library, qtbot)
    path = tmp_path / "letter.journeyman"
    path.write_text("an older export")
    dialog = library.handing.ask_export(*library._shown())
    with qtbot.waitSignal(library.handing.written):
        dialog.fileSelected.emit(str(path))
    assert library.undo_bar.words.text() == f"Exported to {path}"
    library.importing.begin(path)
    qtbot.waitUntil(lambda: [one.task for one in library.jobs.shown] == [letter.task] * 2)
