"""Where recordings are begun and ended: between the tray's menu and the recording's own thread.

One at a time. What was recorded is kept the moment it is stopped; the name comes after.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from app.bridge import Bridge, Handlers, Tell
from app.recording import Changed, Forgot, News, Recording
from app.views.finish import Finish
from app.wiring import Wiring
from tracker.errors import JourneymanError
from tracker.recorder import Recorded, State
from tracker.tasks import Difficulty, Task, Tasks, TaskState
from tracker.trajectory import Ending


@dataclass(frozen=True, slots=True)
class Kept:
    """What the person said when it was over. task: the one of the list that it shows."""

    number: int
    words: str
    ending: Ending
    task: Task | None = None
    difficulty: Difficulty | None = None


class RecordDesk(QObject):
    """changed: whether and how something is recorded. told: a title and a text for the person.
    failed: an exception. kept: the id of what was recorded and named.
    """

    changed = Signal()
    told = Signal(str, str)
    failed = Signal(object)
    kept = Signal(int)

    def __init__(self, wiring: Wiring, bridge: Bridge, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._environ = environ
        self._recording: Recording | None = None
        self._task: Task | None = None
        self._state = State.IDLE
        self._shown_ns: int | None = None
        self._is_unwanted = False
        self._is_leaving = False
        self.dialog: Finish | QMessageBox | None = None

    @property
    def is_recording(self) -> bool:
        """From the wish to record until what was recorded is kept."""
        return self._recording is not None

    @property
    def is_live(self) -> bool:
        """What is done now becomes part of the recording: not yet while it is on its way."""
        return self._state is State.RECORDING

    @property
    def is_paused(self) -> bool:
        return self._state is State.PAUSED

    @property
    def is_private(self) -> bool:
        """Also while nothing is recorded."""
        return self._wiring.private.is_on

    def be_private(self, is_wanted: bool) -> None:
        """Nothing is recorded until the person ends it; what goes on is not, either."""
        self.menu_left()
        try:
            (self._wiring.private.begin if is_wanted else self._wiring.private.end)()
        except JourneymanError as error:
            self.failed.emit(error)
            return
        if self._recording is not None:
            self._recording.private(is_wanted)
        self.changed.emit()

    def begin(self, task: Task | None = None) -> None:
        """task: one of the list, which is shown now."""
        words = task.description if task else ""
        recording = self._recording = Recording(self._wiring, self._environ, words)
        self._task = task
        self._is_unwanted = False

        def work(tell: Tell) -> Recorded:
            return recording.run(tell)

        handlers = Handlers(self._news, self._recorded, self._went_wrong)
        self._bridge.start("recording", work, handlers)
        self.changed.emit()

    def stop(self) -> None:
        self.menu_left()
        if self._recording is not None:
            self._recording.stop(Ending.FINISHED)

    def discard(self) -> None:
        """Ends it; the person is asked once more before anything is lost."""
        self._is_unwanted = True
        self.stop()

    def leave(self) -> None:
        """The app ends: what was recorded is kept as it is."""
        self._is_leaving = True
        self.stop()

    def pause_or_resume(self) -> None:
        self.menu_left()
        if self._recording is not None:
            (self._recording.resume if self.is_paused else self._recording.pause)()

    def forget(self, seconds: float) -> None:
        if self._recording is not None:
            self._recording.forget(seconds)

    # -- our own clicks, which are no part of the job

    def menu_opened(self) -> None:
        self._shown_ns = time.monotonic_ns()

    def menu_left(self) -> None:
        """Closed, with or without a choice: some panels tell of the choice first."""
        shown_ns, self._shown_ns = self._shown_ns, None
        if self._recording is not None and shown_ns is not None:
            self._recording.forget_menu(shown_ns)

    def icon_clicked(self) -> None:
        if self._recording is not None:
            self._recording.forget_icon_click(time.monotonic_ns())

    # -- news

    def _news(self, news: News) -> None:
        match news:
            case Changed(state):
                if state is not self._state:
                    self._state = state
                    self.changed.emit()
            case Forgot(steps):
                lost = f"{steps} step was" if steps == 1 else f"{steps} steps were"
                self.told.emit("Forgotten", f"{lost} taken back, for good.")

    def _recorded(self, recorded: Recorded) -> None:
        self._is_over()
        if self._is_leaving:
            return
        if recorded.failure is not None:
            self.failed.emit(recorded.failure)
        if self._is_unwanted:
            self._confirm_discard(recorded)
        else:
            self._ask_name(recorded)

    def _went_wrong(self, error: Exception) -> None:
        self._is_over()
        self.failed.emit(error)

    def _is_over(self) -> None:
        self._recording = None
        self._state = State.IDLE
        self.changed.emit()

    def _ask_name(self, recorded: Recorded) -> None:
        task = self._task
        dialog = Finish(recorded, task.description if task else "", is_given=task is not None)

        def finished(number: int, words: str, ending: Ending) -> None:
            kept = Kept(number, words, ending, task, dialog.difficulty)
            self._finish(kept, is_bad=dialog.bad_task.isChecked())

        dialog.finished_as.connect(finished)
        self._open(dialog)

    def _confirm_discard(self, recorded: Recorded) -> None:
        kinds = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Discard",
            "Discard what was just recorded?",
            kinds.Discard | kinds.Cancel,
        )
        box.setInformativeText("Its steps and pictures are deleted for good.")
        box.button(kinds.Cancel).setText("&Keep it")
        box.setDefaultButton(kinds.Cancel)

        def answered(button: int) -> None:
            if button == kinds.Discard:
                self._finish(Kept(recorded.id, "", Ending.DISCARDED))
            else:
                self._ask_name(recorded)

        box.finished.connect(answered)
        self._open(box)

    def _open(self, dialog: Finish | QMessageBox) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _finish(self, kept: Kept, *, is_bad: bool = False) -> None:
        wiring = self._wiring

        def work(_tell: Tell) -> None:
            wiring.store.finish(kept.number, kept.ending, task=kept.words or None)
            if is_bad and kept.task is not None:
                wiring.tasks.end(kept.task.number, TaskState.BAD)
            elif kept.ending is not Ending.DISCARDED:
                _say(wiring.tasks, kept)

        def done(_result: Any) -> None:
            if kept.ending is Ending.DISCARDED:
                self.told.emit("Discarded", "Nothing of the recording was kept.")
            self.kept.emit(kept.number)

        self._bridge.enqueue("name", work, Handlers(_ignore, done, self.failed.emit))


def _say(tasks: Tasks, kept: Kept) -> None:
    """What the person said of it, and that its task is done."""
    number = kept.task.number if kept.task else None
    if number is None and kept.difficulty is None:
        return
    tasks.save(kept.number, number=number, difficulty=kept.difficulty)
    if number is not None:
        if kept.words:
            tasks.describe(number, kept.words)
        is_done = kept.ending is Ending.FINISHED
        tasks.end(number, TaskState.FINISHED if is_done else TaskState.FAILED)


def _ignore(_news: Any) -> None: ...
