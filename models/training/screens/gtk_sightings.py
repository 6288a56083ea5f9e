"""What of a GTK window's widgets can be seen, where, and what it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.geometry import Box

_TAB_MARGIN = (8, 4)
"""px that a tab reaches beyond its caption, at least."""


@dataclass(frozen=True)
class GtkSeen:
    """kind: a class of the detector. box: px of the screen."""

    kind: str
    box: Box


class Sights:
    """gtk: the module Gtk."""

    def __init__(self, gtk: Any) -> None:
        self._gtk = gtk
        self._whole = (
            gtk.SpinButton, gtk.ComboBox, gtk.Switch, gtk.Scale, gtk.Entry, gtk.Button,
            gtk.FileChooserButton, gtk.TextView, gtk.Scrollbar, gtk.Image, gtk.Calendar,
        )  # fmt: skip
        """What is one thing, whatever it is made of."""

    def seen_in(self, top: Any, corner: tuple[int, int]) -> Iterator[GtkSeen]:
        """corner: of the window on the screen, px."""
        size = top.get_allocation()
        clip = Box(corner[0], corner[1], corner[0] + size.width, corner[1] + size.height)
        yield from self._walk(top, top, corner, clip)

    def _walk(self, widget: Any, top: Any, corner: tuple[int, int], clip: Box) -> Iterator[GtkSeen]:
        if not widget.get_mapped():
            return
        place = widget.translate_coordinates(top, 0, 0) if widget is not top else (0, 0)
        if place is None:
            return
        size = widget.get_allocation()
        left, top_edge = corner[0] + place[0], corner[1] + place[1]
        box = Box(left, top_edge, left + max(1, size.width), top_edge + max(1, size.height))
        for one in self._parts(widget, box):
            cut = one.box.intersection(clip)
            if cut is None or min(cut.width, cut.height) < 5:
                continue
            if cut.area >= 0.4 * one.box.area:
                yield GtkSeen(one.kind, cut)
        inner = box.intersection(clip)
        if isinstance(widget, self._whole) or inner is None:
            return
        if isinstance(widget, self._gtk.Container):
            children: list[Any] = []
            widget.forall(children.append)
            for child in children:
                yield from self._walk(child, top, corner, inner)

    def _parts(self, widget: Any, box: Box) -> Iterator[GtkSeen]:
        gtk = self._gtk
        if isinstance(widget, gtk.CheckButton) and widget.get_mode():
            kind = "radio button" if isinstance(widget, gtk.RadioButton) else "check box"
            _, natural = widget.get_preferred_width()
            yield GtkSeen(kind, _narrowed(box, natural))
        elif isinstance(widget, gtk.TreeView):
            yield from self._cells(widget, box)
        elif isinstance(widget, gtk.IconView):
            yield from self._icons(widget, box)
        elif isinstance(widget, gtk.Notebook):
            yield from self._tabs(widget, box)
        elif isinstance(widget, gtk.Expander):
            caption = widget.get_label_widget()
            if caption is not None:
                high = caption.get_allocation().height
                yield GtkSeen("tool button", _placed(box, 0, 0, box.width, high))
        else:
            kind = self._kind(widget)
            if kind:
                yield GtkSeen(kind, box)

    def _kind(self, widget: Any) -> str:
        gtk = self._gtk
        match widget:
            case gtk.SpinButton():
                return "spin button"
            case gtk.Entry() | gtk.TextView():
                return "text field"
            case gtk.ComboBox():
                return "combo box"
            case gtk.LinkButton():
                return "link"
            case gtk.ModelButton():
                return "menu item"
            case gtk.Button():
                return self._button(widget)
            case gtk.Switch():
                return "check box"
            case gtk.Scale():
                return "slider"
            case gtk.ListBoxRow():
                return "cell"
            case gtk.SeparatorMenuItem():
                return ""
            case gtk.MenuItem():
                return "menu item"
            case gtk.Scrollbar():
                reach = widget.get_adjustment()
                is_needed = reach.get_upper() - reach.get_lower() > reach.get_page_size() + 1
                return "scroll bar" if is_needed and widget.get_opacity() > 0.9 else ""
            case gtk.Image():
                return "icon"
            case _:
                # A colour to choose is a widget without a class of its own in the binding.
                return "button" if widget.__gtype__.name == "GtkColorSwatch" else ""

    def _button(self, widget: Any) -> str:
        gtk = self._gtk
        if widget.get_style_context().has_class("titlebutton"):
            return "window button"
        if isinstance(widget.get_parent(), gtk.TreeView):
            return "header"
        return "tool button" if widget.get_ancestor(gtk.Toolbar) is not None else "button"

    def _cells(self, view: Any, box: Box) -> Iterator[GtkSeen]:
        model, columns = view.get_model(), view.get_columns()
        shown = view.get_visible_range()
        if shown is None:
            return
        path, last = shown
        top = box.top
        if view.get_headers_visible():
            top += columns[0].get_button().get_allocation().height
        viewport = Box(box.left, top, max(box.right, box.left + 1), max(box.bottom, top + 1))
        while path is not None and path.compare(last) <= 0:
            for column in columns:
                if not column.get_visible():
                    continue
                area = view.get_cell_area(path, column)
                x, y = view.convert_bin_window_to_widget_coords(area.x, area.y)
                column.cell_set_cell_data(model, model.get_iter(path), False, False)
                for start, wide in drawn_in(column, area.width):
                    if wide < 6 or area.height < 6:
                        continue
                    cell = _placed(box, x + start, y, wide, area.height)
                    cut = cell.intersection(viewport)
                    if cut is not None and cut.area > 0.4 * cell.area:
                        yield GtkSeen("cell", cut)
            path = _after(view, model, path)

    def _icons(self, view: Any, box: Box) -> Iterator[GtkSeen]:
        for row in view.get_model():
            is_known, area = view.get_cell_rect(row.path, None)
            if is_known:
                yield GtkSeen("cell", _placed(box, area.x, area.y, area.width, area.height))

    def _tabs(self, book: Any, box: Box) -> Iterator[GtkSeen]:
        for number in range(book.get_n_pages()):
            caption = book.get_tab_label(book.get_nth_page(number))
            if caption is None or not caption.get_mapped():
                continue
            place, size = caption.translate_coordinates(book, 0, 0), caption.get_allocation()
            x, y = (edge - margin for edge, margin in zip(place, _TAB_MARGIN, strict=True))
            wide, high = (
                edge + 2 * margin
                for edge, margin in zip((size.width, size.height), _TAB_MARGIN, strict=True)
            )
            yield GtkSeen("tab", _placed(box, x, y, wide, high))


def drawn_in(column: Any, width: int) -> Iterator[tuple[int, int]]:
    """Where in a cell each of its parts lies and how wide it is, px: a picture and a text in one
    column are told as two by a program's tree."""
    parts = [one for one in column.get_cells() if one.get_visible()]
    if len(parts) == 1:
        yield 0, width
        return
    for part in parts:
        told = column.cell_get_position(part)
        if told is not None:
            start, wide = told
            yield start, min(wide, width - start)


def _after(view: Any, model: Any, path: Any) -> Any:
    """The path of the row that is drawn below; None after the last."""
    where = model.get_iter(path)
    if view.row_expanded(path):
        below = model.iter_children(where)
        return model.get_path(below) if below is not None else None
    while where is not None:
        beside = model.iter_next(where)
        if beside is not None:
            return model.get_path(beside)
        where = model.iter_parent(where)
    return None


def _placed(origin: Box, x: int, y: int, wide: int, high: int) -> Box:
    left, top = origin.left + x, origin.top + y
    return Box(left, top, left + max(1, wide), top + max(1, high))


def _narrowed(box: Box, wide: int) -> Box:
    return Box(box.left, box.top, min(box.right, box.left + max(1, wide)), box.bottom)
