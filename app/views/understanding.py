"""Cognition completion from the library: on a thread, with its progress, and with a way out."""

import threading

from PySide6.QtWidgets import QPushButton

from agent.cognition import complete
from app.bridge import Bridge, Handlers, Tell
from app.views.work_row import WorkRow
from app.wiring import Wiring
from tracker.trajectory import Trajectory


class Understanding(WorkRow):
    """Hidden while nothing is being understood. Reasons are written by the model that the settings
    choose for them, else by template. done: the trajectory's id, also after a cancel,
    since each step is stored as it comes, and the next time it goes on from there.
    """

    def __init__(self, wiring: Wiring, bridge: Bridge) -> None:
        super().__init__("Understanding")
        self._wiring = wiring
        self._bridge = bridge
        self._cancelled = threading.Event()
        self.progress.setFormat("Understanding: %v of %m steps")
        self.cancel = QPushButton("&Cancel")
        self.cancel.clicked.connect(self.stop)
        self._lay_out(self.progress, self.cancel)

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

        self.progress.setRange(0, len(trajectory.steps))
        self.progress.setValue(0)
        self.cancel.setEnabled(True)
        self._begin()
        self._bridge.start(
            "complete", work, Handlers(self.progress.setValue, self._done, self._failed)
        )

    def _done(self, number: int) -> None:
        self._end()
        self.done.emit(number)

    def stop(self) -> None:
        """After the step that is being understood now."""
        self._cancelled.set()
        self.cancel.setEnabled(False)
