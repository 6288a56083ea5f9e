"""The application as a folder that needs no Python: `build/package/journeyman`.

Run by any Python 3.11 or newer, on the system that the folder is for. It keeps an environment of
its own in `build/package/venv`, with three differences to the one for development: the tests'
tools stay out, ONNX Runtime comes without its 271 MB for CUDA, and llama.cpp is compiled for
other people's processors as well. Wheels that were compiled are kept in `build/package/wheels`.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "package"
VENV = BUILD / "venv"
WHEELS = BUILD / "wheels"

PACKAGES = ("tracker", "models", "grounding", "agent", "app")

NOT_SHIPPED = frozenset(
    {
        "hypothesis",
        "import-linter",
        "mypy",
        "pynput",
        "pytest",
        "pytest-qt",
        "pytest-timeout",
        "ruff",
    }
)
"""pynput listens on Windows and macOS; requirements.lock is for Linux."""

PORTABLE_LLAMA = "-DGGML_NATIVE=OFF"
"""Without it llama.cpp uses every instruction of the machine that compiles it, and ends with
SIGILL on an older one. What remains wants AVX2, FMA and F16C: Intel since 2013, AMD since 2015."""


def requirements(lock: str, *, cuda: bool) -> list[str]:
    """What goes into the package, of a lock in pip's form. cuda: the larger ONNX Runtime."""
    kept = []
    for line in lock.splitlines():
        name, pinned, version = line.partition("==")
        if not pinned or line.startswith("#") or _normal(name) in NOT_SHIPPED:
            continue
        if _normal(name) == "onnxruntime-gpu" and not cuda:
            name = "onnxruntime"
        kept.append(f"{name}=={version}")
    return kept


def portable_dependencies(project: str) -> list[str]:
    """Where there is no lock (Windows, macOS): pyproject's own, with the smaller ONNX Runtime."""
    wanted: list[str] = tomllib.loads(project)["project"]["dependencies"]
    cpu = [one for one in wanted if not one.startswith(("onnxruntime", "llama-cpp-python"))]
    return [*cpu, "onnxruntime>=1.20"]


def package_data(root: Path) -> list[Path]:
    """What the packages read at run time beside their modules, by its place under the root:
    registries, weights, adapters. Training has no place in the package."""
    return sorted(
        path.relative_to(root)
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and "training" not in path.parts
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuda", action="store_true", help="with ONNX Runtime's CUDA provider")
    cuda = parser.parse_args().cuda
    started = time.monotonic()
    BUILD.mkdir(parents=True, exist_ok=True)
    if not _python().exists():
        venv.create(VENV, with_pip=True)
    _install(cuda)
    if sys.platform == "linux":  # elsewhere some modules do not load, and are not meant to
        _run(_python(), ROOT / "packaging" / "imports.py")
    _run(_python(), ROOT / "packaging" / "draw_icons.py", BUILD / "icons")
    _run(
        *(_python(), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", BUILD, "--workpath", BUILD / "work"),
        ROOT / "packaging" / "journeyman.spec",
    )
    folder = BUILD / "journeyman"
    if lacking := [one for one in package_data(ROOT) if not (folder / "_internal" / one).exists()]:
        sys.exit(f"freeze: the application needs these at run time: {', '.join(map(str, lacking))}")
    _run(
        _python(),
        ROOT / "packaging" / "licences.py",
        BUILD / "work" / "journeyman" / "modules.txt",
        folder,
    )
    with TemporaryDirectory() as home:  # what does not start is not packed
        _run(folder / "journeyman", "list", JOURNEYMAN_HOME=home)
    size = sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
    print(f"{folder}: {size / 1e6:.0f} MB, in {time.monotonic() - started:.0f} s")


def _install(cuda: bool) -> None:
    """Quick if nothing has changed since the last time."""
    pip = (_python(), "-m", "pip", "--disable-pip-version-check", "install", "-q")
    tools = ROOT / "packaging" / "requirements-build.txt"
    lock, project = ROOT / "requirements.lock", ROOT / "pyproject.toml"
    is_locked = sys.platform == "linux"
    wanted = requirements(lock.read_text(), cuda=cuda)
    stamp = VENV / "installed.json"
    state = json.dumps([str(ROOT), wanted, tools.read_text(), project.read_text()])
    if stamp.exists() and stamp.read_text() == state:
        return
    llama = next(one for one in wanted if _normal(one.partition("==")[0]) == "llama-cpp-python")
    _run(*pip, "-r", tools)
    _run(*pip, "--no-deps", _llama_wheel(llama))
    if is_locked:
        # What is there already under another name would be kept: both write the same folder.
        other = "onnxruntime" if cuda else "onnxruntime-gpu"
        _run(*pip[:-2], "uninstall", "-q", "-q", "-y", other)
        rest = [one for one in wanted if one != llama]
        _run(*pip, "--no-deps", "--find-links", WHEELS, *rest)
    else:
        _run(*pip, "diskcache", "jinja2", "typing-extensions")
        _run(*pip, *portable_dependencies(project.read_text()))
    _run(*pip, "--no-deps", "--editable", ROOT)
    stamp.write_text(state)


def _llama_wheel(requirement: str) -> Path:
    """Minutes, the first time."""
    version = requirement.partition("==")[2]
    pattern = f"llama_cpp_python-{version}-*.whl"
    if not list(WHEELS.glob(pattern)):
        print("Compiling llama.cpp for any processor (minutes, once)", flush=True)
        _run(
            *(_python(), "-m", "pip", "--disable-pip-version-check", "wheel", "-q"),
            # pip's cache may hold the wheel that was compiled for this machine alone.
            *("--no-cache-dir", "--no-deps", "--no-binary", "llama-cpp-python"),
            *("-w", WHEELS, requirement),
            CMAKE_ARGS=f"{os.environ.get('CMAKE_ARGS', '')} {PORTABLE_LLAMA}".strip(),
        )
    return next(WHEELS.glob(pattern))


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _run(*command: str | Path, **environ: str) -> None:
    arguments: Sequence[str] = [str(part) for part in command]
    ended = subprocess.run(arguments, cwd=ROOT, env={**os.environ, **environ}, check=False)
    if ended.returncode:
        sys.exit(f"freeze: {' '.join(arguments)} ended with {ended.returncode}")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip().lower()


if __name__ == "__main__":
    main()
