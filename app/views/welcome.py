"""The first start: how it is used, and the planner's model."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.bridge import Bridge
from app.icons import Mood, icon
from app.in_use import Local, in_bytes
from app.views import look
from app.views.planners import Download
from app.wiring import Wiring
from tracker.errors import JourneymanError

_MARK = "welcomed"
_ICON_PX = 32
_SIDE_PX = 24


class Welcome(QWidget):
    record_wanted = Signal()

    def __init__(self, wiring: Wiring, bridge: Bridge) -> None:
        super().__init__()
        self._home = wiring.settings.home
        self.setWindowTitle("Welcome to Journeyman")
        self.setFixedWidth(540)
        keys = "+".join(key.capitalize() for key in wiring.settings.stop_chord)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE_PX, look.EDGE, _SIDE_PX, look.EDGE)
        layout.setSpacing(look.GAP)
        layout.addWidget(look.heading("Show your computer a job once", scale=1.6))
        layout.addWidget(
            look.text(
                "Journeyman watches, understands, and does it again. Nothing leaves this machine."
            )
        )
        layout.addSpacing(look.GAP)
        steps = QGridLayout()
        steps.setHorizontalSpacing(look.EDGE)
        steps.setVerticalSpacing(look.GAP + 4)
        steps.setColumnStretch(1, 1)
        for row, (mood, title, words) in enumerate(
            (
                (Mood.QUIET, "Find the icon", "It is in the tray. Everything is in its menu."),
                (
                    Mood.RECORDING,
                    "Record",
                    "Choose “Record a job”, do the job as you always do, and choose “Stop "
                    "recording”. While the icon is red, what you do is kept; passwords are not.",
                ),
                (
                    Mood.WORKING,
                    "Replay",
                    f"Open the library, choose the job, change what should be typed. {keys}, or "
                    "the pointer pushed into the top left corner, stops it at once.",
                ),
            )
        ):
            self._add_step(steps, row, mood, title, words)
        layout.addLayout(steps)
        layout.addSpacing(look.GAP)
        self.download: Download | None = None
        self._add_download(layout, wiring, bridge)
        layout.addSpacing(look.GAP)
        self.record = QPushButton("&Record a job")
        self.record.setDefault(True)
        self.record.clicked.connect(self.record_wanted)
        self.later = QPushButton("&Close")
        self.later.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.later)
        buttons.addWidget(self.record)
        layout.addLayout(buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _add_step(self, grid: QGridLayout, row: int, mood: Mood, title: str, words: str) -> None:
        sign = QLabel()
        pixmap: QPixmap = icon(mood).pixmap(_ICON_PX, _ICON_PX)
        sign.setPixmap(pixmap)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(look.heading(title, scale=1.05))
        told.addWidget(look.text(words))
        grid.addWidget(sign, row, 0)
        grid.addLayout(told, row, 1)

    def _add_download(self, layout: QVBoxLayout, wiring: Wiring, bridge: Bridge) -> None:
        try:
            planner = wiring.planner_in_use
        except JourneymanError:
            return  # the settings say what is wrong with the choice
        if not isinstance(planner, Local) or not planner.lacking:
            return
        model, size = planner.model, sum(one.model.size for one in planner.lacking)
        self.download = Download(wiring, bridge, model)
        layout.addWidget(look.heading("For jobs in words", scale=1.05))
        layout.addWidget(
            look.text(
                f"“Do…” needs a model of {in_bytes(size)}, fetched once. "
                "Record and replay do without."
            )
        )
        layout.addWidget(look.quiet(look.text(f"{model.title}  ·  {model.licence.spdx}")))
        layout.addWidget(self.download)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Closed or left for a recording: it was seen."""
        super().hideEvent(event)
        (self._home / _MARK).touch()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self.download is not None:
            self.download.stop()
        super().closeEvent(event)

    @staticmethod
    def was_shown(home: Path) -> bool:
        return (home / _MARK).exists()
