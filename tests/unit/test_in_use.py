"""The planner in use is the same for all who ask: the last choice, with all that it needs."""

import json
from pathlib import Path

import pytest

from app.in_use import Local, Server, in_bytes
from app.settings import Settings
from app.wiring import Wiring
from models.fake import FakeChat
from tests.small_models import BYTES, model
from tracker.errors import Malformed


@pytest.fixture
def wiring(tmp_path: Path):
    with Wiring(Settings(home=tmp_path)) as opened:
        yield opened


def put(wiring: Wiring, name: str) -> None:
    """Its file, of no content: it is there, and was not checked yet."""
    entry = wiring.registry.model(name)
    file = wiring.settings.models / name / entry.file
    file.parent.mkdir(parents=True)
    file.touch()


def lacking(wiring: Wiring) -> list[str]:
    planner = wiring.planner_in_use
    assert isinstance(planner, Local)
    return [one.model.id for one in planner.lacking]


def test_an_adapter_lacks_what_it_is_laid_over_as_long_as_that_is_not_here(wiring):
    assert lacking(wiring) == ["journeyman-planner", "smollm2-135m"]
    put(wiring, "journeyman-planner")
    assert lacking(wiring) == ["smollm2-135m"]
    put(wiring, "smollm2-135m")
    assert lacking(wiring) == []


def test_what_was_chosen_by_a_command_beside_us_is_in_use_at_once(wiring):
    wiring.settings.models.mkdir()
    chosen = {"planner": ["journeyman-planner", "qwen2.5-coder-0.5b"]}
    (wiring.settings.models / "in-use.json").write_text(json.dumps(chosen))
    planner = wiring.planner_in_use
    assert isinstance(planner, Local)
    assert planner.model.id == "qwen2.5-coder-0.5b"


def test_the_planners_model_is_loaded_anew_when_another_is_chosen(wiring, monkeypatch):
    monkeypatch.setattr(wiring.loaded, "_chat", lambda chosen: FakeChat([], name=chosen))
    first = wiring.chat
    assert wiring.chat is first
    wiring.selection.use("qwen2.5-coder-0.5b")
    assert [wiring.chat.name, first.name] == ["qwen2.5-coder-0.5b", "journeyman-planner"]


def test_a_server_is_in_use_where_it_is_named_and_a_mistake_where_it_is_not(tmp_path: Path):
    named = Settings(home=tmp_path, planner="remote", remote_url="http://here/v1", remote_model="m")
    with Wiring(named) as wiring:
        assert wiring.planner_in_use == Server("http://here/v1", "m")
    with (
        Wiring(Settings(home=tmp_path, planner="remote")) as wiring,
        pytest.raises(Malformed, match="no server is named"),
    ):
        _ = wiring.planner_in_use


def test_sizes_read_well():
    sizes = (29, 466_247, 98_362_432, 1_117_320_768, model(body=BYTES).size)
    assert [in_bytes(size) for size in sizes] == ["29 bytes", "466 kB", "98 MB", "1.1 GB", "3 MB"]


def test_the_demo_fetches_what_the_planner_in_use_lacks_and_only_that(wiring, monkeypatch):
    from tests import demo

    fetched = []
    monkeypatch.setattr(wiring.weights, "fetch", fetched.append)
    demo._fetch_planner(wiring)
    put(wiring, "smollm2-135m")
    wiring.selection.use("smollm2-135m")
    demo._fetch_planner(wiring)
    assert fetched == ["journeyman-planner"]
