"""GTK widgets with random contents, for the windows of made-up screens."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from models.training.screens.gtk_icon_themes import NAMES
from models.training.screens.pictograms import coloured
from models.training.screens.texts import Speaker

_KEYS = "0123456789+-*/=%().^√πABCDEFxyMsincoslogClr<>!&"


class GtkMaker:
    """One window's parts.

    modules: as `gtk_library.gtk_on` gives them. ink: #rrggbb of icons. has_theme: there is an
    icon theme whose pictures may be used too. panes: makes something more that fills its place.
    """

    def __init__(
        self,
        modules: dict[str, Any],
        dice: random.Random,
        icons: Sequence[Path],
        ink: str,
        panes: Callable[["GtkMaker"], Any],
        *,
        has_theme: bool = False,
    ) -> None:
        self.gtk, self.gdk, self._modules = modules["Gtk"], modules["Gdk"], modules
        self.picture_type = modules["GdkPixbuf"].Pixbuf
        self._panes = panes
        self.dice = dice
        self.says = Speaker(dice)
        self._icons = icons
        self._ink = ink
        self._is_painted = dice.random() < 0.5
        self._themed = 0.8 if has_theme and dice.random() < 0.7 else 0.0
        self.icon_px = dice.choice((16, 16, 16, 20, 24, 24, 32))
        self._gap = dice.choice((0, 2, 4, 6, 6, 8, 12))

    def pixbuf(self, side: int) -> Any:
        """An icon; None if it cannot be drawn."""
        if self.dice.random() < self._themed:
            name = self.dice.choice(NAMES)
            theme = self.gtk.IconTheme.get_default()
            known = theme.lookup_icon(name, side, self.gtk.IconLookupFlags.FORCE_SIZE)
            if known is not None:
                return known.load_icon()
        if not self._icons:
            return None
        ink = self._ink
        if self._is_painted:
            ink = "#" + "".join(f"{self.dice.randrange(256):02x}" for _ in range(3))
        drawn = self.dice.choice(self._icons).read_bytes()
        painted, is_coloured = coloured(drawn, ink)
        if not is_coloured:
            painted = drawn.replace(b"<svg", f'<svg fill="{ink}"'.encode(), 1)
        glib, gio = self._modules["GLib"], self._modules["Gio"]
        try:
            stream = gio.MemoryInputStream.new_from_bytes(glib.Bytes.new(painted))
            return self._modules["GdkPixbuf"].Pixbuf.new_from_stream_at_scale(
                stream, side, side, True, None
            )
        except glib.Error:
            return None

    def plain(self, side: int, colour: Any) -> Any:
        """A square of one colour; an RGBA."""
        made = self.picture_type.new(
            self._modules["GdkPixbuf"].Colorspace.RGB, False, 8, side, side
        )
        red, green, blue = (round(255 * one) for one in (colour.red, colour.green, colour.blue))
        made.fill(red << 24 | green << 16 | blue << 8 | 255)
        return made

    def image(self, side: int | None = None) -> Any:
        return self.gtk.Image.new_from_pixbuf(self.pixbuf(side or self.icon_px))

    def button(self) -> Any:
        made = self.gtk.Button(label=self.says.caption())
        if self.dice.random() < 0.25:
            made.set_image(self.image(16))
            made.set_always_show_image(True)
        if self.dice.random() < 0.1:
            made.get_style_context().add_class(
                self.dice.choice(("suggested-action", "destructive-action"))
            )
        return made

    def icon_button(self) -> Any:
        made = self.dice.choice((self.gtk.Button, self.gtk.ToggleButton))()
        made.add(self.image(16))
        if self.dice.random() < 0.4:
            made.set_relief(self.gtk.ReliefStyle.NONE)
        return made

    def check_box(self) -> Any:
        made = self.gtk.CheckButton(label=self.says.caption(4))
        made.set_active(self.dice.random() < 0.5)
        return made

    def radio_buttons(self) -> Any:
        box = self.gtk.Box(
            orientation=self.gtk.Orientation(self.dice.randrange(2)), spacing=self._gap
        )
        first = None
        for _ in range(self.dice.randint(2, 4)):
            first = self.gtk.RadioButton.new_with_label_from_widget(first, self.says.caption(3))
            box.pack_start(first, False, False, 0)
        return box

    def combo(self) -> Any:
        gtk = self.gtk
        made = gtk.ComboBoxText.new_with_entry() if self.dice.random() < 0.2 else gtk.ComboBoxText()
        made.append_text(self.says.caption())
        made.set_active(0)
        return made

    def field(self) -> Any:
        made = self.dice.choice((self.gtk.Entry, self.gtk.Entry, self.gtk.SearchEntry))()
        match self.dice.randrange(4):
            case 0:
                made.set_placeholder_text(self.says.caption())
            case 1:
                made.set_text("secret words")
                made.set_visibility(False)
            case 2:
                made.set_text(self.says.value())
            case _:
                pass
        made.set_width_chars(self.dice.randint(5, 30))
        return made

    def spin(self) -> Any:
        made = self.gtk.SpinButton.new_with_range(0, 100_000, 1)
        made.set_value(self.dice.randrange(10 ** self.dice.randint(1, 5)))
        return made

    def scale(self) -> Any:
        made = self.gtk.Scale.new_with_range(self.gtk.Orientation.HORIZONTAL, 0, 100, 1)
        made.set_value(self.dice.randrange(100))
        made.set_draw_value(self.dice.random() < 0.5)
        made.set_size_request(self.dice.randrange(80, 260), -1)
        return made

    def switch(self) -> Any:
        made = self.gtk.Switch(active=self.dice.random() < 0.5)
        made.set_halign(self.gtk.Align.START)
        made.set_valign(self.gtk.Align.CENTER)
        return made

    def link(self) -> Any:
        made = self.gtk.LinkButton.new_with_label("about:blank", self.says.caption())
        made.set_halign(self.gtk.Align.START)
        return made

    def label(self) -> Any:
        return self.gtk.Label(label=self.says.sentence(self.dice.randint(1, 8)), xalign=0)

    def any_control(self) -> Any:
        makers: tuple[Callable[[], Any], ...] = (
            self.button, self.icon_button, self.check_box, self.radio_buttons, self.combo,
            self.field, self.spin, self.scale, self.switch, self.link, self.label, self.image,
            self.several, self.gtk.ColorButton, lambda: self.gtk.ProgressBar(fraction=0.4),
        )  # fmt: skip
        weights = (5, 3, 5, 3, 4, 5, 4, 2, 2, 2, 3, 1, 3, 1, 1)
        made = self.dice.choices(makers, weights)[0]()
        made.set_sensitive(self.dice.random() > 0.08)
        return made

    def several(self) -> Any:
        makers = (self.button, self.icon_button, self.field, self.combo, self.spin)
        parts = [self.dice.choice(makers)() for _ in range(self.dice.randint(2, 5))]
        return self.beside_each_other(parts, is_linked=self.dice.random() < 0.3)

    def beside_each_other(self, parts: Sequence[Any], *, is_linked: bool = True) -> Any:
        """is_linked: drawn as one thing with lines between its parts."""
        box = self.gtk.Box(spacing=0 if is_linked else self._gap)
        for part in parts:
            box.pack_start(part, False, False, 0)
        if is_linked:
            box.get_style_context().add_class("linked")
        return box

    def form(self) -> Any:
        """Captions beside their controls, or controls below each other."""
        grid = self.gtk.Grid(row_spacing=self._gap, column_spacing=self.dice.randrange(4, 16))
        grid.set_border_width(self.dice.randrange(0, 18))
        for row in range(self.dice.randint(2, 12)):
            if self.dice.random() < 0.6:
                caption = self.says.caption() + self.dice.choice((":", ""))
                label = self.gtk.Label(label=caption, xalign=self.dice.choice((0, 1)))
                grid.attach(label, 0, row, 1, 1)
                control = self.any_control()
                control.set_hexpand(self.dice.random() < 0.5)
                grid.attach(control, 1, row, 1, 1)
            else:
                control = self.any_control()
                if self.dice.random() < 0.5:
                    control.set_halign(self.gtk.Align.START)
                grid.attach(control, 0, row, 2, 1)
        return grid

    def text(self) -> Any:
        made = self.gtk.TextView()
        made.set_monospace(self.dice.random() < 0.5)
        made.set_wrap_mode(self.gtk.WrapMode.WORD)
        if self.dice.random() < 0.8:
            lines = (self.says.paragraph() for _ in range(self.dice.randint(1, 14)))
            made.get_buffer().set_text("\n".join(lines))
        return self.scrolled(made)

    def tree(self) -> Any:
        """A list, a table or a tree."""
        gtk, dice = self.gtk, self.dice
        columns = dice.choice((1, 1, 2, 3, 4, 5, 7))
        is_deep, has_icons, has_ticks = (dice.random() < share for share in (0.35, 0.5, 0.15))
        model = gtk.TreeStore(bool, self.picture_type, *[str] * columns)
        picture = self.pixbuf(dice.choice((16, 16, 24, 32))) if has_icons else None
        parent = None
        for _ in range(dice.randint(2, 45)):
            values = [self.says.value() if dice.random() < 0.9 else "" for _ in range(columns)]
            if picture is not None and dice.random() < 0.4:
                picture = self.pixbuf(picture.get_width()) or picture
            row = model.append(parent, [dice.random() < 0.5, picture, *values])
            if is_deep:
                parent = dice.choice((parent, row, None))
        view = gtk.TreeView(model=model)
        if has_ticks:
            view.append_column(gtk.TreeViewColumn("", gtk.CellRendererToggle(), active=0))
        for place in range(columns):
            column = gtk.TreeViewColumn(self.says.caption(2))
            if place == 0 and has_icons:
                drawn = gtk.CellRendererPixbuf()
                column.pack_start(drawn, False)
                column.add_attribute(drawn, "pixbuf", 1)
            written = gtk.CellRendererText()
            column.pack_start(written, True)
            column.add_attribute(written, "text", 2 + place)
            column.set_resizable(True)
            column.set_expand(dice.random() < 0.4)
            view.append_column(column)
        view.set_headers_visible(dice.random() < 0.65)
        view.set_grid_lines(dice.choice((0, 0, 0, 1, 2, 3)))
        view.expand_all()
        view.get_selection().select_path(dice.randrange(6))
        return self.scrolled(view)

    def icon_view(self) -> Any:
        gtk, dice = self.gtk, self.dice
        model = gtk.ListStore(self.picture_type, str)
        side = dice.choice((24, 32, 48, 48, 64))
        for _ in range(dice.randint(2, 30)):
            model.append([self.pixbuf(side), self.says.value()])
        view = gtk.IconView(model=model, pixbuf_column=0, text_column=1)
        view.set_item_width(dice.choice((-1, 60, 90, 120)))
        view.set_item_orientation(gtk.Orientation(dice.choice((0, 1, 1, 1))))
        return self.scrolled(view)

    def rows(self) -> Any:
        """A list of settings, each with its control at the end."""
        box = self.gtk.ListBox()
        for _ in range(self.dice.randint(2, 12)):
            row = self.gtk.Box(spacing=8, border_width=self.dice.randrange(2, 12))
            if self.dice.random() < 0.5:
                row.pack_start(self.image(), False, False, 0)
            row.pack_start(self.label(), True, True, 0)
            if self.dice.random() < 0.6:
                make = self.dice.choice((self.switch, self.combo, self.icon_button, self.spin))
                row.pack_end(make(), False, False, 0)
            box.add(row)
        return self.scrolled(box)

    def key_pad(self) -> Any:
        grid = self.gtk.Grid(row_homogeneous=True, column_homogeneous=True)
        grid.set_row_spacing(self._gap)
        grid.set_column_spacing(self._gap)
        columns = self.dice.randint(3, 9)
        for place in range(columns * self.dice.randint(2, 7)):
            caption = self.dice.choice(_KEYS) if self.dice.random() < 0.8 else self.says.word()[:4]
            key = self.gtk.Button(label=caption, hexpand=True, vexpand=True)
            grid.attach(key, place % columns, place // columns, 1, 1)
        return grid

    def tabs(self, depth: int) -> Any:
        book = self.gtk.Notebook()
        chosen = self.dice.randrange(4)
        for place in range(self.dice.randint(1, 6)):
            page = self.area(depth + 1) if place == chosen else self.gtk.Label()
            caption: Any = self.gtk.Label(label=self.says.caption(2))
            if self.dice.random() < 0.3:
                text, caption = caption, self.gtk.Box(spacing=4)
                caption.pack_start(text, True, True, 0)
                close = self.icon_button()
                close.set_relief(self.gtk.ReliefStyle.NONE)
                caption.pack_end(close, False, False, 0)
                caption.show_all()
            book.append_page(page, caption)
        book.show_all()
        book.set_current_page(min(chosen, book.get_n_pages() - 1))
        book.set_tab_pos(self.gtk.PositionType(self.dice.choice((2, 2, 2, 2, 0, 3))))
        return book

    def beside(self, depth: int) -> Any:
        made = self.gtk.Paned(orientation=self.gtk.Orientation(self.dice.choice((0, 0, 1))))
        made.pack1(self.area(depth + 1), True, False)
        made.pack2(self.area(depth + 1), True, False)
        made.set_position(self.dice.randrange(120, 500))
        return made

    def area(self, depth: int = 0) -> Any:
        """Something that fills its place."""
        makers: list[tuple[int, Callable[[], Any]]] = [
            (3, self.text), (6, self.tree), (3, self.icon_view), (2, self.rows), (6, self.form),
            (1, self.key_pad), (14, lambda: self._panes(self)),
        ]  # fmt: skip
        if depth < 2:
            makers += [(3, lambda: self.tabs(depth)), (4, lambda: self.beside(depth))]
        made: Any = self.dice.choices([make for _, make in makers], [share for share, _ in makers])
        return made[0]()

    def tool_bar(self) -> Any:
        gtk, dice = self.gtk, self.dice
        bar = gtk.Toolbar()
        bar.set_style(gtk.ToolbarStyle(dice.choice((0, 0, 0, 0, 1, 2, 3))))
        for _ in range(dice.randint(3, 22)):
            if dice.random() < 0.12:
                item = gtk.SeparatorToolItem()
            elif dice.random() < 0.06:
                item = gtk.ToolItem()
                item.add(dice.choice((self.combo, self.field, self.spin))())
            else:
                kind = dice.choices(
                    (gtk.ToolButton, gtk.ToggleToolButton, gtk.MenuToolButton), (7, 2, 1)
                )[0]
                item = kind()
                item.set_icon_widget(self.image())
                item.set_label(self.says.caption(1))
                item.set_is_important(dice.random() < 0.2)
                if kind is gtk.MenuToolButton:
                    item.set_menu(gtk.Menu())
            item.set_sensitive(dice.random() > 0.2)
            bar.insert(item, -1)
        return bar

    def menu(self) -> Any:
        gtk, dice = self.gtk, self.dice
        made = gtk.Menu()
        for _ in range(dice.randint(2, 16)):
            kind = dice.choices(
                (gtk.MenuItem, gtk.CheckMenuItem, gtk.RadioMenuItem, gtk.SeparatorMenuItem),
                (10, 2, 1, 2),
            )[0]
            if kind is gtk.SeparatorMenuItem:
                item = gtk.SeparatorMenuItem()
            else:
                item = kind(label=self.says.caption(4) + dice.choice(("", "", "...", "…")))
                if dice.random() < 0.15 and kind is gtk.MenuItem:
                    item.set_submenu(gtk.Menu())
                item.set_sensitive(dice.random() > 0.15)
            made.append(item)
        made.show_all()
        return made

    def scrolled(self, inside: Any) -> Any:
        gtk = self.gtk
        made = gtk.ScrolledWindow(hexpand=True, vexpand=True)
        made.set_shadow_type(gtk.ShadowType(self.dice.choice((0, 1, 1))))
        made.set_overlay_scrolling(self.dice.random() < 0.4)
        made.add(inside)
        return made
