"""The small window that shows a run: what it does next, what it did, and its brake.

It stands on top, takes no focus from what is worked on, and goes out of the way.
"""

import time
from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from agent.guard import GuardState, Paused, Running, Stopped
from agent.run import Acted, Ended, Planned, Replanned, RunEvent
from app.icons import Mood, icon
from app.views import look
from app.views.aside import aside
from app.words import describe, shortened
from tracker.geometry import Box
from tracker.trajectory import Ending, Status

_WIDTH = 360
_SIGN_PX = 18
_LINGER_S = 1.0
"""A window that was moved may stand on a picture at its old place for so long."""
_PICTURE = (_WIDTH - 2 * look.EDGE, 190)

_LOOKING = "Looking at the screen"
_PATIENT_S = 4
"""After which a person wonders whether anything is going on."""

_MARKS = {Status.DONE: "✓", Status.FAILED: "✗", Status.UNKNOWN: "·"}


class RunView(QFrame):
    """Its place is managed by `make_way`, its content by `tell` and its kin."""

    stop_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    asking_changed = Signal(bool)
    asks = Signal(bool)
    answered = Signal(bool)
    confirmed = Signal()
    closed = Signal()

    def __init__(self, name: str, *, asks_first: bool, stop_keys: str) -> None:
        kinds = Qt.WindowType
        super().__init__(
            None,
            kinds.Tool
            | kinds.FramelessWindowHint
            | kinds.WindowStaysOnTopHint
            | kinds.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("Journeyman: run")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFixedWidth(_WIDTH)
        self.is_asking = False
        self._is_paused = False
        self._is_over = False
        self._is_crowded_out = False
        self._avoided: tuple[QRect, ...] = ()
        self._left: tuple[tuple[float, Box], ...] = ()
        self._box: Box | None = None
        self.state = QLabel("Starting…")
        self.sign = QLabel()
        self.name = look.heading(shortened(name), scale=1.1)
        self.next = look.text(f"{_LOOKING}…")
        self.did = look.quiet(look.text(""))
        self.picture = QLabel()
        self.picture.setVisible(False)
        self.asks_first = QCheckBox("&Ask before each step")
        self.asks_first.setChecked(asks_first)
        self.asks_first.toggled.connect(self.asking_changed)
        self.pause = QPushButton("&Pause")
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop = QPushButton("&Stop")
        self.stop.setToolTip(f"{stop_keys} stops it as well")
        self.stop.clicked.connect(self._stop_or_close)
        self.allow = QPushButton("&Allow")
        self.allow.clicked.connect(lambda: self.answer(True))
        self.refuse = QPushButton("&No, end it")
        self.refuse.clicked.connect(lambda: self.answer(False))
        self.confirm = QPushButton("It came out &right")
        self.confirm.setToolTip("Later jobs are done after this one, and it is learned from")
        self.confirm.clicked.connect(self._confirm)
        self.confirm.setVisible(False)
        self.state.setWordWrap(True)
        self._waiting_since = time.monotonic()
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self.tick)
        self._ticker.start(1000)
        self._lay_out()
        self._show_state("Starting…", look.good, Mood.WORKING)
        self.set_asking(False)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.GAP + 4, look.EDGE, look.GAP + 4)
        layout.setSpacing(look.GAP - 2)
        head = QHBoxLayout()
        head.setSpacing(look.GAP)
        head.addWidget(self.sign)
        head.addWidget(self.state, 1)
        layout.addLayout(head)
        for widget in (self.name, self.did, self.next, self.picture):
            layout.addWidget(widget)
        question = QHBoxLayout()
        question.addWidget(self.allow, 1)
        question.addWidget(self.refuse, 1)
        layout.addLayout(question)
        layout.addWidget(self.asks_first)
        layout.addWidget(self.confirm)
        buttons = QHBoxLayout()
        buttons.addWidget(self.pause, 1)
        buttons.addWidget(self.stop, 1)
        layout.addLayout(buttons)

    # -- what is shown

    def tick(self) -> None:
        """A plan may take a minute on a slow machine: it is seen that something goes on."""
        seconds = round(time.monotonic() - self._waiting_since)
        if self._waiting_since and seconds >= _PATIENT_S:
            self.next.setText(f"{_LOOKING} and thinking… {seconds} s")

    def _wait(self) -> None:
        self._waiting_since = time.monotonic()
        self.next.setText(f"{_LOOKING}…")

    def tell(self, event: RunEvent) -> None:
        match event:
            case Planned(index, intent=intent, thought=thought):
                self._waiting_since = 0.0
                self.next.setText(f"{index + 1}. {describe(intent)}")
                self.next.setToolTip(thought)
            case Replanned(_, attempt, reason):
                self.next.setText(f"Looking again ({attempt}): {reason}")
            case Acted(index, step):
                mark = _MARKS[step.outcome.status]
                self.did.setText(f"{mark} {index + 1}. {describe(step.intent or step.action)}")
                self._wait()
            case Ended():
                pass
        self._fit()

    def guard(self, state: GuardState) -> None:
        if self._is_over:
            return
        match state:
            case Running():
                self._show_state("Working", look.good, Mood.WORKING)
            case Paused(why):
                self._show_state(f"Paused. {why}", look.warning, Mood.PAUSED)
            case Stopped(why):
                self._show_state(f"Stopping. {why}", look.bad, Mood.QUIET)
        self._is_paused = isinstance(state, Paused)
        self.pause.setText("&Go on" if self._is_paused else "&Pause")
        self.pause.setEnabled(not isinstance(state, Stopped))
        if isinstance(state, Stopped):
            self.set_asking(False)
        self._fit()

    def ask(self, planned: Planned) -> None:
        self.next.setText(f"{planned.index + 1}. {describe(planned.intent)}?")
        self.set_asking(True)
        if self._is_crowded_out:
            self._stand(self._screen().center() - self.rect().center())

    def set_asking(self, is_asking: bool) -> None:
        self.is_asking = is_asking
        self.asks.emit(is_asking)
        self.allow.setVisible(is_asking)
        self.refuse.setVisible(is_asking)
        self._fit()

    def end(self, ended: Ended) -> None:
        """With the reason and, where it did not finish, the screen that it stopped at."""
        is_well = ended.ending is Ending.FINISHED
        shade = look.good if is_well else look.warning if ended.stopped else look.bad
        title = "Done" if is_well else "Stopped" if ended.stopped else "It did not finish"
        picture = None
        if not is_well and ended.frame is not None:
            picture = QPixmap()
            picture.loadFromData(ended.frame.png)
        self.confirm.setVisible(is_well)
        self._end(title, ended.reason, picture)
        self._show_state(title, shade, Mood.QUIET)

    def thank(self) -> None:
        """It is kept as an example."""
        self.confirm.setText("It is remembered")

    def fail(self, message: str, hint: str) -> None:
        self._end("It did not finish", f"{message}\n{hint}".strip(), None)
        self._show_state("It did not finish", look.bad, Mood.QUIET)

    def _end(self, title: str, reason: str, picture: QPixmap | None) -> None:
        self._is_over = True
        self._ticker.stop()
        self.set_asking(False)
        self.setWindowTitle(f"Journeyman: {title.lower()}")
        self.next.setText(reason)
        if picture is not None:
            ratio = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaled(*_PICTURE, ratio, smooth))
            self.picture.setAccessibleName("The screen where it stopped")
            self.picture.setVisible(True)
        self.asks_first.setVisible(False)
        self.pause.setVisible(False)
        self.stop.setText("&Close")
        self.stop.setToolTip("")
        self._fit()
        self.make_way(())
        self.show()

    def _show_state(self, words: str, shade: look.Shade, mood: Mood) -> None:
        self.state.setText(words)
        look.coloured(self.state, shade)
        self.sign.setPixmap(icon(mood).pixmap(_SIGN_PX, _SIGN_PX))

    # -- where it stands

    def make_way(self, boxes: Iterable[Box]) -> None:
        """boxes: frame pixels. Where every corner would cover one, the window hides."""
        ratio = self.devicePixelRatioF()
        self._avoided = tuple(
            QRect(
                round(box.left / ratio),
                round(box.top / ratio),
                round(box.width / ratio),
                round(box.height / ratio),
            )
            for box in boxes
        )
        self._place()

    def covered(self) -> tuple[Box, ...]:
        """For any thread: where this window is, and where it was a moment ago; frame pixels."""
        now = time.monotonic()
        recent = tuple(box for at, box in self._left if now - at < _LINGER_S)
        box = self._box
        return (*recent, box) if box is not None else recent

    def _place(self) -> None:
        at = aside(self.size(), self._screen(), self._avoided)
        self._is_crowded_out = at is None
        if at is not None:
            self._stand(at)
        elif not self._is_over and not self.allow.isVisible():
            self.hide()
            self._note_place()

    def _stand(self, at: QPoint) -> None:
        self.move(at)
        if not self.isVisible():
            self.show()
        self._note_place()

    def _fit(self) -> None:
        self.adjustSize()
        if self.isVisible():
            self._place()

    def _screen(self) -> QRect:
        whole, free = self.screen().geometry(), self.screen().availableGeometry()
        return free if free.contains(QRect(free.topLeft(), self.size())) else whole

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802
        super().moveEvent(event)
        self._note_place()

    def _note_place(self) -> None:
        box = None
        if self.isVisible():
            ratio, at = self.devicePixelRatioF(), self.frameGeometry()
            box = Box(
                round(at.left() * ratio),
                round(at.top() * ratio),
                round((at.left() + at.width()) * ratio),
                round((at.top() + at.height()) * ratio),
            ).grown(2)
        if self._box is not None and self._box != box:
            self._left = (*self._left[-4:], (time.monotonic(), self._box))
        self._box = box

    # -- what the person does

    def _pause_or_resume(self) -> None:
        (self.resume_wanted if self._is_paused else self.pause_wanted).emit()

    def _stop_or_close(self) -> None:
        if self._is_over:
            self.close()
            self.closed.emit()
        else:
            self.stop_wanted.emit()

    def _confirm(self) -> None:
        self.confirm.setEnabled(False)
        self.confirmed.emit()

    def answer(self, is_allowed: bool) -> None:
        self.set_asking(False)
        self.next.setText("Allowed. Let go of the mouse…" if is_allowed else "Ending…")
        self.answered.emit(is_allowed)
