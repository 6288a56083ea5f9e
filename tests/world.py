"""A small desktop that answers: what is clicked and typed changes its elements and its picture.

It stands for camera, inspector, screen reader and hands at once, so that a test sees both what
was done to it and in which order. Its clock moves only when someone waits.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from agent.eyes import Eyes
from agent.planner import Plan
from grounding.grounder import Candidate, Grounded, NotFound
from grounding.screen import Screen
from tracker.actions import Action, Click, PressKeys, TypeText
from tracker.errors import Malformed
from tracker.frames import Frame
from tracker.geometry import Box, Placement, ScreenPoint
from tracker.trajectory import Element, Observation, Step, Trajectory, Window

SIZE = 320, 200


def drawn(elements: tuple[Element, ...], window: Window | None = None) -> Frame:
    """A picture in which each element is a rectangle whose grey depends on all that it shows."""
    pixels = np.full((SIZE[1], SIZE[0], 3), zlib.crc32(repr(window).encode()) % 64, np.uint8)
    for one in elements:
        shade = 64 + zlib.crc32(f"{one.name}{one.value}{one.states}".encode()) % 192
        pixels[one.box.top : one.box.bottom, one.box.left : one.box.right] = shade
    return Frame(pixels=pixels)


@dataclass
class World:
    """when: what a click on a name, or a chord such as ("ctrl", "s"), does to the world."""

    elements: tuple[Element, ...] = ()
    window: Window | None = Window("Letter - Editor", "editor")
    when: dict[str | tuple[str, ...], Callable[["World"], None]] = field(default_factory=dict)
    log: list[object] = field(default_factory=list)
    clock: float = 0.0

    def alter(self, name: str, **fields: object) -> None:
        self.elements = tuple(
            replace(one, **fields) if one.name == name else one  # type: ignore[arg-type]
            for one in self.elements
        )

    def now(self) -> float:
        return self.clock

    def observation(self) -> Observation:
        return Observation(drawn(self.elements, self.window), self.window, self.elements)

    def eyes(self) -> Eyes:
        return Eyes(
            camera=_Camera(self), inspector=_Inspector(self), reader=_Reader(), now=self.now
        )

    def hands(self) -> "WorldHands":
        return WorldHands(self)

    def carry_out(self, action: Action) -> None:
        self.log.append(action)
        match action:
            case Click(point):
                hit = [one for one in self.elements if one.box.contains(point)]
                if hit:
                    self.when.get(hit[-1].name, lambda _world: None)(self)
            case TypeText(text):
                for one in self.elements:
                    if "focused" in one.states:
                        self.alter(one.name, value=one.value + text)
            case PressKeys(keys):
                self.when.get(keys, lambda _world: None)(self)
            case _:
                pass


@dataclass
class _Camera:
    world: World

    def grab(self) -> Frame:
        return drawn(self.world.elements, self.world.window)

    def wait_for_change(self, timeout_s: float) -> bool:
        self.world.clock += timeout_s
        return False

    def close(self) -> None: ...


@dataclass
class _Inspector:
    world: World

    def window(self) -> Window | None:
        return self.world.window

    def element_at(self, at: ScreenPoint) -> Element | None:
        return None

    def focused(self) -> Element | None:
        return next((one for one in self.world.elements if "focused" in one.states), None)

    def elements(self) -> tuple[Element, ...]:
        return self.world.elements

    def close(self) -> None: ...


class _Reader:
    def read(self, observation: Observation) -> Screen:
        return Screen(
            observation.frame, observation.window, observation.elements, readers=("accessible",)
        )


@dataclass
class WorldHands:
    world: World

    def do(self, action: Action, placement: Placement) -> None:
        self.world.carry_out(action)

    def release(self) -> None: ...

    def pointer(self) -> ScreenPoint:
        return ScreenPoint(0, 0)

    def close(self) -> None: ...


def locate_by_name(phrase: str, screen: Screen) -> Grounded | NotFound:
    """A grounder that wants an element's bare name, once on the screen."""
    found = [one for one in screen.elements if one.name == phrase]
    if len(found) == 1:
        one = found[0]
        return Grounded(one, one.box, one.box.center, 0.9, f"its name is {phrase}")
    others = tuple(Candidate(one, 0.1) for one in screen.elements if one.name)
    return NotFound(phrase, "several are alike." if found else "nothing is alike.", others)


@dataclass
class ScriptedPlanner:
    """Gives the plans in turn, an error among them is raised; keeps what it was told."""

    plans: list[Plan | Malformed]
    notes: list[str] = field(default_factory=list)
    histories: list[tuple[Step, ...]] = field(default_factory=list)

    def plan(
        self,
        instruction: str,
        screen: Screen,
        history: "list[Step] | tuple[Step, ...]" = (),
        exemplars: "tuple[Trajectory, ...]" = (),
        note: str = "",
        attempt: int = 0,
    ) -> Plan:
        self.notes.append(note)
        self.histories.append(tuple(history))
        plan = self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]
        if isinstance(plan, Malformed):
            raise plan
        return plan


def field_element(name: str, top: int, value: str = "", *states: str) -> Element:
    return Element("text", name, Box(20, top, 220, top + 24), value, states=states)


def button(name: str, top: int, *states: str) -> Element:
    return Element("push button", name, Box(230, top, 300, top + 24), states=states)
