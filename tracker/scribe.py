"""Heard events in, steps in the store.

The part of the recorder that thinks, without threads of its own: redaction first, then reduction,
then each action with the screen and the element from before it and the screen after it. What is
stored is stored within a second: events in batches, a step as soon as its result is known, which
is when the screen has come to rest or the next action begins. A step that takes longer, such as a
long text, is stored as a draft when it has begun: a recorder that is killed then leaves its screen,
and its events tell the rest (`tracker.rebuild`).

Of a text that was typed, `outcome.note` says what the field then held if the program tells it:
completion may have made something else of the keys. Where an input method or a key that was held
down did, the step's text is what came into the field (`tracker.composing`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from tracker.actions import Drag, TypeText
from tracker.blackout import Blackout
from tracker.committed import committed
from tracker.composing import Changes, Composing
from tracker.difference import difference, is_caret
from tracker.events import (
    ButtonPressed,
    ButtonReleased,
    KeyPressed,
    PointerMoved,
    RawEvent,
    WheelTurned,
)
from tracker.frames import Frame
from tracker.geometry import Placement
from tracker.gestures import Reduced
from tracker.lookahead import LooksAhead
from tracker.lookup import Question, Seen
from tracker.redact import Policy, Withholder, secret_name
from tracker.reduce import Reducer
from tracker.ring import QUIET_S, Settled, Sight
from tracker.step_writer import StepWriter
from tracker.store import Store
from tracker.trajectory import Element, Evidence, Monitor, Observation, Outcome, Status, Step
from tracker.witness import as_it_showed, as_listed, is_same, tells_better

_MS: Final = 1_000_000
_BATCH_NS: Final = 700 * _MS
_BATCH: Final = 500
MOVE_EVERY_NS: Final = 15 * _MS
"""A pointer path is kept as finely as this; presses and releases have their own places."""
_LAG_NS: Final = 200 * _MS
"""An event that is older than this has been heard."""
_QUIET_NS: Final = int(QUIET_S * 1e9)
_DRAFT_NS: Final = 700 * _MS
_NO_EFFECT_NS: Final = 1000 * _MS
"""A screen that did not change for so long after an action will not change because of it."""
_TOO_SOON_NS: Final = 100 * _MS
"""An action that follows this quickly leaves no time to see what the one before it did."""
_NOTE_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Heard:
    """An event and what was known when it came. question: its answer may still be on its way."""

    event: RawEvent
    sight: Sight | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """showing: all that was in the active window, where there was time to ask."""

    event: RawEvent
    sight: Sight
    seen: Seen
    showing: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A step whose result is not known yet. events: those that it is made of."""

    step: Step
    events: tuple[RawEvent, ...]


class Scribe:
    """One thread uses it. Every method may raise what the store raises; then it is of no more use.

    ask: looks something up without waiting. changes: what is heard of text fields. monitors: as
    they are now.
    """

    def __init__(
        self,
        store: Store,
        trajectory: int,
        policy: Policy,
        ask: Callable[[Question], Question],
        changes: Changes = lambda field, since_ns: None,
        monitors: Callable[[], tuple[Monitor, ...]] = lambda: (),
    ) -> None:
        self._monitors = monitors
        self._store = store
        self._id = trajectory
        self._policy = policy
        self._blackout = Blackout(policy, ask)
        self._written = StepWriter(store, trajectory, policy, self._blackout)
        self._ahead = LooksAhead(ask)
        self._reducer = Reducer()
        self._withholder = Withholder(policy)
        self._batch: list[RawEvent] = []
        self._moved_ns: int | None = None
        self._contexts: list[_Context] = []
        self._drop_seen: tuple[RawEvent, Seen] | None = None
        self._unfinished: _Unfinished | None = None
        self._composing = Composing(changes)
        self._is_excluded = False
        self._clicked: Element | None = None
        self.events = 0
        self.lost = 0

    @property
    def steps(self) -> int:
        """How many are stored."""
        return self._written.steps

    def hear(self, heard: Heard) -> None:
        """Events must come in order. Waits for the answer to the event's question."""
        if isinstance(heard.event, PointerMoved):
            self._hear_move(heard.event)
            return
        seen = heard.question.wait() if heard.question else None
        ahead = self._ahead.before(heard.event)
        whole = self._ahead.showing(heard.event, heard.sight) if heard.sight else None
        if seen and not isinstance(heard.event, ButtonReleased):
            self._look_out([seen, ahead] if ahead else [seen])
        self._ahead.note(heard.event)
        if self._is_excluded:
            return
        event = self._withholder.keep(heard.event, self._focus(heard.event, seen, ahead))
        if event is None:
            return
        self._keep(event)
        if seen and isinstance(event, ButtonReleased):
            self._drop_seen = (event, seen)
        elif seen and heard.sight:
            best = ahead if ahead and tells_better(ahead, seen, heard.sight) else seen
            if best is seen and whole:
                best = as_it_showed(seen, whole, event, heard.sight)
            showing = whole.elements if whole else ()
            self._contexts.append(_Context(event, heard.sight, best, showing))
        if heard.sight:
            self._place(heard.sight.before.placement)
        self._emit(self._reducer.feed(event))
        self._follow(event, heard)
        waiting = {id(first) for first in self._reducer.waiting()}
        self._contexts = [context for context in self._contexts if id(context.event) in waiting]

    def _hear_move(self, event: PointerMoved) -> None:
        """Most of what is heard, and the least of it."""
        self._ahead.note(event)
        if not self._is_excluded:
            self._keep(event)
            self._emit(self._reducer.feed(event))

    def tick(self, now_ns: int, settled: Settled | None, *, is_idle: bool) -> None:
        """To be called several times a second. is_idle: everything that was heard was handed over.

        settled: the last time that the screen was at rest.
        """
        if is_idle:
            self._emit(self._reducer.flush(now_ns - _LAG_NS))
            self._settle(settled)
            self._ahead.look(now_ns, settled)
        if self._batch and now_ns - self._batch[0].t_ns > _BATCH_NS:
            self._write_events()
        if not self._written.has_draft:
            self._draft(now_ns)

    def split(self) -> None:
        """What comes next has nothing to do with what came before: a pause, the end."""
        self._emit(self._reducer.finish())
        self._withholder = Withholder(self._policy)
        self._contexts.clear()
        self._write_events()

    def is_settled(self, settled: Settled | None) -> bool:
        """Whether the last step has its result."""
        self._settle(settled)
        return self._unfinished is None

    def close(self) -> None:
        """The last step is stored as far as it is known."""
        if self._unfinished:
            step, self._unfinished = self._unfinished.step, None
            self._finish_step(step, step)
        self._written.write(self._composing.end())
        self._write_events()

    def see_end(self, now_ns: int) -> None:
        """After `close`: what the job leaves on the screen is kept with its last step."""
        last = self._written.last
        if last is None or self._is_excluded:
            return
        seen = self._ahead.all_now(now_ns)
        if self._policy.excludes(seen.window, seen.url) or self._blackout.windows(now_ns):
            return
        outcome = replace(last.outcome, window=seen.window, showing=seen.elements)
        self._written.replace_last(replace(last, outcome=outcome))

    def forget(self, since_ns: int) -> int:
        """Everything from that time on; gives the number of steps, stored ones included."""
        reduced = self._reducer.finish()
        if self._written.has_draft:  # it is in the store, which tells whether it goes
            self._emit(reduced)
            reduced = []
        unwritten = sum(item.until_ns >= since_ns for item in reduced)
        self._emit([item for item in reduced if item.until_ns < since_ns])
        if self._unfinished:
            step = self._unfinished.step
            self._unfinished = None
            if step.until_ns < since_ns or self._written.has_draft:
                self._finish_step(step, step)
            else:
                unwritten += 1
        self._written.write(self._composing.end())
        self._contexts.clear()
        self._withholder = Withholder(self._policy)
        self._batch = [event for event in self._batch if event.t_ns < since_ns]
        self._write_events()
        return self._written.forget(since_ns) + unwritten

    def _look_out(self, answers: Iterable[Seen]) -> None:
        """Windows to stay away from, and secret fields to black out."""
        excluded = any(self._policy.excludes(seen.window, seen.url) for seen in answers)
        if excluded and not self._is_excluded:
            self.split()
        self._is_excluded = excluded
        for seen in answers:
            self._blackout.heed(seen)

    def _focus(self, event: RawEvent, seen: Seen | None, ahead: Seen | None) -> Element | None:
        """Where a key went. A secret field that gave the focus away at once was still one, and so
        is one that was clicked in a program that does not tell what has the focus."""
        found = [answer.element for answer in (seen, ahead) if answer and answer.element]
        if isinstance(event, ButtonPressed):
            self._clicked = found[0] if found else None
        if not found and self._clicked:
            found = [self._clicked]
        if isinstance(event, KeyPressed) and event.key in ("tab", "enter"):
            self._clicked = None
        return next(filter(self._policy.is_secret, found), found[0] if found else None)

    def _place(self, placement: Placement) -> None:
        """The desktop may get another size or scale while it is recorded."""
        if placement != self._reducer.placement:
            self._emit(self._reducer.finish())
            self._reducer.placement = placement

    def _keep(self, event: RawEvent) -> None:
        if isinstance(event, PointerMoved):
            if self._moved_ns is not None and event.t_ns - self._moved_ns < MOVE_EVERY_NS:
                return
            self._moved_ns = event.t_ns
        self._batch.append(event)
        if len(self._batch) >= _BATCH:
            self._write_events()

    def _write_events(self) -> None:
        batch, self._batch = self._batch, []
        if batch:
            self._store.append_events(self._id, batch)
            self.events += len(batch)

    def _emit(self, reduced: Iterable[Reduced]) -> None:
        context = None
        for item in reduced:
            # A text that was taken back whole comes as several actions with one beginning.
            own = next((c for c in self._contexts if c.event is item.events[0]), None)
            context = own or context
            if context is None:
                self.lost += len(item.events)  # no picture was as old as the first event
                continue
            is_key = isinstance(item.events[0], KeyPressed)
            self._end_unfinished(context.sight, item.t_ns, context.seen if is_key else None)
            self._unfinished = _Unfinished(self._step(item, context), item.events)

    def _step(self, item: Reduced, context: _Context) -> Step:
        frame, seen = context.sight.before, context.seen
        end = None
        if isinstance(item.action, Drag) and self._drop_seen:
            dropped, at_drop = self._drop_seen
            end = at_drop.element if dropped is item.events[-1] else None
        element = as_listed(seen.element, context.showing)
        looked_up = (element,) if element else ()
        showing = tuple(one for one in context.showing if one is not element)
        return Step(
            before=Observation(frame, seen.window, (*looked_up, *showing), self._monitors()),
            action=item.action,
            evidence=Evidence(
                element=element,
                end_element=end,
                frame_age_ns=item.t_ns - frame.t_ns,
                degraded=seen.degraded,
            ),
            t_ns=item.t_ns,
            until_ns=item.until_ns,
        )

    def _follow(self, event: RawEvent, heard: Heard) -> None:
        """The event may begin the next action, before which the last one's result is to be seen."""
        if (
            self._unfinished
            and heard.sight
            and isinstance(event, KeyPressed | ButtonPressed | WheelTurned)
            and not any(event is own for own in self._unfinished.events)
        ):
            is_key = isinstance(event, KeyPressed)
            seen = heard.question.wait() if heard.question and is_key else None
            self._end_unfinished(heard.sight, event.t_ns, seen)

    def _end_unfinished(self, sight: Sight, next_ns: int, seen: Seen | None) -> None:
        """With what was on the screen when the next action began. seen: what had the focus then."""
        if self._unfinished is None:
            return
        begun, self._unfinished = self._unfinished.step, None
        step, settled = begun, sight.settled
        if settled and settled.frame.t_ns > step.until_ns:
            step = _with_result(step, settled.frame)
        elif sight.before.t_ns > step.until_ns or next_ns - step.until_ns > _TOO_SOON_NS:
            step = _with_result(step, sight.before)
        self._finish_step(self._with_note(step, seen), begun, next_ns)

    def _settle(self, settled: Settled | None) -> None:
        """Give the last step its result if the screen has come to rest since."""
        if self._unfinished is None or settled is None:
            return
        step = self._unfinished.step
        if settled.seen_ns - _QUIET_NS < step.until_ns:
            return
        finished = _with_result(step, settled.frame)
        changed = finished.outcome.changed
        has_effect = changed is not None and not is_caret(changed)
        if has_effect or settled.seen_ns - step.until_ns >= _NO_EFFECT_NS:
            self._unfinished = None
            self._finish_step(self._with_note(finished, None), step)

    def _with_note(self, step: Step, seen: Seen | None) -> Step:
        """seen: what had the focus when the next action began."""
        field = step.evidence.element
        if not isinstance(step.action, TypeText) or secret_name(step.action.text) or field is None:
            return step
        for answer in (seen, self._ahead.focus):
            if answer is None or answer.looked_ns <= step.until_ns or answer.element is None:
                continue
            if answer.element.value and is_same(answer.element, field):
                held = answer.element.value
                note = f"The field then held: {held[:_NOTE_LENGTH]}"
                text = committed(step.action.text, field.value, held)
                return replace(
                    step, action=TypeText(text), outcome=replace(step.outcome, note=note)
                )
        return step

    def _draft(self, now_ns: int) -> None:
        """What goes on for long is stored as far as it went."""
        if self._unfinished:
            step = self._unfinished.step
            since_ns = step.until_ns
        elif (item := self._reducer.begun(now_ns - _DRAFT_NS)) and (
            context := next((c for c in self._contexts if c.event is item.events[0]), None)
        ):
            step = self._step(item, context)
            since_ns = step.t_ns
        else:
            return
        if now_ns - since_ns > _DRAFT_NS:
            self._written.draft(step)

    def _finish_step(self, step: Step, begun: Step, next_ns: int | None = None) -> None:
        """begun: the same before its result was known, with the text that the keys tell.
        next_ns: when the next action began.

        A text that an input method is still at is a draft until the next step is over.
        """
        typed = begun.action.text if isinstance(begun.action, TypeText) else ""
        self._written.write(self._composing.add(step, typed, next_ns))
        held = self._composing.text
        if held is not None:
            self._written.draft(held)


def _with_result(step: Step, after: Frame) -> Step:
    changed = difference(step.before.frame, after)
    outcome = Outcome(status=Status.DONE, after=after, changed=changed)
    return replace(step, outcome=outcome)
