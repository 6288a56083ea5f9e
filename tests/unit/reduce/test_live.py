"""While it goes on: what waits, for how long, and what must be remembered of it."""

from tests.builders import MS, click_at, type_text
from tests.unit.reduce.hands import down
from tracker.actions import Click, TypeText
from tracker.geometry import Point
from tracker.reduce import Reducer


def test_a_click_waits_until_it_can_no_longer_become_a_double_click():
    reducer = Reducer()
    assert [reducer.feed(event) for event in click_at(5, 5)] == [[], []]
    assert reducer.flush(400 * MS) == []
    (reduced,) = reducer.flush(401 * MS)
    assert (reduced.action, reduced.t_ns, reduced.until_ns) == (
        Click(Point(5, 5)),
        0,
        60 * MS,
    )


def test_a_text_comes_out_after_a_long_pause():
    reducer = Reducer()
    for event in type_text("ab"):
        assert reducer.feed(event) == []
    assert [reduced.action for reduced in reducer.flush(10_101 * MS)] == [TypeText("ab")]


def test_what_must_be_remembered_is_the_beginning_of_each_open_action():
    reducer = Reducer()
    events = [*type_text("ab"), down("ctrl", 500)]
    for event in events:
        reducer.feed(event)
    assert reducer.waiting() == (events[0], events[-1])
