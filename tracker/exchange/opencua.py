"""Trajectories of OpenCUA's AgentNet, both ways: `trajectories.jsonl` and `images/`.

One trajectory a line: task_id, instruction and traj, a list of `{index, image, value}` where value
has the step's pyautogui `code` and, once somebody wrote them, `thought` and `action`. Places are
shares of the picture, 0 to 1. It has no times, no elements and no length of a wait.
Source: github.com/xlang-ai/OpenCUA, data/ (MIT).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final, assert_never

from tracker.actions import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    Intent,
    PressKeys,
    Scroll,
    TypeText,
    Wait,
)
from tracker.errors import Malformed
from tracker.events import Button
from tracker.exchange.gui_code import CodeReader, Dialect, statements
from tracker.exchange.members import Members, Sink
from tracker.exchange.reading import (
    LARGEST_TEXT,
    MOST_STEPS,
    Pictures,
    lines,
    located,
    parsed,
)
from tracker.exchange.recording import Compromise, Recording, chained, last_frame
from tracker.frames import Frame
from tracker.geometry import Point
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Ending, Evidence, Observation, Step, Trajectory

FILE: Final = "trajectories.jsonl"
_DECIMALS: Final = 5
"""A hundred-thousandth of the widest picture that we read is below half a pixel."""

_OF_TEN: Final = {Difficulty.EASY: 2, Difficulty.MEDIUM: 5, Difficulty.HARD: 8}
_UP_TO: Final = {Difficulty.EASY: 3, Difficulty.MEDIUM: 6, Difficulty.HARD: 10}
"""AgentNet counts how hard a task is from 0 to 10."""

_HINT: Final = "AgentNet's trajectories have no such thing; see docs/formats.md."


def write(sink: Sink, recordings: Iterable[Recording]) -> tuple[Compromise, ...]:
    rows: list[dict[str, object]] = []
    compromises: list[Compromise] = []
    for number, recording in enumerate(recordings, 1):
        trajectory = recording.trajectory
        task_id = f"{trajectory.started_at:%Y%m%d%H%M%S}_{number}"
        steps: list[dict[str, object]] = []
        for index, step in enumerate(trajectory.steps):
            image = f"{task_id}_{index}.png"
            sink.put(f"images/{image}", [step.before.frame.png])
            steps.append({"index": index, "image": image, "value": _value(step)})
            if isinstance(step.action, Wait):
                lost = f"wait of {step.action.seconds:g} s is written as wait"
                compromises.append(Compromise(number, index + 1, lost))
        status = {Ending.FINISHED: "success", Ending.FAILED: "failure"}.get(trajectory.outcome)
        if status is not None and trajectory.steps:
            image = f"{task_id}_{len(steps)}.png"
            sink.put(f"images/{image}", [last_frame(trajectory).png])
            code = f"computer.terminate(status={status!r})"
            steps.append({"index": len(steps), "image": image, "value": {"code": code}})
        rows.append(
            {
                "task_id": task_id,
                "instruction": trajectory.task,
                **_judged(recording),
                "traj": steps,
            }
        )
    sink.put(FILE, (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows))
    return tuple(compromises)


def read(members: Members, name: str, now: datetime) -> Iterator[Recording]:
    """name: of the .jsonl file. now: stands for the time of recording, which is not known."""
    pictures = Pictures(members)
    for place, line in lines(members.read(name, LARGEST_TEXT), members.told(name)):
        match parsed(line, place):
            case {"instruction": str(task), "traj": list(entries), **others} if entries:
                if len(entries) > MOST_STEPS:
                    hint = f"At most {MOST_STEPS:,}."
                    raise Malformed(f"{place}: it has {len(entries):,} steps.", hint=hint)
                found = _read_one(members, pictures, task, entries, place, now)
                yield _with_judgement(found, others, place)
            case _:
                raise Malformed(f"{place}: there is no instruction with a traj.", hint=_HINT)


def _read_one(
    members: Members, pictures: Pictures, task: str, entries: list[Any], place: str, now: datetime
) -> Recording:
    reader = CodeReader()
    steps: list[Step] = []
    notes: list[str] = []
    outcome, final, note = Ending.OPEN, None, ""
    for position, entry in enumerate(entries):
        where = f"{place}, step {position}"
        if outcome is not Ending.OPEN:
            raise Malformed(f"{where}: steps follow after the end.", hint=_HINT)
        with located(where):
            code, thought, frame = _entry(members, pictures, entry)
            done = reader.read(code, partial(_point, frame))
        if not done:
            notes.append(f"{where}: the pointer is only moved; left out.")
        for action in done:
            match action:
                case Finish(summary):
                    outcome, final, note = Ending.FINISHED, frame, summary
                case GiveUp(reason):
                    outcome, final, note = Ending.FAILED, frame, reason
                case _:
                    steps.append(_step(frame, action, thought))
                    thought = ""
    trajectory = Trajectory(
        task=task,
        started_at=now,
        steps=chained(steps, final),
        outcome=outcome,
        outcome_note=note,
    )
    return Recording(trajectory, notes=tuple(notes))


def _judged(recording: Recording) -> dict[str, object]:
    """What AgentNet's own judge says of a trajectory, as far as a person said it."""
    trajectory, judged = recording.trajectory, dict[str, object]()
    if trajectory.outcome in (Ending.FINISHED, Ending.FAILED):
        is_bad = recording.verdict is TaskState.BAD
        judged["task_completed"] = trajectory.outcome is Ending.FINISHED and not is_bad
    if recording.difficulty is not None:
        judged["task_difficulty"] = _OF_TEN[recording.difficulty]
    if trajectory.outcome_note:
        judged["reason"] = trajectory.outcome_note
    return judged


def _with_judgement(found: Recording, others: Mapping[Any, Any], place: str) -> Recording:
    """A person may have ended as done what a judge found undone: then it failed."""
    trajectory, difficulty = found.trajectory, None
    match others.get("task_difficulty"):
        case None:
            pass
        case int(degree) if 0 <= degree <= 10 and not isinstance(degree, bool):
            difficulty = next(one for one, most in _UP_TO.items() if degree <= most)
        case degree:
            raise Malformed(f"{place}: {degree!r} is no task_difficulty.", hint="It is 0 to 10.")
    match others.get("task_completed"):
        case None:
            pass
        case bool(is_done):
            outcome = Ending.FINISHED if is_done else Ending.FAILED
            if not is_done or trajectory.outcome is Ending.OPEN:
                trajectory = replace(trajectory, outcome=outcome)
        case said:
            raise Malformed(f"{place}: task_completed is {said!r}.", hint="It is true or false.")
    reason = others.get("reason")
    if isinstance(reason, str) and reason and trajectory.outcome is Ending.FAILED:
        trajectory = replace(trajectory, outcome_note=reason)
    return replace(found, trajectory=trajectory, difficulty=difficulty)


def _entry(members: Members, pictures: Pictures, entry: object) -> tuple[str, str, Frame]:
    match entry:
        case {"image": str(image), "value": {"code": str(code), **value}}:
            pass
        case _:
            raise Malformed("image and code are not both there.", hint=_HINT)
    thought = value.get("thought")
    beside = f"images/{image}"
    file = beside if members.has(beside) else image
    return code, thought if isinstance(thought, str) else "", pictures.bring(file)


def _step(frame: Frame, action: Action, thought: str) -> Step:
    is_pointed = isinstance(action, Click | Drag | Scroll)
    return Step(
        before=Observation(frame),
        action=action,
        thought=thought,
        evidence=Evidence(degraded="AgentNet's form has no elements" if is_pointed else ""),
    )


def _point(frame: Frame, x: object, y: object) -> Point:
    """Shares of the picture, or its pixels where they are whole numbers or above 1."""
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        raise Malformed(f"({x!r}, {y!r}) is no place.", hint=_HINT)
    if not (abs(x) < 1e6 and abs(y) < 1e6):
        raise Malformed(f"({x!r}, {y!r}) is far off the screen.", hint=_HINT)
    width, height = frame.size
    if isinstance(x, float) and isinstance(y, float) and 0 <= x <= 1 and 0 <= y <= 1:
        return Point(min(round(x * width), width - 1), min(round(y * height), height - 1))
    return Point(round(x), round(y))


def _value(step: Step) -> dict[str, object]:
    width, height = step.before.frame.size

    def place(point: Point) -> str:
        x, y = round(point.x / width, _DECIMALS), round(point.y / height, _DECIMALS)
        return f"x={x!r}, y={y!r}"

    dialect = Dialect(place, triple="computer.tripleClick", wait="computer.wait()")
    value: dict[str, object] = {"code": "\n".join(statements(step.action, dialect))}
    if step.thought:
        value["thought"] = step.thought
    if step.intent is not None:
        value["action"] = _told(step.intent)
    return value


def _told(intent: Intent) -> str:
    """One instruction in words."""
    match intent:
        case Click(target, button, count):
            verb = {1: "Click", 2: "Double-click", 3: "Triple-click"}.get(count, "Click repeatedly")
            which = "" if button is Button.LEFT else f" with the {button} button"
            return f"{verb} {target}{which}"
        case Drag(start, end):
            return f"Drag {start} to {end}"
        case Scroll(target):
            return f"Scroll {target}"
        case TypeText(text):
            return f"Type {json.dumps(text, ensure_ascii=False)}"
        case PressKeys(keys):
            return f"Press {'+'.join(keys)}"
        case Wait():
            return "Wait"
        case Finish():
            return "Finish the task"
        case GiveUp(reason):
            return f"Give up: {reason}"
        case _:
            assert_never(intent)
