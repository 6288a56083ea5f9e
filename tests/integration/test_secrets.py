"""A password that is typed by a replay from the keyring, into a real window."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.test_record_commands import recording, run
from tests.person import Person
from tests.stages import open_stage, program, until
from tracker.desktop.choose import open_desktop
from tracker.desktop.stage import Stage
from tracker.store import Store

pytestmark = pytest.mark.display

_SECRET = "xylophone"

_LOGIN = """
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget
app = QApplication([])
window = QWidget()
form = QFormLayout(window)
password = QLineEdit()
password.setEchoMode(QLineEdit.EchoMode.Password)
form.addRow("Password", password)
password.returnPressed.connect(lambda: print(password.text() == "xylophone", flush=True))
window.setWindowTitle("login")
window.show()
app.exec()
"""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


def test_a_replay_types_the_secret_from_the_keyring_and_it_is_nowhere_else(
    stage: Stage, tmp_path: Path
):
    home, ring = tmp_path / "home", tmp_path / "keyring.json"
    environ = {
        **os.environ,
        **stage.environ,
        "JOURNEYMAN_HOME": str(home),
        "JOURNEYMAN_LOG_LEVEL": "DEBUG",
        "PYTHON_KEYRING_BACKEND": "tests.keyrings.FileKeyring",
        "JOURNEYMAN_TEST_KEYRING": str(ring),
    }
    command = [sys.executable, "-c", _LOGIN]
    with (
        program(stage, *command, QT_QPA_PLATFORM="xcb"),
        closing(open_desktop(stage.environ)) as desktop,
        Person(stage.environ) as person,
        recording(environ, tmp_path / "said") as process,
    ):
        until(lambda: [e for e in desktop.inspector.elements() if e.role == "password text"], "it")
        person.write(f"{_SECRET}\n")
        until(lambda: "True" in stage.output(command), "the password to arrive")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    kept = tell(environ, _SECRET, "secrets", "set", "password")
    listed = json.loads(run(environ, "secrets", "list", "--json").stdout)
    with program(stage, *command, QT_QPA_PLATFORM="xcb"):
        replayed = run(environ, "replay", "1")
        until(lambda: stage.output(command).count("True") == 2, "the password once more")
    removed = run(environ, "secrets", "remove", "password")
    after = run(environ, "replay", "1")
    with closing(Store.open(home / "journeyman.db")) as store:
        outcomes = [one.outcome for one in store.trajectories()]
    assert (kept.stdout, removed.returncode) == ("password is in the keyring.\n", 0)
    assert listed == {"secrets": [{"name": "password", "job": None, "kept": True}]}
    assert replayed.returncode == 0, replayed.stderr + replayed.stdout
    assert outcomes == ["finished", "finished"]
    assert after.returncode == 2
    assert "journeyman secrets set" in after.stderr
    told = [one.stdout + one.stderr for one in (kept, replayed, removed, after)]
    written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(_SECRET in one for one in told)
    assert not any(_SECRET.encode() in one for one in written)


def tell(environ: dict[str, str], line: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], env=environ, input=f"{line}\n",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


_KEYRING = """
import sys
from pathlib import Path
from app.keychain import Entry, Keychain
keychain = Keychain(Path(sys.argv[1]))
keychain.set(Entry("pin"), "1234")
print(keychain.get(Entry("pin")), keychain.entries())
keychain.remove(Entry("pin"))
print(keychain.get(Entry("pin")), keychain.entries())
"""


@pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None, reason="gnome-keyring is not installed"
)
def test_the_keyring_of_a_gnome_desktop_keeps_a_secret(tmp_path: Path):
    script = (
        "echo -n letmein | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
        ' exec "$0" -c "$1" "$2"'
    )
    environ = {name: value for name, value in os.environ.items() if "KEYRING" not in name}
    environ |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["dbus-run-session", "--", "sh", "-c", script, sys.executable, _KEYRING]
    told = subprocess.run(
        [*command, str(tmp_path / "secrets.json")],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert told.stdout.splitlines() == ["1234 (Entry(name='pin', job=None),)", "None ()"], (
        told.stderr
    )
