"""Models that were trained on this machine: files, lineage, and their entries in the registry.

Each lies in a folder of its own in the data folder, with the JSON that says where it comes from.
It becomes a model like the others by an entry in `registry.toml`, and is fetched and verified like
them.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.settings import SHIPPED_DETECTOR
from models.registry import Kind, Lineage, Registry
from tracker.errors import Malformed

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")

_PLACES: Final = {Kind.PLANNER: ("adapters", ".gguf"), Kind.GROUNDER: ("detectors", ".onnx")}
"""The folder, and how the file with the weights ends."""


@dataclass(frozen=True, slots=True)
class OwnModel:
    """Where a training leaves what it makes. home: the data folder."""

    home: Path
    name: str
    kind: Kind

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise Malformed(
                f"A model cannot be called {self.name!r}.",
                hint="Use small letters, digits, dots and dashes.",
            )

    @property
    def folder(self) -> Path:
        return self.home / _PLACES[self.kind][0] / self.name

    @property
    def weights(self) -> Path:
        return self.folder / f"{self.name}{_PLACES[self.kind][1]}"

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    @property
    def lineage(self) -> Path:
        return self.folder / "lineage.json"

    def write_lineage(self, told: Mapping[str, object]) -> None:
        self.lineage.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    def must_not_replace_another_kind(self, registry: Registry) -> None:
        """Raises Malformed where the name is that of a model for something else."""
        known = registry.models.get(self.name)
        if self.name == SHIPPED_DETECTOR or (known is not None and known.kind is not self.kind):
            raise Malformed(
                f"Another model is called {self.name} already.",
                hint="Choose another name with --name.",
            )


def register(
    own: OwnModel, title: str, licence: str, lineage: Lineage, adapter_of: str = ""
) -> None:
    """Adds it to the person's registry, in the place of an older one of its name.

    licence: an SPDX identifier. adapter_of: as `Model` has it.
    """
    content = own.weights.read_bytes()
    fields = {
        "id": own.name,
        "title": title,
        "kind": own.kind.value,
        "file": own.weights.name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "adapter_of": adapter_of,
        "licence.spdx": licence,
        "licence.note": "Trained on this machine.",
        "lineage.base_model": lineage.base_model,
        "lineage.parent": lineage.parent,
    }
    source = {"kind": "file", "path": str(own.weights)}
    entry = f"[[model]]\n{_lines(fields)}\n[[model.source]]\n{_lines(source)}"
    registry = own.home / "registry.toml"
    others = _without(registry, own.name)
    unfinished = registry.with_name("registry.toml.part")
    unfinished.write_text(f"{others}\n{entry}".lstrip("\n"), encoding="utf-8")
    unfinished.replace(registry)


def _without(registry: Path, name: str) -> str:
    """The file's text less one model's tables; what stands there by hand is left as it is."""
    if not registry.exists():
        return ""
    parts = re.split(r"(?m)^(?=\[\[model\]\])", registry.read_text(encoding="utf-8"))
    own = _lines({"id": name}).strip()
    return "".join(part for part in parts if own not in part.splitlines())


def _lines(fields: Mapping[str, str | int]) -> str:
    """TOML; JSON's strings and their escapes are among its own."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())
