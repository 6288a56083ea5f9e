"""Whether llama.cpp, as it was compiled, runs on this processor.

A processor that meets an instruction which it does not know ends the whole process, with SIGILL
and without a word. So the library is first loaded in a process of its own, which tells what it was
compiled for; that is compared with what the kernel says of the processor. Tried once for each
process, in some hundredths of a second.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from models import llama_probe
from models.llama_probe import PROBE_FLAG
from tracker.errors import Unavailable

_PATIENCE_S = 60.0
_CPUINFO = Path("/proc/cpuinfo")

_KERNEL_NAMES = {
    "SSE3": "pni",
    "SSSE3": "ssse3",
    "AVX": "avx",
    "AVX2": "avx2",
    "F16C": "f16c",
    "FMA": "fma",
    "BMI2": "bmi2",
    "AVX_VNNI": "avx_vnni",
    "AVX512": "avx512f",
    "AVX512_VBMI": "avx512vbmi",
    "AVX512_VNNI": "avx512_vnni",
    "AVX512_BF16": "avx512_bf16",
    "AMX_INT8": "amx_int8",
}
"""llama.cpp's names of what x86 processors may have, and Linux's."""


@cache
def compiled_for() -> tuple[str, ...]:
    """Instruction sets, by llama.cpp's names; this processor has them all.

    Raises Unavailable if it has not, or if the library is not installed.
    """
    return checked(_library(), _CPUINFO)


def checked(library: Path, cpuinfo: Path, probe: Sequence[str] | None = None) -> tuple[str, ...]:
    """cpuinfo: in the form of Linux; where there is none the library's word is all there is.

    probe: the command that loads the library, None for our own.
    """
    command = [*(probe or _probe()), str(library)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(
            f"llama.cpp cannot be tried on this processor: {error}.",
            hint="Try again when the machine is less busy.",
        ) from error
    if ran.returncode in (-signal.SIGILL, _ILLEGAL_ON_WINDOWS):
        raise _too_new(())
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or [f"it ended with {ran.returncode}"])[-1]
        raise Unavailable(
            f"llama.cpp cannot be loaded: {last}.",
            hint="Install `llama-cpp-python` for this machine, or set a remote planner.",
        )
    wanted = _named(ran.stdout)
    has = _flags(cpuinfo)
    lacking = tuple(one for one in wanted if has and _KERNEL_NAMES.get(one, "") not in {*has, ""})
    if lacking:
        raise _too_new(lacking)
    return wanted


_ILLEGAL_ON_WINDOWS = 0xC000001D


def _too_new(lacking: Sequence[str]) -> Unavailable:
    what = f" {', '.join(lacking)}" if lacking else " instructions that it does not know"
    return Unavailable(
        f"llama.cpp was compiled for newer processors than this one: it lacks{what}.",
        hint="Compile `llama-cpp-python` on this machine (in a checkout: `make clean setup`), or "
        "set a planner on a server. Recording and replaying do without.",
    )


def _library() -> Path:
    """Found and not imported: importing the binding loads the library."""
    found = find_spec("llama_cpp")
    if found is None or not found.submodule_search_locations:
        raise Unavailable(
            "llama.cpp is not installed.",
            hint="Install `llama-cpp-python`, or set a remote planner.",
        )
    folder = Path(found.submodule_search_locations[0]) / "lib"
    for name in ("libllama.so", "libllama.dylib", "llama.dll"):
        if (folder / name).exists():
            return folder / name
    raise Unavailable(
        f"There is no llama.cpp in {folder}.", hint="Install `llama-cpp-python` anew."
    )


def _probe() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable, PROBE_FLAG)
    return (sys.executable, "-I", "-S", llama_probe.__file__)


def _named(told: str) -> tuple[str, ...]:
    """Of `CPU : SSE3 = 1 | AVX = 1 | ...`, what is 1."""
    pairs = (one.split(":")[-1].partition("=") for one in told.split("|"))
    return tuple(name.strip() for name, _, value in pairs if value.strip() == "1")


def _flags(cpuinfo: Path) -> frozenset[str]:
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    of_first = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(of_first.partition(":")[2].split())
