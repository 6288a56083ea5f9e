"""Headless Chromium on a pipe: a page's text in, its picture and its marked elements out."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from itertools import count
from typing import Any, Self

from models.labels import Label, Labelled
from models.screen_classes import role_of
from tracker.errors import Unavailable
from tracker.frames import Frame
from tracker.geometry import Box

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
    "--hide-scrollbars", "--mute-audio",
)  # fmt: skip

_SEEN = """[...document.querySelectorAll('[data-k]')].map(e => {
  const r = e.getBoundingClientRect();
  const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
  const top = document.elementFromPoint(x, y);
  if (!top || !(e.contains(top) || top.contains(e))) return null;
  return [e.dataset.k, (e.innerText || '').trim(), r.left, r.top, r.right, r.bottom];
}).filter(Boolean)"""
"""What lies under something else at its middle is left out."""


class Chromium:
    """A context manager. Raises Unavailable if there is no Chromium."""

    def __init__(self) -> None:
        program = next(filter(None, map(shutil.which, _NAMES)), None)
        if program is None:
            raise Unavailable("There is no Chromium.", hint="Install the package `chromium`.")
        self._home = tempfile.TemporaryDirectory()
        self._ids = count(1)
        asks, self._asking = os.pipe()
        self._answering, answers = os.pipe()
        # The browser reads orders from descriptor 3 and answers on 4.
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{asks} 4>&{answers}', "sh", program, *_FLAGS,
             f"--user-data-dir={self._home.name}", "about:blank"],
            pass_fds=(asks, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(asks)
        os.close(answers)
        self._read = b""
        self._session: str | None = None
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self._frame = self._ask("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def screen(self, page: str, size: tuple[int, int], scale: float) -> Labelled:
        """size: px of the picture. scale: px per unit of the page's."""
        width, height = size
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=round(width / scale), height=round(height / scale),
            deviceScaleFactor=scale, mobile=False,
        )  # fmt: skip
        self._ask("Page.setDocumentContent", frameId=self._frame, html=page)
        found = self._ask("Runtime.evaluate", expression=_SEEN, returnByValue=True)["result"][
            "value"
        ]
        shot = self._ask("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]
        frame = Frame.from_image(base64.b64decode(shot))
        bounds = Box(0, 0, *frame.size)
        labels = []
        for kind, name, *edges in found:
            left, top, right, bottom = (round(edge * scale) for edge in edges)
            if right - left < 5 or bottom - top < 5:
                continue
            box = Box(left, top, right, bottom)
            seen = box.intersection(bounds)
            if seen is not None and seen.area > 0.5 * box.area:
                labels.append(Label(role_of(kind), name, seen, kind=kind))
        return Labelled(frame, tuple(labels))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._asking)
        self._process.terminate()
        self._process.wait(20)
        os.close(self._answering)
        self._home.cleanup()

    def _ask(self, method: str, **values: Any) -> dict[str, Any]:
        number = next(self._ids)
        order: dict[str, Any] = {"id": number, "method": method, "params": values}
        if self._session is not None:
            order["sessionId"] = self._session
        text = json.dumps(order).encode() + b"\0"
        while text:
            text = text[os.write(self._asking, text) :]
        while True:
            while b"\0" not in self._read:
                part = os.read(self._answering, 1 << 20)
                if not part:
                    raise Unavailable("Chromium has ended.", hint="Run it once by hand to see why.")
                self._read += part
            one, self._read = self._read.split(b"\0", 1)
            answer = json.loads(one)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Unavailable(f"Chromium refuses {method}: {answer['error']}.")
                result: dict[str, Any] = answer["result"]
                return result
