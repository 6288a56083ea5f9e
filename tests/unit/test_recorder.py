"""The recorder on a desktop made of values: what it keeps, what it must not, how it ends."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.builders import MS, STARTED, click_at, element, frame, press_key, type_text
from tests.stages import until
from tracker import recorder as recorder_module
from tracker.actions import Action, Click, Drag, PressKeys, TypeText
from tracker.desktop.fake import FakeCamera, FakeInspector, FakeListener
from tracker.desktop.protocols import Desktop
from tracker.errors import Refused, Unavailable
from tracker.events import Button, ButtonPressed, ButtonReleased, PointerMoved, RawEvent
from tracker.frames import Frame
from tracker.geometry import Box, Placement, Point, ScreenPoint
from tracker.recorder import Recorded, Recorder, State
from tracker.redact import Policy
from tracker.reduce import reduce
from tracker.store import Store
from tracker.trajectory import Element, Ending, Observation, Status, Step, Window

EDITOR = Window(title="Letter", app="editor", pid=7, box=Box(0, 0, 300, 200))
SAVE = element("Save", box=Box(10, 10, 60, 40))
OPEN = element("Open", box=Box(100, 10, 160, 40))
FIELD = element("Name", "text", Box(10, 60, 200, 80))
PIN = element("PIN", "password text", Box(10, 100, 200, 120), value="****")


class Rig:
    """A fake desktop with a recorder on it and a real store beneath."""

    def __init__(self, store: Store) -> None:
        self.camera = FakeCamera([frame(shade=1)])
        self.listener = FakeListener()
        self.inspector = FakeInspector(EDITOR, [SAVE, OPEN, FIELD], focus=FIELD)
        self.store = store
        self.changes: list[State] = []

    def recorder(self, **options: object) -> Recorder:
        desktop = Desktop("fake", self.camera, self.listener, self.inspector)
        made = Recorder(
            desktop,
            self.store,
            utc_now=lambda: STARTED,
            on_change=lambda: self.changes.append(made.state),
            **options,  # type: ignore[arg-type]
        )
        return made

    def emit(self, *events: RawEvent) -> None:
        """Each when its time has come, counted from now; one that would lie before the one that
        it follows begins 150 ms after that."""
        zero_ns, last_ns = time.monotonic_ns(), 0
        for event in events:
            t_ns = zero_ns + event.t_ns
            if t_ns < last_ns:
                zero_ns += last_ns - t_ns + 150 * MS
                t_ns = zero_ns + event.t_ns
            last_ns = t_ns
            time.sleep(max(0, t_ns - time.monotonic_ns()) / 1e9)
            self.listener.emit(replace(event, t_ns=t_ns))

    def steps(self, trajectory: int) -> tuple[Step, ...]:
        return self.store.load(trajectory).steps

    def actions(self, trajectory: int) -> list[Action]:
        return [step.action for step in self.steps(trajectory)]

    def await_steps(self, trajectory: int, count: int) -> None:
        until(lambda: len(self.steps(trajectory)) >= count, f"{count} steps")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def rig(store: Store) -> Rig:
    return Rig(store)


def rests_on(recorder: Recorder, shown: Frame) -> Callable[[], bool]:
    def is_so() -> bool:
        settled = recorder._ring.settled
        return settled is not None and settled.frame == shown

    return is_so


def quick(text: str) -> list[RawEvent]:
    return type_text(text, pace_ms=20)


class TestSteps:
    def test_a_click_is_kept_with_the_screen_and_element_from_before_and_the_screen_after(
        self, rig: Rig
    ):
        recorder = rig.recorder()
        trajectory = recorder.start("Save it")
        press, release = click_at(20, 20)
        rig.emit(press)
        rig.camera.show(frame(shade=2))
        rig.emit(release)
        recorded = recorder.stop()
        (step,) = rig.steps(trajectory)
        assert recorded == Recorded(trajectory, steps=1, events=2, dropped=0)
        assert (step.action, step.before, step.evidence.element) == (
            Click(Point(20, 20)),
            Observation(frame(shade=1), EDITOR, (SAVE,)),
            SAVE,
        )
        assert step.outcome.after == frame(shade=2)
        assert (step.outcome.status, step.outcome.changed) == (Status.DONE, Box(0, 0, 320, 200))
        assert step.evidence.frame_age_ns == step.t_ns - step.before.frame.t_ns
        assert 0 <= step.before.frame.t_ns < step.t_ns < step.outcome.after.t_ns

    def test_a_picture_that_was_taken_before_the_event_was_heard_but_after_it_happened_is_not_used(
        self, rig: Rig
    ):
        """A slow listener: the effect is on the screen, and grabbed, before the press is heard."""
        rig.inspector.showing = (SAVE, OPEN)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(rests_on(recorder, frame(shade=1)), "a screen at rest")
        pressed_ns = time.monotonic_ns()
        rig.camera.show(frame(shade=2))
        until(rests_on(recorder, frame(shade=2)), "the effect to be seen")
        at = ScreenPoint(20, 20)
        rig.listener.emit(ButtonPressed(pressed_ns, at, Button.LEFT))
        rig.listener.emit(ButtonReleased(pressed_ns + 50 * MS, at, Button.LEFT))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.before.frame, step.outcome.after) == (frame(shade=1), frame(shade=2))

    def test_each_action_ends_with_the_screen_on_which_the_next_begins(self, rig: Rig):
        rig.inspector.showing = (SAVE, OPEN)
        recorder = rig.recorder()
        trajectory = recorder.start()
        for n, x in enumerate((20, 120), start=2):
            press, release = click_at(x, 20)
            rig.emit(press)
            rig.camera.show(frame(shade=n))
            rig.emit(release)
            until(rests_on(recorder, frame(shade=n)), "the effect")
        recorder.stop()
        first, second = rig.steps(trajectory)
        assert [first.before.frame, second.before.frame, second.outcome.after] == [
            frame(shade=1),
            frame(shade=2),
            frame(shade=3),
        ]
        assert first.outcome.after == second.before.frame

    def test_a_screen_that_does_not_change_is_told_as_such(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        rig.await_steps(trajectory, 1)
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.outcome.status, step.outcome.changed) == (Status.DONE, None)
        assert step.outcome.after == frame(shade=1)

    def test_a_drag_knows_what_lies_under_both_of_its_ends(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(
            ButtonPressed(0, ScreenPoint(20, 20), Button.LEFT),
            ButtonReleased(90 * MS, ScreenPoint(120, 20), Button.LEFT),
        )
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert step.action == Drag(Point(20, 20), Point(120, 20))
        assert (step.evidence.element, step.evidence.end_element) == (SAVE, OPEN)

    def test_a_text_is_one_step_that_says_what_the_field_then_held(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("Ann"))
        rig.inspector.focus = replace(FIELD, value="Anna Berg", box=Box(10, 60, 210, 80))
        rig.emit(*press_key("enter"))
        recorder.stop()
        typed, entered = rig.steps(trajectory)
        assert (typed.action, typed.evidence.element) == (TypeText("Ann"), FIELD)
        assert typed.outcome.note == "The field then held: Anna Berg"
        assert entered.action == PressKeys(("enter",))

    def test_a_text_that_an_input_method_made_is_what_came_into_the_field(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("nihao"))
        rig.inspector.focus = replace(FIELD, value="你好")
        rig.emit(*press_key("enter"))
        recorder.stop()
        assert rig.actions(trajectory) == [TypeText("你好"), PressKeys(("enter",))]

    def test_a_text_that_was_taken_back_whole_is_kept_as_it_was_typed(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("a"), *press_key("backspace", 100))
        assert recorder.stop().dropped == 0
        assert rig.actions(trajectory) == [TypeText("a"), PressKeys(("backspace",))]

    def test_places_are_in_the_pixels_of_the_frame_of_that_time(self, rig: Rig):
        placement = Placement(ScreenPoint(0, 0), scale=2.0)
        rig.camera.show(frame(640, 400, placement=placement))
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        recorder.stop()
        assert rig.actions(trajectory) == [Click(Point(40, 40))]

    def test_the_stored_events_reduce_to_the_same_actions(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20), *quick("Anna"), *press_key("tab"))
        recorder.stop()
        assert reduce(rig.store.events(trajectory)) == rig.actions(trajectory)
        assert len(rig.actions(trajectory)) == 3

    def test_the_pointers_way_is_kept_thinned_and_its_ends_exactly(self, rig: Rig):
        """A mouse may report a thousand times a second: a place every 15 ms is enough."""
        recorder = rig.recorder()
        trajectory = recorder.start()
        way = [PointerMoved(n * MS, ScreenPoint(n, 20)) for n in range(200)]
        rig.emit(*way, *click_at(201, 20, t_ms=201))
        recorder.stop()
        events = list(rig.store.events(trajectory))
        moves = [event.t_ns for event in events if isinstance(event, PointerMoved)]
        apart = {later - earlier for earlier, later in pairwise(moves)}
        assert len(moves) in range(10, 15)
        assert min(apart) >= 15 * MS
        assert rig.actions(trajectory) == [Click(Point(201, 20))]

    def test_after_a_rest_a_step_knows_all_that_was_in_the_window(self, rig: Rig):
        rig.inspector.showing = (OPEN, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.emit(*click_at(20, 20), *click_at(120, 20))
        recorder.stop()
        rested, quick_one = rig.steps(trajectory)
        assert rested.before.elements == (SAVE, OPEN)
        assert quick_one.before.elements == (OPEN,)

    def test_what_closed_as_it_was_clicked_is_known_from_what_showed_before(self, rig: Rig):
        """The program is slow, and tells of the text that came to light behind the button."""
        text = element("", "text", Box(0, 0, 300, 200))
        rig.inspector.showing = (text, OPEN, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.inspector.showing = (text,)
        rig.emit(*click_at(20, 20))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.evidence.element, step.before.elements) == (SAVE, (SAVE, text, OPEN))

    def test_a_program_that_tells_only_of_a_container_has_told_of_its_fields_before(self, rig: Rig):
        tabs = element("", "page tab list", Box(0, 0, 300, 200))
        rig.inspector.showing = (tabs, FIELD, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.inspector.showing = (tabs,)
        rig.emit(*click_at(20, 70))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.evidence.element, step.before.elements) == (FIELD, (FIELD, tabs, SAVE))

    def test_a_window_that_opens_at_once_was_not_there_before(self, rig: Rig):
        rig.inspector.showing = (SAVE, OPEN)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.inspector.showing = ()
        rig.inspector.active = replace(EDITOR, title="Open", box=Box(50, 50, 90, 90))
        rig.emit(*click_at(120, 20))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.evidence.element, step.before.window) == (OPEN, EDITOR)
        assert step.before.elements == (OPEN, SAVE)

    def test_what_a_key_closed_had_the_focus(self, rig: Rig):
        """The program is slow, and the text behind the dialog has the focus when it is asked."""
        text = element("", "text", Box(0, 0, 300, 200), states=("focused",))
        choice = replace(FIELD, states=("focused",))
        rig.inspector.showing, rig.inspector.focus = (SAVE, choice), None
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        until(lambda: recorder._scribe._ahead._with_focus.peek(), "the look at the focus")
        rig.inspector.showing, rig.inspector.focus = (text,), text
        rig.emit(*press_key("escape"))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.evidence.element, step.before.elements) == (choice, (choice, SAVE))

    def test_what_was_clicked_is_told_once_and_as_it_was_before_it_was_pressed(self, rig: Rig):
        rig.inspector.showing = (OPEN, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.inspector.showing = (OPEN, replace(SAVE, states=("armed",)))
        rig.emit(*click_at(20, 20))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert (step.evidence.element, step.before.elements) == (SAVE, (SAVE, OPEN))

    def test_the_last_step_knows_what_the_job_left_on_the_screen(self, rig: Rig):
        rig.inspector.showing = (OPEN, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20), *click_at(120, 20))
        rig.inspector.active = replace(EDITOR, title="Saved")
        rig.inspector.showing = (OPEN,)
        recorder.stop()
        first, last = (step.outcome for step in rig.steps(trajectory))
        assert (first.window, first.showing) == (None, ())
        assert (last.window, last.showing) == (replace(EDITOR, title="Saved"), (OPEN,))

    def test_a_look_at_a_window_that_has_changed_since_is_not_used(self, rig: Rig):
        rig.inspector.showing = (OPEN, SAVE)
        recorder = rig.recorder()
        trajectory = recorder.start()
        until(lambda: recorder._scribe._ahead._whole, "the look at the whole window")
        until(lambda: recorder._scribe._ahead._whole.peek(), "its answer")
        rig.camera.show(frame(shade=2))
        until(lambda: recorder._ring.sight(2**62).before == frame(shade=2), "the change")
        recorder._scribe._ahead.look = lambda *_: None  # type: ignore[method-assign]
        rig.emit(*click_at(20, 20, t_ms=30))
        recorder.stop()
        assert rig.steps(trajectory)[0].before.elements == (SAVE,)

    def test_an_element_that_changes_by_the_press_is_told_as_it_was(self, rig: Rig):
        """The program is asked while the pointer rests, before the press."""
        recorder = rig.recorder()
        trajectory = recorder.start()
        asked = threading.Event()
        look = rig.inspector.element_at

        def element_at(at: ScreenPoint) -> Element | None:
            asked.set()
            return look(at)

        rig.inspector.element_at = element_at  # type: ignore[method-assign]
        rig.emit(PointerMoved(0, ScreenPoint(20, 20)))
        until(asked.is_set, "the lookup under the resting pointer")
        until(lambda: recorder._scribe._ahead._under_pointer.peek(), "its answer")
        rig.inspector.showing = (replace(SAVE, states=("pressed",)),)
        rig.emit(*click_at(20, 20))
        recorder.stop()
        assert rig.steps(trajectory)[-1].evidence.element == SAVE


class TestPrivacy:
    def test_a_password_is_nowhere(self, rig: Rig):
        rig.inspector.focus = PIN
        rig.inspector.showing = (SAVE, OPEN, FIELD, PIN)
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("hunter2"), *press_key("enter"))
        recorder.stop()
        typed, entered = rig.steps(trajectory)
        assert (typed.action, entered.action) == (
            TypeText("{secret:pin}"),
            PressKeys(("enter",)),
        )
        assert typed.evidence.element == replace(PIN, value="")
        for step in (typed, entered):
            assert not step.before.frame.crop(PIN.box).any()
            assert step.outcome.after is not None
            assert not step.outcome.after.crop(PIN.box).any()
        keys = {getattr(event, "key", "") for event in rig.store.events(trajectory)}
        assert keys == {"secret", "enter"}

    def test_a_password_field_that_was_clicked_is_one_though_the_focus_is_not_told(self, rig: Rig):
        rig.inspector.focus = None
        rig.inspector.showing = (SAVE, OPEN, FIELD, PIN)
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 110), *quick("hunter2"), *press_key("tab"), *quick("anna"))
        recorder.stop()
        assert rig.actions(trajectory) == [
            Click(Point(20, 110)),
            TypeText("{secret:pin}"),
            PressKeys(("tab",)),
            TypeText("anna"),
        ]

    def test_nothing_is_kept_while_an_excluded_window_is_active(self, rig: Rig):
        recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
        trajectory = recorder.start()
        rig.emit(*quick("open"))
        rig.inspector.active = Window(title="Vault", app="vault")
        rig.emit(*click_at(20, 20), *quick("mine"))
        rig.inspector.active = EDITOR
        rig.emit(*click_at(120, 20))
        recorder.stop()
        assert rig.actions(trajectory) == [TypeText("open"), Click(Point(120, 20))]
        assert "m" not in {getattr(event, "key", "") for event in rig.store.events(trajectory)}

    def test_nothing_is_kept_while_an_excluded_page_shows(self, rig: Rig):
        recorder = rig.recorder(policy=Policy(excluded_urls=("https://bank.example/*",)))
        trajectory = recorder.start()
        rig.inspector.url = "https://shop.example/cart"
        rig.emit(*quick("open"), *press_key("enter"))
        rig.inspector.url = "https://bank.example/account?id=1"
        rig.emit(*click_at(20, 20), *quick("mine"))
        rig.inspector.url = ""
        rig.emit(*click_at(120, 20))
        recorder.stop()
        assert rig.actions(trajectory) == [
            TypeText("open"),
            PressKeys(("enter",)),
            Click(Point(120, 20)),
        ]

    def test_an_excluded_window_that_only_shows_is_black_in_every_picture(self, rig: Rig):
        vault = Window(title="Vault", app="vault", box=Box(150, 100, 250, 180))
        rig.inspector.others = (vault,)
        recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
        trajectory = recorder.start()
        press, release = click_at(20, 20)
        rig.emit(press)
        rig.camera.show(frame(shade=2))
        rig.emit(release)
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert step.outcome.after is not None
        for picture in (step.before.frame, step.outcome.after):
            assert not picture.crop(vault.box).any()
            assert picture.crop(SAVE.box).any()

    def test_a_window_that_comes_up_by_a_step_is_black_in_its_result(self, rig: Rig):
        vault = Window(title="Vault", app="vault", box=Box(150, 100, 250, 180))
        recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
        trajectory = recorder.start()
        press, release = click_at(20, 20)
        rig.emit(press)
        rig.inspector.others = (vault,)
        rig.camera.show(frame(shade=2))
        rig.emit(release)
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert step.outcome.after is not None
        assert not step.outcome.after.crop(vault.box).any()

    def test_where_windows_are_not_told_nothing_of_the_screen_is_kept(self, rig: Rig):
        rig.inspector.broken = Unavailable("The display is gone.")
        recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert not step.before.frame.pixels.any()

    def test_nothing_is_kept_during_a_pause(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("a"))
        recorder.pause()
        rig.emit(*quick("b"))
        recorder.resume()
        rig.emit(*quick("c"))
        recorded = recorder.stop()
        assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]
        assert recorded.dropped == 0
        assert rig.changes == [State.RECORDING, State.PAUSED, State.RECORDING, State.IDLE]

    def test_the_pause_keys_pause_and_resume_and_are_no_step(self, rig: Rig):
        recorder = rig.recorder(pause_chord=("ctrl", "alt", "p"))
        trajectory = recorder.start()
        rig.emit(*quick("a"))
        keys = [press_key(key, n * 10) for n, key in enumerate(("ctrl", "alt", "p"))]
        chord = [*(pair[0] for pair in keys), *(pair[1] for pair in reversed(keys))]
        rig.emit(*chord, *quick("b"))
        until(lambda: recorder.state is State.PAUSED, "the pause")
        rig.emit(*chord)
        until(lambda: recorder.state is State.RECORDING, "the end of the pause")
        rig.emit(*quick("c"))
        recorder.stop()
        assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]

    def test_in_private_nothing_is_listened_to_looked_at_or_looked_up(self, rig: Rig):
        recorder = rig.recorder(pause_chord=("ctrl", "alt", "p"))
        trajectory = recorder.start()
        rig.emit(*quick("a"))
        recorder.begin_private()
        asked: list[str] = []
        for part, name in [(rig.camera, "grab"), *((rig.inspector, n) for n in _LOOKS)]:
            setattr(part, name, noting(getattr(part, name), asked, name))
        is_heard = rig.listener._sink is not None
        rig.camera.show(frame(shade=7))
        rig.emit(*quick("b"), *press_key("ctrl"), *click_at(20, 20))
        recorder.resume()
        state, kept = recorder.state, list(recorder._ring._frames)
        looked_at = list(asked)
        recorder.end_private()
        rig.emit(*quick("c"))
        recorder.stop()
        assert (state, is_heard, kept, looked_at) == (State.PRIVATE, False, [], [])
        assert rig.actions(trajectory) == [TypeText("a"), TypeText("c")]
        assert State.PRIVATE in rig.changes

    def test_a_pause_may_become_private_and_a_private_recording_may_be_stopped(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("a"))
        recorder.pause()
        recorder.begin_private()
        assert recorder.state is State.PRIVATE
        recorded = recorder.stop()
        assert (recorded.failure, rig.actions(trajectory)) == (None, [TypeText("a")])

    def test_what_was_done_just_before_a_pause_has_no_picture_from_after_it(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        recorder.pause()
        rig.camera.show(frame(shade=8))
        recorder.resume()
        rig.emit(*click_at(120, 20))
        recorder.stop()
        assert rig.steps(trajectory)[0].outcome.after != frame(shade=8)

    def test_the_last_seconds_can_be_taken_back(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        rig.await_steps(trajectory, 1)
        began = time.monotonic()
        rig.emit(*quick("oops"), *press_key("enter"))
        assert recorder.forget(time.monotonic() - began + 0.1) == 2
        rig.emit(*click_at(120, 20))
        recorded = recorder.stop()
        assert rig.actions(trajectory) == [Click(Point(20, 20)), Click(Point(120, 20))]
        assert recorded.steps == 2
        assert not [e for e in rig.store.events(trajectory) if hasattr(e, "key")]

    def test_a_text_that_goes_on_is_kept_as_a_draft_and_is_one_step_in_the_end(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("Anna"))
        rig.await_steps(trajectory, 1)
        assert rig.actions(trajectory) == [TypeText("Anna")]
        rig.emit(*quick(" Berg"))
        recorded = recorder.stop()
        assert (recorded.steps, rig.actions(trajectory)) == (1, [TypeText("Anna Berg")])

    def test_a_draft_goes_with_what_is_taken_back(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("Anna"))
        rig.await_steps(trajectory, 1)
        assert recorder.forget(600) == 1
        rig.emit(*click_at(20, 20))
        recorded = recorder.stop()
        assert (recorded.steps, rig.actions(trajectory)) == (1, [Click(Point(20, 20))])

    def test_a_window_that_must_not_be_seen_and_left_meanwhile_is_black_after_a_draft(
        self, rig: Rig
    ):
        vault = Window(title="Vault", app="vault", box=Box(200, 100, 300, 200))
        rig.inspector.others = (vault,)
        rig.camera.show(frame(shade=9))
        recorder = rig.recorder(policy=Policy(excluded_apps=("vault",)))
        trajectory = recorder.start()
        rig.emit(*quick("Anna"))
        rig.await_steps(trajectory, 1)
        rig.inspector.others = ()
        rig.emit(*quick(" Berg"))
        recorder.stop()
        (step,) = rig.steps(trajectory)
        assert not step.before.frame.crop(vault.box).any()


class TestEnds:
    def test_the_stop_keys_end_the_wait_and_are_no_step(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("a"))
        assert not recorder.wait(0)
        keys = [press_key(key, n * 10)[0] for n, key in enumerate(("alt", "ctrl", "escape"))]
        rig.emit(*keys, *quick("b"))
        assert recorder.wait(5)
        recorder.stop()
        assert rig.actions(trajectory) == [TypeText("a")]

    def test_a_recording_can_fail_or_get_a_better_name(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start("draft")
        recorder.stop(Ending.FAILED, task="Write to Anna", note="the printer is off")
        kept = rig.store.load(trajectory)
        assert (kept.task, kept.outcome, kept.outcome_note, kept.started_at) == (
            "Write to Anna",
            Ending.FAILED,
            "the printer is off",
            STARTED,
        )

    def test_a_discarded_recording_leaves_no_steps(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("a"), *click_at(20, 20))
        recorder.stop(Ending.DISCARDED)
        assert rig.steps(trajectory) == ()
        assert list(rig.store.events(trajectory)) == []

    def test_a_second_recording_follows_the_first(self, rig: Rig):
        recorder = rig.recorder()
        for text in ("first", "second"):
            trajectory = recorder.start(text)
            rig.emit(*quick(text))
            recorder.stop()
            assert rig.actions(trajectory) == [TypeText(text)]

    def test_only_one_recording_goes_on_at_a_time(self, rig: Rig):
        recorder = rig.recorder()
        with pytest.raises(Refused, match="Nothing is being recorded"):
            recorder.stop()
        with pytest.raises(Refused, match="Nothing is being recorded"):
            recorder.forget(5)
        recorder.start()
        with pytest.raises(Refused, match="A recording is going on"):
            recorder.start()
        recorder.stop()


class TestClocks:
    def test_a_machine_that_was_asleep_leaves_the_steps_in_order_with_the_hours_between(
        self, rig: Rig
    ):
        """Where the monotonic clock goes on in sleep, it leaps."""
        slept_ns = [0]

        def clock() -> int:
            return time.monotonic_ns() + slept_ns[0]

        rig.camera = FakeCamera([frame(shade=1)], clock=clock)
        recorder = rig.recorder(now_ns=clock)
        trajectory = recorder.start()
        for leap_s, x in ((0, 20), (3600, 120)):
            slept_ns[0] += leap_s * 1000 * MS
            for event in click_at(x, 20):
                rig.listener.emit(replace(event, t_ns=clock()))
        assert recorder.stop().dropped == 0
        first, second = rig.steps(trajectory)
        assert [first.action, second.action] == [Click(Point(20, 20)), Click(Point(120, 20))]
        assert 3600 <= (second.t_ns - first.t_ns) / 1e9 < 3700

    def test_the_time_of_day_may_change_since_it_is_asked_only_once(self, rig: Rig):
        times = iter([STARTED])
        desktop = Desktop("fake", rig.camera, rig.listener, rig.inspector)
        recorder = Recorder(desktop, rig.store, utc_now=lambda: next(times))
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        recorder.stop()
        assert rig.store.load(trajectory).started_at == STARTED
        assert rig.actions(trajectory) == [Click(Point(20, 20))]


@pytest.mark.expects_warnings
class TestFailures:
    def test_a_camera_that_cannot_start_leaves_nothing_behind(self, rig: Rig):
        gone = Unavailable("The display has gone away.")
        rig.camera.grab = raising(gone)  # type: ignore[method-assign]
        recorder = rig.recorder()
        with pytest.raises(Unavailable, match="gone away"):
            recorder.start()
        assert (recorder.state, rig.store.trajectories()) == (State.IDLE, [])

    @pytest.mark.parametrize("part", ["camera", "listener"])
    def test_a_part_that_dies_ends_the_recording_with_what_was_heard(self, rig: Rig, part: str):
        gone = Unavailable("The display has gone away.", hint="Log in again.")
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*quick("Anna"))
        if part == "camera":
            rig.camera.grab = raising(gone)  # type: ignore[method-assign]
            rig.camera.show(frame(shade=2))
        else:
            rig.listener.fail(gone)
        assert recorder.wait(10)
        assert (recorder.state, recorder.failure) == (State.FAILED, gone)
        assert rig.changes == [State.RECORDING, State.FAILED]
        recorded = recorder.stop(Ending.FAILED)
        assert recorded == Recorded(trajectory, steps=1, events=8, dropped=0, failure=gone)
        assert rig.actions(trajectory) == [TypeText("Anna")]

    def test_a_full_disk_ends_the_recording_and_what_was_written_stays(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ):
        full = Unavailable("The disk is full.", hint="Make room.")
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        rig.await_steps(trajectory, 1)
        monkeypatch.setattr(rig.store, "append_step", raising(full))
        monkeypatch.setattr(rig.store, "append_events", raising(full))
        rig.emit(*click_at(120, 20))
        assert recorder.wait(10)
        assert (recorder.state, recorder.failure) == (State.FAILED, full)
        assert recorder.stop().failure is full
        assert rig.actions(trajectory) == [Click(Point(20, 20))]

    def test_a_program_that_tells_nothing_is_said_to(self, rig: Rig):
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(290, 190))
        rig.emit(*click_at(20, 20, t_ms=0))
        recorder.stop()
        nothing, something = (step.evidence for step in rig.steps(trajectory))
        assert (nothing.element, nothing.degraded) == (
            None,
            "the program does not tell what is at (290, 190)",
        )
        assert (something.element, something.degraded) == (SAVE, "")

    def test_an_inspector_that_fails_costs_the_element_and_not_the_step(self, rig: Rig):
        rig.inspector.broken = Unavailable("The accessibility bus is gone.")
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20))
        assert recorder.stop().failure is None
        (step,) = rig.steps(trajectory)
        assert step.evidence.degraded == "accessibility failed: The accessibility bus is gone."

    def test_events_beyond_the_queue_are_counted(self, rig: Rig, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(recorder_module, "_QUEUED", 4)
        answers = threading.Event()

        def slow(at: ScreenPoint) -> Element | None:
            answers.wait(20)
            return SAVE

        rig.inspector.element_at = slow  # type: ignore[method-assign]
        recorder = rig.recorder()
        trajectory = recorder.start()
        rig.emit(*click_at(20, 20)[:1])
        until(lambda: recorder._queue.empty(), "the writer to wait for the element")
        now_ns = time.monotonic_ns()
        for n in range(10):
            at = ScreenPoint(20, 20)
            rig.listener.emit(ButtonReleased(now_ns + n, at, Button.LEFT))
        answers.set()
        recorded = recorder.stop()
        assert (recorded.dropped, recorded.events) == (6, 5)
        assert rig.actions(trajectory) == [Click(Point(20, 20))]


_LOOKS = ("window", "windows", "element_at", "focused", "elements", "page_url")


def noting(ask: Callable[..., object], asked: list[str], name: str) -> Callable[..., object]:
    def note(*arguments: object) -> object:
        asked.append(name)
        return ask(*arguments)

    return note


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_: object) -> object:
        raise error

    return fail
