"""Makes each kind of pane of Qt widgets a few times; prints as JSON what is seen in it."""

import json
import random

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from models.training.screens import panes
from models.training.screens.looks import random_look
from models.training.screens.pictograms import Pictograms
from models.training.screens.sightings import seen_in
from models.training.screens.texts import Speaker
from models.training.screens.widgets import Maker

_PANES = (
    "file_chooser", "spreadsheet", "properties", "tool_box", "swatches", "drawing", "ticked_tree",
    "preferences", "editor", "measures", "calculator",
)  # fmt: skip


def kinds(name: str, seed: int) -> set[str]:
    dice = random.Random(seed)
    icons = Pictograms((), dice)
    make = Maker(dice, random_look(dice), icons, Speaker(dice), panes.any_pane)
    window = QWidget()
    QVBoxLayout(window).addWidget(getattr(panes, name)(make))
    window.resize(1200, 800)
    window.grab()
    return {one.kind for one in seen_in(window)}


def main() -> None:
    application = QApplication([])
    assert application is not None
    told = {name: sorted(set().union(*(kinds(name, seed) for seed in range(6)))) for name in _PANES}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
