"""ONNX models on whatever this machine can really run them with.

Asking ONNX Runtime for a provider whose libraries are missing logs an error and quietly falls
back, so this looks before it asks, and tells afterwards what came of it.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

# ONNX Runtime 1.31 as it is published writes a device id and a database below ~/.cache/Microsoft
# and sends what it does to its makers. It reads this when it is loaded; nothing leaves the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from tracker.errors import Unavailable

T = TypeVar("T")
R = TypeVar("R")


def default_threads() -> int:
    """All cores but one: the person works on this machine while we read its screen."""
    return max(1, (os.cpu_count() or 1) - 1)


def side_by_side(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What `work` gives for each, in order, two at a time: a reading is short and the person waits
    for it. Threads inside of a model would wake each other for each of its operators, which takes
    a quarter of the time more."""
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(2, "reading") as two:
        return list(two.map(work, items))


@dataclass(frozen=True, slots=True)
class Provider:
    """One way to run a model. reason: why it is taken, or why it is not."""

    name: str
    is_taken: bool
    reason: str


_CPU = "CPUExecutionProvider"
_BUILDS = {
    "CUDAExecutionProvider": "onnxruntime-gpu, on Linux and Windows",
    "TensorrtExecutionProvider": "onnxruntime-gpu, on Linux and Windows",
    "DmlExecutionProvider": "onnxruntime-directml, on Windows",
    "CoreMLExecutionProvider": "onnxruntime, on a Mac",
}
"""The quickest first; and the builds of ONNX Runtime that have each."""

_SHAPES = "it compiles for minutes for each new size of picture, and every window has another"


def weigh_providers(offered: Sequence[str], cuda_fault: Callable[[], str]) -> tuple[Provider, ...]:
    """What this build offers, weighed: the quickest first, the CPU last.

    cuda_fault: why CUDA cannot be loaded, "" if it can; asked only where the build has it.
    """
    weighed = []
    for name, builds in _BUILDS.items():
        if name not in offered:
            weighed.append(Provider(name, False, f"not in this build ({builds})"))
        elif name == "TensorrtExecutionProvider":
            weighed.append(Provider(name, False, _SHAPES))
        elif name == "CUDAExecutionProvider" and (fault := cuda_fault()):
            weighed.append(Provider(name, False, fault))
        else:
            weighed.append(Provider(name, True, "its libraries load"))
    return (*weighed, Provider(_CPU, True, "always there, and takes what the others cannot"))


@cache
def providers() -> tuple[Provider, ...]:
    """ONNX Runtime's providers on this machine."""
    return weigh_providers(onnxruntime.get_available_providers(), _cuda_fault)


def runnable_providers() -> tuple[str, ...]:
    """Those that can load here, the quickest first; always ends with the CPU."""
    return tuple(each.name for each in providers() if each.is_taken)


def _cuda_fault() -> str:
    """The first of the driver, the CUDA libraries and the provider itself that cannot be loaded."""
    libraries = Path(onnxruntime.__file__).parent / "capi"
    try:
        driver = ctypes.CDLL("libcuda.so.1")
        status = driver.cuInit(0)
        if status != 0:
            return f"the NVIDIA driver finds no device (status {status})"
        ctypes.CDLL(str(libraries / "libonnxruntime_providers_shared.so"), ctypes.RTLD_GLOBAL)
        # The wheels of CUDA's own libraries lie where the loader does not look by itself.
        onnxruntime.preload_dlls()
        ctypes.CDLL(str(libraries / "libonnxruntime_providers_cuda.so"))
    except OSError as error:
        # The loader says "NAME: cannot open shared object file: No such file or directory".
        return f"{str(error).partition(':')[0]} cannot be loaded"
    return ""


def open_session(model: Path, *, threads: int | None = None) -> Any:
    """An `onnxruntime.InferenceSession`. Raises Unavailable where the file is not there.

    Spinning is off: waiting threads would take the cores from the programs that are being used.
    The memory arena is off: with pictures of every size it keeps a gigabyte that it never reuses.
    """
    if not model.is_file():
        raise Unavailable(
            f"The model {model.name} is missing.", hint="Install Journeyman's packages again."
        )
    return _session(str(model), threads or default_threads())


def give_back_memory() -> None:
    """What is free but still held goes back to the system, in 5 ms.

    After a whole picture that is hundreds of MB in pieces, which would be held for good. Only
    glibc is known to keep so much; elsewhere this does nothing.
    """
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


_IDENTITY = (
    b'\x08\x07:7\n\x10\n\x01x\x12\x01y"\x08Identity\x12\x01gZ\x0f\n\x01x\x12\n\n\x08\x08\x01'
    b"\x12\x04\n\x02\x08\x01b\x0f\n\x01y\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01B\x04\n\x00\x10\r"
)
"""The smallest ONNX model: y = x, of one number (opset 13)."""


def runtime_version() -> str:
    return str(onnxruntime.__version__)


def providers_in_use() -> tuple[str, ...]:
    """What a session that is opened here and now says that it runs on, in its order."""
    return tuple(_session(_IDENTITY, 1).get_providers())


def _session(model: str | bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=list(runnable_providers()))
