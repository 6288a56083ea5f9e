"""A vision model on a server, chosen, asked and told of on the command line."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.integration.test_cli import journeyman
from tests.servers import chat_server, completion
from tracker.frames import Frame


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Grey, with a red square whose middle is (200, 100); no text is on it."""
    pixels = np.full((280, 560, 3), 200, np.uint8)
    pixels[90:110, 190:210] = (220, 30, 30)
    path = tmp_path / "screen.png"
    path.write_bytes(Frame(pixels=pixels).png)
    return path


def pointing(text: str):
    return chat_server(lambda *_: (200, completion(text)))


def ask(home: Path, picture: Path, url: str, **environ: str):
    return journeyman(
        home, "ground", "the zeppelin", "--model", "remote", "--image", str(picture), "--json",
        "--marked", str(home / "marked.png"), JOURNEYMAN_VISION_URL=url,
        JOURNEYMAN_VISION_NAME="pointer", **environ,
    )  # fmt: skip


def test_a_model_on_a_server_of_this_machine_points_and_nothing_is_said_of_other_machines(
    tmp_path, picture
):
    with pointing("click(start_box='(200,100)')") as server:
        said = ask(tmp_path, picture, server.url, JOURNEYMAN_VISION_STYLE="ui-tars")
    told = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert told["found"]
    assert told["point"] == pytest.approx([200, 100], abs=2)
    assert (told["evidence"], told["accepted"]) == ("pointed at by pointer", True)
    assert len(server.asked) == 1


def test_a_place_where_nothing_is_painted_is_told_and_rejected(tmp_path, picture):
    with pointing("click(start_box='(20,20)')") as server:
        said = ask(tmp_path, picture, server.url, JOURNEYMAN_VISION_STYLE="ui-tars")
    told = json.loads(said.out)
    assert (said.code, told["found"], told["accepted"]) == (1, True, False)
    assert told["rejected"] == "Nothing is painted there."


def test_an_answer_in_another_style_is_no_place(tmp_path, picture):
    with pointing("click(start_box='(200,100)')") as server:
        said = ask(tmp_path, picture, server.url, JOURNEYMAN_VISION_STYLE="qwen2.5-vl")
    assert (said.code, json.loads(said.out)["found"]) == (1, False)
    assert "pointer gives no JSON" in json.loads(said.out)["evidence"]


def test_another_machine_is_told_of_before_it_is_asked(tmp_path, picture):
    """The address is one that no machine has; it is asked in vain."""
    said = ask(
        tmp_path, picture, "http://user:secret@192.0.2.1:9/v1", HTTP_PROXY="http://127.0.0.1:1"
    )
    first, second = said.err.splitlines()
    assert first == (
        "Pictures of your whole screen go to http://192.0.2.1:9/v1, which is not this machine."
    )
    assert "cannot be reached" in second
    assert (said.code, "secret" in said.err) == (3, False)


def test_no_server_is_asked_that_was_not_named(tmp_path, picture):
    said = ask(tmp_path, picture, "")
    assert said.code == 1
    assert "no server is named" in said.err


def test_the_models_that_point_are_listed_and_one_that_is_not_here_is_not_taken(tmp_path):
    listed = json.loads(journeyman(tmp_path, "models", "list", "--json").out)
    assert [one["id"] for one in listed["models"] if one["kind"] == "vision"] == [
        "qwen3-vl-2b", "qwen2.5-vl-7b",
    ]  # fmt: skip
    said = journeyman(tmp_path, "models", "use", "qwen3-vl-2b")
    assert said.code == 3
    assert "journeyman models fetch qwen3-vl-2b" in said.err
    assert not (tmp_path / "settings.toml").exists()


def test_a_server_is_taken_as_the_vision_model_and_let_go_again(tmp_path):
    url = "http://127.0.0.1:9/v1"
    used = journeyman(
        tmp_path, "models", "use", "remote", "--for", "vision", JOURNEYMAN_VISION_URL=url
    )
    assert (used.code, used.err) == (0, "")
    assert tomllib.loads((tmp_path / "settings.toml").read_text()) == {"vision": "remote"}
    listed = journeyman(tmp_path, "models", "list", JOURNEYMAN_VISION_URL=url)
    assert f"A vision model on a server of yours points: {url}." in listed.out
    assert "Nothing leaves this machine." in listed.out
    told = journeyman(tmp_path, "doctor", "--json", JOURNEYMAN_VISION_URL="http://192.0.2.1/v1")
    checks = {one["name"]: one["detail"] for one in json.loads(told.out)["checks"]}
    assert "which is not this machine" in checks["vision model"]
    assert journeyman(tmp_path, "models", "use", "none", "--for", "vision").code == 0
    assert tomllib.loads((tmp_path / "settings.toml").read_text()) == {}


def test_a_planner_is_no_vision_model(tmp_path, picture):
    said = journeyman(tmp_path, "ground", "x", "--model", "smollm2-135m", "--image", str(picture))
    assert said.code == 1
    assert "smollm2-135m is no vision model: it is for planner." in said.err
