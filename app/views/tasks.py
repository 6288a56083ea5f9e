"""The list of tasks that are to be shown: which one is at hand, and how the others ended.

The store is read and written on threads only; the window shows what has arrived.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.bridge import Bridge, Handlers, Tell
from app.task_file import read_tasks
from app.views import look
from app.views.trouble import show_trouble
from app.views.values import Field
from app.wiring import Wiring
from tracker.tasks import Task, Tasks, TaskState

_MARKS = {
    TaskState.OPEN: "○",
    TaskState.FINISHED: "✓",
    TaskState.FAILED: "✗",
    TaskState.BAD: "⊘",
}
_LINES = 6


class TasksView(QWidget):
    """record_wanted: the Task that is at hand."""

    record_wanted = Signal(object)

    def __init__(self, wiring: Wiring, bridge: Bridge) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self.tasks: tuple[Task, ...] = ()
        self.setWindowTitle("Journeyman: tasks")
        self.resize(860, 480)
        self.list = QListWidget()
        self.list.setAccessibleName("Tasks")
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda _item: self._go_to(self.list.currentRow()))
        self.list.itemClicked.connect(lambda _item: self._go_to(self.list.currentRow()))
        self.title = look.heading()
        self.state = look.quiet(look.text())
        self.given = look.quiet(look.text())
        self.description = Field(most_lines=_LINES)
        self.description.setAccessibleName("What is to be done")
        self.description.textChanged.connect(self._check)
        self.previous = self._button("Pre&vious", lambda: self._move(-1))
        self.next = self._button("Ne&xt", lambda: self._move(1))
        self.bad = self._button("&Bad task…", self._ask_why_bad)
        self.again = self._button("&Open again", lambda: self._end(TaskState.OPEN))
        self.save = self._button("&Save description", self._describe)
        self.record = self._button("&Record this task", self._record)
        self.record.setDefault(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self._list_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.addWidget(self._pages)
        self.refresh()

    def refresh(self) -> None:
        """Reads the list anew, on a thread."""
        self._change(lambda tasks: None)

    def at_hand(self) -> Task | None:
        return next((one for one in self.tasks if one.is_at_hand), None)

    def load(self, path: Path) -> None:
        """Adds the tasks of a file."""

        def change(tasks: Tasks) -> None:
            tasks.add(read_tasks(path))

        self._change(change)

    # -- how it looks

    def _button(self, text: str, wanted: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked: wanted())
        return button

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(look.heading("No list of tasks"))
        how = (
            "A list says which jobs are to be shown, one after the other: a text file with a task"
            " in each line, or JSON."
        )
        column.addWidget(look.text(how))
        row = QHBoxLayout()
        row.addWidget(self._button("&Load a list…", self._ask_file))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def _list_page(self) -> QWidget:
        page = QWidget()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.list, 1)
        more = QHBoxLayout()
        more.addWidget(self._button("&Load more…", self._ask_file))
        more.addStretch(1)
        left.addLayout(more)
        right.setSpacing(look.GAP)
        for widget in (self.title, self.state, self.description, self.given):
            right.addWidget(widget)
        right.addStretch(1)
        for row in ((self.save, self.again, self.bad), (self.previous, self.next, self.record)):
            buttons = QHBoxLayout()
            buttons.addStretch(1)
            for button in row:
                buttons.addWidget(button)
            right.addLayout(buttons)
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(look.EDGE)
        halves.addLayout(left, 2)
        halves.addLayout(right, 3)
        return page

    def _show(self, tasks: tuple[Task, ...]) -> None:
        self.tasks = tasks
        self._pages.setCurrentIndex(1 if tasks else 0)
        self.list.clear()
        for one in tasks:
            self.list.addItem(f"{_MARKS[one.state]}  {one.number}. {one.description}")
        task = self.at_hand()
        if task is None:
            return
        self.list.setCurrentRow(task.number - 1)
        self.title.setText(f"Task {task.number} of {len(tasks)}")
        told = [task.state.value, task.given.difficulty or "", task.note]
        if task.recordings:
            told.append(f"recorded as {', '.join(map(str, task.recordings))}")
        self.state.setText(" · ".join(filter(None, told)))
        self.description.setPlainText(task.description)
        is_other = task.given.description != task.description
        self.given.setText(f"Given as: {task.given.description}" if is_other else "")
        self._check()

    def _check(self) -> None:
        task = self.at_hand()
        if task is None:
            return
        words = self._words()
        is_open = task.state is TaskState.OPEN
        self.save.setEnabled(bool(words) and words != task.description)
        self.again.setVisible(not is_open)
        self.bad.setVisible(is_open)
        self.record.setEnabled(is_open and not self._wiring.private.is_on)
        self.previous.setEnabled(task.number > 1)
        self.next.setEnabled(task.number < len(self.tasks))

    def _words(self) -> str:
        return " ".join(self.description.toPlainText().split())

    # -- what the person wishes

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Load a list of tasks", str(Path.home()))
        dialog.setNameFilters(["Lists of tasks (*.txt *.json *.jsonl)", "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.load(Path(path)))
        dialog.open()

    def _move(self, by: int) -> None:
        self._change(lambda tasks: tasks.move(by))

    def _go_to(self, row: int) -> None:
        task = self.at_hand()
        if task is not None and row >= 0 and row != task.number - 1:
            self._move(row + 1 - task.number)

    def _ask_why_bad(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Bad task")
        dialog.setLabelText("Why can it not be done as it is described?")
        dialog.textValueSelected.connect(lambda note: self._end(TaskState.BAD, note.strip()))
        dialog.open()
        self.why = dialog

    def _end(self, state: TaskState, note: str = "") -> None:
        if (task := self.at_hand()) is not None:
            number = task.number
            self._change(lambda tasks: tasks.end(number, state, note=note))

    def _describe(self) -> None:
        if (task := self.at_hand()) is not None:
            number, words = task.number, self._words()
            self._change(lambda tasks: tasks.describe(number, words))

    def _record(self) -> None:
        if (task := self.at_hand()) is not None:
            self.record_wanted.emit(task)

    def _change(self, change: Callable[[Tasks], object]) -> None:
        """Does it on a thread and shows the list as it is then."""
        wiring = self._wiring

        def work(_tell: Tell) -> tuple[Task, ...]:
            change(wiring.tasks)
            return wiring.tasks.all()

        handlers = Handlers(lambda _news: None, self._show, self._failed)
        self._bridge.enqueue("tasks", work, handlers)

    def _failed(self, error: Exception) -> None:
        show_trouble(error, self)
