"""Folders of PC Tracker, as PC Agent's later stages read and write them, both ways.

    task1_20250304_093000.jsonl     timestamp, action, screenshot, element, rect, marked_screenshot
    task1_20250304_093000.md        the task's description
    screenshot/*.png                one a step, and one with the target marked

Its times are local and whole seconds: they are taken as UTC. It has no words for held keys, for
triple clicks and other buttons, for the place of a scroll and for the length of a wait.
Source: github.com/GAIR-NLP/PC-Agent, tracker/ and postprocess/.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never

import numpy as np
from PIL import Image, ImageDraw

from tracker.actions import Action, Click, Drag, PressKeys, Scroll, TypeText, Wait
from tracker.errors import Malformed
from tracker.events import Button
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
from tracker.frames import Frame, encode_png
from tracker.geometry import Box, Point
from tracker.keys import canonical, chord
from tracker.tasks import Difficulty, TaskState
from tracker.trajectory import Element, Ending, Evidence, Observation, Step, Trajectory

_TIME: Final = "%Y-%m-%d_%H:%M:%S"
_STAMP: Final = "%Y%m%d_%H%M%S"
_LEVEL: Final = "unknown"
_LEVELS: Final = {str(one): one for one in Difficulty}
_NO_NAME: Final = "Unknown"
_LONGEST_WAIT_S: Final = 60.0
_RED: Final = (255, 0, 0)

_THEIR_KEYS: Final = {
    "super": "cmd", "altgr": "alt_gr", "escape": "esc", "pageup": "page_up",
    "pagedown": "page_down", "capslock": "caps_lock", "numlock": "num_lock",
    "scrolllock": "scroll_lock", "printscreen": "print_screen", "volumeup": "media_volume_up",
    "volumedown": "media_volume_down", "volumemute": "media_volume_mute",
    "playpause": "media_play_pause", "nexttrack": "media_next", "previoustrack": "media_previous",
}  # fmt: skip
"""As pynput calls them, where that is not our name."""

_OUR_KEYS: Final = {theirs: ours for ours, theirs in _THEIR_KEYS.items()}

_PLACE: Final = r"\((-?\d{1,6}), ?(-?\d{1,6})\)"
_CLICK: Final = re.compile(rf"(click|double click|right click) {_PLACE}")
_PRESS: Final = re.compile(rf"press {_PLACE}")
_DRAG_TO: Final = re.compile(rf"drag to {_PLACE}")
_DRAG: Final = re.compile(rf"drag from {_PLACE} to {_PLACE}")
_SCROLL: Final = re.compile(rf"scroll {_PLACE}")
_KEY: Final = re.compile(r"press key (.{1,40})")
_HOTKEY: Final = re.compile(r"hotkey \((.{1,80})\)")
_TEXT: Final = re.compile(r"type text: (.*)", re.DOTALL)
_DESCRIPTION: Final = re.compile(r"^\*\*Description:\*\* (.*?)\s*(?:^\*\*Level:|\Z)", re.M | re.S)

_LEVEL_LINE: Final = re.compile(r"^\*\*Level:\*\*[ \t]*(.{0,40})$", re.M)

_HINT: Final = "PC Tracker writes no such thing; see docs/formats.md."


def write(sink: Sink, recordings: Iterable[Recording]) -> tuple[Compromise, ...]:
    compromises: list[Compromise] = []
    for number, recording in enumerate(recordings, 1):
        trajectory = recording.trajectory
        base = f"task{number}_{trajectory.started_at:{_STAMP}}"
        rows: list[dict[str, object]] = []
        for index, step in enumerate(trajectory.steps, 1):
            said, lost = _said(step.action)
            if lost:
                compromises.append(Compromise(number, index, lost))
            if said:
                moment = trajectory.started_at + timedelta(microseconds=step.t_ns // 1000)
                rows.append(_row(sink, base, len(rows) + 1, moment, said, step))
        ending = {Ending.FINISHED: "finish", Ending.FAILED: "fail"}.get(trajectory.outcome)
        if recording.verdict is TaskState.BAD:
            ending = "fail"
        if ending is not None and trajectory.steps:
            rows.append(_last_row(sink, base, len(rows) + 1, ending, trajectory))
        sink.put(f"{base}.jsonl", (f"{json.dumps(r, ensure_ascii=False)}\n".encode() for r in rows))
        sink.put(f"{base}.md", [_page(number, recording, rows).encode()])
    return tuple(compromises)


def read(members: Members, name: str) -> Recording:
    """name: of the .jsonl file; its .md stands beside it."""
    where = members.told(name)
    pictures = Pictures(members)
    rows = [_read_row(pictures, place, line) for place, line in _lines(members, name)]
    if not rows:
        raise Malformed(f"{where} has no line.", hint=_HINT)
    started_at = rows[0].moment
    steps: list[Step] = []
    outcome, final = Ending.OPEN, None
    pointer: Point | None = None
    waiting = iter(zip(rows, [*rows[1:], None], strict=True))
    for row, following in waiting:
        if row.action in ("finish", "fail"):
            if following is not None:
                raise Malformed(f"{row.place}: lines follow after {row.action}.", hint=_HINT)
            outcome = Ending.FINISHED if row.action == "finish" else Ending.FAILED
            final = row.frame
            continue
        pressed = _PRESS.fullmatch(row.action)
        if pressed is not None:
            end = None if following is None else _DRAG_TO.fullmatch(following.action)
            if end is None:
                raise Malformed(f"{row.place}: no drag follows the press.", hint=_HINT)
            action: Action = Drag(_point(pressed), _point(end))
            next(waiting)
        else:
            action = _action(row, following, pointer)
        pointer = _left_at(action) or pointer
        steps.append(_step(row, action, row.moment - started_at))
    task, level = _described(members, name)
    difficulty = _LEVELS.get(level.lower())
    trajectory = Trajectory(
        task=task,
        started_at=started_at,
        steps=chained(steps, final),
        outcome=outcome,
    )
    is_known = difficulty is not None or level.lower() in ("", _LEVEL)
    notes = () if is_known else (f"{where}: the level {level!r} is not taken over.",)
    return Recording(trajectory, notes=notes, difficulty=difficulty)


@dataclass(frozen=True, slots=True)
class _Row:
    """place: its file and line, for messages. action: in PC Tracker's words."""

    place: str
    moment: datetime
    action: str
    frame: Frame
    element: Element | None
    thought: str


def _lines(members: Members, name: str) -> Iterator[tuple[str, str]]:
    where = members.told(name)
    for number, line in enumerate(lines(members.read(name, LARGEST_TEXT), where)):
        if number == MOST_STEPS:
            raise Malformed(f"{where} has too many lines.", hint=f"At most {MOST_STEPS:,}.")
        yield line


def _read_row(pictures: Pictures, place: str, line: str) -> _Row:
    match parsed(line, place):
        case {"timestamp": str(stamp), "action": str(action), "screenshot": str(shown), **rest}:
            pass
        case _:
            raise Malformed(
                f"{place}: timestamp, action and screenshot are not all there.", hint=_HINT
            )
    try:
        moment = datetime.strptime(stamp, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise Malformed(f"{place}: {stamp[:40]!r} is no time.", hint=_HINT) from error
    with located(place):
        # The tracker itself writes Windows paths from the folder above: `events\screenshot\...`.
        frame = pictures.bring(shown.replace("\\", "/").removeprefix("events/"))
        element = _element(rest)
    thought = rest.get("thought")
    return _Row(place, moment, action, frame, element, thought if isinstance(thought, str) else "")


def _element(row: Mapping[Any, Any]) -> Element | None:
    match row.get("rect"):
        case None:
            return None
        case {"left": int(left), "top": int(top), "right": int(right), "bottom": int(bottom)}:
            name = row.get("element")
            if right <= left or bottom <= top:
                return None
            known = name if isinstance(name, str) and name != _NO_NAME else ""
            return Element(role="unknown", name=known, box=Box(left, top, right, bottom))
        case _:
            raise Malformed("rect has no left, top, right and bottom.", hint=_HINT)


def _action(row: _Row, following: _Row | None, pointer: Point | None) -> Action:
    text = row.action
    if (found := _CLICK.fullmatch(text)) is not None:
        place = Point(int(found[2]), int(found[3]))
        button = Button.RIGHT if found[1] == "right click" else Button.LEFT
        return Click(place, button, 2 if found[1] == "double click" else 1)
    if (found := _DRAG.fullmatch(text)) is not None:
        return Drag(_point(found), Point(int(found[3]), int(found[4])))
    if (found := _SCROLL.fullmatch(text)) is not None:
        width, height = row.frame.size
        at = pointer or Point(width // 2, height // 2)
        return Scroll(at, int(found[1]), -int(found[2]))
    if (found := _TEXT.fullmatch(text)) is not None:
        return TypeText(found[1])
    if (found := _HOTKEY.fullmatch(text)) is not None:
        return PressKeys(chord(tuple(_key(row, one.lower()) for one in found[1].split(", "))))
    if (found := _KEY.fullmatch(text)) is not None:
        return PressKeys((_key(row, found[1]),))
    if text == "wait":
        gap = timedelta(0) if following is None else following.moment - row.moment
        return Wait(min(max(gap.total_seconds(), 1.0), _LONGEST_WAIT_S))
    raise Malformed(f"{row.place}: there is no action {text[:80]!r}.", hint=_HINT)


def _key(row: _Row, name: str) -> str:
    known = _OUR_KEYS.get(name) or canonical(name)
    if known is None:
        raise Malformed(f"{row.place}: there is no key {name!r}.", hint=_HINT)
    return known


def _point(found: re.Match[str]) -> Point:
    return Point(int(found[1]), int(found[2]))


def _left_at(action: Action) -> Point | None:
    match action:
        case Click(target) | Scroll(target):
            return target
        case Drag(_, end):
            return end
        case TypeText() | PressKeys() | Wait():
            return None
        case _:
            assert_never(action)


def _step(row: _Row, action: Action, since: timedelta) -> Step:
    degraded = ""
    if isinstance(action, Scroll):
        degraded = "PC Tracker does not say where a scroll was"
    elif row.element is None and isinstance(action, Click | Drag):
        degraded = "PC Tracker saw no element there"
    t_ns = round(since.total_seconds()) * 1_000_000_000
    return Step(
        before=Observation(row.frame),
        action=action,
        thought=row.thought,
        evidence=Evidence(element=row.element, degraded=degraded),
        t_ns=t_ns,
        until_ns=t_ns,
    )


def _described(members: Members, name: str) -> tuple[str, str]:
    """The task's description and level, "" where they are not there."""
    page = f"{name.removesuffix('.jsonl')}.md"
    if not members.has(page):
        return "", ""
    where = members.told(page)
    text = "\n".join(line for _, line in lines(members.read(page, LARGEST_TEXT), where))
    words, level = _DESCRIPTION.search(text), _LEVEL_LINE.search(text)
    return words[1].strip() if words else "", level[1].strip() if level else ""


def _said(action: Action) -> tuple[str, str]:
    """The action in PC Tracker's words, "" if there are none, and what they leave out."""
    match action:
        case Click(_, Button.MIDDLE | Button.BACK | Button.FORWARD):
            return "", f"a click of the {action.button} button is left out"
        case Click(Point(x, y), button, count, held):
            verb = "right click" if button is Button.RIGHT else "click"
            lost = [f"with {'+'.join(held)} held"] * bool(held)
            if count > 1 and button is Button.LEFT:
                verb = "double click"
            if count > (2 if button is Button.LEFT else 1):
                lost.append(f"{count} times")
            return f"{verb} ({x}, {y})", _as_instead(verb, lost)
        case Drag(Point(x1, y1), Point(x2, y2), button, held):
            lost = [f"with {'+'.join(held)} held"] * bool(held)
            lost += [f"with the {button} button"] * (button is not Button.LEFT)
            return f"drag from ({x1}, {y1}) to ({x2}, {y2})", _as_instead("drag", lost)
        case Scroll(_, dx, dy, held):
            lost = [f"with {'+'.join(held)} held"] * bool(held)
            return f"scroll ({dx}, {-dy})", _as_instead("scroll", [*lost, "at its place"])
        case TypeText(text):
            return f"type text: {text}", ""
        case PressKeys((key,)):
            return f"press key {_THEIR_KEYS.get(key, key)}", ""
        case PressKeys(keys):
            lost = [f"of {len(keys)} keys"] * (len(keys) > 2)
            return f"hotkey ({', '.join(_hotkey_name(key) for key in keys)})", (
                "a chord of more than two keys is written as one" if lost else ""
            )
        case Wait(seconds):
            return "wait", _as_instead("wait", [f"of {seconds:g} s"])
        case _:
            assert_never(action)


def _as_instead(verb: str, lost: list[str]) -> str:
    return f"{verb} {', '.join(lost)} is written as {verb}" if lost else ""


def _hotkey_name(key: str) -> str:
    return "Ctrl" if key == "ctrl" else _THEIR_KEYS.get(key, key)


def _row(
    sink: Sink, base: str, count: int, moment: datetime, said: str, step: Step
) -> dict[str, object]:
    shown = f"screenshot/{base}_{count}.png"
    marked = f"screenshot/{base}_{count}_marked.png"
    frame, element = step.before.frame, step.evidence.element
    sink.put(shown, [frame.png])
    is_pointed = isinstance(step.action, Click | Drag) and element is not None
    if is_pointed and element is not None:
        sink.put(marked, [_marked(frame, element.box, step.action)])
    box = element.box if is_pointed and element is not None else None
    row: dict[str, object] = {
        "timestamp": f"{moment:{_TIME}}",
        "action": said,
        "screenshot": shown,
        "element": (element.name or _NO_NAME) if is_pointed and element is not None else None,
        "rect": None if box is None else
        {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom},
        "marked_screenshot": marked if is_pointed else shown,
    }  # fmt: skip
    return {**row, "thought": step.thought} if step.thought else row


def _last_row(
    sink: Sink, base: str, count: int, ending: str, trajectory: Trajectory
) -> dict[str, object]:
    shown = f"screenshot/{base}_{count}.png"
    sink.put(shown, [last_frame(trajectory).png])
    last_ns = trajectory.steps[-1].until_ns
    moment = trajectory.started_at + timedelta(microseconds=last_ns // 1000)
    return {
        "timestamp": f"{moment:{_TIME}}",
        "action": ending,
        "screenshot": shown,
        "element": None,
        "rect": None,
        "marked_screenshot": shown,
    }


def _marked(frame: Frame, box: Box, action: Action) -> bytes:
    """The target's box, and a dot where the pointer went."""
    image = Image.fromarray(frame.pixels)
    draw = ImageDraw.Draw(image)
    draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=_RED, width=3)
    match action:
        case Click(target):
            points = [target]
        case Drag(start, end):
            points = [start, end]
            draw.line((start.x, start.y, end.x, end.y), fill=_RED, width=3)
        case _:
            points = []
    for point in points:
        draw.ellipse((point.x - 3, point.y - 3, point.x + 3, point.y + 3), fill=_RED)
    return encode_png(np.asarray(image, dtype=np.uint8))


def _page(number: int, recording: Recording, rows: list[dict[str, object]]) -> str:
    """The description stands in the first five lines, which PC Agent's own tools keep."""
    task, level = " ".join(recording.trajectory.task.split()), recording.difficulty or _LEVEL
    parts = [f"# Task {number}\n**Description:** {task}\n\n**Level:** {level}\n\n"]
    for row in rows:
        name = row["element"]
        said = str(row["action"])
        if name is not None:
            said = said.replace("click", f"click element {name} at", 1)
        parts.append(
            f"### {row['timestamp']}\n"
            f'<img src="{row["marked_screenshot"]}" width="100%" height="100%">\n\n'
            f"**Output:** \n\n{said}\n\n"
        )
    return "".join(parts)
