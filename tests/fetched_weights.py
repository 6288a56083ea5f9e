"""Real weights, for the tests that are marked `models` and those of searching by meaning."""

import os
from pathlib import Path

import pytest

from models.embedder import MINILM, MINILM_TOKENIZER
from models.registry import load_registry
from models.weights import Weights
from tracker.errors import Unavailable


def smollm2() -> Path:
    """The embedded planner's."""
    return _fetched("smollm2-135m").path("smollm2-135m")


def minilm() -> tuple[Path, Path]:
    """The embedder's, and its tokenizer's."""
    weights = _fetched(MINILM)
    return weights.path(MINILM), weights.path(MINILM_TOKENIZER)


def _fetched(model: str) -> Weights:
    """Fetched once into JOURNEYMAN_TEST_MODELS, or into a cache outside of the repository.

    Skips the test if no source can be reached; wrong bytes and a full disk are failures.
    """
    home = os.environ.get("JOURNEYMAN_TEST_MODELS") or Path.home() / ".cache" / "journeyman-test"
    weights = Weights(Path(home), load_registry())
    try:
        weights.fetch(model)
    except Unavailable as error:
        pytest.skip(f"{model} cannot be fetched: {error}")
    return weights
