"""One thread asks a model at a time, and any may end what it asked."""

import ctypes
from threading import Thread
from typing import Any

import pytest

from models.llama_turns import LlamaTurns
from tracker.errors import Refused


class Library:
    """Of llama.cpp only what is asked at every node of a graph: whether to stop."""

    ggml_abort_callback = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)

    def llama_set_abort_callback(self, _context: object, function: Any, data: object) -> None:
        self.function, self.data = function, data

    def is_to_stop(self) -> bool:
        return bool(self.function(self.data))


class Loaded:
    def __init__(self) -> None:
        self.ctx = object()
        self.resets = 0
        self.is_closed = False

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def loaded() -> Loaded:
    return Loaded()


@pytest.fixture
def turns(library: Library, loaded: Loaded) -> LlamaTurns:
    return LlamaTurns(library, loaded, "planner Tiny", (RuntimeError,))


def fail_in_a_turn(turns: LlamaTurns, error: Exception, *, is_interrupted: bool) -> None:
    with turns.turn():
        if is_interrupted:
            turns.interrupt()
        raise error


def test_a_turn_that_is_interrupted_is_told_to_stop_and_the_next_one_is_free(
    turns: LlamaTurns, library: Library
):
    with turns.turn():
        before = library.is_to_stop()
        turns.interrupt()
        assert (before, library.is_to_stop()) == (False, True)
    with turns.turn():
        assert not library.is_to_stop()


def test_what_was_cut_short_is_refused(turns: LlamaTurns, loaded: Loaded):
    aborted = RuntimeError("llama_decode returned 2")
    with pytest.raises(Refused, match="The planner Tiny was interrupted"):
        fail_in_a_turn(turns, aborted, is_interrupted=True)
    assert loaded.resets == 1


def test_an_interrupt_between_turns_does_nothing(turns: LlamaTurns, library: Library):
    turns.interrupt()
    with turns.turn():
        assert not library.is_to_stop()


def test_a_failure_of_which_nobody_asked_flies_on(turns: LlamaTurns, loaded: Loaded):
    with pytest.raises(RuntimeError, match="returned 1"):
        fail_in_a_turn(turns, RuntimeError("llama_decode returned 1"), is_interrupted=False)
    assert loaded.resets == 1


def test_an_error_that_no_abort_makes_is_not_taken_for_one(turns: LlamaTurns, loaded: Loaded):
    with pytest.raises(KeyError):
        fail_in_a_turn(turns, KeyError("a bug"), is_interrupted=True)
    assert loaded.resets == 0


def test_another_thread_waits_for_its_turn(turns: LlamaTurns):
    heard: list[str] = []

    def ask() -> None:
        with turns.turn():
            heard.append("second")

    with turns.turn():
        second = Thread(target=ask)
        second.start()
        second.join(0.1)
        heard.append("first")
    second.join()
    assert heard == ["first", "second"]


def test_closing_waits_for_the_turn_that_is_under_way(turns: LlamaTurns, loaded: Loaded):
    with turns.turn():
        closing = Thread(target=turns.close)
        closing.start()
        closing.join(0.1)
        assert not loaded.is_closed
    closing.join()
    assert loaded.is_closed
