"""UI Automation through comtypes, as NVDA, pywinauto and others read it: a `Source` for Windows.

A node comes with all that is asked of it in one call into its program. Thin on purpose: what the
answers mean is in `tracker.desktop.uia`, which is tested without Windows.
Source: Microsoft, UIAutomationClient.h and WinUser.h.
"""

import ctypes
from collections.abc import Sequence
from importlib import import_module
from pathlib import PureWindowsPath
from typing import Any, Final

from tracker.desktop.native import Extents, Properties, TopLevel
from tracker.desktop.uia import PROPERTIES
from tracker.errors import Unavailable
from tracker.geometry import ScreenPoint

_CLIENT: Final = "{ff48dba4-60ef-4201-aa87-54103eef594e}"
"""CUIAutomation."""

_ELEMENT, _CHILDREN = 1, 2
_STYLE, _POPUP, _CAPTION = -16, 0x80000000, 0x00C00000
_MAY_ASK, _LONGEST_PATH = 0x1000, 32768


class UiaNode:
    """One element, by its runtime id."""

    def __init__(self, element: Any) -> None:
        self.element = element
        self._id = tuple(element.GetRuntimeId() or ())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UiaNode) and self._id == other._id

    def __hash__(self) -> int:
        return hash(self._id)


class UiaSource:
    """Satisfies `Source`. To be made on the thread that uses it."""

    def __init__(self) -> None:
        """Raises Unavailable without comtypes, or where UI Automation does not answer."""
        try:
            comtypes: Any = import_module("comtypes")
            client: Any = import_module("comtypes.client")
        except ImportError as error:
            raise Unavailable(
                "Windows' elements cannot be read without the package comtypes.",
                hint="pip install comtypes",
            ) from error
        self._errors: type[Exception] = comtypes.COMError
        try:
            comtypes.CoInitializeEx(0)  # many threads: this one pumps no messages
            module = client.GetModule("UIAutomationCore.dll")
            self._uia: Any = client.CreateObject(_CLIENT, interface=module.IUIAutomation)
            self._root = self._uia.GetRootElement()
            self._walker = self._uia.ControlViewWalker
            self._wanted = self._uia.CreateCacheRequest()
            for number in PROPERTIES.values():
                self._wanted.AddProperty(number)
            self._with_children = self._wanted.Clone()
            self._with_children.TreeScope = _ELEMENT | _CHILDREN
        except (OSError, self._errors) as error:
            raise Unavailable(
                f"UI Automation does not answer: {error}.", hint="Log in again."
            ) from error
        self._point: Any = import_module("ctypes.wintypes").POINT
        self._windows: Any = ctypes.windll  # type: ignore[attr-defined]

    def active(self) -> UiaNode | None:
        return self._of_window(self._windows.user32.GetForegroundWindow())

    def beside(self, window: UiaNode) -> Sequence[UiaNode]:
        """Menus, lists of a combo box and tool tips are windows of their own."""
        pid = window.element.CachedProcessId
        active = self._windows.user32.GetForegroundWindow()
        popups = [
            handle
            for handle in self._shown()
            if handle != active and self._pid(handle) == pid and self._is_popup(handle)
        ]
        return [node for handle in popups if (node := self._of_window(handle)) is not None]

    def at(self, at: ScreenPoint) -> UiaNode | None:
        ask = self._uia.ElementFromPointBuildCache
        return self._node(lambda: ask(self._point(at.x, at.y), self._wanted))

    def focused(self) -> UiaNode | None:
        return self._node(lambda: self._uia.GetFocusedElementBuildCache(self._wanted))

    def parent(self, node: UiaNode) -> UiaNode | None:
        found = self._node(
            lambda: self._walker.GetParentElementBuildCache(node.element, self._wanted)
        )
        is_root = found is None or self._uia.CompareElements(found.element, self._root)
        return None if is_root else found

    def children(self, node: UiaNode) -> Sequence[UiaNode]:
        try:
            found = node.element.BuildUpdatedCache(self._with_children).GetCachedChildren()
        except self._errors as error:
            raise OSError(str(error)) from error
        return [UiaNode(found.GetElement(n)) for n in range(found.Length)] if found else []

    def properties(self, node: UiaNode) -> Properties:
        cached = node.element.GetCachedPropertyValue
        try:
            is_password = bool(cached(PROPERTIES["IsPassword"]))
            told = {
                name: cached(number)
                for name, number in PROPERTIES.items()
                if not (is_password and name == "ValueValue")
            }
        except self._errors as error:
            raise OSError(str(error)) from error
        # What is not supported is an object of its own kind, a null one is None.
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.items()
            if isinstance(value, bool | int | float | str | tuple)
        }

    def app(self, pid: int) -> str:
        kernel = self._windows.kernel32
        process = kernel.OpenProcess(_MAY_ASK, False, pid)
        if not process:
            return ""
        try:
            path = ctypes.create_unicode_buffer(_LONGEST_PATH)
            length = ctypes.c_ulong(_LONGEST_PATH)
            kernel.QueryFullProcessImageNameW(process, 0, path, ctypes.byref(length))
        finally:
            kernel.CloseHandle(process)
        return PureWindowsPath(path.value).stem.lower()

    def windows(self) -> Sequence[TopLevel]:
        found = []
        for handle in reversed(self._shown()):
            rectangle = (ctypes.c_long * 4)()
            self._windows.user32.GetWindowRect(handle, ctypes.byref(rectangle))
            left, top, right, bottom = rectangle
            pid = self._pid(handle)
            extents = Extents(left, top, right - left, bottom - top)
            found.append(TopLevel(self._title(handle), self.app(pid), pid, extents))
        return found

    def close(self) -> None:
        import_module("comtypes").CoUninitialize()

    def _node(self, ask: Any) -> UiaNode | None:
        try:
            element = ask()
        except self._errors as error:
            raise OSError(str(error)) from error
        return UiaNode(element) if element else None

    def _of_window(self, handle: int) -> UiaNode | None:
        if not handle:
            return None
        return self._node(lambda: self._uia.ElementFromHandleBuildCache(handle, self._wanted))

    def _shown(self) -> list[int]:
        """Windows that show, top to bottom."""
        user, found = self._windows.user32, list[int]()
        kind = ctypes.WINFUNCTYPE(  # type: ignore[attr-defined]
            ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p
        )

        def note(handle: int, _: object) -> bool:
            if user.IsWindowVisible(handle) and not user.IsIconic(handle):
                found.append(handle)
            return True

        user.EnumWindows(kind(note), 0)
        return found

    def _pid(self, handle: int) -> int:
        pid = ctypes.c_ulong()
        self._windows.user32.GetWindowThreadProcessId(handle, ctypes.byref(pid))
        return pid.value

    def _title(self, handle: int) -> str:
        user = self._windows.user32
        text = ctypes.create_unicode_buffer(user.GetWindowTextLengthW(handle) + 1)
        user.GetWindowTextW(handle, text, len(text))
        return text.value

    def _is_popup(self, handle: int) -> bool:
        style = self._windows.user32.GetWindowLongW(handle, _STYLE) & 0xFFFFFFFF
        return bool(style & _POPUP) and style & _CAPTION != _CAPTION
