"""One parse of a frame into Elements, fused from the readers that there are."""

from dataclasses import dataclass
from typing import Protocol

from tracker.frames import Frame
from tracker.geometry import Box
from tracker.trajectory import Element, Observation, Source, Window


class Pictured(Protocol):
    """An icon that was read."""

    @property
    def words(self) -> tuple[tuple[str, float], ...]:
        """What it most likely stands for, best first, each with its chance."""
        ...

    def likeness(self, phrase: str) -> float:
        """0 to 1: the chance that this is what the phrase means, if nothing else is liker."""
        ...


@dataclass(frozen=True, slots=True)
class Sighting:
    """How an element was seen. drawn: the text that is painted in its box, "" if none was read.

    drawn_at: where the first line of that text is; None if none was read.
    score: 0 to 1, how sure the readers are that it is there and says what it says.
    icon: the picture that stands on it, if one was read.
    """

    sources: tuple[Source, ...]
    drawn: str = ""
    score: float = 1.0
    icon: Pictured | None = None
    drawn_at: Box | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """elements: in reading order, each thing once, whichever readers saw it.

    readers: those that took part, so that a caller knows what an absence means.
    sightings: one for each element, in the same order; () where nobody kept them.
    """

    frame: Frame
    window: Window | None
    elements: tuple[Element, ...]
    readers: tuple[str, ...]
    sightings: tuple[Sighting, ...] = ()

    def sighting(self, index: int) -> Sighting:
        """Of the element at `index`."""
        if self.sightings:
            return self.sightings[index]
        return Sighting(sources=(self.elements[index].source,))


class ScreenReader(Protocol):
    def read(self, observation: Observation) -> Screen:
        """observation.elements are the accessibility tree's; () makes it vision alone."""
        ...
