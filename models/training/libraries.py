"""Whether this machine has what training needs; importing this needs none of it."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from tracker.errors import Unavailable

FOR_PLANNERS: Final = ("torch", "transformers", "peft", "gguf", "llama-cpp-python")
FOR_DETECTORS: Final = ("torch", "onnx")


def require_libraries(needed: Sequence[str]) -> dict[str, str]:
    """Packages, to their versions. Raises Unavailable if one is missing."""
    found = {name: known for name in needed if (known := _version(name)) is not None}
    missing = [name for name in needed if name not in found]
    if missing:
        raise Unavailable(
            f"Training needs what is not installed here: {', '.join(missing)}.",
            hint="Install it with `pip install journeyman[train]`.",
        )
    return found


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
