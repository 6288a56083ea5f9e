"""Which models are in use, and the way back."""

import json
from pathlib import Path

import pytest

from app.own_models import OwnModel, register
from app.selection import Selection
from app.settings import Settings
from models.registry import Kind, Lineage, load_registry
from tracker.errors import Malformed, Refused


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("JOURNEYMAN_HOME", str(tmp_path))
    return Settings()


def test_the_default_plans_until_another_is_chosen_and_again_after_going_back(settings: Settings):
    selection, default = Selection(settings), settings.planner
    assert selection.planner == default
    selection.use("one")
    selection.use("two")
    assert Selection(settings).planner == "two"
    assert (selection.roll_back(), selection.roll_back()) == ("one", default)
    with pytest.raises(Refused, match="No other planner"):
        selection.roll_back()


def test_choosing_the_same_again_leaves_the_way_back_as_it_is(settings: Settings):
    selection = Selection(settings)
    selection.use("one")
    selection.use("one")
    assert selection.roll_back() == settings.planner


def test_what_plans_and_what_sees_are_chosen_apart(settings: Settings):
    selection = Selection(settings)
    selection.use("one")
    selection.use("eyes", "grounder")
    selection.use("two")
    assert (selection.planner, selection.grounder) == ("two", "eyes")
    assert selection.roll_back("grounder") == settings.grounder
    assert (selection.planner, selection.grounder) == ("two", settings.grounder)
    with pytest.raises(Refused, match="No other grounder"):
        selection.roll_back("grounder")


def test_a_file_from_before_there_were_choices_of_detectors_is_read_and_kept(settings: Settings):
    settings.models.mkdir()
    (settings.models / "in-use.json").write_text('{"planner": ["journeyman-planner", "mine"]}')
    selection = Selection(settings)
    assert (selection.planner, selection.grounder) == ("mine", settings.grounder)
    selection.use("eyes", "grounder")
    assert (selection.planner, selection.grounder) == ("mine", "eyes")
    assert selection.roll_back() == "journeyman-planner"


def test_what_the_settings_name_wins_and_a_choice_against_it_is_refused(tmp_path: Path):
    outright = Settings(home=tmp_path, planner="remote")
    assert Selection(outright).planner == "remote"
    with pytest.raises(Refused, match="name the planner remote"):
        Selection(outright).use("one")
    seeing = Settings(home=tmp_path, grounder="mine")
    assert Selection(seeing).grounder == "mine"
    with pytest.raises(Refused, match="name the grounder mine"):
        Selection(seeing).use("journeyman-detector", "grounder")


@pytest.mark.parametrize("written", [{"planner": [1]}, {"grounder": "mine"}, ["mine"]])
def test_a_choice_that_cannot_be_read_says_so(settings: Settings, written: object):
    settings.models.mkdir()
    (settings.models / "in-use.json").write_text(json.dumps(written))
    with pytest.raises(Malformed, match="names no models"):
        _ = Selection(settings).planner


def test_a_trained_adapter_becomes_a_model_of_the_registry_once(tmp_path: Path):
    adapter = OwnModel(tmp_path, "mine", Kind.PLANNER)
    adapter.folder.mkdir(parents=True)
    own = tmp_path / "registry.toml"
    own.write_text("# by hand\n")
    for content in (b"GGUF one", b"GGUF second"):
        adapter.weights.write_bytes(content)
        lineage = Lineage("SmolLM2", "smollm2-135m")
        register(adapter, 'Trained on "jobs"', "MIT", lineage, adapter_of="smollm2-135m")
    entry = load_registry(own).model("mine")
    assert (entry.size, entry.adapter_of, entry.title) == (11, "smollm2-135m", 'Trained on "jobs"')
    assert own.read_text().count("[[model]]") == 1
    assert own.read_text().startswith("# by hand\n")


def test_a_name_that_is_no_model_id_is_refused(tmp_path: Path):
    with pytest.raises(Malformed, match="cannot be called"):
        OwnModel(tmp_path, "../mine", Kind.PLANNER)


def test_a_trained_detector_becomes_a_model_of_the_registry(tmp_path: Path):
    own = OwnModel(tmp_path, "my-detector", Kind.GROUNDER)
    own.folder.mkdir(parents=True)
    own.weights.write_bytes(b"ONNX")
    register(own, "Mine", "Apache-2.0", Lineage(base_model="journeyman-detector"))
    entry = load_registry(tmp_path / "registry.toml").model("my-detector")
    assert (entry.kind, entry.file, entry.adapter_of) == (Kind.GROUNDER, "my-detector.onnx", "")
    assert entry.lineage == Lineage("journeyman-detector", "")


def test_a_name_of_a_model_for_something_else_is_refused(tmp_path: Path):
    for name in ("smollm2-135m", "journeyman-detector"):
        with pytest.raises(Malformed, match=f"Another model is called {name}"):
            OwnModel(tmp_path, name, Kind.GROUNDER).must_not_replace_another_kind(load_registry())
    OwnModel(tmp_path, "mine", Kind.GROUNDER).must_not_replace_another_kind(load_registry())
    again = OwnModel(tmp_path, "journeyman-planner", Kind.PLANNER)
    again.must_not_replace_another_kind(load_registry())
