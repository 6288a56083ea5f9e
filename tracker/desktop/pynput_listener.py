"""Input on Windows and macOS, by pynput's hooks.

pynput names keys and characters, so less is known than on X11: a character typed with Shift gives
its own key unless it is a letter (`!` and not `1`), and a dead key's accent does not reach the
letter after it. `t_ns` is the time of arrival. A key that repeats is one press, as on X11.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from tracker import keys
from tracker.errors import Unavailable
from tracker.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.geometry import ScreenPoint

if TYPE_CHECKING:
    from pynput import keyboard, mouse

log = logging.getLogger(__name__)

_END_S = 5.0
_BUTTONS = {
    "left": Button.LEFT,
    "middle": Button.MIDDLE,
    "right": Button.RIGHT,
    "x1": Button.BACK,
    "x2": Button.FORWARD,
    "button8": Button.BACK,
    "button9": Button.FORWARD,
}
_MEDIA = {
    "media_play_pause": "playpause",
    "media_volume_mute": "volumemute",
    "media_volume_down": "volumedown",
    "media_volume_up": "volumeup",
    "media_previous": "previoustrack",
    "media_next": "nexttrack",
}


class NamedKey(Protocol):
    """pynput's `Key`."""

    name: str


class CharacterKey(Protocol):
    """pynput's `KeyCode`."""

    char: str | None
    vk: int | None
    is_dead: bool


PynputKey = NamedKey | CharacterKey | None


def key_of(key: PynputKey) -> tuple[str, str]:
    """pynput's key as a name of `tracker.keys` and the text that it types by itself."""
    if key is None:
        return "keycode_0", ""
    name = getattr(key, "name", None)
    if isinstance(name, str):
        sideless = name.removesuffix("_l").removesuffix("_r")
        known = _MEDIA.get(name) or keys.canonical(sideless) or name
        return known, " " if known == "space" else ""
    character = getattr(key, "char", None)
    if not isinstance(character, str) or not character:
        return f"keycode_{getattr(key, 'vk', 0) or 0}", ""
    if len(character) == 1 and 1 <= ord(character) <= 26:
        # Windows gives Ctrl+A as the control character that it makes.
        return chr(ord(character) + ord("a") - 1), ""
    lowered = character.lower() if len(character.lower()) == 1 else character
    typed = "" if getattr(key, "is_dead", False) else character
    return keys.canonical(lowered) or lowered, typed


class PynputTranslator:
    """pynput's callbacks as events. Not a thread of its own: call it from one at a time."""

    def __init__(self, sink: Callable[[RawEvent], None], clock: Callable[[], int]) -> None:
        self._sink = sink
        self._clock = clock
        self._down: set[str] = set()
        self._pressed_as: dict[int, str] = {}

    def press(self, key: PynputKey, injected: bool = False) -> None:
        name, text = key_of(key)
        code = getattr(key, "vk", None) or 0
        if name in self._down or code in self._pressed_as:
            return
        self._down.add(name)
        if code:
            self._pressed_as[code] = name
        # On Windows AltGr comes with a Ctrl of its own and still types.
        is_command = bool(self._down & {"ctrl", "alt", "super"}) and "altgr" not in self._down
        self._sink(KeyPressed(self._clock(), name, "" if is_command else text, injected))

    def release(self, key: PynputKey, injected: bool = False) -> None:
        """Under the name that it was pressed by: with Shift gone, the key of ! comes up as 1."""
        name, _ = key_of(key)
        name = self._pressed_as.pop(getattr(key, "vk", None) or 0, name)
        self._down.discard(name)
        self._sink(KeyReleased(self._clock(), name, injected))

    def move(self, x: float, y: float, injected: bool = False) -> None:
        self._sink(PointerMoved(self._clock(), ScreenPoint(int(x), int(y)), injected))

    def click(
        self, x: float, y: float, button: NamedKey, pressed: bool, injected: bool = False
    ) -> None:
        known = _BUTTONS.get(button.name)
        if known is None:
            log.info("a button without a name was pressed", extra={"button": button.name})
            return
        made = ButtonPressed if pressed else ButtonReleased
        self._sink(made(self._clock(), ScreenPoint(int(x), int(y)), known, injected))

    def scroll(self, x: float, y: float, dx: float, dy: float, injected: bool = False) -> None:
        """pynput counts up as positive, we count down."""
        at = ScreenPoint(int(x), int(y))
        self._sink(WheelTurned(self._clock(), at, dx, -dy, injected))


class PynputListener:
    """Keyboard and mouse hooks. A lock puts the events of the two in one order."""

    def __init__(self) -> None:
        self._keyboard: keyboard.Listener | None = None
        self._mouse: mouse.Listener | None = None
        self._lock = threading.Lock()
        self._is_stopped = True
        self._failure: Exception | None = None

    def start(self, sink: Callable[[RawEvent], None]) -> None:
        """Raises Unavailable if the system lets us hook neither keyboard nor mouse."""
        keyboard, mouse = _pynput()
        if self._keyboard is not None:
            raise RuntimeError("the listener has been started already")
        self._failure = None
        self._is_stopped = False
        translator = PynputTranslator(sink, time.monotonic_ns)
        self._keyboard = keyboard.Listener(
            on_press=self._guarded(translator.press), on_release=self._guarded(translator.release)
        )
        self._mouse = mouse.Listener(
            on_move=self._guarded(translator.move),
            on_click=self._guarded(translator.click),
            on_scroll=self._guarded(translator.scroll),
        )
        for hook in (self._keyboard, self._mouse):
            hook.start()
            hook.wait()
        if not getattr(self._keyboard, "IS_TRUSTED", True):
            self.stop()
            raise Unavailable(
                "macOS does not let this program watch the keyboard.",
                hint="Allow it in System Settings, Privacy & Security, Input Monitoring.",
            )

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
        for hook in (self._keyboard, self._mouse):
            if hook is not None:
                hook.stop()
                if hook is not threading.current_thread():
                    hook.join(_END_S)
        self._keyboard = self._mouse = None

    @property
    def failure(self) -> Exception | None:
        return self._failure

    def _guarded(self, callback: Callable[..., None]) -> Callable[..., bool | None]:
        """False tells pynput to end its thread."""

        def call(*arguments: Any) -> bool | None:
            with self._lock:
                if self._is_stopped:
                    return False
                try:
                    callback(*arguments)
                except Exception as error:
                    self._failure = error
                    log.exception("listening ended")
                    return False
            return None

        return call


def _pynput() -> tuple[Any, Any]:
    try:
        from pynput import keyboard, mouse
    except ImportError as error:
        raise Unavailable(
            "pynput cannot be used on this system, so input cannot be watched.",
            hint="Install it with `pip install pynput`, and run from a desktop session.",
        ) from error
    return keyboard, mouse
