"""A form in Qt: `python form_qt.py FILE` writes into FILE where its things are, by name."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolBar,
    QWidget,
)


class Form(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Toolkit form")
        self.resize(900, 820)
        self._form = QFormLayout()
        self._things: list[tuple[str, QWidget]] = []
        for name in ("Name", "Street"):
            self._add(name, QLineEdit(), labelled=True)
        for name in ("Urgent", "Confirmed"):
            self._add(name, QCheckBox(name))
        for name in ("By post", "By courier"):
            self._add(name, QRadioButton(name))
        for name in ("Accept", "Decline"):
            self._add(name, QPushButton(name))
        country = QComboBox()
        country.addItems(["Austria", "Belgium"])
        self._add("Country/Austria", country, labelled=True)
        self._add("Amount", QSpinBox(), labelled=True)
        self._add("Volume", QSlider(Qt.Orientation.Horizontal), labelled=True)
        notes = QPlainTextEdit()
        notes.setMaximumHeight(60)
        self._add("Notes", notes, labelled=True)
        self._list = QListWidget()
        self._list.addItems(["Anna", "Bernd", "Clara"])
        self._table = QTableWidget(2, 2)
        for number, text in enumerate(("Apple", "Pear", "Plum", "Fig")):
            self._table.setItem(number // 2, number % 2, QTableWidgetItem(text))
        self._tabs = QTabWidget()
        self._tabs.addTab(self._list, "General")
        self._tabs.addTab(self._table, "Details")
        self._form.addRow(self._tabs)
        inside = QWidget()
        inside.setLayout(self._form)
        self.setCentralWidget(inside)
        for name in ("File", "Edit", "View"):
            self.menuBar().addMenu(name).addAction(f"{name} something")
        self._bar = QToolBar()
        self.addToolBar(self._bar)
        self._actions = [self._bar.addAction(name) for name in ("Send", "Print")]

    def _add(self, name: str, widget: QWidget, labelled: bool = False) -> None:
        self._things.append((name, widget))
        if labelled:
            self._form.addRow(name.split("/")[0], widget)
        else:
            self._form.addRow(widget)

    def places(self) -> list[tuple[str, int, int]]:
        found = [(name, widget, _middle(widget)) for name, widget in self._things]
        for row in range(3):
            item = self._list.item(row)
            at = self._list.visualItemRect(item).center()
            found.append((item.text(), self._list.viewport(), at))
        for action in self.menuBar().actions():
            at = self.menuBar().actionGeometry(action).center()
            found.append((action.text(), self.menuBar(), at))
        for action in self._actions:
            button = self._bar.widgetForAction(action)
            found.append((action.text(), button, button.rect().center()))
        for place in range(2):
            bar = self._tabs.tabBar()
            found.append((bar.tabText(place), bar, bar.tabRect(place).center()))
        return [_on_screen(name, widget, at) for name, widget, at in found]

    def tell(self) -> None:
        partial = Path(sys.argv[1] + ".part")
        partial.write_text(json.dumps(self.places()))
        partial.rename(sys.argv[1])


def _middle(widget: QWidget) -> QPoint:
    """Of what can be pressed: right of a check box's words nothing can."""
    at = widget.rect().center()
    if isinstance(widget, QCheckBox | QRadioButton):
        at.setX(min(at.x(), widget.sizeHint().width() // 2))
    return at


def _on_screen(name: str, widget: QWidget, at: QPoint) -> tuple[str, int, int]:
    place = widget.mapToGlobal(at)
    return name, place.x(), place.y()


if __name__ == "__main__":
    application = QApplication(sys.argv)
    application.setStyle("Fusion")
    form = Form()
    form.show()
    QTimer.singleShot(1500, form.tell)
    sys.exit(application.exec())
