"""AT-SPI's states by number, and the roles that are treated apart."""

from functools import lru_cache
from typing import Final

STATES: Final = (
    "invalid", "active", "armed", "busy", "checked", "collapsed", "defunct", "editable",
    "enabled", "expandable", "expanded", "focusable", "focused", "has tooltip", "horizontal",
    "iconified", "modal", "multi line", "multiselectable", "opaque", "pressed", "resizable",
    "selectable", "selected", "sensitive", "showing", "single line", "stale", "transient",
    "vertical", "visible", "manages descendants", "indeterminate", "required", "truncated",
    "animated", "invalid entry", "supports autocompletion", "selectable text", "is default",
    "visited", "checkable", "has popup", "read only",
)  # fmt: skip
"""In the order of AtspiStateType. Source: at-spi2-core, atspi-constants.h."""

CONCEALED: Final = "password text"

UNANSWERED: Final = "unanswered"
"""A state of ours, beside that role: the program did not tell what the field is, so it is treated
as a secret until it does."""

TEXTS: Final = frozenset(
    {
        "text",
        "entry",
        "paragraph",
        "terminal",
        "document text",
        "spin button",
        "spin box",
        "editbar",
    }
)
"""Roles whose value is their text; any element that is editable is one of them."""

NUMBERS: Final = frozenset(
    {
        "slider",
        "spin button",
        "spin box",
        "progress bar",
        "scroll bar",
        "level bar",
        "dial",
        "rating",
    }
)
"""Roles whose value is a number, where they have no text."""

LABELLED: Final = frozenset({*TEXTS, *NUMBERS, CONCEALED, "combo box", "list box", "table", "list"})
"""Roles that are named by a label beside them, where they have no name of their own."""

LAYOUT: Final = frozenset(
    {"filler", "panel", "redundant object", "separator", "unknown", "viewport"}
)
"""Nothing that a person would point at, unless they are named."""

POPPING: Final = frozenset({"menu", "popup menu", "combo box", "tool tip", "window"})
"""Their children may lie in a pop-up, outside of what encloses them in the tree."""

CLIPPING: Final = frozenset({"scroll pane", "viewport", "frame", "dialog"})

PRESSABLE: Final = frozenset(
    {"push button", "button", "toggle button", "link", "menu item", "check box", "radio button",
     "page tab", "list item", "check menu item", "radio menu item"}
)  # fmt: skip
"""Chromium puts a static text inside of these; what a person points at is the outer one."""


@lru_cache(1024)
def state_names(bits: tuple[int, ...]) -> tuple[str, ...]:
    """bits: two words of 32, the lower one first."""
    number = sum(word << (32 * place) for place, word in enumerate(bits))
    return tuple(sorted(name for place, name in enumerate(STATES) if number >> place & 1))


MENUS: Final = frozenset({"menu", "menu item", "check menu item", "radio menu item"})
"""What takes the keys while it is open."""
