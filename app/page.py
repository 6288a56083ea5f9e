"""One self-contained HTML page for a trajectory: frames with marks, words, evidence.

Everything that came from a screen or a model is escaped: it is shown, never interpreted.
"""

import base64
import io
from html import escape

from PIL import Image

from app.words import describe
from grounding.draw import mark
from tracker.actions import Click, Drag, Scroll
from tracker.frames import Frame
from tracker.trajectory import Status, Step, Trajectory

_WIDTH_PX = 960

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --muted: #888; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1040px; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } .muted { color: var(--muted); }
section { border-top: 1px solid var(--line); padding: 1.2rem 0; }
h2 { font-size: 1.05rem; margin: 0 0 .4rem; }
img { max-width: 100%; border: 1px solid var(--line); }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .15rem .8rem; margin: .6rem 0; }
dt { color: var(--muted); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.done { color: #15803d; } .failed { color: #b91c1c; } .unknown { color: #b45309; }
"""


def page(trajectory: Trajectory, number: int | None = None) -> str:
    """A whole HTML document. number: the trajectory's id, if it has one."""
    title = trajectory.task or "A recording without a description"
    label = f"Trajectory {number}" if number is not None else "Trajectory"
    steps = "\n".join(_section(index, step) for index, step in enumerate(trajectory.steps))
    note = f"<p>{escape(trajectory.outcome_note)}</p>" if trajectory.outcome_note else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><h1>{escape(title)}</h1>
<p class="muted">{label} · {escape(trajectory.lineage.origin)} ·
{trajectory.started_at:%Y-%m-%d %H:%M:%S} UTC · {len(trajectory.steps)} steps ·
{escape(trajectory.outcome)}</p>{note}
{steps}
</body></html>
"""


def _section(index: int, step: Step) -> str:
    evidence, outcome = step.evidence, step.outcome
    rows = [
        ("Thought", step.thought),
        ("Window", _window(step)),
        ("Element", describe(evidence.element) if evidence.element else evidence.degraded),
        ("Found by", _found_by(step)),
        ("Expected", step.expectation),
        ("Picture", _age(step)),
        ("Monitor", _monitor(step)),
    ]
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text
    )
    status = f'<span class="{outcome.status}">{_STATUS[outcome.status]}</span>'
    note = f" {escape(outcome.note)}" if outcome.note else ""
    return (
        f"<section><h2>{index + 1}. {escape(describe(step.intent or step.action))}</h2>"
        f'<img alt="The screen before step {index + 1}" src="{_data_url(marked(step))}">'
        f"<dl>{listed}<dt>Result</dt><dd>{status}{note}</dd></dl></section>"
    )


_STATUS = {
    Status.DONE: "done and verified",
    Status.FAILED: "failed",
    Status.UNKNOWN: "done, not verified",
}


def _window(step: Step) -> str:
    window = step.before.window
    return f"{window.title} ({window.app})" if window is not None else ""


def _found_by(step: Step) -> str:
    evidence = step.evidence
    if not evidence.how or evidence.confidence is None:
        return evidence.how
    return f"{evidence.how}, confidence {evidence.confidence:.2f}"


def _age(step: Step) -> str:
    age = step.evidence.frame_age_ns
    return f"taken {age / 1e6:.0f} ms before the first event" if age is not None else ""


def _monitor(step: Step) -> str:
    """That on which the step was done, where there are several or it is scaled."""
    monitors = step.before.monitors
    match step.action:
        case Click(target) | Scroll(target) | Drag(target):
            on = [one for one in monitors if one.box.contains(target)]
        case _:
            on = []
    if not on or (len(monitors) == 1 and on[0].scale == 1):
        return ""
    one = on[0]
    dense = f", {one.dpi} dpi" if one.dpi else ""
    scaled = f", scaled by {one.scale:g}" if one.scale != 1 else ""
    return f"{one.name}, {one.box.width}x{one.box.height}{dense}{scaled}"


def marked(step: Step) -> Frame:
    """The frame before the step with its target marked."""
    evidence = step.evidence
    elements = (evidence.element, evidence.end_element)
    boxes = [element.box for element in elements if element is not None]
    match step.action:
        case Click(target) | Scroll(target):
            return mark(step.before.frame, boxes=boxes[:1], point=target)
        case Drag(start, end):
            return mark(step.before.frame, boxes=boxes, path=(start, end))
        case _:
            return mark(step.before.frame, boxes=boxes[:1])


def _data_url(frame: Frame) -> str:
    width, height = frame.size
    image = Image.fromarray(frame.pixels)
    if width > _WIDTH_PX:
        image = image.resize((_WIDTH_PX, round(height * _WIDTH_PX / width)), Image.Resampling.BOX)
    packed = io.BytesIO()
    image.save(packed, "WEBP", quality=80, method=2)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode("ascii")
