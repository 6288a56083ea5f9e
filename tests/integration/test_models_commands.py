"""`journeyman models`: what is listed, and that a planner which does not fit is told in a line."""

import hashlib
import json
from pathlib import Path

import pytest

from grounding.detector import WEIGHTS
from tests.integration.test_cli import journeyman
from tests.tiny_llama import tiny_llama


def enter(
    home: Path, content: bytes, name: str = "mine", more: str = "", kind: str = "planner"
) -> None:
    """A model in the person's registry, and its file where it is fetched from."""
    source = home / f"{name}.source"
    source.write_bytes(content)
    entry = (
        f'[[model]]\nid = "{name}"\ntitle = "Mine"\nkind = "{kind}"\nfile = "{name}.gguf"\n'
        f'size = {len(content)}\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        f'chat_format = "gguf"\nlicence.spdx = "MIT"\n{more}\n'
        f'[[model.source]]\nkind = "file"\npath = "{source}"\n'
    )
    with (home / "registry.toml").open("a") as registry:
        registry.write(entry)


def listed(home: Path) -> dict[str, dict[str, object]]:
    said = journeyman(home, "models", "list", "--json")
    return {one["id"]: one for one in json.loads(said.out)["models"]}


def test_the_list_tells_size_licence_and_what_is_in_use(tmp_path):
    said = journeyman(tmp_path, "models", "list")
    *table, seeing, last = said.out.splitlines()
    rows = {line.split()[0]: " ".join(line.split()) for line in table}
    assert rows["qwen2.5-coder-0.5b"] == "qwen2.5-coder-0.5b planner 491 MB Apache-2.0 no"
    # Its own 3 MB and the 98 of the model that it is laid over.
    assert rows["journeyman-planner"] == "journeyman-planner planner 102 MB Apache-2.0 no, in use"
    assert seeing == "journeyman-detector sees the things on the screen."
    assert last == (
        "journeyman-planner is to plan, and is not here in full: "
        "`journeyman models fetch` gets it (102 MB)."
    )


def test_the_list_tells_of_a_server_that_plans(tmp_path):
    url = "http://127.0.0.1:9/v1"
    said = journeyman(
        tmp_path, "models", "list", JOURNEYMAN_PLANNER="remote", JOURNEYMAN_REMOTE_URL=url
    )
    assert said.out.splitlines()[-1] == f"A server of yours plans: its only model at {url}."


@pytest.mark.parametrize(
    ("model", "code", "line"),
    [
        ("nothing", 3, "There is no model 'nothing' in the registry."),
        ("all-minilm-l6-v2", 1, "all-minilm-l6-v2 is no planner: it is for embedder."),
        ("smollm2-135m", 3, "The weights of smollm2-135m are not on this machine."),
        ("remote", 1, "A remote model is chosen, but no server is named."),
    ],
)
def test_what_cannot_plan_is_refused_in_one_line(tmp_path, model, code, line):
    said = journeyman(tmp_path, "models", "use", model)
    assert (said.code, said.err.count("\n")) == (code, 1)
    assert said.err.startswith(f"journeyman: {line}")
    assert not (tmp_path / "models" / "in-use.json").exists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"no model at all", "is no language model that llama.cpp can read."),
        (b"GGUF and then nothing", "is no language model that llama.cpp can read."),
    ],
)
def test_a_file_of_the_right_sum_that_is_no_model_is_refused(tmp_path, content, line):
    enter(tmp_path, content)
    assert journeyman(tmp_path, "models", "fetch", "mine").code == 0
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.err.count("\n")) == (3, 1)
    assert line in said.err
    assert not listed(tmp_path)["mine"]["in_use"]


def test_weights_that_were_changed_on_the_disk_are_refused_with_both_sums(tmp_path):
    enter(tmp_path, b"GGUF as it was")
    journeyman(tmp_path, "models", "fetch", "mine")
    (tmp_path / "models" / "mine" / "mine.gguf").write_bytes(b"GGUF as it is")
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.err.count("\n")) == (1, 1)
    for content in (b"GGUF as it was", b"GGUF as it is"):
        assert hashlib.sha256(content).hexdigest() in said.err
    assert "`journeyman models fetch mine`" in said.err


@pytest.fixture
def tiny(tmp_path: Path) -> bytes:
    pytest.importorskip("gguf", reason="the training extra is not installed")
    return tiny_llama(tmp_path / "tiny.gguf").read_bytes()


def test_a_planner_that_fits_is_in_use_from_then_on_and_the_doctor_says_so(tmp_path, tiny):
    enter(tmp_path, tiny)
    journeyman(tmp_path, "models", "fetch", "mine")
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.out) == (0, "mine plans from now on.\n"), said.err
    assert listed(tmp_path)["mine"]["in_use"]
    checks = json.loads(journeyman(tmp_path, "doctor", "--json").out)["checks"]
    (planner,) = [one for one in checks if one["name"] == "planner"]
    assert planner == {"name": "planner", "ok": True, "detail": "mine: Mine", "remedy": ""}


def test_an_adapter_of_another_model_is_refused(tmp_path, tiny):
    enter(tmp_path, tiny, "base")
    shipped = Path("models/adapters/journeyman-planner.gguf").read_bytes()
    enter(tmp_path, shipped, "mine", more='adapter_of = "base"')
    assert journeyman(tmp_path, "models", "fetch", "mine").code == 0
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.err.count("\n")) == (3, 1)
    assert "does not fit base.requantised-q8_0.gguf" in said.err


def detector_check(home: Path) -> dict[str, object]:
    checks = json.loads(journeyman(home, "doctor", "--json").out)["checks"]
    (found,) = [one for one in checks if one["name"] == "detector"]
    return found


def test_a_detector_of_ones_own_is_in_use_until_it_is_taken_back(tmp_path):
    enter(tmp_path, WEIGHTS.read_bytes(), kind="grounder")
    journeyman(tmp_path, "models", "fetch", "mine")
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.out) == (0, "mine sees the things on the screen from now on.\n")
    assert listed(tmp_path)["mine"]["in_use"]
    assert detector_check(tmp_path)["detail"] == "mine: Mine"
    said = journeyman(tmp_path, "models", "rollback", "--for", "grounder")
    assert said.out == "journeyman-detector sees the things on the screen from now on.\n"
    assert detector_check(tmp_path)["detail"] == "journeyman-detector: as it came with the program"
    said = journeyman(tmp_path, "models", "rollback", "--for", "grounder")
    assert said.err.startswith("journeyman: No other grounder was in use before this one.")


def test_a_detector_that_is_gone_is_said_so_with_the_way_back(tmp_path):
    enter(tmp_path, WEIGHTS.read_bytes(), kind="grounder")
    journeyman(tmp_path, "models", "fetch", "mine")
    journeyman(tmp_path, "models", "use", "mine")
    (tmp_path / "models" / "mine" / "mine.gguf").unlink()
    found = detector_check(tmp_path)
    assert (found["ok"], found["detail"]) == (
        False,
        "The weights of mine are not on this machine.",
    )
    assert "`journeyman models use journeyman-detector`" in str(found["remedy"])
    assert journeyman(tmp_path, "models", "use", "journeyman-detector").code == 0
    assert detector_check(tmp_path)["ok"]


@pytest.mark.parametrize("content", [b"no network", WEIGHTS.with_name("icons.onnx").read_bytes()])
def test_what_is_no_detector_is_refused_in_one_line(tmp_path, content):
    enter(tmp_path, content, kind="grounder")
    journeyman(tmp_path, "models", "fetch", "mine")
    said = journeyman(tmp_path, "models", "use", "mine")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("journeyman: mine does not run as a detector: ")
    assert "`journeyman models use journeyman-detector`" in said.err
    assert not listed(tmp_path)["mine"]["in_use"]
