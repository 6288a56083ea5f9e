"""Secrets by name: which one a job is given, and where its value is."""

import builtins
import json

import keyring
import pytest
from keyring.backends import fail, null

from agent.workflow import workflow
from app.keychain import Entry, Keychain
from tests.builders import element, step, trajectory
from tests.keyrings import FileKeyring
from tracker.actions import TypeText
from tracker.errors import Malformed, Unavailable
from tracker.trajectory import Evidence, Lineage, Origin

LOGIN = trajectory(
    step(TypeText("anna"), evidence=Evidence(element("Name", "text"))),
    step(TypeText("{secret:password}"), evidence=Evidence(element("Password", "password text"))),
)


@pytest.fixture
def keychain(tmp_path, monkeypatch):
    monkeypatch.setenv("JOURNEYMAN_TEST_KEYRING", str(tmp_path / "keyring.json"))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())
    yield Keychain(tmp_path / "home" / "secrets.json")
    keyring.set_keyring(before)


def given(keychain, number=1, shown=LOGIN, known=()):
    return keychain.secrets(number, shown, workflow(shown), known)


def test_a_job_is_given_the_secret_of_that_name(keychain):
    keychain.set(Entry("password"), "hunter2")
    keychain.set(Entry("pin"), "1234")
    assert given(keychain) == {"password": "hunter2"}
    assert given(keychain, known={"password"}) == {}


def test_one_that_is_set_for_a_job_goes_before_the_one_for_all(keychain):
    keychain.set(Entry("password"), "of the mail")
    keychain.set(Entry("password", 7), "of the bank")
    assert given(keychain, 7) == {"password": "of the bank"}
    assert given(keychain, 8) == {"password": "of the mail"}


def test_a_strangers_job_gets_only_what_was_set_for_it(keychain):
    keychain.set(Entry("password"), "hunter2")
    imported = trajectory(*LOGIN.steps, lineage=Lineage(Origin.IMPORTED))
    was_given = given(keychain, 7, imported)
    keychain.set(Entry("password", 7), "for them")
    assert (was_given, given(keychain, 7, imported)) == ({}, {"password": "for them"})


def test_the_same_secret_typed_twice_is_given_twice(keychain):
    keychain.set(Entry("password"), "hunter2")
    twice = trajectory(*LOGIN.steps, LOGIN.steps[1])
    assert given(keychain, 1, twice) == {"password": "hunter2", "password-2": "hunter2"}


def test_names_are_told_and_values_stay_in_the_keyring(keychain, tmp_path):
    keychain.set(Entry("pin"), "1234567890123")
    keychain.set(Entry("password", 7), "xylophone")
    assert keychain.entries() == (Entry("password", 7), Entry("pin"))
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "keyring.json"]
    assert [json.loads(path.read_text()) for path in files] == [["7/password", "pin"]]


def test_one_that_was_removed_is_gone_from_both(keychain, tmp_path):
    keychain.set(Entry("pin"), "1234")
    keychain.remove(Entry("pin"))
    assert (keychain.entries(), json.loads((tmp_path / "keyring.json").read_text())) == ((), {})
    with pytest.raises(Malformed, match="There is no secret 'pin'"):
        keychain.remove(Entry("pin"))


def test_one_that_went_from_the_keyring_is_asked_for_again(keychain, tmp_path):
    keychain.set(Entry("password"), "hunter2")
    (tmp_path / "keyring.json").unlink()
    assert given(keychain) == {}


@pytest.mark.parametrize(("name", "value"), [("Pass Word", "x"), ("", "x"), ("pin", "")])
def test_a_name_or_a_value_that_can_be_none_is_refused(keychain, name, value):
    with pytest.raises(Malformed):
        keychain.set(Entry(name), value)
    assert keychain.entries() == ()


def test_a_list_of_names_that_is_none_is_told(keychain, tmp_path):
    keychain.set(Entry("pin"), "1234")
    (tmp_path / "home" / "secrets.json").write_text("[3]")
    with pytest.raises(Malformed, match="no list of names"):
        keychain.entries()


@pytest.mark.usefixtures("keychain")
def test_without_a_keyring_the_remedy_is_named(tmp_path):
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(Unavailable, match="keyring cannot be used"):
        Keychain(tmp_path / "secrets.json").set(Entry("pin"), "1234")


def test_without_the_library_nothing_is_known_and_setting_tells_the_remedy(tmp_path, monkeypatch):
    real = builtins.__import__

    def lacking(name, *rest):
        if name == "keyring":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    bare = Keychain(tmp_path / "secrets.json")
    assert given(bare) == {}
    with pytest.raises(Unavailable, match="library for that is missing") as lacks:
        bare.set(Entry("pin"), "1234")
    assert lacks.value.hint == "pip install 'journeyman[secrets]'"


def test_a_keyring_that_keeps_nothing_gives_nothing(keychain):
    keyring.set_keyring(null.Keyring())
    keychain.set(Entry("password"), "hunter2")
    assert given(keychain) == {}
