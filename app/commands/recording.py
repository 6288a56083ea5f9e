"""`journeyman record`, and what is said to a recording while it goes on."""

import json
import os
import signal
import socket
import time
from contextlib import ExitStack
from math import isfinite
from pathlib import Path
from typing import Any

import click

from app.commands.arguments import load_trajectory
from app.commands.tasks import go_through, save_free
from app.door import Door, knock, knock_if_any
from app.orders import obey
from app.task_file import read_tasks
from app.wiring import Wiring
from app.words import describe
from tracker.desktop.protocols import Desktop
from tracker.rebuild import rebuilt
from tracker.recorder import Recorded, Recorder
from tracker.trajectory import Ending, Origin


@click.command()
@click.option("--task", default="", help="What the job is, in a sentence.")
@click.option(
    "--tasks",
    "task_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Go through the tasks of this list, one after the other.",
)
@click.option("--ask", is_flag=True, help="Ask what the job was, and how hard, when it is over.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Stop after this long.")
@click.option("--stage", "on_stage", is_flag=True, help="Record on the private display.")
@click.option("--open", "program", help="A program to start on the stage first.")
@click.option("--visible", is_flag=True, help="Show the stage in a window.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def record(
    wiring: Wiring,
    task: str,
    task_file: Path | None,
    ask: bool,
    seconds: float | None,
    on_stage: bool,
    program: str | None,
    visible: bool,
    as_json: bool,
) -> None:
    """Record a job. Stop with the hotkey, the tray or Ctrl-C."""
    if task_file is not None:
        wiring.tasks.add(read_tasks(task_file))
    with (
        wiring.place(on_stage=on_stage, program=program, visible=visible) as environ,
        wiring.desktop(environ) as desktop,
    ):
        if task_file is not None:
            go_through(wiring, lambda given: _record_one(wiring, desktop, given, seconds))
            return
        recorded = _record_one(wiring, desktop, task, seconds)
    if ask:
        save_free(wiring, recorded)
    _report(wiring, recorded, as_json=as_json)


def _record_one(wiring: Wiring, desktop: Desktop, task: str, seconds: float | None) -> Recorded:
    """Until the person stops it. Raises what ended it early, if anything did."""
    with ExitStack() as opened:
        door: Door | None = None
        recorder = wiring.recorder(desktop, lambda: door.wake() if door else None)
        number = recorder.start(task)
        # Also where a shell in the background had SIGINT ignored; SIGTERM keeps as much.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.default_int_handler)
        try:
            door = _open_door(opened, wiring, recorder)
            if wiring.private.is_on:  # since it was looked at before the beginning
                recorder.begin_private()
            click.echo(f"Recording {number} on {desktop.name}. {_keys_of(wiring)}", err=True)
            if door is not None:
                door.serve(lambda: recorder.wait(0), seconds)
            else:
                recorder.wait(seconds)
        except KeyboardInterrupt:
            click.echo("", err=True)
        finally:
            recorded = recorder.stop(Ending.FINISHED)
            door = None
    if recorder.failure is not None:
        raise recorder.failure
    return recorded


def _keys_of(wiring: Wiring) -> str:
    settings = wiring.settings
    pause = f", pause with {'+'.join(settings.pause_chord)}" if settings.pause_chord else ""
    return f"Stop with {'+'.join(settings.stop_chord)} or Ctrl-C{pause}."


def _report(wiring: Wiring, recorded: Recorded, *, as_json: bool) -> None:
    if as_json:
        told = {
            "id": recorded.id,
            "steps": recorded.steps,
            "events": recorded.events,
            "dropped": recorded.dropped,
            "grab_p99_ms": recorded.grab_p99_ms,
        }
        click.echo(json.dumps(told))
        return
    for index, step in enumerate(wiring.store.load(recorded.id).steps):
        click.echo(f"{index + 1:3}  {describe(step.action)}")
    click.echo(f"Recorded {recorded.id}: {recorded.steps} steps, {recorded.events} events.")


@click.command()
@click.pass_obj
def pause(wiring: Wiring) -> None:
    """Pause the recording that is going on: nothing is heard or seen until it is resumed."""
    _tell(wiring, {"order": "pause"})


@click.command()
@click.pass_obj
def resume(wiring: Wiring) -> None:
    """Go on with a recording that was paused."""
    _tell(wiring, {"order": "resume"})


@click.command()
@click.pass_obj
def stop(wiring: Wiring) -> None:
    """Stop the recording that is going on, and keep it."""
    _tell(wiring, {"order": "stop"})


class _Seconds(click.FloatRange):
    name = "number of seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        seconds: float = super().convert(value, param, context)
        if not isfinite(seconds):
            self.fail(f"{value!r} is no {self.name}.", param, context)
        return seconds


@click.command(context_settings={"ignore_unknown_options": True})  # so that -3 is told to be none
@click.argument("seconds", type=_Seconds(min=0.1))
@click.pass_obj
def forget(wiring: Wiring, seconds: float) -> None:
    """Take back what was recorded in the last SECONDS, for good."""
    _tell(wiring, {"order": "forget", "seconds": seconds, "given_s_ago": _given_s_ago()})


def _given_s_ago() -> float:
    """How long ago the command was given: a program takes its time to start.

    Where the system does not tell, what it has worked since. Source: proc(5).
    """
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.process_time()


@click.command()
@click.argument("wish", type=click.Choice(["on", "off"]), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def private(wiring: Wiring, wish: str | None, as_json: bool) -> None:
    """Private mode: until it is off nothing is recorded. Without a wish: whether it is on."""
    replies: list[str] = []
    if wish == "on":
        wiring.private.begin()
        replies = knock_if_any(wiring.settings.runtime, {"order": "private", "on": True})
    elif wish == "off":
        wiring.private.end()
        replies = knock_if_any(wiring.settings.runtime, {"order": "private", "on": False})
    is_on = wiring.private.is_on
    if as_json:
        click.echo(json.dumps({"private": is_on}))
        return
    click.echo(f"Private mode is {'on' if is_on else 'off'}.")
    for reply in replies:
        click.echo(reply)


@click.command()
@click.argument("numbers", metavar="[ID]...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every trajectory that was recorded.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def rebuild(wiring: Wiring, numbers: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """Make the steps of old recordings anew from their raw events."""
    if bool(numbers) == everything:
        raise click.UsageError("Name trajectories, or --all.")
    recorded = (one for one in wiring.store.trajectories() if one.steps)
    mine = (one.id for one in recorded if one.lineage.origin is Origin.RECORDED)
    changed: dict[int, int] = {}
    for number in numbers or tuple(mine):
        old = load_trajectory(wiring, number).steps
        new = rebuilt(old, wiring.store.events(number))
        changed[number] = sum(step not in old for step in new)
        if new != old:
            wiring.store.replace_steps(number, new)
        if not as_json:
            click.echo(f"{number}: {len(old)} steps, now {len(new)}; {changed[number]} are other")
    if as_json:
        click.echo(json.dumps({"changed": changed}))


def _tell(wiring: Wiring, request: dict[str, Any]) -> None:
    for reply in knock(wiring.settings.runtime, request):
        click.echo(reply)


def _open_door(opened: ExitStack, wiring: Wiring, recorder: Recorder) -> Door | None:
    """None where the system has no such sockets: the keys still pause it."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    door = Door(wiring.settings.runtime, lambda request: obey(recorder, request))
    return opened.enter_context(door)
