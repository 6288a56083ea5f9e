"""A list that lies open takes the click that was meant for a button beside it."""

from agent.differences import differences
from agent.expected import missed, window_after
from agent.popups import only_closed
from agent.verify import is_lost, verify
from tests.builders import step
from tests.world import button, drawn, field_element
from tracker.actions import Click
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Observation, Outcome, Status, Window

DIALOG = Window("Save As", "editor", box=Box(0, 0, 300, 180))
EDITOR = Window("Letter - Editor", "editor", box=Box(0, 0, 320, 200))
CLICK = Click(Point(265, 152))

NAME = field_element("Name", 10, "report-1", "enabled", "focused")
SAVE = button("Save", 140, "enabled")
LIST = Element("window", "", Box(20, 34, 220, 90))
CHOICES = tuple(
    Element("table cell", name, Box(20, top, 220, top + 20), path=("window", "table"))
    for name, top in (("report-1.txt", 34), ("report-11.txt", 56))
)
COVERED = button("Home", 40, "enabled"), field_element("Places", 60)
"""The first lies beside the list, the second below it."""


def look(*elements, window=DIALOG):
    return Observation(drawn(elements, window), window, elements)


OPEN = look(NAME, SAVE, LIST, *CHOICES)


def test_a_click_that_only_closed_a_list_has_failed_and_may_be_done_again():
    after = look(NAME, SAVE)
    outcome = verify(CLICK, OPEN, after, SAVE)
    assert (outcome.status, outcome.note) == (
        Status.FAILED,
        'The click on the "Save" button only closed what lay open beside it.',
    )
    assert is_lost(CLICK, OPEN, after, SAVE)


def test_what_the_list_had_covered_is_no_effect():
    assert is_lost(CLICK, OPEN, look(NAME, SAVE, COVERED[1]), SAVE)


def test_what_appears_beside_the_list_is_one():
    after = look(NAME, SAVE, COVERED[0])
    outcome = verify(CLICK, OPEN, after, SAVE)
    assert (outcome.status, is_lost(CLICK, OPEN, after, SAVE)) == (Status.DONE, False)


def test_another_window_is_one():
    after = look(NAME, window=EDITOR)
    assert verify(CLICK, OPEN, after, SAVE).status is Status.DONE
    assert not is_lost(CLICK, OPEN, after, SAVE)


def test_a_choice_out_of_the_list_closes_it_rightly():
    after = look(field_element("Name", 10, "report-1.txt", "enabled", "focused"), SAVE)
    assert verify(CLICK, OPEN, after, CHOICES[0]).status is Status.DONE
    assert not only_closed(OPEN, look(NAME, SAVE), differences(OPEN, look(NAME, SAVE)), CHOICES[0])


def test_a_button_that_is_no_longer_as_it_was_is_not_clicked_again():
    moved = button("Save", 100, "enabled")
    assert not is_lost(CLICK, OPEN, look(NAME, moved), SAVE)


def test_a_menu_that_closes_is_no_effect_of_a_button_either():
    item = Element("menu item", "Open", Box(20, 60, 120, 80), path=("menu bar", "menu File"))
    before = look(NAME, SAVE, item)
    assert is_lost(CLICK, before, look(NAME, SAVE), SAVE)


def shown(window, then):
    before = Observation(drawn((SAVE,), window), window, (SAVE,))
    return step(CLICK, before=before, outcome=Outcome(Status.DONE, window=then))


def test_a_dialog_that_closed_in_the_demonstration_and_stays_here_tells_that_it_failed():
    told = missed(shown(DIALOG, EDITOR), EDITOR, look(NAME, SAVE), look(SAVE), SAVE)
    assert told == (
        'In the demonstration "Letter - Editor" was active after this; here it is "Save As" still,'
        ' and the "Save" button is as it was.'
    )


def test_a_title_that_stays_here_tells_nothing_for_the_file_may_have_had_that_name():
    renamed = Window("a.txt - Editor", "editor", box=EDITOR.box)
    here = look(SAVE, window=EDITOR)
    assert missed(shown(EDITOR, renamed), renamed, here, here, SAVE) == ""


def test_a_dialog_that_closed_here_too_has_missed_nothing():
    after = look(NAME, window=EDITOR)
    assert missed(shown(DIALOG, EDITOR), EDITOR, look(NAME, SAVE), after, SAVE) == ""


def test_the_window_after_a_step_is_that_of_the_next_and_at_the_end_of_the_outcome():
    steps = [shown(EDITOR, None), shown(DIALOG, EDITOR)]
    assert (window_after(steps, 0), window_after(steps, 1)) == (DIALOG, EDITOR)
