"""Which detector is opened: the shipped one, or one of the person's own as soon as it is chosen."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.own_models import OwnModel, register
from app.settings import SHIPPED_DETECTOR, Settings
from app.wiring import Wiring
from grounding.detector import WEIGHTS
from models.registry import Kind, Lineage
from tracker.errors import Malformed, Unavailable

PICTURE = np.zeros((64, 64, 3), np.uint8)


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    """With a detector of its own, which is not chosen yet."""
    own = OwnModel(tmp_path, "mine", Kind.GROUNDER)
    own.folder.mkdir(parents=True)
    own.weights.write_bytes(WEIGHTS.read_bytes())
    register(own, "Mine", "MIT", Lineage())
    with Wiring(Settings(home=tmp_path)) as wiring:
        wiring.weights.fetch("mine")
        yield wiring


def test_the_one_in_use_is_kept_open_until_another_is_chosen(wiring: Wiring):
    shipped = wiring.detector
    assert shipped is not None
    assert wiring.detector is shipped
    wiring.selection.use("mine", "grounder")
    own = wiring.detector
    assert own is not None
    assert own is not shipped
    assert own.detections(PICTURE) == ()
    assert wiring.selection.roll_back("grounder") == SHIPPED_DETECTOR
    assert wiring.detector is not own


def test_one_that_is_gone_is_not_replaced_in_silence(wiring: Wiring):
    wiring.selection.use("mine", "grounder")
    wiring.weights.path("mine").unlink()
    with pytest.raises(Unavailable, match="weights of mine are not") as raised:
        _ = wiring.detector
    assert "`journeyman models fetch mine`" in raised.value.hint
    assert f"`journeyman models use {SHIPPED_DETECTOR}`" in raised.value.hint


def test_a_model_that_the_registry_lost_or_that_is_for_something_else_is_told(wiring: Wiring):
    wiring.selection.use("nothing", "grounder")
    with pytest.raises(Unavailable, match="no model 'nothing'"):
        _ = wiring.detector
    wiring.selection.use("journeyman-planner", "grounder")
    with pytest.raises(Malformed, match="journeyman-planner is no detector: it is for planner"):
        _ = wiring.detector
