"""What an input method makes of keys is what was typed: real ones, in a real editor."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from tests.browsers import chromium
from tests.input_methods import fcitx, ibus
from tests.person import Person
from tests.stages import own_stage, program, until
from tests.windows import place_window
from tests.x_person import XPerson
from tracker.actions import Action, PressKeys, TypeText
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Desktop, TypingInspector
from tracker.desktop.stage import Stage
from tracker.rebuild import rebuilt
from tracker.recorder import Recorder
from tracker.store import Store

__all__ = ["own_stage"]

pytestmark = pytest.mark.display

ENTER = PressKeys(("enter",))


@contextmanager
def editor(stage: Stage, environ: Mapping[str, str]) -> Iterator[Desktop]:
    with program(stage, "mousepad", "--disable-server", **environ) as pid:
        place_window(stage.environ, pid, x=100, y=80, width=700, height=500)
        with closing(open_desktop(stage.environ)) as desktop:
            until(lambda: held(desktop) is not None, "the editor's page to have the focus")
            yield desktop


def held(desktop: Desktop) -> str | None:
    """What stands in the field that has the focus."""
    focus = desktop.inspector.focused()
    return focus.value if focus and focus.role == "text" else None


def recorded(desktop: Desktop, store: Store, do: Callable[[], None]) -> list[Action]:
    recorder = Recorder(desktop, store)
    recorder.start()
    do()
    return ended(recorder, store)


def ended(recorder: Recorder, store: Store) -> list[Action]:
    said = recorder.stop()
    assert (said.failure, said.dropped) == (None, 0)
    steps = store.load(said.id).steps
    assert rebuilt(steps, store.events(said.id)) == steps
    assert store.check() == []
    return [step.action for step in steps]


@pytest.mark.parametrize(
    ("method", "engine"), [(fcitx, "m17n_vi_telex"), (ibus, "m17n:vi:telex")], ids=["fcitx", "ibus"]
)
def test_letters_that_are_put_together_are_the_text_though_a_later_key_lets_them_go(
    stage: Stage,
    store: Store,
    method: Callable[[Stage, str], AbstractContextManager[Mapping[str, str]]],
    engine: str,
):
    with (
        method(stage, engine) as environ,
        editor(stage, environ) as desktop,
        Person(stage.environ) as person,
    ):

        def write() -> None:
            person.write("tieengs vieetj")
            person.press("enter")
            person.write("xin chaof")
            person.press("ctrl", "home")

        actions = recorded(desktop, store, write)
        assert held(desktop) == "tiếng việt\nxin chào"
    assert actions == [
        TypeText("tiếng việt"), ENTER, TypeText("xin chào"), PressKeys(("ctrl", "home")),
    ]  # fmt: skip


def test_one_that_is_started_while_one_records_is_heard(stage: Stage, store: Store):
    with closing(open_desktop(stage.environ)) as watching:
        recorder = Recorder(watching, store)
        recorder.start()
        with (
            fcitx(stage, "m17n_vi_telex") as environ,
            editor(stage, environ) as desktop,
            Person(stage.environ) as person,
        ):
            until(lambda: is_heard(watching), "what comes into the editor to be heard")
            person.write("tieengs vieetj")
            person.press("ctrl", "home")
            assert held(desktop) == "tiếng việt"
            actions = ended(recorder, store)
    assert actions == [TypeText("tiếng việt"), PressKeys(("ctrl", "home"))]


def is_heard(desktop: Desktop) -> bool:
    focus, inspector = desktop.inspector.focused(), desktop.inspector
    assert isinstance(inspector, TypingInspector)
    return focus is not None and inspector.changes(focus, time.monotonic_ns()) is not None


def test_a_name_whose_last_word_comes_with_the_key_that_closes_the_dialog_is_whole(
    stage: Stage, store: Store
):
    with (
        fcitx(stage, "m17n_vi_telex") as environ,
        editor(stage, environ) as desktop,
        Person(stage.environ) as person,
    ):
        saved = stage.home / "tiếng việt"

        def save() -> None:
            person.press("ctrl", "s")
            until(lambda: names_a_file(desktop), "the dialog")
            person.press("ctrl", "a")
            person.write("tieengs vieetj")
            person.press("enter")
            until(lambda: any(stage.home.rglob(saved.name)), "the file")

        actions = recorded(desktop, store, save)
    assert actions == [
        PressKeys(("ctrl", "s")), PressKeys(("ctrl", "a")), TypeText("tiếng việt"), ENTER,
    ]  # fmt: skip


def names_a_file(desktop: Desktop) -> bool:
    focus = desktop.inspector.focused()
    return bool(focus and focus.role == "text" and "single line" in focus.states)


def test_keys_that_choose_and_take_a_proposal_are_no_steps(stage: Stage, store: Store):
    with (
        fcitx(stage, "anthy") as environ,
        editor(stage, environ) as desktop,
        Person(stage.environ) as person,
    ):

        def write() -> None:
            person.write("nihongo ")
            person.press("enter")  # takes it
            person.press("enter")  # begins a line
            person.write("toukyou")
            person.press("down")
            person.press("enter")
            person.press("ctrl", "home")

        actions = recorded(desktop, store, write)
        first, second = (held(desktop) or "").split("\n")
    assert first == "日本語"
    assert second
    assert not second.isascii()
    assert actions == [
        TypeText(first), ENTER, TypeText(second), PressKeys(("ctrl", "home")),
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_browser_shows_what_is_put_together_inside_its_own_text(
    stage: Stage, store: Store, tmp_path: Path
):
    page = tmp_path / "note.html"
    page.write_text("<!doctype html><title>Note</title><textarea autofocus rows=9></textarea>")
    command = chromium(tmp_path, f"--app={page.as_uri()}")
    with (
        fcitx(stage, "anthy") as environ,
        program(stage, *command, **environ),
        closing(open_desktop(stage.environ)) as desktop,
        Person(stage.environ) as person,
    ):
        until(lambda: is_written_to(desktop), "the page's field", 60)

        def write() -> None:
            person.write("nihongo ")
            person.press("enter")  # takes it
            person.press("enter")  # begins a line
            person.write("toukyou ")
            person.press("enter")
            person.press("ctrl", "home")

        actions = recorded(desktop, store, write)
    assert actions == [
        TypeText("日本語"), ENTER, TypeText("東京"), PressKeys(("ctrl", "home")),
    ]  # fmt: skip


def is_written_to(desktop: Desktop) -> bool:
    focus = desktop.inspector.focused()
    return bool(focus and {"editable", "multi line"} <= set(focus.states))


def test_dead_keys_and_compose_sequences_make_the_text_that_the_editor_shows(
    stage: Stage, store: Store
):
    layout = ["setxkbmap", "-display", stage.display, "de", "-option", "compose:rctrl"]
    subprocess.run(layout, check=True)
    a, e, o, c, dead_acute, compose = 38, 26, 32, 54, 21, 105
    with (
        editor(stage, {"GTK_IM_MODULE": "gtk-im-context-simple"}) as desktop,
        closing(XPerson(stage.display)) as person,
    ):

        def write() -> None:
            for keycode in (c, a, dead_acute, e, compose, a, e, compose, o, c):
                person.tap(keycode)
                person.settle()
            until(lambda: held(desktop) == "caéæ©", "the text in the editor")

        assert recorded(desktop, store, write) == [TypeText("caéæ©")]
