"""A replay and an instruction, assembled and driven, for whoever asks: command line or tray."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agent.adaptation import adapted
from agent.cognition import complete, is_complete
from agent.fitting import fitting
from agent.loop import run as run_loop
from agent.memory import Memory
from agent.replay import Replay
from agent.run import Ask, RunEvent
from agent.values import retold
from agent.workflow import workflow
from app.driver import Driven, Driver
from app.wiring import Body, Wiring
from tracker.errors import Refused
from tracker.store import Store
from tracker.trajectory import Author, Ending, Lineage, Observation, Origin, Trajectory, Window

_RECALLED = 12
"""Jobs that are looked at more closely; there may be as many of one kind."""
_RECALLED_HERE = 24
"""Likewise, of those that were done in the program that is open: a job in strange words may mean
more like jobs of other programs than like its own."""

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
    return _driver(wiring, show).drive(replay.run(steps), job.told(values), lineage)


def do_job(
    wiring: Wiring, body: Body, instruction: str, *, ask: Ask, show: Show, max_steps: int = 50
) -> Driven:
    """With the job that fits best among those shown before in the planner's mind.

    Raises Unavailable if the planner's model is not here.
    """
    shown = example(wiring, instruction, body.eyes.observe())
    events = run_loop(
        instruction,
        planner=wiring.planner,
        eyes=body.eyes,
        hands=body.hands,
        guard=body.guard,
        ask=ask,
        locate=wiring.locate(),
        exemplars=(shown.job,) if shown is not None else (),
        max_steps=max_steps,
    )
    parent = shown.number if shown is not None else None
    lineage = Lineage(Origin.DO, parent, wiring.chat.name)
    return _driver(wiring, show).drive(events, instruction, lineage)


@dataclass(frozen=True, slots=True)
class Shown:
    """A job of the store, as a program."""

    number: int
    job: Trajectory


def example(wiring: Wiring, instruction: str, seen: Observation | None = None) -> Shown | None:
    """The job that fits best among those that a person stands for; or none.

    Of some that mean nearly the same it is one that was asked for in the same words, or one that
    was done in the program of the active window, on what it shows. The one that comes to mind first
    is understood now, if that was not done yet: an example without words is none. Where the look of
    this job's values does not tell them, the planner's model does.
    """
    for one in wiring.memory.recall(instruction, 1):
        _understood(wiring, one.telling.id)
    app = seen.window.app if seen is not None and seen.window is not None else ""
    elements = seen.elements if seen is not None else ()
    jobs = _recalled(wiring.memory, wiring.store, instruction, app)
    known = [*jobs.values()]
    best = fitting(instruction, known, app, elements)
    if best is None:
        return None
    number = next(one for one, job in jobs.items() if job is best)
    best = _as_program(best)
    if adapted(instruction, best).unknown:
        best = retold(instruction, best, known, wiring.chat)
    return Shown(number, best)


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
    """As `example`, from what that memory knows of the store, and without a model."""
    app = window.app if window is not None else ""
    best = fitting(instruction, [*_recalled(memory, store, instruction, app).values()], app)
    return (_as_program(best),) if best is not None else ()


def _recalled(memory: Memory, store: Store, instruction: str, app: str) -> dict[int, Trajectory]:
    """By their ids, the likeliest first. app: the program that is open, "" if it is not known."""
    found = [one.telling for one in memory.recall(instruction, k=None)]
    here = [one for one in found if app in one.apps][:_RECALLED_HERE]
    return {one.id: store.load(one.id) for one in found if one in here or one in found[:_RECALLED]}


def _as_program(shown: Trajectory) -> Trajectory:
    """With whole lines as one text each, and whole choices."""
    return replace(shown, steps=workflow(shown).steps)


def confirm(wiring: Wiring, number: int, *, is_right: bool = True) -> None:
    """A person says that an agent's run came out right, or takes that back: a confirmed run is an
    example and is learned from, like what a person showed.

    Its words are checked first, as those of a recording are: a replay finds things by more than
    its words. Raises Refused for what no agent did, and for a run that did not finish.
    """
    run = wiring.store.load(number)
    if all(step.author is Author.PERSON for step in run.steps):
        raise Refused(
            f"No agent did trajectory {number}, so there is nothing to confirm.",
            hint="What a person shows is an example once it is finished.",
        )
    if is_right and run.outcome is Ending.FINISHED:
        for index, step in complete(run, wiring.thorough_reader(), again=True):
            wiring.store.replace_step(number, index, step)
    wiring.store.confirm(number, is_right=is_right)


def _driver(wiring: Wiring, show: Show) -> Driver:
    private = wiring.private
    return Driver(
        wiring.store,
        wiring.settings.stopped,
        show,
        wiring.policy,
        is_private=lambda: private.is_on,
    )
