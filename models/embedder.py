"""What a sentence means, as a vector: sentences that mean alike lie close together.

all-MiniLM-L6-v2, computed with numpy straight from its published weights: six small layers and
short sentences do not pay for a converted second copy on disk. Which sentences are compared, and
what for, is the caller's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from tracker.errors import Malformed

Floats = npt.NDArray[np.float32]

MINILM: Final = "all-minilm-l6-v2"
MINILM_TOKENIZER: Final = "all-minilm-l6-v2-tokenizer"
"""Ids in the registry."""

_HEADS: Final = 12
_MOST_TOKENS: Final = 256
"""The length that the model was trained on; what is longer is cut."""

_NORM_EPSILON: Final = 1e-12


@dataclass(frozen=True, slots=True)
class _Dense:
    """weight: (out, in), as torch keeps it."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y: Floats = x @ self.weight.T + self.bias
        return y


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = np.mean(centred * centred, axis=-1, keepdims=True)
        y: Floats = self.weight * (centred / np.sqrt(variance + _NORM_EPSILON)) + self.bias
        return y


@dataclass(frozen=True, slots=True)
class _Layer:
    """One block of BERT, in the order of its computation. Source: arXiv:1810.04805."""

    query: _Dense
    key: _Dense
    value: _Dense
    attended: _Dense
    attended_norm: _Norm
    widened: _Dense
    narrowed: _Dense
    narrowed_norm: _Norm

    def __call__(self, x: Floats) -> Floats:
        """x: (tokens, width)."""
        query, key, value = (_by_head(part(x)) for part in (self.query, self.key, self.value))
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        mixed = (_softmax(scores) @ value).transpose(1, 0, 2).reshape(x.shape)
        x = self.attended_norm(self.attended(mixed) + x)
        return self.narrowed_norm(self.narrowed(_gelu(self.widened(x))) + x)


def _tokenizer(path: Path) -> Tokenizer:
    """The library's own way to read a file says a bare Exception of whatever is wrong with it."""
    try:
        return Tokenizer.from_buffer(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Malformed(
            f"{path} holds no tokenizer: {error}.",
            hint=f"Get it again with `journeyman models fetch {MINILM_TOKENIZER}`.",
        ) from error


class MiniLm:
    """Safe for several threads: nothing changes after it was loaded. About 130 MB of memory."""

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        """Raises Malformed for files that are not this model's."""
        self._tokenizer = _tokenizer(tokenizer)
        try:
            with safe_open(weights, framework="np") as tensors:
                self._words, self._places, kind = (
                    tensors.get_tensor(f"embeddings.{name}_embeddings.weight")
                    for name in ("word", "position", "token_type")
                )
                self._kind: Floats = kind[0]
                self._norm = _Norm(*_pair(tensors, "embeddings.LayerNorm"))
                count = len({key.split(".")[2] for key in tensors.keys() if ".layer." in key})  # noqa: SIM118  no mapping
                self._layers = tuple(_layer(tensors, index) for index in range(count))
        except (SafetensorError, OSError) as error:
            raise Malformed(
                f"{weights} holds no sentence embedder: {error}.",
                hint=f"Get it again with `journeyman models fetch {MINILM}`.",
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    @property
    def name(self) -> str:
        return MINILM

    def embed(self, sentences: Sequence[str]) -> Floats:
        """(sentences, 384), each row of length 1, so that a dot product is the cosine."""
        if not sentences:
            return np.empty((0, len(self._kind)), np.float32)
        # One by one: sentences of different lengths would be padded to the longest, and attention
        # masked, and on one or two cores that gains nothing.
        return np.stack([self._embedded(sentence) for sentence in sentences])

    def _embedded(self, sentence: str) -> Floats:
        ids = self._tokenizer.encode(sentence).ids
        x: Floats = self._norm(self._words[ids] + self._places[: len(ids)] + self._kind)
        for layer in self._layers:
            x = layer(x)
        mean = x.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit


def _layer(tensors: Any, index: int) -> _Layer:
    """tensors: an open safetensors file, which has no type to name."""

    def dense(name: str) -> _Dense:
        return _Dense(*_pair(tensors, f"encoder.layer.{index}.{name}"))

    def norm(name: str) -> _Norm:
        return _Norm(*_pair(tensors, f"encoder.layer.{index}.{name}"))

    return _Layer(
        query=dense("attention.self.query"),
        key=dense("attention.self.key"),
        value=dense("attention.self.value"),
        attended=dense("attention.output.dense"),
        attended_norm=norm("attention.output.LayerNorm"),
        widened=dense("intermediate.dense"),
        narrowed=dense("output.dense"),
        narrowed_norm=norm("output.LayerNorm"),
    )


def _pair(tensors: Any, name: str) -> tuple[Floats, Floats]:
    weight, bias = (tensors.get_tensor(f"{name}.{part}") for part in ("weight", "bias"))
    return weight, bias


def _by_head(x: Floats) -> Floats:
    """(tokens, width) to (heads, tokens, width / heads)."""
    return x.reshape(len(x), _HEADS, -1).transpose(1, 0, 2)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    total: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return total


def _gelu(x: Floats) -> Floats:
    return np.float32(0.5) * x * (1 + _erf(x * np.float32(np.sqrt(0.5))))


def _erf(x: Floats) -> Floats:
    """To 1.5e-7, which is what float32 holds. Source: Abramowitz and Stegun 7.1.26."""
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    tail = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = (tail + np.float32(factor)) * t
    signed: Floats = np.copysign(1 - tail * np.exp(-x * x), x)
    return signed
