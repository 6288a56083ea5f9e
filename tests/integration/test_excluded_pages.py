"""A person walks through pages in a real browser, some of which are nobody's business."""

import shutil
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.browsers import chromium
from tests.person import Person
from tests.stages import own_stage, program, until
from tracker.actions import TypeText
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop
from tracker.desktop.stage import Stage
from tracker.events import KeyPressed
from tracker.frames import Frame
from tracker.recorder import Recorder
from tracker.redact import Policy
from tracker.store import Store
from tracker.trajectory import Element

__all__ = ["own_stage"]

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed"),
]

_MAGENTA = (255, 0, 255)
_LETTER = """<!doctype html><title>Letter</title><body style="font-size: 40px">
<p><label>Letter <input></label><p><a href="../bank/account.html">Account</a>"""
_ACCOUNT = """<!doctype html><title>Account</title>
<body style="background: #f0f; font-size: 40px"><p><label>Amount <input></label>
<p><a href="../post/letter.html">Back</a>"""


def test_nothing_of_an_excluded_page_is_kept_in_a_browser(stage: Stage, tmp_path: Path):
    for folder, name, page in (("post", "letter", _LETTER), ("bank", "account", _ACCOUNT)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.html").write_text(page)
    start = (tmp_path / "post" / "letter.html").as_uri()
    command = chromium(tmp_path, f"--app={start}", "--allow-file-access-from-files")
    with (
        program(stage, *command, ACCESSIBILITY_ENABLED="1"),
        closing(open_desktop(stage.environ)) as desktop,
        closing(Store.open(tmp_path / "store.db")) as store,
        Person(stage.environ) as person,
    ):
        found(desktop, "Letter")
        recorder = Recorder(desktop, store, policy=Policy(excluded_urls=("file:*/bank/*",)))
        trajectory = recorder.start()
        person.click(*at(found(desktop, "Letter")))
        person.write("dear")
        person.click(*at(found(desktop, "Account", "link")))
        person.click(*at(found(desktop, "Amount")))
        person.write("xylophone")
        person.click(*at(found(desktop, "Back", "link")))
        person.click(*at(found(desktop, "Letter")))
        person.write("anna")
        assert recorder.stop().failure is None
        steps = store.load(trajectory).steps
        keys = {event.key for event in store.events(trajectory) if isinstance(event, KeyPressed)}
        assert store.check() == []
    texts = [step.action.text for step in steps if isinstance(step.action, TypeText)]
    named = [step.evidence.element.name for step in steps if step.evidence.element is not None]
    shown = [step.before.frame for step in steps] + [step.outcome.after for step in steps]
    assert (texts, keys) == (["dear", "anna"], set("dearanna"))
    assert "Amount" not in named
    assert "Back" not in named
    assert not any(is_magenta(frame) for frame in shown if frame is not None)
    written = b"".join(file.read_bytes() for file in tmp_path.glob("store.db*"))
    assert b"xylophone" not in written


def found(desktop: Desktop, name: str, role: str = "entry") -> Element:
    def look() -> Element | None:
        roles = {role, "text"} if role == "entry" else {role}
        elements = desktop.inspector.elements()
        return next((one for one in elements if one.name == name and one.role in roles), None)

    return until(look, f"{role} {name!r}", 60)


def at(element: Element) -> tuple[int, int]:
    return element.box.center.x, element.box.center.y


def is_magenta(frame: Frame) -> bool:
    return bool((np.abs(frame.pixels.astype(int) - _MAGENTA).sum(axis=2) < 8).any())
