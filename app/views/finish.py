"""What was just recorded gets a name, or goes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from app.views import look
from app.views.trouble import told
from tracker.recorder import Recorded
from tracker.trajectory import Ending


class Finish(QDialog):
    """finished: the trajectory's id, the task and the outcome. Closing it keeps the recording."""

    finished_as = Signal(int, str, object)

    def __init__(self, recorded: Recorded, task: str = "") -> None:
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
        self.went_well.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.went_well)
        group.addButton(self.went_wrong)
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
        layout.addSpacing(look.GAP)
        layout.addWidget(look.plain(buttons))
        self.task.setFocus()

    def reject(self) -> None:
        """Closed without an answer: what was recorded is not lost by that."""
        self._keep()

    def _keep(self) -> None:
        ending = Ending.FINISHED if self.went_well.isChecked() else Ending.FAILED
        self.finished_as.emit(self._id, self.task.text().strip(), ending)
        self.accept()

    def _discard(self) -> None:
        self.finished_as.emit(self._id, "", Ending.DISCARDED)
        self.accept()


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
