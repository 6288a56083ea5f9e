"""Someone at a private X display: paints on it, and sends it real input by XTEST."""

import xcffib
import xcffib.randr
import xcffib.xproto
import xcffib.xtest

from tracker.geometry import Box

_KEY_PRESS, _KEY_RELEASE, _BUTTON_PRESS, _BUTTON_RELEASE, _MOTION = range(2, 7)


class XPerson:
    """On a connection of its own. Input is done for certain once `settle` has returned."""

    def __init__(self, display: str) -> None:
        self.connection = xcffib.connect(display)
        self.root = self.connection.setup.roots[0].root
        self._test = self.connection(xcffib.xtest.key)

    def paint(self, color: int, box: tuple[int, int, int, int] = (0, 0, 50, 50)) -> None:
        """color: 0xRRGGBB. box: left, top, width, height."""
        core, context = self.connection.core, self.connection.generate_id()
        wanted = xcffib.xproto.GC.Foreground | xcffib.xproto.GC.SubwindowMode
        core.CreateGC(context, self.root, wanted, [color, 1])
        core.PolyFillRectangle(self.root, context, 1, [xcffib.xproto.RECTANGLE.synthetic(*box)])
        core.FreeGC(context)
        self.settle()

    def move(self, x: int, y: int) -> None:
        self._send(_MOTION, 0, x, y)

    def nudge(self, dx: int, dy: int) -> None:
        self._send(_MOTION, 1, dx, dy)

    def press_button(self, number: int) -> None:
        self._send(_BUTTON_PRESS, number)

    def release_button(self, number: int) -> None:
        self._send(_BUTTON_RELEASE, number)

    def click(self, number: int = 1) -> None:
        self.press_button(number)
        self.release_button(number)

    def tap(self, *keycodes: int) -> None:
        """Down in order, up in reverse."""
        for keycode in keycodes:
            self.press_key(keycode)
        for keycode in reversed(keycodes):
            self.release_key(keycode)

    def press_key(self, keycode: int) -> None:
        self._send(_KEY_PRESS, keycode)

    def release_key(self, keycode: int) -> None:
        self._send(_KEY_RELEASE, keycode)

    def map_key(self, keycode: int, *keysyms: int) -> None:
        symbols = keysyms if len(keysyms) > 1 else (*keysyms, *keysyms)
        self.connection.core.ChangeKeyboardMapping(1, keycode, len(symbols), symbols)
        self.settle()

    def resize(self, width: int, height: int) -> None:
        """Within the size that the display was started with."""
        randr = self.connection(xcffib.randr.key)
        randr.QueryVersion(1, 2).reply()
        screen = randr.GetScreenResources(self.root).reply()
        for crtc in screen.crtcs:
            randr.SetCrtcConfig(crtc, 0, 0, 0, 0, 0, 1, 0, []).reply()
        randr.SetScreenSize(self.root, width, height, 300, 200, is_checked=True).check()

    def add_monitor(self, name: str, box: Box, dpi: int, *, takes_all: bool) -> None:
        """takes_all: it is given the outputs, so that what the display had itself is gone."""
        randr = self.connection(xcffib.randr.key)
        randr.QueryVersion(1, 5).reply()
        atom = self.connection.core.InternAtom(False, len(name), name).reply().atom
        outputs = randr.GetScreenResources(self.root).reply().outputs if takes_all else []
        monitor = xcffib.randr.MonitorInfo.synthetic(
            atom, False, False, len(outputs), box.left, box.top, box.width, box.height,
            round(box.width * 25.4 / dpi), round(box.height * 25.4 / dpi), list(outputs),
        )  # fmt: skip
        randr.SetMonitor(self.root, monitor, is_checked=True).check()

    def settle(self) -> None:
        self.connection.core.GetInputFocus().reply()

    def close(self) -> None:
        self.connection.disconnect()

    def _send(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        self._test.FakeInput(kind, detail, 0, self.root, x, y, 0)
