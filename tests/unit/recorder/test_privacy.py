"""What must not be seen is nowhere in a recording."""

from dataclasses import replace

from tests.builders import click_at, frame, press_key
from tests.unit.recorder.rig import EDITOR, FIELD, OPEN, PIN, SAVE, Rig, quick
from tracker.actions import Click, PressKeys, TypeText
from tracker.errors import Unavailable
from tracker.geometry import Box, Point
from tracker.redact import Policy
from tracker.trajectory import Window


def test_a_password_is_nowhere(rig: Rig):
    rig.inspector.focus = PIN
    rig.inspector.showing = (SAVE, OPEN, FIELD, PIN)
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*quick("hunter2"), *press_key("enter"))
    recorder.stop()
    typed, entered = rig.steps(trajectory)
    assert (typed.action, entered.action) == (
        TypeText("{secret:pin}"),
        PressKeys(("enter",)),
    )
    assert typed.evidence.element == replace(PIN, value="")
    # What follows may come too soon for a picture of what a step did.
    for step in (typed, entered):
        for shown in (step.before.frame, step.outcome.after):
            assert shown is None or not shown.crop(PIN.box).any()
    keys = {getattr(event, "key", "") for event in rig.store.events(trajectory)}
    assert keys == {"secret", "enter"}


def test_a_password_field_that_was_clicked_is_one_though_the_focus_is_not_told(rig: Rig):
    rig.inspector.focus = None
    rig.inspector.showing = (SAVE, OPEN, FIELD, PIN)
    recorder = rig.recorder()
    trajectory = recorder.start()
    rig.emit(*click_at(20, 110), *quick("hunter2"), *press_key("tab"), *quick("anna"))
    recorder.stop()
    assert rig.actions(trajectory) == [
        Click(Point(20, 110)),
        TypeText("{secret:pin}"),
        PressKeys(("tab",)),
        TypeText("anna"),
    ]


def test_nothing_is_kept_while_an_excluded_window_is_active(rig: Rig):
    recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
    trajectory = recorder.start()
    rig.emit(*quick("open"))
    rig.inspector.active = Window(title="Vault", app="vault")
    rig.emit(*click_at(20, 20), *quick("mine"))
    rig.inspector.active = EDITOR
    rig.emit(*click_at(120, 20))
    recorder.stop()
    assert rig.actions(trajectory) == [TypeText("open"), Click(Point(120, 20))]
    assert "m" not in {getattr(event, "key", "") for event in rig.store.events(trajectory)}


def test_nothing_is_kept_while_an_excluded_page_shows(rig: Rig):
    recorder = rig.recorder(policy=Policy(excluded_urls=("https://bank.example/*",)))
    trajectory = recorder.start()
    rig.inspector.url = "https://shop.example/cart"
    rig.emit(*quick("open"), *press_key("enter"))
    rig.inspector.url = "https://bank.example/account?id=1"
    rig.emit(*click_at(20, 20), *quick("mine"))
    rig.inspector.url = ""
    rig.emit(*click_at(120, 20))
    recorder.stop()
    assert rig.actions(trajectory) == [
        TypeText("open"),
        PressKeys(("enter",)),
        Click(Point(120, 20)),
    ]


def test_an_excluded_window_that_only_shows_is_black_in_every_picture(rig: Rig):
    vault = Window(title="Vault", app="vault", box=Box(150, 100, 250, 180))
    rig.inspector.others = (vault,)
    recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
    trajectory = recorder.start()
    press, release = click_at(20, 20)
    rig.emit(press)
    rig.camera.show(frame(shade=2))
    rig.emit(release)
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert step.outcome.after is not None
    for picture in (step.before.frame, step.outcome.after):
        assert not picture.crop(vault.box).any()
        assert picture.crop(SAVE.box).any()


def test_a_window_that_comes_up_by_a_step_is_black_in_its_result(rig: Rig):
    vault = Window(title="Vault", app="vault", box=Box(150, 100, 250, 180))
    recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
    trajectory = recorder.start()
    press, release = click_at(20, 20)
    rig.emit(press)
    rig.inspector.others = (vault,)
    rig.camera.show(frame(shade=2))
    rig.emit(release)
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert step.outcome.after is not None
    assert not step.outcome.after.crop(vault.box).any()


def test_where_windows_are_not_told_nothing_of_the_screen_is_kept(rig: Rig):
    rig.inspector.broken = Unavailable("The display is gone.")
    recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
    trajectory = recorder.start()
    rig.emit(*click_at(20, 20))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert not step.before.frame.pixels.any()


def test_a_window_that_must_not_be_seen_and_left_meanwhile_is_black_after_a_draft(rig: Rig):
    vault = Window(title="Vault", app="vault", box=Box(200, 100, 300, 200))
    rig.inspector.others = (vault,)
    rig.camera.show(frame(shade=9))
    recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
    trajectory = recorder.start()
    rig.emit(*quick("Anna"))
    rig.await_steps(trajectory, 1)
    rig.inspector.others = ()
    rig.emit(*quick(" Berg"))
    recorder.stop()
    (step,) = rig.steps(trajectory)
    assert not step.before.frame.crop(vault.box).any()
