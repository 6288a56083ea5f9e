"""Sentences as vectors, by the real weights."""

import numpy as np
import pytest

from models.embedder import MiniLm
from tests import fetched_weights
from tests.small_models import BYTES
from tracker.errors import Malformed

pytestmark = pytest.mark.models

REFERENCE = {
    "Write a letter in the editor and save it under a name": (-0.05172, 0.05410, -0.06103),
    "Rename the file old.txt to new.txt, please": (0.01217, 0.04878, -0.00443),
    "Grüße an Ångström: 你好": (0.02451, 0.06188, 0.01606),
    "word " * 300: (-0.00812, -0.09559, -0.03867),
}
"""The first three numbers as PyTorch and transformers' BertModel compute them."""


@pytest.fixture(scope="module")
def files():
    return fetched_weights.minilm()


@pytest.fixture(scope="module")
def minilm(files):
    return MiniLm(*files)


def test_the_vectors_are_those_of_the_reference_implementation(minilm):
    first = minilm.embed(list(REFERENCE))[:, :3]
    np.testing.assert_allclose(first, list(REFERENCE.values()), atol=1e-5)


def test_every_vector_has_the_length_one(minilm):
    vectors = minilm.embed(["", "one", "a longer sentence, with a comma"])
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_sentences_that_mean_alike_lie_closer_than_others(minilm):
    letter, note, file = minilm.embed(["write a letter", "jot down a note", "delete a file"])
    assert letter @ note > letter @ file


def test_of_nothing_there_are_no_vectors(minilm):
    assert minilm.embed([]).shape == (0, 384)


def test_files_of_something_else_are_malformed(files, tmp_path):
    other = tmp_path / "model.safetensors"
    other.write_bytes(BYTES[:4000])
    with pytest.raises(Malformed, match="holds no sentence embedder"):
        MiniLm(other, files[1])


@pytest.mark.parametrize("content", [None, b"nothing of the kind", b"{}"])
def test_a_tokenizer_that_is_missing_or_something_else_is_malformed(files, tmp_path, content):
    other = tmp_path / "tokenizer.json"
    if content is not None:
        other.write_bytes(content)
    with pytest.raises(Malformed, match=r"tokenizer\.json holds no tokenizer") as caught:
        MiniLm(files[0], other)
    assert "models fetch" in caught.value.hint
