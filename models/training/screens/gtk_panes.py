"""Larger parts of GTK programs: choosers, palettes, panels of properties, menus in bubbles."""

from collections.abc import Callable
from typing import Any

from models.training.screens.gtk_widgets import GtkMaker

_FOLDERS = (
    "/usr",
    "/usr/share",
    "/etc",
    "/usr/share/doc",
    "/usr/include",
    "/etc/ssl",
    "/",
    "/usr/lib",
)


def any_pane(make: GtkMaker) -> Any:
    """Something that fills its place, of a kind that programs share."""
    makers: tuple[tuple[int, Callable[[GtkMaker], Any]], ...] = (
        (6, file_chooser), (2, palette), (2, swatches), (3, settings), (2, bubble),
        (2, expanders), (2, side_by_side), (1, chosen_colour), (1, chosen_font), (2, ticked_table),
        (1, stacked), (2, editor),
    )  # fmt: skip
    made = make.dice.choices([one for _, one in makers], [share for share, _ in makers])[0]
    return made(make)


def file_chooser(make: GtkMaker) -> Any:
    """GTK's own, with its places, its path bar and its list."""
    gtk, dice = make.gtk, make.dice
    made = gtk.FileChooserWidget(action=gtk.FileChooserAction(dice.randrange(4)))
    made.set_current_folder(dice.choice(_FOLDERS))
    made.set_show_hidden(dice.random() < 0.2)
    if made.get_action() in (gtk.FileChooserAction.SAVE, gtk.FileChooserAction.CREATE_FOLDER):
        made.set_current_name(make.says.value())
    elif dice.random() < 0.4:
        made.set_extra_widget(make.several())
    kinds = gtk.FileFilter()
    kinds.set_name(make.says.caption())
    kinds.add_pattern("*")
    if dice.random() < 0.7:
        made.add_filter(kinds)
    return made


def palette(make: GtkMaker) -> Any:
    """Small buttons with pictures in a grid, mostly one of them pressed."""
    gtk, dice = make.gtk, make.dice
    grid = gtk.Grid(row_spacing=dice.choice((0, 0, 1, 3)), border_width=dice.randrange(0, 8))
    grid.set_column_spacing(grid.get_row_spacing())
    grid.set_halign(dice.choice((gtk.Align.START, gtk.Align.CENTER)))
    grid.set_valign(gtk.Align.START)
    columns, side = dice.randint(1, 12), dice.choice((12, 14, 16, 16, 20, 22, 24))
    kind = dice.choice((gtk.ToggleButton, gtk.ToggleButton, gtk.Button, gtk.RadioButton))
    is_flat = dice.random() < 0.6
    for place in range(columns * dice.randint(1, 8)):
        button = kind()
        if kind is gtk.RadioButton:
            button.set_mode(False)
        button.add(make.image(side))
        if is_flat:
            button.set_relief(gtk.ReliefStyle.NONE)
        if kind is not gtk.Button:
            button.set_active(dice.random() < 0.15)
        grid.attach(button, place % columns, place // columns, 1, 1)
    return _beside_something(make, grid)


def swatches(make: GtkMaker) -> Any:
    """A grid of colours."""
    gtk, gdk, dice = make.gtk, make.gdk, make.dice
    side, columns = dice.choice((12, 16, 18, 20, 24, 32, 40)), dice.randint(3, 16)
    grid = gtk.Grid(row_spacing=dice.choice((0, 1, 2, 4)), halign=gtk.Align.START)
    grid.set_column_spacing(grid.get_row_spacing())
    for place in range(columns * dice.randint(1, 8)):
        colour = gdk.RGBA(dice.random(), dice.random(), dice.random(), 1)
        if dice.random() < 0.5:
            button = gtk.ColorButton(rgba=colour)
        else:
            button = gtk.Button(relief=gtk.ReliefStyle(dice.choice((0, 2))))
            paint = make.plain(side, colour)
            button.add(gtk.Image.new_from_pixbuf(paint))
        button.set_valign(gtk.Align.START)
        grid.attach(button, place % columns, place // columns, 1, 1)
    return _beside_something(make, grid)


def settings(make: GtkMaker) -> Any:
    """Groups of rows in frames, each with a switch, a choice or an arrow at its end."""
    gtk, dice = make.gtk, make.dice
    column = gtk.Box(orientation=gtk.Orientation.VERTICAL, spacing=6)
    column.set_border_width(dice.choice((0, 6, 18)))
    if dice.random() < 0.6:
        column.set_size_request(dice.randrange(300, 700), -1)
        column.set_halign(gtk.Align.CENTER)
    for _ in range(dice.randint(1, 4)):
        heading = gtk.Label(xalign=0, label=make.says.caption())
        heading.set_markup(f"<b>{heading.get_text()}</b>")
        column.pack_start(heading, False, False, 0)
        rows = gtk.ListBox(selection_mode=gtk.SelectionMode.NONE)
        for _ in range(dice.randint(1, 6)):
            rows.add(_setting(make))
        frame = gtk.Frame()
        frame.add(rows)
        column.pack_start(frame, False, False, 0)
    return make.scrolled(column)


def _setting(make: GtkMaker) -> Any:
    gtk, dice = make.gtk, make.dice
    row = gtk.Box(spacing=12, border_width=dice.choice((4, 8, 12)))
    if dice.random() < 0.3:
        row.pack_start(make.image(), False, False, 0)
    words = gtk.Box(orientation=gtk.Orientation.VERTICAL)
    words.pack_start(gtk.Label(label=make.says.caption(4), xalign=0), False, False, 0)
    if dice.random() < 0.4:
        small = gtk.Label(xalign=0)
        small.set_markup(f"<small>{make.says.sentence(dice.randint(3, 9))}</small>")
        words.pack_start(small, False, False, 0)
    row.pack_start(words, True, True, 0)
    end = dice.choice(
        (make.switch, make.switch, make.combo, make.icon_button, make.spin, make.scale)
    )
    row.pack_end(end(), False, False, 0)
    return row


def bubble(make: GtkMaker) -> Any:
    """What a menu in a bubble holds, beside what lies under it."""
    gtk, dice = make.gtk, make.dice
    column = gtk.Box(orientation=gtk.Orientation.VERTICAL, border_width=dice.choice((4, 6, 10)))
    if dice.random() < 0.5:
        tools = [make.icon_button() for _ in range(dice.randint(2, 5))]
        column.pack_start(make.beside_each_other(tools), False, False, 4)
    for _ in range(dice.randint(3, 16)):
        if dice.random() < 0.15:
            column.pack_start(gtk.Separator(), False, False, 4)
        item = gtk.ModelButton(text=make.says.caption(4))
        if dice.random() < 0.2:
            item.set_property("role", gtk.ButtonRole(dice.choice((1, 2))))
            item.set_property("active", dice.random() < 0.5)
        elif dice.random() < 0.15:
            item.set_property("menu-name", "more")
        item.set_sensitive(dice.random() > 0.1)
        column.pack_start(item, False, False, 0)
    frame = gtk.Frame(halign=gtk.Align.START, valign=gtk.Align.START)
    frame.add(column)
    return _beside_something(make, frame)


def expanders(make: GtkMaker) -> Any:
    """Parts that fold away, some of them open: a panel of properties."""
    gtk, dice = make.gtk, make.dice
    column = gtk.Box(orientation=gtk.Orientation.VERTICAL, spacing=dice.randrange(0, 8))
    column.set_border_width(dice.randrange(0, 8))
    for _ in range(dice.randint(2, 9)):
        part = gtk.Expander(label=make.says.caption(2), expanded=dice.random() < 0.4)
        if part.get_expanded():
            part.add(make.form())
        column.pack_start(part, False, False, 0)
    return make.scrolled(column)


def side_by_side(make: GtkMaker) -> Any:
    """A list of pages with the page that was chosen."""
    gtk, dice = make.gtk, make.dice
    pages = gtk.Stack()
    for place in range(dice.randint(2, 9)):
        pages.add_titled(
            make.form() if place == 0 else gtk.Label(), str(place), make.says.caption(2)
        )
    if dice.random() < 0.5:
        names: Any = gtk.StackSidebar(stack=pages)
        made = gtk.Box()
        made.pack_start(names, False, False, 0)
    else:
        names = gtk.StackSwitcher(stack=pages, halign=gtk.Align.CENTER)
        made = gtk.Box(orientation=gtk.Orientation.VERTICAL)
        made.pack_start(names, False, False, dice.randrange(0, 12))
    made.pack_start(pages, True, True, 0)
    return made


def chosen_colour(make: GtkMaker) -> Any:
    made = make.gtk.ColorChooserWidget(show_editor=make.dice.random() < 0.4)
    made.set_halign(make.gtk.Align.START)
    made.set_valign(make.gtk.Align.START)
    return made


def chosen_font(make: GtkMaker) -> Any:
    return make.gtk.FontChooserWidget()


def ticked_table(make: GtkMaker) -> Any:
    """Rows with boxes to tick and pictures in several columns, many of their cells blank."""
    gtk, dice = make.gtk, make.dice
    pixbuf = make.picture_type
    kinds = dice.choices(
        ("tick", "radio", "picture", "text", "bar"), (4, 1, 3, 4, 1), k=dice.randint(2, 7)
    )
    types = {"tick": bool, "radio": bool, "picture": pixbuf, "text": str, "bar": int}
    model = gtk.ListStore(*(types[kind] for kind in kinds))
    share = dice.choice((0.3, 0.6, 0.9))
    pictures = [make.pixbuf(dice.choice((16, 16, 24))) for _ in range(3)]
    for _ in range(dice.randint(3, 40)):
        values: dict[str, Callable[[], Any]] = {
            "tick": lambda: dice.random() < 0.5,
            "radio": lambda: dice.random() < 0.2,
            "picture": lambda: dice.choice(pictures) if dice.random() < share else None,
            "text": lambda: make.says.value() if dice.random() < share else "",
            "bar": lambda: dice.randrange(101),
        }
        model.append([values[kind]() for kind in kinds])
    view = gtk.TreeView(model=model)
    for place, kind in enumerate(kinds):
        title = make.says.caption(2) if kind in ("text", "bar") or dice.random() < 0.4 else ""
        view.append_column(_column(make, kind, title, place))
    view.set_headers_visible(dice.random() < 0.7)
    view.set_grid_lines(gtk.TreeViewGridLines(dice.choice((0, 0, 1, 2, 3))))
    return make.scrolled(view)


def _column(make: GtkMaker, kind: str, title: str, place: int) -> Any:
    gtk = make.gtk
    match kind:
        case "tick" | "radio":
            drawn = gtk.CellRendererToggle(radio=kind == "radio")
            made = gtk.TreeViewColumn(title, drawn, active=place)
        case "picture":
            made = gtk.TreeViewColumn(title, gtk.CellRendererPixbuf(), pixbuf=place)
        case "bar":
            made = gtk.TreeViewColumn(title, gtk.CellRendererProgress(), value=place)
        case _:
            written = gtk.CellRendererText(xalign=make.dice.choice((0, 0, 1)))
            made = gtk.TreeViewColumn(title, written, text=place)
            made.set_expand(make.dice.random() < 0.5)
    made.set_sort_indicator(make.dice.random() < 0.15)
    return made


def stacked(make: GtkMaker) -> Any:
    """A calendar, a bar that tells something, a gauge: what is seldom alone."""
    gtk, dice = make.gtk, make.dice
    column = gtk.Box(orientation=gtk.Orientation.VERTICAL, spacing=6, border_width=6)
    note = gtk.InfoBar(message_type=gtk.MessageType(dice.randrange(4)))
    note.get_content_area().add(gtk.Label(label=make.says.sentence(6)))
    note.add_button(make.says.caption(1), 1)
    note.set_show_close_button(dice.random() < 0.5)
    column.pack_start(note, False, False, 0)
    column.pack_start(gtk.LevelBar(value=dice.random()), False, False, 0)
    column.pack_start(make.beside_each_other([make.field(), make.icon_button()]), False, False, 0)
    column.pack_start(make.text(), True, True, 0)
    return column


def editor(make: GtkMaker) -> Any:
    """A page of text with a find bar and a status bar of small buttons."""
    gtk, dice = make.gtk, make.dice
    column = gtk.Box(orientation=gtk.Orientation.VERTICAL)
    if dice.random() < 0.4:
        found = gtk.Box(spacing=dice.choice((0, 4)), border_width=dice.choice((2, 6)))
        for part in (make.field(), make.icon_button(), make.icon_button(), make.check_box()):
            found.pack_start(part, False, False, 0)
        column.pack_start(found, False, False, 0)
    column.pack_start(make.text(), True, True, 0)
    status = gtk.Box(spacing=dice.choice((0, 6, 12)))
    for _ in range(dice.randint(2, 5)):
        small: Any = gtk.MenuButton(relief=gtk.ReliefStyle.NONE)
        words = gtk.Box(spacing=4)
        words.pack_start(gtk.Label(label=make.says.caption(2)), False, False, 0)
        words.pack_start(gtk.Arrow(arrow_type=gtk.ArrowType.DOWN), False, False, 0)
        small.add(words)
        status.pack_end(small if dice.random() < 0.6 else make.label(), False, False, 0)
    column.pack_start(status, False, False, 0)
    return column


def _beside_something(make: GtkMaker, part: Any) -> Any:
    """What is small is at the side of what fills the rest."""
    made = make.gtk.Box(spacing=make.dice.randrange(0, 8))
    rest = make.dice.choice((make.text, make.tree, make.form, make.icon_view))()
    ends = (made.pack_start, made.pack_end)
    ends[make.dice.randrange(2)](part, False, False, 0)
    made.pack_start(rest, True, True, 0)
    return made
