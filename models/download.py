"""A file over HTTP that survives a broken line: what arrived is kept, and the rest is asked for.

Knows neither models nor registries. Whether the bytes are the right ones is decided by the
caller, from the digest that is taken while they are written.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from threading import Event
from typing import Self

import httpx

from tracker.errors import JourneymanError, Malformed, Refused, Unavailable

Progress = Callable[[int, int], None]
"""done, total: bytes."""

HTTP_TIMEOUT = httpx.Timeout(30, connect=15)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a partial file is a part of. pieces: how many are whole in its first `size` bytes."""

    url: str = ""
    etag: str = ""
    pieces: int = 0
    size: int = 0


class Partial:
    """A file that grows, with its sha256 so far; it is kept until `become` or `discard`.

    Beside it lies a small JSON file with its `Mark`. One process uses it at a time. wanted: bytes
    that it is to have in the end, 0 if that is not known.
    """

    def __init__(self, path: Path, wanted: int = 0) -> None:
        self.path = path
        self.wanted = wanted
        self._note = path.with_name(path.name + ".json")
        try:
            self.mark = Mark(**json.loads(self._note.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            # A note that was cut off costs a resume, never a file: the digest has the last word.
            self.mark = Mark()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def _open(self) -> None:
        # Unbuffered: a buffer would keep the bytes that a full disk refused, and fail at `close`.
        self._file = FileIO(self.path, "a")
        self._digest = hashlib.sha256()
        self.size = 0
        with self.path.open("rb") as so_far:
            while block := so_far.read(1 << 20):
                self._digest.update(block)
                self.size += len(block)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, block: bytes) -> None:
        """Raises Unavailable when the disk is full; what was written before stays."""
        rest = memoryview(block)
        while rest:
            try:
                written = self._file.write(rest)
            except OSError as error:
                raise self._explain(error, len(rest)) from error
            self._digest.update(rest[:written])
            self.size += written
            rest = rest[written:]

    def note(self, mark: Mark) -> None:
        """Remember, also for the next process, what the bytes so far are a part of."""
        self.mark = mark
        try:
            self._note.write_text(json.dumps(asdict(mark)), encoding="utf-8")
        except OSError as error:
            raise self._explain(error, 0) from error

    def cut(self, size: int) -> None:
        """Forget all bytes after `size`."""
        self.close()
        os.truncate(self.path, size)
        self._open()

    def restart(self) -> None:
        self.cut(0)
        self.note(Mark())

    def become(self, target: Path) -> None:
        """The whole file takes its name; after a crash there is either the part or the file."""
        os.fsync(self._file.fileno())
        self.close()
        self.path.replace(target)
        self._note.unlink(missing_ok=True)

    def discard(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def close(self) -> None:
        self._file.close()

    def _explain(self, error: OSError, unwritten: int) -> JourneymanError:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return Unavailable(
                f"{self.path} cannot be written: {error.strerror}.",
                hint="Check the disk and the rights of its folder.",
            )
        return disk_full(self.path.parent, max(self.wanted - self.size, unwritten))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class DiskFull(Unavailable):
    """No other source can help against this one."""


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def disk_full(folder: Path, needed: int) -> DiskFull:
    return DiskFull(
        f"The disk of {folder} is full: {needed:,} more bytes are needed, "
        f"{free_bytes(folder):,} are free.",
        hint="Make room and run the same command again; it goes on where it stopped.",
    )


def refuse_if_cancelled(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Refused(
            "The download was stopped.", hint="Run it again; it goes on where it stopped."
        )


def download(
    http: httpx.Client,
    url: str,
    partial: Partial,
    *,
    progress: Progress | None = None,
    cancel: Event | None = None,
    auth: tuple[str, str] | None = None,
) -> None:
    """Fill `partial` up to the end of what lies at `url`.

    A line that breaks is taken up again for as long as each try brings new bytes. Raises
    Unavailable if the server cannot be reached or refuses, Malformed if it offers another size
    than `partial.wanted`, Refused if cancelled. The partial file stays in every case.
    """
    farthest = partial.size
    while True:
        refuse_if_cancelled(cancel)
        try:
            if _attempt(http, url, partial, progress, cancel, auth):
                return
            broke = "the connection ended too early"
        except (httpx.RequestError, httpx.InvalidURL) as error:
            broke = str(error) or type(error).__name__
        if partial.size <= farthest:
            raise Unavailable(
                f"{public(url)} cannot be fetched: {broke}.",
                hint="Check the network and run it again.",
            )
        farthest = partial.size


def _attempt(
    http: httpx.Client,
    url: str,
    partial: Partial,
    progress: Progress | None,
    cancel: Event | None,
    auth: tuple[str, str] | None,
) -> bool:
    """One request. Whether the file is whole now."""
    headers = {"Accept-Encoding": "identity"}
    if partial.size:
        headers["Range"] = f"bytes={partial.size}-"
        if partial.mark.url == url and partial.mark.etag:
            headers["If-Range"] = partial.mark.etag
    with http.stream("GET", url, headers=headers, auth=auth) as response:
        total = _total(response, partial)
        if response.status_code == 416 and partial.size and partial.size == total:
            return True
        if response.status_code == 416 and partial.size:
            # What we have is longer than what there is now: it was a part of something else.
            partial.restart()
            return _attempt(http, url, partial, progress, cancel, auth)
        if response.status_code not in (200, 206):
            raise Unavailable(
                f"{public(url)} answered {response.status_code} {response.reason_phrase}.",
                hint="Check the address, the proxy and the rights that it wants.",
            )
        if total and partial.wanted and total != partial.wanted:
            raise Malformed(
                f"{public(url)} offers {total:,} bytes instead of {partial.wanted:,}.",
                hint="It is another file, or a page that wants a log-in.",
            )
        if response.status_code == 206 and not _continues(response, partial.size):
            raise Malformed(
                f"{public(url)} sends another part of the file than it was asked for.",
                hint="Its server or a proxy is at fault; another source may do.",
            )
        if response.status_code == 200 and partial.size:
            partial.restart()
        partial.note(Mark(url=url, etag=_strong_etag(response)))
        for block in response.iter_raw():
            refuse_if_cancelled(cancel)
            partial.write(block)
            if 0 < partial.wanted < partial.size:
                raise Malformed(
                    f"{public(url)} sends more than the {partial.wanted:,} bytes of this file.",
                    hint="It is another file.",
                )
            if progress:
                progress(partial.size, total or partial.wanted)
    return not total or partial.size >= total


def _total(response: httpx.Response, partial: Partial) -> int:
    """Bytes of the whole file as the server tells it, 0 if it does not."""
    if response.status_code in (206, 416):
        told = re.fullmatch(r"bytes .*/(\d+)", response.headers.get("Content-Range", ""))
        return int(told[1]) if told else 0
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else 0


def _continues(response: httpx.Response, size: int) -> bool:
    told = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return told is not None and int(told[1]) == size


def _strong_etag(response: httpx.Response) -> str:
    """Only a strong one says that the bytes are the same. Source: RFC 9110, section 13.1.5."""
    etag = str(response.headers.get("ETag", ""))
    return "" if etag.startswith("W/") else etag


def public(url: str) -> str:
    """The address as it may stand in a message: without password and query."""
    try:
        return str(httpx.URL(url).copy_with(username=None, password=None, query=None))
    except httpx.InvalidURL:
        return "an address that is none"
