"""What was deleted long enough ago goes for good."""

from datetime import datetime

from app.wiring import Wiring
from tracker.trajectory import Ending


def throw_away(wiring: Wiring, now: datetime) -> tuple[int, ...]:
    """Gives the ids of those that are gone now. now: aware."""
    due = wiring.trash.due(now)
    for number in due:
        wiring.store.finish(number, Ending.DISCARDED)
    return due
