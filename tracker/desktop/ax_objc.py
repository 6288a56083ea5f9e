"""macOS's accessibility through pyobjc, as Apple's own samples use it: a `Source` for macOS.

A node's attributes are read in one call into its program. Thin on purpose: what the answers mean
is in `tracker.desktop.ax`, which is tested without macOS.
Source: Apple, AXUIElement.h, AXValue.h and CGWindow.h.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from tracker.desktop.ax import ATTRIBUTES
from tracker.desktop.native import Extents, Properties, TopLevel
from tracker.errors import Unavailable
from tracker.geometry import ScreenPoint

_ANSWER_S: Final = 1.0
_SECRET: Final = "AXSecureTextField"  # noqa: S105  the name of a kind of field
_OK, _POINT, _SIZE = 0, 1, 2
"""kAXErrorSuccess; kAXValueTypeCGPoint, kAXValueTypeCGSize."""

_SHOWN, _NO_DESKTOP, _NO_WINDOW = 1, 16, 0
"""kCGWindowListOptionOnScreenOnly, kCGWindowListExcludeDesktopElements, kCGNullWindowID."""

_NORMAL: Final = 0
"""The layer of programs' windows; the menu bar and the dock are in others."""


class AxSource:
    """Satisfies `Source`. Its nodes are AXUIElements, which compare and hash by what they are."""

    def __init__(self) -> None:
        """Raises Unavailable without pyobjc, or where the person has not allowed it."""
        try:
            self._ax: Any = import_module("ApplicationServices")
            self._quartz: Any = import_module("Quartz")
        except ImportError as error:
            raise Unavailable(
                "macOS's elements cannot be read without pyobjc.",
                hint="pip install pyobjc-framework-ApplicationServices pyobjc-framework-Quartz",
            ) from error
        if not self._ax.AXIsProcessTrusted():
            raise Unavailable(
                "macOS does not let Journeyman read other programs' windows.",
                hint="Allow it in System Settings, Privacy & Security, Accessibility; start again.",
            )
        self._system = self._ax.AXUIElementCreateSystemWide()
        self._ax.AXUIElementSetMessagingTimeout(self._system, _ANSWER_S)

    def active(self) -> Any | None:
        program = self._get(self._system, "AXFocusedApplication")
        if program is None:
            return None
        return self._get(program, "AXFocusedWindow") or self._get(program, "AXMainWindow")

    def beside(self, window: Any) -> Sequence[Any]:
        program = self._program(window)
        bar = None if program is None else self._get(program, "AXMenuBar")
        return [] if bar is None else [bar]

    def at(self, at: ScreenPoint) -> Any | None:
        error, found = self._ax.AXUIElementCopyElementAtPosition(self._system, at.x, at.y, None)
        return found if error == _OK else None

    def focused(self) -> Any | None:
        return self._get(self._system, "AXFocusedUIElement")

    def parent(self, node: Any) -> Any | None:
        found = self._get(node, "AXParent")
        is_program = found is None or self._get(found, "AXRole") == "AXApplication"
        return None if is_program else found

    def children(self, node: Any) -> Sequence[Any]:
        return list(self._get(node, "AXChildren") or ())

    def properties(self, node: Any) -> Properties:
        error, values = self._ax.AXUIElementCopyMultipleAttributeValues(node, ATTRIBUTES, 0, None)
        if error != _OK:
            raise OSError(f"the element does not answer (AXError {error})")
        told = {
            name: plain
            for name, value in zip(ATTRIBUTES, values, strict=True)
            if (plain := self._plain(value)) is not None
        }
        if told.get("AXSubrole") != _SECRET:
            value = self._plain(self._get(node, "AXValue"))
            told |= {} if value is None else {"AXValue": value}
        error, may_be_set = self._ax.AXUIElementIsAttributeSettable(node, "AXValue", None)
        error_of_pid, pid = self._ax.AXUIElementGetPid(node, None)
        return {
            **told,
            "settable": error == _OK and bool(may_be_set),
            "pid": int(pid) if error_of_pid == _OK else 0,
        }

    def app(self, pid: int) -> str:
        program = self._ax.AXUIElementCreateApplication(pid)
        return str(self._get(program, "AXTitle") or "")

    def windows(self) -> Sequence[TopLevel]:
        listed = self._quartz.CGWindowListCopyWindowInfo(_SHOWN | _NO_DESKTOP, _NO_WINDOW)
        found = [
            TopLevel(
                str(one.get("kCGWindowName") or ""),
                str(one.get("kCGWindowOwnerName") or ""),
                int(one["kCGWindowOwnerPID"]),
                Extents(*(float(one["kCGWindowBounds"][edge]) for edge in _EDGES)),
            )
            for one in listed or ()
            if one.get("kCGWindowLayer") == _NORMAL
        ]
        return found[::-1]

    def close(self) -> None:
        """pyobjc counts references itself."""

    def _program(self, node: Any) -> Any | None:
        error, pid = self._ax.AXUIElementGetPid(node, None)
        return self._ax.AXUIElementCreateApplication(pid) if error == _OK else None

    def _get(self, node: Any, name: str) -> Any | None:
        error, value = self._ax.AXUIElementCopyAttributeValue(node, name, None)
        return value if error == _OK else None

    def _plain(self, value: Any) -> object | None:
        """None for what is not there, and for values of kinds that nobody asks about."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return str(value)
        if hasattr(value, "absoluteString"):
            return str(value.absoluteString())
        try:
            kind = self._ax.AXValueGetType(value)
        except (TypeError, ValueError):
            return None
        if kind == _POINT:
            _, point = self._ax.AXValueGetValue(value, _POINT, None)
            return [float(point.x), float(point.y)]
        if kind == _SIZE:
            _, size = self._ax.AXValueGetValue(value, _SIZE, None)
            return [float(size.width), float(size.height)]
        return None


_EDGES: Final = ("X", "Y", "Width", "Height")
