"""What is harvested from a desktop, and what is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from grounding.harvest import Harvest, Skipped, labelled
from models.labels import Label
from tests.builders import element, frame
from tracker.frames import Frame
from tracker.geometry import Box, ScreenPoint
from tracker.redact import Policy
from tracker.trajectory import Element, Window

WINDOW = Window("Letter", "editor", pid=7, box=Box(50, 20, 250, 150))
SAVE = element("Save", box=Box(60, 30, 120, 50))
NAME = element("Name", "text", Box(60, 60, 200, 80), states=("enabled", "showing"))
GREY = element("Undo", box=Box(130, 30, 190, 50), states=("showing",))


def striped() -> Frame:
    """Something is painted everywhere."""
    picture = frame(320, 200, 40)
    picture.pixels[:, ::2] = 60
    return picture


@dataclass
class Desk:
    """A camera and an inspector in one. trees: what the tree is, look by look; the last stays."""

    trees: list[Sequence[Element]]
    active: Window | None = WINDOW
    picture: Frame = field(default_factory=striped)

    def grab(self) -> Frame:
        return self.picture

    def wait_for_change(self, timeout_s: float) -> bool:
        return False

    def window(self) -> Window | None:
        return self.active

    def elements(self) -> tuple[Element, ...]:
        return tuple(self.trees.pop(0) if len(self.trees) > 1 else self.trees[0])

    def element_at(self, at: ScreenPoint) -> Element | None:
        return None

    def focused(self) -> Element | None:
        return None

    def close(self) -> None:
        pass


def look(desk: Desk, policy: Policy = Policy()):
    return Harvest(desk, desk, policy).look()


def test_a_window_that_stands_still_is_labelled():
    screen = look(Desk([(SAVE, NAME, GREY)]))
    assert screen.app == "editor"
    assert screen.labels == (
        Label("push button", "Save", SAVE.box),
        Label("text", "Name", NAME.box, states=("enabled", "showing")),
        Label("push button", "Undo", GREY.box, is_enabled=False, states=("showing",)),
    )


def test_what_the_window_does_not_own_is_painted_over_but_its_menus_are_not():
    menu = element("Copy", "menu item", Box(240, 140, 300, 160))
    shown = labelled(frame(320, 200, 40), WINDOW, (SAVE, menu), Policy()).frame.pixels
    expected = np.full((200, 320, 3), 127, np.uint8)
    expected[20:150, 50:250] = 40
    expected[140:160, 240:300] = 40
    assert np.array_equal(shown, expected)


def test_a_password_is_black_and_can_still_be_pointed_at():
    secret = element("Key", "password text", Box(60, 60, 200, 80), value="hunter2")
    screen = labelled(frame(320, 200, 40), WINDOW, (SAVE, secret), Policy())
    assert not screen.frame.pixels[60:80, 60:200].any()
    assert Label("password text", "Key", secret.box) in screen.labels


def test_of_what_nothing_can_be_seen_there_is_no_label():
    picture = frame(320, 200, 40)
    picture.pixels[35, 70:110] = 200
    screen = labelled(picture, WINDOW, (SAVE, NAME), Policy())
    assert [label.name for label in screen.labels] == ["Save"]


@pytest.mark.parametrize(
    ("desk", "policy", "reason"),
    [
        (Desk([(SAVE, NAME, GREY)], active=None), Policy(), "no window is active"),
        (
            Desk([(SAVE, NAME, GREY)]),
            Policy(excluded_apps=("edit*",)),
            "the window is excluded",
        ),
        (Desk([(SAVE, NAME, GREY), (SAVE, NAME)]), Policy(), "the screen was changing"),
        (Desk([(SAVE,)]), Policy(), "editor tells too little of itself"),
    ],
)
def test_what_is_skipped_says_why(desk, policy, reason):
    assert look(desk, policy) == Skipped(reason)


def test_a_screen_that_shows_the_same_things_adds_nothing():
    others = [element(str(n), box=Box(60 + 20 * n, 100, 75 + 20 * n, 110)) for n in range(8)]
    desk = Desk([(SAVE, NAME, *others)])
    harvest = Harvest(desk, desk, Policy())
    assert len(harvest.look().labels) == 10
    desk.trees = [(SAVE, GREY, *others)]
    assert harvest.look() == Skipped("nothing new")
    desk.trees = [(GREY, *others[:4])]
    assert len(harvest.look().labels) == 5
