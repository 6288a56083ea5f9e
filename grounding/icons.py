"""What the pictures on buttons say: an icon on the screen becomes words, by our own ONNX model.

The words it tells are those of a small vocabulary that lies beside the model, so nobody needs a
text model to have an icon read. A phrase of other words is understood by the words in it that the
vocabulary knows, or by a sentence embedder where the caller has one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from grounding.changes import changed_part
from grounding.icon_places import Place, drawn_in, icon_places
from grounding.inference import open_session
from grounding.synonyms import spoken
from models.icon_crops import icon_input
from models.icon_words import words_of
from tracker.errors import Malformed
from tracker.frames import Pixels
from tracker.geometry import Box
from tracker.trajectory import Element

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("weights") / "icons.onnx"
WORDS = Path(__file__).with_name("weights") / "icons.npz"

_KNOWN_ICONS = 4096
_MOST_WORDS = 5
_REACH_PX = 24
"""What is at most so far from a change may have changed as well: a crop is wider than its icon."""

_LEAST = 0.97
"""Chance that it is an icon at all, below which a picture has no words."""

_PICTURES = frozenset({"icon", "desktop icon", "image"})
"""Their boxes are close around what is drawn; the others' have a border and room inside."""

_EMPTY_WORDS = frozenset({"the", "a", "an", "of", "to", "in", "on", "this", "for", "with", "your"})

Embed = Callable[[Sequence[str]], Floats]


class Vocabulary:
    """Words and their directions in the space in which the model places icons.

    Nothing changes after it was loaded. embed: all-MiniLM-L6-v2, where there is one.
    """

    def __init__(self, path: Path = WORDS, *, embed: Embed | None = None) -> None:
        """Raises Malformed for a file that is none of ours."""
        try:
            with np.load(path) as told:
                words = bytes(told["words"]).decode().split("\n")
                self._meanings = _unit(told["meanings"].astype(np.float32))
                self._lengths = told["lengths"].astype(np.float32)
                spoken: npt.NDArray[np.int64] = np.flatnonzero(told["spoken"])
                self._turn = told["turn"].astype(np.float32)
                self._slope, self._middle = told["chance"].tolist()
        except (OSError, ValueError, KeyError) as error:
            raise Malformed(
                f"{path} holds no words for icons: {error}.",
                hint="Install Journeyman's packages again.",
            ) from error
        self._places = {word: place for place, word in enumerate(words)}
        self._spoken = [words[place] for place in spoken]
        self._spoken_meanings = self._meanings[spoken]
        self._embed = embed
        self.meaning: Callable[[str], Floats | None] = lru_cache(maxsize=256)(self._meaning_of)
        """Of a phrase, of length 1; None if not even half of its words are known."""

    def words(self, meaning: Floats) -> tuple[tuple[str, float], ...]:
        """The likeliest, with chances, best first."""
        cosines = self._spoken_meanings @ meaning
        best = np.argsort(-cosines)[:_MOST_WORDS]
        return tuple((self._spoken[place], self.chance(float(cosines[place]))) for place in best)

    def _meaning_of(self, phrase: str) -> Floats | None:
        said = words_of(spoken(phrase))
        if said in self._places:
            return np.asarray(self._meanings[self._places[said]], np.float32)
        if self._embed is not None and said:
            return _unit(self._embed([said])[0] @ self._turn.T)
        parts = [word for word in said.split() if word not in _EMPTY_WORDS]
        known = [self._places[word] for word in parts if word in self._places]
        if not known or 2 * len(known) < len(parts):
            return None
        return _unit((self._meanings[known] * self._lengths[known, None]).sum(axis=0))

    def chance(self, cosine: float) -> float:
        """That an icon which is the likest of a screen is the one that was meant."""
        return float(1 / (1 + np.exp(-self._slope * (cosine - self._middle))))


@dataclass(frozen=True, slots=True, eq=False)
class Icon:
    """words: what it most likely stands for, best first, each with its chance.

    score: 0 to 1, how sure it is that this is an icon at all.
    """

    words: tuple[tuple[str, float], ...]
    score: float
    meaning: Floats
    vocabulary: Vocabulary

    def likeness(self, phrase: str) -> float:
        """0 to 1: the chance that this is what the phrase means, if nothing else is liker."""
        asked = self.vocabulary.meaning(phrase)
        return 0.0 if asked is None else self.vocabulary.chance(float(asked @ self.meaning))


class IconReader:
    """Thread-safe; the model is loaded when the first icon comes.

    An icon is read once, and what did not change since the last picture is not looked at again.
    threads: of each model; None leaves a core free. embed: understands phrases of
    any words.
    """

    def __init__(
        self,
        weights: Path = WEIGHTS,
        words: Path = WORDS,
        *,
        threads: int | None = None,
        embed: Embed | None = None,
    ) -> None:
        self._weights, self._words = weights, words
        self._threads, self._embed = threads, embed
        self._lock = threading.Lock()
        self._session: Any = None
        self._vocabulary: Vocabulary | None = None
        self._known: OrderedDict[bytes, Icon | None] = OrderedDict()
        self._pixels: Pixels | None = None
        self._on: dict[tuple[Box, bool], Icon | None] = {}
        self._alone: tuple[tuple[Box, ...], tuple[tuple[Place, Icon], ...]] | None = None

    def on_things(self, pixels: Pixels, things: Sequence[Element]) -> tuple[Icon | None, ...]:
        """What is painted on each of these things; None where that is no icon.

        pixels: uint8 (H, W, 3), RGB. Raises Unavailable if the model is missing.
        """
        with self._lock:
            self._turn_to(pixels)
            fresh = [thing for thing in dict.fromkeys(things) if _place(thing) not in self._on]
            drawn = [
                drawn_in(pixels, thing.box, is_button=thing.role not in _PICTURES)
                for thing in fresh
            ]
            icons = self._icons(pixels, drawn)
            self._on.update(zip(map(_place, fresh), icons, strict=True))
            return tuple(self._on[_place(thing)] for thing in things)

    def alone(self, pixels: Pixels, texts: Sequence[Box]) -> tuple[tuple[Place, Icon], ...]:
        """The icons that can be found by their edges. texts: where words were read."""
        with self._lock:
            self._turn_to(pixels)
            if self._alone is None or self._alone[0] != tuple(texts):
                places = icon_places(pixels, texts)
                icons = self._icons(pixels, [place.drawn for place in places])
                found = tuple(
                    (place, icon)
                    for place, icon in zip(places, icons, strict=True)
                    if icon is not None
                )
                self._alone = tuple(texts), found
            return self._alone[1]

    def icons(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[Icon | None, ...]:
        """boxes: close around each icon."""
        with self._lock:
            return self._icons(pixels, boxes)

    def forget(self) -> None:
        """Whatever was read; the model stays."""
        with self._lock:
            self._known.clear()
            self._pixels, self._on, self._alone = None, {}, None

    def _turn_to(self, pixels: Pixels) -> None:
        """Forgets what the picture shows otherwise than the last one."""
        before = self._pixels
        if before is not None and before.shape == pixels.shape:
            changed = changed_part(before, pixels)
            if changed is None:
                return
            part = changed.grown(_REACH_PX)
            self._on = {
                place: icon
                for place, icon in self._on.items()
                if place[0].intersection(part) is None
            }
        else:
            self._on = {}
        self._pixels, self._alone = pixels.copy(), None

    def _icons(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[Icon | None, ...]:
        crops = [icon_input(pixels, box) for box in boxes]
        keys = [xxhash.xxh3_128_digest(crop.tobytes()) for crop in crops]
        fresh = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in self._known}
        if fresh:
            self._read(fresh)
        found = []
        for key in keys:
            self._known.move_to_end(key)
            found.append(self._known[key])
        while len(self._known) > _KNOWN_ICONS:
            self._known.popitem(last=False)
        return tuple(found)

    def _read(self, crops: dict[bytes, npt.NDArray[np.uint8]]) -> None:
        if self._session is None:
            self._session = open_session(self._weights, threads=self._threads)
            self._vocabulary = Vocabulary(self._words, embed=self._embed)
        assert self._vocabulary is not None
        meanings, chances = self._session.run(None, {"crops": np.stack(list(crops.values()))})
        for key, meaning, chance in zip(crops, meanings, chances, strict=True):
            words = self._vocabulary.words(meaning)
            icon = Icon(words, float(chance), meaning, self._vocabulary)
            self._known[key] = icon if chance >= _LEAST else None


def _place(thing: Element) -> tuple[Box, bool]:
    return thing.box, thing.role in _PICTURES


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
