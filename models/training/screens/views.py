"""Lists, tables and trees of random items, for the windows of made-up screens."""

import random

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QTableView,
    QTreeView,
    QWidget,
)

from models.training.screens.looks import Look
from models.training.screens.pictograms import Pictograms
from models.training.screens.texts import Speaker

CELL = "cell view"
"""Dynamic property of views whose items are to be labelled."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ItemViews:
    """Of one window, in one look."""

    def __init__(self, dice: random.Random, look: Look, icons: Pictograms, says: Speaker) -> None:
        self._dice, self._look, self._icons, self._says = dice, look, icons, says

    def items(self) -> QWidget:
        return self._view(QListView(), 1, self._dice.randint(2, 40))

    def icon_view(self) -> QWidget:
        view = QListView()
        view.setViewMode(QListView.ViewMode.IconMode)
        side = self._dice.choice((24, 32, 48, 64))
        view.setIconSize(self._icons.pixmap(side, self._look.ink).deviceIndependentSize().toSize())
        view.setSpacing(self._dice.randrange(2, 16))
        return self._view(view, 1, self._dice.randint(2, 30), icon_px=side)

    def table(self) -> QWidget:
        view = QTableView()
        view.setAlternatingRowColors(self._dice.random() < 0.3)
        view.setShowGrid(self._dice.random() < 0.6)
        if self._dice.random() < 0.5:
            view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(self._dice.choice((18, 20, 22, 24, 28, 32, 40)))
        view.horizontalHeader().setStretchLastSection(self._dice.random() < 0.6)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made = self._view(view, self._dice.randint(2, 9), self._dice.randint(1, 40))
        if self._dice.random() < 0.5:
            view.resizeColumnsToContents()
        return made

    def sheet(self) -> QWidget:
        """Many small cells, mostly empty, as spreadsheets have them."""
        view = QTableView()
        columns = self._dice.randint(6, 26)
        made = self._view(
            view, columns, self._dice.randint(25, 60), filled=self._dice.random() ** 2
        )
        model = view.model()
        for column in range(columns):
            model.setHeaderData(column, Qt.Orientation.Horizontal, chr(ord("A") + column))
        view.horizontalHeader().setDefaultSectionSize(self._dice.randrange(50, 110))
        view.verticalHeader().setDefaultSectionSize(self._dice.randrange(16, 26))
        return made

    def tree(self) -> QWidget:
        view = QTreeView()
        view.setHeaderHidden(self._dice.random() < 0.5)
        made = self._view(view, self._dice.randint(1, 5), self._dice.randint(2, 20), is_deep=True)
        view.expandAll()
        for column in range(view.model().columnCount() - 1):
            view.setColumnWidth(column, self._dice.randrange(60, 260))
        return made

    def files(self) -> QWidget:
        """Names with pictures, sizes at the right that folders lack, kinds and times."""
        dice, says = self._dice, self._says
        view = QTreeView()
        view.setRootIsDecorated(dice.random() < 0.4)
        view.setAlternatingRowColors(dice.random() < 0.3)
        columns = dice.randint(2, 5)
        model = QStandardItemModel(view)
        model.setHorizontalHeaderLabels([says.caption(1) for _ in range(columns)])
        folder, page = (self._icons.icon(16, self._look.ink) for _ in range(2))
        for _ in range(dice.randint(1, 40)):
            is_folder = dice.random() < 0.4
            texts = [
                ""
                if is_folder
                else f"{dice.randrange(1, 999)} {dice.choice(('KB', 'bytes', 'MiB'))}"
            ]
            texts += [
                says.caption(2),
                f"{dice.randint(1, 28)}.{dice.randint(1, 12)}.20{dice.randint(10, 29)}",
                "",
            ]
            name = QStandardItem(folder if is_folder else page, says.made_up())
            row = [name, *map(QStandardItem, texts[: columns - 1])]
            row[1].setTextAlignment(dice.choice((_RIGHT, _RIGHT, Qt.AlignmentFlag.AlignLeft)))
            model.appendRow(row)
        view.setModel(model)
        view.setCurrentIndex(model.index(dice.randrange(model.rowCount()), 0))
        view.setColumnWidth(0, dice.randrange(120, 460))
        view.setProperty(CELL, True)
        return view

    def _view(
        self,
        view: QAbstractItemView,
        columns: int,
        rows: int,
        *,
        icon_px: int = 0,
        is_deep: bool = False,
        filled: float = 0.0,
    ) -> QWidget:
        """filled: share of the cells that hold something; 0 for most of them."""
        model = QStandardItemModel(view)
        model.setHorizontalHeaderLabels([self._says.caption(2) for _ in range(columns)])
        has_icons = bool(icon_px) or (not filled and self._dice.random() < 0.4)
        share = filled or (0.4 if self._dice.random() < 0.2 else 1.0)
        has_boxes = not icon_px and self._dice.random() < 0.12
        parent = model.invisibleRootItem()
        for _ in range(rows):
            line = []
            for column in range(columns):
                item = QStandardItem(self._says.value() if self._dice.random() < share else "")
                if column == 0 and has_icons:
                    item.setIcon(self._icons.icon(icon_px or 16, self._look.ink))
                if column == 0 and has_boxes:
                    item.setCheckable(True)
                line.append(item)
            parent.appendRow(line)
            if is_deep and self._dice.random() < 0.3:
                parent = line[0]
            elif self._dice.random() < 0.3:
                parent = model.invisibleRootItem()
        view.setModel(model)
        if self._dice.random() < 0.6:
            view.setCurrentIndex(model.index(self._dice.randrange(rows), 0))
        view.setProperty(CELL, True)
        return view
