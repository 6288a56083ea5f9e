"""X11: pictures by shared memory, input by XInput2, elements by AT-SPI."""

import logging
from collections.abc import Mapping
from contextlib import ExitStack, closing

from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.protocols import Desktop, Inspector
from tracker.desktop.x11_camera import X11Camera
from tracker.desktop.x11_keysyms import locale_of
from tracker.desktop.x11_listener import X11Listener
from tracker.desktop.x11_monitors import X11Monitors
from tracker.desktop.x11_titles import TitlesInspector
from tracker.errors import Unavailable

log = logging.getLogger(__name__)


def open_x11(environ: Mapping[str, str]) -> Desktop:
    """environ: its DISPLAY says which; its locale says how dead keys compose.

    Without an accessibility bus elements are unknown, which is logged as a warning.
    Raises Unavailable naming the display if that cannot be reached.
    """
    display = environ["DISPLAY"]
    with ExitStack() as opened:
        camera = opened.enter_context(closing(X11Camera(display)))
        monitors = opened.enter_context(closing(X11Monitors(display)))
        inspector = _open_inspector(environ, display)
        opened.pop_all()
    return Desktop("x11", camera, X11Listener(display, locale_of(environ)), inspector, monitors)


def _open_inspector(environ: Mapping[str, str], display: str) -> Inspector:
    try:
        return AtspiInspector(environ)
    except Unavailable as lacking:
        log.warning("elements are unknown on this desktop", extra={"why": str(lacking)})
        return TitlesInspector(display)
