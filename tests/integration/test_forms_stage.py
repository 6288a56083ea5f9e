"""A real form, filled in and sent from an instruction alone: no job was shown, no model is there.

What is asserted is what the program wrote to the disk.
"""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from agent.eyes import Eyes
from agent.guard import Guard
from agent.hands.choose import open_hands
from agent.loop import run
from agent.planner import Planner
from agent.run import Acted
from grounding.fusion import Fusion
from models.fake import FakeChat
from tests.stages import open_stage, program, until
from tracker.desktop.choose import open_desktop
from tracker.trajectory import Ending

pytestmark = pytest.mark.display

INVOICE = Path(__file__).resolve().parents[1] / "jobs/programs/invoice.py"
ISSUED = {
    "customer": "Ada Byron",
    "article": "tent pegs",
    "total": "407",
    "currency": "EUR",
    "paid": "Card",
}


@pytest.mark.parametrize(
    "instruction",
    [
        "Issue an invoice to Ada Byron for tent pegs, total 407, paid by card",
        'Click the "Customer" text field, type "Ada Byron", click the "Article" text field and '
        'type "tent pegs"; type 407 into the "Total" text field, choose the "Card" radio button '
        'and press the "Issue invoice" button',
    ],
    ids=["the form filled in", "step by step"],
)
def test_an_invoice_that_nobody_showed_is_issued(instruction, tmp_path):
    file = tmp_path / "invoice.json"
    with (
        open_stage() as stage,
        closing(open_desktop(stage.environ)) as desktop,
        closing(open_hands(stage.environ)) as hands,
        Guard(desktop.listener, hands) as guard,
        program(stage, sys.executable, str(INVOICE), str(file), "11"),
    ):
        eyes = Eyes(desktop.camera, desktop.inspector, Fusion(None))
        until(lambda: len(desktop.inspector.elements()) > 5, "the form to tell its elements")
        events = list(
            run(
                instruction,
                planner=Planner(FakeChat([])),
                eyes=eyes,
                hands=guard.hands,
                guard=guard,
                ask=lambda planned: True,
            )
        )
    notes = [event.step.outcome.note for event in events if isinstance(event, Acted)]
    assert events[-1].ending is Ending.FINISHED, (notes, events[-1])
    assert json.loads(file.read_text()) == ISSUED
