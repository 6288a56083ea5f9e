"""A job for somebody else: as a page for the browser, or as a file that they import."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.bridge import Bridge, Handlers, Tell
from app.page import page
from tracker.exchange import pack
from tracker.exchange.landing import landing
from tracker.exchange.recording import Recording
from tracker.tasks import Tasks
from tracker.trajectory import Trajectory


class Handing(QObject):
    """window: the dialog's parent. tasks: what was said of the jobs. written: an exported file."""

    written = Signal(str)
    failed = Signal(object)

    def __init__(self, bridge: Bridge, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._bridge = bridge
        self._window = window

    def show_page(self, number: int, trajectory: Trajectory) -> None:
        def work(_tell: Tell) -> Path:
            folder = Path(tempfile.mkdtemp(prefix="journeyman-"))
            path = folder / f"trajectory-{number}.html"
            path.write_text(page(trajectory, number), encoding="utf-8")
            return path

        self._bridge.start("page", work, Handlers(_ignore, _open, self._failed))

    def ask_export(self, number: int, trajectory: Trajectory) -> QFileDialog:
        suffix = pack.SUFFIX
        dialog = QFileDialog(self._window, "Export", str(Path.home()), f"Jobs (*{suffix})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(f"trajectory-{number}{suffix}")
        dialog.fileSelected.connect(lambda path: self.export(number, trajectory, Path(path)))
        dialog.open()
        return dialog

    def export(self, number: int, trajectory: Trajectory, path: Path) -> None:
        """In the place of a file that is there: the dialog has asked."""

        def work(_tell: Tell) -> str:
            fresh = path.with_name(f".{path.name}.new")
            fresh.unlink(missing_ok=True)
            difficulty, verdict = self._tasks.difficulty(number), self._tasks.verdict(number)
            with landing(fresh) as part:
                pack.write(part, [Recording(trajectory, difficulty=difficulty, verdict=verdict)])
            fresh.replace(path)
            return str(path)

        self._bridge.start("export", work, Handlers(_ignore, self.written.emit, self._failed))

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _ignore(_news: object) -> None: ...
