"""Which place on a screen a phrase means, or an honest "not there".

Pure: it reads the parsed Screen and touches nothing. The readers find the elements.
"""

from dataclasses import dataclass

from grounding.confidence import FITTED, Calibrate
from grounding.phrase import Query, Relation, readings
from grounding.placing import (
    Scored,
    beside_anchor,
    between_anchors,
    in_container,
    in_corner,
)
from grounding.roles import HOLDING, SPIN_BUTTONS
from grounding.scoring import score_all
from grounding.screen import Screen
from tracker.geometry import Box, Point
from tracker.trajectory import Element, Source


@dataclass(frozen=True, slots=True)
class Candidate:
    """score: 0 to 1."""

    element: Element
    score: float


@dataclass(frozen=True, slots=True)
class Grounded:
    """Where to point. evidence: what the choice relied on, in words a person can check.

    confidence: 0 to 1, the estimated chance of being right. candidates: best first.
    """

    element: Element
    box: Box
    point: Point
    confidence: float
    evidence: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFound:
    """reason: nothing alike, or several alike; candidates: what came nearest, best first."""

    phrase: str
    reason: str
    candidates: tuple[Candidate, ...] = ()


_GOOD_ENOUGH = 0.6
_TIE = 0.02
_CLEAR_LEAD = 0.3
_SAME_KIND = 0.06
"""Within this of the best score, things count as alike for "the second ..."."""

_COUNTED_BY_EYE = 0.43
"""Of the confidence, where things without a name were counted or compared by their place and only
eyes told which there are: one too many or too few makes another thing the second, or the last."""

_SHOWN_CANDIDATES = 5


def locate(
    phrase: str, screen: Screen, *, calibrate: Calibrate = FITTED.chance
) -> Grounded | NotFound:
    """The element that a phrase means.

    Every reading of the phrase is tried and the surest answer taken. Things that answer equally
    well are a NotFound which says how many there are: a guess would be wrong half of the time.
    Its score grows with the likeness of the words, the fit of the role and the lead over the
    second best; `calibrate` makes of it the share of such answers that are right.
    """
    answers = [_answer(phrase, query, screen, calibrate) for query in readings(phrase)]
    found = [answer for answer in answers if isinstance(answer, Grounded)]
    if found:
        return max(found, key=lambda answer: answer.confidence)
    missed = [answer for answer in answers if isinstance(answer, NotFound)]
    if not missed:
        return NotFound(phrase, "The phrase names nothing.")
    # The last reading has taken the phrase apart, so its reason says most.
    return max(reversed(missed), key=lambda answer: bool(answer.candidates))


def fit(phrase: str, screen: Screen) -> tuple[Scored, ...]:
    """How well each thing on the screen answers a phrase in the reading that suits it best; best
    first, without those that nothing speaks for. An ordinal is left out of account."""
    best: dict[int, Scored] = {}
    for query in readings(phrase):
        ranked = _ranked(phrase, query, screen)
        for each in () if isinstance(ranked, NotFound) else ranked:
            if each.index not in best or each.score > best[each.index].score:
                best[each.index] = each
    return tuple(sorted(best.values(), key=lambda each: (-each.score, each.index)))


def _answer(phrase: str, query: Query, screen: Screen, calibrate: Calibrate) -> Grounded | NotFound:
    ranked = _ranked(phrase, query, screen)
    if isinstance(ranked, NotFound):
        return ranked
    return _chosen(phrase, query, ranked, screen, calibrate)


def _ranked(phrase: str, query: Query, screen: Screen) -> list[Scored] | NotFound:
    """Best first, each place once. NotFound where the phrase names a container or an anchor that
    is not clear."""
    scored = score_all(query, screen)
    if query.ordinal or query.corner or query.relation is not None or not query.name:
        scored = _told(scored, screen)
    if query.container is not None:
        called = query.container.name or query.container.said
        inside = in_container(scored, screen, query.container, called)
        if inside is None:
            return NotFound(phrase, f"This screen tells of no {called}.", _shown(scored, screen))
        scored = inside
    if query.relation is not None:
        placed = _beside(phrase, query.relation, scored, screen)
        if isinstance(placed, NotFound):
            return placed
        scored = placed
    if query.corner:
        scored = in_corner(scored, screen, query.corner)
    return _distinct(sorted(scored, key=lambda each: (-each.score, each.index)), screen)


def _told(scored: list[Scored], screen: Screen) -> list[Scored]:
    """Where things are counted, or compared by their place: those that the program tells of, if
    there are any. It tells of all of a kind; one that was seen besides would be counted as well."""
    told = [
        each
        for each in scored
        if each.score >= _GOOD_ENOUGH and screen.elements[each.index].source is Source.ACCESSIBLE
    ]
    return told or scored


def _beside(
    phrase: str, relation: Relation, scored: list[Scored], screen: Screen
) -> list[Scored] | NotFound:
    """NotFound where an anchor is not clear."""
    anchors = []
    for query in (relation.anchor, relation.other):
        if query is None:
            continue
        anchor = _answer(phrase, query, screen, FITTED.chance)
        if isinstance(anchor, NotFound):
            named = query.name or "what it should lie next to"
            return NotFound(phrase, f'"{named}" is not clear: {anchor.reason}', anchor.candidates)
        anchors.append(anchor)
    called = [anchor.element.name or anchor.element.role for anchor in anchors]
    if len(anchors) == 2:
        one, other = (anchor.box for anchor in anchors)
        return between_anchors(scored, screen, one, other, '"{}" and "{}"'.format(*called))
    return beside_anchor(scored, screen, relation.side, anchors[0].box, called[0])


def _chosen(
    phrase: str, query: Query, scored: list[Scored], screen: Screen, calibrate: Calibrate
) -> Grounded | NotFound:
    """scored: best first, each place once."""
    candidates = _shown(scored, screen)
    if not scored or scored[0].score < _GOOD_ENOUGH:
        return NotFound(phrase, "Nothing on this screen is alike.", candidates)
    best = scored[0]
    if query.ordinal:
        alike = sorted(
            (each for each in scored if each.score >= best.score - _SAME_KIND),
            key=lambda each: each.index,
        )
        place = query.ordinal - 1 if query.ordinal > 0 else len(alike) + query.ordinal
        if not 0 <= place < len(alike):
            reason = f"Of these there are {len(alike)} and no more."
            return NotFound(phrase, reason, candidates)
        return _grounded(
            alike[place],
            _confidence(alike[place].score, query, alike[place], screen, calibrate),
            f"number {place + 1} of {len(alike)}",
            screen,
            candidates,
        )
    tied = [each for each in scored if each.score > best.score - _TIE]
    if len(tied) > 1:
        return NotFound(phrase, f"{len(tied)} things {_description(query)}.", candidates)
    lead = best.score - scored[1].score if len(scored) > 1 else 1.0
    certainty = 0.5 + 0.5 * min(1.0, lead / _CLEAR_LEAD)
    alone = "" if query.name or query.relation or query.corner else "the only one"
    confidence = _confidence(best.score * certainty, query, best, screen, calibrate)
    return _grounded(best, confidence, alone, screen, candidates)


def _confidence(
    score: float, query: Query, chosen: Scored, screen: Screen, calibrate: Calibrate
) -> float:
    source = screen.elements[chosen.index].source
    is_by_place = not query.name and bool(query.ordinal or query.corner)
    is_by_eye = is_by_place and source is not Source.ACCESSIBLE
    return calibrate(score, source) * (_COUNTED_BY_EYE if is_by_eye else 1.0)


def _grounded(
    chosen: Scored, confidence: float, extra: str, screen: Screen, candidates: tuple[Candidate, ...]
) -> Grounded:
    element = screen.elements[chosen.index]
    return Grounded(
        element=element,
        box=element.box,
        point=_where_to_point(element, screen.sighting(chosen.index).drawn_at),
        confidence=confidence,
        evidence=", ".join((*chosen.why, *((extra,) if extra else ()))),
        candidates=candidates,
    )


def _where_to_point(element: Element, text: Box | None) -> Point:
    """The middle; of what the detector alone saw the middle of its words, if it is called by them:
    these are surely a part of it, and how far a row or a button reaches was estimated."""
    is_estimated = element.source is Source.DETECTOR and element.role not in HOLDING
    return text.center if is_estimated and text is not None else point_in(element)


def point_in(element: Element) -> Point:
    """Where a thing is clicked as a whole: in the middle; a spin button where its number begins,
    since arrows stand behind it, and before them room that takes no click (GTK 3)."""
    middle = element.box.center
    if element.role not in SPIN_BUTTONS:
        return middle
    return Point(element.box.left + element.box.width // 4, middle.y)


def _distinct(scored: list[Scored], screen: Screen) -> list[Scored]:
    """Best first, without those that lie at the same place as a better one."""
    kept: list[Scored] = []
    for each in scored:
        box = screen.elements[each.index].box
        if not any(_is_same_place(screen.elements[other.index].box, box) for other in kept):
            kept.append(each)
    return kept


def _is_same_place(better: Box, other: Box) -> bool:
    return better.iou(other) > 0.7 or (better.contains(other.center) and better.encloses(other))


def _shown(scored: list[Scored], screen: Screen) -> tuple[Candidate, ...]:
    best = sorted(scored, key=lambda each: (-each.score, each.index))[:_SHOWN_CANDIDATES]
    return tuple(Candidate(screen.elements[each.index], each.score) for each in best)


def _description(query: Query) -> str:
    if query.name:
        return f'are called "{query.name}"'
    return f"have the role {sorted(query.roles)[0]}" if query.roles else "are alike"
