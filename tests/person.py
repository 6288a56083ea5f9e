"""A scripted person: a process that knows nothing of Journeyman and only sends input events.

`Person` is the side that tells it what to do; the process itself (`python -m tests.person`) has
the display to itself, sends XTEST events at a person's pace, and answers each line it reads.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from Xlib import XK, X, display
from Xlib.ext import xtest

_ROOT = Path(__file__).resolve().parents[1]
_SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))
_KEYSYMS = {
    "enter": "Return", "tab": "Tab", "escape": "Escape", "backspace": "BackSpace",
    "ctrl": "Control_L", "alt": "Alt_L", "shift": "Shift_L", "super": "Super_L",
    "left": "Left", "right": "Right", "up": "Up", "down": "Down", "home": "Home", "end": "End",
    "delete": "Delete", "pageup": "Prior", "pagedown": "Next", "f2": "F2", "f10": "F10",
}  # fmt: skip
_BUTTONS = {"left": 1, "middle": 2, "right": 3}


class Person:
    """A context manager. Each call returns when the events are sent."""

    def __init__(self, environ: Mapping[str, str], *, hurry: float = 1.0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.person", str(hurry)],
            cwd=_ROOT,
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def click(self, x: int, y: int, button: str = "left", count: int = 1) -> None:
        self._tell({"click": [x, y], "button": button, "count": count})

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._tell({"drag": [*start, *end]})

    def scroll(self, x: int, y: int, notches: int) -> None:
        """notches: positive is down."""
        self._tell({"scroll": [x, y], "notches": notches})

    def write(self, text: str) -> None:
        """ASCII; a newline is the Enter key."""
        self._tell({"type": text})

    def press(self, *keys: str) -> None:
        self._tell({"press": list(keys)})

    def _tell(self, order: Mapping[str, object]) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "done\n":
            raise RuntimeError(f"the scripted person failed at {order}")

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class _Body:
    """hurry: 1 is a person's pace; 10 moves and types ten times as quickly.

    Nobody hurries where they look: before a button goes down, and once something was done.
    """

    def __init__(self, hurry: float) -> None:
        self._display = display.Display()
        self._hurry = hurry
        self._dice = random.Random(7)

    def click(self, x: int, y: int, button: str, count: int) -> None:
        self._move(x, y)
        self._pause(0.25)
        for _ in range(count):
            self._send(X.ButtonPress, _BUTTONS[button])
            self._pause(0.07)
            self._send(X.ButtonRelease, _BUTTONS[button])
            self._pause(0.06)
        self._pause(0.5)

    def drag(self, x: int, y: int, to_x: int, to_y: int) -> None:
        self._move(x, y)
        self._pause(0.15)
        self._send(X.ButtonPress, 1)
        self._pause(0.1)
        self._move(to_x, to_y)
        self._pause(0.1)
        self._send(X.ButtonRelease, 1)
        self._pause(0.3)

    def scroll(self, x: int, y: int, notches: int) -> None:
        self._move(x, y)
        for _ in range(abs(notches)):
            self._send(X.ButtonPress, 5 if notches > 0 else 4)
            self._send(X.ButtonRelease, 5 if notches > 0 else 4)
            self._pause(0.06)
        self._pause(0.3)

    def write(self, text: str) -> None:
        self._pause(0.6)  # what has come up is looked at first
        for character in text:
            if character == "\n":
                self._tap(["enter"])
            elif character in _SHIFTED:
                self._tap(["shift", _SHIFTED[character]])
            elif character.isupper():
                self._tap(["shift", character.lower()])
            else:
                self._tap([character])
            self._pause(self._dice.uniform(0.03, 0.09))
        self._pause(0.7)

    def press(self, keys: Sequence[str]) -> None:
        self._tap(keys)
        self._pause(0.6)

    def _tap(self, keys: Sequence[str]) -> None:
        codes = [self._code(key) for key in keys]
        for code in codes:
            self._send(X.KeyPress, code)
            self._pause(0.02)
        for code in reversed(codes):
            self._send(X.KeyRelease, code)
            self._pause(0.01)

    def _code(self, key: str) -> int:
        keysym = XK.string_to_keysym(_KEYSYMS.get(key, key)) if len(key) > 1 else ord(key)
        code = self._display.keysym_to_keycode(keysym)
        if not code:
            raise ValueError(f"no key on this keyboard types {key!r}")
        return int(code)

    def _move(self, x: int, y: int) -> None:
        now = self._display.screen().root.query_pointer()
        for step in range(1, 13):
            part = step / 12
            part = part * part * (3 - 2 * part)  # slow, quick, slow
            xtest.fake_input(
                self._display,
                X.MotionNotify,
                x=round(now.root_x + (x - now.root_x) * part),
                y=round(now.root_y + (y - now.root_y) * part),
            )
            self._display.sync()
            self._pause(0.018)

    def _send(self, kind: int, detail: int) -> None:
        xtest.fake_input(self._display, kind, detail)
        self._display.sync()

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds / self._hurry)


def _main() -> None:
    body = _Body(float(sys.argv[1]))
    for line in sys.stdin:
        match json.loads(line):
            case {"click": [x, y], "button": button, "count": count}:
                body.click(x, y, button, count)
            case {"drag": [x, y, to_x, to_y]}:
                body.drag(x, y, to_x, to_y)
            case {"scroll": [x, y], "notches": notches}:
                body.scroll(x, y, notches)
            case {"type": text}:
                body.write(text)
            case {"press": keys}:
                body.press(keys)
            case other:
                raise ValueError(f"a person cannot {other}")
        print("done", flush=True)


if __name__ == "__main__":
    _main()
