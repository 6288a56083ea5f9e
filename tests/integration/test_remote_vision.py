"""A model that points behind a real HTTP server on the loopback."""

import base64
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from models.completions import leaves_this_machine
from models.remote_vision import RemoteVision
from models.vision import NothingThere, Pointed, PointStyle
from tests.servers import chat_server, completion
from tracker.errors import Malformed, Refused, Unavailable
from tracker.frames import Frame
from tracker.geometry import Point

DEADLINE_S = 20


def screen(width: int = 1920, height: int = 1080) -> Frame:
    """Grey, with one white square of 40 px whose middle is a quarter down and half across."""
    pixels = np.full((height, width, 3), 120, np.uint8)
    x, y = width // 2, height // 4
    pixels[y - 20 : y + 20, x - 20 : x + 20] = 255
    return Frame(pixels=pixels)


def looks(body) -> np.ndarray:
    """The picture that came with a request."""
    url = body["messages"][0]["content"][0]["image_url"]["url"]
    prefix, data = url.split(",")
    assert prefix == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("L"))


def finds_white(style: PointStyle):
    """A server whose model really looks: it answers with the middle of what is white."""

    def answer(body, _headers):
        picture = looks(body)
        down, across = (int(one.mean()) for one in np.nonzero(picture > 200))
        high, wide = picture.shape
        if style.is_in_thousandths:
            across, down = across * 1000 // wide, down * 1000 // high
        match style:
            case PointStyle.UI_TARS:
                text = f"Thought: It is white.\nAction: click(start_box='({across},{down})')"
            case PointStyle.UI_TARS_1000:
                text = f"<point>{across} {down}</point>"
            case PointStyle.QWEN:
                box = [across - 5, down - 5, across + 5, down + 5]
                text = f'```json\n[{{"bbox_2d": {box}, "label": "square"}}]\n```'
            case PointStyle.QWEN_1000:
                text = f'[{{"point_2d": [{across}, {down}], "label": "square"}}]'
        return 200, completion(text)

    return answer


@pytest.mark.parametrize("style", list(PointStyle))
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (3840, 2160)])
def test_what_the_model_points_at_is_where_it_is_on_the_screen(style, size):
    """The picture is scaled on its way out and the answer on its way back."""
    with chat_server(finds_white(style)) as server:
        found = RemoteVision(server.url, "pointer", style).point_at("the square", screen(*size))
    assert isinstance(found, Pointed)
    assert abs(found.point.x - size[0] // 2) <= 6
    assert abs(found.point.y - size[1] // 4) <= 6


def test_the_picture_goes_out_at_the_size_that_the_model_sees_with_the_phrase_beside_it():
    with chat_server(finds_white(PointStyle.QWEN)) as server:
        model = RemoteVision(server.url, "pointer", PointStyle.QWEN, most_pixels=1_000_000)
        model.point_at("the white square", screen())
    (body,) = server.asked
    assert looks(body).shape == (728, 1316)
    assert body["messages"][0]["content"][1]["text"].endswith("What to point at: the white square")
    assert {name: body[name] for name in ("model", "temperature", "seed")} == {
        "model": "pointer", "temperature": 0, "seed": 1,
    }  # fmt: skip


def test_nothing_is_sent_before_something_is_asked():
    with chat_server(finds_white(PointStyle.QWEN)) as server:
        RemoteVision(server.url, "pointer", PointStyle.QWEN).close()
    assert server.asked == []


def answering(text: str, finish: str = "stop"):
    return chat_server(lambda *_: (200, completion(text, finish)))


def test_a_model_may_say_that_nothing_is_there():
    with answering("[]") as server:
        model = RemoteVision(server.url, "pointer", PointStyle.QWEN)
        assert model.point_at("the red square", screen()) == NothingThere()


@pytest.mark.parametrize(
    ("text", "finish", "reason"),
    [
        ("Sure! It is at (960, 270).", "stop", "pointer gives no JSON"),
        ('[{"point_2d": [5000, 270]}]', "stop", "outside of the picture"),
        ('[{"point_2d": [966, 27', "length", "cut off after 22 characters"),
    ],
)
def test_an_answer_that_is_none_is_malformed(text, finish, reason):
    with answering(text, finish) as server, pytest.raises(Malformed, match=reason) as caught:
        RemoteVision(server.url, "pointer", PointStyle.QWEN).point_at("the square", screen())
    assert caught.value.hint


def test_a_server_that_takes_no_pictures_says_so():
    refusal = (400, {"error": {"message": "image input is not supported"}})
    with (
        chat_server(lambda *_: refusal) as server,
        pytest.raises(Unavailable, match=r"vision model's server .* 400 .*image input is not"),
    ):
        RemoteVision(server.url, "pointer", PointStyle.QWEN).point_at("the square", screen())


def test_a_server_that_is_not_there_is_unavailable():
    with pytest.raises(Unavailable, match="vision model's server"):
        RemoteVision("http://127.0.0.1:1/v1", "pointer", PointStyle.QWEN).point_at("x", screen())


def test_an_interrupt_ends_the_wait():
    asked, let_go = threading.Event(), threading.Event()

    def slow(*_):
        asked.set()
        let_go.wait(DEADLINE_S)
        return 200, completion("[]")

    with chat_server(slow) as server, ThreadPoolExecutor(1) as pool:
        model = RemoteVision(server.url, "pointer", PointStyle.QWEN)
        answer = pool.submit(model.point_at, "the square", screen())
        assert asked.wait(DEADLINE_S)
        model.interrupt()
        with pytest.raises(Refused, match="vision model pointer was interrupted"):
            answer.result(DEADLINE_S)
        let_go.set()


def test_a_server_of_this_machine_is_not_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch):
    """A proxy may be another machine, and the picture would go there."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with answering("[]") as server:
        model = RemoteVision(server.url, "pointer", PointStyle.QWEN)
        assert model.point_at("the square", screen(280, 280)) == NothingThere()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080/v1", False),
        ("http://127.3.2.1/v1", False),
        ("http://localhost:8080/v1", False),
        ("http://[::1]:8080/v1", False),
        ("http://192.168.0.9:8080/v1", True),
        ("http://0.0.0.0:8080/v1", True),
        ("https://models.example/v1", True),
        ("http://localhost.example/v1", True),
        ("http://127.0.0.1.example/v1", True),
        ("http://127.0.0.1@models.example/v1", True),
        ("", True),
    ],
)
def test_an_address_that_may_be_another_machine_is_known_as_one(url, expected):
    assert leaves_this_machine(url) is expected


def test_points_are_whole_pixels_of_the_frame():
    with answering('[{"point_2d": [966, 273]}]') as server:
        found = RemoteVision(server.url, "p", PointStyle.QWEN).point_at("the square", screen())
    assert found == Pointed(Point(960, 270))
