"""A replay and an instruction, assembled and driven, for whoever asks: command line or tray."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agent.adaptation import adapted, fitting
from agent.cognition import complete, is_complete
from agent.loop import run as run_loop
from agent.memory import Memory
from agent.replay import Replay
from agent.run import Ask, RunEvent
from agent.values import retold
from agent.workflow import workflow
from app.driver import Driven, Driver
from app.wiring import Body, Wiring
from tracker.store import Store
from tracker.trajectory import Lineage, Observation, Origin, Trajectory, Window

_RECALLED = 12
"""Jobs that are looked at more closely; there may be as many of one kind."""

Show = Callable[[RunEvent], None]


def replay_job(
    wiring: Wiring, body: Body, number: int, values: Mapping[str, str], *, ask: Ask, show: Show
) -> Driven:
    """Secrets that are not among the values come from the keyring.

    Raises Malformed for a trajectory or a value that there is not.
    """
    shown = wiring.store.load(number)
    job = workflow(shown)
    steps = job.bind({**wiring.keychain.secrets(number, shown, job, values), **values})
    replay = Replay(
        body.eyes,
        body.hands,
        body.guard,
        ask,
        closer=wiring.thorough_reader(),
        ocr=wiring.ocr,
        patience_s=wiring.settings.patience_s,
    )
    lineage = Lineage(Origin.REPLAY, parent=number)
    return _driver(wiring, show).drive(replay.run(steps), shown.task, lineage)


def do_job(
    wiring: Wiring, body: Body, instruction: str, *, ask: Ask, show: Show, max_steps: int = 50
) -> Driven:
    """With the job that fits best among those shown before in the planner's mind.

    Raises Unavailable if the planner's model is not here.
    """
    events = run_loop(
        instruction,
        planner=wiring.planner,
        eyes=body.eyes,
        hands=body.hands,
        guard=body.guard,
        ask=ask,
        locate=wiring.locate(),
        exemplars=exemplars(wiring, instruction, body.eyes.observe()),
        max_steps=max_steps,
    )
    lineage = Lineage(Origin.DO, detail=wiring.chat.name)
    return _driver(wiring, show).drive(events, instruction, lineage)


def exemplars(
    wiring: Wiring, instruction: str, seen: Observation | None = None
) -> tuple[Trajectory, ...]:
    """The job that fits best among those that a person showed, whole, as a program; or none.

    Of some that mean nearly the same it is one that was asked for in the same words, or one that
    was done in the program of the active window, on what it shows. The one that comes to mind first
    is understood now, if that was not done yet: an example without words is none. Where the look of
    this job's values does not tell them, the planner's model does.
    """
    for one in wiring.memory.recall(instruction, 1):
        _understood(wiring, one.telling.id)
    jobs = _recalled(wiring.memory, wiring.store, instruction)
    window = seen.window if seen is not None else None
    elements = seen.elements if seen is not None else ()
    best = fitting(instruction, jobs, window.app if window is not None else "", elements)
    if best is None:
        return ()
    best = _as_program(best)
    if adapted(instruction, best).unknown:
        best = retold(instruction, best, jobs, wiring.chat)
    return (best,)


def _understood(wiring: Wiring, number: int) -> None:
    """By template, so that it takes no more than seconds, once."""
    shown = wiring.store.load(number)
    if all(is_complete(step) for step in shown.steps):
        return
    for index, step in complete(shown, wiring.thorough_reader()):
        wiring.store.replace_step(number, index, step)


def shown_before(
    memory: Memory, store: Store, instruction: str, window: Window | None = None
) -> tuple[Trajectory, ...]:
    """As `exemplars`, from what that memory knows of the store, and without a model."""
    jobs = _recalled(memory, store, instruction)
    best = fitting(instruction, jobs, window.app if window is not None else "")
    return (_as_program(best),) if best is not None else ()


def _recalled(memory: Memory, store: Store, instruction: str) -> list[Trajectory]:
    return [store.load(one.telling.id) for one in memory.recall(instruction, _RECALLED)]


def _as_program(shown: Trajectory) -> Trajectory:
    """With whole lines as one text each, and whole choices."""
    return replace(shown, steps=workflow(shown).steps)


def _driver(wiring: Wiring, show: Show) -> Driver:
    return Driver(wiring.store, wiring.settings.home / "stopped", show, wiring.policy)
