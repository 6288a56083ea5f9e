"""Windows: pictures by python-mss, input by pynput, windows and elements by UI Automation."""

from tracker.desktop.mss_camera import MssCamera
from tracker.desktop.native import open_native
from tracker.desktop.protocols import Desktop
from tracker.desktop.pynput_listener import PynputListener
from tracker.desktop.uia import translate
from tracker.desktop.uia_com import UiaSource


def open_windows() -> Desktop:
    """Raises Unavailable if the screen cannot be pictured (a locked or a service session)."""
    camera = MssCamera()
    inspector = open_native(UiaSource, translate, lambda: camera.placement)
    return Desktop("windows", camera, PynputListener(), inspector, camera)
