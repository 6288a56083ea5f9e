"""What the roles of the accessibility tree mean to a person who points at things.

Role names are AT-SPI's, in lower case with spaces.
"""

from typing import Final

BUTTONS: Final = frozenset({"push button", "button", "toggle button", "push button menu"})
CHECK_BOXES: Final = frozenset({"check box", "check menu item", "switch"})
RADIO_BUTTONS: Final = frozenset({"radio button", "radio menu item"})
TEXT_FIELDS: Final = frozenset(
    {"text", "entry", "password text", "autocomplete", "editbar", "document text", "spin button"}
)
MENUS: Final = frozenset({"menu"})
MENU_ITEMS: Final = frozenset({"menu item", "check menu item", "radio menu item", "menu"})
COMBO_BOXES: Final = frozenset({"combo box"})
TABS: Final = frozenset({"page tab"})
LINKS: Final = frozenset({"link"})
SLIDERS: Final = frozenset({"slider", "dial"})
SPIN_BUTTONS: Final = frozenset({"spin button"})
SCROLL_BARS: Final = frozenset({"scroll bar"})
CELLS: Final = frozenset({"table cell", "table row", "list item", "tree item", "cell"})
PICTURES: Final = frozenset({"icon", "image", "desktop icon"})
ICONS: Final = PICTURES | BUTTONS
CANVASES: Final = frozenset({"drawing area", "canvas", "image", "color chooser"})
HEADERS: Final = frozenset({"column header", "row header", "table column header"})
HOLDING: Final = TEXT_FIELDS | COMBO_BOXES | SPIN_BUTTONS
"""What is drawn in these is what they hold, and not what they are called."""

LABELS: Final = frozenset({"label", "static", "heading", "paragraph", "caption", "text"})

INTERACTIVE: Final = (
    BUTTONS
    | CHECK_BOXES
    | RADIO_BUTTONS
    | TEXT_FIELDS
    | MENU_ITEMS
    | COMBO_BOXES
    | TABS
    | LINKS
    | SLIDERS
    | SCROLL_BARS
    | CELLS
    | HEADERS
    | frozenset({"icon", "desktop icon", "terminal", "canvas", "color chooser", "drawing area"})
)

LARGE_SURFACES: Final = frozenset(
    {
        "text", "document text", "document web", "document frame", "terminal", "canvas",
        "drawing area", "slider", "dial", "scroll bar", "image", "calendar", "table", "tree",
    }
)  # fmt: skip
"""Where in the box one clicks makes a difference."""

CONTAINERS: Final = frozenset(
    {
        "application", "frame", "window", "dialog", "alert", "file chooser", "panel", "filler",
        "scroll pane", "viewport", "split pane", "root pane", "layered pane", "glass pane",
        "page tab list", "tool bar", "menu bar", "popup menu", "list", "list box", "tree",
        "tree table", "table", "grouping", "section", "form", "status bar", "info bar",
        "internal frame", "option pane", "document frame", "document web", "landmark",
        "redundant object", "unknown", "invalid", "separator", "notification", "tool tip",
        "header", "footer", "article",
    }
)  # fmt: skip
"""Things that hold others, or that nobody points at."""

INTERCHANGEABLE: Final = (
    BUTTONS | LINKS | frozenset({"icon", "menu item"}),
    BUTTONS | frozenset({"menu", "combo box", "menu item"}),
    BUTTONS | frozenset({"page tab", "radio button"}),
    CHECK_BOXES | RADIO_BUTTONS | frozenset({"toggle button"}),
    TEXT_FIELDS | COMBO_BOXES,
    CELLS | frozenset({"label", "menu item", "icon"}),
    MENU_ITEMS | CELLS,
)
"""Roles that people, and toolkits among each other, call by each other's names."""

_WORDS: Final[tuple[tuple[tuple[str, ...], frozenset[str]], ...]] = (
    (("push button", "button", "btn", "toggle button", "toggle", "toolbar button"), BUTTONS),
    (("check box", "checkbox", "tick box", "tickbox", "box", "switch"), CHECK_BOXES),
    (("check menu item",), frozenset({"check menu item"})),
    (("radio menu item",), frozenset({"radio menu item"})),
    (("radio button", "radio", "option button"), RADIO_BUTTONS),
    (
        (
            "text field", "text box", "textbox", "input field", "input box", "input", "entry",
            "field", "text", "text area", "textarea", "editor", "text editor", "edit field",
            "search box", "search field", "password field", "text entry", "document",
        ),
        TEXT_FIELDS,
    ),
    (("menu",), MENUS),
    (("menu item", "menuitem", "menu entry", "menu option"), MENU_ITEMS),
    (
        ("combo box", "combobox", "drop down", "dropdown", "drop-down", "select box",
         "dropdown list", "drop-down list", "dropdown menu"),
        COMBO_BOXES,
    ),
    (("tab", "page tab"), TABS),
    (("link", "hyperlink"), LINKS),
    (("slider", "dial"), SLIDERS),
    (("spin button", "spin box", "spinbox", "number field"), SPIN_BUTTONS),
    (("scroll bar", "scrollbar"), SCROLL_BARS),
    (
        ("cell", "table cell", "row", "table row", "list item", "item", "tree item"),
        CELLS,
    ),
    (("icon", "image", "picture"), ICONS),
    (("column header", "header", "column"), HEADERS),
    (("label", "text label", "heading"), LABELS),
    (("drawing area", "canvas", "drawing"), CANVASES),
    (("progress bar",), frozenset({"progress bar"})),
)  # fmt: skip

NAMED_ROLES: Final[dict[tuple[str, ...], frozenset[str]]] = {
    tuple(word.split()): roles for words, roles in _WORDS for word in words
}
"""From the words a person uses, split at spaces, to the roles that they may mean."""

_PLAIN_FIELDS = TEXT_FIELDS - SPIN_BUTTONS
_NARROW: Final[tuple[tuple[tuple[str, ...], frozenset[str]], ...]] = (
    (("toggle button", "toggle"), frozenset({"toggle button"})),
    (("check box", "checkbox", "tick box", "tickbox"), frozenset({"check box"})),
    (("switch",), frozenset({"switch"})),
    (("radio button", "radio", "option button"), frozenset({"radio button"})),
    (("password field",), frozenset({"password text"})),
    (
        ("text field", "text box", "textbox", "input field", "input box", "entry", "field",
         "text area", "textarea", "editor", "text editor", "edit field", "search box",
         "search field", "text entry", "document"),
        _PLAIN_FIELDS,
    ),
    (("menu item", "menuitem", "menu entry", "menu option"), MENU_ITEMS - MENUS),
    (("list item",), frozenset({"list item"})),
    (("tree item",), frozenset({"tree item"})),
    (("cell", "table cell"), frozenset({"table cell", "cell"})),
    (("icon", "image", "picture"), PICTURES),
    (("label", "text label", "heading"), LABELS - TEXT_FIELDS),
)  # fmt: skip

NARROW_ROLES: Final[dict[tuple[str, ...], frozenset[str]]] = {
    tuple(word.split()): roles for words, roles in _NARROW for word in words
}
"""The same, for words that mean less where no name goes with them: "the Save icon" may be a
button, "the second icon" counts icons. Words that mean as much then are not among these."""

CONTAINER_WORDS: Final[dict[str, frozenset[str]]] = {
    "toolbar": frozenset({"tool bar"}),
    "tool bar": frozenset({"tool bar"}),
    "menu bar": frozenset({"menu bar"}),
    "menubar": frozenset({"menu bar"}),
    "menu": frozenset({"menu", "popup menu"}),
    "dialog": frozenset({"dialog", "alert", "file chooser"}),
    "dialogue": frozenset({"dialog", "alert", "file chooser"}),
    "dialog box": frozenset({"dialog", "alert", "file chooser"}),
    "window": frozenset({"frame", "window", "dialog", "file chooser"}),
    "status bar": frozenset({"status bar"}),
    "statusbar": frozenset({"status bar"}),
    "list": frozenset({"list", "list box", "tree", "tree table", "table"}),
    "table": frozenset({"table", "tree table"}),
    "tree": frozenset({"tree", "tree table"}),
    "panel": frozenset({"panel", "filler", "grouping"}),
    "group": frozenset({"panel", "grouping"}),
    "tab": frozenset({"page tab", "scroll pane", "panel"}),
    "tab bar": frozenset({"page tab list"}),
    "side pane": frozenset({"panel", "list", "tree", "tree table"}),
}


_ALL: Final = (
    CONTAINERS | INTERACTIVE | LARGE_SURFACES | LABELS | PICTURES | frozenset({"progress bar"})
)


def split_entry(entry: str) -> tuple[str, str]:
    """ "role name" of a container apart; of roles that begin alike the longest is meant."""
    words = entry.split(" ")
    for length in range(len(words), 1, -1):
        role = " ".join(words[:length])
        if role in _ALL:
            return role, " ".join(words[length:])
    return words[0], " ".join(words[1:])


def fits(role: str, wanted: frozenset[str]) -> float:
    """How well a role answers the wanted ones: 1 the same, 0.85 near, 0.4 another kind.

    No wanted roles: any role is right.
    """
    if not wanted or role in wanted:
        return 1.0
    if any(role in group and wanted & group for group in INTERCHANGEABLE):
        return 0.85
    return 0.4
