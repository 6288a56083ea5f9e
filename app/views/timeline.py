"""A trajectory, step by step: to look through, to put into better words, to replay."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge import Bridge
from app.rewording import Words
from app.views import look, rows
from app.views.document import Document
from app.views.step import StepView
from app.views.steps import Steps, badge
from grounding.screen import ScreenReader
from tracker.store import Store
from tracker.trajectory import Author, Ending, Lineage, Origin, Trajectory
from tracker.trash import Thrown

ENDINGS = {
    Ending.OPEN: "not finished",
    Ending.FINISHED: "finished",
    Ending.FAILED: "failed",
    Ending.DISCARDED: "discarded",
}
_ORIGINS = {
    Origin.RECORDED: "recorded",
    Origin.REPLAY: "replay",
    Origin.DO: "done in words",
    Origin.IMPORTED: "imported",
}


def came_from(lineage: Lineage) -> str:
    origin = _ORIGINS[lineage.origin]
    return f"{origin}, right" if lineage.is_confirmed else origin


class Timeline(QWidget):
    """What is wanted of the open trajectory is the library's business; words are edited here."""

    replay_wanted = Signal()
    complete_wanted = Signal()
    confirm_wanted = Signal(bool)
    rename_wanted = Signal()
    page_wanted = Signal()
    export_wanted = Signal()
    delete_wanted = Signal()
    restore_wanted = Signal()
    purge_wanted = Signal()
    saved = Signal(int)
    failed = Signal(object)

    def __init__(self, store: Store, bridge: Bridge, reader: Callable[[], ScreenReader]) -> None:
        super().__init__()
        self._store = store
        self._bridge = bridge
        self._reader = reader
        self.document: Document | None = None
        self._row = 0
        self.title = look.heading()
        self.facts = look.quiet(look.text())
        self.note = look.text()
        self.replay = QPushButton("&Replay…")
        self.replay.setDefault(True)
        self.replay.clicked.connect(self.replay_wanted)
        self.complete = QPushButton("&Understand")
        self.complete.setToolTip("Give each step its target in words, a thought and an expectation")
        self.complete.clicked.connect(self.complete_wanted)
        self.restore = QPushButton("Re&store")
        self.restore.clicked.connect(self.restore_wanted)
        self.undo = self._action("Undo", QKeySequence.StandardKey.Undo)
        self.redo = self._action("Redo", QKeySequence.StandardKey.Redo)
        self.more = self._more_button()
        self.list = QListView()
        self.list.setAccessibleName("Steps")
        self.list.setItemDelegate(self._rows())
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.step = StepView(bridge)
        self.step.reworded.connect(self._reword)
        self._lay_out()

    def _rows(self) -> rows.Rows:
        self._delegate = rows.Rows(has_pictures=True)  # the view does not keep it alive
        return self._delegate

    def _more_button(self) -> QToolButton:
        menu = QMenu(self)
        menu.addActions([self.undo, self.redo])
        menu.addSeparator()
        self.confirm = menu.addAction("It came out &right")
        self.confirm.setToolTip("Later jobs are done after this one, and it is learned from")
        self.confirm.setCheckable(True)
        self.confirm.triggered.connect(self.confirm_wanted)
        for words, wanted in (
            ("Re&name…", self.rename_wanted),
            ("Open as a &page", self.page_wanted),
            ("&Export…", self.export_wanted),
        ):
            menu.addAction(words).triggered.connect(wanted)
        menu.addSeparator()
        self.delete = menu.addAction("&Delete")
        self.delete.triggered.connect(self.delete_wanted)
        self.purge = menu.addAction("Delete for &good…")
        self.purge.triggered.connect(self.purge_wanted)
        button = QToolButton()
        button.setText("More")
        button.setAccessibleName("More")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    def _action(self, words: str, key: QKeySequence.StandardKey) -> QAction:
        action = QAction(words, self)
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setEnabled(False)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        top = QHBoxLayout()
        top.setSpacing(look.GAP)
        top.addLayout(words, 1)
        buttons = (self.restore, self.replay, self.complete, self.more)
        for button in buttons:
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            button.setMinimumHeight(self.replay.sizeHint().height())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.step)
        split.setStretchFactor(1, 1)
        split.setSizes([320, 520])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.EDGE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.GAP)
        layout.addLayout(top)
        layout.addWidget(self.note)
        layout.addWidget(split, 1)

    def show_trajectory(
        self, number: int, trajectory: Trajectory, thrown: Thrown | None = None
    ) -> None:
        """The selected step stays selected if it is the same trajectory, shown anew.

        thrown: where it was deleted; then it can be taken back, and not replayed.
        """
        self.step.commit()
        self.step.show_step(None)
        row = self._row if self.document is not None and self.document.number == number else 0
        document = Document(number, trajectory, self._store, self._bridge, self._reader)
        document.setParent(self)
        document.saved.connect(self._saved)
        document.failed.connect(self.failed)
        document.changed.connect(self._changed)
        self._follow_undo(document)
        old, self.document = self.document, document
        self.title.setText(trajectory.task or "A job without a name")
        self.facts.setText(_facts(number, trajectory))
        note = "\n".join(filter(None, (_goes(thrown), trajectory.outcome_note)))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for is_for_kept, what in (
            (False, self.restore),
            (True, self.replay),
            (True, self.complete),
            (True, self.delete),
        ):
            what.setVisible(is_for_kept is (thrown is None))
        is_run = any(step.author is Author.AGENT for step in trajectory.steps)
        is_done = trajectory.outcome is Ending.FINISHED and thrown is None
        self.confirm.setVisible(is_run and is_done)
        self.confirm.setChecked(trajectory.lineage.is_confirmed)
        self.replay.setEnabled(bool(trajectory.steps))
        self.complete.setEnabled(bool(trajectory.steps))
        steps = Steps(document, self._bridge)
        steps.setParent(document)
        self.list.setModel(steps)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        if trajectory.steps:
            self.list.setCurrentIndex(steps.index(min(row, len(trajectory.steps) - 1)))
        if old is not None:
            old.deleteLater()

    def _follow_undo(self, document: Document) -> None:
        for action, able, wanted in (
            (self.undo, document.undo.canUndoChanged, document.undo.undo),
            (self.redo, document.undo.canRedoChanged, document.undo.redo),
        ):
            action.setEnabled(False)
            if self.document is not None:
                action.triggered.disconnect()
            action.triggered.connect(wanted)
            able.connect(action.setEnabled)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self.step.commit()
        super().hideEvent(event)

    def _selected(self, chosen: QItemSelection) -> None:
        if self.document is not None and chosen.indexes():
            self.step.commit()
            self._row = chosen.indexes()[0].row()
            self.step.show_step(self.document.steps[self._row])

    def _reword(self, words: Words) -> None:
        if self.document is not None:
            self.document.reword(self._row, words)

    def _changed(self, index: int) -> None:
        if self.document is not None and index == self._row:
            self.step.show_step(self.document.steps[index])

    def _saved(self, _index: int) -> None:
        if self.document is not None:
            self.saved.emit(self.document.number)


def _goes(thrown: Thrown | None) -> str:
    if thrown is None:
        return ""
    days = f"{thrown.at.astimezone():%d %B}", f"{thrown.goes_at.astimezone():%d %B %Y}"
    return f"Deleted on {days[0]}. It goes for good on {days[1]}."


def _facts(number: int, trajectory: Trajectory) -> str:
    count = len(trajectory.steps)
    open_words = sum(badge(step) == "Check the words" for step in trajectory.steps)
    facts = [
        f"No. {number}",
        f"{trajectory.started_at.astimezone():%d %B %Y, %H:%M}",
        f"{count} step" if count == 1 else f"{count} steps",
        came_from(trajectory.lineage),
        ENDINGS[trajectory.outcome],
    ]
    if open_words:
        facts.append(f"{open_words} to check")
    return "  ·  ".join(facts)
