"""What was deleted goes for good: at once where the person wants that, else after a while."""

from datetime import datetime

from app.driver import picture_of
from app.wiring import Wiring
from tracker.trajectory import Ending


def discard(wiring: Wiring, number: int) -> None:
    """Nothing of it stays: its steps and words, and the picture of where a run stopped."""
    picture_of(number, wiring.settings.stopped).unlink(missing_ok=True)
    wiring.store.finish(number, Ending.DISCARDED)


def throw_away(wiring: Wiring, now: datetime) -> tuple[int, ...]:
    """Gives the ids of those that are gone now. now: aware."""
    due = wiring.trash.due(now)
    for number in due:
        discard(wiring, number)
    return due
