"""The answers of models that point, read by the grammar of their own style and no other.

Pure. A text that is not an answer from its first character to its last is Malformed: a place is
never picked out of prose, and of two places none is chosen.
"""

import json
import re
from fractions import Fraction
from typing import Final

from models.vision import NothingThere, Pointed, PointStyle, Shown, placed
from tracker.errors import Malformed

_NOTHING: Final = "none"

_TARS = (
    "You point at things on a picture of a screen. Answer with one line and nothing else:\n"
    "Action: click(start_box='<|box_start|>(x,y)<|box_end|>')\n"
    f"If the picture does not show what is asked for, answer: {_NOTHING}\n\n"
    "What to point at: {phrase}"
)
_QWEN = (
    "You point at things on a picture of a screen. Answer with JSON and nothing else: "
    '[{{"point_2d": [x, y], "label": "what it is"}}]. If the picture does not show what is '
    "asked for, answer with an empty list: []\n\n"
    "What to point at: {phrase}"
)

_NUMBER = r"([0-9]{1,5}(?:\.[0-9]{1,6})?)"
_DECIMAL = re.compile(rf"-?{_NUMBER}")
_PAIR = rf"\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)"
_FOUR = rf"\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*,\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)"
_TAG = rf"<point>\s*{_NUMBER}\s+{_NUMBER}\s*</point>"
_PLACES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        _PAIR,
        _FOUR,
        _TAG,
        rf"<\|box_start\|>\s*{_PAIR}\s*<\|box_end\|>",
        rf"<\|box_start\|>\s*{_FOUR}\s*<\|box_end\|>",
    )
)
_CALL: Final = re.compile(
    r"(?:click|left_single|left_double|right_single)"
    r"\(\s*(?:start_box|point)\s*=\s*(?P<quote>['\"])(?P<place>[^'\"]*)(?P=quote)\s*\)"
)
_ACTION: Final = re.compile(r"(?:Thought:(?P<thought>.*?)\n)?\s*Action:(?P<action>.*)", re.DOTALL)
_ENDS: Final = ("<|im_end|>", "<|endoftext|>", "</s>")
_FENCED: Final = re.compile(r"```(?:json)?\n(?P<inside>.*)\n```", re.DOTALL)
_SIZES: Final = {"point_2d": 2, "bbox_2d": 4}
_LABELS: Final = frozenset({"label", "text_content", "point_label"})


def question(phrase: str, style: PointStyle) -> str:
    """What a model of that style is asked beside the picture. The phrase is kept on one line."""
    words = " ".join(phrase.split())
    match style:
        case PointStyle.UI_TARS | PointStyle.UI_TARS_1000:
            return _TARS.format(phrase=words)
        case PointStyle.QWEN | PointStyle.QWEN_1000:
            return _QWEN.format(phrase=words)


def grammar(style: PointStyle) -> str:
    """GBNF of the plainest answers of a style, for a model that can be held to one."""
    number = 'number ::= "0" | [1-9] [0-9]{0,4}'
    match style:
        case PointStyle.UI_TARS | PointStyle.UI_TARS_1000:
            point = '"Action: click(start_box=\'(" number "," number ")\')"'
            return f'root ::= {point} | "{_NOTHING}"\n{number}\n'
        case PointStyle.QWEN | PointStyle.QWEN_1000:
            point = '"[{\\"point_2d\\": [" number ", " number "]}]"'
            return f'root ::= {point} | "[]"\n{number}\n'


def read_point(text: str, style: PointStyle, picture: Shown, model: str) -> Pointed | NothingThere:
    """Raises Malformed, without the text itself: it may hold what stands on the screen."""
    answer = text.strip()
    for end in _ENDS:
        answer = answer.removesuffix(end).strip()
    match style:
        case PointStyle.UI_TARS | PointStyle.UI_TARS_1000:
            numbers = _tars(answer, model)
        case PointStyle.QWEN | PointStyle.QWEN_1000:
            numbers = _qwen(answer, model)
    if numbers is None:
        return NothingThere()
    if all(number <= 1 for number in numbers) and any(
        number.denominator != 1 for number in numbers
    ):
        raise _unclear(model, "writes shares of the picture where pixels or thousandths belong")
    return placed(numbers, style, picture, model)


def _tars(answer: str, model: str) -> tuple[Fraction, ...] | None:
    """One action or one bare place; a thought may stand before the action."""
    whole = _ACTION.fullmatch(answer)
    if whole is not None:
        if "Action:" in (whole["thought"] or "") or "Action:" in whole["action"]:
            raise _unclear(model, "gives more than one action")
        answer = whole["action"].strip()
    if answer.casefold() == _NOTHING:
        return None
    call = _CALL.fullmatch(answer)
    place = call["place"].strip() if call is not None else answer
    for form in _PLACES:
        found = form.fullmatch(place)
        if found is not None:
            return tuple(Fraction(number) for number in found.groups())
    raise _unclear(model, "gives no place in its style")


def _qwen(answer: str, model: str) -> tuple[Fraction, ...] | None:
    fenced = _FENCED.fullmatch(answer)
    try:
        told = json.loads(fenced["inside"] if fenced is not None else answer, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise _unclear(model, "gives no JSON") from error
    if told == []:
        return None
    if isinstance(told, list):
        if len(told) != 1:
            raise _unclear(model, f"points at {len(told)} places")
        told = told[0]
    if not isinstance(told, dict):
        raise _unclear(model, "gives JSON that is no place")
    named = [name for name in _SIZES if name in told]
    if len(named) != 1 or not set(told) <= {*named, *_LABELS}:
        raise _unclear(model, "gives no single `point_2d` or `bbox_2d`")
    numbers = told[named[0]]
    if (
        not isinstance(numbers, list)
        or len(numbers) != _SIZES[named[0]]
        or not all(isinstance(one, int | Fraction) and type(one) is not bool for one in numbers)
    ):
        raise _unclear(model, f"gives a `{named[0]}` that is not {_SIZES[named[0]]} numbers")
    return tuple(Fraction(one) for one in numbers)


def _number(written: str) -> Fraction:
    """JSON allows 1e9999999, which is no place and takes a while to write out."""
    if _DECIMAL.fullmatch(written) is None:
        raise ValueError(f"{written[:20]} is no coordinate")
    return Fraction(written)


def _unclear(model: str, what: str) -> Malformed:
    return Malformed(
        f"{model} {what}.",
        hint="Set `vision_style` to the model's own, or use a model that was taught to point.",
    )
