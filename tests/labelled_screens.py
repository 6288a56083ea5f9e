"""What holds for labelled screens, whatever they were drawn with."""

from pathlib import Path

from models.labels import Label, labelled_files, read_labelled

_DRAWN = ("button", "tool button", "check box", "radio button", "menu item")


def labels_within_their_screens(folder: Path) -> list[Label]:
    """All labels of a folder; fails for one that has no room or reaches beyond its screen."""
    found: list[Label] = []
    for screen in map(read_labelled, labelled_files(folder)):
        width, height = screen.frame.size
        for one in screen.labels:
            assert 0 <= one.box.left < one.box.right <= width
            assert 0 <= one.box.top < one.box.bottom <= height
        found += screen.labels
    return found


def share_with_something_drawn(folder: Path) -> float:
    """Of the things that always show: a frame, a text, an icon. Fails where there are none."""
    drawn = [
        screen.frame.crop(one.box).std() > 0
        for screen in map(read_labelled, labelled_files(folder))
        for one in screen.labels
        if one.kind in _DRAWN
    ]
    assert drawn
    return sum(drawn) / len(drawn)
