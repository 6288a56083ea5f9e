"""The stage starts whole, keeps to itself, and leaves nothing behind however it ends."""

import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import jeepney
import pytest
import xcffib
import xcffib.xproto
from jeepney.io.blocking import open_dbus_connection

from tests.stages import open_stage, program, the_stage, until  # noqa: F401
from tracker.desktop import stage_home, stage_parts
from tracker.desktop.choose import open_desktop
from tracker.desktop.descendants import descendants
from tracker.desktop.stage import RunningStage, Stage
from tracker.errors import Malformed, Refused, Unavailable
from tracker.geometry import Box

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.display


def processes_of(directory: Path) -> list[str]:
    """Command lines of all that carry the stage's directory in their environment or arguments."""
    mark = os.fsencode(directory)
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            arguments, environ = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if mark in arguments or mark in environ:
            found.append(arguments.replace(b"\0", b" ").decode())
    return found


def is_gone(directory: Path) -> bool:
    return not processes_of(directory) and not directory.exists()


def is_answering(display: str) -> bool:
    """As nothing does once the server is gone, unless another one took the number."""
    with socket.socket(socket.AF_UNIX) as knocking:
        return knocking.connect_ex(f"/tmp/.X11-unix/X{display.removeprefix(':')}") == 0


def is_left(display: str) -> bool:
    """Whether there is a dead socket of it."""
    is_there = Path(f"/tmp/.X11-unix/X{display.removeprefix(':')}").exists()
    return is_there and not is_answering(display)


def server_of(stage: Stage) -> int:
    """Its X server's process."""
    return next(
        pid
        for pid in descendants(stage.keeper_pid)
        if Path(f"/proc/{pid}/comm").read_text().strip() == "Xvfb"
    )


@pytest.fixture
def directories(monkeypatch) -> list[Path]:
    """Of the stages that a test opens, also of those that fail."""
    made: list[Path] = []
    make = stage_home.make_directory

    def note() -> tuple[Path, int]:
        directory, lock = make()
        made.append(directory)
        return directory, lock

    monkeypatch.setattr(stage_home, "make_directory", note)
    return made


STUBBORN = (
    "sh",
    "-c",
    "trap '' TERM HUP; (setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' &) ; "
    "while :; do sleep 1; done",
)
"""Ignores being asked to end, and has a daemon of its own that does so too."""


def start_stubborn(stage: Stage) -> None:
    stage.run(STUBBORN)
    until(
        lambda: sum("while" in line for line in processes_of(stage.home.parent)) >= 2,
        "the program and its daemon",
    )


def test_its_parts_answer_as_soon_as_it_is_open():
    with open_stage((800, 600)) as stage:
        connection = xcffib.connect(stage.display)
        root = connection.get_setup().roots[0]
        assert (root.width_in_pixels, root.height_in_pixels) == (800, 600)
        name = "_NET_SUPPORTING_WM_CHECK"
        atom = connection.core.InternAtom(True, len(name), name).reply().atom
        windows = connection.core.GetProperty(False, root.root, atom, 0, 0, 1).reply()
        assert windows.value_len == 1
        connection.disconnect()
        status = jeepney.DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
        with open_dbus_connection(stage.environ["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            reply = bus.send_and_get_reply(jeepney.Properties(status).get("IsEnabled"), timeout=5)
        assert reply.body == (("b", True),)


def test_its_window_manager_answers_and_not_only_announces_itself():
    """openbox would leave the first window lying, unseen, until someone moved the pointer."""
    with open_stage() as stage:
        connection = xcffib.connect(stage.display)
        try:
            window = stage_parts._unmapped_window(connection)
            assert until(lambda: stage_parts._has_frame_extents(connection, window), "an answer")
        finally:
            connection.disconnect()


def test_a_window_that_opens_with_the_stage_is_there_without_any_input():
    with (
        open_stage() as stage,
        program(
            stage, sys.executable, "-m", "tests.integration.target_window", PYTHONPATH=str(ROOT)
        ) as pid,
    ):
        desktop = open_desktop(stage.environ)
        try:
            window = until(desktop.inspector.window, "the window")
            assert (window.title, window.pid) == ("target", pid)
            assert window.box.intersection(Box(0, 0, *desktop.camera.grab().size)) == window.box
        finally:
            desktop.close()


def test_nothing_of_the_persons_session_reaches_a_program(monkeypatch, tmp_path):
    secrets = {
        "XAUTHORITY": "theirs",
        "WAYLAND_DISPLAY": "theirs",
        "SSH_AUTH_SOCK": "theirs",
        "LD_LIBRARY_PATH": "theirs",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with open_stage() as stage:
        seen = stage.home / "environ"
        pid = stage.run(["sh", "-c", f"env > {seen}"], EXTRA="ours")
        assert stage.wait(pid, 10) == 0
        environ = dict(line.split("=", 1) for line in seen.read_text().splitlines())
        assert not environ.keys() & secrets.keys()
        expected = {**stage.environ, "EXTRA": "ours"}
        assert {name: environ[name] for name in expected} == expected
        assert stat.S_IMODE(stage.home.parent.stat().st_mode) == 0o700


def test_only_this_user_may_connect_to_its_display():
    with open_stage() as stage:
        connection = xcffib.connect(stage.display)
        access = connection.core.ListHosts().reply()
        hosts = [(host.family, bytes(host.address.raw)) for host in access.hosts]
        connection.disconnect()
        assert (access.mode, hosts) == (1, [(5, f"localuser\0#{os.getuid()}".encode())])


def test_closing_ends_every_program_and_removes_the_home():
    with open_stage() as stage:
        start_stubborn(stage)
        (stage.home / "letter.txt").write_text("dear")
        assert is_answering(stage.display)
    assert is_gone(stage.home.parent)
    assert not is_left(stage.display)
    assert not stage.is_open()
    stage.close()


def test_an_exception_inside_closes_it_as_well():
    with pytest.raises(ZeroDivisionError), open_stage() as stage:
        raise ZeroDivisionError
    assert is_gone(stage.home.parent)


USER = textwrap.dedent(
    """
    import signal, sys, threading, time
    from tracker.desktop.stage import Stage
    # Whoever runs the tests in the background has SIGINT ignored, and so would this process.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    opened = []
    if sys.argv[1] == "thread":
        opener = threading.Thread(target=lambda: opened.append(Stage.open()))
        opener.start()
        opener.join()
    else:
        opened.append(Stage.open())
    opened[0].run(sys.argv[2:])
    print(opened[0].home.parent, flush=True)
    time.sleep(600)
    """
)


def start_user(*arguments: str) -> tuple[subprocess.Popen[str], Path]:
    user = subprocess.Popen(
        [sys.executable, "-c", USER, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert user.stdout is not None
    directory = Path(user.stdout.readline().strip())
    user.stdout.close()
    assert directory.is_dir()
    return user, directory


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killing_the_process_that_opened_it_ends_it(number):
    user, directory = start_user("main", *STUBBORN)
    os.kill(user.pid, number)
    user.wait()
    until(lambda: is_gone(directory), "the stage to be gone")


def test_it_survives_the_thread_that_opened_it():
    user, directory = start_user("thread", "sleep", "600")
    assert any(line.startswith("Xvfb") for line in processes_of(directory))
    user.kill()
    user.wait()
    until(lambda: is_gone(directory), "the stage to be gone")


def test_killing_the_warden_leaves_nothing():
    with open_stage() as stage:
        start_stubborn(stage)
        os.kill(stage.keeper_pid, signal.SIGKILL)
        until(lambda: is_gone(stage.home.parent), "the stage to be gone")
        with pytest.raises(Unavailable, match="The stage has ended"):
            stage.run(["true"])


def test_killing_the_keeper_leaves_nothing():
    with open_stage() as stage:
        start_stubborn(stage)
        os.kill(descendants(stage.keeper_pid)[0], signal.SIGKILL)
        # The warden removes the directory a moment before it ends.
        until(lambda: not stage.is_open(), "the warden to end")
        assert is_gone(stage.home.parent)


def test_killing_both_at_once_leaves_no_program_and_the_next_stage_sweeps():
    with open_stage() as stage:
        pid = stage.run(["mousepad"])
        warden, keeper = stage.keeper_pid, descendants(stage.keeper_pid)[0]
        assert pid in descendants(warden)
        os.kill(warden, signal.SIGSTOP)
        os.kill(keeper, signal.SIGKILL)
        os.kill(warden, signal.SIGKILL)
        directory = stage.home.parent
        until(lambda: not processes_of(directory), "its programs to be gone")
        assert directory.exists()
        stage_home.sweep()
        assert not directory.exists()


def test_sweeping_leaves_a_living_stage_alone():
    with open_stage() as stage:
        stage_home.sweep()
        assert stage.home.is_dir()


def test_sweeping_leaves_a_stage_alone_that_is_being_opened():
    directory, lock = stage_home.make_directory()
    stage_home.sweep()
    assert directory.is_dir()
    os.close(lock)
    stage_home.sweep()
    assert not directory.exists()


def test_it_ends_when_its_display_ends():
    with open_stage() as stage:
        os.kill(server_of(stage), signal.SIGKILL)
        until(lambda: not stage.is_open(), "the stage to end")
        assert is_gone(stage.home.parent)
        assert not is_left(stage.display)


def test_two_stages_know_nothing_of_each_other():
    with open_stage() as first, open_stage() as second:
        assert first.display != second.display
        assert first.home != second.home
        pid = second.run(["sleep", "600"])
        first.close()
        assert is_gone(first.home.parent)
        assert second.exit_status(pid) is None


def test_the_end_of_a_program_is_noticed(stage):
    pid = stage.run(["sh", "-c", "echo said; exit 3"])
    assert stage.wait(pid, 10) == 3
    assert stage.output(["sh"]).endswith("said\n")
    with program(stage, "sleep", "600") as pid:
        assert stage.exit_status(pid) is None
        assert stage.end(pid) == -signal.SIGTERM


def test_a_program_that_is_not_there_is_named(stage):
    with pytest.raises(Unavailable) as caught:
        stage.run(["no-such-program", "--now"])
    assert caught.value.message == (
        "no-such-program could not be started: No such file or directory."
    )
    assert stage.is_open()


def test_no_command_is_refused(stage):
    with pytest.raises(Malformed):
        stage.run([])


def test_missing_parts_are_named_with_their_packages(monkeypatch, tmp_path, directories):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable) as caught:
        Stage.open(panel=("no-such-panel",))
    assert caught.value.hint == "apt install xvfb dbus openbox no-such-panel"
    assert [is_gone(directory) for directory in directories] == [True]


@pytest.mark.parametrize("part", ["Xvfb", "dbus-daemon", "openbox"])
def test_a_part_that_ends_at_once_is_named_with_what_it_said(
    part, monkeypatch, tmp_path, directories
):
    broken = tmp_path / part
    broken.write_text("#!/bin/sh\necho no such luck >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(Unavailable) as caught:
        Stage.open()
    assert caught.value.message == f"{part} ended at its start: no such luck"
    assert [is_gone(directory) for directory in directories] == [True]


def test_an_impossible_size_is_refused():
    with pytest.raises(Malformed):
        Stage.open((0, 600))


def test_a_visible_stage_needs_a_display(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(Unavailable):
        Stage.open(visible=True)


def test_a_visible_stage_is_a_window_on_the_other_display(stage, monkeypatch):
    monkeypatch.setenv("DISPLAY", stage.display)
    with Stage.open((640, 480), visible=True) as nested:
        assert nested.display != stage.display
        connection = xcffib.connect(nested.display)
        root = connection.get_setup().roots[0]
        assert (root.width_in_pixels, root.height_in_pixels) == (640, 480)
        connection.disconnect()
    assert is_gone(nested.home.parent)


def test_a_panel_is_there_when_the_stage_is_open():
    with open_stage(panel=("tint2",)) as stage:
        assert any(line.startswith("tint2") for line in processes_of(stage.home.parent))


def test_another_process_finds_a_published_stage_until_it_closes(tmp_path):
    assert Stage.running(tmp_path) is None
    with open_stage() as stage:
        stage.publish(tmp_path)
        assert Stage.running(tmp_path) == RunningStage(stage.display, stage.environ, stage.home)
        assert stat.S_IMODE((tmp_path / "stage.json").stat().st_mode) == 0o600
        with open_stage() as second, pytest.raises(Refused):
            second.publish(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_a_dead_stage_is_ignored_and_removed(tmp_path):
    with open_stage() as stage:
        stage.publish(tmp_path)
        os.kill(stage.keeper_pid, signal.SIGKILL)
        until(lambda: is_gone(stage.home.parent), "the stage to be gone")
        assert Stage.running(tmp_path) is None
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"directory": 3}', "\0"])
def test_a_damaged_file_is_ignored_and_removed(content, tmp_path):
    (tmp_path / "stage.json").write_text(content)
    assert Stage.running(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_programs_may_be_started_from_many_threads(stage):
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        pids = list(pool.map(lambda number: stage.run(["sh", "-c", f"exit {number}"]), range(8)))
    assert [stage.wait(pid, 10) for pid in pids] == list(range(8))
