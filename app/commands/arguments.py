"""Arguments that several commands take, checked before anything is opened."""

import click

from app.wiring import Wiring
from tracker.trajectory import Trajectory


def load_trajectory(wiring: Wiring, number: int) -> Trajectory:
    """Raises click's BadParameter for an id that there is not."""
    if wiring.trash.holds(number):
        raise click.BadParameter(
            f"Trajectory {number} was deleted. `journeyman restore {number}` brings it back."
        )
    if all(one.id != number for one in wiring.store.trajectories()):
        raise click.BadParameter(
            f"There is no trajectory {number}. `journeyman list` shows those that there are."
        )
    return wiring.store.load(number)
