"""How one kind of thing is made tells how another is, where the program has a command for that."""

from agent.counterpart import detour, turned
from agent.planner import Planner
from grounding.screen import Screen
from models.fake import FakeChat
from tests.builders import element, frame, observation, step, trajectory
from tracker.actions import Click, PressKeys, TypeText
from tracker.geometry import Box, Point
from tracker.trajectory import Author, Outcome, Status, Window

HERE = Window("Documents", "files")
ASKED = "Make an empty file called notes.txt"
CREATE, DOCUMENT, EMPTY = (
    element("Create Folder...", "menu item", Box(0, 20, 90, 40)),
    element("Create Document", "menu", Box(0, 40, 90, 60)),
    element("Empty File", "menu item", Box(90, 40, 180, 60)),
)


def shown(intent, window=HERE, **rest):
    return step(Click(Point(1, 1)), intent=intent, before=observation(window=window), **rest)


def did(intent, status=Status.DONE, window=HERE):
    return shown(intent, window, author=Author.AGENT, outcome=Outcome(status))


MENU = shown(Click('the "File" menu'))
NAME = shown(TypeText("letters"), Window("New Folder", "files"))
BY_MENU = trajectory(
    MENU, shown(Click('the "Create Folder..." menu item')), NAME, task="Create a folder letters"
)
BY_KEYS = trajectory(shown(PressKeys(("ctrl", "n"))), NAME, task="Create a folder letters")


def screen(*elements, title="Documents"):
    return Screen(frame(), Window(title, "files"), elements, ("accessible",))


def said(example):
    return [one.intent for one in example.steps]


def test_the_command_that_shows_for_what_is_asked_for_stands_in_for_that_of_the_example():
    found = turned(ASKED, BY_MENU, [did(MENU.intent)], screen(CREATE, DOCUMENT))
    assert said(found) == [MENU.intent, Click('the "Create Document" menu'), NAME.intent]
    assert found.steps[1].action == Click(DOCUMENT.box.center)


def test_a_command_that_was_used_stays_and_the_next_one_follows_it():
    history = [did(MENU.intent), did(Click('the "Create Document" menu'))]
    found = turned(ASKED, BY_MENU, history, screen(CREATE, DOCUMENT, EMPTY))
    assert said(found)[1:3] == [
        Click('the "Create Document" menu'),
        Click('the "Empty File" menu item'),
    ]


def test_in_a_dialog_that_came_up_nothing_more_is_looked_for():
    history = [did(MENU.intent), did(Click('the "Empty File" menu item'))]
    button = element("Create File", "push button")
    found = turned(ASKED, BY_MENU, history, screen(button, title="New Empty File"))
    assert said(found) == [MENU.intent, Click('the "Empty File" menu item'), NAME.intent]


def test_where_no_such_command_shows_the_example_stays_as_it_is():
    assert turned(ASKED, BY_MENU, (), screen(element("File", "menu"))) is BY_MENU
    assert turned("Create a folder drafts", BY_MENU, (), screen(DOCUMENT)) is BY_MENU


def test_a_command_that_failed_was_not_used():
    history = [did(MENU.intent), did(Click('the "Create Document" menu'), Status.FAILED)]
    found = turned(ASKED, BY_MENU, history, screen(EMPTY))
    assert said(found)[1] == Click('the "Empty File" menu item')


def test_a_thing_that_is_made_by_keys_leads_nowhere_and_deleting_makes_nothing():
    deleting = trajectory(shown(Click('the "Delete" menu item')), task="Delete notes.txt")
    examples = (BY_MENU, BY_KEYS, deleting)
    assert [detour(ASKED, one) for one in examples] == [1, 2, 2]
    assert [detour("Create a folder drafts", one) for one in examples] == [0, 0, 2]
    assert [detour("Delete notes.txt", one) for one in examples] == [0, 0, 0]


def test_the_planner_follows_what_stands_in():
    click = {"thought": "", "action": {"verb": "click", "target": 'the "Create Document" menu'}}
    chat = FakeChat([click])
    on = screen(CREATE, DOCUMENT)
    plan = Planner(chat).plan(ASKED, on, [did(MENU.intent)], [BY_MENU])
    assert plan.intent == Click('the "Create Document" menu')
