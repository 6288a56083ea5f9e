"""Where a thing lies and what it is called, where its program errs or is silent about that."""

from tracker.desktop.atspi_bus import ACCESSIBLE, COMPONENT, TEXT, VALUE, Question, Ref
from tracker.desktop.atspi_describing import untold_popups
from tracker.desktop.atspi_naming import name as give_names
from tracker.desktop.atspi_naming import names_what_it_holds
from tracker.desktop.atspi_nodes import Node
from tracker.desktop.atspi_places import put_right
from tracker.desktop.dbus_line import Deadline
from tracker.geometry import Box
from tracker.trajectory import Element


class NoBus:
    """Nothing here has a label, so nothing may be asked."""

    def ask(self, questions, deadline):
        assert list(questions) == []
        return []


def node(role: str, told: Box | None, parent: Node | None = None, **more) -> Node:
    made = Node(
        ref=Ref(":1.5", f"/{role}"),
        role=role,
        name=more.get("name", ""),
        description="",
        states=(),
        told=told,
        parent_ref=parent.ref if parent else Ref("", "/null"),
        child_count=more.get("child_count", 0),
        parent=parent,
    )
    if parent is not None:
        parent.children.append(made)
    put_right(made)
    return made


def test_what_a_program_tells_one_menu_bar_too_high_is_put_right():
    holder = node("panel", Box(0, 44, 1600, 1000))
    pane = node("root pane", Box(0, 17, 1600, 973), holder)
    button = node("push button", Box(4, 58, 37, 93), pane)
    assert (pane.box, button.box) == (Box(0, 44, 1600, 1000), Box(4, 85, 37, 120))


def test_a_pane_whose_holder_is_not_told_fills_the_lower_part_of_its_window():
    window = Box(0, 17, 1600, 1000)
    frame = node("frame", Box(0, 0, 1600, 1000))
    pane = node("root pane", Box(0, 17, 1600, 973), frame)
    put_right(pane, window)
    assert pane.box == Box(0, 44, 1600, 1000)


def test_a_part_that_knows_its_place_is_left_where_it_is_with_all_in_it():
    pane = node("root pane", Box(0, 17, 1600, 973), node("panel", Box(0, 44, 1600, 1000)))
    deck = node("panel", Box(1221, 97, 1550, 946), pane)
    inner = node("panel", Box(1221, 124, 1550, 973), deck)
    label = node("label", Box(1231, 126, 1521, 145), inner)
    assert deck.box == inner.box == Box(1221, 124, 1550, 973)
    assert label.box == Box(1231, 126, 1521, 145)


def test_what_has_no_place_of_its_own_does_not_break_the_chain():
    pane = node("root pane", Box(0, 17, 1600, 973), node("panel", Box(0, 44, 1600, 1000)))
    page = node("filler", None, pane)
    button = node("push button", Box(4, 58, 37, 93), page)
    assert (page.box, button.box) == (None, Box(4, 85, 37, 120))


def test_a_place_that_is_right_stays_however_often_it_is_looked_at():
    holder = node("panel", Box(0, 44, 1600, 1000))
    pane = node("root pane", Box(0, 44, 1600, 1000), holder)
    button = node("push button", Box(4, 85, 37, 120), pane)
    for _ in range(2):
        put_right(pane)
        put_right(button)
    assert (pane.box, button.box) == (holder.box, Box(4, 85, 37, 120))


def test_a_pane_smaller_than_its_frame_is_where_it_says():
    """Java's lies below the title bar, which is the frame's."""
    frame = node("frame", Box(0, 0, 400, 300))
    pane = node("root pane", Box(1, 28, 399, 299), frame)
    put_right(pane, Box(0, 27, 400, 300))
    assert pane.box == Box(1, 28, 399, 299)


def test_a_button_without_a_name_is_called_what_holds_it_alone_is():
    box = Box(1554, 169, 1591, 204)
    bar = node("tool bar", box, name="Gallery", child_count=1)
    panel = node("panel", box, bar, child_count=1)
    button = node("toggle button", box, panel)
    is_said_twice = names_what_it_holds(panel)
    give_names(NoBus(), [button], Deadline(1.0))
    assert (is_said_twice, button.name) == (True, "Gallery")


def test_a_button_among_others_is_not_called_what_holds_them_all():
    bar = node("tool bar", Box(0, 0, 99, 30), name="Standard", child_count=2)
    buttons = [node("push button", Box(0, 0, 30, 30), bar) for _ in range(2)]
    give_names(NoBus(), buttons, Deadline(1.0))
    assert [button.name for button in buttons] == ["", ""]


def test_a_button_is_not_called_what_its_window_is():
    frame = node("frame", Box(0, 0, 99, 30), name="Letter", child_count=1)
    button = node("push button", Box(0, 0, 30, 30), frame)
    give_names(NoBus(), [button], Deadline(1.0))
    assert button.name == ""


def test_what_stands_in_a_field_is_no_question_that_is_asked_ahead():
    """It may have become a password field since it told what it is."""
    field = Ref(":1.5", "/org/a11y/atspi/accessible/7")
    about = {
        Question.property(field, TEXT, "CharacterCount"): True,
        Question(field, TEXT, "GetText", "ii", (0, 4)): True,
        Question.property(field, VALUE, "CurrentValue"): True,
        Question.properties(field, ACCESSIBLE): False,
        Question(field, ACCESSIBLE, "GetRole"): False,
        Question(field, COMPONENT, "GetExtents", "u", (0,)): False,
    }
    assert {question: question.is_content for question in about} == about


def test_a_pop_up_of_which_nothing_is_told_is_a_window_without_a_name():
    """A list of names may be drawn before its program tells of it; it takes the next click."""
    told, silent, speck = Box(20, 40, 220, 120), Box(300, 40, 500, 120), Box(0, 0, 1, 1)
    found = (Element("table cell", "report", Box(18, 44, 200, 60)),)
    assert untold_popups([told, silent, speck], found) == (Element("window", "", silent),)
