"""What macOS's accessibility tells, in AT-SPI's words.

Pure. Attributes by their names, AXRole and so on; AXPosition and AXSize are pairs of numbers.
Source: Apple, AXRoleConstants.h and AXAttributeConstants.h.
"""

from typing import Final

from tracker.desktop.atspi_names import CONCEALED, NUMBERS
from tracker.desktop.native import Extents, Properties, Told

ROLES: Final = {
    "AXApplication": "application", "AXBrowser": "tree table", "AXBusyIndicator": "progress bar",
    "AXButton": "push button", "AXCell": "table cell", "AXCheckBox": "check box",
    "AXColorWell": "push button", "AXColumn": "table column header", "AXComboBox": "combo box",
    "AXDateField": "text", "AXDisclosureTriangle": "toggle button", "AXDrawer": "panel",
    "AXGrid": "table", "AXGroup": "panel", "AXGrowArea": "unknown", "AXHandle": "unknown",
    "AXHeading": "heading", "AXHelpTag": "tool tip", "AXImage": "image",
    "AXIncrementor": "spin button", "AXLayoutArea": "panel", "AXLayoutItem": "panel",
    "AXLevelIndicator": "level bar",
    "AXLink": "link", "AXList": "list", "AXMatte": "panel", "AXMenu": "popup menu",
    "AXMenuBar": "menu bar", "AXMenuBarItem": "menu", "AXMenuButton": "push button",
    "AXMenuItem": "menu item", "AXOutline": "tree", "AXPage": "panel", "AXPopUpButton": "combo box",
    "AXPopover": "dialog", "AXProgressIndicator": "progress bar", "AXRadioButton": "radio button",
    "AXRadioGroup": "panel", "AXRelevanceIndicator": "level bar", "AXRow": "table row",
    "AXRuler": "ruler", "AXRulerMarker": "unknown", "AXScrollArea": "scroll pane",
    "AXScrollBar": "scroll bar", "AXSheet": "dialog", "AXSlider": "slider",
    "AXSplitGroup": "split pane", "AXSplitter": "separator", "AXStaticText": "label",
    "AXSystemWide": "unknown", "AXTabGroup": "page tab list", "AXTable": "table",
    "AXTextArea": "text", "AXTextField": "text", "AXTimeField": "text", "AXToolbar": "tool bar",
    "AXUnknown": "unknown", "AXValueIndicator": "unknown", "AXWebArea": "document web",
    "AXWindow": "frame",
}  # fmt: skip
"""By AXRole."""

SUBROLES: Final = {
    "AXDialog": "dialog", "AXSystemDialog": "dialog", "AXSecureTextField": CONCEALED,
    "AXOutlineRow": "tree item", "AXTabButton": "page tab", "AXToggle": "toggle button",
    "AXSwitch": "toggle button", "AXSearchField": "text", "AXContentList": "list",
    "AXSortButton": "column header", "AXSeparator": "separator",
}  # fmt: skip
"""Where the subrole says more than the role."""

_STANDARD: Final = {
    "AXCloseButton": "Close", "AXMinimizeButton": "Minimize", "AXZoomButton": "Zoom",
    "AXFullScreenButton": "Full Screen", "AXToolbarButton": "Toolbar",
    "AXIncrementArrow": "Increment", "AXDecrementArrow": "Decrement",
}  # fmt: skip
"""Buttons that have a subrole for a name."""

ATTRIBUTES: Final = (
    "AXRole", "AXSubrole", "AXTitle", "AXDescription", "AXHelp", "AXPlaceholderValue", "AXPosition",
    "AXSize", "AXEnabled", "AXFocused", "AXSelected", "AXExpanded", "AXDisclosing", "AXModal",
    "AXMinimized", "AXHidden", "AXRequired", "AXURL", "AXMenuItemMarkChar", "AXElementBusy",
)  # fmt: skip
"""What is asked of each node at once, besides its `AXValue`, which password fields are not asked
for, `settable`, whether that may be set, and its program's `pid`."""

_SELECTABLE: Final = frozenset(
    {"table row", "tree item", "list item", "page tab", "table cell", "menu item"}
)
_FIELDS: Final = frozenset({"text", "combo box", CONCEALED})
_TICKED: Final = frozenset({"check box", "radio button", "toggle button"})
_ON, _MIXED = 1, 2
_LONGEST_VALUE: Final = 2000


def translate(properties: Properties) -> Told:
    role = _role(properties)
    states = _states(role, properties)
    extents = _extents(properties)
    if role == "menu" and "selected" in states:
        states = states - {"selected", "selectable"} | {"expanded"}
    return Told(
        role=role,
        name=_name(role, properties),
        description=_text(properties, "AXHelp"),
        value="" if role == CONCEALED else _value(role, properties),
        states=tuple(sorted(states)),
        extents=extents,
        pid=pid if isinstance(pid := properties.get("pid"), int) else 0,
        url=_text(properties, "AXURL") if role == "document web" else "",
        # The items of a closed menu are in the tree, and have places of their own.
        closed=role == "menu" and "expanded" not in states,
    )


def _role(properties: Properties) -> str:
    subrole = SUBROLES.get(_text(properties, "AXSubrole"))
    if subrole is not None:
        return subrole
    role = ROLES.get(_text(properties, "AXRole"), "unknown")
    if role == "menu item" and _text(properties, "AXMenuItemMarkChar"):
        return "check menu item"
    return role


def _name(role: str, properties: Properties) -> str:
    names = ("AXTitle", "AXDescription", "AXPlaceholderValue")
    found = next((name for one in names if (name := _text(properties, one))), "")
    if not found and role in ("label", "heading"):
        return _text(properties, "AXValue")[:_LONGEST_VALUE]
    return found or _STANDARD.get(_text(properties, "AXSubrole"), "")


def _value(role: str, properties: Properties) -> str:
    value = properties.get("AXValue")
    if role in _TICKED or role in ("label", "heading", "page tab"):
        return ""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if role in NUMBERS else ""
    return value[:_LONGEST_VALUE] if isinstance(value, str) else ""


def _states(role: str, properties: Properties) -> frozenset[str]:
    states = {"visible"}
    if not _is(properties, "AXMinimized") and not _is(properties, "AXHidden"):
        states.add("showing")
    if properties.get("AXEnabled", True) is True:
        states |= {"enabled", "sensitive"}
    if "AXFocused" in properties:
        states.add("focusable")
    for attribute, state in (
        ("AXFocused", "focused"), ("AXModal", "modal"), ("AXRequired", "required"),
        ("AXElementBusy", "busy"), ("AXSelected", "selected"),
    ):  # fmt: skip
        if _is(properties, attribute):
            states.add(state)
    if role in _SELECTABLE:
        states.add("selectable")
    if role in _FIELDS:
        states.add("editable" if _is(properties, "settable") else "read only")
        is_area = properties.get("AXRole") == "AXTextArea"
        states.add("multi line" if is_area else "single line")
    states |= _ticked(role, properties)
    for attribute in ("AXExpanded", "AXDisclosing"):
        if attribute in properties:
            states |= {"expandable", "expanded" if _is(properties, attribute) else "collapsed"}
    return frozenset(states)


def _ticked(role: str, properties: Properties) -> set[str]:
    if role == "check menu item":
        return {"checkable", "checked"}
    if role not in _TICKED and role != "page tab":
        return set()
    value = properties.get("AXValue")
    if role == "page tab":
        return {"selected"} if value == _ON else set()
    on = "pressed" if role == "toggle button" else "checked"
    told = {on} if value == _ON else {"indeterminate"} if value == _MIXED else set[str]()
    return {"checkable", *told}


def _extents(properties: Properties) -> Extents | None:
    match properties.get("AXPosition"), properties.get("AXSize"):
        case (
            [int() | float() as left, int() | float() as top],
            [int() | float() as width, int() | float() as height],
        ) if width > 0 and height > 0:
            return Extents(left, top, width, height)
    return None


def _is(properties: Properties, name: str) -> bool:
    return properties.get(name) in (True, 1)


def _text(properties: Properties, name: str) -> str:
    told = properties.get(name)
    return told.strip() if isinstance(told, str) else ""
