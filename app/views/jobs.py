"""The trajectories as a list, of which a person sees those that they look for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.views import look, rows
from app.views.search import is_match
from app.views.timeline import ENDINGS, came_from
from tracker.summary import Summary
from tracker.trajectory import Ending, Origin
from tracker.trash import Thrown

_Index = QModelIndex | QPersistentModelIndex

_SHOWN = (Origin.RECORDED, Origin.IMPORTED)


_BADGES = {Ending.FAILED: look.bad, Ending.OPEN: look.warning}
"""The endings that are marked, with their colours."""


class Which(StrEnum):
    ALL = "All jobs"
    SHOWN = "Shown by a person"
    RUNS = "Runs"
    FINISHED = "Finished"
    FAILED = "Failed or cut off"
    DELETED = "Deleted"


def is_among(one: Summary, which: Which, *, is_deleted: bool) -> bool:
    if is_deleted or which is Which.DELETED:
        return is_deleted and which is Which.DELETED
    match which:
        case Which.ALL:
            return True
        case Which.SHOWN:
            return one.lineage.origin in _SHOWN
        case Which.RUNS:
            return one.lineage.origin not in _SHOWN
        case Which.FINISHED:
            return one.outcome is Ending.FINISHED
        case Which.FAILED:
            return one.outcome in (Ending.FAILED, Ending.OPEN)


class Jobs(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[Summary] = ()
        self.deleted: Mapping[int, Thrown] = {}
        self._words: dict[int, str] = {}
        self._query = ""
        self._which = Which.ALL
        self.shown: Sequence[Summary] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all, looked for or not."""
        return not self._all

    def set_summaries(self, summaries: Sequence[Summary], deleted: Sequence[Thrown] = ()) -> None:
        """Discarded ones are left out; newest first. deleted: those that can be taken back."""
        kept = [one for one in summaries if one.outcome is not Ending.DISCARDED]
        self.deleted = {one.summary.id: one for one in deleted}
        every = (*kept, *(one.summary for one in deleted))
        self._all = sorted(every, key=lambda one: one.id, reverse=True)
        self._look()

    def set_words(self, number: int, words: str) -> None:
        self._words[number] = words
        if self._query:
            self._look()

    def look_for(self, query: str, which: Which) -> None:
        self._query, self._which = query, Which(which)  # Qt hands it over as a plain string
        self._look()

    def row_of(self, number: int) -> int | None:
        return next((row for row, one in enumerate(self.shown) if one.id == number), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{_name(one)}, {_facts(one)}, {ENDINGS[one.outcome]}"
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(filter(None, (_name(one), one.outcome_note)))
            case rows.HEADLINE:
                return _name(one)
            case rows.BELOW:
                return _facts(one)
            case rows.BADGE:
                return ENDINGS[one.outcome] if one.outcome in _BADGES else ""
            case rows.BADGE_COLOUR:
                return _BADGES.get(one.outcome)
        return None

    def _look(self) -> None:
        wanted = [
            one
            for one in self._all
            if is_among(one, self._which, is_deleted=one.id in self.deleted)
            and is_match(self._query, one.task, f"no. {one.id}", self._words.get(one.id, ""))
        ]
        if wanted == list(self.shown):
            return
        self.beginResetModel()
        self.shown = wanted
        self.endResetModel()


def _name(one: Summary) -> str:
    return one.task or f"A job without a name (no. {one.id})"


def _facts(one: Summary) -> str:
    steps = "1 step" if one.steps == 1 else f"{one.steps} steps"
    when = f"{one.started_at.astimezone():%d %b, %H:%M}"
    return f"{when}  ·  {steps}  ·  {came_from(one.lineage)}"
