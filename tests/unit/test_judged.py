"""What counts as found on a labelled screen, and as right."""

from grounding.judged import Judged, is_found, judged
from models.labels import Label
from tracker.geometry import Box


def test_a_thing_is_found_by_its_middle_and_about_its_size():
    target = Box(100, 100, 160, 130)
    assert is_found(target, Box(102, 98, 158, 131))
    assert not is_found(target, Box(170, 100, 230, 130))
    assert not is_found(target, Box(128, 113, 133, 118)), "much smaller"
    assert not is_found(target, Box(0, 0, 260, 230)), "much larger"


def test_targets_are_what_can_be_used_and_any_labelled_thing_makes_an_answer_right():
    labels = (
        Label("push button", "Save", Box(0, 0, 60, 30)),
        Label("push button", "Open", Box(100, 0, 160, 30)),
        Label("push button", "Undo", Box(200, 0, 260, 30), is_enabled=False),
        Label("label", "Name", Box(300, 0, 360, 30), is_interactive=False),
    )
    seen = [Box(0, 0, 60, 30), Box(300, 0, 360, 30), Box(400, 400, 460, 430)]
    assert judged(seen, labels) == Judged(targets=2, found=1, answers=3, right=2)


def test_several_screens_are_added_up_and_nothing_seen_is_no_score():
    both = Judged(2, 1, 3, 2) + Judged(2, 2, 3, 1)
    assert (both.recall, both.precision, both.score) == (0.75, 0.5, 0.6)
    assert Judged(5, 0, 0, 0).score == 0
    assert Judged().score == 0
