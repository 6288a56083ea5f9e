"""The shape of the project, held by tests."""

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("tracker", "models", "grounding", "agent", "app")
LONGEST_FILE = 420


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_layer_imports_only_what_stands_below_it():
    linted = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_module_imports_without_a_display_a_bus_or_a_home():
    """In one process of its own, since an import that leaves something open is found there too."""
    names = [
        name
        for name in map(_dotted, _modules())
        if not name.endswith("__main__") and not name.startswith("models.training.")
    ]
    program = f"import importlib\nfor name in {names!r}:\n    importlib.import_module(name)\n"
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH"}
    }
    imported = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", program],
        cwd=ROOT,
        env={**kept, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
    )
    assert (imported.returncode, imported.stdout, imported.stderr) == (0, "", "")


@pytest.mark.parametrize("path", list(_modules()), ids=_dotted)
def test_a_file_is_short_and_opens_with_its_promise(path: Path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(ast.parse(text)), "a module says what it promises"


def test_packaging_does_not_shadow_the_package_index_tool_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_lock_pins_every_dependency_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    asked = [Requirement(one) for one in wanted]
    names = {
        _normal(one.name)
        for one in asked
        if one.marker is None or one.marker.evaluate({"sys_platform": "linux"})
    }
    pinned = {
        _normal(line.split("==")[0])
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line
    }
    assert names - pinned == set()


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(".", "-")
