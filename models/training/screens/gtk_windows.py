"""Whole made-up screens of GTK 3 windows, in the themes that are installed."""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.labels import Label, Labelled
from models.screen_classes import role_of
from models.training.screens.gtk_icon_themes import write_themes
from models.training.screens.gtk_panes import any_pane
from models.training.screens.gtk_sightings import GtkSeen, Sights
from models.training.screens.gtk_widgets import GtkMaker
from tracker.frames import Frame
from tracker.geometry import Box

SIZE = (1920, 1080)
_THEMES = Path("/usr/share/themes")
_FAMILIES = ("DejaVu Sans", "Noto Sans", "Cantarell", "Liberation Sans", "Roboto", "Open Sans")
_SETTLED_S = 0.04
_HIDDEN = 0.35
"""A thing is not labelled if more of it lies under another window."""


class GtkScreenMaker:
    """modules: as `gtk_library.gtk_on` gives them, on a display of SIZE. icons: SVG files.

    folder: an empty one, in which icon themes are made of them.
    """

    def __init__(self, modules: dict[str, Any], icons: Sequence[Path], folder: Path) -> None:
        self._modules = modules
        self._gtk, self._gdk = modules["Gtk"], modules["Gdk"]
        self._icons = icons
        self._sights = Sights(self._gtk)
        self._rules: Any = None
        self._themes = sorted(
            folder.name
            for folder in (_THEMES.iterdir() if _THEMES.is_dir() else ())
            if (folder / "gtk-3.0").is_dir() and "xhdpi" not in folder.name
        ) or ["Adwaita"]
        self._icon_theme = "hicolor"
        self._icon_themes = write_themes(icons, folder)
        self._gtk.IconTheme.get_default().set_search_path([str(folder)])

    def screen(self, dice: random.Random) -> Labelled:
        self._look(dice)
        ground = self._ground(dice)
        windows, seen = [ground], list[GtkSeen]()
        for _ in range(dice.choices((1, 2), (3, 1))[0]):
            window, place = self._window(dice)
            windows.append(window)
            size = window.get_allocation()
            cover = Box(*place, place[0] + size.width, place[1] + size.height)
            seen = [one for one in seen if _is_seen(one.box, cover)]
            seen += self._sights.seen_in(window, place)
            if dice.random() < 0.35:
                menu, shown, cover = self._menu(dice, window, place)
                windows.append(menu)
                seen = [one for one in seen if _is_seen(one.box, cover)] + shown
        self._settle()
        width, height = SIZE
        shot = self._gdk.pixbuf_get_from_window(
            self._gdk.get_default_root_window(), 0, 0, width, height
        )
        rows = np.frombuffer(shot.get_pixels(), np.uint8)
        step, channels = shot.get_rowstride(), shot.get_n_channels()
        rows = np.pad(rows, (0, step * height - len(rows))).reshape(height, step)
        pixels = rows[:, : width * channels].reshape(height, width, channels)[:, :, :3].copy()
        for window in windows:
            window.destroy()
        self._settle()
        whole = Box(0, 0, width, height)
        labels = []
        for one in seen:
            cut = one.box.intersection(whole)
            if cut is not None and min(cut.width, cut.height) >= 5:
                labels.append(Label(role_of(one.kind), "", cut, kind=one.kind))
        return Labelled(Frame(pixels=pixels), tuple(labels))

    def _settle(self) -> None:
        """Until all is laid out and drawn: GTK draws at its own pace, some 60 times a second."""
        gtk = self._gtk
        until = time.monotonic() + _SETTLED_S
        while time.monotonic() < until:
            while gtk.events_pending():
                gtk.main_iteration_do(False)
            time.sleep(0.004)
        self._gdk.Display.get_default().sync()

    def _look(self, dice: random.Random) -> None:
        gtk = self._gtk
        settings, screen = gtk.Settings.get_default(), self._gdk.Screen.get_default()
        theme = dice.choice(("Adwaita", dice.choice(self._themes)))
        settings.set_property("gtk-theme-name", theme)
        self._icon_theme = dice.choice(self._icon_themes or ["hicolor"])
        settings.set_property("gtk-icon-theme-name", self._icon_theme)
        direction = gtk.TextDirection.RTL if dice.random() < 0.06 else gtk.TextDirection.LTR
        gtk.Widget.set_default_direction(direction)
        settings.set_property("gtk-application-prefer-dark-theme", dice.random() < 0.2)
        size = dice.choices((8, 9, 10, 11, 12), (1, 3, 5, 3, 1))[0]
        settings.set_property("gtk-font-name", f"{dice.choice(_FAMILIES)} {size}")
        dots = dice.choices((96, 110, 120, 144), (7, 1, 1, 1))[0]
        settings.set_property("gtk-xft-dpi", dots * 1024)
        if self._rules is not None:
            gtk.StyleContext.remove_provider_for_screen(screen, self._rules)
            self._rules = None
        if dice.random() < 0.4:
            self._rules = gtk.CssProvider()
            self._rules.load_from_data(_rules(dice).encode())
            gtk.StyleContext.add_provider_for_screen(screen, self._rules, 800)

    def _ground(self, dice: random.Random) -> Any:
        """What lies behind the windows."""
        gtk = self._gtk
        ground = gtk.Window(type=gtk.WindowType.POPUP)
        ground.set_app_paintable(True)
        red, green, blue = (dice.uniform(0.1, 0.9) for _ in range(3))

        def draw(_widget: Any, canvas: Any) -> bool:
            canvas.set_source_rgb(red, green, blue)
            canvas.paint()
            return True

        ground.connect("draw", draw)
        ground.resize(*SIZE)
        ground.show_all()
        return ground

    def _window(self, dice: random.Random) -> tuple[Any, tuple[int, int]]:
        gtk = self._gtk
        window = gtk.Window(type=gtk.WindowType.POPUP)
        ink = window.get_style_context().get_color(gtk.StateFlags.NORMAL)
        shade = "#" + "".join(f"{round(255 * one):02x}" for one in (ink.red, ink.green, ink.blue))
        make = GtkMaker(
            self._modules,
            dice,
            self._icons,
            shade,
            any_pane,
            has_theme=self._icon_theme != "hicolor",
        )
        column = gtk.Box(orientation=gtk.Orientation.VERTICAL)
        window.add(column)
        if dice.random() < 0.35:
            column.pack_start(_header(make), False, False, 0)
        if dice.random() < 0.6:
            column.pack_start(_menu_bar(make), False, False, 0)
        for _ in range(dice.choices((0, 1, 2, 3), (3, 5, 2, 1))[0]):
            column.pack_start(make.tool_bar(), False, False, 0)
        column.pack_start(make.area(), True, True, 0)
        if dice.random() < 0.35:
            column.pack_start(_answers(make), False, False, 0)
        if dice.random() < 0.5:
            bar = gtk.Statusbar()
            bar.push(0, make.says.sentence(4))
            column.pack_start(bar, False, False, 0)
        full = dice.random() < 0.3
        width = SIZE[0] if full else dice.randrange(300, 1500)
        height = SIZE[1] if full else dice.randrange(220, 950)
        window.set_default_size(width, height)
        window.show_all()
        self._settle()
        size = window.get_allocation()
        place = (
            dice.randrange(max(1, SIZE[0] - size.width)),
            dice.randrange(max(1, SIZE[1] - size.height)),
        )
        window.move(*place)
        if dice.random() < 0.15:
            window.set_state_flags(gtk.StateFlags.BACKDROP, False)
        self._settle()
        return window, place

    def _menu(
        self, dice: random.Random, window: Any, corner: tuple[int, int]
    ) -> tuple[Any, list[GtkSeen], Box]:
        gtk = self._gtk
        bar = gtk.MenuBar(pack_direction=gtk.PackDirection.TTB)
        make = GtkMaker(self._modules, dice, self._icons, "#808080", any_pane)
        menu = make.menu()
        items = menu.get_children()
        for item in items:
            menu.remove(item)
            bar.append(item)
        context = bar.get_style_context()
        context.remove_class("menubar")
        context.add_class("menu")
        popup = gtk.Window(type=gtk.WindowType.POPUP)
        popup.get_style_context().add_class("popup")
        popup.add(bar)
        size = window.get_allocation()
        place = (
            corner[0] + dice.randrange(max(1, size.width // 2)),
            corner[1] + dice.choice((30, 50, dice.randrange(max(1, size.height // 2)))),
        )
        popup.move(*place)
        popup.show_all()
        self._settle()
        shown = popup.get_allocation()
        cover = Box(*place, place[0] + max(1, shown.width), place[1] + max(1, shown.height))
        return popup, list(self._sights.seen_in(popup, place)), cover


def _header(make: GtkMaker) -> Any:
    bar = make.gtk.HeaderBar(title=make.says.caption(3))
    for _ in range(make.dice.randint(0, 4)):
        kind = make.dice.choice((make.icon_button, make.icon_button, make.button))
        (bar.pack_start if make.dice.random() < 0.5 else bar.pack_end)(kind())
    names = ("close", "maximize", "minimize")[: make.dice.randint(0, 3)]
    for name in names:
        button = make.gtk.Button.new_from_icon_name(f"window-{name}-symbolic", 1)
        button.get_style_context().add_class("titlebutton")
        button.get_style_context().add_class(name)
        bar.pack_end(button)
    return bar


def _menu_bar(make: GtkMaker) -> Any:
    bar = make.gtk.MenuBar()
    for _ in range(make.dice.randint(3, 10)):
        bar.append(make.gtk.MenuItem(label=make.says.caption(1)))
    return bar


def _answers(make: GtkMaker) -> Any:
    box = make.gtk.ButtonBox(spacing=make.dice.randrange(0, 12), border_width=6)
    box.set_layout(make.gtk.ButtonBoxStyle(make.dice.choice((1, 2, 3, 4, 4))))
    for _ in range(make.dice.randint(1, 4)):
        box.add(make.button())
    return box


def _rules(dice: random.Random) -> str:
    """Rules over the theme's own."""
    pad, wide, round_px = dice.randrange(0, 8), dice.randrange(2, 18), dice.randrange(0, 10)
    light, hue = dice.choice((dice.randrange(8, 30), dice.randrange(75, 100))), dice.randrange(360)

    def shade(level: int) -> str:
        # Grey with a little of one colour.
        tint = [((hue >> place) % 3 - 1) * 2 for place in range(3)]
        return "rgb({}%,{}%,{}%)".format(*(min(100, max(0, level + one)) for one in tint))

    ink = 95 if light < 50 else 8
    every = (
        f"button {{ padding: {pad}px {wide}px; min-height: 0; min-width: 0; }}",
        f"button, entry {{ border-radius: {round_px}px; }}",
        f"entry {{ padding: {pad}px; min-height: 0; }}",
        f"menuitem {{ padding: {pad}px {wide}px; }}",
        f"toolbar button {{ padding: {dice.randrange(0, 6)}px; }}",
        f"notebook tab {{ padding: {pad}px {wide}px; min-height: 0; }}",
        f"treeview.view {{ padding: {dice.randrange(0, 5)}px; }}",
        f"window, .background, menubar, toolbar, .menu {{ background: {shade(light)}; }}"
        "entry, textview text, treeview.view, list, iconview "
        f"{{ background: {shade(min(100, light + 5))}; color: {shade(ink)}; }}"
        f"window, label {{ color: {shade(ink)}; }}",
    )
    return "\n".join(rule for rule in every if dice.random() < 0.5)


def _is_seen(box: Box, cover: Box) -> bool:
    over = box.intersection(cover)
    return over is None or over.area <= _HIDDEN * box.area
