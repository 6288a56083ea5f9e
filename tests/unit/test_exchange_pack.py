"""A pack from a stranger is believed only where everything in it is as it says."""

import hashlib
import json
import struct
import zipfile
from dataclasses import replace

import pytest

from tests.builders import STARTED, element, frame, observation, press_key, step, trajectory
from tracker.actions import TypeText
from tracker.errors import Malformed, Refused
from tracker.exchange import pack
from tracker.exchange.importing import import_into, read_any, secrets_of
from tracker.exchange.recording import Recording
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.store import Store
from tracker.tiles import former_name_of
from tracker.trajectory import Evidence, Outcome

SHOWN = trajectory(
    step(before=observation(frame(shade=1)), outcome=Outcome(after=frame(shade=2))),
    step(TypeText("Grüße"), before=observation(frame(shade=2))),
)


@pytest.fixture
def packed(tmp_path):
    path = tmp_path / "letter.journeyman"
    pack.write(path, [Recording(SHOWN)])
    return path


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path, held, *, listed=True):
    """The pack with other members. listed: whether the manifest vouches for them."""
    if listed:
        manifest = json.loads(held["journeyman.json"])
        manifest["members"] = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in held.items()
            if name != "journeyman.json"
        ]
        held = {**held, "journeyman.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def test_a_pack_holds_the_demonstration_whole_and_no_raw_events(packed):
    pack.write(packed, [Recording(SHOWN, tuple(press_key("a")))])
    assert read_any(packed, STARTED) == ("pack", [Recording(SHOWN)])


def test_a_pack_shows_nothing_of_a_secret_field_whoever_writes_it(packed):
    pin = element("PIN", role="password text", value="1234", box=Box(10, 10, 60, 30))
    seen = step(before=observation(frame(shade=255), elements=[pin]), evidence=Evidence(pin))
    pack.write(packed, [Recording(trajectory(seen))])
    [[found]] = [one.trajectory.steps for one in pack.read(packed)]
    assert found.evidence.element.value == found.before.elements[0].value == ""
    assert not found.before.frame.pixels[10:30, 10:60].any()


def test_the_same_demonstration_gives_the_same_bytes(packed, tmp_path):
    pack.write(tmp_path / "again.journeyman", [Recording(SHOWN)])
    assert (tmp_path / "again.journeyman").read_bytes() == packed.read_bytes()


def test_a_pack_from_before_names_were_made_of_tiles_is_read(packed):
    screen = frame(shade=3)
    former = Frame(png=screen.png, sha256=former_name_of(screen.pixels))
    pack.write(packed, [Recording(trajectory(step(before=observation(former))))])
    [[found]] = [one.trajectory.steps for one in pack.read(packed)]
    assert found.before.frame.sha256 == former.sha256
    assert Frame(pixels=found.before.frame.pixels) == screen


def test_a_pack_is_known_by_its_beginning_whatever_its_name(packed):
    renamed = packed.rename(packed.with_name("letter.zip"))
    assert read_any(renamed, STARTED) == ("pack", [Recording(SHOWN)])


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py",
        "/etc/evil",
        "frames/../../evil.png",
        "frames\\..\\evil.png",
        "C:evil",
        "run.py",
        "0001.events.jsonl",
        "frames/",
        "frames/" + "A" * 64 + ".png",
        "journeyman.json\0.py",
    ],
)
def test_a_member_of_another_name_is_refused_and_nothing_is_written(packed, name):
    held = {**members(packed), name: b"x"}
    with zipfile.ZipFile(packed, "w") as archive:
        for one, data in held.items():
            info = zipfile.ZipInfo("placeholder")
            info.filename = info.orig_filename = one
            archive.writestr(info, data)
    before = sorted(packed.parent.rglob("*"))
    with pytest.raises(Malformed, match=r"has a member|no sound pack"):
        pack.read(packed)
    assert sorted(packed.parent.rglob("*")) == before


def test_a_picture_that_no_step_shows_is_refused(packed):
    stowaway = frame(shade=200)
    repacked(packed, {**members(packed), f"frames/{stowaway.sha256}.png": stowaway.png})
    with pytest.raises(Malformed, match="belongs to no step"):
        pack.read(packed)


def test_a_changed_member_is_noticed_by_its_sum(packed):
    held = members(packed)
    held["0001.steps.jsonl"] = held["0001.steps.jsonl"].replace(b'"Save"', b'"Sage"')
    repacked(packed, held, listed=False)
    with pytest.raises(Malformed, match=r"0001\.steps\.jsonl\) is not what was packed"):
        pack.read(packed)


@pytest.mark.parametrize("name", ["0001.steps.jsonl", "journeyman.json"])
def test_a_missing_member_is_noticed(packed, name):
    held = members(packed)
    del held[name]
    repacked(packed, held, listed=False)
    with pytest.raises(Malformed, match=name):
        pack.read(packed)


def test_a_wrong_line_is_named(packed):
    held = members(packed)
    lines = held["0001.steps.jsonl"].splitlines()
    held["0001.steps.jsonl"] = b"\n".join([lines[0], lines[1].replace(b"type_text", b"run_shell")])
    repacked(packed, held)
    with pytest.raises(Malformed, match=r"letter\.journeyman \(0001\.steps\.jsonl\), line 2"):
        pack.read(packed)


def test_a_later_version_is_refused(packed):
    held = members(packed)
    manifest = {**json.loads(held["journeyman.json"]), "version": 99}
    repacked(packed, {**held, "journeyman.json": json.dumps(manifest).encode()}, listed=False)
    with pytest.raises(Refused, match="newer Journeyman"):
        pack.read(packed)


def test_what_packs_too_well_is_not_unpacked(packed, monkeypatch):
    monkeypatch.setattr(pack, "_MOST_BYTES", 10_000)
    held = {**members(packed), "0002.steps.jsonl": b" " * 20_000}
    repacked(packed, held)
    with pytest.raises(Malformed, match="unpacks to"):
        pack.read(packed)


def test_a_member_that_lies_about_its_size_is_not_read_further(packed):
    """Its entry claims 5 bytes; the data that follows unpacks to ten million."""
    held = members(packed)
    name = b"0001.steps.jsonl"
    repacked(packed, {**held, name.decode(): b" " * 10_000_000})
    data = bytearray(packed.read_bytes())
    at = data.rindex(name) - 46  # the central directory's entry: its size field is at 24
    data[at + 24 : at + 28] = struct.pack("<I", 5)
    packed.write_bytes(data)
    with pytest.raises(Malformed, match=r"not what its list says|no sound pack|larger than"):
        pack.read(packed)


def test_a_picture_that_would_unpack_to_too_much_is_not_decoded(packed):
    held = members(packed)
    name = next(one for one in held if one.startswith("frames/"))
    huge = struct.pack(">II", 60_000, 60_000)
    held[name] = held[name][:16] + huge + held[name][24:]
    repacked(packed, held)
    with pytest.raises(Malformed, match=r"too large|cannot be read"):
        pack.read(packed)


@pytest.mark.parametrize("cut", [3, 100, -30])
def test_a_file_that_was_cut_off_is_no_pack(packed, cut):
    packed.write_bytes(packed.read_bytes()[:cut])
    with pytest.raises(Malformed, match="no sound pack"):
        pack.read(packed)


def test_every_byte_that_is_flipped_is_noticed_or_harmless(packed):
    """Whatever is wrong is Malformed or Refused, never another error and never another content."""
    whole = packed.read_bytes()
    for at in range(0, len(whole), 7):
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            found = pack.read(packed)
        except (Malformed, Refused):
            continue
        assert [one.trajectory.steps for one in found] == [SHOWN.steps]


def test_nothing_of_a_wrong_pack_reaches_the_store(packed, tmp_path):
    pack.write(packed, [Recording(SHOWN), Recording(replace(SHOWN, task="Another"))])
    held = members(packed)
    held["0002.steps.jsonl"] = held["0002.steps.jsonl"][:-30]
    repacked(packed, held)
    store = Store.open(tmp_path / "store.db")
    with pytest.raises(Malformed):
        import_into(store, packed, STARTED)
    assert (store.trajectories(), store.check()) == ([], [])
    store.close()


def test_the_secrets_that_a_stranger_asks_for_are_told():
    asking = trajectory(step(TypeText("{secret:bank}")), step(TypeText("{secret:bank}")), step())
    assert secrets_of(asking) == ("bank",)
