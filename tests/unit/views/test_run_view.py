"""The run view: what it says, where it stands, and what its buttons ask for."""

import time

import pytest
from PySide6.QtCore import QPoint, QRect, QSize

from agent.guard import Paused, Running, Stopped
from agent.run import Acted, Ended, Planned
from app.driver import Driven
from app.run_desk import RunDesk
from app.tray import Tray
from app.views.aside import aside
from app.views.run import RunView
from tests.builders import frame, observation, step, trajectory
from tracker.actions import Click, TypeText
from tracker.geometry import Box, Point
from tracker.trajectory import Author, Ending, Lineage, Origin, Outcome, Status

SCREEN = QRect(0, 0, 1000, 800)
SIZE = QSize(200, 100)


@pytest.mark.parametrize(
    ("window", "place"),
    [
        (QRect(100, 100, 300, 300), QPoint(788, 688)),
        (QRect(500, 400, 500, 400), QPoint(788, 12)),
        (QRect(300, 0, 700, 800), QPoint(12, 688)),
        (QRect(0, 150, 1000, 650), QPoint(788, 12)),
        (QRect(0, 0, 1000, 800), None),
    ],
)
def test_it_stands_in_a_corner_that_the_window_leaves_free(window, place):
    assert aside(SIZE, SCREEN, [window]) == place


def test_it_keeps_clear_of_the_target_too():
    window, target = QRect(500, 400, 500, 400), QRect(900, 20, 40, 20)
    assert aside(SIZE, SCREEN, [window, target]) == QPoint(12, 688)


@pytest.fixture
def view(qtbot):
    shown = RunView("Save the letter", asks_first=False, stop_keys="Ctrl+Alt+Escape")
    qtbot.addWidget(shown)
    shown.make_way(())
    shown.guard(Running())
    return shown


def planned(index=1):
    return Planned(index, observation(), Click("the Save button"), Click(Point(1, 1)))


def test_it_says_what_is_next_and_what_was_done(view):
    view.tell(Acted(0, step(intent=Click("the File menu"), outcome=Outcome(Status.DONE))))
    view.tell(planned())
    assert view.did.text() == "✓ 1. Click the File menu"
    assert view.next.text() == "2. Click the Save button"


def test_a_plan_that_takes_long_is_seen_to_be_made(view, monkeypatch):
    begun = time.monotonic()
    view.tell(Acted(0, step(intent=Click("the File menu"), outcome=Outcome(Status.DONE))))
    view.tick()
    assert view.next.text() == "Looking at the screen…"
    monkeypatch.setattr("app.views.run.time.monotonic", lambda: begun + 30)
    view.tick()
    assert view.next.text() == "Looking at the screen and thinking… 30 s"
    view.tell(planned())
    view.tick()
    assert view.next.text() == "2. Click the Save button"


def test_a_pause_is_told_with_its_reason_and_can_be_ended(view, qtbot):
    view.guard(Paused("You used the mouse.", by_person=True))
    assert view.state.text() == "Paused. You used the mouse."
    with qtbot.waitSignal(view.resume_wanted):
        view.pause.click()
    view.guard(Running())
    assert view.state.text() == "Working"
    with qtbot.waitSignal(view.pause_wanted):
        view.pause.click()


def test_stop_is_always_there(view, qtbot):
    for state in (Running(), Paused("You paused it.", by_person=False)):
        view.guard(state)
        with qtbot.waitSignal(view.stop_wanted):
            view.stop.click()


def test_it_asks_and_hands_the_answer_on(view, qtbot):
    view.ask(planned())
    assert view.next.text() == "2. Click the Save button?"
    with qtbot.waitSignal(view.answered) as answer:
        view.allow.click()
    assert answer.args == [True]
    assert not view.allow.isVisible()


def test_a_stop_takes_the_question_back(view):
    view.ask(planned())
    view.guard(Stopped("You pressed ctrl+alt+escape."))
    assert not view.allow.isVisible()


def test_the_end_has_its_reason_and_the_picture_of_where_it_stopped(view, qtbot):
    view.end(Ended(1, Ending.FAILED, "Step 2: Save was not found.", frame()))
    assert view.state.text() == "It did not finish"
    assert view.next.text() == "Step 2: Save was not found."
    assert view.picture.isVisible()
    with qtbot.waitSignal(view.closed):
        view.stop.click()


def test_what_came_out_right_is_remembered_only_when_the_person_says_so(view, qtbot):
    assert not view.confirm.isVisible()
    view.end(Ended(1, Ending.FINISHED, "Done.", frame()))
    with qtbot.waitSignal(view.confirmed):
        view.confirm.click()
    view.thank()
    assert (view.confirm.text(), view.confirm.isEnabled()) == ("It is remembered", False)


def test_what_did_not_finish_cannot_be_confirmed(view):
    view.end(Ended(1, Ending.FAILED, "Step 2: Save was not found.", frame()))
    assert not view.confirm.isVisible()


def test_it_hides_where_every_corner_is_needed_and_comes_back(view):
    screen = view.screen().geometry()
    everything = Box(0, 0, screen.width(), screen.height())
    view.make_way([everything])
    assert not view.isVisible()
    view.make_way([Box(0, 0, 50, 50)])
    assert view.isVisible()


def test_a_question_is_asked_even_where_every_corner_is_needed(view):
    screen = view.screen().geometry()
    view.make_way([Box(0, 0, screen.width(), screen.height())])
    view.ask(planned())
    assert view.isVisible()


def test_where_it_is_and_was_a_moment_ago_is_covered(view):
    at = view.frameGeometry()
    first = Box(at.left() - 2, at.top() - 2, at.right() + 3, at.bottom() + 3)
    assert view.covered() == (first,)
    view.make_way([first])
    assert first in view.covered()
    assert len(view.covered()) >= 2


def test_a_step_that_is_asked_for_can_be_allowed_from_the_icons_menu(wiring, view, qtbot):
    tray = Tray(wiring, {})
    desk = tray.runs
    desk.view, desk._run = view, object()
    view.asks.connect(desk.changed)
    view.ask(planned())
    assert tray._allow.isVisible()
    with qtbot.waitSignal(view.answered) as answered:
        tray._allow.trigger()
    assert answered.args == [True]
    assert not tray._allow.isVisible()
    desk._run = None
    tray.close()


class _Done:
    """A run that is over at once; `driven` is what came of it."""

    def __init__(self, driven):
        self.driven = driven

    def carry_out(self, _job):
        return self.driven

    def __getattr__(self, _name):
        return lambda *_: None


def test_the_button_makes_the_run_an_example(wiring, bridge, keep, qtbot, monkeypatch):
    did = step(TypeText("Dear"), intent=TypeText("Dear"), author=Author.AGENT)
    run = keep(trajectory(did, task="Save it", lineage=Lineage(Origin.DO)))
    driven = Driven(run, Ended(1, Ending.FINISHED, "Done.", frame()), 1.0)
    monkeypatch.setattr("app.run_desk.Run", lambda *_: _Done(driven))
    desk = RunDesk(wiring, bridge, {})
    desk.do("Save it", asks_first=False)
    qtbot.waitUntil(lambda: desk.view.confirm.isVisible())
    desk.view.confirm.click()
    qtbot.waitUntil(lambda: desk.view.confirm.text() == "It is remembered")
    assert wiring.store.load(run).lineage.is_confirmed
    desk.close()
