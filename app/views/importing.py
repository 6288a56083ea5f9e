"""What somebody sent is taken into the library: chosen or dropped, read on a thread, told of."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)

from app.bridge import Bridge, Handlers, Tell
from app.views import look
from app.views.work_row import WorkRow
from app.wiring import Wiring
from tracker.exchange import pack
from tracker.exchange.importing import Imported, import_into, secrets_of

_MOST_NOTES = 8


class Importing(WorkRow):
    """Hidden while nothing comes in. done: the id of the first job. failed: an exception; then
    nothing of the file was taken in.
    """

    def __init__(self, wiring: Wiring, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Importing", window)
        self._wiring = wiring
        self._bridge = bridge
        self._window = window
        self.told: QMessageBox | None = None
        self._name = look.quiet(look.text())
        self.progress.setRange(0, 0)  # how long it takes shows only at the end
        self._lay_out(self._name, self.progress)

    def button(self) -> QPushButton:
        """One that offers a file and a folder."""
        menu = QMenu(self._window)
        actions = [menu.addAction("A &file…"), menu.addAction("A f&older…")]
        actions[0].triggered.connect(self.ask_file)
        actions[1].triggered.connect(self.ask_folder)
        button = QPushButton("&Import")
        button.setMenu(menu)
        button.setToolTip("Take in a job that somebody sent, or an export; or drop it here")
        return button

    def ask_file(self) -> QFileDialog:
        kinds = f"Jobs (*{pack.SUFFIX} *.jsonl journeyman.json);;All files (*)"
        return self._ask(QFileDialog(self._window, "Import", str(Path.home()), kinds))

    def ask_folder(self) -> QFileDialog:
        dialog = QFileDialog(self._window, "Import a folder", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        return self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> QFileDialog:
        if dialog.fileMode() is not QFileDialog.FileMode.Directory:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.begin(Path(path)))
        dialog.open()
        return dialog

    def begin(self, path: Path) -> None:
        if self.is_going_on:
            return
        store = self._wiring.store

        def work(_tell: Tell) -> Imported:
            return import_into(store, path, datetime.now(UTC))

        self._name.setText(f"Importing {path.name}…")
        self._begin()
        self._bridge.start("import", work, Handlers(_ignore, self._done, self._failed))

    def _done(self, imported: Imported) -> None:
        self._end()
        if imported.numbers:
            self.done.emit(imported.numbers[0])
        box = self.told = QMessageBox(
            QMessageBox.Icon.Information, "Imported", _headline(imported), parent=self._window
        )
        box.setTextFormat(Qt.TextFormat.PlainText)  # a stranger wrote the names
        box.setInformativeText("\n".join(_details(imported)))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def dropped(event: QDropEvent) -> Path | None:
    """The one file or folder that is dropped."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def import_action(importing: Importing, window: QWidget) -> QAction:
    """Ctrl+O, as everywhere."""
    action = QAction("Import a file", window)
    action.setShortcut(Qt.Modifier.CTRL | Qt.Key.Key_O)
    action.triggered.connect(importing.ask_file)
    window.addAction(action)
    return action


def _headline(imported: Imported) -> str:
    count = len(imported.numbers)
    if count == 1:
        return f"“{imported.trajectories[0].task or 'A job without a name'}” is in the library."
    return f"{count} jobs are in the library." if count else "There is no job in it."


def _details(imported: Imported) -> list[str]:
    lines = ["Somebody else showed this: look at its steps before you replay it."]
    names = sorted({name for one in imported.trajectories for name in secrets_of(one)})
    lines += [f"A replay types your secret “{name}”: see first where." for name in names]
    notes = imported.notes[:_MOST_NOTES]
    lines += notes
    left = len(imported.notes) - len(notes)
    return [*lines, f"… and {left} notes more."] if left else lines


def _ignore(_news: object) -> None: ...
