"""Where things are, put right where a program is mistaken about it.

Pure. LibreOffice draws all but its menu bar by itself and does not count that bar's height until
the pointer has been on what it draws: all of it would be told one menu bar too high. What it says
of sizes is right, and so are the places of the GTK parts that it is put in and those in it.
"""

from tracker.desktop.atspi_nodes import Node
from tracker.geometry import Box

ROOT = "root pane"
"""It fills what holds it, which is the lower part of its window."""


def put_right(node: Node, window: Box | None = None) -> None:
    """Its place, by that of `parent`, which was put right before. As often as one likes.

    window: without its frame; what is asked who holds it names the frame, and not what it fills.
    """
    outer, told = node.parent, node.told
    node.shift = outer.shift if outer else (0, 0)
    if outer is None or outer.box is None or told is None:
        return
    if node.role == ROOT:
        node.shift = _way_of_pane(told, outer.box, window)
    elif node.shift != (0, 0) and told == outer.box:
        node.shift = (0, 0)  # a part of GTK's, which knows its place: it fills what holds it too


def _way_of_pane(told: Box, holder: Box, window: Box | None) -> tuple[int, int]:
    if (told.width, told.height) == (holder.width, holder.height):
        return holder.left - told.left, holder.top - told.top
    if window is not None and told.width == window.width and told.height <= window.height:
        return window.left - told.left, window.bottom - told.bottom
    return 0, 0
