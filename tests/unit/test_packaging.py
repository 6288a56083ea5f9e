"""The package: what it brings, what it leaves out, and how its recipes hang together."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app import frozen
from models.llama_probe import PROBE_FLAG
from tracker.desktop.stage import KEEPER_FLAG, keeper_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(PACKAGING))
    import freeze

    return freeze


def test_a_stage_of_the_packaged_application_is_kept_by_the_application_itself():
    directory = Path("/tmp/journeyman-stage-1")
    assert keeper_command(directory, 42, is_frozen=True) == [
        sys.executable, KEEPER_FLAG, str(directory), "42",
    ]  # fmt: skip


def test_a_stage_of_a_checkout_is_kept_by_python():
    assert keeper_command(Path("/tmp/d"), 42, is_frozen=False) == [
        sys.executable, "-m", "tracker.desktop.stage_keeper", "/tmp/d", "42",
    ]  # fmt: skip


def test_asked_to_keep_a_stage_the_application_does_that_and_nothing_else(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "tracker.desktop.stage_keeper.main",
        lambda directory, opener: asked.append((directory, opener)),
    )
    is_kept = frozen.serve([KEEPER_FLAG, "/tmp/d", "42"])
    assert (is_kept, asked) == (True, [(Path("/tmp/d"), 42)])


def test_asked_what_llama_was_compiled_for_the_application_says_that_and_nothing_else(
    monkeypatch, capsys
):
    monkeypatch.setattr(frozen, "tell", lambda library: f"of {library}")
    assert frozen.serve([PROBE_FLAG, "/lib/libllama.so"]) is True
    assert capsys.readouterr().out == "of /lib/libllama.so"


@pytest.mark.parametrize("arguments", [[], ["list"], ["do", KEEPER_FLAG]])
def test_other_arguments_are_the_command_line(arguments):
    assert frozen.serve(arguments) is False


def test_programs_that_the_packaged_application_starts_get_the_persons_environment():
    environ = {
        "HOME": "/home/anna",
        "LD_LIBRARY_PATH": "/opt/journeyman/_internal",
        "LD_LIBRARY_PATH_ORIG": "/opt/anna/lib",
        "_PYI_ARCHIVE_FILE": "/opt/journeyman/journeyman",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    frozen.give_back(environ)
    assert environ == {"HOME": "/home/anna", "LD_LIBRARY_PATH": "/opt/anna/lib"}


def test_a_library_path_that_the_person_never_set_is_gone():
    environ = {"LD_LIBRARY_PATH": "/opt/journeyman/_internal", "PATH": "/bin"}
    frozen.give_back(environ)
    assert environ == {"PATH": "/bin"}


def test_a_checkout_leaves_the_environment_alone():
    environ = {"LD_LIBRARY_PATH": "/opt/anna/lib"}
    frozen.prepare(environ)
    assert environ == {"LD_LIBRARY_PATH": "/opt/anna/lib"}


def test_the_keeper_starts_without_the_command_line_and_without_qt():
    program = (
        "import sys, app.frozen\n"
        "import tracker.desktop.stage_keeper\n"
        "heavy = {'click', 'PySide6', 'pydantic', 'app.cli'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


def test_the_stages_module_loads_where_there_is_no_fcntl():
    """As on Windows, where the command line imports it as well."""
    program = (
        "import sys\n"
        "sys.modules['fcntl'] = None\n"
        "sys.platform = 'win32'\n"
        "import tracker.desktop.stage\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_package_takes_the_lock_without_the_tests_tools_and_with_the_smaller_onnx_runtime(
    freeze,
):
    lock = "# pins\nclick==8.5.1\nonnxruntime-gpu==1.31.1\npytest==9.2.0\npynput==1.8.2\n"
    assert freeze.requirements(lock, cuda=False) == ["click==8.5.1", "onnxruntime==1.31.1"]
    assert freeze.requirements(lock, cuda=True) == ["click==8.5.1", "onnxruntime-gpu==1.31.1"]


def test_what_is_not_shipped_stands_in_the_lock(freeze):
    pinned = {line.partition("==")[0] for line in (ROOT / "requirements.lock").read_text().split()}
    assert freeze.NOT_SHIPPED - pinned == set()


def test_where_there_is_no_lock_the_projects_own_dependencies_go_in(freeze):
    wanted = freeze.portable_dependencies((ROOT / "pyproject.toml").read_text())
    assert "onnxruntime>=1.20" in wanted
    assert [one for one in wanted if "onnxruntime-gpu" in one or "llama" in one] == []


def test_what_the_packages_read_at_run_time_is_known_to_the_freezing(freeze):
    needed = {str(path) for path in freeze.package_data(ROOT)}
    assert {"models/registry.toml", "models/adapters/journeyman-planner.gguf"} <= needed
    assert not any(path.endswith(".py") or "training" in path for path in needed)


def test_what_the_packages_read_at_run_time_is_installed_with_them(freeze):
    """Of the files that are committed, by pyproject's own patterns."""
    listed = subprocess.run(
        ["git", "ls-files", *freeze.PACKAGES], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "package-data"
    ]
    covered = {
        str(path.relative_to(ROOT))
        for package, globs in patterns.items()
        for one in globs
        for path in (ROOT / package).glob(one)
    }
    needed = {str(path) for path in freeze.package_data(ROOT)} & set(listed)
    assert needed - covered == set()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """As it unpacks, with a script in the application's place."""
    unpacked = tmp_path / "journeyman-1.0-linux"
    program = unpacked / "files" / "lib" / "journeyman" / "journeyman"
    program.parent.mkdir(parents=True)
    (program.parent / "_internal/PySide6/Qt/plugins/platforms").mkdir(parents=True)
    program.write_text("#!/bin/sh\necho journeyman, version 1.0\n")
    program.chmod(0o755)
    menu = unpacked / "files" / "share" / "applications"
    menu.mkdir(parents=True)
    for name, folder in (("journeyman", menu), ("autostart", program.parent)):
        shutil.copy(PACKAGING / "linux" / f"{name}.desktop", folder / f"{name}.desktop")
    for script in ("install.sh", "uninstall.sh"):
        shutil.copy(PACKAGING / "linux" / script, unpacked)
    return unpacked


def _sh(home: Path, *command: str | Path) -> str:
    ran = subprocess.run(
        ["sh", *map(str, command)],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_what_a_user_installs_starts_and_is_in_their_menu(archive: Path, tmp_path: Path):
    home = tmp_path / "home of anna"
    _sh(home, archive / "install.sh", "--autostart")
    started = subprocess.run(
        [home / ".local/bin/journeyman"], capture_output=True, text=True
    ).stdout
    assert started == "journeyman, version 1.0\n"
    menu = (home / ".local/share/applications/journeyman.desktop").read_text()
    assert f'Exec="{home}/.local/bin/journeyman"' in menu.splitlines()
    assert (home / ".config/autostart/journeyman.desktop").exists()


def test_what_a_user_removes_is_gone_and_their_recordings_are_not(archive: Path, tmp_path: Path):
    home = tmp_path / "home"
    recordings = home / ".local/share/journeyman/journeyman.db"
    recordings.parent.mkdir(parents=True)
    recordings.write_text("recordings")
    _sh(home, archive / "install.sh", "--autostart")
    told = _sh(home, home / ".local/lib/journeyman/uninstall.sh")
    assert _files(home) == {".local/share/journeyman/journeyman.db"}
    assert str(recordings.parent) in told


def test_a_second_installation_replaces_the_first(archive: Path, tmp_path: Path):
    home = tmp_path / "home"
    _sh(home, archive / "install.sh")
    before = _files(home)
    (home / ".local/lib/journeyman/of-the-last-version").touch()
    _sh(home, archive / "install.sh")
    assert _files(home) == before


def test_every_script_is_sound_shell():
    scripts = sorted([*PACKAGING.rglob("*.sh"), PACKAGING / "linux" / "postinst"])
    for script in scripts:
        checked = subprocess.run(["sh", "-n", script], capture_output=True, text=True)
        assert (script.name, checked.stderr) == (script.name, "")


@pytest.mark.parametrize("name", ["system-packages.txt", "build-packages.txt"])
def test_every_list_of_system_packages_says_what_each_is_for(name):
    lines = [line for line in (PACKAGING / name).read_text().splitlines() if line[:1] != "#"]
    names = [line.partition("#")[0].split() for line in lines]
    assert all(len(one) == 1 for one in names), names
    assert len({one[0] for one in names}) == len(names)


def test_what_is_missing_is_named_where_it_cannot_be_installed(tmp_path: Path):
    """By an account that may not: the tools that would let it are not on its path."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool, does in (
        ("dpkg-query", "exit 1"), ("id", "echo 1000"),
        *((real, f'exec {shutil.which(real)} "$@"') for real in ("sed", "grep", "dirname")),
    ):  # fmt: skip
        (tools / tool).write_text(f"#!/bin/sh\n{does}\n")
        (tools / tool).chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", PACKAGING / "prepare.sh", PACKAGING / "build-packages.txt"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 3
    for name in ("binutils", "zstd", "debootstrap"):
        assert name in ran.stderr


def test_the_icon_is_named_alike_everywhere():
    desktop = (PACKAGING / "linux" / "journeyman.desktop").read_text().splitlines()
    metainfo = (PACKAGING / "linux" / "org.journeyman.Journeyman.metainfo.xml").read_text()
    assert {"Icon=journeyman", "Exec=journeyman"} <= set(desktop)
    assert '<launchable type="desktop-id">journeyman.desktop</launchable>' in metainfo
    assert (PACKAGING / "journeyman.svg").exists()


def _imported(path: Path) -> set[str]:
    """What a module imports when it is loaded itself, by first names."""
    tops = ast.parse(path.read_text(encoding="utf-8")).body
    names = {alias.name for one in tops if isinstance(one, ast.Import) for alias in one.names}
    names |= {one.module for one in tops if isinstance(one, ast.ImportFrom) and one.module}
    return {name.partition(".")[0] for name in names}


def test_nothing_is_left_out_of_the_package_that_the_application_imports():
    """Training is not in the package, and is imported by name where it is asked for."""
    recipe = ast.parse((PACKAGING / "journeyman.spec").read_text())
    (excluded,) = (
        ast.literal_eval(keyword.value)
        for call in ast.walk(recipe)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "excludes"
    )
    needed = {
        name
        for package in ("app", "agent", "grounding", "models", "tracker")
        for path in (ROOT / package).rglob("*.py")
        if "training" not in path.parts
        for name in _imported(path)
    }
    assert needed & set(excluded) == set()
