"""Private displays for tests, and programs on them that are gone when their test is over."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import pytest

from tracker.desktop.stage import Stage

T = TypeVar("T")


@contextmanager
def open_stage(size: tuple[int, int] = (1280, 800), panel: Sequence[str] = ()) -> Iterator[Stage]:
    with Stage.open(size, panel=panel) as stage:
        yield stage


@pytest.fixture(scope="session", name="stage")
def the_stage() -> Iterator[Stage]:
    """One display for all tests that leave it as they found it."""
    with open_stage() as stage:
        yield stage


@pytest.fixture(name="stage")
def own_stage() -> Iterator[Stage]:
    """One display for each test; for modules that import it."""
    with open_stage() as stage:
        yield stage


@contextmanager
def program(stage: Stage, *command: str, **environ: str) -> Iterator[int]:
    """A program on the stage; ended at the end. Gives its process id."""
    pid = stage.run(command, **environ)
    try:
        yield pid
    finally:
        stage.end(pid)


def until(question: Callable[[], T], what: str, deadline_s: float = 20.0) -> T:
    """The first answer that is true. Fails the test, saying `what` was awaited, if none comes."""
    deadline = time.monotonic() + deadline_s
    while not (answer := question()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {deadline_s:g} s for {what}; last answer: {answer!r}")
        time.sleep(0.02)
    return answer
