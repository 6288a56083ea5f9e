"""A job as it was done: observations, steps and the trajectory that they form.

Values carry no ids; ids belong to the store. One UTC stamp per trajectory, monotonic
nanoseconds (`t_ns`, counted from the trajectory's start) after that.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.actions import Action, Intent
from tracker.frames import Frame
from tracker.geometry import Box


class Source(StrEnum):
    """Which reader saw an element."""

    ACCESSIBLE = "accessible"
    OCR = "ocr"
    DETECTOR = "detector"
    ICON = "icon"


@dataclass(frozen=True, slots=True)
class Window:
    """title: as drawn in its frame. app: the program's name. box: frame pixels, None if unknown."""

    title: str
    app: str
    pid: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A thing on the screen that a person would point at.

    role: an AT-SPI role name in lower case with spaces ("push button", "text", "menu item").
    value: text typed into it or a number it shows. states: AT-SPI state names, sorted.
    path: "role name" of its containers, outermost first.
    """

    role: str
    name: str
    box: Box
    value: str = ""
    source: Source = Source.ACCESSIBLE
    states: tuple[str, ...] = ()
    description: str = ""
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Monitor:
    """name: the output's, "HDMI-1". box: its part of the frame, px.

    scale: its own pixels to one of the frame, where the system scales it. dpi: as the system
    tells it, for frame pixels; None if it does not.
    """

    name: str
    box: Box
    scale: float = 1.0
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """The desktop at one moment. elements: of the active window, or those that were looked up.

    monitors: those that the frame shows; () if they are not known.
    """

    frame: Frame
    window: Window | None = None
    elements: tuple[Element, ...] = ()
    monitors: tuple[Monitor, ...] = ()


class Author(StrEnum):
    PERSON = "person"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a step's target was, and how we know.

    element: under the pointer for a pointer action, with the focus for a key action, as it was
    before the action. end_element: under the end of a drag. frame_age_ns: from the picture to
    the first event of the action. degraded: why there is no element, "" if there is one.
    how: what the grounding relied on, when an agent chose the target.
    """

    element: Element | None = None
    end_element: Element | None = None
    frame_age_ns: int | None = None
    degraded: str = ""
    how: str = ""
    confidence: float | None = None


class Status(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """after: the first settled frame that follows the action. changed: where it differs.

    window, showing: of the last step of a recording, what was active and showed at the end.
    """

    status: Status = Status.UNKNOWN
    after: Frame | None = None
    changed: Box | None = None
    note: str = ""
    window: Window | None = None
    showing: tuple[Element, ...] = ()


PERSON = "person"
TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who wrote some words: PERSON, TEMPLATE, a model's id, or "" where it is not known.

    confidence: 0 to 1 that they are right, None where nobody can tell.
    """

    by: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Where the words of a step come from. phrase: those for its target, in its intent."""

    phrase: Provenance = Provenance()
    thought: Provenance = Provenance()
    expectation: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Step:
    """One action, the screen it was done on, and what is known of why and with what result.

    t_ns, until_ns: first and last event of the action.
    """

    before: Observation
    action: Action
    intent: Intent | None = None
    thought: str = ""
    expectation: str = ""
    author: Author = Author.PERSON
    evidence: Evidence = Evidence()
    outcome: Outcome = Outcome()
    t_ns: int = 0
    until_ns: int = 0
    wording: Wording = Wording()


class Ending(StrEnum):
    """How a trajectory ended. OPEN: still being recorded, or cut off."""

    OPEN = "open"
    FINISHED = "finished"
    FAILED = "failed"
    DISCARDED = "discarded"


class Origin(StrEnum):
    RECORDED = "recorded"
    REPLAY = "replay"
    DO = "do"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a trajectory comes from. parent: the id of the one it repeats. detail: file, model.

    is_confirmed: a person said of an agent's run that it came out right.
    """

    origin: Origin = Origin.RECORDED
    parent: int | None = None
    detail: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Trajectory:
    """started_at: aware, UTC. outcome_note: why it failed, at which step."""

    task: str
    started_at: datetime
    steps: tuple[Step, ...] = ()
    outcome: Ending = Ending.OPEN
    outcome_note: str = ""
    lineage: Lineage = Lineage()
