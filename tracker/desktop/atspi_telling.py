"""What is told of a node: whether anything is, the path to it, what stands in it.

Never what stands in a password field.
"""

from collections.abc import Sequence

from tracker.desktop.atspi_bus import TEXT, VALUE, AccessibilityBus, Question, Ref
from tracker.desktop.atspi_names import CONCEALED, LAYOUT, NUMBERS
from tracker.desktop.atspi_nodes import Node
from tracker.desktop.dbus_line import Deadline

_LONGEST_VALUE = 2000


def is_worth_telling(node: Node) -> bool:
    return node.role not in LAYOUT or bool(node.name or node.description)


def path(node: Node, known: dict[Node, tuple[str, ...]]) -> tuple[str, ...]:
    """known: of what is in the nodes that were asked about before."""
    outer = node.parent
    if outer is None:
        return ()
    if outer not in known:
        own = (f"{outer.role} {outer.name}".strip(),) if is_worth_telling(outer) else ()
        known[outer] = path(outer, known) + own
    return known[outer]


def values(bus: AccessibilityBus, nodes: Sequence[Node], deadline: Deadline) -> dict[Ref, str]:
    """Two round trips. Never of a password field."""
    texts = [node for node in nodes if node.has_text and node.role != CONCEALED]
    numbers = [node for node in nodes if node.role in NUMBERS]
    answers = bus.ask(
        [
            *(Question.property(node.ref, TEXT, "CharacterCount") for node in texts),
            *(Question.property(node.ref, VALUE, "CurrentValue") for node in numbers),
        ],
        deadline,
    )
    found = {
        node.ref: f"{variant[1]:g}"
        for node, variant in zip(numbers, answers[len(texts) :], strict=True)
        if variant is not None
    }
    filled = [
        (node, min(variant[1], _LONGEST_VALUE))
        for node, variant in zip(texts, answers[: len(texts)], strict=True)
        if variant is not None and variant[1] > 0
    ]
    read = bus.ask(
        [Question(node.ref, TEXT, "GetText", "ii", (0, length)) for node, length in filled],
        deadline,
    )
    return found | {
        node.ref: text for (node, _), text in zip(filled, read, strict=True) if text is not None
    }
