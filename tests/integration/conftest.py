"""What several of these tests begin with."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "store.db")) as opened:
        yield opened
