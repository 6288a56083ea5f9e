"""The tray icon and its menu, from which everything else is reached.

It owns no job: a recording is at the record desk, a run at the run desk. Here their state is
shown and the person's wishes are passed on.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QFileSystemWatcher, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from app.bridge import Bridge, Handlers, Tell
from app.icons import Mood, icon
from app.record_desk import RecordDesk
from app.run_desk import RunDesk
from app.trashing import throw_away
from app.views.instruction import Instruction
from app.views.library import Library
from app.views.planners import lacking
from app.views.settings import SettingsView
from app.views.tasks import TasksView
from app.views.trouble import show_trouble
from app.views.welcome import Welcome
from app.wiring import Wiring
from tracker.tasks import Task

_END_S = 10.0
_FORGET = {"10 seconds": 10, "30 seconds": 30, "1 minute": 60, "5 minutes": 300}


class Tray(QObject):
    """Lives on the GUI thread. `show` it; `close` it before the application ends."""

    def __init__(self, wiring: Wiring, environ: Mapping[str, str] = os.environ) -> None:
        super().__init__()
        self._wiring = wiring
        _ = wiring.store  # a store that cannot be opened is told of before there is an icon
        self.bridge = Bridge(self)
        self.records = RecordDesk(wiring, self.bridge, environ)
        self.runs = RunDesk(wiring, self.bridge, environ)
        self.library: Library | None = None
        self.instruction: Instruction | None = None
        self.settings: SettingsView | None = None
        self.welcome: Welcome | None = None
        self.tasks: TasksView | None = None
        self._was_library_open = False
        self._is_task_shown = False
        self.menu = QMenu()
        self._fill_menu()
        self._icon = QSystemTrayIcon(icon(Mood.QUIET), self)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)
        self.menu.aboutToShow.connect(self.records.menu_opened)
        self.menu.aboutToHide.connect(self.records.menu_left)
        self.records.changed.connect(self._refresh)
        self.records.told.connect(self._notify)
        self.records.failed.connect(self._failed)
        self.records.kept.connect(self._kept)
        self._runtime = QFileSystemWatcher([str(wiring.settings.runtime)], self)
        self._runtime.directoryChanged.connect(self._refresh)  # a terminal begins private mode too
        self.runs.changed.connect(self._refresh)
        self.runs.told.connect(self._run_told)
        self.runs.closed.connect(self._run_closed)
        self._refresh()

    def _fill_menu(self) -> None:
        self._record = self._item("&Record a job", self._begin_recording)
        self._stop_recording = self._item("&Stop recording", self.records.stop)
        self._pause_recording = self._item("&Pause recording", self.records.pause_or_resume)
        self._forget = QMenu("&Forget the last")
        for name, seconds in _FORGET.items():
            wish = self._forget.addAction(name)
            wish.setData(seconds)
        self._forget.triggered.connect(self._forget_last)
        self.menu.addMenu(self._forget)
        self._private = self._item("Private mode: record &nothing", self._be_private)
        self._private.setCheckable(True)
        self._discard = self._item("&Discard this recording…", self.records.discard)
        self._allow = self._item("&Allow the step", self.runs.allow)
        self._stop_run = self._item("&Stop the run", self.runs.stop)
        self._pause_run = self._item("&Pause the run", self.runs.pause_or_resume)
        self._do = self._item("D&o…", self.ask_instruction)
        self._show_library = self._item("&Library…", self.show_library)
        self._show_tasks = self._item("T&asks…", self.show_tasks)
        self.menu.addSeparator()
        self._show_settings = self._item("Se&ttings…", self.show_settings)
        self._quit = self._item("&Quit", QApplication.quit)

    def show(self) -> None:
        """A tray that comes later than we do shows the icon then."""
        self._icon.show()
        self.bridge.enqueue("trash", self._throw_away, Handlers(_ignore, _ignore, self._failed))
        if self._is_first_start():
            self.welcome = Welcome(self._wiring, self.bridge)
            self.welcome.record_wanted.connect(self._begin_recording)
            self.welcome.show()

    def _throw_away(self, _tell: Tell) -> None:
        throw_away(self._wiring, datetime.now(UTC))

    def close(self) -> None:
        """Ends what goes on: a recording is kept, a run is stopped."""
        self.records.leave()
        self.runs.close()
        if self.library is not None:
            self.library.understanding.stop()
        for window in (self.library, self.instruction, self.settings, self.welcome, self.tasks):
            if window is not None:
                window.close()
        self.bridge.join(_END_S)
        self._icon.hide()

    def come_forward(self) -> None:
        """Someone started the app once more."""
        if self._is_busy():
            self._notify("Journeyman is here", "Its icon in the tray shows what is going on.")
        else:
            self.show_library()

    def show_library(self) -> None:
        if self.library is None:
            self.library = Library(self._wiring, self.bridge)
            self.library.replay_wanted.connect(self._replay)
            self.library.record_wanted.connect(self._begin_recording)
        self.library.refresh()
        _bring_forward(self.library)

    def show_tasks(self) -> None:
        if self.tasks is None:
            self.tasks = TasksView(self._wiring, self.bridge)
            self.tasks.record_wanted.connect(self._begin_task)
        self.tasks.refresh()
        _bring_forward(self.tasks)

    def show_settings(self) -> None:
        if self.settings is None or not self.settings.isVisible():
            self._wiring.forget_registry()  # a training beside us may have added to it
            self.settings = SettingsView(self._wiring, self.bridge)
        _bring_forward(self.settings)

    def ask_instruction(self) -> None:
        if self.instruction is None or not self.instruction.isVisible():
            self._wiring.forget_registry()
            self.instruction = Instruction(lacking(self._wiring))
            self.instruction.wanted.connect(self._do_instruction)
        _bring_forward(self.instruction)

    # -- what the person wishes

    def _begin_recording(self) -> None:
        self._hide_windows()
        if not self._is_busy():
            self.records.begin()

    def _begin_task(self, task: Task) -> None:
        self._hide_windows()
        if not self._is_busy():
            self._is_task_shown = True
            self.records.begin(task)

    def _be_private(self) -> None:
        """A run would keep what it sees, so it ends."""
        if self._private.isChecked():
            self.runs.stop()
        self.records.be_private(self._private.isChecked())

    def _forget_last(self, wish: QAction) -> None:
        self.records.forget(wish.data())

    def _do_instruction(self, words: str, asks_first: bool) -> None:
        if not self._is_busy():
            self._hide_windows()
            self.runs.do(words, asks_first=asks_first)

    def _replay(self, number: int, task: str, values: object, asks_first: bool) -> None:
        assert isinstance(values, dict)
        if not self._is_busy():
            self._was_library_open = True
            self._hide_windows()
            self.runs.replay(number, task, values, asks_first=asks_first)

    def _hide_windows(self) -> None:
        """Our own windows must not cover what is worked on."""
        for window in (self.library, self.settings, self.welcome, self.tasks):
            if window is not None:
                window.hide()

    # -- what goes on

    def _is_busy(self) -> bool:
        return self.records.is_recording or self.runs.is_running

    def _is_first_start(self) -> bool:
        return not Welcome.was_shown(self._wiring.settings.home)

    def _kept(self, _number: int) -> None:
        if self.library is not None:
            self.library.refresh()
        if self._is_task_shown:
            self._is_task_shown = False
            self.show_tasks()  # with the next one at hand

    def _run_told(self, title: str, text: str, is_well: bool) -> None:
        self._notify(title, text, is_well=is_well)
        if self.library is not None:
            self.library.refresh()

    def _run_closed(self) -> None:
        if self._was_library_open and not self._is_busy():
            self._was_library_open = False
            self.show_library()

    def _failed(self, error: Exception) -> None:
        show_trouble(error)

    def _refresh(self) -> None:
        is_recording, is_running = self.records.is_recording, self.runs.is_running
        for action in (self._stop_recording, self._pause_recording, self._discard):
            action.setVisible(is_recording)
        self._forget.menuAction().setVisible(is_recording)
        for action in (self._stop_run, self._pause_run):
            action.setVisible(is_running)
        self._allow.setVisible(self.runs.is_asking)
        is_free = not self._is_busy()
        views = (self._show_library, self._show_tasks, self._show_settings)
        for action in (self._record, self._do, *views):
            action.setVisible(is_free)
        is_private = self.records.is_private
        self._private.setChecked(is_private)
        for action in (self._record, self._do, self._pause_recording):
            action.setVisible(action.isVisible() and not is_private)
        self._pause_recording.setText(
            "&Resume recording" if self.records.is_paused else "&Pause recording"
        )
        self._pause_run.setText("&Go on with the run" if self.runs.is_paused else "&Pause the run")
        mood = self._mood()
        self._icon.setIcon(icon(mood))
        self._icon.setToolTip(f"Journeyman: {self.runs.now or mood}")

    def _mood(self) -> Mood:
        if self.records.is_private:
            return Mood.PRIVATE
        if self.runs.is_running:
            return Mood.PAUSED if self.runs.is_paused else Mood.WORKING
        if self.records.is_paused:
            return Mood.PAUSED
        return Mood.RECORDING if self.records.is_live else Mood.QUIET

    def _item(self, text: str, wanted: Callable[[], object]) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(wanted)
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A plain click does what is wanted most: end the recording, or show the library."""
        if reason is not QSystemTrayIcon.ActivationReason.Trigger:
            return
        if self.records.is_recording:
            self.records.icon_clicked()
            self.records.stop()
        elif not self.runs.is_running:
            self.show_library()

    def _notify(self, title: str, text: str, *, is_well: bool = True) -> None:
        kind = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(title, text, kind.Information if is_well else kind.Warning)


def _bring_forward(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()


def _ignore(_news: object) -> None: ...
