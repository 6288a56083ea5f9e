"""An example of one kind of thing, followed for another: how a folder is made tells how a file is,
where the program has a command for that.

Pure. The step that makes the other kind gives way to the commands beside it that make what is asked
for: to those that were used already, and to the one that shows now.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from agent.alignment import name_in
from agent.asked import made_by, makes, strays, wanted
from agent.phrases import called
from grounding.roles import BUTTONS, MENU_ITEMS
from grounding.screen import Screen
from tracker.actions import Click
from tracker.trajectory import Evidence, Status, Step, Trajectory


def detour(instruction: str, example: Trajectory) -> int:
    """How far an example leads from what is asked for, where that is to be made: 0: it makes that,
    or nothing is said of it; 1: another kind of thing, by a command; 2: another one by keys, beside
    which stands no other command, or nothing at all."""
    if not wanted(instruction):
        return 0
    made = [step.intent for step in example.steps if step.intent and made_by(step.intent, example)]
    others = [intent for intent in made if strays(instruction, intent, example)]
    if made and not others:
        return 0
    return 1 if any(isinstance(intent, Click) for intent in others) else 2


def turned(
    instruction: str, example: Trajectory, history: Sequence[Step], screen: Screen
) -> Trajectory:
    """With the commands for what is asked for; as it is where none is known, or none is needed."""

    def is_own(step: Step) -> bool:
        return step.intent is None or not strays(instruction, step.intent, example)

    before = [*takewhile(is_own, example.steps)]
    left = [*dropwhile(is_own, example.steps)]
    if not left:
        return example
    other, after = left[0], left[1:]
    used = [
        step
        for step in history
        if isinstance(step.intent, Click)
        and step.outcome.status is not Status.FAILED
        and makes(name_in(step.intent.target), instruction)
    ]
    shows = [] if used and _is_elsewhere(screen, used[-1]) else _shown(instruction, screen, other)
    unused = [step for step in shows if step.intent not in {one.intent for one in used}]
    commands = [*used, *unused[:1]]
    return replace(example, steps=(*before, *commands, *after)) if commands else example


def _is_elsewhere(screen: Screen, step: Step) -> bool:
    """A dialog that came up asks for what the command needs; its buttons end it."""
    window = step.before.window
    return screen.window is None or window is None or screen.window.title != window.title


def _shown(instruction: str, screen: Screen, other: Step) -> list[Step]:
    """What can be clicked there for what is asked for, as if it had been shown."""
    return [
        replace(
            other,
            action=Click(one.box.center),
            intent=Click(called(one)),
            thought="",
            expectation="",
            evidence=Evidence(one),
        )
        for one in screen.elements
        if one.role in BUTTONS | MENU_ITEMS and makes(one.name, instruction)
    ]
