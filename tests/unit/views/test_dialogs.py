"""The small windows: naming a recording, an instruction, the welcome."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit

from agent.workflow import Parameter
from app.views.finish import Finish
from app.views.instruction import Instruction
from app.views.planners import lacking
from app.views.values import Values
from app.views.welcome import Welcome
from tracker.errors import Unavailable
from tracker.recorder import Recorded
from tracker.trajectory import Ending


@pytest.fixture
def finish(qtbot):
    dialog = Finish(Recorded(7, 12, 80, 0))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_recording_is_kept_under_the_name_it_was_given(finish, qtbot):
    qtbot.keyClicks(finish.task, " Write a letter ")
    with qtbot.waitSignal(finish.finished_as) as answer:
        finish.keep.click()
    assert answer.args == [7, "Write a letter", Ending.FINISHED]


def test_a_recording_that_went_wrong_is_kept_as_such(finish, qtbot):
    finish.went_wrong.click()
    with qtbot.waitSignal(finish.finished_as) as answer:
        finish.keep.click()
    assert answer.args == [7, "", Ending.FAILED]


def test_a_recording_is_discarded_when_the_person_says_so(finish, qtbot):
    with qtbot.waitSignal(finish.finished_as) as answer:
        finish.discard.click()
    assert answer.args == [7, "", Ending.DISCARDED]


def test_closing_the_window_loses_nothing(finish, qtbot):
    with qtbot.waitSignal(finish.finished_as) as answer:
        finish.close()
    assert answer.args == [7, "", Ending.FINISHED]


def test_a_recording_that_broke_off_says_why(qtbot):
    why = Unavailable("The disk is full.", hint="Make room.")
    dialog = Finish(Recorded(7, 1, 2, 0, failure=why))
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "The recording ended early. The disk is full. Make room." in texts


def test_a_recording_that_broke_off_by_a_bug_says_where_the_details_are(qtbot):
    dialog = Finish(Recorded(7, 1, 2, 0, failure=KeyError("shot")))
    qtbot.addWidget(dialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("went wrong that should not" in text for text in texts)
    assert any(text.endswith("The log has the details.") for text in texts)


def test_an_instruction_needs_words(qtbot):
    dialog = Instruction()
    qtbot.addWidget(dialog)
    assert not dialog.do.isEnabled()
    dialog.words.setPlainText("  Write a letter\n")
    with qtbot.waitSignal(dialog.wanted) as wanted:
        dialog.do.click()
    assert wanted.args == ["Write a letter", True]


def test_without_the_planners_model_nothing_can_be_done_and_it_says_why(qtbot, wiring):
    why = lacking(wiring)
    dialog = Instruction(why)
    qtbot.addWidget(dialog)
    dialog.words.setPlainText("Write a letter")
    assert not dialog.do.isEnabled()
    assert "is not on this machine yet. Get it in Settings." in why


def test_the_welcome_offers_all_that_the_planner_in_use_lacks_and_nothing_else(
    qtbot, wiring, bridge
):
    def told():
        welcome = Welcome(wiring, bridge)
        qtbot.addWidget(welcome)
        texts = [label.text() for label in welcome.findChildren(QLabel)]
        return welcome.download is not None, [text for text in texts if "needs a model" in text]

    is_offered, (words,) = told()
    assert is_offered
    assert "102 MB" in words  # its own 3, and the 98 of the model that it is laid over
    wiring.selection.use("qwen2.5-coder-0.5b")
    assert "491 MB" in told()[1][0]
    for needed in wiring.registry.with_needs("qwen2.5-coder-0.5b"):
        path = wiring.weights.status(needed.id).path
        path.parent.mkdir(parents=True)
        path.touch()
    assert told() == (False, [])


def test_the_welcome_is_shown_once_in_a_data_folder(qtbot, wiring, bridge):
    assert not Welcome.was_shown(wiring.settings.home)
    welcome = Welcome(wiring, bridge)
    qtbot.addWidget(welcome)
    welcome.show()
    with qtbot.waitSignal(welcome.record_wanted):
        welcome.record.click()
    welcome.later.click()
    assert Welcome.was_shown(wiring.settings.home)


def test_a_secret_is_typed_unseen_and_must_be_given_before_the_job_begins(qtbot):
    shown = (Parameter("name", "Anna", 0), Parameter("password", "{secret:password}", 1))
    dialog = Values(shown)
    qtbot.addWidget(dialog)
    begin = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    was_enabled = begin.isEnabled()
    qtbot.keyClicks(dialog.secrets["password"], "hunter2")
    assert (was_enabled, begin.isEnabled()) == (False, True)
    assert dialog.secrets["password"].echoMode() is QLineEdit.EchoMode.Password
    assert dialog.values() == {"password": "hunter2"}


def test_a_secret_that_is_in_the_keyring_need_not_be_typed(qtbot):
    shown = (Parameter("password", "{secret:password}", 0), Parameter("pin", "{secret:pin}", 1))
    dialog = Values(shown, kept={"password"})
    qtbot.addWidget(dialog)
    begin = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    was_enabled = begin.isEnabled()
    qtbot.keyClicks(dialog.secrets["pin"], "1234")
    assert (was_enabled, begin.isEnabled()) == (False, True)
    assert dialog.secrets["password"].placeholderText() == "From your keyring"
    assert dialog.values() == {"pin": "1234"}
