"""A display of its own with a mouse whose wheel turns by parts of a notch.

Xorg with its dummy screen and its `inputtest` driver, which is fed over a socket: what other
programs hear is what they hear of a touchpad or a high-resolution wheel.
Source: Xorg's inputtestdrv(4) and xf86-input-inputtest-protocol.h, version 1.1.
"""

import shutil
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.displays import x_server
from tests.stages import until

_DRIVER = Path("/usr/lib/xorg/modules/input/inputtest_drv.so")
_CONFIGURATION = """
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 28.0-80.0
    VertRefresh 48.0-75.0
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 16384
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual 640 480
    EndSubSection
EndSection
Section "InputDevice"
    Identifier "wheel"
    Driver "inputtest"
    Option "DeviceType" "Pointer"
    Option "PointerButtonCount" "7"
    Option "SocketPath" "{socket}"
EndSection
Section "InputDevice"
    Identifier "keys"
    Driver "inputtest"
    Option "DeviceType" "Keyboard"
    Option "SocketPath" "{socket}.keys"
EndSection
Section "ServerLayout"
    Identifier "all"
    Screen "screen"
    InputDevice "wheel" "CorePointer"
    InputDevice "keys" "CoreKeyboard"
EndSection
"""
_VERSION, _SYNC, _MOTION = 0, 1, 2
_VALUATORS = 64
_INCREMENT = 120.0
"""Of the driver's scroll axes: so much is a notch."""


class SmoothWheel:
    def __init__(self, path: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(path))
        self._send(_VERSION, struct.pack("=HH", 1, 1))
        self._line.recv(12)

    def turn(self, dx: float, dy: float) -> None:
        """Notches; positive is right and down."""
        self._move({2: dx * _INCREMENT, 3: dy * _INCREMENT})

    def move(self, dx: float, dy: float) -> None:
        self._move({0: dx, 1: dy})

    def settle(self) -> None:
        """Until the server has heard all of it."""
        self._send(_SYNC, b"")
        self._line.recv(8)

    def close(self) -> None:
        self._line.close()

    def _move(self, axes: dict[int, float]) -> None:
        values = [axes.get(axis, 0.0) for axis in range(_VALUATORS)]
        mask = sum(1 << axis for axis in axes)
        body = struct.pack("=I4xIQ4x", 0, 0, mask)
        self._send(_MOTION, body + struct.pack(f"={2 * _VALUATORS}d", *values, *values))

    def _send(self, kind: int, body: bytes) -> None:
        self._line.sendall(struct.pack("=II", 8 + len(body), kind) + body)


@contextmanager
def smooth_wheel(folder: Path) -> Iterator[tuple[str, SmoothWheel]]:
    """The display's name and its mouse; the test is skipped where there is no such server."""
    if shutil.which("Xorg") is None or not _DRIVER.exists():
        pytest.skip("Xorg with its dummy and inputtest drivers is not installed")
    path, configuration = folder / "wheel.socket", folder / "xorg.conf"
    configuration.write_text(_CONFIGURATION.replace("{socket}", str(path)))
    command = ["Xorg", "-config", str(configuration), "-logfile", str(folder / "xorg.log")]
    with x_server([*command, "-seat", "seat-test", "-novtswitch"]) as (display, _):
        until(path.exists, "the mouse to be there")
        wheel = SmoothWheel(path)
        try:
            yield display, wheel
        finally:
            wheel.close()
