"""Models are loaded when they are asked for, once for each choice, and can all be told to stop."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from app import eyesight
from app.loaded_models import LoadedModels
from app.selection import Selection
from app.settings import Settings
from models.fake import FakeChat
from models.registry import load_registry
from models.weights import Weights


class Stoppable(FakeChat):
    """Of a chat or a vision model: whether it was told to stop, and whether it was let go."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.heard: list[str] = []

    def interrupt(self) -> None:
        self.heard.append("interrupt")

    def close(self) -> None:
        self.heard.append("close")


@pytest.fixture
def opened():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def models(settings: Settings, opened: ExitStack, monkeypatch: pytest.MonkeyPatch) -> LoadedModels:
    registry = load_registry()
    weights = Weights(settings.models, registry)
    made = LoadedModels(settings, lambda: registry, lambda: weights, opened)
    monkeypatch.setattr(made, "_chat", Stoppable)
    monkeypatch.setattr(eyesight, "open_vision", lambda chosen, *_: Stoppable(chosen))
    return made


def test_a_model_is_loaded_once_for_each_choice(models: LoadedModels, settings: Settings):
    assert models.chat is models.chat
    assert models.vision("one") is models.vision("one")
    assert models.vision("other") is not models.vision("one")
    before = models.chat
    Selection(settings).use("another")
    assert (models.chat.name, models.chat is before) == ("another", False)


def test_all_that_is_asked_is_told_to_stop(models: LoadedModels):
    asked = [models.chat, models.vision("one"), models.vision("other")]
    models.interrupt()
    assert [one.heard for one in asked] == [["interrupt"]] * 3


def test_what_is_loaded_after_a_stop_was_not_told_to(models: LoadedModels):
    models.interrupt()
    assert models.chat.heard == []


def test_what_was_loaded_is_let_go_in_the_end(models: LoadedModels, opened: ExitStack):
    loaded = [models.chat, models.vision("one"), models.fresh("narrator")]
    opened.close()
    assert [one.heard for one in loaded] == [["close"]] * 3


def test_a_planner_that_went_out_of_use_is_not_kept_for_closing(
    models: LoadedModels, opened: ExitStack, settings: Settings
):
    heard = models.chat.heard
    Selection(settings).use("another")
    assert models.chat.name == "another"
    opened.close()
    assert heard == []
