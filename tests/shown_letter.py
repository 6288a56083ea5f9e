"""The letter, written by the scripted person before a recorder: a demonstration for tests."""

from agent.cognition import complete
from app.wiring import Wiring
from tests import letter
from tests.letter import SHOWN, Spot
from tests.person import Person
from tracker.desktop.stage import Stage
from tracker.trajectory import Ending


def recorded_letter(wiring: Wiring, stage: Stage) -> int:
    """Recorded and completed, and the editor closed again; gives its number."""
    pid = letter.open_editor(stage, Spot(80, 60, 760, 520))
    with wiring.desktop(stage.environ) as desktop, Person(stage.environ) as person:
        recorder = wiring.recorder(desktop)
        number = recorder.start(letter.TASK)
        letter.write(person, desktop.inspector, SHOWN)
        recorder.stop(Ending.FINISHED)
    stage.end(pid)
    for index, step in complete(wiring.store.load(number), wiring.thorough_reader()):
        wiring.store.replace_step(number, index, step)
    return number
