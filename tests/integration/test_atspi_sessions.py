"""The inspector where the accessibility bus, the display or the session is not there, or goes."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.stages import open_stage, program, until
from tracker.desktop.atspi import AtspiInspector
from tracker.desktop.descendants import descendants
from tracker.desktop.stage import Stage
from tracker.errors import Unavailable

pytestmark = pytest.mark.display


def _accessibility_bus(stage: Stage) -> int:
    return next(
        pid
        for pid in descendants(stage.keeper_pid)
        if b"at-spi2/accessibility.conf" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def test_it_finds_the_bus_again_after_that_was_gone():
    with open_stage() as stage:
        inspector = AtspiInspector(stage.environ)
        with program(stage, "mousepad", "--disable-server"):
            until(inspector.elements, "elements")
            os.kill(_accessibility_bus(stage), signal.SIGKILL)
            until(lambda: inspector.elements() == (), "the bus to be gone")
            assert inspector.focused() is None
        with program(stage, "mousepad", "--disable-server"):
            until(inspector.elements, "elements over the new bus")
        inspector.close()


def test_a_display_that_ends_is_said_to_be_gone():
    with open_stage() as stage:
        inspector = AtspiInspector(stage.environ)
        display = stage.display
    with pytest.raises(Unavailable) as caught:
        inspector.window()
    assert caught.value.message == f"The display {display} is gone."
    inspector.close()


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        ("DISPLAY", "There is no X display."),
        ("DBUS_SESSION_BUS_ADDRESS", "This session has no D-Bus"),
    ],
)
def test_what_a_session_lacks_is_said_at_once(stage, lacking, message):
    environ = {
        name: value
        for name, value in stage.environ.items()
        if name not in (lacking, "XDG_RUNTIME_DIR")
    }
    with pytest.raises(Unavailable, match=message):
        AtspiInspector(environ)


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", "tcp:host=x"])
def test_a_session_bus_that_does_not_answer_is_unavailable(stage, address):
    with pytest.raises(Unavailable) as caught:
        AtspiInspector({**stage.environ, "DBUS_SESSION_BUS_ADDRESS": address})
    assert "at-spi2-core" in caught.value.hint


def test_a_session_without_the_accessibility_service_is_unavailable(stage, tmp_path):
    config = tmp_path / "bus.conf"
    config.write_text(
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy>'
        "</busconfig>"
    )
    bus = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert bus.stdout is not None
    try:
        address = bus.stdout.readline().strip()
        with pytest.raises(Unavailable, match="There is no accessibility bus"):
            AtspiInspector({**stage.environ, "DBUS_SESSION_BUS_ADDRESS": address})
    finally:
        bus.terminate()
        bus.wait()
        bus.stdout.close()
