"""Which desktop is opened, and what is said where there is none."""

import pytest

from tracker.desktop.choose import is_wayland, open_desktop
from tracker.desktop.uninspected import Uninspected
from tracker.errors import Unavailable
from tracker.geometry import ScreenPoint


def test_without_a_display_the_ways_out_are_named() -> None:
    with pytest.raises(Unavailable) as refused:
        open_desktop({}, "linux")
    assert str(refused.value) == (
        "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. "
        "Run it from a desktop session, or add `--stage` to work on a private display."
    )


def test_a_display_that_cannot_be_reached_is_named() -> None:
    with pytest.raises(Unavailable, match="The display :65000 cannot be reached"):
        open_desktop({"DISPLAY": ":65000"}, "linux")


def test_wayland_is_refused_with_the_remedy_even_where_xwayland_runs() -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "GNOME"}
    with pytest.raises(Unavailable) as refused:
        open_desktop(environ, "linux")
    assert refused.value.message.startswith("This GNOME session runs on Wayland")
    assert "Log in to an X11 session" in refused.value.hint


@pytest.mark.parametrize(
    ("environ", "wayland"),
    [
        ({"DISPLAY": ":0"}, False),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, False),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":9", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "x11"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "x11"}, True),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "tty"}, False),
        ({}, False),
    ],
)
def test_the_session_s_type_decides(environ: dict[str, str], wayland: bool) -> None:
    assert is_wayland(environ) is wayland


def test_what_cannot_be_inspected_says_so_at_every_question() -> None:
    inspector = Uninspected(Unavailable("Nothing can be read.", hint="Allow it."))
    for ask in (
        inspector.window,
        inspector.focused,
        inspector.elements,
        lambda: inspector.element_at(ScreenPoint(1, 1)),
    ):
        with pytest.raises(Unavailable, match="Nothing can be read"):
            ask()
