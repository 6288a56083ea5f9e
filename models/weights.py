"""The id of a model in, the path of its verified weights out.

Nothing gets the final name before its size and sha256 are those of the registry, and this is
the only way by which weights come in. Which model is used is the caller's business.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event

import filelock
import httpx

from models.download import DiskFull, Progress, refuse_if_cancelled
from models.index import PackageIndexes
from models.registry import Model, Registry, Source
from models.sources import Fetching, Network, fetch_from, joined_part_of, part_of
from tracker.errors import JourneymanError, Malformed, Unavailable

log = logging.getLogger(__name__)


class Presence(StrEnum):
    """PARTIAL: a download was begun. UNVERIFIED: there, but its sum was not taken yet."""

    READY = "ready"
    UNVERIFIED = "unverified"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Status:
    """bytes_here: of the file, or of the part of it that arrived. path: where it is or will be."""

    model: Model
    presence: Presence
    bytes_here: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Seal:
    """What a file looked like when its sum was last taken in full."""

    size: int
    mtime_ns: int
    sha256: str


class Weights:
    """home: the folder of all weights, made when something is fetched.

    http: None for a client that follows this machine's proxies and certificates. indexes: None
    for those that pip uses here. environment: None for this process's own.
    """

    def __init__(
        self,
        home: Path,
        registry: Registry,
        http: httpx.Client | None = None,
        *,
        indexes: PackageIndexes | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._home = home
        self._registry = registry
        self._network = Network(
            environment=os.environ if environment is None else environment,
            client=http,
            indexes=indexes,
        )

    def path(self, model_id: str) -> Path:
        """The weights, unchanged since they were verified, or verified now.

        Raises Unavailable if they are not there, Malformed if they are not what they must be.
        """
        model = self._registry.model(model_id)
        target = self._target(model)
        if target.is_file() and self._is_sealed(model):
            return target
        return self.verify(model_id)

    def verify(self, model_id: str) -> Path:
        """Takes the sum of the whole file, whatever is known of it. A wrong file is put aside."""
        model = self._registry.model(model_id)
        target = self._target(model)
        if not target.is_file():
            raise Unavailable(
                f"The weights of {model_id} are not on this machine.",
                hint=f"Get them with `journeyman models fetch {model_id}` ({model.size:,} bytes).",
            )
        with target.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != model.sha256:
            aside = target.with_name(target.name + ".damaged")
            target.replace(aside)
            raise Malformed(
                f"The weights of {model_id} have the sha256 {found} instead of {model.sha256}; "
                f"they were put aside as {aside}.",
                hint=f"Get them again with `journeyman models fetch {model_id}`.",
            )
        self._seal(model)
        return target

    def fetch(
        self, model_id: str, progress: Progress | None = None, cancel: Event | None = None
    ) -> Path:
        """The weights, fetched if they are not there, and with them all that they need.

        progress: bytes done and in total, never going back. Raises Unavailable (no source
        reached, no room), Malformed (only wrong bytes were to be had) or Refused (cancelled);
        what arrived is kept, and the next call goes on from there.
        """
        model = self._registry.model(model_id)
        wanted = self._registry.with_needs(model_id)
        total = sum(each.size for each in wanted)
        begun = 0
        for each in wanted:
            self._fetch_one(each, _forward(progress, begun, each.size, total), cancel)
            begun += each.size
        if progress:
            progress(total, total)
        return self._target(model)

    def status(self, model_id: str) -> Status:
        model = self._registry.model(model_id)
        target = self._target(model)
        if target.is_file():
            presence = Presence.READY if self._is_sealed(model) else Presence.UNVERIFIED
            return Status(model, presence, target.stat().st_size, target)
        parts = [part for part in (part_of(target), joined_part_of(target)) if part.is_file()]
        if parts:
            largest = max(part.stat().st_size for part in parts)
            return Status(model, Presence.PARTIAL, largest, target)
        return Status(model, Presence.ABSENT, 0, target)

    def lacking(self, model_id: str) -> tuple[Status, ...]:
        """Of the model and all that it needs, what is not here in full; () if it can be used."""
        states = (self.status(one.id) for one in self._registry.with_needs(model_id))
        here = (Presence.READY, Presence.UNVERIFIED)
        return tuple(state for state in states if state.presence not in here)

    def list(self) -> tuple[Status, ...]:
        return tuple(self.status(model.id) for model in self._registry)

    def _target(self, model: Model) -> Path:
        return self._home / model.id / model.file

    def _seal_path(self, model: Model) -> Path:
        return self._target(model).with_name(model.file + ".verified.json")

    def _is_sealed(self, model: Model) -> bool:
        stat = self._target(model).stat()
        try:
            seal = _Seal(**json.loads(self._seal_path(model).read_bytes()))
        except (OSError, ValueError, TypeError):
            return False
        return seal == _Seal(stat.st_size, stat.st_mtime_ns, model.sha256)

    def _seal(self, model: Model) -> None:
        stat = self._target(model).stat()
        seal = _Seal(stat.st_size, stat.st_mtime_ns, model.sha256)
        try:
            self._seal_path(model).write_text(json.dumps(asdict(seal)), encoding="utf-8")
        except OSError as error:
            # A folder that is shared and read-only, or a full disk: the weights are right all the
            # same, and are read in full again next time.
            log.info("seal not written", extra={"model": model.id, "reason": error.strerror})

    def _fetch_one(self, model: Model, progress: Progress, cancel: Event | None) -> None:
        target = self._target(model)
        if target.is_file() and self._is_sealed(model):
            return
        with self._locked(model, cancel):
            if target.is_file():
                try:
                    self.verify(model.id)
                    return
                except Malformed:
                    # It lies aside now; the registry's bytes take its place.
                    pass
            fetching = Fetching(model, target, self._network, progress, cancel)
            failures: list[tuple[Source, JourneymanError]] = []
            for source in model.source:
                try:
                    fetch_from(source, fetching)
                except DiskFull:
                    raise
                except (Unavailable, Malformed) as error:
                    failures.append((source, error))
                else:
                    self._seal(model)
                    self._drop_parts(model)
                    return
            raise _all_failed(model, failures)

    @contextmanager
    def _locked(self, model: Model, cancel: Event | None) -> Iterator[None]:
        """One process at a time; the next one finds the file there."""
        folder = self._target(model).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(folder / ".lock")
            while True:
                refuse_if_cancelled(cancel)
                try:
                    lock.acquire(timeout=0.25)
                    break
                except filelock.Timeout:
                    continue
        except OSError as error:
            raise Unavailable(
                f"The folder {folder} cannot be written: {error.strerror}.",
                hint="Check its rights, or set JOURNEYMAN_HOME to another place.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _drop_parts(self, model: Model) -> None:
        for part in self._target(model).parent.glob("*.part*"):
            part.unlink()


def _forward(progress: Progress | None, begun: int, size: int, total: int) -> Progress:
    """Of one file among several, and never back: a part that is thrown away is no news."""
    farthest = begun

    def report(done: int, _: int) -> None:
        nonlocal farthest
        if progress and begun + min(done, size) > farthest:
            farthest = begun + min(done, size)
            progress(farthest, total)

    return report


def _all_failed(
    model: Model, failures: list[tuple[Source, JourneymanError]]
) -> Unavailable | Malformed:
    told = " ".join(f"From {source}: {error.message}" for source, error in failures)
    if any(isinstance(error, Malformed) for _, error in failures):
        return Malformed(
            f"The weights of {model.id} are not what the registry names. {told}",
            hint="Try again later; if it stays so, correct the registry entry.",
        )
    return Unavailable(
        f"The weights of {model.id} cannot be had. {told}",
        hint=f"Check the network, or put the file yourself at a source of kind `file`; "
        f"then `journeyman models fetch {model.id}`.",
    )
