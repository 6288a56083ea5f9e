"""Steps into the store, each once: first as a draft if it goes on for long, then as it came out.

What is black in a draft stays black: it may hold what the finished step no longer shows.
"""

from collections.abc import Iterable

from tracker.blackout import Blackout
from tracker.geometry import Box
from tracker.redact import Policy, redact_step
from tracker.store import Store
from tracker.trajectory import Step


class StepWriter:
    """One thread uses it. Every method may raise what the store raises.

    last: what was written last, until something is forgotten. steps: how many there are.
    """

    def __init__(self, store: Store, trajectory: int, policy: Policy, blackout: Blackout) -> None:
        self._store = store
        self._id = trajectory
        self._policy = policy
        self._blackout = blackout
        self._drafted: set[Box] | None = None  # what is black in the draft that is stored, if any
        self.last: Step | None = None
        self.steps = 0

    @property
    def has_draft(self) -> bool:
        return self._drafted is not None

    def draft(self, step: Step) -> None:
        """As far as it went; `write` puts it right."""
        self._drafted = self._put(step)[0]

    def write(self, steps: Iterable[Step]) -> None:
        for step in steps:
            _, self.last = self._put(step)
            self._drafted = None
            self.steps += 1

    def replace_last(self, step: Step) -> None:
        self._store.replace_step(self._id, self.steps - 1, redact_step(step, self._policy))

    def forget(self, since_ns: int) -> int:
        """Everything from that time on; gives the number of steps."""
        self.last = None
        forgotten = self._store.forget(self._id, since_ns)
        self.steps -= forgotten
        return forgotten

    def _put(self, step: Step) -> tuple[set[Box], Step]:
        """In the place of its draft, if there is one. Gives what is black in it, and what it is."""
        boxes = self._blackout.of(step)
        if self._drafted is None:
            redacted = redact_step(step, self._policy, boxes)
            self._store.append_step(self._id, redacted)
        else:
            boxes = boxes | self._drafted
            redacted = redact_step(step, self._policy, boxes)
            self._store.replace_step(self._id, self.steps, redacted)
        return boxes, redacted
