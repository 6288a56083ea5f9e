"""The window with all trajectories: found, looked through, replayed, understood, renamed, deleted.

The store is read and written on threads only; the window shows what has arrived.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QInputDialog,
    QLineEdit,
    QListView,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent.workflow import workflow
from app.bridge import Bridge, Handlers, Tell
from app.jobs import confirm
from app.trashing import discard
from app.views import look, rows
from app.views.empty import EmptyLibrary
from app.views.handing import Handing
from app.views.importing import Importing, dropped, import_action
from app.views.jobs import Jobs, Which
from app.views.search import words_in
from app.views.timeline import Timeline
from app.views.trouble import show_trouble
from app.views.understanding import Understanding
from app.views.undo_bar import UndoBar
from app.views.values import Values
from app.wiring import Wiring
from tracker.errors import JourneymanError
from tracker.summary import Summary
from tracker.trajectory import Ending, Trajectory
from tracker.trash import Thrown


class Library(QWidget):
    """replay_wanted: the trajectory's id, its task, the values to type by name, and whether to
    ask before each step.
    """

    replay_wanted = Signal(int, str, object, bool)
    record_wanted = Signal()

    def __init__(self, wiring: Wiring, bridge: Bridge) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._number: int | None = None
        self._known: dict[int, tuple[int, Ending]] = {}
        self.values: Values | None = None
        self.setWindowTitle("Journeyman: library")
        self.resize(1160, 720)
        self.jobs = Jobs()
        self._make_list()
        self.timeline = Timeline(wiring.store, bridge, wiring.thorough_reader)
        self._connect_timeline()
        self.handing = Handing(bridge, wiring.tasks, self)
        self.handing.failed.connect(self._failed)
        self.handing.written.connect(self._exported)
        self.importing = Importing(wiring, bridge, self)
        self.importing.done.connect(self._imported)
        self.importing.failed.connect(self._failed)
        import_action(self.importing, self)
        self.setAcceptDrops(True)
        self.undo_bar = UndoBar()
        self.understanding = Understanding(wiring, bridge)
        self.understanding.done.connect(self._completed)
        self.understanding.failed.connect(self._not_completed)
        self._lay_out()
        self.refresh()

    def _make_list(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search jobs, programs, typed text")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._look)
        self.which = QComboBox()
        self.which.setAccessibleName("Which jobs")
        for which in Which:
            self.which.addItem(which.value, which)
        self.which.currentIndexChanged.connect(self._look)
        self.list = QListView()
        self.list.setAccessibleName("Jobs")
        self._delegate = rows.Rows(has_pictures=False)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.jobs)
        self.list.selectionModel().currentChanged.connect(self._selected)
        # After the list itself, which lets go of its selection when the jobs are others.
        self.jobs.modelReset.connect(self._select_again)
        self.nothing_found = look.quiet(look.text("Nothing matches."))
        self.nothing_found.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        for key, wanted in (
            (QKeySequence.StandardKey.Delete, self.delete),
            (QKeySequence.StandardKey.Undo, lambda: self.undo_bar.undo()),
        ):
            QShortcut(key, self.list, wanted).setContext(Qt.ShortcutContext.WidgetShortcut)

    def _connect_timeline(self) -> None:
        timeline = self.timeline
        timeline.replay_wanted.connect(self.ask_replay)
        timeline.complete_wanted.connect(self.complete)
        timeline.confirm_wanted.connect(self.confirm)
        timeline.rename_wanted.connect(self.rename)
        timeline.page_wanted.connect(self.show_page)
        timeline.export_wanted.connect(self.export)
        timeline.delete_wanted.connect(self.delete)
        timeline.restore_wanted.connect(self.restore)
        timeline.purge_wanted.connect(self.purge)
        timeline.failed.connect(self._failed)
        timeline.saved.connect(self._forget_words)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GAP)
        for widget in (self.search, self.which, self.nothing_found):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.undo_bar)
        column.addWidget(self.importing.button())
        right = QWidget()
        pane = QVBoxLayout(right)
        pane.setContentsMargins(0, 0, 0, 0)
        pane.addWidget(self.timeline, 1)
        pane.addWidget(self.understanding)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([290, 840])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(look.EDGE)
        self.pages = QStackedWidget()
        empty = EmptyLibrary(self.importing.button())
        empty.record_wanted.connect(self.record_wanted)
        self.pages.addWidget(empty)
        self.pages.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.importing)
        self.nothing_found.setVisible(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        if (path := dropped(event)) is not None:
            event.acceptProposedAction()
            self.importing.begin(path)

    # -- the list

    def refresh(self) -> None:
        """Reads the store anew, on a thread; the selection stays."""
        store, trash = self._wiring.store, self._wiring.trash

        def work(_tell: Tell) -> tuple[list[Summary], tuple[Thrown, ...]]:
            return store.trajectories(), trash.contents()

        self._bridge.enqueue("list", work, Handlers(_ignore, self._listed, self._failed))

    def _listed(self, listed: tuple[list[Summary], tuple[Thrown, ...]]) -> None:
        summaries, deleted = listed
        self.jobs.set_summaries(summaries, deleted)
        summaries = [*summaries, *(one.summary for one in deleted)]
        self.pages.setCurrentIndex(0 if self.jobs.is_empty else 1)
        self._show_if_none()
        current = {one.id: (one.steps, one.outcome) for one in summaries}
        new = [number for number, state in current.items() if self._known.get(number) != state]
        changed = self._number in new
        self._known = current
        self._read_words(new)
        if changed and self._number is not None:
            self._load(self._number)

    def _read_words(self, numbers: Iterable[int]) -> None:
        wanted = sorted(numbers, reverse=True)
        store, kept = self._wiring.store, self._known

        def work(tell: Tell) -> None:
            for number in wanted:
                if kept[number][1] is not Ending.DISCARDED:
                    tell((number, words_in(store.load(number))))

        if wanted:
            handlers = Handlers(self._words_read, _ignore, self._failed)
            self._bridge.start("words", work, handlers)

    def _words_read(self, read: tuple[int, str]) -> None:
        self.jobs.set_words(*read)
        self._show_if_none()

    def _forget_words(self, number: int) -> None:
        """It was edited: what is searched for is read again with the next refresh."""
        self._known.pop(number, None)

    def _look(self) -> None:
        self.jobs.look_for(self.search.text(), self.which.currentData())
        self._show_if_none()

    def _show_if_none(self) -> None:
        is_searched = bool(self.search.text()) or self.which.currentIndex()
        self.nothing_found.setText("Nothing matches." if is_searched else "No job is here.")
        self.nothing_found.setVisible(not self.jobs.shown)
        self.timeline.setVisible(bool(self.jobs.shown))

    def _select_again(self) -> None:
        """After the list has changed: the same job, or the newest that is shown."""
        row = self.jobs.row_of(self._number) if self._number is not None else None
        if self.jobs.shown:
            self.list.setCurrentIndex(self.jobs.index(row or 0))

    def _selected(self) -> None:
        row = self.list.currentIndex().row()
        number = self.jobs.shown[row].id if 0 <= row < len(self.jobs.shown) else None
        if number is not None and number != self._number:
            self._number = number
            self._load(number)

    def chosen(self) -> int | None:
        """The id of the trajectory that is shown."""
        return self._number

    def _load(self, number: int) -> None:
        store = self._wiring.store

        def work(_tell: Tell) -> tuple[int, Trajectory]:
            return number, store.load(number)

        self._bridge.enqueue("load", work, Handlers(_ignore, self._loaded, self._failed))

    def _loaded(self, loaded: tuple[int, Trajectory]) -> None:
        number, trajectory = loaded
        if number == self._number:
            self.timeline.show_trajectory(number, trajectory, self.jobs.deleted.get(number))
            self._follow_understanding()

    # -- what is done with one

    def _shown(self) -> tuple[int, Trajectory] | None:
        """With the edits that were made meanwhile."""
        document = self.timeline.document
        if document is None:
            return None
        return document.number, document.current()

    def ask_replay(self) -> None:
        if (shown := self._shown()) is None:
            return
        number, trajectory = shown
        try:
            parameters = workflow(trajectory).parameters
            kept = self._wiring.keychain.known(number, trajectory, parameters)
        except JourneymanError as error:
            self._failed(error)
            return
        dialog = self.values = Values(parameters, trajectory.task, self, kept)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def wanted() -> None:
            values = dialog.values()
            self.replay_wanted.emit(number, trajectory.task, values, dialog.asks_first.isChecked())

        dialog.accepted.connect(wanted)
        dialog.open()

    def rename(self) -> None:
        if (shown := self._shown()) is None:
            return
        number, trajectory = shown
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Rename")
        dialog.setLabelText("What is the job?")
        dialog.setTextValue(trajectory.task)
        dialog.resize(440, dialog.sizeHint().height())

        def named(task: str) -> None:
            self._rename(number, trajectory, task.strip())

        dialog.textValueSelected.connect(named)
        dialog.open()

    def delete(self) -> None:
        """At once, since it can be taken back."""
        if (shown := self._shown()) is None or shown[0] in self.jobs.deleted:
            return
        number, trajectory = shown
        trash = self._wiring.trash
        self._number = None
        self._change_store("delete", lambda: trash.throw([number], datetime.now(UTC)))
        self.undo_bar.offer(
            f"Deleted: {_called(number, trajectory)}", lambda: self._restore(number)
        )

    def restore(self) -> None:
        if (shown := self._shown()) is not None:
            self._restore(shown[0])

    def _restore(self, number: int) -> None:
        trash = self._wiring.trash
        self.which.setCurrentIndex(0)
        self._number = number
        self._known.pop(number, None)
        self.undo_bar.forget()
        self._change_store("restore", lambda: trash.take_back([number]))

    def purge(self) -> None:
        if (shown := self._shown()) is None:
            return
        number, trajectory = shown
        kinds = QMessageBox.StandardButton
        words = f"Delete {_called(number, trajectory)} for good?"
        box = QMessageBox(QMessageBox.Icon.Question, "Delete", words, kinds.Cancel, self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("Its steps and pictures cannot be brought back.")
        delete = box.addButton("&Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(kinds.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self._discard(number))
        box.open()

    def _discard(self, number: int) -> None:
        if self._number == number:
            self._number = None
            self.undo_bar.forget()
        self._known.pop(number, None)
        self._change_store("discard", lambda: discard(self._wiring, number))

    def _rename(self, number: int, shown: Trajectory, task: str) -> None:
        finish, outcome, note = self._wiring.store.finish, shown.outcome, shown.outcome_note
        self._known.pop(number, None)
        self._change_store("finish", lambda: finish(number, outcome, note=note, task=task))

    def _change_store(self, name: str, change: Callable[[], None]) -> None:
        def work(_tell: Tell) -> None:
            change()

        self._bridge.enqueue(name, work, Handlers(_ignore, _ignore, self._failed))
        self.refresh()  # it stands in line behind that

    def show_page(self) -> None:
        if (shown := self._shown()) is not None:
            self.handing.show_page(*shown)

    def export(self) -> None:
        if (shown := self._shown()) is not None:
            self.handing.ask_export(*shown)

    def _exported(self, path: str) -> None:
        self.undo_bar.tell(f"Exported to {path}")

    def _imported(self, number: int) -> None:
        self.which.setCurrentIndex(0)
        self.search.clear()
        self._number = number
        self._known.pop(number, None)
        self.refresh()

    def complete(self) -> None:
        if (shown := self._shown()) is not None:
            self.understanding.begin(*shown)
            self._follow_understanding()

    def confirm(self, is_right: bool) -> None:
        """An agent's run came out right, or did not: its words are checked first, in seconds."""
        if (shown := self._shown()) is not None:
            number = shown[0]

            def work(_tell: Tell) -> None:
                confirm(self._wiring, number, is_right=is_right)

            done = partial(self._confirmed, number)
            self._bridge.start("confirm", work, Handlers(_ignore, done, self._failed))

    def _confirmed(self, number: int, _nothing: object) -> None:
        self._completed(number)

    def _follow_understanding(self) -> None:
        """One at a time."""
        document, is_going_on = self.timeline.document, self.understanding.is_going_on
        has_steps = document is not None and bool(document.steps)
        self.timeline.complete.setEnabled(has_steps and not is_going_on)

    def _completed(self, number: int) -> None:
        self._follow_understanding()
        self._forget_words(number)
        if number == self._number:
            self._load(number)
        self.refresh()

    def _not_completed(self, error: Exception) -> None:
        self._follow_understanding()
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        show_trouble(error, self)


def _called(number: int, trajectory: Trajectory) -> str:
    return f"“{trajectory.task}”" if trajectory.task else f"no. {number}"


def _ignore(_news: object) -> None: ...
