"""What Windows' UI Automation tells, in AT-SPI's words.

Pure. Its names of properties without their type's prefix: ControlType, ToggleToggleState.
Source: Microsoft, UI Automation control types, property and control pattern identifiers.
"""

from typing import Final

from tracker.desktop.atspi_names import CONCEALED, NUMBERS
from tracker.desktop.native import Extents, Properties, Told

ROLES: Final = {
    50000: "push button", 50001: "calendar", 50002: "check box", 50003: "combo box", 50004: "text",
    50005: "link", 50006: "image", 50007: "list item", 50008: "list", 50009: "popup menu",
    50010: "menu bar", 50011: "menu item", 50012: "progress bar", 50013: "radio button",
    50014: "scroll bar", 50015: "slider", 50016: "spin button", 50017: "status bar",
    50018: "page tab list", 50019: "page tab", 50020: "label", 50021: "tool bar", 50022: "tool tip",
    50023: "tree", 50024: "tree item", 50025: "unknown", 50026: "panel", 50027: "unknown",
    50028: "table", 50029: "table cell", 50030: "text", 50031: "push button", 50032: "frame",
    50033: "panel", 50034: "header", 50035: "column header", 50036: "table", 50037: "title bar",
    50038: "separator", 50039: "panel", 50040: "tool bar",
}  # fmt: skip
"""By ControlType."""

PROPERTIES: Final = {
    "BoundingRectangle": 30001, "ProcessId": 30002, "ControlType": 30003, "Name": 30005,
    "HasKeyboardFocus": 30008, "IsKeyboardFocusable": 30009, "IsEnabled": 30010,
    "HelpText": 30013, "IsPassword": 30019, "IsOffscreen": 30022, "FrameworkId": 30024,
    "IsRequiredForForm": 30025, "IsExpandCollapsePatternAvailable": 30028,
    "IsRangeValuePatternAvailable": 30033, "IsSelectionItemPatternAvailable": 30036,
    "IsTogglePatternAvailable": 30041, "IsValuePatternAvailable": 30043, "ValueValue": 30045,
    "ValueIsReadOnly": 30046, "RangeValueValue": 30047, "ExpandCollapseExpandCollapseState": 30070,
    "WindowIsModal": 30077, "SelectionItemIsSelected": 30079, "ToggleToggleState": 30086,
}  # fmt: skip
"""What is asked of each node, with its number. `ValueValue` is left out of password fields."""

_TEXT, _WINDOW, _DOCUMENT, _MENU_ITEM, _BUTTON, _EDIT = 50020, 50032, 50030, 50011, 50000, 50004
_BROWSERS: Final = frozenset({"Chrome", "Gecko", "InternetExplorer", "MicrosoftEdge"})
"""FrameworkId of those whose documents are pages, and have their address for a value."""
_LONGEST_VALUE: Final = 2000
_COLLAPSED, _EXPANDED, _PARTLY, _LEAF = range(4)
_OFF, _ON, _INDETERMINATE = range(3)


def translate(properties: Properties) -> Told:
    kind = properties.get("ControlType")
    role = _role(kind, properties)
    value = "" if role == CONCEALED else _value(role, properties)
    url = value if role == "document web" else ""
    left, top, width, height = _four(properties.get("BoundingRectangle"))
    return Told(
        role=role,
        name=_text(properties.get("Name")).strip(),
        description=_text(properties.get("HelpText")).strip(),
        value="" if url else value,
        states=tuple(sorted(_states(kind, role, properties))),
        extents=Extents(left, top, width, height) if width > 0 and height > 0 else None,
        pid=_number(properties.get("ProcessId")),
        url=url,
    )


def _role(kind: object, properties: Properties) -> str:
    if properties.get("IsPassword") is True:
        return CONCEALED
    if kind == _MENU_ITEM:
        if _opens(properties):
            return "menu"
        return "check menu item" if _is(properties, "IsTogglePatternAvailable") else "menu item"
    if kind == _DOCUMENT and properties.get("FrameworkId") in _BROWSERS:
        return "document web"
    if kind == _BUTTON and _is(properties, "IsTogglePatternAvailable"):
        return "toggle button"
    if kind == _WINDOW and _is(properties, "WindowIsModal"):
        return "dialog"
    return ROLES.get(kind, "unknown") if isinstance(kind, int) else "unknown"


def _states(kind: object, role: str, properties: Properties) -> set[str]:
    states = {"visible"}
    if not _is(properties, "IsOffscreen"):
        states.add("showing")
    if properties.get("IsEnabled", True) is True:
        states |= {"enabled", "sensitive"}
    if _is(properties, "IsKeyboardFocusable"):
        states.add("focusable")
    if _is(properties, "HasKeyboardFocus"):
        states.add("focused")
    if _is(properties, "IsRequiredForForm"):
        states.add("required")
    if _is(properties, "WindowIsModal"):
        states.add("modal")
    if role in ("text", CONCEALED, "combo box", "spin button"):
        states |= _of_field(kind, properties)
    if _is(properties, "IsTogglePatternAvailable"):
        states.add("checkable")
        toggled = properties.get("ToggleToggleState")
        if toggled == _ON:
            states.add("pressed" if role == "toggle button" else "checked")
        if toggled == _INDETERMINATE:
            states.add("indeterminate")
    if _opens(properties):
        opened = properties.get("ExpandCollapseExpandCollapseState")
        states |= {"expandable", "expanded" if opened in (_EXPANDED, _PARTLY) else "collapsed"}
    if _is(properties, "IsSelectionItemPatternAvailable"):
        states.add("selectable")
        if _is(properties, "SelectionItemIsSelected"):
            states.add("checked" if role == "radio button" else "selected")
    return states


def _of_field(kind: object, properties: Properties) -> set[str]:
    """A document without a value pattern is written to by its text pattern."""
    lines = {"multi line"} if kind == _DOCUMENT else {"single line"} if kind == _EDIT else set()
    if not _is(properties, "IsValuePatternAvailable"):
        return {*lines, "editable"} if kind == _DOCUMENT else lines
    return {*lines, "read only" if _is(properties, "ValueIsReadOnly") else "editable"}


def _opens(properties: Properties) -> bool:
    return (
        _is(properties, "IsExpandCollapsePatternAvailable")
        and properties.get("ExpandCollapseExpandCollapseState") != _LEAF
    )


def _value(role: str, properties: Properties) -> str:
    if role in NUMBERS and _is(properties, "IsRangeValuePatternAvailable"):
        number = properties.get("RangeValueValue")
        return f"{number:g}" if isinstance(number, int | float) else ""
    return _text(properties.get("ValueValue"))[:_LONGEST_VALUE]


def _is(properties: Properties, name: str) -> bool:
    return properties.get(name) is True


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""


def _number(told: object) -> int:
    return told if isinstance(told, int) else 0


def _four(told: object) -> tuple[float, float, float, float]:
    """left, top, width, height; no size where there is none, as of what is scrolled away."""
    match told:
        case [int() | float() as left, int() | float() as top, int() | float() as width,
              int() | float() as height]:  # fmt: skip
            return left, top, width, height
    return 0.0, 0.0, 0.0, 0.0
