"""What the hands on Windows and macOS share: pyautogui for keys and pointer, text as Unicode."""

from abc import ABC, abstractmethod
from typing import Any, Final

from agent.hands.device import Pieces
from tracker.events import Button
from tracker.geometry import ScreenPoint

_KEY_S: Final = 0.005
_KEYS: Final = {"\n": "enter", "\t": "tab"}


class PyautoguiDevice(ABC):
    """The part of a Device that is the same on both."""

    def __init__(self, pyautogui: Any) -> None:
        self._pyautogui = pyautogui

    def pointer(self) -> ScreenPoint:
        x, y = self._pyautogui.position()
        return ScreenPoint(x, y)

    def has_button(self, button: Button) -> bool:
        return button in (Button.LEFT, Button.MIDDLE, Button.RIGHT)

    def press_key(self, key: str) -> None:
        self._pyautogui.keyDown(self._key_name(key), _pause=False)

    def release_key(self, key: str) -> None:
        self._pyautogui.keyUp(self._key_name(key), _pause=False)

    def typing(self, text: str) -> Pieces:
        for character in text:
            if character in _KEYS:
                self.press_key(_KEYS[character])
                self.release_key(_KEYS[character])
            else:
                self._send_unicode(character)
            yield _KEY_S

    def settling(self) -> Pieces:
        yield from ()

    def let_go(self) -> None:  # noqa: B027
        """Nothing beyond what the hands pressed: here it would take the person's own keys too."""

    def close(self) -> None:  # noqa: B027
        pass

    @abstractmethod
    def _key_name(self, key: str) -> str:
        """pyautogui's, of the key alone."""

    @abstractmethod
    def _send_unicode(self, character: str) -> None:
        """Typed, whatever the layout."""
