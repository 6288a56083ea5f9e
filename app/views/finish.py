"""What was just recorded gets a name, or goes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from app.views import look
from app.views.trouble import told
from tracker.recorder import Recorded
from tracker.tasks import Difficulty
from tracker.trajectory import Ending


class Finish(QDialog):
    """finished: the trajectory's id, the task and the outcome. Closing it keeps the recording.

    task: what it is called so far. is_given: it is one of a list, which may be a bad one.
    """

    finished_as = Signal(int, str, object)

    def __init__(self, recorded: Recorded, task: str = "", *, is_given: bool = False) -> None:
        super().__init__()
        self._id = recorded.id
        self.setWindowTitle("Recorded")
        self.setMinimumWidth(440)
        self.task = QLineEdit(task)
        self.task.setPlaceholderText("For example: enter an invoice into the ledger")
        self.task.setAccessibleName("What was the job?")
        question = look.text("What was the job?")
        question.setBuddy(self.task)
        self.went_well = QRadioButton("It went &well: this is how it is done")
        self.went_wrong = QRadioButton("It went w&rong: keep it, but do not learn from it")
        self.bad_task = QRadioButton("&Bad task: it cannot be done as it is described")
        self.bad_task.setVisible(is_given)
        self.went_well.setChecked(True)
        group = QButtonGroup(self)
        for answer in (self.went_well, self.went_wrong, self.bad_task):
            group.addButton(answer)
        self._levels = QComboBox()
        self._levels.setAccessibleName("How hard was it?")
        self._levels.addItem("Not said", None)
        for level in Difficulty:
            self._levels.addItem(level.capitalize(), level)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Discard)
        self.keep = buttons.button(kinds.Save)
        self.keep.setText("&Keep")
        self.keep.setDefault(True)
        self.discard = buttons.button(kinds.Discard)
        self.discard.setText("&Discard")
        self.keep.clicked.connect(self._keep)
        self.discard.clicked.connect(self._discard)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GAP)
        layout.addWidget(look.heading(f"{_counted(recorded.steps, 'step')} recorded"))
        if recorded.failure is not None:
            why = " ".join(filter(None, told(recorded.failure)))
            failed = look.text(f"The recording ended early. {why}")
            look.coloured(failed, look.bad)
            layout.addWidget(failed)
        elif not recorded.steps:
            layout.addWidget(look.text("Nothing was done while it was recording."))
        layout.addSpacing(look.GAP)
        layout.addWidget(question)
        layout.addWidget(self.task)
        layout.addSpacing(look.GAP)
        layout.addWidget(self.went_well)
        layout.addWidget(self.went_wrong)
        layout.addWidget(self.bad_task)
        layout.addSpacing(look.GAP)
        layout.addLayout(self._hardness())
        layout.addSpacing(look.GAP)
        layout.addWidget(look.plain(buttons))
        self.task.setFocus()

    def reject(self) -> None:
        """Closed without an answer: what was recorded is not lost by that."""
        self._keep()

    @property
    def difficulty(self) -> Difficulty | None:
        """None where the person did not say."""
        level = self._levels.currentData()
        return None if level is None else Difficulty(level)

    @difficulty.setter
    def difficulty(self, level: Difficulty) -> None:
        self._levels.setCurrentIndex(self._levels.findData(level))

    def _hardness(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(look.text("How hard was it?"))
        row.addWidget(self._levels)
        row.addStretch(1)
        return row

    def _keep(self) -> None:
        if self.bad_task.isChecked():
            self._discard()
            return
        ending = Ending.FINISHED if self.went_well.isChecked() else Ending.FAILED
        self.finished_as.emit(self._id, self.task.text().strip(), ending)
        self.accept()

    def _discard(self) -> None:
        self.finished_as.emit(self._id, "", Ending.DISCARDED)
        self.accept()


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
