"""Where two pictures differ.

Of two pictures of one film only the part is looked at in which something was drawn.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tracker.changes import change_on_film, changed_box
from tracker.film import Exposure
from tracker.frames import Frame
from tracker.geometry import Box

_CARET_WIDTH_PX: Final = 4


def difference(before: Frame, after: Frame) -> Box | None:
    """The smallest box that holds every pixel that differs; None where all are the same.

    The whole of `after` if the two have not the same size.
    """
    if after is before:
        return None
    if before.size != after.size:
        return Box(0, 0, *after.size)
    change = change_on_film(before, after)
    return changed_box(before.pixels, after.pixels) if change is None else change.box


def share_differing(before: Frame, after: Frame) -> float:
    """Of the pixels, 0 to 1; 1 if the two have not the same size."""
    if after is before:
        return 0.0
    if before.size != after.size:
        return 1.0
    found = sum(int(np.count_nonzero(differs)) for differs in _differing(before, after))
    return found / (after.size[0] * after.size[1])


def is_caret(changed: Box) -> bool:
    """Whether it is no more than a text cursor that came or went."""
    return changed.width <= _CARET_WIDTH_PX < changed.height


def _differing(before: Frame, after: Frame) -> Iterator[npt.NDArray[Any]]:
    """bool (H, W) for the pixels of each part that has to be compared."""
    one, other = before.source, after.source
    if isinstance(one, Exposure) and isinstance(other, Exposure) and one.film is other.film:
        for _, old, new in one.film.compared(one, other):
            yield old != new
        return
    earlier, later = before.pixels, after.pixels
    differing = earlier[..., 0] != later[..., 0]
    differing |= earlier[..., 1] != later[..., 1]
    differing |= earlier[..., 2] != later[..., 2]
    yield differing
