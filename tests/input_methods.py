"""Input methods on a private display, as a person has them: fcitx5 and ibus, with one engine on."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.stages import program, until
from tracker.desktop.dbus_line import BUS, BUS_PATH, DBusLine, Deadline
from tracker.desktop.dbus_wire import Call
from tracker.desktop.stage import Stage

_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM={engine}

[Groups/0/Items/0]
Name={engine}

[GroupOrder]
0=Default
"""
_LEFT_OUT = "wayland,waylandim,notificationitem,kimpanel,clipboard,unicode"


@contextmanager
def fcitx(stage: Stage, engine: str) -> Iterator[Mapping[str, str]]:
    """Gives what the programs' environment needs. engine: as fcitx calls it, "m17n_vi_telex"."""
    addon = engine.split("_")[0]
    if shutil.which("fcitx5") is None or not _has_addon(addon):
        pytest.skip(f"the input method fcitx5 with {addon} is not installed: fcitx5-{addon}")
    settings = stage.home / ".config" / "fcitx5"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "profile").write_text(_PROFILE.format(engine=engine))
    (settings / "config").write_text("[Behavior]\nActiveByDefault=True\n")
    with program(stage, "fcitx5", f"--disable={_LEFT_OUT}"):
        until(lambda: "org.fcitx.Fcitx5" in _names(stage), "fcitx5 on the bus")
        yield {"GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}


@contextmanager
def ibus(stage: Stage, engine: str) -> Iterator[Mapping[str, str]]:
    """engine: as ibus calls it, "m17n:vi:telex"."""
    if (
        shutil.which("ibus-daemon") is None
        or not Path("/usr/share/ibus/component/m17n.xml").exists()
    ):
        pytest.skip("the input method ibus with m17n is not installed: ibus ibus-gtk3 ibus-m17n")
    with program(stage, "ibus-daemon", "--panel", "disable", "--emoji-extension", "disable"):
        until(lambda: "org.freedesktop.portal.IBus" in _names(stage), "ibus on the bus")
        until(lambda: _is_on(stage, engine), f"ibus to turn {engine} on", 60)
        yield {"GTK_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}


def _has_addon(name: str) -> bool:
    return Path(f"/usr/share/fcitx5/addon/{name}.conf").exists()


def _is_on(stage: Stage, engine: str) -> bool:
    """ibus says that it failed to turn it on where no program has the focus, and does it."""
    stage.wait(stage.run(["ibus", "engine", engine]), 20)
    stage.wait(stage.run(["ibus", "engine"]), 20)
    return stage.output(["ibus"]).endswith(f"{engine}\n")


def _names(stage: Stage) -> list[str]:
    with closing(DBusLine(stage.environ["DBUS_SESSION_BUS_ADDRESS"], 5)) as line:
        [(_, reply)] = line.call([Call(BUS, BUS_PATH, BUS, "ListNames")], Deadline(5))
    return list(reply.body[0])
