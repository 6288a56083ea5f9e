"""The values of a demonstration, as they were shown, to be given anew."""

from collections.abc import Container, Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from agent.workflow import Parameter
from app.views import look

_MOST_LINES = 6


class Field(QPlainTextEdit):
    """A text of several lines, as high as it needs. left: the focus went on to something else."""

    left = Signal()

    def __init__(self, content: str = "", *, most_lines: int = _MOST_LINES) -> None:
        super().__init__(content)
        self._most_lines = most_lines
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(320, self.height())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.left.emit()

    def _fit(self) -> None:
        lines = max(1, min(self._most_lines, self.toPlainText().count("\n") + 1))
        frame = 2 * self.frameWidth() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + frame + 2)


class Values(QDialog):
    """task: what the job is called. kept: the names of secrets that are in the keyring."""

    def __init__(
        self,
        parameters: Sequence[Parameter],
        task: str = "",
        parent: QWidget | None = None,
        kept: Container[str] = (),
    ) -> None:
        super().__init__(parent)
        self._kept = kept
        self.setWindowTitle("Replay")
        self.setMinimumWidth(480)
        self.fields: dict[str, Field] = {}
        self.secrets: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(look.GAP)
        for parameter in parameters:
            field = self._field(parameter)
            field.setAccessibleName(parameter.name)
            label = QLabel(f"{parameter.name.replace('-', ' ').capitalize()}:")
            label.setBuddy(field)
            form.addRow(label, field)
        self.asks_first = QCheckBox("&Ask me before each step")
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.button(kinds.Ok).setText("&Replay")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._check_secrets()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GAP)
        layout.addWidget(look.heading(task or "Replay this job"))
        note = "Nothing was typed, so there is nothing to change."
        if parameters:
            note = "Change what should be typed this time."
        layout.addWidget(look.quiet(look.text(note)))
        layout.addLayout(form)
        layout.addSpacing(look.GAP)
        layout.addWidget(self.asks_first)
        layout.addWidget(look.plain(self.buttons))
        self._shown: Mapping[str, str] = {one.name: one.shown for one in parameters}

    def values(self) -> dict[str, str]:
        """Those that the person changed, and the secrets."""
        texts = {name: field.toPlainText() for name, field in self.fields.items()}
        changed = {name: text for name, text in texts.items() if text != self._shown[name]}
        typed = {name: field.text() for name, field in self.secrets.items() if field.text()}
        return changed | typed

    def _field(self, parameter: Parameter) -> QWidget:
        if not parameter.is_secret:
            field = self.fields[parameter.name] = Field(parameter.shown)
            return field
        hidden = self.secrets[parameter.name] = QLineEdit()
        hidden.setEchoMode(QLineEdit.EchoMode.Password)
        is_kept = parameter.name in self._kept
        hidden.setPlaceholderText(
            "From your keyring" if is_kept else "Was not kept; typed this once and forgotten"
        )
        hidden.textChanged.connect(self._check_secrets)
        return hidden

    def _check_secrets(self) -> None:
        """Without its secrets the job cannot be done, so it cannot be begun."""
        are_given = all(field.text() or name in self._kept for name, field in self.secrets.items())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(are_given)
