"""A text that an input method makes is one step with what came into the field."""

from collections.abc import Sequence

import pytest

from tests.builders import MS, click_at, element, press_key, step, type_text
from tracker.actions import Action, Click, Drag, PressKeys, TypeText
from tracker.composing import Composing, came_in
from tracker.desktop.protocols import TextChange
from tracker.geometry import Box, Point
from tracker.rebuild import rebuilt
from tracker.trajectory import Evidence, Outcome, Status, Step

PAGE = element("", "text", Box(0, 0, 300, 200), states=("editable", "multi line"))
NAME = element("Name", "text", Box(0, 0, 300, 20), states=("editable", "single line"))
SECOND = 1000 * MS
ENTER, DOWN = PressKeys(("enter",)), PressKeys(("down",))


def at(second: float, text: str, place: int = 0, removed: int = 0) -> TextChange:
    return TextChange(round(second * SECOND), place, removed, text)


def released(
    changes: Sequence[TextChange] | None, *actions: Action, field: object = PAGE
) -> list[Step]:
    """The steps of one action a second, each of which lasts half of it, as they came out."""
    now = [0]

    def heard(_: object, since_ns: int) -> list[TextChange] | None:
        if changes is None:
            return None
        return [change for change in changes if since_ns <= change.t_ns < now[0]]

    composing = Composing(heard)
    out: list[Step] = []
    for second, action in enumerate(actions):
        done = step(
            action,
            evidence=Evidence(element=field),  # type: ignore[arg-type]
            t_ns=second * SECOND,
            until_ns=second * SECOND + SECOND // 2,
            outcome=Outcome(status=Status.DONE),
        )
        typed = action.text if isinstance(action, TypeText) else ""
        now[0] = (second + 1) * SECOND
        out += composing.add(done, typed, now[0])
    return [*out, *composing.end()]


def told(steps: Sequence[Step]) -> list[Action]:
    return [one.action for one in steps]


@pytest.mark.parametrize(
    ("changes", "typed", "then", "made"),
    [
        pytest.param(
            [at(0.3, "tiếng "), at(0.4, "v", 6), at(1.1, "iệt", 7), at(1.2, "\n", 10)],
            "tieengs vieetj", [ENTER], [TypeText("tiếng việt"), ENTER],
            id="an Enter that lets the last word go begins a line as well",
        ),
        pytest.param(
            [at(1.1, "한글")], "gksrmf", [Click(Point(9, 9))],
            [TypeText("한글"), Click(Point(9, 9))],
            id="a click elsewhere lets it go",
        ),
        pytest.param(
            [at(1.1, "日本語"), at(2.1, "\n", 3)],
            "nihongo ", [ENTER, ENTER], [TypeText("日本語"), ENTER],
            id="an Enter that takes a conversion begins no line",
        ),
        pytest.param(
            [at(3.1, "東京")], "toukyou", [DOWN, DOWN, ENTER], [TypeText("東京")],
            id="keys that choose one are no steps",
        ),
        pytest.param(
            [at(2.2, "世界")], "shijie", [PressKeys(("pagedown",)), TypeText("2")],
            [TypeText("世界")],
            id="a digit takes one",
        ),
        pytest.param(
            [at(0.3, "に"), at(0.4, "", 0, 1), at(0.4, "にほん"),
             at(1.1, "", 0, 3), at(1.1, "日本")],
            "nihon", [ENTER], [TypeText("日本")],
            id="a program that shows what is put together inside its text",
        ),
        pytest.param(
            [at(0.3, "việt"), at(1.2, "\n\n", 4)], "vieetj", [ENTER], [TypeText("việt"), ENTER],
            id="a browser tells of a new line at the end twice",
        ),
        pytest.param(
            [at(0.3, "日本語"), at(2.2, "\n\n", 3)], "nihongo ", [ENTER, ENTER],
            [TypeText("日本語"), ENTER],
            id="an Enter that takes what the program shows inside its text",
        ),
        pytest.param(
            [at(0.3, "日本語"), at(1.2, "", 0, 3)], "nihongo1", [ENTER],
            [TypeText("日本語"), ENTER],
            id="an Enter that sends a message",
        ),
        pytest.param(
            [at(0.3, "tới "), at(1.1, "nhà", 4), at(1.2, "", 0, 7)],
            "towis nhaf", [ENTER], [TypeText("tới nhà")] ,
            id="a message that is sent leaves its field empty",
        ),
    ],
)  # fmt: skip
def test_what_came_into_the_field_is_the_text(
    changes: list[TextChange], typed: str, then: list[Action], made: list[Action]
):
    assert told(released(changes, TypeText(typed), *then)) == made


@pytest.mark.parametrize(
    ("changes", "actions"),
    [
        pytest.param(None, ["abc", ENTER], id="no input method"),
        pytest.param([at(0.2, "abc"), at(1.1, "\n", 3)], ["abc", ENTER], id="letters as they are"),
        pytest.param([at(0.2, "ab"), at(1.0, "c", 2), at(1.1, "\n", 3)], ["abc", ENTER], id="late"),
        pytest.param([], ["abc", DOWN, "def", ENTER], id="a program that tells of nothing"),
        pytest.param([at(0.2, "The")], ["teh", ENTER], id="an editor that corrects"),
        pytest.param(
            [at(0.2, "l"), at(1.0, "s", 1), at(1.1, "\nété.txt\n$ ", 2)], ["ls", ENTER],
            id="a terminal that answers",
        ),
        pytest.param(
            [at(1.2, "\nDésolé, essayez de nouveau.\n")], ["hunter2", ENTER],
            id="a terminal that shows nothing of what is typed, and answers",
        ),
        pytest.param(
            [at(0.2, "m"), at(1.1, "", 0, 1), at(1.1, "München Hauptbahnhof")],
            ["mu", Click(Point(9, 9))],
            id="a suggestion that is clicked",
        ),
        pytest.param(
            [at(0.2, "ab"), at(1.1, "été", 2)], ["abc", PressKeys(("ctrl", "v"))], id="paste"
        ),
    ],
)  # fmt: skip
def test_else_each_step_stays_as_it_is(
    changes: list[TextChange] | None, actions: list[str | Action]
):
    done = [TypeText(one) if isinstance(one, str) else one for one in actions]
    assert told(released(changes, *done)) == done


def test_a_name_in_one_line_is_whole_though_its_dialog_closes_with_the_key():
    changes = [at(0.3, "tiếng "), at(1.1, "việt", 6)]
    made = released(changes, TypeText("tieengs vieetj"), ENTER, field=NAME)
    assert told(made) == [TypeText("tiếng việt"), ENTER]


def test_the_arrow_that_goes_back_into_a_text_stays_a_step():
    changes = [at(0.3, "你好"), at(2.1, "吗", 1)]
    back = PressKeys(("left",))
    made = released(changes, TypeText("nihao "), back, TypeText("ma "))
    assert told(made) == [TypeText("你好"), back, TypeText("吗")]


def test_a_text_with_the_key_that_took_it_ends_when_that_does():
    [made] = released([at(1.1, "日本語")], TypeText("nihongo "), ENTER)
    assert (made.t_ns, made.until_ns) == (0, SECOND + SECOND // 2)
    assert made.outcome.status is Status.DONE
    events = [*type_text("nihongo ", pace_ms=50), *press_key("enter", 1500)]
    old = [made, step(Click(Point(9, 9)), t_ns=3 * SECOND, until_ns=3 * SECOND + 60 * MS)]
    assert rebuilt(old, [*events, *click_at(9, 9, 3000)]) == tuple(old)


def test_a_secret_is_never_asked_about():
    def ask(of: object, since_ns: int) -> None:
        raise AssertionError("asked")

    secret = step(TypeText("{secret:pin}"), evidence=Evidence(element=PAGE))
    assert Composing(ask).add(secret, "{secret:pin}") == [secret]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([], ""),
        ([at(0, "ab", 7), at(1, "c", 9), at(2, "", 8, 1)], "ac"),
        ([at(0, "ab", 7), at(1, "elsewhere", 90)], "ab"),
        ([at(0, "", 3, 20), at(0, "new", 3)], "new"),
        ([at(0, "gone", 3), at(1, "", 3, 4)], "gone"),
    ],
)
def test_changes_are_put_together_in_one_place(changes: list[TextChange], text: str):
    assert came_in(changes) == text


def test_what_is_held_back_is_bounded():
    composing = Composing(lambda of, since_ns: [])
    typed = [
        step(TypeText("ab"), evidence=Evidence(element=PAGE), t_ns=number) for number in range(50)
    ]
    out = [one for done in typed for one in composing.add(done, "ab")]
    assert len(out) > 30
    assert [*out, *composing.end()] == typed


def test_a_drag_lets_go_as_a_click_does():
    drag = Drag(Point(1, 1), Point(9, 9))
    assert told(released([at(1.1, "é")], TypeText("e'"), drag)) == [TypeText("é"), drag]
