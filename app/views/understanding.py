"""Cognition completion from the library: on a thread, with its progress, and with a way out."""

import threading

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from agent.cognition import complete
from app.bridge import Bridge, Handlers, Tell
from app.wiring import Wiring
from tracker.trajectory import Trajectory


class Understanding(QWidget):
    """Hidden while nothing is being understood. Reasons are written by the model that the settings
    choose for them, else by template. done: the trajectory's id, also after a cancel,
    since each step is stored as it comes, and the next time it goes on from there.
    """

    done = Signal(int)
    failed = Signal(object)

    def __init__(self, wiring: Wiring, bridge: Bridge) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._cancelled = threading.Event()
        self.is_going_on = False
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Understanding")
        self.progress.setFormat("Understanding: %v of %m steps")
        self.cancel = QPushButton("&Cancel")
        self.cancel.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, number: int, trajectory: Trajectory) -> None:
        cancelled = self._cancelled = threading.Event()
        wiring, store = self._wiring, self._wiring.store

        def work(tell: Tell) -> int:
            narrator = wiring.narrator()  # a model is read from the disk: not on the GUI's thread
            for index, step in complete(trajectory, wiring.thorough_reader(), narrator):
                store.replace_step(number, index, step)
                tell(index + 1)
                if cancelled.is_set():
                    break
            return number

        self.is_going_on = True
        self.progress.setRange(0, len(trajectory.steps))
        self.progress.setValue(0)
        self.cancel.setEnabled(True)
        self.show()
        self._bridge.start(
            "complete", work, Handlers(self.progress.setValue, self._done, self._failed)
        )

    def _done(self, number: int) -> None:
        self._end()
        self.done.emit(number)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self.is_going_on = False
        self.hide()

    def stop(self) -> None:
        """After the step that is being understood now."""
        self._cancelled.set()
        self.cancel.setEnabled(False)
