"""What the person may choose, and where their data lies. Written when they say so, used at once."""

import logging
import os
from collections.abc import Mapping

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import autostart
from app.bridge import Bridge, Handlers, Tell
from app.selection import REMOTE, Selection
from app.settings import Settings, load_settings
from app.settings_file import Value, write_settings
from app.views import look
from app.views.planners import Planners, narrators
from app.views.stop_keys import chord_of, sequence_of
from app.views.trouble import show_trouble
from app.wiring import Wiring
from tracker.errors import JourneymanError

log = logging.getLogger(__name__)


class SettingsView(QWidget):
    """saved: they are in the file and in use."""

    saved = Signal()

    def __init__(
        self, wiring: Wiring, bridge: Bridge, environ: Mapping[str, str] = os.environ
    ) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._environ = environ
        self.setWindowTitle("Journeyman: settings")
        self.resize(600, 460)
        settings = wiring.settings
        tabs = QTabWidget()
        tabs.addTab(self._general(settings), "&General")
        tabs.addTab(self._privacy(settings), "&Privacy")
        tabs.addTab(self._planner(settings), "P&lanner")
        self.tabs = tabs
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.save = buttons.button(kinds.Save)
        self.save.setDefault(True)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.EDGE)
        layout.addWidget(tabs, 1)
        layout.addWidget(look.plain(buttons))

    def _general(self, settings: Settings) -> QWidget:
        self.stop_keys = QKeySequenceEdit(sequence_of(settings.stop_chord))
        self.stop_keys.setMaximumSequenceLength(1)
        self.stop_keys.setAccessibleName("Stop keys")
        self.patience = QDoubleSpinBox()
        self.patience.setRange(1, 600)
        self.patience.setDecimals(0)
        self.patience.setSuffix(" s")
        self.patience.setValue(settings.patience_s)
        self.autostart = QCheckBox("&Start with my session")
        self.autostart.setChecked(autostart.is_on(self._environ))
        self.autostart.setEnabled(autostart.is_possible())
        if not autostart.is_possible():
            self.autostart.setToolTip("Add Journeyman to what your system starts at login.")
        folder = QLineEdit(str(settings.home))
        folder.setReadOnly(True)
        folder.setAccessibleName("Data folder")
        show = QPushButton("&Open")
        url = QUrl.fromLocalFile(str(settings.home))
        show.clicked.connect(lambda: QDesktopServices.openUrl(url))
        place = QHBoxLayout()
        place.setSpacing(look.GAP)
        place.addWidget(folder, 1)
        place.addWidget(show)
        form = _form()
        form.addRow("Stop &keys:", self.stop_keys)
        form.addRow("", _hint("Pressed at any time, they stop a recording or a run."))
        form.addRow("&Wait for a screen:", self.patience)
        form.addRow("", _hint("How long a replay looks for what it needs before it gives up."))
        form.addRow("", self.autostart)
        form.addRow("Data folder:", place)
        return _page(form)

    def _privacy(self, settings: Settings) -> QWidget:
        self.apps = _lines(settings.excluded_apps, "Programs that are never recorded")
        self.titles = _lines(settings.excluded_titles, "Titles that are never recorded")
        form = _form()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow("Never record while one of these &programs is in front, one a line:", self.apps)
        form.addRow("… or a window with one of these &titles:", self.titles)
        for field in (self.apps, self.titles):
            field.setFixedHeight(5 * field.fontMetrics().lineSpacing())
        form.addRow(_hint("* stands for anything: keepass*, *private browsing*"))
        form.addRow(_hint("What is typed into password fields is never kept."))
        return _page(form)

    def _planner(self, settings: Settings) -> QWidget:
        self._planned = self._chosen_planner()
        self.planners = Planners(self._wiring, self._bridge, self._planned)
        self.planners.changed.connect(self._follow_planner)
        self.server = QLineEdit(settings.remote_url)
        self.server.setPlaceholderText("http://127.0.0.1:8080/v1")
        self.server.setAccessibleName("Address of the server")
        self.server_model = QLineEdit(settings.remote_model)
        self.server_model.setPlaceholderText("Name of the model there")
        self.server_model.setAccessibleName("Model on the server")
        self.narrator = QComboBox()
        self.narrator.setAccessibleName("Who writes down why")
        for name, title in narrators(self._wiring):
            self.narrator.addItem(title, name)
        if self.narrator.findData(settings.narrator) < 0:
            self.narrator.addItem(f"{settings.narrator} (not here)", settings.narrator)
        self.narrator.setCurrentIndex(self.narrator.findData(settings.narrator))
        form = _form()
        form.addRow("A&ddress:", self.server)
        form.addRow("&Model:", self.server_model)
        why = _form()
        why.addRow("“Understand” &writes why:", self.narrator)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        column.addWidget(_note("Who turns a job in words into steps:"))
        column.addWidget(self.planners)
        column.addLayout(form)
        column.addWidget(
            _note(
                "A server is sent what stands on the screen. Any that speaks OpenAI's protocol "
                "will do: llama-server, vLLM, Ollama."
            )
        )
        column.addSpacing(look.GAP)
        column.addLayout(why)
        column.addStretch(1)
        self._follow_planner()
        return page

    def _chosen_planner(self) -> str:
        try:
            return self._wiring.selection.planner
        except JourneymanError as error:  # a choice that cannot be read: here another is made
            log.warning("planner's choice not read", extra={"reason": error.message})
            return self._wiring.settings.planner

    def _follow_planner(self) -> None:
        is_remote = self.planners.chosen == REMOTE
        for field in (self.server, self.server_model):
            field.setEnabled(is_remote)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        for download in self.planners.downloads.values():
            download.stop()
        super().closeEvent(event)

    # -- saving

    def changes(self) -> dict[str, Value]:
        """What differs from the settings that are in use. Raises Malformed for what cannot be."""
        chosen: dict[str, Value] = {
            "stop_chord": chord_of(self.stop_keys.keySequence()),
            "patience_s": self.patience.value(),
            "excluded_apps": _written(self.apps),
            "excluded_titles": _written(self.titles),
            "narrator": str(self.narrator.currentData()),
            "remote_url": self.server.text().strip(),
            "remote_model": self.server_model.text().strip(),
        }
        used = self._wiring.settings
        return {name: value for name, value in chosen.items() if getattr(used, name) != value}

    def _save(self) -> None:
        try:
            changes = self.changes()
        except JourneymanError as error:
            show_trouble(error, self)
            return
        path = self._wiring.settings.home / "settings.toml"
        wants_start, environ = self.autostart.isChecked(), self._environ
        planner = self.planners.chosen
        if planner == self._planned:
            planner = ""
        elif "planner" in self._wiring.settings.model_fields_set:
            changes["planner"] = None  # the choice is kept beside those that a training makes

        def work(_tell: Tell) -> Settings:
            if autostart.is_possible() and wants_start != autostart.is_on(environ):
                autostart.switch(wants_start, environ)
            if changes:
                write_settings(path, changes)
            settings = load_settings()
            if planner:
                Selection(settings).use(planner)
            return settings

        self.save.setEnabled(False)
        handlers = Handlers(lambda _news: None, self._saved, self._not_saved)
        self._bridge.enqueue("settings", work, handlers)

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        show_trouble(error, self)

    def _saved(self, settings: Settings) -> None:
        self._wiring.adopt(settings)
        self.saved.emit()
        self.close()


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setHorizontalSpacing(look.EDGE)
    form.setVerticalSpacing(look.GAP)
    return form


def _page(form: QFormLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
    column.addLayout(form)
    column.addStretch(1)
    return page


def _note(words: str) -> QLabel:
    return look.quiet(look.text(words))


def _hint(words: str) -> QLabel:
    """Short enough for one line."""
    return look.quiet(QLabel(words))


def _lines(lines: tuple[str, ...], name: str) -> QPlainTextEdit:
    field = QPlainTextEdit("\n".join(lines))
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return field


def _written(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
