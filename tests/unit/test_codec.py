"""The JSON form gives back what it was given, and takes nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticSerializationError

from tests.builders import element, frame, observation, step
from tracker import codec
from tracker.actions import Click, Drag, Finish, GiveUp, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    KeyReleased,
    PointerMoved,
    WheelTurned,
)
from tracker.frames import Frame
from tracker.geometry import Box, Placement, Point, ScreenPoint
from tracker.trajectory import (
    Author,
    Evidence,
    Lineage,
    Monitor,
    Observation,
    Origin,
    Outcome,
    Provenance,
    Source,
    Status,
    Step,
    Window,
    Wording,
)
from tracker.trajectory import Element as ElementValue

TEXT = st.text(max_size=20)
TIME = st.integers(min_value=-(2**63), max_value=2**63 - 1)
PIXEL = st.integers(min_value=-(2**31), max_value=2**31)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
BUTTON = st.sampled_from(Button)
SCREEN_POINT = st.builds(ScreenPoint, PIXEL, PIXEL)
BOX = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *(PIXEL, PIXEL, st.integers(1, 9999), st.integers(1, 9999)),
)
PLACEMENT = st.builds(Placement, SCREEN_POINT, st.floats(min_value=0.01, max_value=8))

EVENT = (
    st.builds(PointerMoved, TIME, SCREEN_POINT, st.booleans())
    | st.builds(ButtonPressed, TIME, SCREEN_POINT, BUTTON, st.booleans())
    | st.builds(ButtonReleased, TIME, SCREEN_POINT, BUTTON, st.booleans())
    | st.builds(WheelTurned, TIME, SCREEN_POINT, PIXEL, PIXEL, st.booleans())
    | st.builds(KeyPressed, TIME, TEXT, TEXT, st.booleans())
    | st.builds(KeyReleased, TIME, TEXT, st.booleans())
)


def aimed(target: st.SearchStrategy) -> st.SearchStrategy:
    """What intents and actions share."""
    return (
        st.builds(Click, target, BUTTON, st.integers(1, 3), TEXTS)
        | st.builds(Drag, target, target, BUTTON, TEXTS)
        | st.builds(Scroll, target, PIXEL, PIXEL, TEXTS)
        | st.builds(TypeText, TEXT)
        | st.builds(PressKeys, TEXTS)
        | st.builds(Wait, FINITE)
    )


ACTION = aimed(st.builds(Point, PIXEL, PIXEL))
INTENT = aimed(TEXT) | st.builds(Finish, TEXT) | st.builds(GiveUp, TEXT)
WINDOW = st.builds(Window, TEXT, TEXT, st.none() | PIXEL, st.none() | BOX)
ELEMENT = st.builds(
    ElementValue, TEXT, TEXT, BOX, TEXT, st.sampled_from(Source), TEXTS, TEXT, TEXTS
)
EVIDENCE = st.builds(
    Evidence,
    *(st.none() | ELEMENT, st.none() | ELEMENT, st.none() | TIME, TEXT, TEXT, st.none() | FINITE),
)
LINEAGE = st.builds(Lineage, st.sampled_from(Origin), st.none() | PIXEL, TEXT)
PICTURES = (frame(w=4, h=3), frame(w=3, h=4, shade=200))
FRAME = st.builds(
    lambda picture, t_ns, placement: Frame(
        pixels=picture.pixels, sha256=picture.sha256, t_ns=t_ns, placement=placement
    ),
    *(st.sampled_from(PICTURES), TIME, PLACEMENT),
)
OUTCOME = st.builds(Outcome, st.sampled_from(Status), st.none() | FRAME, st.none() | BOX, TEXT)
OBSERVATION = st.builds(
    Observation,
    FRAME,
    st.none() | WINDOW,
    st.lists(ELEMENT, max_size=2).map(tuple),
    st.lists(
        st.builds(Monitor, TEXT, BOX, FINITE, st.none() | st.integers(1, 600)), max_size=2
    ).map(tuple),
)
PROVENANCE = st.builds(Provenance, TEXT, st.none() | FINITE)
WORDING = st.builds(Wording, PROVENANCE, PROVENANCE, PROVENANCE)
STEP = st.builds(
    Step,
    *(OBSERVATION, ACTION, st.none() | INTENT, TEXT, TEXT),
    *(st.sampled_from(Author), EVIDENCE, OUTCOME, TIME, TIME, WORDING),
)


def bring(sha256: str, t_ns: int, placement: Placement) -> Frame:
    [picture] = [picture for picture in PICTURES if picture.sha256 == sha256]
    return Frame(pixels=picture.pixels, sha256=sha256, t_ns=t_ns, placement=placement)


def uses(step: Step) -> list[tuple[int, Placement] | None]:
    """What belongs to the uses of frames, which a frame's equality leaves out."""
    frames = (step.before.frame, step.outcome.after)
    return [None if frame is None else (frame.t_ns, frame.placement) for frame in frames]


@given(EVENT)
def test_every_event_comes_back_as_it_was(event):
    assert codec.EVENT.load(codec.EVENT.dump(event)) == event


@given(ACTION)
def test_every_action_comes_back_as_it_was(action):
    assert codec.ACTION.load(codec.ACTION.dump(action)) == action


@given(INTENT)
def test_every_intent_comes_back_as_it_was(intent):
    assert codec.INTENT.load(codec.INTENT.dump(intent)) == intent


@given(ELEMENT)
def test_every_element_comes_back_as_it_was(element):
    assert codec.ELEMENT.load(codec.ELEMENT.dump(element)) == element


@given(WINDOW)
def test_every_window_comes_back_as_it_was(window):
    assert codec.WINDOW.load(codec.WINDOW.dump(window)) == window


@given(EVIDENCE)
def test_all_evidence_comes_back_as_it_was(evidence):
    assert codec.EVIDENCE.load(codec.EVIDENCE.dump(evidence)) == evidence


@given(LINEAGE)
def test_every_lineage_comes_back_as_it_was(lineage):
    assert codec.LINEAGE.load(codec.LINEAGE.dump(lineage)) == lineage


@given(OUTCOME)
def test_every_outcome_comes_back_as_it_was(outcome):
    assert codec.load_outcome(codec.dump_outcome(outcome), bring) == outcome


@given(STEP)
def test_every_step_comes_back_with_its_frames_at_their_time_and_place(step):
    loaded = codec.load_step(codec.dump_step(step), bring)
    assert (loaded, uses(loaded)) == (step, uses(step))


def test_a_click_is_written_like_this():
    """The stored form is a promise to recordings that exist: a change here breaks them."""
    click = Click(target=Point(3, 4), button=Button.RIGHT, count=2, held=("ctrl",))
    assert codec.ACTION.dump(click) == (
        '{"kind":"click","target":{"x":3,"y":4},"button":"right","count":2,"held":["ctrl"]}'
    )


BEFORE = frame(w=4, h=3, t_ns=-5, placement=Placement(ScreenPoint(1920, 0), 2.0))
WRITTEN = {
    "before": {
        "frame": {
            "sha256": BEFORE.sha256,
            "t_ns": -5,
            "placement": {"origin": {"x": 1920, "y": 0}, "scale": 2.0},
        },
        "window": {
            "title": "Letter",
            "app": "editor",
            "pid": None,
            "box": {"left": 0, "top": 0, "right": 4, "bottom": 3},
        },
        "elements": [],
        "monitors": [],
    },
    "action": {"kind": "type_text", "text": "Grüße\n"},
    "intent": {"kind": "type_text", "text": "Grüße\n"},
    "thought": "",
    "expectation": "",
    "author": "person",
    "evidence": {
        "element": {
            "role": "push button",
            "name": "Save",
            "box": {"left": 100, "top": 80, "right": 180, "bottom": 110},
            "value": "",
            "source": "accessible",
            "states": [],
            "description": "",
            "path": [],
        },
        "end_element": None,
        "frame_age_ns": None,
        "degraded": "",
        "how": "",
        "confidence": 0.5,
    },
    "outcome": {
        "status": "done",
        "after": None,
        "changed": {"left": 1, "top": 1, "right": 2, "bottom": 2},
        "note": "",
        "window": None,
        "showing": [],
    },
    "t_ns": 7,
    "until_ns": 9,
    "wording": {
        "phrase": {"by": "", "confidence": None},
        "thought": {"by": "", "confidence": None},
        "expectation": {"by": "", "confidence": None},
    },
}


def test_a_step_is_written_like_this():
    shown = step(
        TypeText("Grüße\n"),
        before=observation(BEFORE, Window("Letter", "editor", box=Box(0, 0, 4, 3))),
        evidence=Evidence(element=element(), confidence=0.5),
        intent=TypeText("Grüße\n"),
        outcome=Outcome(status=Status.DONE, changed=Box(1, 1, 2, 2)),
        t_ns=7,
        until_ns=9,
    )
    assert json.loads(codec.dump_step(shown)) == codec.plain_step(shown) == WRITTEN


def test_a_field_that_is_missing_has_its_default():
    """As in a recording from before the field was there."""
    written = '{"kind":"click","target":{"x":1,"y":2}}'
    assert codec.ACTION.load(written) == Click(target=Point(1, 2))


def test_a_step_from_before_its_words_had_a_provenance_is_read():
    shown = step(before=observation(PICTURES[0]), thought="I save it.")
    old = codec.plain_step(shown)
    del old["wording"]
    assert codec.load_step(json.dumps(old), bring) == shown


@pytest.mark.parametrize(
    ("form", "written", "complaint"),
    [
        (codec.ACTION, '{"kind":"jump"}', "'jump'"),
        (codec.ACTION, '{"kind":7}', "kind"),
        (codec.ACTION, '{"target":{"x":1,"y":2}}', "kind"),
        (codec.ACTION, '{"kind":"finish","summary":""}', "'finish'"),
        (codec.ACTION, "[]", "kind"),
        (codec.ACTION, '{"kind":"wait","seconds":1,"then":2}', "at wait.then"),
        (codec.ACTION, '{"kind":"wait"}', "at wait.seconds"),
        (codec.ACTION, '{"kind":"wait","seconds":"1"}', "at wait.seconds"),
        (codec.ACTION, '{"kind":"wait","seconds":NaN}', "at wait.seconds"),
        (codec.ACTION, '{"kind":"wait","seconds":1e999}', "at wait.seconds"),
        (codec.ACTION, '{"kind":"click","target":"Save"}', "at click.target"),
        (codec.ACTION, '{"kind":"click","target":{"x":1.5,"y":2}}', "at click.target.x"),
        (codec.ACTION, '{"kind":"click","target":{"x":true,"y":2}}', "at click.target.x"),
        (codec.ACTION, '{"kind":"click","target":{"x":1,"y":2,"z":3}}', "at click.target.z"),
        (codec.ACTION, '{"kind":"press_keys","keys":["ctrl",1]}', "at press_keys.keys.1"),
        (codec.ACTION, '{"kind":"type_text","text":"\\ud800"}', "JSON"),
        (codec.ACTION, '{"kind":"type_text"', "JSON"),
        (codec.ACTION, "", "JSON"),
        (codec.ACTION, b"\xff\xfe", "JSON"),
        (codec.INTENT, '{"kind":"click","target":{"x":1,"y":2}}', "at click.target"),
        (codec.EVENT, '{"kind":"key_pressed","t_ns":1,"key":null}', "at key_pressed.key"),
        (
            codec.EVENT,
            '{"kind":"button_pressed","t_ns":1,"at":{"x":1,"y":2},"button":"thumb"}',
            "at button_pressed.button",
        ),
        (
            codec.ELEMENT,
            '{"role":"text","name":"","box":{"left":5,"top":0,"right":5,"bottom":9}}',
            "A box from (5, 0) to (5, 9) is empty",
        ),
        (codec.LINEAGE, '{"origin":"dreamt"}', "at origin"),
        (codec.WINDOW, '{"title":"","app":"","pid":1,"color":"red"}', "at color"),
    ],
)
def test_what_is_not_exactly_right_is_malformed_and_the_place_is_named(form, written, complaint):
    with pytest.raises(Malformed) as refused:
        form.load(written)
    assert complaint in refused.value.message


def test_a_step_s_deepest_mistake_is_named_by_its_path():
    written = codec.plain_step(step(before=observation(elements=[element(), element()])))
    written["before"]["elements"][1]["box"]["left"] = "100"
    with pytest.raises(Malformed) as refused:
        codec.load_step(json.dumps(written), bring)
    assert refused.value.message == (
        "This step cannot be read: Input should be a valid integer at before.elements.1.box.left."
    )


@pytest.mark.parametrize(
    "action", [Wait(float("nan")), Wait(float("inf")), TypeText("half a pair: \ud83d")]
)
def test_what_json_cannot_say_is_never_written(action):
    with pytest.raises(Malformed, match="cannot be written"):
        codec.ACTION.dump(action)


def test_words_where_pixels_belong_are_a_bug_and_fly():
    with pytest.raises(PydanticSerializationError):
        codec.ACTION.dump(Click(target="the Save button"))
