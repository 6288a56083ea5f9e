"""One step in full: its screen with the mark, its words to be edited, and what is known of it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from agent.cognition import needs_review
from app.bridge import Bridge, Handlers, Tell
from app.rewording import Words, words_of
from app.views import look
from app.views.picture import Picture, marked_image
from app.views.values import Field
from app.words import describe
from tracker.trajectory import Status, Step

_STATUS = {
    Status.DONE: "Done and verified",
    Status.FAILED: "Failed",
    Status.UNKNOWN: "Done, not verified",
}
_PLACES = ("Target", "To")


class StepView(QWidget):
    """reworded: what the person wrote, when they go on to something else."""

    reworded = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._step: Step | None = None
        self.picture = Picture()
        self.picture.setAccessibleName("The screen before this step")
        self.review = look.text()
        look.coloured(self.review, look.warning)
        self.phrases = [QLineEdit(), QLineEdit()]
        for field in self.phrases:
            field.editingFinished.connect(self.commit)
            field.setPlaceholderText("What would you call it?")
        self.typed, self.thought, self.expectation = Field(), Field(), Field()
        for name, area in (
            ("Typed text", self.typed),
            ("Thought", self.thought),
            ("Expected result", self.expectation),
        ):
            area.setAccessibleName(name)
            area.left.connect(self.commit)
        self.element, self.window_title = look.text(), look.text()
        self.found_by, self.result = look.text(), look.text()
        self._form = self._fill_form()
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(words)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.GAP)
        layout.addWidget(self.picture)
        layout.addWidget(self.review)
        layout.addWidget(scroll, 1)
        self.show_step(None)

    def _fill_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 0, look.GAP, 0)
        form.setVerticalSpacing(look.GAP - 2)
        form.setHorizontalSpacing(look.EDGE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name, field in zip(_PLACES, self.phrases, strict=True):
            field.setAccessibleName(name)
            form.addRow(f"{name}:", field)
        form.addRow("Typed text:", self.typed)
        form.addRow("Thought:", self.thought)
        form.addRow("Expected:", self.expectation)
        for name, label in (
            ("Element:", self.element),
            ("Window:", self.window_title),
            ("Found by:", self.found_by),
            ("Result:", self.result),
        ):
            form.addRow(look.quiet(QLabel(name)), label)
        return form

    def show_step(self, step: Step | None) -> None:
        """What was being written is committed before."""
        is_same_picture = (
            step is not None
            and self._step is not None
            and step.before.frame is self._step.before.frame
        )
        self._step = step
        self.setEnabled(step is not None)
        if not is_same_picture:
            self.picture.show_image(None)
        if step is None:
            return
        self._show_words(words_of(step))
        self._show_knowledge(step)
        if not is_same_picture:
            self._load(step)

    def commit(self) -> None:
        if self._step is None:
            return
        known = words_of(self._step)
        written = replace(
            known,
            phrases=tuple(field.text().strip() for field in self.phrases[: len(known.phrases)]),
            typed=None if known.typed is None else self.typed.toPlainText(),
            thought=self.thought.toPlainText().strip(),
            expectation=self.expectation.toPlainText().strip(),
        )
        if written != known:
            self.reworded.emit(written)

    def _show_words(self, words: Words) -> None:
        for number, field in enumerate(self.phrases):
            is_there = number < len(words.phrases)
            self._form.setRowVisible(field, is_there)
            with QSignalBlocker(field):
                field.setText(words.phrases[number] if is_there else "")
        self._form.setRowVisible(self.typed, words.typed is not None)
        for area, content in (
            (self.typed, words.typed or ""),
            (self.thought, words.thought),
            (self.expectation, words.expectation),
        ):
            if area.toPlainText() != content:
                area.setPlainText(content)

    def _show_knowledge(self, step: Step) -> None:
        evidence, outcome, window = step.evidence, step.outcome, step.before.window
        self.review.setVisible(needs_review(step))
        self.review.setText(evidence.how if needs_review(step) else "")
        sure = f" ({evidence.confidence:.0%} sure)" if evidence.confidence else ""
        self._line(self.found_by, "" if needs_review(step) else f"{evidence.how}{sure}")
        self._line(
            self.element, describe(evidence.element) if evidence.element else evidence.degraded
        )
        self._line(self.window_title, f"{window.title} ({window.app})" if window else "")
        self._line(self.result, ". ".join(filter(None, (_STATUS[outcome.status], outcome.note))))

    def _line(self, label: QLabel, words: str) -> None:
        label.setText(words)
        self._form.setRowVisible(label, bool(words))

    def _load(self, step: Step) -> None:
        def work(_tell: Tell) -> tuple[Step, QImage]:
            return step, marked_image(step)

        # On a thread of its own: it must not stand in line behind the thumbnails.
        self._bridge.start("picture", work, Handlers(_ignore, self._loaded, _ignore))

    def _loaded(self, loaded: tuple[Step, QImage]) -> None:
        step, image = loaded
        if self._step is not None and self._step.before.frame is step.before.frame:
            self.picture.show_image(image)


def _ignore(_news: object) -> None: ...
