"""The loop on a small desktop that answers: what it does, in which order, and how it ends."""

from agent.loop import run
from agent.planner import Plan
from agent.run import Acted, Ended, Planned, Replanned
from grounding import grounder
from grounding.grounder import NotFound
from grounding.screen import Screen
from tests.builders import step
from tests.world import ScriptedPlanner, World, button, field_element, locate_by_name
from tracker.actions import Click, Drag, Finish, GiveUp, PressKeys, TypeText, Wait
from tracker.errors import Malformed, Refused
from tracker.geometry import Box, Point
from tracker.trajectory import Author, Element, Ending, Evidence, Outcome, Status, Window


class Guard:
    """Logs each check; `answers` are given in turn, then False. An error is raised."""

    def __init__(self, log, answers=()):
        self.log = log
        self.answers = list(answers)

    def check(self):
        self.log.append("guard")
        answer = self.answers.pop(0) if self.answers else False
        if isinstance(answer, Exception):
            raise answer
        return answer


def editor():
    """A name field and a Save button that saves: the window's title then says so."""
    world = World(
        elements=(field_element("Name", 40, "", "enabled", "focusable"), button("Save", 40))
    )
    world.when["Name"] = lambda w: w.alter("Name", states=("enabled", "focusable", "focused"))
    world.when["Save"] = lambda w: setattr(w, "window", Window("Saved - Editor", "editor"))
    return world


def drive(world, plans, *, guard=None, ask=None, locate=locate_by_name, max_steps=50):
    planner = plans if isinstance(plans, ScriptedPlanner) else ScriptedPlanner(list(plans))

    def allow(planned):
        world.log.append("ask")
        return True

    return list(
        run(
            "Save it as a",
            planner=planner,
            eyes=world.eyes(),
            hands=world.hands(),
            guard=guard or Guard(world.log),
            ask=ask or allow,
            locate=locate,
            max_steps=max_steps,
            now=world.now,
        )
    )


def test_a_job_is_done_step_by_step_and_each_step_is_verified():
    world = editor()
    events = drive(
        world,
        [
            Plan("The name goes in first.", Click("Name")),
            Plan("", TypeText("letter")),
            Plan("", Click("Save")),
            Plan("", Finish("Saved.")),
        ],
    )
    steps = [event.step for event in events if isinstance(event, Acted)]
    assert [step.outcome.status for step in steps] == [Status.DONE] * 3
    assert [step.action for step in steps] == [
        Click(Point(120, 52)),
        TypeText("letter"),
        Click(Point(265, 52)),
    ]
    assert [step.outcome.note for step in steps] == [
        'The "Name" text field is focused.',
        'The "Name" text field holds "letter".',
        'The window is now called "Saved - Editor".',
    ]
    assert [type(event) for event in events] == [Planned, Acted] * 3 + [Planned, Ended]
    assert events[-1] == Ended(3, Ending.FINISHED, "Saved.", frame=events[-1].frame)


def test_a_step_says_who_did_it_why_and_on_what_grounds():
    world = editor()
    target = world.elements[1]
    before = world.observation()
    step = drive(world, [Plan("It is time.", Click("Save")), Plan("", Finish())])[1].step
    assert (step.author, step.thought, step.intent) == (
        Author.AGENT,
        "It is time.",
        Click("Save"),
    )
    assert step.before == before
    assert step.evidence == Evidence(element=target, how="its name is Save", confidence=0.9)
    assert step.outcome.after == world.observation().frame


def test_the_hands_never_move_before_the_person_was_asked_and_the_guard_passed():
    world = editor()
    drive(world, [Plan("", Click("Name")), Plan("", TypeText("a")), Plan("", Finish())])
    done = [n for n, entry in enumerate(world.log) if not isinstance(entry, str)]
    assert [world.log[n - 2 : n] for n in done] == [["ask", "guard"]] * 2


def test_a_step_that_is_not_allowed_is_not_done_and_ends_the_run():
    world = editor()
    events = drive(world, [Plan("", Click("Save"))], ask=lambda planned: False)
    assert events[-1] == Ended(
        0,
        Ending.FAILED,
        "Step 1: it was not allowed to click Save.",
        events[-1].frame,
        stopped=True,
    )
    assert "guard" in world.log
    assert [entry for entry in world.log if not isinstance(entry, str)] == []


def test_when_the_person_stops_it_nothing_more_is_done():
    world = editor()
    refusal = Refused("It was stopped by the person.")
    events = drive(world, [Plan("", Click("Save"))], guard=Guard(world.log, [False, refusal]))
    assert events[-1] == Ended(
        0, Ending.FAILED, "Step 1: It was stopped by the person.", events[-1].frame, stopped=True
    )
    assert [entry for entry in world.log if not isinstance(entry, str)] == []


def test_a_step_during_which_the_person_stopped_it_is_still_told_of():
    world = editor()
    world.carry_out = refusing(world.carry_out)
    stop = Refused("You pressed ctrl+alt+escape.")
    events = drive(world, [Plan("", Click("Save"))], guard=Guard(world.log, [False, False, stop]))
    assert [type(event) for event in events] == [Planned, Acted, Ended]
    assert events[1].step.outcome == Outcome(
        Status.UNKNOWN,
        note="It was stopped before it was verified: You pressed ctrl+alt+escape.",
    )
    assert events[-1] == Ended(
        1,
        Ending.FAILED,
        "Step 2: You pressed ctrl+alt+escape.",
        events[-1].frame,
        stopped=True,
    )


def test_a_step_that_the_person_interrupted_is_verified_after_the_pause():
    world = editor()
    world.carry_out = refusing(world.carry_out)
    planner = ScriptedPlanner([Plan("", Click("Save")), Plan("", Finish())])
    events = drive(world, planner, guard=Guard(world.log, [False, False, True]))
    assert events[1].step.outcome.status is Status.DONE
    assert events[1].step.outcome.note == (
        'The person interrupted it. The window is now called "Saved - Editor".'
    )
    assert events[-1].ending is Ending.FINISHED


def refusing(carry_out):
    """Hands that are let go of after they did what they do."""

    def do(action):
        carry_out(action)
        raise Refused("Let go.")

    return do


def test_after_an_interruption_it_looks_and_plans_again():
    world = editor()
    planner = ScriptedPlanner(
        [Plan("", Click("Save")), Plan("", Click("Save")), Plan("", Finish())]
    )
    events = drive(world, planner, guard=Guard(world.log, [False, True]))
    assert [type(event) for event in events] == [Planned, Planned, Acted, Planned, Ended]
    assert len(planner.notes) == 3


def test_a_target_that_changed_while_it_was_planned_is_not_clicked():
    world = editor()

    def swap_under_the_pointer(planned):
        world.elements = (world.elements[0], button("Delete", 40))
        return True

    planner = ScriptedPlanner([Plan("", Click("Save")), Plan("", GiveUp("it is gone"))])
    events = drive(world, planner, ask=swap_under_the_pointer)
    assert [entry for entry in world.log if not isinstance(entry, str)] == []
    assert events[1] == Replanned(0, 1, "The screen changed while the step was planned.")


def test_what_a_second_look_rejects_is_not_clicked_and_the_planner_is_told_why():
    world = editor()
    save = world.elements[1]
    copy = Element("menu item", "Copy", save.box.grown(4), path=("frame Letter", "menu Edit"))
    world.elements = (*world.elements, copy)
    planner = ScriptedPlanner([Plan("", Click("Save")), Plan("", GiveUp("it is covered"))])
    events = drive(world, planner)
    assert [entry for entry in world.log if not isinstance(entry, str)] == []
    assert events[0] == Replanned(
        0,
        1,
        '"Save" was not found: the "Save" button is alike, but: the menu item "Copy" lies over it.',
    )


def test_keys_are_not_typed_into_a_window_that_came_up_meanwhile():
    world = editor()

    def pop_up(planned):
        world.window = Window("Update available", "updater")
        return True

    planner = ScriptedPlanner([Plan("", TypeText("secret")), Plan("", GiveUp("a pop-up"))])
    events = drive(world, planner, ask=pop_up)
    assert [entry for entry in world.log if not isinstance(entry, str)] == []
    assert events[-1].reason == "Step 1: the planner gave up: a pop-up"


def test_a_phrase_that_is_not_there_is_planned_again_with_what_is_near():
    planner = ScriptedPlanner(
        [Plan("", Click("Store")), Plan("", Click("Save")), Plan("", Finish())]
    )
    events = drive(editor(), planner)
    reason = (
        '"Store" was not found: nothing is alike. Nearest: the "Name" text field, '
        'the "Save" button.'
    )
    assert events[0] == Replanned(0, 1, reason)
    assert planner.notes == ["", reason, ""]
    assert events[-1].ending is Ending.FINISHED


def test_what_a_person_was_shown_to_use_is_waited_for():
    world = editor()
    late, world.elements = world.elements[1], world.elements[:1]
    eyes = world.eyes()
    wait = eyes.camera.wait_for_change

    def here_in_two_seconds(timeout_s):
        if world.clock > 2.0:
            world.elements = (*world.elements[:1], late)
        return wait(timeout_s)

    eyes.camera.wait_for_change = here_in_two_seconds
    world.eyes = lambda: eyes
    events = drive(world, [Plan("", Click("Save"), is_shown=True), Plan("", Finish())])
    assert [type(event) for event in events] == [Planned, Acted, Planned, Ended]
    assert events[1].step.outcome.status is Status.DONE


def test_what_the_words_do_not_tell_is_found_as_it_was_shown():
    world = editor()
    at = world.elements[1].box.center
    before = world.observation()
    shown = step(Click(at), before=before, evidence=Evidence(element=world.elements[1]))
    plan = Plan("", Click("the thing below"), is_shown=True, shown=shown)
    events = drive(world, [plan, Plan("", Finish())])
    assert events[0].grounded.element == world.elements[1]
    assert events[-1].ending is Ending.FINISHED


def test_after_three_new_plans_it_fails_and_names_step_and_phrase():
    events = drive(editor(), [Plan("", Click("Store"))])
    assert [type(event) for event in events] == [Replanned] * 3 + [Ended]
    assert events[-1].ending is Ending.FAILED
    assert events[-1].reason == (
        'Step 1: "Store" was not found: nothing is alike. Nearest: the "Name" text field, '
        'the "Save" button. It was planned 4 times.'
    )


def test_an_answer_that_is_no_plan_is_asked_for_again():
    planner = ScriptedPlanner([Malformed("No action."), Plan("", Finish("Done."))])
    events = drive(editor(), planner)
    assert events[0] == Replanned(0, 1, "No action.")
    assert planner.notes == ["", "No action."]
    assert events[-1].ending is Ending.FINISHED


def test_who_could_not_do_the_last_thing_is_not_done():
    planner = ScriptedPlanner([Plan("", Click("Store")), Plan("", Finish("Done."))])
    events = drive(editor(), planner)
    missing = (
        '"Store" was not found: nothing is alike. Nearest: the "Name" text field, '
        'the "Save" button.'
    )
    assert [type(event) for event in events] == [Replanned] * 3 + [Ended]
    assert planner.notes[2] == f"It is said to be done, but {missing}"
    assert events[-1].ending is Ending.FAILED


def test_a_thing_that_is_called_something_else_is_known_by_its_name_if_it_is_the_only_one():
    world = editor()
    plans = [Plan("", Click('the "Save" label')), Plan("", Finish())]
    events = drive(world, plans, locate=grounder.locate)
    assert events[0].grounded.element == world.elements[1]
    assert events[-1].ending is Ending.FINISHED


def test_of_two_with_that_name_or_one_elsewhere_none_is_meant():
    world = editor()
    world.elements = (*world.elements, button("Save", 120))
    events = drive(world, [Plan("", Click('the "Save" label'))], locate=grounder.locate)
    assert events[-1].ending is Ending.FAILED
    elsewhere = [Plan("", Click('the "Save" label in the "Print" dialog'))]
    assert drive(editor(), elsewhere, locate=grounder.locate)[-1].ending is Ending.FAILED


def test_what_changes_nothing_is_warned_of_after_twice_and_ends_the_run_at_the_third_time():
    planner = ScriptedPlanner([Plan("", PressKeys(("f5",)))])
    events = drive(editor(), planner)
    assert [type(event) for event in events] == [Planned, Acted, Planned, Acted, Ended]
    assert planner.notes == [
        "",
        "",
        "Already done twice on this screen, to no avail: press f5. Do something else.",
    ]
    assert events[-1].reason == (
        "Step 3: it goes in a circle: press f5, again and again on the same screen."
    )


def test_opening_and_closing_the_same_thing_over_and_over_is_a_circle():
    world = editor()
    world.when["Save"] = lambda w: w.alter("Save", states=("pressed",))
    world.when["escape",] = lambda w: w.alter("Save", states=())
    opened, closed = Plan("", Click("Save")), Plan("", PressKeys(("escape",)))
    events = drive(world, [opened, closed, opened, closed, opened])
    assert events[-1].reason == (
        "Step 5: it goes in a circle: click Save, again and again on the same screen."
    )


def test_the_planner_is_told_what_was_done_and_how_it_went():
    planner = ScriptedPlanner([Plan("", Click("Name")), Plan("", Finish())])
    events = drive(editor(), planner)
    assert planner.histories == [(), (events[1].step,)]


def test_a_job_that_takes_too_many_steps_is_ended():
    world = editor()
    events = drive(world, [Plan("", Click("Name")), Plan("", TypeText("x"))], max_steps=3)
    assert events[-1].reason == "Step 4: It was not done after 3 steps."
    assert events[-1].steps == 3


def test_an_effect_that_comes_late_is_waited_for():
    world = editor()
    eyes = world.eyes()
    wait = eyes.camera.wait_for_change
    clicked = []

    def saved_in_a_second(timeout_s):
        if clicked and world.clock - clicked[0] > 1.0:
            world.window = Window("Saved - Editor", "editor")
        return wait(timeout_s)

    eyes.camera.wait_for_change = saved_in_a_second
    world.eyes = lambda: eyes
    world.when["Save"] = lambda w: clicked.append(w.clock)
    events = drive(world, [Plan("", Click("Save")), Plan("", Finish())])
    assert events[1].step.outcome.status is Status.DONE


def test_a_drag_needs_both_of_its_ends():
    world = editor()
    events = drive(
        world,
        [Plan("", Drag("Save", "Bin")), Plan("", Drag("Save", "Name")), Plan("", Finish())],
    )
    assert events[0].reason.startswith('"Bin" was not found')
    assert [entry for entry in world.log if not isinstance(entry, str)] == [
        Drag(Point(265, 52), Point(120, 52))
    ]


def test_waiting_needs_no_target():
    world = editor()
    events = drive(world, [Plan("", Wait(2.0)), Plan("", Finish())])
    assert events[1].step.outcome.note == "Waited 2 s."


def test_a_confident_miss_is_reported_in_the_grounders_words():
    def locate(phrase: str, screen: Screen) -> NotFound:
        return NotFound(phrase, "three are alike.")

    world = World(elements=(Element("push button", "OK", Box(0, 0, 9, 9)),))
    events = drive(world, [Plan("", Click("OK"))], locate=locate)
    assert events[0].reason == '"OK" was not found: three are alike.'
