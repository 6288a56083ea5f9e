"""comtypes and pyobjc as far as our inspectors ask them, over a recorded tree: what they would be
asked on Windows and macOS is asked here, by the names and with the arguments of their own."""

import ctypes
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from tests.native_trees import Place, RecordedSource
from tracker.desktop.uia import PROPERTIES
from tracker.geometry import ScreenPoint

HANDLE, OTHER, POPUP = 11, 22, 33


class ComError(Exception):
    pass


class UiaElement:
    """IUIAutomationElement with a cache of all that may be asked."""

    def __init__(self, source: RecordedSource, place: Place) -> None:
        self.source = source
        self.place = place

    @property
    def CachedProcessId(self) -> int:  # noqa: N802  the interface's own name
        return int(self.source.properties(self.place)["ProcessId"])  # type: ignore[call-overload]

    def GetRuntimeId(self) -> Place:  # noqa: N802
        return self.place

    def GetCachedPropertyValue(self, number: int) -> object:  # noqa: N802
        [name] = [name for name, known in PROPERTIES.items() if known == number]
        value = self.source.properties(self.place).get(name)
        if name == "ValueValue" and self.source.properties(self.place).get("IsPassword"):
            raise AssertionError("a password was asked for")
        return tuple(value) if isinstance(value, list) else value

    def BuildUpdatedCache(self, request: Any) -> "UiaElement":  # noqa: N802
        assert request.TreeScope == 3
        return self

    def GetCachedChildren(self) -> object:  # noqa: N802
        found = [UiaElement(self.source, place) for place in self.source.children(self.place)]
        return SimpleNamespace(Length=len(found), GetElement=found.__getitem__) if found else None


class _Request:
    TreeScope = 1

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def AddProperty(self, number: int) -> None:  # noqa: N802
        self.numbers.append(number)

    def Clone(self) -> "_Request":  # noqa: N802
        return _Request()


class _Client:
    """IUIAutomation."""

    def __init__(self, source: RecordedSource) -> None:
        self._source = source
        self.ControlViewWalker = self

    def CreateCacheRequest(self) -> _Request:  # noqa: N802
        return _Request()

    def GetRootElement(self) -> object:  # noqa: N802
        return UiaElement(self._source, ())

    def CompareElements(self, one: UiaElement, other: UiaElement) -> bool:  # noqa: N802
        return one.place == other.place

    def ElementFromHandleBuildCache(self, handle: int, _: _Request) -> UiaElement:  # noqa: N802
        return UiaElement(self._source, (0,) if handle == HANDLE else (1,))

    def ElementFromPointBuildCache(self, point: Any, _: _Request) -> UiaElement | None:  # noqa: N802
        return self._element(self._source.at(ScreenPoint(point.x, point.y)))

    def GetFocusedElementBuildCache(self, _: _Request) -> UiaElement | None:  # noqa: N802
        return self._element(self._source.focused())

    def GetParentElementBuildCache(self, of: UiaElement, _: _Request) -> UiaElement:  # noqa: N802
        return UiaElement(self._source, of.place[:-1])

    def _element(self, place: Place | None) -> UiaElement | None:
        return None if place is None else UiaElement(self._source, place)


class _User32:
    def __init__(self, source: RecordedSource) -> None:
        self._windows = [HANDLE, OTHER, *([POPUP] if source.beside((0,)) else [])]

    def GetForegroundWindow(self) -> int:  # noqa: N802
        return HANDLE

    def EnumWindows(self, note: Any, _: int) -> None:  # noqa: N802
        for handle in self._windows:
            note(handle, None)

    def IsWindowVisible(self, _: int) -> bool:  # noqa: N802
        return True

    def IsIconic(self, handle: int) -> bool:  # noqa: N802
        return handle == OTHER

    def GetWindowLongW(self, handle: int, _: int) -> int:  # noqa: N802
        return -0x80000000 if handle == POPUP else 0x00C00000

    def GetWindowThreadProcessId(self, _: int, pid: Any) -> None:  # noqa: N802
        pid._obj.value = 7

    def GetWindowRect(self, _: int, rectangle: Any) -> None:  # noqa: N802
        rectangle._obj[:] = [100, 60, 700, 460]

    def GetWindowTextLengthW(self, _: int) -> int:  # noqa: N802
        return 6

    def GetWindowTextW(self, _: int, text: Any, __: int) -> None:  # noqa: N802
        text.value = "Letter"


class _Kernel32:
    def __init__(self, app: str) -> None:
        self._app = app

    def OpenProcess(self, *_: object) -> int:  # noqa: N802
        return 1

    def QueryFullProcessImageNameW(self, _: int, __: int, path: Any, ___: Any) -> None:  # noqa: N802
        path.value = f"C:\\Programs\\{self._app.title()}.exe"

    def CloseHandle(self, _: int) -> None:  # noqa: N802
        pass


@contextmanager
def windows_libraries(source: RecordedSource) -> Iterator[None]:
    comtypes = ModuleType("comtypes")
    client = ModuleType("comtypes.client")
    comtypes.COMError = ComError  # type: ignore[attr-defined]
    comtypes.CoInitializeEx = comtypes.CoUninitialize = lambda *_: None  # type: ignore[attr-defined]
    client.GetModule = lambda _: SimpleNamespace(IUIAutomation=object)  # type: ignore[attr-defined]
    client.CreateObject = lambda _, interface: _Client(source)  # type: ignore[attr-defined]
    libraries = SimpleNamespace(user32=_User32(source), kernel32=_Kernel32(source.app(7)))
    with (
        patch.dict(sys.modules, {"comtypes": comtypes, "comtypes.client": client}),
        patch.object(ctypes, "windll", libraries, create=True),
        patch.object(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE, create=True),
    ):
        yield


_FAILED = -25212
"""kAXErrorNoValue."""


@contextmanager
def macos_libraries(source: RecordedSource, *, trusted: bool = True) -> Iterator[None]:
    """Elements are places; the system-wide one and programs are texts."""

    services = SimpleNamespace(
        AXIsProcessTrusted=lambda: trusted,
        AXUIElementCreateSystemWide=lambda: "system",
        AXUIElementCreateApplication=lambda pid: "program",
        AXUIElementSetMessagingTimeout=lambda element, seconds: 0,
        AXUIElementGetPid=lambda node, _: (0, 7),
        AXUIElementCopyAttributeValue=_attributes(source),
        AXUIElementCopyMultipleAttributeValues=lambda node, names, options, _: (
            0, [_value(name, source.properties(node)) for name in names],
        ),
        AXUIElementCopyElementAtPosition=lambda system, x, y, _: (
            0, source.at(ScreenPoint(int(x), int(y))),
        ),
        AXUIElementIsAttributeSettable=lambda node, name, _: (
            0, source.properties(node)["settable"],
        ),
        AXValueGetType=lambda told: told.kind,
        AXValueGetValue=lambda told, kind, _: (True, told),
    )  # fmt: skip
    with patch.dict(sys.modules, {"ApplicationServices": services, "Quartz": _quartz(source)}):
        yield


def _attributes(source: RecordedSource) -> Callable[[Any, str, None], tuple[int, object]]:
    def value(node: Any, name: str, _: None) -> tuple[int, object]:
        match node, name:
            case "system", "AXFocusedApplication":
                return 0, "program"
            case "system", "AXFocusedUIElement":
                return 0, source.focused()
            case "program", "AXFocusedWindow":
                return 0, source.active()
            case "program", "AXMenuBar":
                bars = source.beside((0,))
                return (0, bars[0]) if bars else (_FAILED, None)
            case "program", "AXTitle":
                return 0, source.app(7)
            case "program", "AXRole":
                return 0, "AXApplication"
            case tuple(), "AXParent":
                return 0, source.parent(node) or "program"
            case tuple(), "AXChildren":
                return 0, list(source.children(node))
        told = source.properties(node)
        if name == "AXValue" and told.get("AXSubrole") == "AXSecureTextField":
            raise AssertionError("a password was asked for")
        return (0, _value(name, told)) if name in told else (_FAILED, None)

    return value


def _quartz(source: RecordedSource) -> SimpleNamespace:
    return SimpleNamespace(
        CGWindowListCopyWindowInfo=lambda options, window: [
            {
                "kCGWindowName": one.title,
                "kCGWindowOwnerName": one.app,
                "kCGWindowOwnerPID": one.pid,
                "kCGWindowLayer": 0,
                "kCGWindowBounds": {
                    "X": one.extents.left,
                    "Y": one.extents.top,
                    "Width": one.extents.width,
                    "Height": one.extents.height,
                },
            }
            for one in reversed(source.windows())
        ]
    )


def _value(name: str, told: Mapping[str, object]) -> object:
    """As pyobjc gives it: places and sizes are values of their own, addresses are objects."""
    match name, told.get(name):
        case "AXPosition", [x, y]:
            return SimpleNamespace(kind=1, x=x, y=y)
        case "AXSize", [width, height]:
            return SimpleNamespace(kind=2, width=width, height=height)
        case "AXURL", str(url):
            return SimpleNamespace(absoluteString=lambda: url)
        case _, None:
            return SimpleNamespace(kind=5)
        case _, plain:
            return plain
