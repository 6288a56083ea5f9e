"""macOS: pictures by python-mss, input by pynput, windows and elements by its accessibility.

The system asks the person for Screen Recording, Input Monitoring and Accessibility. Without the
first, pictures show the wallpaper alone; without the second, the listener's start raises
Unavailable; without the third each step says that its element is not known.
"""

from tracker.desktop.ax import translate
from tracker.desktop.ax_objc import AxSource
from tracker.desktop.mss_camera import MssCamera
from tracker.desktop.native import open_native
from tracker.desktop.protocols import Desktop
from tracker.desktop.pynput_listener import PynputListener


def open_macos() -> Desktop:
    """Raises Unavailable if the screen cannot be pictured."""
    camera = MssCamera()
    inspector = open_native(AxSource, translate, lambda: camera.placement)
    return Desktop("macos", camera, PynputListener(), inspector, camera)
