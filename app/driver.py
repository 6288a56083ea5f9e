"""Drives a run to its end and keeps what it did.

Each step is stored the moment it was done, so that a run which is cut off is on record up to
there. The run itself knows nothing of the store.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from agent.run import Acted, Ended, Planned, RunEvent
from tracker.actions import TypeText
from tracker.geometry import Box
from tracker.redact import Policy, black_out, placeholder, redact_step, secret_name
from tracker.store import Store
from tracker.trajectory import Element, Ending, Lineage, Step

log = logging.getLogger(__name__)

_PRIVATE = "Private mode was begun: nothing is recorded, and a run would keep what it sees."


@dataclass(frozen=True, slots=True)
class Driven:
    """id: the trajectory that was kept. picture: of the screen where it stopped, if it failed."""

    id: int
    ended: Ended
    seconds: float
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """pictures: the folder for pictures of where a run stopped. policy: what is never kept.

    is_private: asked at each event; the run ends where nothing may be recorded any more.
    """

    store: Store
    pictures: Path
    show: Callable[[RunEvent], None]
    policy: Policy = Policy()
    is_private: Callable[[], bool] = lambda: False
    now_ns: Callable[[], int] = time.monotonic_ns
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def drive(self, run: Iterator[RunEvent], task: str, lineage: Lineage) -> Driven:
        """Raises what the run raises; the trajectory is then closed as failed."""
        started_ns = self.now_ns()
        number = self.store.begin(task, self.utc_now(), lineage)
        log.info("run started", extra={"trajectory": number, "origin": str(lineage.origin)})
        ended: Ended | None = None
        secret: tuple[Box, ...] = ()
        try:
            for event in _until(run, self.is_private):
                if isinstance(event, Planned):
                    secret = _secret_boxes(event.before.elements, self.policy)
                if isinstance(event, Acted):
                    step = _withheld(event.step, self.policy)
                    self.store.append_step(number, _since(step, started_ns))
                self.show(event)
                if isinstance(event, Ended):
                    ended = event
        except BaseException as error:
            self.store.finish(number, Ending.FAILED, note=f"It was cut off: {error}")
            raise
        assert ended is not None, "a run's last event is an Ended"
        note = "" if ended.ending is Ending.FINISHED else ended.reason
        self.store.finish(number, ended.ending, note=note)
        log.info("run ended", extra={"trajectory": number, "ending": str(ended.ending)})
        seconds = (self.now_ns() - started_ns) / 1e9
        return Driven(number, ended, seconds, self._picture(number, ended, secret))

    def _picture(self, number: int, ended: Ended, secret: Iterable[Box]) -> Path | None:
        """secret: places of secret fields when something was planned last."""
        if ended.ending is Ending.FINISHED or ended.frame is None:
            return None
        self.pictures.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = picture_of(number, self.pictures)
        path.touch(mode=0o600)
        path.write_bytes(black_out(ended.frame, secret).png)
        return path


def picture_of(number: int, pictures: Path) -> Path:
    """Of where that run stopped, if it did."""
    return pictures / f"{number}.png"


def _until(run: Iterator[RunEvent], is_private: Callable[[], bool]) -> Iterator[RunEvent]:
    """The run, which ends as soon as nothing may be kept of what it sees."""
    done = 0
    for event in run:
        if is_private() and not isinstance(event, Ended):
            yield Ended(done, Ending.FAILED, _PRIVATE, stopped=True)
            return
        done += isinstance(event, Acted)
        yield event


def _secret_boxes(elements: Iterable[Element], policy: Policy) -> tuple[Box, ...]:
    return tuple(one.box for one in elements if policy.is_secret(one))


def _withheld(step: Step, policy: Policy) -> Step:
    """A run keeps no more of a secret than a recording does: its name."""
    if isinstance(step.action, TypeText):
        said = step.intent.text if isinstance(step.intent, TypeText) else ""
        name = said if secret_name(said) else ""
        if not name and policy.is_secret(step.evidence.element):
            name = placeholder(step.evidence.element)
        if name:
            note = step.outcome.note.replace(step.action.text, name)
            step = replace(
                step,
                action=TypeText(name),
                intent=TypeText(name),
                thought=step.thought.replace(step.action.text, name),
                outcome=replace(step.outcome, note=note),
            )
    return redact_step(step, policy)


def _since(step: Step, started_ns: int) -> Step:
    """Steps are kept with times that count from the trajectory's start."""
    before = step.before.frame
    after = step.outcome.after
    if after is not None:
        after = after.taken_at(after.t_ns - started_ns)
    return replace(
        step,
        before=replace(step.before, frame=before.taken_at(before.t_ns - started_ns)),
        outcome=replace(step.outcome, after=after),
        t_ns=max(0, step.t_ns - started_ns),
        until_ns=max(0, step.until_ns - started_ns),
    )
