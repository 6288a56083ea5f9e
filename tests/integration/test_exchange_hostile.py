"""What a stranger may send: it is taken in whole or not at all, and a message says what is wrong.

In a real store, which is as it was afterwards.
"""

import json
import os
import random
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import STARTED, click_at, frame, observation, step, trajectory
from tracker.actions import TypeText, Wait
from tracker.errors import JourneymanError, Malformed
from tracker.exchange import jsonl, opencua, pack, pc_agent, reading
from tracker.exchange.importing import import_into
from tracker.exchange.members import Folder
from tracker.exchange.recording import Recording
from tracker.store import Store
from tracker.tasks import Difficulty
from tracker.trajectory import Outcome

SHOWN = Recording(
    trajectory(
        step(before=observation(frame(60, 40, shade=3))),
        step(
            TypeText("Grüße"),
            before=observation(frame(60, 40, shade=4)),
            outcome=Outcome(after=frame(60, 40, shade=9)),
        ),
        step(Wait(2.0), before=observation(frame(60, 40, shade=5))),
    ),
    tuple(click_at(3, 4)),
    difficulty=Difficulty.HARD,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "store.db")) as opened:
        opened.take_in([(trajectory(task="mine"), ())])
        yield opened


def sent(root: Path, format_name: str) -> Path:
    """A sound export, to be spoilt."""
    out = root / format_name
    match format_name:
        case "jsonl":
            jsonl.write_manifest(Folder(out), jsonl.write(Folder(out), [SHOWN]))
        case "pc_agent":
            pc_agent.write(Folder(out), [SHOWN])
        case "opencua":
            opencua.write(Folder(out), [SHOWN])
        case _:
            out = root / "sent.journeyman"
            pack.write(out, [SHOWN])
    return out


def the(folder: Path, pattern: str) -> Path:
    return sorted(folder.rglob(pattern))[0]


def bomb(pixels: int) -> bytes:
    """A PNG of so many pixels, in some hundred bytes a million."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data)
        )  # fmt: skip

    side = int(pixels**0.5) + 1
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side * (side // 8 + 2)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def lead_elsewhere(picture: Path) -> None:
    picture.unlink()
    picture.symlink_to("/etc/passwd")


def be_a_pipe(picture: Path) -> None:
    picture.unlink()
    os.mkfifo(picture)


def be_a_folder(picture: Path) -> None:
    picture.unlink()
    picture.mkdir()


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link out of the folder": (lead_elsewhere, "does not lie in"),
    "a pipe, which would never end": (be_a_pipe, "There is no"),
    "a folder with a picture's name": (be_a_folder, "There is no"),
    "no picture": (Path.unlink, "There is no"),
    "an empty picture": (lambda one: one.write_bytes(b""), "cannot be read"),
    "half a picture": (lambda one: one.write_bytes(one.read_bytes()[:60]), "cannot be read"),
    "another kind of file": (lambda one: one.write_bytes(b"MZ\x90\x00"), "cannot be read"),
    "a picture that unpacks to gigabytes": (
        lambda one: one.write_bytes(bomb(120_000_000)),
        "this picture is too large",
    ),
}


@pytest.mark.parametrize("format_name", ["jsonl", "pc_agent", "opencua"])
@pytest.mark.parametrize("how", SPOILT)
def test_a_picture_that_is_none_is_named_and_nothing_is_taken_in(
    store: Store, tmp_path: Path, format_name: str, how: str
):
    folder = sent(tmp_path, format_name)
    picture = the(folder, "*.png")
    spoil, said = SPOILT[how]
    spoil(picture)
    refused(store, folder, said, picture.name)


TEXTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another encoding": (lambda was: was.decode().encode("utf-16"), "this is not UTF-8"),
    "an older encoding": (lambda was: was.decode().encode("latin-1"), "this is not UTF-8"),
    "nothing": (lambda was: b"", "is empty|should have|no line of a format"),
    "no line at all": (lambda was: b"\n\n", "is empty|should have|has no line"),
    "half a line": (lambda was: was[: len(was) // 2], "JSON|should have"),
    "a nest without an end": (lambda was: b"[" * 200_000, "JSON|cannot be read"),
    "a number of ten thousand digits": (lambda was: b"9" * 10_000, "JSON|cannot be read"),
    "no number": (lambda was: b'{"timestamp": NaN}', "NaN|cannot be read|JSON"),
    "a list": (lambda was: b"[1, 2]", "format that is known|cannot be read"),
}


@pytest.mark.parametrize("format_name", ["jsonl", "pc_agent", "opencua"])
@pytest.mark.parametrize("how", TEXTS)
def test_lines_that_are_none_are_named_and_nothing_is_taken_in(
    store: Store, tmp_path: Path, format_name: str, how: str
):
    folder = sent(tmp_path, format_name)
    lines = the(folder, "*.steps.jsonl" if format_name == "jsonl" else "*.jsonl")
    spoil, said = TEXTS[how]
    lines.write_bytes(spoil(lines.read_bytes()))
    refused(store, folder, said, lines.name)


@pytest.mark.parametrize("format_name", ["pc_agent", "opencua"])
@pytest.mark.parametrize(
    "name",
    ["../0.png", "/etc/passwd", "a\0b", "\ud800", "x" * 5000, "..", "", "C:\\secret.png", "loop"],
)
def test_a_name_that_is_none_or_leads_elsewhere_is_refused(
    store: Store, tmp_path: Path, format_name: str, name: str
):
    folder = sent(tmp_path, format_name)
    (folder / "loop").symlink_to(folder / "loop")
    lines = the(folder, "*.jsonl")
    first, *others = lines.read_text().splitlines()
    row = json.loads(first)
    if format_name == "pc_agent":
        row["screenshot"] = name
    else:
        row["traj"][0]["image"] = name
    lines.write_text("\n".join([json.dumps(row), *others]))
    error = refused(store, folder, "does not lie in|There is no", "line 1")
    assert len(error.message) < 6000


@pytest.mark.parametrize("format_name", ["jsonl", "pc_agent", "opencua"])
def test_an_editor_of_windows_may_have_saved_it(store: Store, tmp_path: Path, format_name: str):
    folder = sent(tmp_path, format_name)
    for path in (*folder.rglob("*.jsonl"), *folder.rglob("*.md")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    [number] = import_into(store, folder, STARTED).numbers
    assert store.load(number).task == SHOWN.trajectory.task


def test_an_export_whose_head_was_lost_says_so(store: Store, tmp_path: Path):
    folder = sent(tmp_path, "jsonl")
    (folder / "journeyman.json").unlink()
    refused(store, folder, "has no journeyman.json, without which", "jsonl")
    refused(store, folder / "0001.steps.jsonl", "has no journeyman.json", "jsonl")


def test_a_value_as_long_as_a_book_is_told_in_a_line(store: Store, tmp_path: Path):
    folder = sent(tmp_path, "jsonl")
    steps = folder / "0001.steps.jsonl"
    steps.write_text(steps.read_text().replace('"click"', json.dumps("x" * 100_000), 1))
    error = refused(store, folder, "line 1", steps.name)
    assert len(error.message) < 600
    assert error.hint == "Ask for the export again."


@pytest.mark.parametrize("format_name", ["pc_agent", "opencua"])
def test_a_picture_that_a_thousand_lines_name_is_read_once(
    store: Store, tmp_path: Path, format_name: str, monkeypatch: pytest.MonkeyPatch
):
    folder = sent(tmp_path, format_name)
    lines = the(folder, "*.jsonl")
    if format_name == "pc_agent":
        lines.write_text(lines.read_text().splitlines()[0] + "\n" + repeated(lines, 1000))
    else:
        row = json.loads(lines.read_text())
        row["traj"] = row["traj"][:1] * 1000
        lines.write_text(json.dumps(row))
    read: list[str] = []
    picture = reading.picture
    monkeypatch.setattr(
        reading, "picture", lambda data, where: (read.append(where), picture(data, where))[1]
    )
    [number] = import_into(store, folder, STARTED).numbers
    assert len(store.load(number).steps) >= 1000
    assert len(read) == 1


def repeated(lines: Path, times: int) -> str:
    return f"{lines.read_text().splitlines()[0]}\n" * times


@pytest.mark.parametrize("format_name", ["pc_agent", "opencua"])
def test_more_steps_than_anybody_does_are_refused(
    store: Store, tmp_path: Path, format_name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"tracker.exchange.{format_name}.MOST_STEPS", 2)
    folder = sent(tmp_path, format_name)
    error = refused(store, folder, "too many lines|it has 4 steps", ".jsonl")
    assert error.hint == "At most 2."


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_changed_in_it_all_or_nothing_is_taken_in(
    store: Store, tmp_path: Path, seed: int
):
    """Bytes are changed, cut off and doubled at random, and values put in the place of others."""
    dice = random.Random(seed)
    sound = {name: sent(tmp_path, name) for name in ("jsonl", "pc_agent", "opencua", "pack")}
    for _ in range(60):
        name = dice.choice(sorted(sound))
        spoilt = tmp_path / "spoilt"
        if sound[name].is_dir():
            shutil.rmtree(spoilt, ignore_errors=True)
            shutil.copytree(sound[name], spoilt)
            target = dice.choice(sorted(path for path in spoilt.rglob("*") if path.is_file()))
        else:
            spoilt = target = tmp_path / "spoilt.journeyman"
            shutil.copy(sound[name], spoilt)
        target.write_bytes(changed(target, dice))
        before = len(store.trajectories())
        if (error := told_by_import(store, spoilt)) is not None:
            assert error.hint
            assert len(error.message) < 1000
            assert len(store.trajectories()) == before
    assert store.check() == []


def told_by_import(store: Store, path: Path) -> JourneymanError | None:
    try:
        import_into(store, path, STARTED)
    except JourneymanError as error:
        return error
    return None


ODD = [
    None, True, -1, 1e308, 10**30, "", "\ud800", "../../etc/passwd", "/etc/passwd", "a\0b", [], {},
]  # fmt: skip


def changed(path: Path, dice: random.Random) -> bytes:
    was = path.read_bytes()
    how = dice.random()
    if how < 0.5 and path.suffix in (".json", ".jsonl"):
        rows = [json.loads(line) for line in was.decode().splitlines()] if (
            path.suffix == ".jsonl"
        ) else [json.loads(was)]  # fmt: skip
        put_odd(dice.choice(rows), dice)
        return "\n".join(map(json.dumps, rows)).encode()
    if how < 0.7:
        return was[: dice.randrange(len(was) + 1)]
    if how < 0.75:
        return was + was
    spoilt = bytearray(was)
    for _ in range(dice.choice([1, 3, 20])):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def put_odd(value: object, dice: random.Random) -> None:
    """Somewhere in it, however deep."""
    while True:
        inner = list(value.items()) if isinstance(value, dict) else list(enumerate(value))  # type: ignore[call-overload]
        if not inner:
            return
        key, held = dice.choice(inner)
        if isinstance(held, dict | list) and held and dice.random() < 0.8:
            value = held
            continue
        value[key] = dice.choice(ODD)  # type: ignore[index]
        return


def refused(store: Store, path: Path, said: str, named: str) -> Malformed:
    """That it is, that the file is named, with a way out, and that the store is as it was."""
    before = [(one.id, one.task) for one in store.trajectories()]
    with pytest.raises(Malformed, match=said) as refusal:
        import_into(store, path, STARTED)
    assert named in refusal.value.message
    assert refusal.value.hint
    assert [(one.id, one.task) for one in store.trajectories()] == before
    assert store.check() == []
    return refusal.value
