"""A processor that llama.cpp was not compiled for is told of, and ends nothing."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from app.doctor import examine
from app.settings import Settings
from app.wiring import Wiring
from models import llama, llama_probe, processor
from models.processor import checked, compiled_for
from tracker.errors import Unavailable

TOLD = "CPU : SSE3 = 1 | AVX2 = 1 | FMA = 1 | AVX512 = 0 | LLAMAFILE = 1 | OPENMP = 1 | "


@pytest.fixture
def cpuinfo(tmp_path: Path) -> Path:
    """Of a processor of 2014."""
    path = tmp_path / "cpuinfo"
    path.write_text("processor : 0\nmodel name : old\nflags\t\t: fpu pni ssse3 avx avx2 fma f16c\n")
    return path


def says(text: str) -> list[str]:
    return [sys.executable, "-c", f"print({text!r})"]


def dies(how: str) -> list[str]:
    program = f"import os, signal; os.kill(os.getpid(), signal.{how})"
    return [sys.executable, "-c", program]


def test_what_it_was_compiled_for_is_told_where_the_processor_has_it(cpuinfo):
    wanted = checked(Path("lib"), cpuinfo, says(TOLD))
    assert wanted == ("SSE3", "AVX2", "FMA", "LLAMAFILE", "OPENMP")


def test_a_library_for_a_newer_processor_is_unavailable_and_names_what_is_lacking(cpuinfo):
    newer = TOLD.replace("AVX512 = 0", "AVX512 = 1 | AVX512_BF16 = 1")
    with pytest.raises(Unavailable, match=r"it lacks AVX512, AVX512_BF16\. Compile"):
        checked(Path("lib"), cpuinfo, says(newer))


def test_a_library_that_dies_of_an_unknown_instruction_is_unavailable_with_a_way_out(cpuinfo):
    with pytest.raises(Unavailable, match="newer processors than this one") as caught:
        checked(Path("lib"), cpuinfo, dies("SIGILL"))
    assert "a planner on a server" in caught.value.hint


def test_without_the_kernels_word_the_librarys_own_is_taken(tmp_path):
    newer = TOLD.replace("AVX512 = 0", "AVX512 = 1")
    assert "AVX512" in checked(Path("lib"), tmp_path / "none", says(newer))


def test_a_library_that_cannot_be_loaded_says_why(tmp_path, cpuinfo):
    broken = tmp_path / "libllama.so"
    broken.write_bytes(b"no library")
    with pytest.raises(Unavailable, match=r"cannot be loaded: .*file too short"):
        checked(broken, cpuinfo)


def test_the_library_of_this_machine_runs_on_it_and_is_tried_once(monkeypatch):
    compiled_for.cache_clear()
    wanted = compiled_for()
    monkeypatch.setattr(processor, "checked", lambda *_: pytest.fail("tried again"))
    assert compiled_for() == wanted
    assert wanted


@pytest.mark.skipif(shutil.which("qemu-x86_64") is None, reason="qemu-user is not installed")
def test_the_real_library_on_a_real_old_processor_ends_nothing_but_its_own_process(cpuinfo):
    """Of 2010, without AVX; emulated."""
    emulated = ["qemu-x86_64", "-cpu", "Westmere", os.path.realpath(sys.executable)]
    with pytest.raises(Unavailable, match="newer processors than this one"):
        checked(processor._library(), cpuinfo, [*emulated, "-I", "-S", llama_probe.__file__])


@pytest.fixture
def old_processor(monkeypatch: pytest.MonkeyPatch):
    """llama.cpp was compiled for another one."""

    def lacking():
        raise processor._too_new(("AVX2",))

    monkeypatch.setattr("models.llama.compiled_for", lacking)
    monkeypatch.setattr("app.doctor.compiled_for", lacking)
    llama.llama_library.cache_clear()
    yield
    llama.llama_library.cache_clear()


def test_a_model_is_not_even_opened_on_a_processor_that_would_die_of_it(old_processor, tmp_path):
    with pytest.raises(Unavailable, match="it lacks AVX2"):
        llama.LlamaChat(tmp_path / "planner.gguf")


def test_the_doctor_says_so_with_the_remedy(old_processor, tmp_path):
    with Wiring(Settings(home=tmp_path)) as wiring:
        (told,) = (check for check in examine(wiring) if check.name == "llama.cpp")
    assert (told.is_well, "it lacks AVX2" in told.detail) == (False, True)
    assert "Compile `llama-cpp-python` on this machine" in told.remedy


def test_where_a_server_plans_it_does_not_matter(old_processor, tmp_path):
    remote = Settings(home=tmp_path, planner="remote", remote_url="http://here/v1")
    with Wiring(remote) as wiring:
        (told,) = (check for check in examine(wiring) if check.name == "llama.cpp")
    assert told.is_well
    assert told.detail.startswith("not needed, since a server plans")
