"""Labelled screens from the programs that a person uses, for learning and for measuring.

A picture counts only if the accessibility tree was the same before and after it was taken. What
the active window does not own is painted over: it has no labels, and it is nobody's business.
Programs also tell of things of which nothing can be seen, as blank columns; these are no labels.
The recorder's policy holds: excluded windows are not looked at, secret fields are black.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from grounding.accessible import is_enabled, pointable
from grounding.changes import is_painted
from grounding.roles import INTERACTIVE
from models.labels import Label, Labelled
from tracker.desktop.protocols import Camera, Inspector
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.redact import Policy, black_out
from tracker.trajectory import Element, Window

_GROUND = 127
"""Grey level of what is painted over: neither a dark nor a light theme's ground."""

_FEWEST_LABELS = 3
_ALIKE = 0.8
"""Share of the things on two screens that are the same, from which on the second adds nothing."""


_Things = frozenset[tuple[str, str, Box]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a look at the desktop gave no labelled screen."""

    reason: str


class Harvest:
    """Remembers what it has, so that only screens with something new are given."""

    def __init__(self, camera: Camera, inspector: Inspector, policy: Policy) -> None:
        self._camera = camera
        self._inspector = inspector
        self._policy = policy
        self._known: list[_Things] = []

    def look(self) -> Labelled | Skipped:
        """The active window as it is now."""
        window = self._inspector.window()
        if window is None or window.box is None:
            return Skipped("no window is active")
        if self._policy.excludes(window):
            return Skipped("the window is excluded")
        elements = self._inspector.elements()
        frame = self._camera.grab()
        if self._inspector.elements() != elements or self._inspector.window() != window:
            return Skipped("the screen was changing")
        screen = labelled(frame, window, elements, self._policy)
        if len(screen.labels) < _FEWEST_LABELS:
            return Skipped(f"{window.app} tells too little of itself")
        things = frozenset((each.role, each.name, each.box) for each in screen.labels)
        if any(_alike(things, known) for known in self._known):
            return Skipped("nothing new")
        self._known.append(things)
        return screen


def labelled(
    frame: Frame, window: Window, elements: tuple[Element, ...], policy: Policy
) -> Labelled:
    """elements: of that window and its pop-ups, in frame pixels."""
    secret = [element.box for element in elements if policy.is_secret(element)]
    assert window.box is not None
    outside = [each.box for each in elements if not window.box.encloses(each.box)]
    shown = black_out(_painted_over(frame, [window.box, *outside]), secret)
    return Labelled(
        shown,
        tuple(
            Label(
                role=element.role,
                name=element.name,
                box=element.box,
                is_interactive=element.role in INTERACTIVE or policy.is_secret(element),
                is_enabled=is_enabled(element),
                value="" if policy.is_secret(element) else element.value,
                description=element.description,
                states=element.states,
                path=element.path,
            )
            for element in pointable(elements, frame.size, window.box)
            if is_painted(shown.pixels, element.box)
        ),
        window.app,
    )


def _painted_over(frame: Frame, kept: Iterable[Box]) -> Frame:
    pixels = np.full_like(frame.pixels, _GROUND)
    for box in kept:
        left, top = max(0, box.left), max(0, box.top)
        pixels[top : box.bottom, left : box.right] = frame.pixels[
            top : box.bottom, left : box.right
        ]
    return Frame(pixels=pixels, t_ns=frame.t_ns, placement=frame.placement)


def _alike(some: _Things, others: _Things) -> bool:
    return len(some & others) >= _ALIKE * len(some | others)
