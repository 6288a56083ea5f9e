"""Past jobs that fit an instruction, found by what they mean and by the words that they share.

Meaning finds a job in other words; words tell jobs apart that mean alike, by a name or a program
(BM25; Robertson and Zaragoza, 2009). Without an embedder it is by words alone, and the answer says
so. What is done with a job that was found is the caller's business.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from tracker.trajectory import Ending, Lineage, Origin
from tracker.vectors import Telling, Vector

_SHOWN: Final = frozenset({Origin.RECORDED, Origin.IMPORTED})
"""A replay and a job in words are what an agent made of what was shown."""

_SATURATION = 1.2
"""How fast the same word said again stops counting (k1 of BM25)."""

_LENGTH_WEIGHT = 0.75
"""How much a long text is marked down for its length (b of BM25)."""

_FULL_LENGTH = 6
"""Letters; shorter words count less, since in a store of few jobs even "for" is rare."""

_WORDS_WEIGHT = 0.2
"""Of the best match by words, beside a cosine."""

_AKIN = 0.2
"""The cosine below which sentences have nothing to do with each other."""

_AT_ONCE = 32
"""Vectors that are made before they are kept: a killed process loses no more."""


_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_FILE_NAME = re.compile(r"(?<![\w.])[\w-]+\.[A-Za-z]\w{0,4}(?!\w)")


class Embedder(Protocol):
    @property
    def name(self) -> str:
        """Vectors of one name can be compared, and only those."""
        ...

    def embed(self, sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        """(sentences, width), each row of length 1, so that a dot product is the cosine."""
        ...


class Tellings(Protocol):
    """What is known of trajectories in words: `tracker.vectors.Vectors`, or some of them."""

    def tellings(self) -> tuple[Telling, ...]: ...

    def of(self, model: str) -> Mapping[int, Vector]: ...

    def keep(self, model: str, vectors: Mapping[int, Vector]) -> None: ...


class By(StrEnum):
    MEANING = "meaning and words"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Remembered:
    """score: an order within one answer, the higher the better; 0 and below is never given."""

    telling: Telling
    score: float
    by: By


class Memory:
    """embedder: None where its weights are not on this machine."""

    def __init__(self, vectors: Tellings, embedder: Embedder | None = None) -> None:
        self._vectors = vectors
        self._embedder = embedder

    @property
    def by(self) -> By:
        return By.WORDS if self._embedder is None else By.MEANING

    def search(self, words: str, k: int = 10) -> tuple[Remembered, ...]:
        """Of all that is kept, whatever came of it."""
        return self._ranked(words, self._vectors.tellings())[:k]

    def recall(self, instruction: str, k: int | None = 1) -> tuple[Remembered, ...]:
        """Of those that may be followed as an example. k: None for all that are akin."""
        shown = [
            one
            for one in self._vectors.tellings()
            if may_be_followed(one.outcome, one.lineage, is_by_person=one.is_by_person)
        ]
        return self._ranked(instruction, shown, must_be_akin=True)[:k]

    def index(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Makes the vectors that are missing; gives their number. progress: done, in all."""
        if self._embedder is None:
            return 0
        return self._fill(self._embedder, self._vectors.tellings(), progress)[1]

    def _ranked(
        self, words: str, tellings: Sequence[Telling], *, must_be_akin: bool = False
    ) -> tuple[Remembered, ...]:
        if not tellings or not words.strip():
            return ()
        cosines = None
        if self._embedder is not None:
            known, _ = self._fill(self._embedder, tellings)
            query = self._embedder.embed([meaning(words)])[0]
            cosines = np.stack([known[one.id] for one in tellings]) @ query
        scores = fused(by_words(words, tellings), cosines, must_be_akin=must_be_akin)
        ranked = sorted(
            zip(scores, tellings, strict=True), key=lambda pair: (pair[0], pair[1].id), reverse=True
        )
        return tuple(Remembered(one, score, self.by) for score, one in ranked if score > 0)

    def _fill(
        self,
        embedder: Embedder,
        tellings: Sequence[Telling],
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[dict[int, npt.NDArray[np.float32]], int]:
        """The vector of each, and how many had to be made."""
        texts = {one.id: told(one) for one in tellings}
        names = {one: hashlib.sha256(text.encode()).hexdigest() for one, text in texts.items()}
        kept = self._vectors.of(embedder.name)
        known = {
            one: np.frombuffer(kept[one].floats, "<f4").astype(np.float32)
            for one, name in names.items()
            if one in kept and kept[one].made_from == name
        }
        missing = [one for one in texts if one not in known]
        for begin in range(0, len(missing), _AT_ONCE):
            some = missing[begin : begin + _AT_ONCE]
            made = dict(zip(some, embedder.embed([texts[one] for one in some]), strict=True))
            known |= made
            self._vectors.keep(
                embedder.name,
                {one: Vector(names[one], row.astype("<f4").tobytes()) for one, row in made.items()},
            )
            if progress is not None:
                progress(begin + len(some), len(missing))
        return known, len(missing)


def may_be_followed(outcome: Ending, lineage: Lineage, *, is_by_person: bool) -> bool:
    """Whether a person stands for it: they showed it to the end, here or where it was imported
    from, or said that an agent's run came out right."""
    is_shown = lineage.origin in _SHOWN and is_by_person
    return outcome is Ending.FINISHED and (is_shown or lineage.is_confirmed)


def told(telling: Telling) -> str:
    """The text whose meaning stands for a trajectory: its task, else what was done in it."""
    if telling.task.strip():
        return meaning(telling.task)
    did = ". ".join((*(f"click {target}" for target in telling.targets), *telling.typed))
    return f"{', '.join(telling.apps)}: {did}"


def meaning(sentence: str) -> str:
    """A sentence without the values in it, which say nothing of the kind of job that it asks for.

    What stands in quotes and what looks like a file's name goes; the words are compared whole.
    """
    plain = _FILE_NAME.sub("a file", _QUOTED.sub("something", sentence))
    return " ".join(plain.split())


def fused(
    words: Sequence[float], cosines: npt.NDArray[np.float32] | None, *, must_be_akin: bool = False
) -> list[float]:
    """One score for each from both; 0 for what is alike in neither.

    words: by BM25, of the same texts. cosines: None where there is no embedder. must_be_akin:
    a shared word alone is not enough; an example of another job misleads more than none.
    """
    if cosines is None:
        return list(words)
    most = max(words) or 1.0
    return [
        float(cosine) + _WORDS_WEIGHT * share / most
        if cosine >= _AKIN or (share > 0 and not must_be_akin)
        else 0.0
        for cosine, share in zip(cosines, words, strict=True)
    ]


def by_words(query: str, tellings: Sequence[Telling]) -> list[float]:
    """BM25 of each; 0 where no word is shared."""
    wanted, texts = set(_words(query)), [_words(_all_words(one)) for one in tellings]
    average = sum(map(len, texts)) / max(len(texts), 1) or 1.0
    holders = Counter(word for text in texts for word in set(text))
    return [_score(wanted, Counter(text), holders, len(texts), average) for text in texts]


def _all_words(telling: Telling) -> str:
    return " ".join((telling.task, *telling.typed, *telling.apps))


def _score(
    wanted: set[str],
    text: Mapping[str, int],
    holders: Mapping[str, int],
    texts: int,
    average: float,
) -> float:
    length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * sum(text.values()) / average
    score = 0.0
    for word in wanted & text.keys():
        rarity = math.log(1 + (texts - holders[word] + 0.5) / (holders[word] + 0.5))
        weight = min(len(word), _FULL_LENGTH) / _FULL_LENGTH
        times = text[word]
        score += weight * rarity * times * (_SATURATION + 1) / (times + _SATURATION * length)
    return score


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
