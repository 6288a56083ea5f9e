"""The process that starts the programs of a stage and outlives whoever asked for them.

It is two processes, the warden and below it the keeper, in a session of their own. The keeper
does the work: it starts the parts, runs programs, and ends everything when its standard input
ends, which is when whoever opened the stage is gone, by any means. The warden only waits: should
the keeper be killed, the orphans become the warden's and it ends them; should the warden be
killed, the kernel tells the keeper. Either removes the stage's directory. What is left when both
are killed at the same instant dies with its parent, all but what has daemonised itself; its
directory goes when the next stage opens.

Requests come as JSON lines, one reply line each; the first one opens the stage:

    {"size": [w, h], "visible": false, "panel": []}   -> {"ready": {"display", "environ"}}
    {"run": [...], "environ": {...}}                  -> {"pid": n}
    {"status": pid}                                   -> {"status": n, null while it runs}

A failure is {"unavailable": message, "hint": hint}. Nothing here uses threads, which is what
makes forking safe.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tracker.desktop.descendants import become_subreaper, end_descendants, signal_on_parent_death
from tracker.desktop.stage_home import MARK, environment, remove
from tracker.errors import Unavailable

_PATIENCE_S = 2.0
"""For programs, from being asked to end until being killed."""

_WARDEN_PATIENCE_S = 5.0
"""Above the keeper's patience, so that the keeper ends things in its own order first."""

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def main(directory: Path, opener: int) -> None:
    """directory: the stage's, which is removed at the end. opener: who started this process, and
    handed its lock on to it: these two processes hold that as long as they live, nothing else does.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, (*_ENDING, signal.SIGCHLD))
    become_subreaper()
    signal_on_parent_death(signal.SIGHUP)
    warden = os.getpid()
    keeper = os.fork()
    if keeper == 0:
        become_subreaper()
        signal_on_parent_death(signal.SIGTERM)
        if os.getppid() == warden:
            _Keeper(directory).serve()
        _end(directory, _PATIENCE_S)
        os._exit(0)
    for descriptor in (0, 1):
        os.close(descriptor)
    _guard(opener, keeper)
    _end(directory, _WARDEN_PATIENCE_S)


def _guard(opener: int, keeper: int) -> None:
    """Returns when the keeper has ended, the opener is gone, or someone asks this to end."""
    while os.getppid() == opener:
        if signal.sigwait((*_ENDING, signal.SIGCHLD)) in (signal.SIGTERM, signal.SIGINT):
            return
        # SIGHUP also comes when only the opener's thread ended: then the loop goes on.
        with suppress(ChildProcessError):
            if os.waitpid(keeper, os.WNOHANG)[0]:
                return


def _end(directory: Path, patience_s: float) -> None:
    end_descendants(patience_s)
    remove(directory)


class _Keeper:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._environ: dict[str, str] = {}
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._parts: list[int] = []
        self._statuses: dict[int, int] = {}
        self._ending = False
        self._unread = b""
        self._woken, waking = os.pipe()
        for descriptor in (self._woken, waking):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        for number in (*_ENDING, signal.SIGCHLD):
            signal.signal(number, self._heed)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (*_ENDING, signal.SIGCHLD))

    def _heed(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self._ending = True

    def serve(self) -> None:
        """Returns when the opener is gone, a part has ended, or a signal asks this to end."""
        answer: Callable[[dict[str, Any]], dict[str, Any]] = self._open
        while not self._ending:
            select.select([0, self._woken], [], [])
            with suppress(BlockingIOError):
                while os.read(self._woken, 512):
                    pass
            self._reap()
            if any(part in self._statuses for part in self._parts):
                return
            if not select.select([0], [], [], 0)[0]:
                continue
            text = os.read(0, 65536)
            if not text:
                return
            *lines, self._unread = (self._unread + text).split(b"\n")
            for line in lines:
                try:
                    reply = answer(json.loads(line))
                except Unavailable as error:
                    reply = {"unavailable": error.message, "hint": error.hint}
                os.write(1, json.dumps(reply).encode() + b"\n")
                if "ready" not in reply and answer == self._open:
                    return
                answer = self._answer

    def _reap(self) -> None:
        """Note how our children ended, and bury the orphans that came to us."""
        with suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                child = self._children.get(ended.si_pid)
                if child is None:
                    os.waitpid(ended.si_pid, 0)
                else:
                    self._statuses[child.pid] = child.wait()
                    del self._children[child.pid]

    def _open(self, plan: dict[str, Any]) -> dict[str, Any]:
        # Here and not above: the warden needs none of it, and is half as large without.
        from tracker.desktop import stage_parts as parts

        visible, panel = bool(plan["visible"]), list(plan["panel"])
        directory, size = self._directory, (int(plan["size"][0]), int(plan["size"][1]))
        server = "Xephyr" if visible else "Xvfb"
        parts.require([server, "dbus-daemon", "openbox", *panel[:1]])
        person = {**os.environ, MARK: str(directory)}
        display, server_child = parts.start_display(self._start, directory, person, size, visible)
        self._environ = environ = environment(directory, display, person)
        bus = parts.start_bus(self._start, directory, environ)
        windows = parts.start_windows(self._start, directory, environ)
        parts.start_accessibility(environ)
        if panel:
            parts.start_panel(self._start, directory, environ, panel)
        self._parts = [server_child.pid, bus.pid, windows.pid]
        return {"ready": {"display": display, "environ": environ}}

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        match request:
            case {"run": [str(program), *arguments], "environ": dict(extra)}:
                environ = {**self._environ, **extra}
                child = self._start(Path(program).name, [program, *arguments], environ)
                return {"pid": child.pid}
            case {"status": int(pid)}:
                self._reap()
                return {"status": self._statuses.get(pid)}
        raise AssertionError(f"no such request: {request}")

    def _start(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        keeper = os.getpid()

        def tie() -> None:
            signal_on_parent_death(signal.SIGKILL)
            if os.getppid() != keeper:
                os._exit(1)

        try:
            with (self._directory / "log" / f"{name}.log").open("ab") as log:
                child = subprocess.Popen(
                    command,
                    cwd=self._directory / "home",
                    env=environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=pass_fds,
                    preexec_fn=tie,
                    start_new_session=True,
                )
        except (FileNotFoundError, PermissionError) as error:
            raise Unavailable(
                f"{command[0]} could not be started: {error.strerror}.",
                hint="Install the program, or give its full path.",
            ) from error
        self._children[child.pid] = child
        return child


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
