"""The page of a trajectory: whole in itself, and nothing that a stranger wrote is obeyed in it."""

from html.parser import HTMLParser

import pytest

from app.page import page
from tests.builders import MS, element, frame, observation, step, trajectory
from tracker.actions import Click, Drag, TypeText
from tracker.geometry import Box, Point
from tracker.trajectory import Evidence, Monitor, Outcome, Status, Window


class _Told(HTMLParser):
    """What a browser would show: headings, the rows of each step, and all that it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, str] = {}
        self.headings: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self._inside, self._name = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._inside = tag
        self.fetched += [value or "" for name, value in attributes if name in ("src", "href")]
        assert not [name for name, _ in attributes if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        match self._inside:
            case "dt":
                self._name = data
            case "dd" | "span":
                self.rows[self._name] = self.rows.get(self._name, "") + data
            case "h1" | "h2":
                self.headings.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = "dd" if tag == "span" else ""


def test_a_step_is_told_with_its_picture_element_and_result():
    shown = step(
        evidence=Evidence(element=element("Save"), frame_age_ns=42 * MS),
        thought="It is done.",
        expectation="The letter is kept.",
        outcome=Outcome(status=Status.DONE, after=frame(shade=7), note="It was."),
    )
    told = _Told(page(trajectory(shown), 7))
    assert told.headings == ["Save the letter", "1. Click (140, 95)"]
    assert told.rows == {
        "Thought": "It is done.",
        "Window": "Letter - Editor (editor)",
        "Element": "push button “Save”",
        "Expected": "The letter is kept.",
        "Picture": "taken 42 ms before the first event",
        "Result": "done and verified It was.",
    }
    assert [url.split(",")[0] for url in told.fetched] == ["data:image/webp;base64"]


LEFT = Monitor("DP-1", Box(0, 0, 160, 200), dpi=96)
RIGHT = Monitor("HDMI-1", Box(160, 0, 320, 200), scale=0.5, dpi=192)


@pytest.mark.parametrize(
    ("monitors", "action", "told"),
    [
        ((), Click(Point(10, 10)), None),
        ((Monitor("DP-1", Box(0, 0, 320, 200)),), Click(Point(10, 10)), None),
        ((LEFT, RIGHT), Click(Point(10, 10)), "DP-1, 160x200, 96 dpi"),
        (
            (LEFT, RIGHT), Drag(Point(300, 10), Point(9, 9)),
            "HDMI-1, 160x200, 192 dpi, scaled by 0.5",
        ),
        ((LEFT, RIGHT), TypeText("a"), None),
    ],
)  # fmt: skip
def test_where_there_are_several_monitors_it_says_on_which(monitors, action, told):
    before = observation()
    shown = step(action, before=type(before)(before.frame, before.window, (), monitors))
    assert _Told(page(trajectory(shown))).rows.get("Monitor") == told


def test_nothing_that_was_on_a_screen_is_obeyed_by_a_browser():
    evil = '"><script src="https://example.org/x.js"></script><img src=x onerror=alert(1)>'
    shown = step(
        TypeText(evil),
        before=observation(window=Window(title=evil, app=evil)),
        evidence=Evidence(element=element(evil)),
        thought=evil,
        outcome=Outcome(note=evil),
    )
    html = page(trajectory(shown, task=evil, outcome_note=evil))
    told = _Told(html)
    assert "script" not in told.tags
    assert all(url.startswith("data:") for url in told.fetched)
    assert "default-src 'none'" in html
    assert told.rows["Thought"] == evil
