"""llama.cpp with a picture: real files of random weights, so the place it points at means nothing,
but the way there is the whole one: encoder, projector, language model, grammar."""

from pathlib import Path

import pytest

from models.llama_vision import LlamaVision
from models.vision import NothingThere, Pointed, PointStyle
from tests.builders import frame
from tests.tiny_llama import tiny_llama
from tests.tiny_projector import tiny_projector
from tracker.errors import Malformed, Unavailable
from tracker.geometry import Box

_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% for part in message['content'] %}{{ part['text'] }}{% endfor %}"
    "{{ '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pytest.importorskip("gguf")
    folder = tmp_path_factory.mktemp("tiny")
    return (
        tiny_llama(folder / "tiny.gguf", template=_TEMPLATE),
        tiny_projector(folder / "mmproj.gguf"),
    )


@pytest.mark.parametrize("style", list(PointStyle))
def test_an_answer_keeps_to_the_grammar_of_its_style(files, style, capfd):
    """Random weights name a place off the picture as often as on it; both are read as what they
    are, and nothing is written to the terminal."""
    model = LlamaVision(*files, style, context=512)
    try:
        found = model.point_at("the square", frame(280, 140, 99))
        assert isinstance(found, Pointed | NothingThere)
        if isinstance(found, Pointed):
            assert Box(0, 0, 280, 140).contains(found.point)
    except Malformed as error:
        assert "outside of the picture" in error.message  # noqa: PT017
    finally:
        model.close()
    assert capfd.readouterr() == ("", "")


def test_the_same_picture_gets_the_same_answer(files):
    model = LlamaVision(*files, PointStyle.QWEN_1000, context=512)

    def told() -> object:
        try:
            return model.point_at("the square", frame(280, 140, 99))
        except Malformed as error:
            return error.message

    assert told() == told()
    model.close()


def test_a_projector_for_another_model_is_named(files, tmp_path):
    other = tiny_projector(tmp_path / "other.gguf", width=32)
    model = LlamaVision(files[0], other, PointStyle.QWEN, name="tiny", context=512)
    with pytest.raises(Unavailable, match="tiny cannot read the picture") as caught:
        model.point_at("the square", frame(280, 140))
    assert "projector" in caught.value.hint
    model.close()


def test_a_model_that_was_made_for_text_alone_is_named(files, tmp_path):
    model = LlamaVision(
        tiny_llama(tmp_path / "text.gguf"), files[1], PointStyle.QWEN, name="text", context=512
    )
    with pytest.raises(Unavailable, match="text cannot read the picture"):
        model.point_at("the square", frame(280, 140))
    model.close()


def test_a_file_that_is_no_projector_is_named(files, tmp_path):
    broken = tmp_path / "mmproj.gguf"
    broken.write_bytes(b"GGUF" + b"\0" * 64)
    model = LlamaVision(files[0], broken, PointStyle.QWEN, name="tiny", context=512)
    with pytest.raises(Unavailable, match="tiny cannot read the picture"):
        model.point_at("the square", frame(280, 140))
    model.close()


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_file_is_named_with_the_way_out(files, tmp_path, missing):
    paths = list(files)
    paths[missing] = tmp_path / "gone.gguf"
    with pytest.raises(Unavailable, match=r"gone\.gguf cannot be read") as caught:
        LlamaVision(*paths, PointStyle.QWEN)
    assert "models fetch" in caught.value.hint
