"""The registry of models: what it knows, and what it says of a file that it cannot read."""

from pathlib import Path

import pytest

from models.registry import (
    HttpsSource,
    Kind,
    Licence,
    Lineage,
    Model,
    PypiSource,
    WheelMember,
    load_registry,
)
from models.vision import PointStyle
from tracker.errors import Malformed, Unavailable

ENTRY = """
[[model]]
id = "mine"
title = "My own planner"
kind = "planner"
file = "mine.gguf"
size = 12
sha256 = "{sum}"
licence.spdx = "MIT"

[[model.source]]
kind = "https"
url = "https://models.example/mine.gguf"
""".format(sum="a" * 64)

MINE = Model(
    id="mine",
    title="My own planner",
    kind=Kind.PLANNER,
    file="mine.gguf",
    size=12,
    sha256="a" * 64,
    licence=Licence("MIT"),
    source=(HttpsSource("https", "https://models.example/mine.gguf"),),
)


def registry_file(folder: Path, text: str) -> Path:
    path = folder / "registry.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_registry_holds_the_models_we_ship_with():
    assert [(model.id, model.kind) for model in load_registry()] == [
        ("smollm2-135m", Kind.PLANNER),
        ("qwen2.5-coder-0.5b", Kind.PLANNER),
        ("qwen2.5-coder-1.5b", Kind.PLANNER),
        ("all-minilm-l6-v2", Kind.EMBEDDER),
        ("all-minilm-l6-v2-tokenizer", Kind.TOKENIZER),
        ("journeyman-planner", Kind.PLANNER),
        ("qwen3-vl-2b", Kind.VISION),
        ("qwen3-vl-2b-projector", Kind.PROJECTOR),
        ("qwen2.5-vl-7b", Kind.VISION),
        ("qwen2.5-vl-7b-projector", Kind.PROJECTOR),
    ]


def test_every_built_in_model_names_its_licence_and_what_it_began_as():
    assert {(model.licence.spdx, bool(model.lineage.base_model)) for model in load_registry()} == {
        ("Apache-2.0", True)
    }


def test_a_source_of_many_wheels_names_each_of_them_in_order():
    source = PypiSource("pypi", "some-part{part}", "1.0", "some_part{part}.whl", "d/{part:02}", 2)
    assert source.members() == (
        WheelMember("some-part1", "1.0", "some_part1.whl", "d/01"),
        WheelMember("some-part2", "1.0", "some_part2.whl", "d/02"),
    )


def test_a_persons_own_file_adds_a_model(tmp_path):
    registry = load_registry(registry_file(tmp_path, ENTRY))
    assert registry.model("mine") == MINE
    assert [model.id for model in registry][-1] == "mine"


def test_a_persons_own_file_replaces_a_model_of_the_same_id(tmp_path):
    text = ENTRY.replace('id = "mine"', 'id = "smollm2-135m"')
    assert load_registry(registry_file(tmp_path, text)).model("smollm2-135m").title == MINE.title


def test_an_adapter_needs_the_model_that_it_is_laid_over(tmp_path):
    text = ENTRY.replace(
        'licence.spdx = "MIT"',
        'licence.spdx = "MIT"\nadapter_of = "smollm2-135m"\nlineage.parent = "smollm2-135m"',
    )
    adapter = load_registry(registry_file(tmp_path, text)).model("mine")
    assert adapter.needs() == ("smollm2-135m",)
    assert adapter.lineage == Lineage(parent="smollm2-135m")


def test_every_vision_model_says_how_it_points_and_brings_its_projector():
    registry = load_registry()
    told = {
        model.id: (model.pointing, [registry.model(one).kind for one in model.companions])
        for model in registry
        if model.kind is Kind.VISION
    }
    assert told == {
        "qwen3-vl-2b": (PointStyle.QWEN_1000, [Kind.PROJECTOR]),
        "qwen2.5-vl-7b": (PointStyle.QWEN, [Kind.PROJECTOR]),
    }


def test_a_vision_model_without_a_projector_is_malformed(tmp_path):
    text = ENTRY.replace('kind = "planner"', 'kind = "vision"\npointing = "qwen3-vl"')
    with pytest.raises(Malformed, match="mine, companions: a vision model needs a projector"):
        load_registry(registry_file(tmp_path, text))


def test_a_vision_model_that_does_not_say_how_it_points_is_malformed(tmp_path):
    text = ENTRY.replace('kind = "planner"', 'kind = "vision"')
    with pytest.raises(Malformed, match="mine, pointing: a vision model needs its style"):
        load_registry(registry_file(tmp_path, text))


def test_no_file_of_ones_own_is_no_error(tmp_path):
    assert list(load_registry(tmp_path / "none.toml")) == list(load_registry())


def test_an_unknown_model_is_unavailable_with_those_that_there_are():
    with pytest.raises(Unavailable) as caught:
        load_registry().model("gpt-9000")
    assert caught.value.message == "There is no model 'gpt-9000' in the registry."
    assert "smollm2-135m" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[model]]\nid = \n", "line 2"),
        ("models = 3", "models: "),
        (ENTRY.replace("size = 12", "size = 0"), "model 1 (mine), size: "),
        (ENTRY.replace("size = 12", ""), "model 1 (mine), size: "),
        (ENTRY.replace("mine.gguf", "../mine.gguf", 1), "model 1 (mine), file: "),
        (ENTRY.replace('"mine"', '"../mine"'), "model 1 (../mine), id: "),
        (ENTRY.replace("a" * 64, "a" * 63), "model 1 (mine), sha256: "),
        (ENTRY.replace("licence.spdx", "licence.terms"), "model 1 (mine), licence, spdx: "),
        (ENTRY.replace("https://", "gopher://"), "model 1 (mine), source 1, url: "),
        (ENTRY.replace('"https"', '"torrent"'), "model 1 (mine), source 1: "),
        (ENTRY[: ENTRY.index("[[model.source]]")], "model 1 (mine), source: "),
        (ENTRY + "mirror = 1", "model 1 (mine), source 1, mirror: "),
        (ENTRY.replace("size", 'adapter_of = "gone"\nsize'), "mine, adapter_of: "),
        (ENTRY.replace("size", 'companions = ["mine"]\nsize'), "mine, companions: "),
        (ENTRY + ENTRY, "'mine' twice"),
    ],
)
def test_a_file_with_a_mistake_is_malformed_and_the_message_names_the_place(tmp_path, text, place):
    path = registry_file(tmp_path, text)
    with pytest.raises(Malformed) as caught:
        load_registry(path)
    assert str(path) in caught.value.message
    assert place in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_no_text_is_malformed(tmp_path):
    path = tmp_path / "registry.toml"
    path.write_bytes(b"id = '\xff'")
    with pytest.raises(Malformed, match=r"not UTF-8 text \(byte 6\)"):
        load_registry(path)
