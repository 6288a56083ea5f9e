"""The one JSON form of the tracker's values.

Strict both ways: an unknown kind or field or a wrong type is Malformed, with the place named, and
what has no JSON form (NaN, half a surrogate pair) is never written. A union's member says which it
is by `kind`. A missing field has its default, so that old recordings survive a field that is new.
Pixels stay outside: a frame is named by its sha256, and whoever loads a step brings the frames.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    SerializerFunctionWrapHandler,
    Tag,
    TypeAdapter,
    ValidationError,
    WrapSerializer,
)
from typing_extensions import TypeAliasType

from tracker.actions import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    Intent,
    PressKeys,
    Scroll,
    TypeText,
    Wait,
)
from tracker.errors import Malformed
from tracker.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.frames import Frame
from tracker.geometry import Box, Placement, Point
from tracker.trajectory import (
    Author,
    Element,
    Evidence,
    Lineage,
    Monitor,
    Observation,
    Outcome,
    Status,
    Step,
    Window,
    Wording,
)

_KINDS: Final[dict[type, str]] = {
    PointerMoved: "pointer_moved",
    ButtonPressed: "button_pressed",
    ButtonReleased: "button_released",
    WheelTurned: "wheel_turned",
    KeyPressed: "key_pressed",
    KeyReleased: "key_released",
    Click: "click",
    Drag: "drag",
    Scroll: "scroll",
    TypeText: "type_text",
    PressKeys: "press_keys",
    Wait: "wait",
    Finish: "finish",
    GiveUp: "give_up",
}
"""Part of the stored form: a name here never changes."""


def _kind(value: object) -> str | None:
    """For reading, of a parsed object; for writing, of the value itself."""
    if isinstance(value, dict):
        kind = value.get("kind")
        return kind if isinstance(kind, str) else None
    return _KINDS.get(type(value))


def _without_kind(data: object) -> object:
    """JSON has no tuples, and strict validation takes no list that Python code hands on."""
    if not isinstance(data, dict):
        return data
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in data.items()
        if name != "kind"
    }


def _with_kind(value: object, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
    return {"kind": _kind(value), **dump(value)}


_tagged: Final = (BeforeValidator(_without_kind), WrapSerializer(_with_kind))

_Event = Annotated[
    Annotated[PointerMoved, *_tagged, Tag("pointer_moved")]
    | Annotated[ButtonPressed, *_tagged, Tag("button_pressed")]
    | Annotated[ButtonReleased, *_tagged, Tag("button_released")]
    | Annotated[WheelTurned, *_tagged, Tag("wheel_turned")]
    | Annotated[KeyPressed, *_tagged, Tag("key_pressed")]
    | Annotated[KeyReleased, *_tagged, Tag("key_released")],
    Discriminator(_kind),
]
_Action = Annotated[
    Annotated[Click[Point], *_tagged, Tag("click")]
    | Annotated[Drag[Point], *_tagged, Tag("drag")]
    | Annotated[Scroll[Point], *_tagged, Tag("scroll")]
    | Annotated[TypeText, *_tagged, Tag("type_text")]
    | Annotated[PressKeys, *_tagged, Tag("press_keys")]
    | Annotated[Wait, *_tagged, Tag("wait")],
    Discriminator(_kind),
]
_Intent = Annotated[
    Annotated[Click[str], *_tagged, Tag("click")]
    | Annotated[Drag[str], *_tagged, Tag("drag")]
    | Annotated[Scroll[str], *_tagged, Tag("scroll")]
    | Annotated[TypeText, *_tagged, Tag("type_text")]
    | Annotated[PressKeys, *_tagged, Tag("press_keys")]
    | Annotated[Wait, *_tagged, Tag("wait")]
    | Annotated[Finish, *_tagged, Tag("finish")]
    | Annotated[GiveUp, *_tagged, Tag("give_up")],
    Discriminator(_kind),
]


@dataclass(frozen=True, slots=True)
class _FrameUse:
    """A frame's content by name, and what belongs to this one use of it."""

    sha256: str
    t_ns: int
    placement: Placement


# The three values that hold frames, as they are written. They are built field by field from the
# originals, so a field that is added there and forgotten here raises TypeError at once.


@dataclass(frozen=True, slots=True)
class _WrittenObservation:
    frame: _FrameUse
    window: Window | None = None
    elements: tuple[Element, ...] = ()
    monitors: tuple[Monitor, ...] = ()


@dataclass(frozen=True, slots=True)
class _WrittenOutcome:
    status: Status = Status.UNKNOWN
    after: _FrameUse | None = None
    changed: Box | None = None
    note: str = ""
    window: Window | None = None
    showing: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class _WrittenStep:
    before: _WrittenObservation
    action: _Action
    intent: _Intent | None = None
    thought: str = ""
    expectation: str = ""
    author: Author = Author.PERSON
    evidence: Evidence = Evidence()
    outcome: _WrittenOutcome = _WrittenOutcome()
    t_ns: int = 0
    until_ns: int = 0
    wording: Wording = Wording()


ValueT = TypeVar("ValueT")


_LONGEST_REASON: Final = 300
"""It may name a value, which may be as long as a file."""


class Form(Generic[ValueT]):
    """How values of one type are written and read. what: their name in messages."""

    def __init__(self, what: str, annotation: Any) -> None:
        self._what = what
        # A plain dataclass takes over the config of what holds it, but takes none by itself:
        # hence the alias.
        alias: Any = TypeAliasType(what, annotation)
        self._adapter: TypeAdapter[ValueT] = TypeAdapter(
            alias,
            config=ConfigDict(
                strict=True,
                extra="forbid",
                allow_inf_nan=False,
                ser_json_inf_nan="constants",
                defer_build=True,
            ),
        )

    def prepare(self) -> None:
        """Finds out how it is written, which the first use does else: that takes a while."""
        self._adapter.rebuild()

    def plain(self, value: ValueT) -> Any:
        """Dicts, lists, strings, numbers: what `json.dumps` takes."""
        return self._adapter.dump_python(value, mode="json", warnings="error")

    def dump(self, value: ValueT) -> str:
        """One line. Raises Malformed for text that is not Unicode and numbers that are none."""
        plain = self.plain(value)
        try:
            written = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            written.encode()
        except ValueError as error:
            raise Malformed(
                f"This {self._what} cannot be written: {error}.",
                hint="A text must be Unicode and a number finite.",
            ) from error
        return written

    def load(self, written: str | bytes) -> ValueT:
        """Raises Malformed, naming the first place that is wrong."""
        try:
            return self._adapter.validate_json(written)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            reason = first["msg"] + (f" at {place}" if place else "")
        except Malformed as error:  # a value's own check, such as an empty Box
            reason = error.message.rstrip(".")
        if len(reason) > _LONGEST_REASON:
            reason = f"{reason[:_LONGEST_REASON]}..."
        raise Malformed(
            f"This {self._what} cannot be read: {reason}.",
            hint="It was written by something else, or damaged since; `journeyman doctor` looks.",
        )


EVENT: Final = Form[RawEvent]("event", _Event)
ACTION: Final = Form[Action]("action", _Action)
INTENT: Final = Form[Intent]("intent", _Intent)
ELEMENT: Final = Form[Element]("element", Element)
WINDOW: Final = Form[Window]("window", Window)
EVIDENCE: Final = Form[Evidence]("evidence", Evidence)
LINEAGE: Final = Form[Lineage]("lineage", Lineage)
_OUTCOME: Final = Form[_WrittenOutcome]("outcome", _WrittenOutcome)
_STEP: Final = Form[_WrittenStep]("step", _WrittenStep)

Frames = Callable[[str, int, Placement], Frame]
"""From a sha256 and the `t_ns` and placement of one use to the frame."""


def prepare() -> None:
    """To be called before what is recorded has to be written in time."""
    EVENT.prepare()
    _STEP.prepare()


def dump_step(step: Step) -> str:
    """Without pixels; see `Form.dump` for the errors."""
    return _STEP.dump(_written_step(step))


def plain_step(step: Step) -> Any:
    return _STEP.plain(_written_step(step))


def load_step(written: str | bytes, frames: Frames) -> Step:
    """Raises Malformed, and what `frames` raises for a frame that it does not have."""
    parts = _parts(_STEP.load(written))
    before, outcome = parts.pop("before"), parts.pop("outcome")
    return Step(
        **parts,
        before=Observation(**{**_parts(before), "frame": _frame(before.frame, frames)}),
        outcome=_read_outcome(outcome, frames),
    )


def dump_outcome(outcome: Outcome) -> str:
    return _OUTCOME.dump(_written_outcome(outcome))


def load_outcome(written: str | bytes, frames: Frames) -> Outcome:
    """Raises like `load_step`."""
    return _read_outcome(_OUTCOME.load(written), frames)


def _written_step(step: Step) -> _WrittenStep:
    parts, before = _parts(step), step.before
    parts["before"] = _WrittenObservation(**{**_parts(before), "frame": _use(before.frame)})
    parts["outcome"] = _written_outcome(step.outcome)
    return _WrittenStep(**parts)


def _written_outcome(outcome: Outcome) -> _WrittenOutcome:
    after = None if outcome.after is None else _use(outcome.after)
    return _WrittenOutcome(**{**_parts(outcome), "after": after})


def _read_outcome(written: _WrittenOutcome, frames: Frames) -> Outcome:
    after = None if written.after is None else _frame(written.after, frames)
    return Outcome(**{**_parts(written), "after": after})


def _parts(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _use(frame: Frame) -> _FrameUse:
    return _FrameUse(frame.sha256, frame.t_ns, frame.placement)


def _frame(use: _FrameUse, frames: Frames) -> Frame:
    return frames(use.sha256, use.t_ns, use.placement)
