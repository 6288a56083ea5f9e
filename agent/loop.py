"""An instruction, done: look, plan, ground, ask, act, verify, until it is finished.

A generator of what happens; whoever drives it stores, shows, and may stop between any two
events. The hands move only after the person was asked, the guard let it pass, and the target
was seen to be as it was when it was chosen.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, assert_never

from agent.aim import Ready, Useless, aimed
from agent.differences import is_same_screen, is_same_window
from agent.eyes import Eyes
from agent.grounds import are_still_there
from agent.hands.protocol import Hands
from agent.keys_go import is_same_kind
from agent.phrases import Locate
from agent.planner import Plan
from agent.prompts.rendering import describe_intent
from agent.run import Acted, Ask, Ended, Planned, Replanned, RunEvent
from agent.verify import is_lost, untold, verify
from grounding import grounder
from grounding.screen import Screen
from tracker.actions import Action, Finish, GiveUp, Intent, TypeText
from tracker.errors import Malformed, Refused
from tracker.redact import Policy
from tracker.trajectory import (
    Author,
    Ending,
    Observation,
    Outcome,
    Status,
    Step,
    Trajectory,
)

_REPLANS = 3
_SAME_AGAIN = 2
"""How often an intent may be carried out on one and the same screen."""

_EFFECT_S = 2.0
"""How long an action may take to show its effect before it counts as failed."""

_APPEARS_S = 6.0
"""How long something that was there when the job was shown may take to appear."""

_LOOK_AGAIN_S = 0.5


class Plans(Protocol):
    """What the loop needs of a planner: `agent.planner.Planner`, or a scripted one."""

    def plan(
        self,
        instruction: str,
        screen: Screen,
        history: Sequence[Step] = (),
        exemplars: Sequence[Trajectory] = (),
        note: str = "",
        attempt: int = 0,
    ) -> Plan: ...


class Guards(Protocol):
    """What the loop needs of `agent.guard.Guard`."""

    def check(self) -> bool:
        """Blocks while paused. True: there was an interruption, so look again.

        Raises Refused if the person stopped it.
        """
        ...


def run(
    instruction: str,
    *,
    planner: Plans,
    eyes: Eyes,
    hands: Hands,
    guard: Guards,
    ask: Ask,
    locate: Locate = grounder.locate,
    exemplars: Sequence[Trajectory] = (),
    max_steps: int = 50,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[RunEvent]:
    """One event for each thing that happens; the last is an `Ended`.

    now: s, monotonic; the steps carry its times as ns.
    Raises Unavailable where the planner's model or the desktop is not to be had.
    """
    job = _Job(
        instruction=instruction,
        planner=planner,
        eyes=eyes,
        hands=hands,
        guard=guard,
        ask=ask,
        locate=locate,
        exemplars=exemplars,
        now=now,
    )
    try:
        while len(job.history) < max_steps:
            ended = yield from job.step()
            if ended is not None:
                yield ended
                return
    except Refused as refusal:
        yield job.failed(str(refusal), stopped=True)
        return
    yield job.failed(f"It was not done after {max_steps} steps.")


@dataclass(slots=True)
class _Job:
    """One run. history: the steps done so far, with their outcomes.

    refusal: the person's stop, if it came while a step was done; that step is told of first.
    """

    instruction: str
    planner: Plans
    eyes: Eyes
    hands: Hands
    guard: Guards
    ask: Ask
    locate: Locate
    exemplars: Sequence[Trajectory]
    now: Callable[[], float]
    history: list[Step] = field(default_factory=list)
    seen: Observation | None = None
    refusal: Refused | None = None

    def step(self) -> Generator[RunEvent, None, Ended | None]:
        """Plan until something can be done, and do it. Gives the end, where this was it."""
        note, attempt, missing = "", 0, ""
        while True:
            prepared = self._prepare(note, attempt)
            result: Step | Useless | Ended
            if isinstance(prepared, Ready) and isinstance(prepared.plan.intent, Finish) and missing:
                # Who wanted to do one thing more, and could not, is not done.
                result = Useless(f"It is said to be done, but {missing}")
            elif isinstance(prepared, Ready):
                planned = self._planned(prepared)
                yield planned
                result = self._ended(prepared.plan.intent) or self._act(planned, prepared)
            else:
                result = prepared
            match result:
                case Ended():
                    return result
                case Step():
                    self.history.append(result)
                    yield Acted(len(self.history) - 1, result)
                    if self.refusal is not None:
                        raise self.refusal
                    return None
                case Useless(reason, counts, is_missing):
                    attempt += counts
                    missing = reason if is_missing else missing
                    if attempt > _REPLANS:
                        return self.failed(f"{reason} It was planned {attempt} times.")
                    if counts:
                        yield Replanned(len(self.history), attempt, reason)
                        note = reason
                case _:
                    assert_never(result)

    def failed(self, reason: str, *, stopped: bool = False) -> Ended:
        """The end, at the step that was to be done next."""
        return Ended(
            steps=len(self.history),
            ending=Ending.FAILED,
            reason=f"Step {len(self.history) + 1}: {reason}",
            frame=self.seen.frame if self.seen is not None else None,
            stopped=stopped,
        )

    def _prepare(self, note: str, attempt: int) -> Ready | Useless | Ended:
        """Look, plan and ground."""
        self.guard.check()
        self.eyes.settled()
        before = self.seen = self.eyes.observe()
        screen = self.eyes.read(before)
        worn = self._worn_out(before)
        warning = _warned(worn)
        try:
            plan = self.planner.plan(
                self.instruction,
                screen,
                self.history,
                self.exemplars,
                f"{note} {warning}".strip(),
                attempt,
            )
        except Malformed as error:
            return Useless(str(error))
        if plan.intent in worn:
            did = describe_intent(plan.intent)
            return self.failed(f"it goes in a circle: {did}, again and again on the same screen.")
        return self._looked_for(plan, before, screen)

    def _looked_for(self, plan: Plan, before: Observation, screen: Screen) -> Ready | Useless:
        """Grounded; what a person was shown to use there is waited for."""
        deadline = self.now() + (_APPEARS_S if plan.is_shown else 0.0)
        while True:
            result = aimed(plan, before, screen, self.locate)
            left_s = deadline - self.now()
            if isinstance(result, Ready) or left_s <= 0:
                return result
            self.guard.check()
            self.eyes.camera.wait_for_change(min(left_s, _LOOK_AGAIN_S))
            before = self.seen = self.eyes.observe()
            screen = self.eyes.read(before)

    def _planned(self, ready: Ready) -> Planned:
        return Planned(
            index=len(self.history),
            before=ready.before,
            intent=ready.plan.intent,
            action=ready.action,
            thought=ready.plan.thought,
            grounded=ready.grounded,
        )

    def _ended(self, intent: Intent) -> Ended | None:
        match intent:
            case Finish(summary):
                frame = self.seen.frame if self.seen is not None else None
                reason = summary or "The planner says that it is done."
                return Ended(len(self.history), Ending.FINISHED, reason, frame)
            case GiveUp(reason):
                return self.failed(f"the planner gave up: {reason}")
            case _:
                return None

    def _act(self, planned: Planned, ready: Ready) -> Step | Useless | Ended:
        """Ask, act and verify, if the screen still is what the plan was made for."""
        action = ready.action
        assert action is not None, "the ends have been dealt with"
        if not self.ask(planned):
            did = describe_intent(ready.plan.intent)
            return self.failed(f"it was not allowed to {did}.", stopped=True)
        if self.guard.check():
            return Useless("There was an interruption.", counts=False)
        if not self._is_as_planned(ready):
            return Useless("The screen changed while the step was planned.")
        began = self._t_ns()
        is_cut_short = False
        try:
            self.hands.do(action, ready.before.frame.placement)
        except Malformed as error:
            return Useless(str(error))
        except Refused:
            # The guard let go of the hands: for a pause, after which it goes on, or for good.
            is_cut_short = True
        outcome = self._outcome(action, ready, is_cut_short=is_cut_short)
        if isinstance(action, TypeText) and Policy().is_secret(ready.element):
            outcome = untold(outcome)
        return Step(
            before=ready.before,
            action=action,
            intent=ready.plan.intent,
            thought=ready.plan.thought,
            author=Author.AGENT,
            evidence=ready.evidence,
            outcome=outcome,
            t_ns=began,
            until_ns=self._t_ns(),
        )

    def _is_as_planned(self, ready: Ready) -> bool:
        """Whether the targets are still there, and keys would reach the same thing."""
        if not ready.targets:
            return self._reaches_the_same(ready)
        return are_still_there(ready.targets, ready.before.frame, self.eyes.camera.grab())

    def _reaches_the_same(self, ready: Ready) -> bool:
        inspector, had_focus = self.eyes.inspector, ready.element
        if not is_same_window(ready.before.window, inspector.window()):
            return False
        focused = inspector.focused() if had_focus is not None else None
        return had_focus is None or focused is None or is_same_kind(had_focus, focused)

    def _outcome(self, action: Action, ready: Ready, *, is_cut_short: bool) -> Outcome:
        """Verified once the person lets it go on; unknown where they stop it before that."""
        try:
            if is_cut_short:
                self.guard.check()
            outcome = self._verified(action, ready)
        except Refused as refusal:
            self.refusal = refusal
            return Outcome(note=f"It was stopped before it was verified: {refusal}")
        if is_cut_short:
            return replace(outcome, note=f"The person interrupted it. {outcome.note}")
        return outcome

    def _verified(self, action: Action, ready: Ready) -> Outcome:
        """What it came to. A click that only closed a list beside its target is done once more."""
        outcome, after = self._effect(action, ready, ready.before)
        if not is_lost(action, ready.before, after, ready.element):
            return outcome
        try:
            self.guard.check()
            self.hands.do(action, after.frame.placement)
        except Refused:
            self.guard.check()  # raises unless it was for a pause; then the planner thinks anew
            return outcome
        return self._effect(action, ready, after)[0]

    def _effect(
        self, action: Action, ready: Ready, before: Observation
    ) -> tuple[Outcome, Observation]:
        """At rest; an effect that does not show yet is waited for."""
        deadline = self.now() + _EFFECT_S
        while True:
            self.eyes.settled()
            after = self.eyes.observe()
            outcome = verify(action, before, after, ready.element)
            is_clear = outcome.status is Status.DONE or (
                outcome.status is Status.UNKNOWN and outcome.changed is not None
            )
            if is_clear or self.now() >= deadline:
                return outcome, after
            self.guard.check()
            self.eyes.camera.wait_for_change(max(0.0, deadline - self.now()))

    def _worn_out(self, now: Observation) -> list[Intent]:
        """The intents that were carried out on this very screen too often."""
        here = [
            step.intent
            for step in self.history
            if step.intent is not None and is_same_screen(step.before, now)
        ]
        return [
            intent for n, intent in enumerate(here) if here[: n + 1].count(intent) == _SAME_AGAIN
        ]

    def _t_ns(self) -> int:
        return round(self.now() * 1e9)


def _warned(worn: Sequence[Intent]) -> str:
    if not worn:
        return ""
    did = ", ".join(describe_intent(intent) for intent in worn)
    return f"Already done twice on this screen, to no avail: {did}. Do something else."
