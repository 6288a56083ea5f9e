"""Settings: what is changed is written and used, what is not stays as the person wrote it."""

import threading

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox

from app import autostart
from app.in_use import Server
from app.selection import REMOTE
from app.settings import load_settings
from app.views.planners import Download
from app.views.settings import SettingsView
from app.views.stop_keys import chord_of, sequence_of
from app.wiring import Wiring
from models.weights import Presence, Status
from tracker.errors import Malformed, Refused, Unavailable


@pytest.fixture
def environ(tmp_path):
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)}


@pytest.fixture
def view(wiring, bridge, environ, qtbot, monkeypatch):
    monkeypatch.setenv("JOURNEYMAN_HOME", str(wiring.settings.home))
    shown = SettingsView(wiring, bridge, environ)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_nothing_is_changed_by_looking(view):
    assert view.changes() == {}


def test_what_was_changed_is_written_and_in_use(view, wiring, qtbot):
    view.stop_keys.setKeySequence(QKeySequence("Ctrl+Shift+F9"))
    view.apps.setPlainText("keepass*\n\nbank \n")
    view.patience.setValue(20)
    policy = wiring.policy
    with qtbot.waitSignal(view.saved):
        view.save.click()
    used = wiring.settings
    assert used.stop_chord == ("ctrl", "shift", "f9")
    assert used.excluded_apps == ("keepass*", "bank")
    assert used.patience_s == 20
    assert wiring.policy is not policy
    assert wiring.policy.excluded_apps == ("keepass*", "bank")


def test_comments_and_other_settings_in_the_file_stay(view, wiring, qtbot):
    path = wiring.settings.home / "settings.toml"
    path.write_text('# mine\nlog_level = "DEBUG"  # while I look for something\n')
    view.patience.setValue(30)
    with qtbot.waitSignal(view.saved):
        view.save.click()
    assert path.read_text().startswith('# mine\nlog_level = "DEBUG"  # while I look for something')
    assert (wiring.settings.log_level, wiring.settings.patience_s) == ("DEBUG", 30)


def test_a_server_of_ones_own_is_chosen_with_its_address(view, wiring, qtbot):
    assert not view.server.isEnabled()
    view.planners.choose(REMOTE)
    view.server.setText("http://127.0.0.1:8080/v1")
    view.server_model.setText("big")
    with qtbot.waitSignal(view.saved):
        view.save.click()
    assert wiring.planner_in_use == Server("http://127.0.0.1:8080/v1", "big")


def test_a_planner_that_is_chosen_here_is_the_one_that_the_commands_know(view, wiring, qtbot):
    view.planners.choose("qwen2.5-coder-0.5b")
    with qtbot.waitSignal(view.saved):
        view.save.click()
    assert wiring.selection.planner == "qwen2.5-coder-0.5b"
    assert not (wiring.settings.home / "settings.toml").exists()
    assert wiring.selection.roll_back() == "journeyman-planner"


def test_what_a_training_chose_is_what_the_settings_show(wiring, bridge, environ, qtbot):
    wiring.selection.use("smollm2-135m")
    view = SettingsView(wiring, bridge, environ)
    qtbot.addWidget(view)
    assert view.planners.chosen == "smollm2-135m"


def test_a_planner_that_the_file_names_gives_way_to_the_one_that_is_chosen(
    tmp_path, bridge, environ, qtbot, monkeypatch
):
    monkeypatch.setenv("JOURNEYMAN_HOME", str(tmp_path))
    file = tmp_path / "settings.toml"
    file.write_text('# mine\nplanner = "remote"\nremote_url = "http://here/v1"\n')
    with Wiring(load_settings()) as wiring:
        view = SettingsView(wiring, bridge, environ)
        qtbot.addWidget(view)
        assert view.planners.chosen == REMOTE
        view.planners.choose("smollm2-135m")
        with qtbot.waitSignal(view.saved):
            view.save.click()
        assert wiring.selection.planner == "smollm2-135m"
    assert file.read_text() == '# mine\nremote_url = "http://here/v1"\n'


def test_who_writes_down_why_is_a_whole_model_that_is_here(
    wiring, bridge, environ, qtbot, monkeypatch
):
    monkeypatch.setenv("JOURNEYMAN_HOME", str(wiring.settings.home))
    for name in ("smollm2-135m", "journeyman-planner"):
        path = wiring.weights.status(name).path
        path.parent.mkdir(parents=True)
        path.touch()
    view = SettingsView(wiring, bridge, environ)
    qtbot.addWidget(view)
    offered = [view.narrator.itemData(row) for row in range(view.narrator.count())]
    assert (offered, view.narrator.currentData()) == (["", "smollm2-135m"], "")
    view.narrator.setCurrentIndex(1)
    with qtbot.waitSignal(view.saved):
        view.save.click()
    assert wiring.settings.narrator == "smollm2-135m"


def test_a_model_that_is_gone_is_named_and_not_changed_by_looking(wiring, bridge, environ, qtbot):
    wiring.selection.use("mine-of-last-year")
    view = SettingsView(wiring, bridge, environ)
    qtbot.addWidget(view)
    assert view.planners.chosen == "mine-of-last-year"


def test_a_file_that_cannot_be_read_is_told_of_and_left_alone(view, wiring, qtbot):
    path = wiring.settings.home / "settings.toml"
    path.write_text("patience_s = = 3\n")
    view.patience.setValue(30)
    view.save.click()
    qtbot.waitUntil(lambda: view.findChild(QMessageBox) is not None)
    assert path.read_text() == "patience_s = = 3\n"
    assert view.save.isEnabled()


def test_starting_with_the_session_is_an_entry_in_the_autostart_folder(view, environ, qtbot):
    view.autostart.setChecked(True)
    with qtbot.waitSignal(view.saved):
        view.save.click()
    entry = autostart.entry_path(environ)
    assert "Exec=" in entry.read_text()
    autostart.switch(False, environ)
    assert not autostart.is_on(environ)


def test_where_there_is_no_autostart_folder_it_says_so(environ):
    with pytest.raises(Unavailable, match="cannot be set up from here on win32"):
        autostart.switch(True, environ, platform="win32")


@pytest.mark.parametrize(
    "keys", [("ctrl", "alt", "escape"), ("f12",), ("ctrl", "shift", "a"), ("super", "pageup")]
)
def test_stop_keys_mean_the_same_on_both_sides(keys, qapp):
    assert chord_of(sequence_of(keys)) == keys


def test_a_key_without_a_name_is_refused(qapp):
    with pytest.raises(Malformed, match="cannot stop anything"):
        chord_of(QKeySequence("Media Play"))


class _SlowWeights:
    """Stands for the network: half arrives, the rest when the test says so."""

    def __init__(self, model):
        self._model = model
        self.may_go_on = threading.Event()
        self.presence = Presence.ABSENT

    def status(self, _model_id):
        return Status(self._model, self.presence, 0, None)

    def lacking(self, model_id):
        return () if self.presence is Presence.READY else (self.status(model_id),)

    def fetch(self, _model_id, progress, cancel):
        progress(50, 100)
        while not self.may_go_on.wait(0.01):
            if cancel.is_set():
                self.presence = Presence.PARTIAL
                raise Refused("The download was cancelled.")
        self.presence = Presence.READY


@pytest.fixture
def download(wiring, bridge, qtbot):
    model = wiring.registry.model("smollm2-135m")
    weights = wiring.__dict__["weights"] = _SlowWeights(model)
    shown = Download(wiring, bridge, model)
    qtbot.addWidget(shown)
    shown.show()
    return shown, weights


def test_a_download_shows_how_far_it_is_and_then_that_it_is_there(download, qtbot):
    shown, weights = download
    shown.button.click()
    qtbot.waitUntil(lambda: shown.bar.value() == 500)
    with qtbot.waitSignal(shown.fetched) as fetched:
        weights.may_go_on.set()
    assert fetched.args == ["smollm2-135m"]
    assert shown.state.isVisible()
    assert not shown.button.isVisible()


def test_a_cancelled_download_can_be_resumed(download, qtbot):
    shown, _weights = download
    shown.button.click()
    qtbot.waitUntil(lambda: shown.bar.value() == 500)
    shown.button.click()
    qtbot.waitUntil(lambda: not shown.is_going_on)
    assert shown.button.text() == "&Resume"
    assert not shown.trouble.isVisible()
