"""Phrases and icons meet in one space: by the words beside the model, or by a text model."""

from pathlib import Path

import numpy as np
import pytest

from grounding.icons import Vocabulary
from tracker.errors import Malformed

WORDS = ("save", "align", "left", "align left", "umbrella")
MEANINGS = np.array(
    [[127, 0, 0, 0], [0, 127, 0, 0], [0, 0, 127, 0], [0, 90, 90, 0], [0, 0, 0, 127]], np.int8
)
TURN = np.eye(4, 6)
"""From six dimensions of a text model to the four of the space: the last two say nothing."""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    np.savez(
        tmp_path / "icons.npz",
        words=np.frombuffer("\n".join(WORDS).encode(), np.uint8),
        spoken=np.array([True, True, False, True, True]),
        meanings=MEANINGS,
        lengths=np.array([1, 2, 1, 1, 1], np.float16),
        turn=TURN.astype(np.float16),
        chance=np.array([10, 0.5], np.float32),
    )
    return tmp_path / "icons.npz"


def test_an_icon_is_told_by_the_words_that_are_spoken_the_likeliest_first(words: Path):
    told = Vocabulary(words).words(np.array([0.0, 0.6, 0.8, 0.0], np.float32))
    assert [word for word, _ in told] == ["align left", "align", "save", "umbrella"]
    assert [round(chance, 2) for _, chance in told] == [0.99, 0.73, 0.01, 0.01]


def test_a_phrase_that_is_known_is_not_taken_apart(words: Path):
    meaning = Vocabulary(words).meaning("Align left…")
    assert meaning is not None
    assert meaning.tolist() == pytest.approx([0, 0.5**0.5, 0.5**0.5, 0])


def test_another_phrase_is_the_mean_of_the_words_that_are_known(words: Path):
    meaning = Vocabulary(words).meaning("align the umbrella")
    assert meaning is not None
    assert meaning.tolist() == pytest.approx([0, 0.8**0.5, 0, 0.2**0.5], abs=1e-3)


@pytest.mark.parametrize("phrase", ["", "Reticulate splines", "save all my splines now", "…"])
def test_of_a_phrase_with_mostly_unknown_words_nothing_is_said(words: Path, phrase: str):
    assert Vocabulary(words).meaning(phrase) is None


def test_a_text_model_understands_words_that_the_vocabulary_lacks(words: Path):
    asked = []

    def embed(phrases: list[str]) -> np.ndarray:
        asked.extend(phrases)
        return np.array([[0, 0, 0, 3, 9, 9]], np.float32)

    vocabulary = Vocabulary(words, embed=embed)  # type: ignore[arg-type]
    meaning = vocabulary.meaning("Parasol")
    assert meaning is not None
    assert meaning.tolist() == [0, 0, 0, 1]
    assert vocabulary.meaning("save") is not None
    assert asked == ["parasol"]


def test_the_chance_is_even_in_the_middle_and_grows_with_likeness(words: Path):
    vocabulary = Vocabulary(words)
    assert [round(vocabulary.chance(cosine), 2) for cosine in (0.3, 0.5, 0.7)] == [0.12, 0.5, 0.88]


def test_another_file_is_refused(tmp_path: Path):
    np.savez(tmp_path / "other.npz", something=np.zeros(3))
    with pytest.raises(Malformed, match="holds no words for icons"):
        Vocabulary(tmp_path / "other.npz")
