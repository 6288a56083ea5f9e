"""A store and a rig for each test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.recorder.rig import Rig
from tracker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def rig(store: Store) -> Rig:
    return Rig(store)
