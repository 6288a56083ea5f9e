"""A demonstration is done again step by step, or stops and says where and why."""

from dataclasses import replace

from agent.replay import Replay
from agent.run import Acted, Ended, Planned
from tests.world import World, button, field_element
from tracker.actions import Click, Drag, PressKeys, TypeText
from tracker.errors import Refused
from tracker.geometry import Point
from tracker.trajectory import Element, Ending, Evidence, Outcome, Status, Step, Window


class Watch:
    """A guard that lets everything pass, or refuses from its n-th question on."""

    def __init__(self, refuse_at=None):
        self.asked = 0
        self.refuse_at = refuse_at

    def check(self):
        self.asked += 1
        if self.refuse_at is not None and self.asked >= self.refuse_at:
            raise Refused("You stopped it with the hotkey.")
        return False


def replaying(world, *, guard=None, ask=lambda planned: True, patience_s=4.0):
    def sleep(seconds):
        world.clock += seconds

    return Replay(
        world.eyes(),
        world.hands(),
        guard or Watch(),
        ask,
        patience_s=patience_s,
        now=world.now,
        sleep=sleep,
    )


def shown(world, action, target=None, status=Status.DONE):
    return Step(
        before=world.observation(),
        action=action,
        evidence=Evidence(element=target),
        outcome=Outcome(status=status),
    )


def save_world(top=40):
    """An editor whose Save button closes its window's star."""
    return World(
        elements=(field_element("Body", 100, "", "focused"), button("Save", top)),
        when={"Save": lambda world: setattr(world, "window", Window("Saved - Editor", "editor"))},
    )


def test_a_button_that_moved_is_clicked_at_its_new_place():
    then, now = save_world(top=40), save_world(top=160)
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = list(replaying(now).run([step]))
    assert now.log == [Click(now.elements[1].box.center)]
    assert [type(event) for event in events] == [Planned, Acted, Ended]
    assert events[-1].ending is Ending.FINISHED


def test_a_button_that_moves_while_the_person_is_asked_is_found_once_more():
    then, now = save_world(top=40), save_world(top=40)

    def moves(planned):
        now.elements = save_world(top=160).elements
        return True

    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = list(replaying(now, ask=moves).run([step]))
    assert now.log == [Click(now.elements[1].box.center)]
    assert events[-1].ending is Ending.FINISHED


def test_a_button_that_goes_while_the_person_is_asked_is_not_clicked():
    then, now = save_world(), save_world()

    def goes(planned):
        now.elements = now.elements[:1]
        return True

    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = list(replaying(now, ask=goes).run([step]))
    assert now.log == []
    assert (events[-1].ending, events[-1].steps) == (Ending.FAILED, 0)


def test_keys_are_not_sent_to_what_got_the_focus_while_the_person_was_asked():
    then, now = save_world(), save_world()

    def looks_elsewhere(planned):
        now.window = Window("Inbox", "mailer")
        return True

    step = shown(then, TypeText("hello"), then.elements[0])
    events = list(replaying(now, ask=looks_elsewhere).run([step]))
    assert now.log == []
    assert "the keys are for editor, but mailer ('Inbox') is active" in events[-1].reason


def two_buttons():
    elements = (button("One", 40), button("Two", 120))
    return World(elements=elements, when={"One": lambda world: world.alter("Two", name="2")})


def dragged(then, now, **more):
    step = shown(then, Drag(Point(260, 50), Point(260, 130)), then.elements[0])
    evidence = Evidence(element=then.elements[0], end_element=then.elements[1])
    return list(replaying(now, **more).run([replace(step, evidence=evidence)]))


def test_a_drag_is_let_go_where_its_end_is_now_though_that_moved_while_the_person_was_asked():
    then, now = two_buttons(), two_buttons()

    def moves(planned):
        now.alter("Two", box=button("Two", 160).box)
        return True

    dragged(then, now, ask=moves)
    assert now.log == [Drag(now.elements[0].box.center, now.elements[1].box.center)]


def test_a_drag_onto_what_is_greyed_out_is_not_done():
    then, now = two_buttons(), two_buttons()
    now.alter("Two", states=("disabled",))
    events = dragged(then, now)
    assert now.log == []
    assert events[-1].ending is Ending.FAILED


class Interrupted(Watch):
    """Was interrupted whenever it is asked after the hands were stopped."""

    is_interrupted = False

    def check(self):
        was, self.is_interrupted = self.is_interrupted, False
        return super().check() or was


def interrupted(world, step, *, works):
    """The first action is cut short by the person. works: it had its effect all the same."""
    guard, hands = Interrupted(), world.hands()
    real = hands.do

    def do(action, placement):
        is_first = not world.log
        if works or not is_first:
            real(action, placement)
        if is_first:
            world.log.append("cut")
            guard.is_interrupted = True
            raise Refused("You moved the mouse.")

    hands.do = do
    return list(replace(replaying(world, guard=guard), hands=hands).run([step]))


def test_a_click_that_was_cut_short_is_done_again_where_nothing_of_it_shows():
    then, now = save_world(), save_world()
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = interrupted(now, step, works=False)
    assert now.log == ["cut", Click(now.elements[1].box.center)]
    assert events[-1].ending is Ending.FINISHED


def test_a_click_that_was_cut_short_and_had_its_effect_is_not_done_twice():
    then, now = save_world(), save_world()
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = interrupted(now, step, works=True)
    assert now.log == [Click(now.elements[1].box.center), "cut"]
    assert "what was done of it cannot be seen" in events[-1].reason


def test_a_drag_that_was_cut_short_is_not_taken_for_done():
    then, now = two_buttons(), two_buttons()
    step = shown(then, Drag(Point(260, 50), Point(260, 130)), then.elements[0])
    evidence = Evidence(element=then.elements[0], end_element=then.elements[1])
    events = interrupted(now, replace(step, evidence=evidence), works=True)
    assert now.log == [Drag(now.elements[0].box.center, now.elements[1].box.center), "cut"]
    assert "what was done of it cannot be seen" in events[-1].reason


def test_a_secret_is_told_neither_by_a_steps_note_nor_by_the_end():
    then = World(elements=(field_element("Key", 100, "", "focused"),))
    now = World(elements=(field_element("Key", 100, "old", "focused"),))
    step = shown(then, TypeText("hunter2"), then.elements[0])
    step = replace(step, intent=TypeText("{secret:key}"))
    for works in (True, False):
        replay = replaying(now)
        if not works:
            replay = replace(replay, hands=Idle())
        events = list(replay.run([step]))
        told = [events[-2].step.outcome.note, events[-1].reason]
        assert not any("hunter2" in one or "7" in one for one in told), told
    assert events[-1].reason == "Step 1: Nothing of the secret arrived."


class Idle:
    """Hands that reach nothing."""

    def do(self, action, placement): ...


def test_a_button_under_an_open_menu_is_not_clicked():
    then, now = save_world(), save_world()
    box = now.elements[1].box
    copy = Element("menu item", "Copy", box.grown(4), path=("frame Letter", "menu Edit"))
    now.elements = (*now.elements, copy)
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    (ended,) = list(replaying(now).run([step]))
    assert now.log == []
    assert ended.reason == 'Step 1: the menu item "Copy" lies over it.'


def test_a_missing_button_stops_the_run_with_the_step_the_reason_and_a_picture():
    then = save_world()
    now = World(elements=(field_element("Body", 100, "", "focused"),))
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    (ended,) = list(replaying(now).run([step]))
    assert now.log == []
    assert (ended.ending, ended.steps) == (Ending.FAILED, 0)
    assert ended.reason.startswith("Step 1: ")
    assert ended.frame is not None


def test_keys_go_nowhere_while_another_program_is_active():
    then = save_world()
    now = save_world()
    now.window = Window("Inbox", "mailer")
    (ended,) = list(replaying(now).run([shown(then, TypeText("hello"), then.elements[0])]))
    assert now.log == []
    assert "mailer" in ended.reason


def test_a_field_that_lost_the_focus_is_given_it_first():
    then = save_world()
    field = then.elements[0]
    now = World(
        elements=(replace(field, states=()), replace(button("Save", 40), states=("focused",))),
        when={
            "Body": lambda world: (
                world.alter("Save", states=()),
                world.alter("Body", states=("focused",)),
            )
        },
    )
    events = list(replaying(now).run([shown(then, TypeText("hello"), field)]))
    assert now.log == [Click(field.box.center), TypeText("hello")]
    assert events[-1].ending is Ending.FINISHED


def test_a_step_that_is_not_allowed_is_not_done():
    world = save_world()
    step = shown(world, Click(Point(260, 50)), world.elements[1])
    events = list(replaying(world, ask=lambda planned: False).run([step]))
    assert world.log == []
    assert (events[-1].ending, events[-1].stopped) == (Ending.FAILED, True)


def test_the_persons_stop_ends_the_run_as_stopped():
    world = save_world()
    step = shown(world, Click(Point(260, 50)), world.elements[1])
    (ended,) = list(replaying(world, guard=Watch(refuse_at=1)).run([step]))
    assert world.log == []
    assert (ended.stopped, ended.reason) == (True, "You stopped it with the hotkey.")


def test_an_action_that_the_person_cut_short_is_still_on_record():
    world = save_world()
    step = shown(world, Click(Point(260, 50)), world.elements[1])
    hands = world.hands()

    def cut(action, placement):
        world.log.append("cut")
        raise Refused("You pressed the stop keys.")

    hands.do = cut
    events = list(replace(replaying(world, guard=Watch(refuse_at=4)), hands=hands).run([step]))
    assert [type(event) for event in events] == [Planned, Acted, Ended]
    assert events[1].step.outcome.note == "It was cut short."
    assert events[2].stopped


def test_an_action_without_the_effect_that_was_shown_fails():
    then, now = save_world(), save_world()
    now.when = {}
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = list(replaying(now).run([step]))
    assert events[-1].ending is Ending.FAILED
    assert events[-2].step.outcome.status is Status.FAILED


def test_an_action_that_showed_nothing_may_show_nothing_again():
    then, now = save_world(), save_world()
    step = shown(then, PressKeys(("ctrl", "x")), then.elements[0], status=Status.UNKNOWN)
    events = list(replaying(now).run([step]))
    assert events[-1].ending is Ending.FINISHED
    assert events[-2].step.outcome.status is Status.UNKNOWN


def test_a_target_that_comes_late_is_waited_for():
    then = save_world()
    now = World(elements=then.elements[:1], when=then.when)
    looks = []

    def sleep(seconds):
        now.clock += seconds
        looks.append(seconds)
        if len(looks) == 3:
            now.elements = then.elements

    replay = replace(replaying(now), sleep=sleep)
    step = shown(then, Click(Point(260, 50)), then.elements[1])
    events = list(replay.run([step]))
    assert events[-1].ending is Ending.FINISHED


def test_a_secret_that_was_not_given_stops_the_run_before_its_first_step():
    world = save_world()
    first = shown(world, Click(Point(260, 50)), world.elements[1])
    second = shown(world, TypeText("{secret:password}"), world.elements[0])
    (ended,) = list(replaying(world).run([first, second]))
    assert world.log == []
    assert "the secret password was not kept" in ended.reason
