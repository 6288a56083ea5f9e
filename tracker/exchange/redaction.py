"""A trajectory as others may see it: found texts replaced, and blacked out in the pictures.

Each text of a step is searched, whatever field it stands in, and each line that a reader sees in
a picture. What was replaced is told by kind and step; what it was is never told. Raw events hold
each key that was pressed: they cannot be redacted and have to stay behind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import accumulate
from typing import Any, Final, TypeVar

from tracker.exchange.findings import Finder, replaced
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.redact import Policy, black_out, redact_step, secret_name
from tracker.trajectory import Element, Step, Trajectory

Read = Callable[[Frame], Sequence[tuple[str, Box]]]
"""The lines of text in a picture, each with its place."""

_NO_TEXT: Final = frozenset({"role", "states", "keys", "held"})
"""Fields whose words come from us or from the toolkit, and have to stay what they are."""

_MARGIN_PX: Final = 2
"""Letters reach a little over the box in which a reader saw them."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Redacted:
    """step: from 1; 0 is the trajectory's own texts. count: of texts, or of places in pictures."""

    step: int
    kind: str
    where: str
    count: int


def without_secrets(trajectory: Trajectory, policy: Policy = Policy()) -> Trajectory:
    """What the recorder takes out today, also of recordings that an older one made."""
    return replace(trajectory, steps=tuple(redact_step(step, policy) for step in trajectory.steps))


def redact(
    trajectory: Trajectory, finder: Finder, read: Read
) -> tuple[Trajectory, tuple[Redacted, ...]]:
    """The trajectory without what is found, and the report."""
    counted: Counter[tuple[int, str, str]] = Counter()
    hidden = _hidden_boxes(trajectory.steps, finder, read, counted)
    cleaned: dict[str, Frame] = {}

    def shown(frame: Frame) -> Frame:
        boxes = hidden.get(frame.sha256, ())
        if not boxes:
            return frame
        if frame.sha256 not in cleaned:
            dark = black_out(frame, boxes)
            cleaned[frame.sha256] = Frame(png=dark.png, size=dark.size, sha256=dark.sha256)
        dark = cleaned[frame.sha256]
        return Frame(
            png=dark.png,
            size=dark.size,
            sha256=dark.sha256,
            t_ns=frame.t_ns,
            placement=frame.placement,
        )

    steps: list[Step] = []
    for number, step in enumerate(trajectory.steps, 1):
        told = _Rewriter(finder, counted, number)
        after = step.outcome.after
        bare = told.value(step)
        steps.append(
            replace(
                bare,
                before=replace(bare.before, frame=shown(step.before.frame)),
                outcome=replace(bare.outcome, after=None if after is None else shown(after)),
            )
        )
    told = _Rewriter(finder, counted, 0)
    redacted = replace(
        trajectory,
        task=told.text(trajectory.task),
        outcome_note=told.text(trajectory.outcome_note),
        lineage=told.value(trajectory.lineage),
        steps=tuple(steps),
    )
    report = tuple(
        Redacted(step, kind, where, count) for (step, kind, where), count in sorted(counted.items())
    )
    return redacted, report


class _Rewriter:
    """Replaces texts, and counts them for one step."""

    def __init__(self, finder: Finder, counted: Counter[tuple[int, str, str]], step: int) -> None:
        self._finder = finder
        self._counted = counted
        self._step = step

    def text(self, text: str) -> str:
        if not text or secret_name(text) is not None:
            return text
        found = self._finder.find(text)
        for one in found:
            self._counted[self._step, one.kind, "text"] += 1
        return replaced(text, found)

    def value(self, value: _T) -> _T:
        """The same kind of value with its texts rewritten, however deep they stand.

        By the fields and not by their names, so that a field that is new is not forgotten.
        """
        return self._rewritten(value)  # type: ignore[no-any-return]

    def _rewritten(self, value: Any) -> Any:
        if isinstance(value, Enum | Frame | Box):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(self._rewritten(one) for one in value)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                field.name: self._rewritten(getattr(value, field.name))
                for field in fields(value)
                if field.name not in _NO_TEXT
            }
            return replace(value, **changed)
        return value


_CARETS: Final = tuple(
    re.compile(rf"(?<=\w)[{signs}](?!\w)|(?<!\w)[{signs}](?=\w)") if signs else re.compile(r"(?!)")
    for signs in ("", "|!", "lI|1!")
)
"""A text cursor before or behind a word is read as one of these signs of it, or as none."""


def _hidden_boxes(
    steps: Sequence[Step],
    finder: Finder,
    read: Read,
    counted: Counter[tuple[int, str, str]],
) -> dict[str, tuple[Box, ...]]:
    """By a picture's sha256: every place to black out, from all the steps that show it.

    An element's box counts for the picture before and after, since most things stay in place. A
    thing that holds others (a window with a name in its title) is left to the lines.
    """
    hidden: dict[str, dict[Box, None]] = {}
    lines: dict[str, list[tuple[Box, str]]] = {}
    for number, step in enumerate(steps, 1):
        frames = [step.before.frame]
        if step.outcome.after is not None:
            frames.append(step.outcome.after)
        for place, frame in enumerate(frames):
            if frame.sha256 not in lines:
                lines[frame.sha256] = _of_lines(read(frame), finder)
            found = [*lines[frame.sha256], *_of_elements(step, finder, frame)]
            mine = hidden.setdefault(frame.sha256, {})
            for box, kind in found:
                mine[box] = None
                if place == 0:
                    counted[number, kind, "picture"] += 1
    return {sha256: tuple(boxes) for sha256, boxes in hidden.items()}


def _of_lines(lines: Sequence[tuple[str, Box]], finder: Finder) -> list[tuple[Box, str]]:
    """A reader may see one line in several pieces, so each row is searched as a whole as well:
    every piece in which there is a part of what is found is hidden."""
    found: dict[tuple[Box, str], None] = {}
    rows = [row for row in _rows(lines) if len(row) > 1]
    for pieces in ([[line] for line in lines], rows):
        for row in pieces:
            for carets in _CARETS:
                for box, kind in _in_row(
                    [(carets.sub("", text), box) for text, box in row], finder
                ):
                    found[box.grown(_MARGIN_PX), kind] = None
    return list(found)


def _in_row(row: Sequence[tuple[str, Box]], finder: Finder) -> Iterator[tuple[Box, str]]:
    starts = [0, *accumulate(len(text) + 1 for text, _ in row)]
    for one in finder.find(" ".join(text for text, _ in row)):
        for (text, box), start in zip(row, starts, strict=False):
            if one.start < start + len(text) and start < one.end:
                yield box, one.kind


def _rows(lines: Sequence[tuple[str, Box]]) -> list[list[tuple[str, Box]]]:
    """Each from left to right."""
    rows: list[list[tuple[str, Box]]] = []
    for line in sorted(lines, key=lambda line: line[1].center.y):
        box = line[1]
        first = rows[-1][0][1] if rows else None
        if first and box.center.y - first.center.y <= min(box.height, first.height) / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line[1].left) for row in rows]


def _of_elements(step: Step, finder: Finder, frame: Frame) -> list[tuple[Box, str]]:
    width, height = frame.size
    evidence = step.evidence
    own = (
        evidence.element, evidence.end_element, *step.before.elements, *step.outcome.showing,
    )  # fmt: skip
    elements: Iterable[Element] = dict.fromkeys(one for one in own if one is not None)
    return [
        (element.box, found.kind)
        for element in elements
        if not _holds_others(element, width * height)
        for text in (element.name, element.value, element.description)
        for found in finder.find(text)
    ]


_CONTAINERS: Final = frozenset(
    {
        "application", "desktop frame", "dialog", "document frame", "document web", "filler",
        "frame", "internal frame", "layered pane", "panel", "root pane", "scroll pane", "section",
        "split pane", "tool bar", "window",
    }
)  # fmt: skip
"""AT-SPI roles whose name is drawn in a small part of their box, or not at all."""


def _holds_others(element: Element, whole_px: int) -> bool:
    return element.role in _CONTAINERS and element.box.area * 20 > whole_px
