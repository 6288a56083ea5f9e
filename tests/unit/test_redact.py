"""What was typed into a password field is in no event, no element and no picture."""

import numpy as np
import pytest

from tests.builders import MS, click_at, element, frame, observation, press_key, step, type_text
from tracker.actions import Click, PressKeys, TypeText
from tracker.events import KeyPressed, RawEvent
from tracker.geometry import Box, Point
from tracker.redact import (
    SECRET_KEY,
    UNKNOWN_PAGE,
    Policy,
    Withholder,
    black_out,
    placeholder,
    redact_step,
    secret_name,
)
from tracker.reduce import reduce
from tracker.trajectory import Element, Evidence, Outcome, Window

PASSWORD = element("Bank PIN", "password text", Box(10, 20, 60, 40), value="hunter2")
PLAIN = element("Name", "text", Box(10, 60, 60, 80), value="Anna")


def kept(*typed: tuple[list[RawEvent], Element | None]) -> list[RawEvent]:
    withholder = Withholder(Policy())
    return [
        passed
        for events, focus in typed
        for event in events
        if (passed := withholder.keep(event, focus)) is not None
    ]


class TestEvents:
    def test_all_keys_of_a_secret_field_become_one_placeholder(self):
        assert kept((type_text("hunter2"), PASSWORD)) == [
            KeyPressed(0, SECRET_KEY, "{secret:bank_pin}")
        ]

    def test_neither_length_nor_corrections_of_a_secret_are_kept(self):
        keys = [*type_text("hunx"), *press_key("backspace", 500), *press_key("left", 600)]
        assert kept((keys, PASSWORD)) == kept((type_text("h"), PASSWORD))

    def test_a_secret_reduces_to_one_text_between_what_surrounds_it(self):
        events = kept(
            (type_text("Anna"), PLAIN),
            (press_key("tab", 500), PLAIN),
            (type_text("hunter2", 600), PASSWORD),
            (press_key("enter", 1400), PASSWORD),
            (type_text("more", 1500), PLAIN),
        )
        assert reduce(events) == [
            TypeText("Anna"),
            PressKeys(("tab",)),
            TypeText("{secret:bank_pin}"),
            PressKeys(("enter",)),
            TypeText("more"),
        ]

    def test_a_secret_that_begins_in_the_middle_of_a_text_is_not_joined_to_it(self):
        events = kept((type_text("Anna"), PLAIN), (type_text("hunter2", 400), PASSWORD))
        assert reduce(events) == [TypeText("Anna"), TypeText("{secret:bank_pin}")]

    def test_shortcuts_in_a_secret_field_are_kept_and_end_it(self):
        paste = [KeyPressed(900 * MS, "ctrl"), *press_key("a", 910)]
        events = kept(
            (type_text("hunter1"), PASSWORD),
            (paste, PASSWORD),
            ([*press_key("ctrl", 960)[1:], *type_text("hunter2", 1000)], PASSWORD),
        )
        assert reduce(events) == [
            TypeText("{secret:bank_pin}"),
            PressKeys(("ctrl", "a")),
            TypeText("{secret:bank_pin}"),
        ]

    def test_a_release_that_follows_the_field_still_tells_nothing(self):
        secret = press_key("2", 0, "2", hold_ms=400)
        events = kept((secret[:1], PASSWORD), (press_key("enter", 100), None), (secret[1:], None))
        assert {getattr(event, "key", "") for event in events} == {SECRET_KEY, "enter"}

    def test_ordinary_fields_and_pointer_events_pass(self):
        events = [*type_text("Anna"), *click_at(5, 5, 900)]
        assert kept((events, PLAIN)) == events
        assert kept((events[-2:], PASSWORD)) == events[-2:]


class TestPolicy:
    @pytest.mark.parametrize(
        "window",
        [
            Window(title="Passwords - KeePassXC", app="keepassxc"),
            Window(title="My Bank - Browser", app="browser"),
            Window(title="Journeyman", app="journeyman", pid=42),
        ],
    )
    def test_excluded_windows_are_known_by_program_title_or_process(self, window: Window):
        policy = Policy(
            excluded_apps=("KeePass*",),
            excluded_titles=("*bank*",),
            ignored_pids=frozenset({42}),
        )
        assert policy.excludes(window)

    def test_a_page_that_cannot_be_told_may_be_an_excluded_one(self):
        browser = Window("Account", "chromium")
        assert Policy(excluded_urls=("*bank*",)).excludes(browser, UNKNOWN_PAGE)
        assert not Policy(excluded_titles=("*bank*",)).excludes(browser, UNKNOWN_PAGE)

    def test_other_windows_and_no_window_are_not_excluded(self):
        policy = Policy(excluded_apps=("KeePass*",), ignored_pids=frozenset({42}))
        assert not policy.excludes(Window(title="Letter", app="mousepad"))
        assert not policy.excludes(None)

    def test_a_field_without_a_name_is_called_password(self):
        assert placeholder(element("", "password text")) == "{secret:password}"
        assert placeholder(None) == "{secret:password}"

    def test_the_name_of_a_secret_is_read_back(self):
        assert secret_name(placeholder(PASSWORD)) == "bank_pin"
        assert secret_name("Dear {secret:x}") is None


class TestPictures:
    def test_the_field_is_black_in_every_picture_of_the_step(self):
        shown = step(
            TypeText("{secret:bank_pin}"),
            before=observation(frame(shade=200), elements=(PASSWORD, PLAIN)),
            evidence=Evidence(element=PASSWORD),
            outcome=Outcome(after=frame(shade=100)),
        )
        redacted = redact_step(shown, Policy())
        assert redacted.evidence.element is not None
        assert [e.value for e in (redacted.evidence.element, *redacted.before.elements)] == [
            "",
            "",
            "Anna",
        ]
        assert redacted.outcome.after is not None
        for picture, shade in ((redacted.before.frame, 200), (redacted.outcome.after, 100)):
            assert not picture.crop(PASSWORD.box).any()
            expected = np.full((200, 320, 3), shade, dtype=np.uint8)
            expected[20:40, 10:60] = 0
            assert (picture.pixels == expected).all()

    def test_a_field_that_is_known_to_be_in_sight_is_black_in_other_steps_too(self):
        clicked = step(Click(Point(1, 1)), before=observation(frame(shade=9)))
        redacted = redact_step(clicked, Policy(), [Box(300, 190, 400, 300)])
        assert not redacted.before.frame.crop(Box(300, 190, 320, 200)).any()
        assert int(redacted.before.frame.pixels.sum()) == 9 * 3 * (320 * 200 - 20 * 10)

    def test_a_step_without_secrets_is_left_as_it_is(self):
        plain = step(Click(Point(1, 1)), before=observation(elements=(PLAIN,)))
        redacted = redact_step(plain, Policy())
        assert redacted == plain
        assert redacted.before.frame is plain.before.frame

    def test_the_time_and_the_place_of_a_picture_stay(self):
        black = black_out(frame(shade=5, t_ns=77), [Box(0, 0, 1, 1)])
        assert (black.t_ns, black.size) == (77, (320, 200))
