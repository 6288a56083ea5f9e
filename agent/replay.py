"""A demonstration done again, on the screen that is there now.

Each step climbs a ladder: wait until what was shown is there; find its target again by role,
name, text or picture; ask; act; verify. Where a rung fails it waits, then looks more closely,
then recovers the focus if that is all that is missing, and else stops and says at which step and
why. It never falls back on the recorded coordinates: a click in the wrong place is worse than
none.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.expected import missed, window_after
from agent.eyes import Eyes
from agent.grounds import are_still_there
from agent.guard import Guard
from agent.hands.protocol import Hands
from agent.keys_go import where_keys_go
from agent.phrases import called
from agent.preparing import Missing, Ready, prepare
from agent.resume import is_untouched, untyped
from agent.run import Acted, Ask, Ended, Planned, RunEvent
from agent.verify import is_lost, untold, verify
from grounding.fusion import LineReader
from grounding.grounder import Grounded
from grounding.screen import Screen, ScreenReader
from tracker.actions import Action, Click, Drag, Intent, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Refused
from tracker.redact import Policy, secret_name
from tracker.trajectory import (
    Author,
    Element,
    Ending,
    Evidence,
    Observation,
    Outcome,
    Status,
    Step,
    Window,
)

_LOOK_AGAIN_S = 0.25
_LOOKS = 3
"""How often a target is found anew that changes before it is used."""

_EFFECT_S = 4.0
"""How long an action may take to show its effect before it counts as failed."""

_WITHHELD = "the secret {name} was not kept; give it with `--set {name}=...`. Nothing was done."


@dataclass(frozen=True, slots=True)
class Replay:
    """closer: a slower, more thorough reader, used when the usual one does not find the target.

    ocr: reads the demonstration's pictures, so that what has no element is known by its text.
    patience_s: how long a target may take to appear.
    """

    eyes: Eyes
    hands: Hands
    guard: Guard
    ask: Ask
    closer: ScreenReader | None = None
    ocr: LineReader | None = None
    patience_s: float = 10.0
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def run(self, steps: Sequence[Step]) -> Iterator[RunEvent]:
        """One event for each thing that happens; the last is an `Ended`."""
        for index, step in enumerate(steps):
            if isinstance(step.action, TypeText) and (name := secret_name(step.action.text)):
                yield Ended(0, Ending.FAILED, _at(index, _WITHHELD.format(name=name)))
                return
        done = 0
        try:
            for index, shown in enumerate(steps):
                came = window_after(steps, index)
                ready = self._await(shown)
                if isinstance(ready, Missing) and ready.refocus is not None:
                    ended = yield from self._act(index, *_refocusing(ready, ready.refocus))
                    ready = self._await(shown) if ended is None else ready
                if isinstance(ready, Missing):
                    yield Ended(
                        done, Ending.FAILED, _at(index, ready.reason), ready.observation.frame
                    )
                    return
                ended = yield from self._act(index, ready, shown, came)
                if ended is not None:
                    yield ended
                    return
                done += 1
        except Refused as refusal:
            yield Ended(done, Ending.FAILED, str(refusal), stopped=True)
            return
        yield Ended(done, Ending.FINISHED, "Every step was done.")

    def _act(
        self, index: int, ready: Ready, shown: Step, came: Window | None = None
    ) -> Generator[RunEvent, None, Ended | None]:
        """Gives how the run ended, if this step ended it. came: what was active after it then."""
        planned = Planned(
            index,
            ready.observation,
            shown.intent or _worded(ready.action, ready.element),
            ready.action,
            shown.thought,
            ready.grounded,
        )
        yield planned
        if not self.ask(planned):
            raise Refused(f"Step {index + 1} was not allowed.", hint="Nothing of it was done.")
        if self.guard.check():
            again = self._await(shown)
            if isinstance(again, Missing):
                frame = again.observation.frame
                return Ended(index, Ending.FAILED, _at(index, again.reason), frame)
            ready = again
        still = self._still(ready, shown)
        if isinstance(still, Missing):
            frame = still.observation.frame
            return Ended(index, Ending.FAILED, _at(index, still.reason), frame)
        ready = still
        started = time.monotonic_ns()
        try:
            ready = self._do(ready, shown)
            outcome = self._outcome(ready, shown, came)
            if _is_secret(ready, shown):
                outcome = untold(outcome)
        except Refused:
            cut_short = Outcome(note="It was cut short.")
            yield Acted(index, _step(planned, ready, shown, started, cut_short))
            raise
        yield Acted(index, _step(planned, ready, shown, started, outcome))
        if outcome.status is Status.FAILED:
            return Ended(index, Ending.FAILED, _at(index, outcome.note), outcome.after)
        return None

    def _still(self, ready: Ready, shown: Step) -> Ready | Missing:
        """The targets, found once more if the screen or the focus changed while somebody was asked
        or looked elsewhere: keys go to whatever has the focus."""
        for _ in range(_LOOKS):
            if self._is_still_there(ready, shown):
                return ready
            again = self._await(shown)
            if isinstance(again, Missing):
                return again
            ready = again
        return Missing("what stands there keeps changing", ready.observation)

    def _is_still_there(self, ready: Ready, shown: Step) -> bool:
        if isinstance(ready.action, TypeText | PressKeys):
            inspector = self.eyes.inspector
            return not where_keys_go(shown, inspector.window(), inspector).reason
        if not ready.targets:
            return True
        return are_still_there(ready.targets, ready.observation.frame, self.eyes.camera.grab())

    def _do(self, ready: Ready, shown: Step) -> Ready:
        """Gives what was done last, on which screen: an action that the person cut short is
        finished, or done again where nothing of it shows. Raises Refused where that is unclear.
        """
        while True:
            try:
                self.hands.do(ready.action, ready.observation.frame.placement)
            except Refused:
                if not self.guard.check():
                    raise
                left = self._left(ready, shown)
                if left is None:
                    return ready
                ready = left
            else:
                return ready

    def _left(self, ready: Ready, shown: Step) -> Ready | None:
        """What is still to be done after an interruption; None if it was done whole."""
        unclear = Refused(
            "You took over in the middle of a step, and what was done of it cannot be seen.",
            hint="Start the run again.",
        )
        if isinstance(ready.action, Drag):
            raise unclear  # what was half-way fell somewhere
        after = self.eyes.observe()
        target = ready.grounded.box if ready.grounded is not None else None
        is_untouched_yet = is_untouched(ready.observation, after, target)
        again = self._await(shown)
        if isinstance(again, Missing):
            after = self.eyes.observe()
            if verify(ready.action, ready.observation, after, ready.element).status is Status.DONE:
                return None
            raise unclear
        if not isinstance(ready.action, TypeText):
            if is_untouched_yet:
                return again
            raise unclear
        if ready.element is None or again.element is None:
            raise unclear
        rest = untyped(ready.action.text, ready.element.value, again.element.value)
        if rest is None:
            raise unclear
        return replace(again, action=TypeText(rest)) if rest else None

    def _await(self, shown: Step) -> Ready | Missing:
        """Look until the step can be done, or patience ends; more closely from half-way on."""
        started = self.now()
        while True:
            self.guard.check()
            observation = self.eyes.observe()
            waited = self.now() - started
            thorough = self.closer is not None and waited > self.patience_s / 2
            screen = self._read(observation, thorough=thorough)
            ready = prepare(shown, observation, screen, self.eyes.inspector, self.ocr)
            if isinstance(ready, Ready):
                return ready
            if waited >= self.patience_s:
                return ready
            if ready.refocus is not None and waited >= self.patience_s / 4:
                return ready
            self.sleep(_LOOK_AGAIN_S)

    def _read(self, observation: Observation, *, thorough: bool) -> Screen:
        if thorough and self.closer is not None:
            return self.closer.read(observation)
        return self.eyes.read(observation)

    def _outcome(self, ready: Ready, shown: Step, came: Window | None) -> Outcome:
        """Verified. A click that only closed a list beside its target is done once more."""
        outcome, after = self._effect(ready, shown, came)
        if is_lost(ready.action, ready.observation, after, ready.element):
            ready = self._do(replace(ready, observation=after), shown)
            outcome, _ = self._effect(ready, shown, came)
        if outcome.status is Status.FAILED and not _had_effect(shown):
            note = f"{outcome.note} As in the demonstration, nothing showed.".strip()
            return replace(outcome, status=Status.UNKNOWN, note=note)
        return outcome

    def _missing(self, ready: Ready, shown: Step, came: Window | None, after: Observation) -> str:
        if not isinstance(ready.action, Click) or ready.element is None:
            return ""
        return missed(shown, came, ready.observation, after, ready.element)

    def _effect(
        self, ready: Ready, shown: Step, came: Window | None
    ) -> tuple[Outcome, Observation]:
        """Once the screen has come to rest; an effect may take `_EFFECT_S` to show, and a window
        that came up in the demonstration as long as a target."""
        began = self.now()
        while True:
            self.eyes.settled()
            after = self.eyes.observe()
            outcome = verify(ready.action, ready.observation, after, ready.element)
            outcome = replace(outcome, after=outcome.after or after.frame)
            waited = self.now() - began
            if outcome.status is Status.FAILED:
                if waited >= _EFFECT_S:
                    return outcome, after
            elif not (missing := self._missing(ready, shown, came, after)):
                return outcome, after
            elif waited >= max(_EFFECT_S, self.patience_s):
                return replace(outcome, status=Status.FAILED, note=missing), after
            self.guard.check()
            self.sleep(_LOOK_AGAIN_S)


def _step(planned: Planned, ready: Ready, shown: Step, started_ns: int, outcome: Outcome) -> Step:
    return Step(
        before=ready.observation,
        action=planned.action or ready.action,
        intent=planned.intent,
        thought=shown.thought,
        expectation=shown.expectation,
        author=Author.AGENT,
        evidence=ready.evidence,
        outcome=outcome,
        t_ns=started_ns,
        until_ns=time.monotonic_ns(),
    )


def _refocusing(missing: Missing, field: Grounded) -> tuple[Ready, Step]:
    """The click that gives the focus to a field, as if it had been shown."""
    click = Click(field.point)
    step = Step(
        before=missing.observation,
        action=click,
        thought=f"The keys are for {called(field.element)}, so it needs the focus first.",
        evidence=Evidence(element=field.element),
    )
    return Ready(missing.observation, click, field.element, field), step


def _is_secret(ready: Ready, shown: Step) -> bool:
    """Whether what is typed was withheld when it was shown, or goes into a password field now."""
    if not isinstance(ready.action, TypeText):
        return False
    said = shown.intent.text if isinstance(shown.intent, TypeText) else ""
    return secret_name(said) is not None or Policy().is_secret(ready.element)


def _had_effect(shown: Step) -> bool:
    return shown.outcome.status is Status.DONE or shown.outcome.changed is not None


def _at(index: int, reason: str) -> str:
    return f"Step {index + 1}: {reason}"


def _worded(action: Action, element: Element | None) -> Intent:
    """The action in words, for a step whose phrase nobody wrote yet."""
    phrase = called(element) if element is not None else "what was shown"
    match action:
        case Click():
            return Click(phrase, action.button, action.count, action.held)
        case Scroll():
            return Scroll(phrase, action.dx, action.dy, action.held)
        case Drag():
            return Drag(phrase, phrase, action.button, action.held)
        case TypeText() | PressKeys() | Wait():
            return action
        case _:
            assert_never(action)
