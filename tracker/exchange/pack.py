"""A demonstration as one file that another person imports and replays: `NAME.journeyman`.

A zip archive of our own form (`jsonl`), without raw events, in which the manifest also gives each
member's size and sha256. It comes from strangers: nothing is unpacked to the disk, every name,
size and sum is checked before anything is believed, and what is not expected is Malformed.
"""

import errno
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from tracker.errors import Malformed, Unavailable
from tracker.exchange import jsonl
from tracker.exchange.jsonl import MANIFEST, Manifest, Member
from tracker.exchange.recording import Recording
from tracker.exchange.redaction import without_secrets

SUFFIX: Final = ".journeyman"

_NAME: Final = re.compile(r"journeyman\.json|\d{4}\.steps\.jsonl|frames/[0-9a-f]{64}\.png", re.A)
_MOST_MEMBERS: Final = 20_000
_MOST_BYTES: Final = 2_000_000_000
"""Of all members together, unpacked."""

_LARGEST_MANIFEST: Final = 16_000_000
_MOST_RATIO: Final = 1100
"""Deflate packs at most 1032 to 1; a member that claims more is a lie. Source: RFC 1951."""

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""Of the zip format's time: the same demonstration gives the same bytes."""

_AGAIN: Final = "Ask for the pack again; nothing was imported."


class _Zip:
    """A sink that notes what it was given."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: list[Member] = []

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, _BEGINNING)
        # A PNG is packed already.
        is_packed = name.endswith(".png")
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w") as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        self.members.append(Member(name, size, digest.hexdigest()))


def write(out: Path, recordings: Iterable[Recording]) -> None:
    """Without raw events and, whoever calls, without what stands in secret fields."""
    with zipfile.ZipFile(out, "w") as archive:
        sink = _Zip(archive)
        outgoing = (
            replace(one, trajectory=without_secrets(one.trajectory), events=())
            for one in recordings
        )
        manifest = jsonl.write(sink, outgoing)
        jsonl.write_manifest(sink, replace(manifest, members=tuple(sink.members)))


def read(path: Path) -> list[Recording]:
    """Raises Malformed, Refused for a later version, Unavailable if the file cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError,
    ) as error:  # fmt: skip
        raise Malformed(f"{path} is no sound pack: {str(error)[:200]}.", hint=_AGAIN) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the file's beginning
            raise Malformed(f"{path} is no sound pack.", hint=_AGAIN) from error
        raise Unavailable(
            f"{path} cannot be read: {error.strerror or error}.", hint="See who owns it."
        ) from error


class _Packed:
    """The members of an archive, each checked against the manifest when it is read."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._promised: dict[str, Member] = {}

    def promise(self, members: Iterable[Member]) -> None:
        self._promised = {member.name: member for member in members}

    def told(self, name: str) -> str:
        return f"{self._path} ({name})"

    def has(self, name: str) -> bool:
        return name in self._promised

    def read(self, name: str, most: int) -> bytes:
        promised = self._promised.get(name)
        if promised is None and name != MANIFEST:
            raise Malformed(f"{self.told(name)} is not in the pack.", hint=_AGAIN)
        most = min(most, _LARGEST_MANIFEST if promised is None else promised.size)
        with self._archive.open(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise Malformed(f"{self.told(name)} is larger than it says.", hint=_AGAIN)
        if promised is not None and hashlib.sha256(data).hexdigest() != promised.sha256:
            raise Malformed(f"{self.told(name)} is not what was packed.", hint=_AGAIN)
        return data


def _read(archive: zipfile.ZipFile, path: Path) -> list[Recording]:
    _check_directory(archive, path)
    packed = _Packed(archive, path)
    manifest = jsonl.read_manifest(packed)
    _check_manifest(archive, manifest, path)
    packed.promise(manifest.members)
    recordings = list(jsonl.read(packed, manifest))
    unused = {one.name for one in manifest.members} - (
        jsonl.names(manifest) | jsonl.picture_names(recordings)
    )
    if unused:
        raise Malformed(f"{packed.told(min(unused))} belongs to no step.", hint=_AGAIN)
    return recordings


def _check_directory(archive: zipfile.ZipFile, path: Path) -> None:
    """Before a single member is opened: names, number, ways of packing, claimed sizes."""
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise Malformed(f"{path} has {len(infos):,} members.", hint=f"At most {_MOST_MEMBERS:,}.")
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename  # as it stands there: zipfile mends the other one
        if not _NAME.fullmatch(name):
            raise Malformed(f"{path} has a member {name[:80]!r}.", hint="Only ours are read.")
        if name in seen:
            raise Malformed(f"{path} has {name} twice.", hint=_AGAIN)
        seen.add(name)
        if info.flag_bits & 0x1:
            raise Malformed(f"{path} has {name} encrypted.", hint="A pack has no password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Malformed(f"{path} has {name} packed in another way than ours.", hint=_AGAIN)
        if info.file_size > _MOST_RATIO * (info.compress_size + 1):
            raise Malformed(f"{path} claims {info.file_size:,} bytes for {name}.", hint=_AGAIN)
    if MANIFEST not in seen:
        raise Malformed(f"{path} has no {MANIFEST}.", hint="It is no pack of Journeyman's.")
    total = sum(info.file_size for info in infos)
    if total > _MOST_BYTES:
        raise Malformed(f"{path} unpacks to {total:,} bytes.", hint=f"At most {_MOST_BYTES:,}.")


def _check_manifest(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """What it lists is what there is, to the byte."""
    listed = {member.name: member.size for member in manifest.members}
    there = {info.filename: info.file_size for info in archive.infolist()}
    del there[MANIFEST]
    if listed != there or len(listed) != len(manifest.members):
        odd = sorted({name for name, _ in listed.items() ^ there.items()})
        named = odd[0] if odd else MANIFEST
        raise Malformed(f"{path}: {named} is not what its list says.", hint=_AGAIN)
