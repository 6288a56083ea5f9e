"""A private display with windows, a session bus and accessibility, that leaves nothing behind.

On it record, replay, do and the tests work without touching the person's own desktop. The parts
run under a keeper (`tracker.desktop.stage_keeper`), which ends them all when this process ends,
however it ends. Linux only.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracker.desktop import stage_home
from tracker.errors import Malformed, Refused, Unavailable

KEEPER_FLAG = "--keep-stage"
"""The packaged application's first argument when it is to be a keeper; see app/frozen.py."""

_START_S = 120.0
"""A bound on all parts together; each has its own, shorter one."""

_REPLY_S = 20.0
_CLOSE_S = 15.0


@dataclass(frozen=True, slots=True)
class RunningStage:
    """A stage that another process keeps open."""

    display: str
    environ: Mapping[str, str]
    home: Path


class Stage:
    """Open it with `Stage.open`. Thread-safe."""

    def __init__(
        self, keeper: subprocess.Popen[bytes], directory: Path, reply: Mapping[str, Any]
    ) -> None:
        self._keeper = keeper
        self._directory = directory
        self._lock = threading.Lock()
        self._published: Path | None = None
        self.display: str = reply["display"]
        self.environ: Mapping[str, str] = reply["environ"]
        self.home = directory / "home"

    @classmethod
    def open(
        cls,
        size: tuple[int, int] = (1280, 800),
        *,
        visible: bool = False,
        panel: Sequence[str] = (),
    ) -> Self:
        """size: px. visible: a window on the person's own display. panel: a command, as `tint2`.

        Returns when the display, the window manager and the accessibility bus answer. Raises
        Unavailable with the Debian package of what is missing.
        """
        if sys.platform != "linux":
            raise Unavailable("The stage needs Linux.", hint="Work on your own desktop instead.")
        if min(size) < 1 or max(size) > 32767:
            raise Malformed(f"A display cannot be {size[0]}x{size[1]}.", hint="Try 1280x800.")
        if visible and not os.environ.get("DISPLAY"):
            raise Unavailable(
                "There is no display to show the stage on.", hint="Leave `visible` away."
            )
        stage_home.sweep()
        directory, lock = stage_home.make_directory()
        try:
            keeper = _start_keeper(directory, lock)
        finally:
            os.close(lock)
        try:
            plan = {"size": size, "visible": visible, "panel": list(panel)}
            reply = _ask(keeper, plan, _START_S, directory)
            return cls(keeper, directory, reply["ready"])
        except BaseException:
            _end_keeper(keeper)
            stage_home.remove(directory)
            raise

    @classmethod
    def running(cls, state_dir: Path) -> RunningStage | None:
        """The stage that another process has published there; a dead one's file is removed."""
        published = state_dir / "stage.json"
        try:
            state = json.loads(published.read_text())
            directory = Path(state["directory"])
            found = RunningStage(state["display"], state["environ"], directory / "home")
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            directory, found = Path(), None
        if found is None or not stage_home.is_held(directory):
            published.unlink(missing_ok=True)
            return None
        return found

    def publish(self, state_dir: Path) -> None:
        """Let other processes find this stage with `running`, until it closes.

        Raises Refused if another one is published there and alive.
        """
        other = self.running(state_dir)
        if other is not None and other.display != self.display:
            raise Refused(
                f"A stage is open already, display {other.display}.",
                hint="Close it first, or work on it with --stage.",
            )
        state_dir.mkdir(parents=True, exist_ok=True)
        state = {
            "directory": str(self._directory),
            "display": self.display,
            "environ": dict(self.environ),
        }
        fresh = state_dir / f"stage.json.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(state))
        self._published = fresh.replace(state_dir / "stage.json")

    @property
    def keeper_pid(self) -> int:
        return self._keeper.pid

    def is_open(self) -> bool:
        """False once it was closed, or one of its parts has ended."""
        return self._keeper.poll() is None

    def run(self, command: Sequence[str], **environ: str) -> int:
        """Start a program; gives its process id. Its output goes to `output(command)`.

        environ: variables over and above the stage's. Raises Unavailable if there is no such
        program.
        """
        if not command:
            raise Malformed("There is no command to run.", hint="Name a program.")
        pid: int = self._request({"run": list(command), "environ": environ})["pid"]
        return pid

    def output(self, command: Sequence[str]) -> str:
        """What that program has printed so far, in all its runs on this stage."""
        log = self._directory / "log" / f"{Path(command[0]).name}.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def exit_status(self, pid: int) -> int | None:
        """Of a program that `run` started; None while it runs, minus the signal that killed it."""
        status: int | None = self._request({"status": pid})["status"]
        return status

    def wait(self, pid: int, timeout_s: float) -> int | None:
        """The exit status, as soon as there is one; None if there is none by then."""
        deadline = time.monotonic() + timeout_s
        while (status := self.exit_status(pid)) is None and time.monotonic() < deadline:
            time.sleep(0.02)
        return status

    def end(self, pid: int, patience_s: float = 3.0) -> int:
        """End a program that `run` started, with all of its session; gives its exit status."""
        for number, wait_s in ((signal.SIGTERM, patience_s), (signal.SIGKILL, _REPLY_S)):
            if (status := self.exit_status(pid)) is not None:
                return status
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
            if (status := self.wait(pid, wait_s)) is not None:
                return status
        raise Unavailable(f"Process {pid} cannot be ended.", hint="It hangs inside the kernel.")

    def close(self) -> None:
        """Ends every program on it and removes its home. Safe to call twice."""
        with self._lock:
            if self._published is not None:
                self._published.unlink(missing_ok=True)
                self._published = None
            _end_keeper(self._keeper)
            stage_home.remove(self._directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            return _ask(self._keeper, request, _REPLY_S, self._directory)


def keeper_command(directory: Path, opener: int, *, is_frozen: bool) -> list[str]:
    """is_frozen: this is the packaged application, where `sys.executable` is no Python."""
    entry = [KEEPER_FLAG] if is_frozen else ["-m", "tracker.desktop.stage_keeper"]
    return [sys.executable, *entry, str(directory), str(opener)]


def _start_keeper(directory: Path, lock: int) -> subprocess.Popen[bytes]:
    """No preexec_fn: forking is not safe where there are threads."""
    packages = (str(Path(__file__).resolve().parents[2]), *filter(None, sys.path))
    is_frozen = bool(getattr(sys, "frozen", False))
    with (directory / "log" / "keeper.log").open("ab") as log:
        return subprocess.Popen(
            keeper_command(directory, os.getpid(), is_frozen=is_frozen),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(packages)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            bufsize=0,
            pass_fds=(lock,),
            start_new_session=True,
        )


def _ask(
    keeper: subprocess.Popen[bytes], request: Mapping[str, Any], timeout_s: float, directory: Path
) -> dict[str, Any]:
    """One request, one reply. Raises Unavailable as the keeper says, or if it is gone."""
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    if keeper.stdin.closed:
        raise Unavailable("The stage is closed.", hint="Open it again.")
    with suppress(BrokenPipeError):
        keeper.stdin.write(json.dumps(request).encode() + b"\n")
    text = b""
    deadline = time.monotonic() + timeout_s
    while not text.endswith(b"\n"):
        left_s = max(0.0, deadline - time.monotonic())
        if not select.select([keeper.stdout], [], [], left_s)[0]:
            raise Unavailable(
                f"The stage did not answer within {timeout_s:g} s.", hint="Try again later."
            )
        part = os.read(keeper.stdout.fileno(), 65536)
        if not part:
            raise _gone(directory)
        text += part
    reply: dict[str, Any] = json.loads(text)
    if "unavailable" in reply:
        raise Unavailable(reply["unavailable"], hint=reply["hint"])
    return reply


def _gone(directory: Path) -> Unavailable:
    log = directory / "log" / "keeper.log"
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    said = [line.strip() for line in lines if line.strip()]
    return Unavailable(
        f"The stage has ended{': ' + said[-1] if said else ''}.", hint="Open it again."
    )


def _end_keeper(keeper: subprocess.Popen[bytes]) -> None:
    for pipe in (keeper.stdin, keeper.stdout):
        if pipe is not None:
            pipe.close()
    try:
        keeper.wait(_CLOSE_S)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()
