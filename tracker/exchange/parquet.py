"""A table for Hugging Face datasets, one row a step, pictures inside; one way.

`datasets.load_dataset("parquet", data_files=...)` shows `image` and `image_after` as pictures.
Needs pyarrow, which is an extra.
"""

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tracker import codec
from tracker.errors import Unavailable
from tracker.exchange.recording import Recording
from tracker.frames import Frame
from tracker.trajectory import Step

_ROWS_AT_ONCE: Final = 64
_PICTURES: Final = ("image", "image_after")
_COLUMNS: Final = {
    "trajectory": "int64", "step": "int64", "task": "string", "started_at": "string",
    "ending": "string", "t_ns": "int64", "action_kind": "string", "action": "string",
    "intent": "string", "thought": "string", "expectation": "string", "author": "string",
    "status": "string", "window_title": "string", "window_app": "string",
    "element_role": "string", "element_name": "string", "width": "int64", "height": "int64",
    "difficulty": "string", "verdict": "string",
}  # fmt: skip
"""action, intent: the codec's JSON; places are pixels of `image`."""


def write(out: Path, recordings: Iterable[Recording]) -> None:
    """Raises Unavailable without pyarrow."""
    try:
        pa: Any = import_module("pyarrow")
        pq: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise Unavailable(
            "Parquet needs the package pyarrow.", hint="pip install 'journeyman[exchange]'"
        ) from error
    shown = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    types = {"int64": pa.int64(), "string": pa.string()}
    schema = pa.schema(
        [(name, types[kind]) for name, kind in _COLUMNS.items()]
        + [(name, shown) for name in _PICTURES],
        metadata={"huggingface": json.dumps({"info": {"features": _features()}})},
    )
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in _batches(recordings):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _features() -> dict[str, dict[str, str]]:
    values = {name: {"dtype": kind, "_type": "Value"} for name, kind in _COLUMNS.items()}
    return {**values, **{name: {"_type": "Image"} for name in _PICTURES}}


def _batches(recordings: Iterable[Recording]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for number, recording in enumerate(recordings, 1):
        for index, step in enumerate(recording.trajectory.steps):
            rows.append(_row(number, index, recording, step))
            if len(rows) == _ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _row(number: int, index: int, recording: Recording, step: Step) -> dict[str, Any]:
    trajectory = recording.trajectory
    window, element = step.before.window, step.evidence.element
    action = codec.ACTION.plain(step.action)
    width, height = step.before.frame.size
    return {
        "trajectory": number,
        "step": index,
        "task": trajectory.task,
        "started_at": trajectory.started_at.isoformat(),
        "ending": str(trajectory.outcome),
        "t_ns": step.t_ns,
        "action_kind": action["kind"],
        "action": codec.ACTION.dump(step.action),
        "intent": None if step.intent is None else codec.INTENT.dump(step.intent),
        "thought": step.thought,
        "expectation": step.expectation,
        "author": str(step.author),
        "status": str(step.outcome.status),
        "window_title": None if window is None else window.title,
        "window_app": None if window is None else window.app,
        "element_role": None if element is None else element.role,
        "element_name": None if element is None else element.name,
        "width": width,
        "height": height,
        "difficulty": recording.difficulty,
        "verdict": recording.verdict,
        "image": _picture(step.before.frame),
        "image_after": _picture(step.outcome.after),
    }


def _picture(frame: Frame | None) -> dict[str, object] | None:
    return None if frame is None else {"bytes": frame.png, "path": f"{frame.sha256}.png"}
