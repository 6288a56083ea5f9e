"""What text fields tell of themselves while one types, on the clock of the recording."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.desktop.protocols import Inspector, TextChange, TypingInspector
from tracker.trajectory import Element


class TypedTexts:
    """Thread-safe. Nothing is heard where the desktop cannot tell of it. zero_ns: monotonic."""

    def __init__(self, inspector: Inspector, zero_ns: int) -> None:
        self._inspector = inspector if isinstance(inspector, TypingInspector) else None
        self._zero_ns = zero_ns

    def hear(self, *, on: bool) -> None:
        if self._inspector is not None:
            self._inspector.hear_texts(on=on)

    def changes(self, field: Element, since_ns: int) -> Sequence[TextChange] | None:
        if self._inspector is None:
            return None
        heard = self._inspector.changes(field, since_ns + self._zero_ns)
        return heard and [replace(change, t_ns=change.t_ns - self._zero_ns) for change in heard]
