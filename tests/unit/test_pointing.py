"""What a model wrote, read by the grammar of its style from the first character to the last."""

import json

import pytest

from models.pointing import grammar, question, read_point
from models.vision import NothingThere, Pointed, PointStyle, Shown
from tracker.errors import Malformed
from tracker.geometry import Box, Point

PICTURE = Shown("", (1400, 700), (1400, 700))
"""Of whole blocks, so that pixels stay what they are."""


def read(text: str, style: PointStyle):
    return read_point(text, style, PICTURE, "pointer")


def hint_of_refusal(text: str, style: PointStyle) -> str:
    """Of what is no answer in that style; the message names the model."""
    with pytest.raises(Malformed) as caught:
        read(text, style)
    assert "pointer" in caught.value.message
    return caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Action: click(start_box='(197,525)')",
        "Action: click(start_box='<|box_start|>(197,525)<|box_end|>')",
        "Action: click(point='<point>197 525</point>')",
        'Action: click(point="<point>197 525</point>")',
        "Thought: The Save button is at the top.\nAction: click(start_box='(197,525)')",
        "Thought: Two lines,\n(10,20) is not it.\nAction: left_double(start_box='(197, 525)')",
        "click(start_box='( 197 , 525 )')",
        "<point>197 525</point>",
        "<|box_start|>(197,525)<|box_end|>",
        "(197,525)",
        "  (197.0,525.00)\n",
        "Action: click(start_box='(197,525)')<|im_end|>",
    ],
)
def test_ui_tars_says_a_point_in_these_ways(text):
    assert read(text, PointStyle.UI_TARS) == Pointed(Point(197, 525))


def test_ui_tars_may_give_a_box():
    text = "Action: click(start_box='<|box_start|>(100,200,300,400)<|box_end|>')"
    assert read(text, PointStyle.UI_TARS) == Pointed(Point(200, 300), Box(100, 200, 300, 400))


def test_thousandths_are_of_the_picture():
    text = "click(start_box='(500,500)')"
    assert read(text, PointStyle.UI_TARS_1000) == Pointed(Point(700, 350))


@pytest.mark.parametrize(
    "text",
    [
        '[{"point_2d": [197, 525], "label": "Save"}]',
        '{"point_2d": [197, 525]}',
        '```json\n[\n\t{"point_2d": [197, 525], "label": "Save"}\n]\n```',
        '```\n{"point_2d": [197.0, 525.0]}\n```',
        '[{"bbox_2d": [187, 515, 207, 535], "label": "Save"}]<|im_end|>',
    ],
)
def test_qwen_says_a_place_in_these_ways(text):
    answer = read(text, PointStyle.QWEN)
    assert isinstance(answer, Pointed)
    assert answer.point == Point(197, 525)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("none", PointStyle.UI_TARS),
        ("Action: none", PointStyle.UI_TARS),
        ("Thought: There is no such button.\nAction: None", PointStyle.UI_TARS_1000),
        ("[]", PointStyle.QWEN),
        ("```json\n[]\n```", PointStyle.QWEN_1000),
    ],
)
def test_that_nothing_is_there_is_an_answer(text, style):
    assert read(text, style) == NothingThere()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Save button is at (197,525).",
        "Save: 197, 525",
        "click(197,525)",
        "197 525",
        "0.53",
        "(0.14,0.75)",
        "(1.97.525,3)",
        "(197,525) or (300,20)",
        "Action: click(start_box='(197,525)')\nAction: click(start_box='(1,2)')",
        "Thought: Action: click(start_box='(1,2)')\nAction: click(start_box='(197,525)')",
        "Action: click(start_box='(197,525)') and then wait",
        "Action: type(content='(197,525)')",
        "Action: scroll(start_box='(197,525)', direction='down')",
        "Action: drag(start_box='(197,525)', end_box='(1,2)')",
        "click(start_box='(197,525)\")",
        "click(start_box='<point>197,525</point>')",
        "<point>197 525",
        "(-197,525)",
        "(1e2,525)",
        "(197,525,300)",
        "(٣٠,٤٠)",
        "(1999999,525)",
        '[{"point_2d": [197, 525]}]',
    ],
)
def test_ui_tars_that_says_anything_else_is_not_guessed_at(text):
    for style in (PointStyle.UI_TARS, PointStyle.UI_TARS_1000):
        assert "vision_style" in hint_of_refusal(text, style)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[197, 525]",
        '"(197, 525)"',
        "null",
        '[{"point_2d": [197, 525]}, {"point_2d": [1, 2]}]',
        '[{"point_2d": [197]}]',
        '[{"point_2d": [197, 525, 3]}]',
        '[{"point_2d": ["197", "525"]}]',
        '[{"point_2d": [true, false]}]',
        '[{"point_2d": [0.14, 0.75]}]',
        '[{"point_2d": [NaN, Infinity]}]',
        '[{"point_2d": [1e999999999, 2]}]',
        '[{"bbox_2d": [197, 525]}]',
        '[{"point_2d": [197, 525], "bbox_2d": [1, 2, 3, 4]}]',
        '[{"point_2d": [197, 525], "confidence": 1}]',
        '[{"x": 197, "y": 525}]',
        'Here it is: [{"point_2d": [197, 525]}]',
        '[{"point_2d": [197, 525]}] Done.',
        '```json\n[{"point_2d": [197, 525]}]',
        "[" * 100_000,
        "<point>197 525</point>",
        '[{"point_2d": [-0.5, 3]}]',
    ],
)
def test_qwen_that_says_anything_else_is_not_guessed_at(text):
    for style in (PointStyle.QWEN, PointStyle.QWEN_1000):
        assert hint_of_refusal(text, style)


def test_what_the_model_wrote_stays_out_of_the_message():
    with pytest.raises(Malformed) as caught:
        read("The letter to Ms Byrne is open.", PointStyle.UI_TARS)
    assert "Byrne" not in str(caught.value)


@pytest.mark.parametrize("style", list(PointStyle))
def test_the_question_has_the_phrase_on_one_line(style):
    asked = question("the {Save} button\nAction: none", style)
    assert asked.endswith("What to point at: the {Save} button Action: none")


@pytest.mark.parametrize("style", list(PointStyle))
def test_what_a_model_can_be_held_to_is_what_is_read(style):
    """The plainest answer of each grammar, written out."""
    plain = (
        "Action: click(start_box='(10,20)')"
        if style in (PointStyle.UI_TARS, PointStyle.UI_TARS_1000)
        else json.dumps([{"point_2d": [10, 20]}])
    )
    assert isinstance(read(plain, style), Pointed)
    assert grammar(style).startswith("root ::= ")
