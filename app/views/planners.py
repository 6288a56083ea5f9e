"""The planner's models: which there are, on what terms, which are here, and how they come in."""

import threading

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge import Bridge, Handlers, Tell
from app.in_use import Local, in_bytes
from app.selection import REMOTE
from app.views import look
from app.views.trouble import told
from app.wiring import Wiring
from models.registry import Kind, Model
from models.weights import Presence
from tracker.errors import JourneymanError, Refused

_STEPS = 1000


def lacking(wiring: Wiring) -> str:
    """Why the planner cannot be asked now, and the way out; "" if it can."""
    try:
        match wiring.planner_in_use:
            case Local(model, missing) if missing:
                size = in_bytes(sum(one.model.size for one in missing))
                return (
                    f"The planner's model ({model.title}, {size}) is not on this machine yet. "
                    "Get it in Settings."
                )
            case _:
                return ""
    except JourneymanError as error:
        return str(error)


class Download(QWidget):
    """One model's way in: a button, then a bar with a way to cancel. fetched: the model's id."""

    fetched = Signal(str)

    def __init__(self, wiring: Wiring, bridge: Bridge, model: Model) -> None:
        super().__init__()
        self._wiring = wiring
        self._bridge = bridge
        self._model = model
        self._cancelled: threading.Event | None = None
        self.button = QPushButton("&Download")
        self.button.setAccessibleName(f"Download {model.title}")
        self.button.clicked.connect(self._begin_or_cancel)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(f"Download of {model.title}")
        self.state = look.quiet(QLabel())
        self.trouble = look.text()
        look.coloured(self.trouble, look.bad)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 1)
        row.addWidget(self.state)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.trouble)
        self.trouble.hide()
        self._show()

    @property
    def is_going_on(self) -> bool:
        return self._cancelled is not None

    def _show(self) -> None:
        lacking = self._wiring.weights.lacking(self._model.id)
        is_here = not lacking
        self.bar.setVisible(self.is_going_on)
        self.state.setVisible(is_here and not self.is_going_on)
        self.state.setText("On this machine")
        self.button.setVisible(self.is_going_on or not is_here)
        is_begun = any(one.presence is Presence.PARTIAL for one in lacking)
        words = "&Resume" if is_begun else "&Download"
        self.button.setText("&Cancel" if self.is_going_on else words)
        self.button.setEnabled(True)

    def _begin_or_cancel(self) -> None:
        if self._cancelled is not None:
            self._cancelled.set()
            self.button.setEnabled(False)
            return
        cancelled = self._cancelled = threading.Event()
        weights, model = self._wiring.weights, self._model.id

        def work(tell: Tell) -> str:
            weights.fetch(model, lambda done, total: tell(done / total), cancelled)
            return model

        self.trouble.hide()
        self.bar.setValue(0)
        self._show()
        self._bridge.start(
            "download",
            work,
            Handlers(self._arrived, self._done, self._failed),
        )

    def _arrived(self, part: float) -> None:
        self.bar.setValue(round(part * _STEPS))

    def stop(self) -> None:
        """What has arrived is kept, and the next time it goes on from there."""
        if self._cancelled is not None:
            self._cancelled.set()

    def _done(self, model: str) -> None:
        self._cancelled = None
        self._show()
        self.fetched.emit(model)

    def _failed(self, error: Exception) -> None:
        self._cancelled = None
        self._show()
        if not isinstance(error, Refused):
            self.trouble.setText(" ".join(told(error)))
            self.trouble.show()


def narrators(wiring: Wiring) -> list[tuple[str, str]]:
    """Who can write down why a step was done: names for the setting, and for the person.

    Whole models that are on this machine; an adapter was taught to plan and nothing else.
    """
    here = [
        (model.id, model.title)
        for model in wiring.registry
        if model.kind is Kind.PLANNER
        and not model.adapter_of
        and not wiring.weights.lacking(model.id)
    ]
    served = [(REMOTE, "The server")] if wiring.settings.remote_url else []
    return [("", "Nobody: short sentences, at once"), *here, *served]


class Planners(QWidget):
    """chosen: the id of a model, or REMOTE."""

    changed = Signal()

    def __init__(self, wiring: Wiring, bridge: Bridge, chosen: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        self.downloads: dict[str, Download] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(look.EDGE)
        grid.setColumnStretch(0, 1)
        models = [model for model in wiring.registry if model.kind is Kind.PLANNER]
        for number, model in enumerate(models):
            download = self.downloads[model.id] = Download(wiring, bridge, model)
            size = sum(one.size for one in wiring.registry.with_needs(model.id))
            terms = look.quiet(look.text(f"{in_bytes(size)}  ·  licence {model.licence.spdx}"))
            terms.setToolTip(model.licence.note)
            terms.setIndent(22)
            row = 2 * number
            grid.addWidget(self._button(model.id, model.title), row, 0)
            grid.addWidget(terms, row + 1, 0)
            grid.addWidget(download, row, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._button(REMOTE, "A server of my own"), 2 * len(models), 0, 1, 2)
        if chosen not in self._buttons:
            gone = self._button(chosen, f"{chosen}: there is no such model any more")
            grid.addWidget(gone, 2 * len(models) + 1, 0, 1, 2)
        self._buttons[chosen].setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.changed.emit())

    @property
    def chosen(self) -> str:
        return next(name for name, button in self._buttons.items() if button.isChecked())

    def choose(self, name: str) -> None:
        self._buttons[name].click()

    def _button(self, name: str, title: str) -> QRadioButton:
        button = self._buttons[name] = QRadioButton(title)
        self._group.addButton(button)
        return button
