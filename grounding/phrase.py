"""A phrase that points at something, taken apart: name, role, place, state.

Pure, and without any screen: whether a word is part of a name ("Open in Terminal") or says where
("Open in the toolbar") cannot be known here, so a phrase has several readings and the screen
decides.
"""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from grounding.roles import CONTAINER_WORDS, NAMED_ROLES, NARROW_ROLES
from grounding.wording import STRAIGHT_QUOTES


class Side(StrEnum):
    """Of an anchor, or of the window."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    BESIDE = "beside"
    BETWEEN = "between"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where the thing lies, seen from another: LEFT is left of the anchor, TOP above it.

    other: the second anchor of BETWEEN, None with all others.
    """

    side: Side
    anchor: "Query"
    other: "Query | None" = None


@dataclass(frozen=True, slots=True)
class Container:
    """roles: of the container. name: "" for any. said: the word that was used for it."""

    roles: frozenset[str]
    name: str = ""
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """One reading of a phrase.

    name: "" if the phrase names none. is_exact: the name stood in quotation marks. roles: empty
    for any. narrow: what the words for the role mean since no name goes with them, empty where
    that is the same. ordinal: from 1; -1 is the last, -2 the one before it; 0 is none. states,
    lacking: AT-SPI states that it must and must not have. corner: sides of the window that it
    lies towards.
    """

    name: str = ""
    is_exact: bool = False
    roles: frozenset[str] = frozenset()
    narrow: frozenset[str] = frozenset()
    ordinal: int = 0
    corner: tuple[Side, ...] = ()
    states: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    value: str = ""
    relation: Relation | None = None
    container: Container | None = None


_TOKEN = re.compile(r'"[^"]*"|(?<!\w)\'[^\']*\'(?!\w)|[^\s"]+')

_ARTICLES: Final = frozenset({"the", "a", "an", "this", "that", "its"})
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "last": -1,
}  # fmt: skip
_COUNTED: Final = re.compile(r"([1-9][0-9]?)(?:st|nd|rd|th)")
_FROM_THE_END: Final = (
    ("second", "to", "last"), ("next", "to", "last"), ("last", "but", "one"), ("second", "last"),
)  # fmt: skip
_VERBS: Final = (
    ("double", "click"), ("right", "click"), ("double-click",), ("right-click",), ("click",),
    ("press",), ("tap",), ("hit",),
)  # fmt: skip
"""What one does with a thing; a planner may say it before the thing's name."""

_CORNERS: Final = {
    "top": (Side.TOP,), "upper": (Side.TOP,), "bottom": (Side.BOTTOM,), "lower": (Side.BOTTOM,),
    "left": (Side.LEFT,), "leftmost": (Side.LEFT,), "right": (Side.RIGHT,),
    "rightmost": (Side.RIGHT,), "topmost": (Side.TOP,), "bottommost": (Side.BOTTOM,),
    "top-left": (Side.TOP, Side.LEFT), "top-right": (Side.TOP, Side.RIGHT),
    "bottom-left": (Side.BOTTOM, Side.LEFT), "bottom-right": (Side.BOTTOM, Side.RIGHT),
    "upper-left": (Side.TOP, Side.LEFT), "upper-right": (Side.TOP, Side.RIGHT),
    "lower-left": (Side.BOTTOM, Side.LEFT), "lower-right": (Side.BOTTOM, Side.RIGHT),
    "center": (Side.CENTER,), "centre": (Side.CENTER,), "middle": (Side.CENTER,),
}  # fmt: skip
_PLACE_NOUNS: Final = frozenset({"corner", "edge", "side", "of", "part", "hand", "half"})
_STATES: Final = {
    "checked": ("checked",), "ticked": ("checked",), "selected": ("selected",),
    "focused": ("focused",), "active": ("active",), "pressed": ("pressed",),
    "expanded": ("expanded",), "enabled": ("enabled",), "editable": ("editable",),
}  # fmt: skip
_LACKS: Final = {
    "unchecked": ("checked",), "unticked": ("checked",), "unselected": ("selected",),
    "disabled": ("enabled",), "greyed": ("enabled",), "grayed": ("enabled",),
    "collapsed": ("expanded",),
}  # fmt: skip
_RELATIONS: Final[tuple[tuple[tuple[str, ...], Side], ...]] = (
    (("to", "the", "left", "of"), Side.LEFT),
    (("on", "the", "left", "of"), Side.LEFT),
    (("left", "of"), Side.LEFT),
    (("to", "the", "right", "of"), Side.RIGHT),
    (("on", "the", "right", "of"), Side.RIGHT),
    (("right", "of"), Side.RIGHT),
    (("above",), Side.TOP),
    (("over",), Side.TOP),
    (("below",), Side.BOTTOM),
    (("under",), Side.BOTTOM),
    (("underneath",), Side.BOTTOM),
    (("beneath",), Side.BOTTOM),
    (("next", "to"), Side.BESIDE),
    (("beside",), Side.BESIDE),
    (("near",), Side.BESIDE),
)
_NAMING: Final = frozenset({"called", "named", "labelled", "labeled", "titled", "saying"})
_VALUING: Final = (("with", "the", "value"), ("with", "value"), ("containing",), ("showing",))
_WITHIN: Final = frozenset({"in", "inside", "within", "on", "at", "of", "from"})


def readings(phrase: str) -> tuple[Query, ...]:
    """What a phrase can mean, the literal name first. () for a phrase without words."""
    tokens = [
        token for token in _TOKEN.findall(phrase.translate(STRAIGHT_QUOTES)) if token.strip("\"' ")
    ]
    if not tokens:
        return ()
    done = _without_verb(tokens)
    if len(done) < len(tokens):
        literal = Query(name=" ".join(_unquoted(token) for token in tokens))
        has_quotes = any(_is_quoted(token) for token in tokens)
        return (*(() if has_quotes else (literal,)), *readings(" ".join(done)))
    words = [token for token in tokens if not _is_quoted(token)]
    literal = Query(name=" ".join(_unquoted(token) for token in tokens))
    if len(words) < len(tokens):
        return (_parsed(tokens),) if words else (replace(literal, is_exact=True),)
    parsed = _parsed(tokens)
    if tokens[0].casefold() in _ARTICLES and parsed.roles and not parsed.name:
        return (parsed,)  # "the check box" is none that is called so
    if len(tokens) == 1 and tokens[0][0].isupper() and not parsed.name:
        return (literal,)  # "Text" is the name of something, "text" may be a kind
    without_article = " ".join(_without_articles(tokens))
    apart = (parsed, *((_role_in_front(parsed, tokens),) if parsed.name else ()))
    found = dict.fromkeys((literal, replace(literal, name=without_article), *apart))
    return tuple(query for query in found if query != Query())


def _parsed(tokens: list[str]) -> Query:
    """Splits at the first word that says where, then reads what stands before it."""
    lowered = [token.casefold() for token in tokens]
    for index in range(len(tokens)):
        side, length = _relation_at(lowered, index)
        if side is not None and index + length < len(tokens):
            relation = Relation(side, _parsed(tokens[index + length :]))
            return replace(_head(tokens[:index]), relation=relation)
        both = _between(tokens, lowered, index)
        if both is not None:
            relation = Relation(Side.BETWEEN, _parsed(both[0]), _parsed(both[1]))
            return replace(_head(tokens[:index]), relation=relation)
        length = _value_at(lowered, index)
        if length and index + length < len(tokens):
            value = " ".join(_unquoted(token) for token in tokens[index + length :])
            return replace(_head(tokens[:index]), value=value)
        if lowered[index] in _WITHIN and index + 1 < len(tokens):
            within = _within(tokens[index + 1 :])
            if within is not None:
                return _merged(_parsed(tokens[:index]) if index else Query(), within)
    return _head(tokens)


def _relation_at(lowered: list[str], index: int) -> tuple[Side | None, int]:
    for words, side in _RELATIONS:
        if tuple(lowered[index : index + len(words)]) == words:
            return side, len(words)
    return None, 0


def _between(
    tokens: list[str], lowered: list[str], index: int
) -> tuple[list[str], list[str]] | None:
    """What stands before and after the "and" of "between A and B"; None if it is none."""
    if lowered[index] != "between" or index == 0 or "and" not in lowered[index + 2 : -1]:
        return None
    middle = lowered.index("and", index + 2)
    return tokens[index + 1 : middle], tokens[middle + 1 :]


def _value_at(lowered: list[str], index: int) -> int:
    for words in _VALUING:
        if tuple(lowered[index : index + len(words)]) == words:
            return len(words)
    return 0


def _within(tokens: list[str]) -> Query | None:
    """What "in ..." says: a corner, a container, or both; None if it is neither."""
    rest = _without_articles(tokens)
    corner: list[Side] = []
    while rest and (rest[0].casefold() in _CORNERS or (corner and rest[0] in _PLACE_NOUNS)):
        corner += _CORNERS.get(rest[0].casefold(), ())
        rest = _without_articles(rest[1:])
    if rest and rest[0].casefold() in _WITHIN and corner:
        rest = _without_articles(rest[1:])
    if not rest:
        return Query(corner=tuple(corner)) if corner else None
    container = _container(rest)
    if container is None:
        return None
    return Query(corner=tuple(corner), container=container)


def _container(tokens: list[str]) -> Container | None:
    lowered = [token.casefold() for token in tokens]
    for length in (2, 1):
        roles = CONTAINER_WORDS.get(" ".join(lowered[-length:]))
        if roles is not None and len(tokens) >= length:
            name = " ".join(_unquoted(token) for token in tokens[:-length])
            return Container(roles, name, " ".join(lowered[-length:]))
    return None


def _merged(head: Query, within: Query) -> Query:
    return replace(
        head,
        corner=(*head.corner, *within.corner),
        container=head.container or within.container,
    )


def _head(tokens: list[str]) -> Query:
    """Ordinal, corner and state words in front, the name, and the role at either end."""
    rest = _without_articles(tokens)
    query = Query()
    while len(rest) > 1:
        word = rest[0].casefold()
        ordinal, length = _ordinal_at(rest)
        if ordinal and length < len(rest) and query.ordinal == 0:
            query = replace(query, ordinal=ordinal)
            rest = rest[length - 1 :]
        elif word == "only":
            pass  # of several there is a NotFound anyway
        elif word in _CORNERS:
            query = replace(query, corner=(*query.corner, *_CORNERS[word]))
        elif word in _STATES:
            query = replace(query, states=(*query.states, *_STATES[word]))
        elif word in _LACKS:
            query = replace(query, lacking=(*query.lacking, *_LACKS[word]))
        else:
            break
        rest = _without_articles(rest[1:])
    return _named(query, rest)


def _ordinal_at(tokens: list[str]) -> tuple[int, int]:
    """The ordinal at the beginning and how many words it takes; 0, 0 for none."""
    lowered = tuple(token.casefold() for token in tokens[:3])
    for words in _FROM_THE_END:
        if lowered[: len(words)] == words:
            return -2, len(words)
    counted = _COUNTED.fullmatch(lowered[0])
    if counted is not None:
        return int(counted[1]), 1
    return (_ORDINALS[lowered[0]], 1) if lowered[0] in _ORDINALS else (0, 0)


def _without_verb(tokens: list[str]) -> list[str]:
    """ "click on the Save button" without what one does with it."""
    lowered = [token.casefold() for token in tokens]
    for words in _VERBS:
        length = len(words)
        if tuple(lowered[:length]) == words and len(tokens) > length:
            rest = tokens[length:]
            return rest[1:] if rest[0].casefold() == "on" and len(rest) > 1 else rest
    return tokens


def _named(query: Query, tokens: list[str]) -> Query:
    quoted = [token for token in tokens if _is_quoted(token)]
    plain = [token for token in tokens if not _is_quoted(token)]
    at_end, before = _role_at_end(plain)
    at_start, after = _role_at_start(plain)
    if quoted:
        kind = at_end or at_start
        return _of_kind(replace(query, name=_unquoted(quoted[0]), is_exact=True), kind)
    kind, rest = (at_end, before) if at_end else (at_start, after)
    return _of_kind(replace(query, name=_name(rest)), kind)


def _role_in_front(parsed: Query, tokens: list[str]) -> Query:
    """The other way to read "toggle button Menu": both ends of it are words for a role."""
    kind, rest = _role_at_start(_without_articles(tokens))
    is_whole = parsed == replace(
        Query(), name=parsed.name, roles=parsed.roles, narrow=parsed.narrow
    )
    if not kind or not is_whole or not _name(rest):
        return parsed
    return _of_kind(Query(name=_name(rest)), kind)


def _name(words: list[str]) -> str:
    rest = [word for word in words if word.casefold() not in _NAMING]
    if len(rest) > 1 and rest[0].casefold() == "for":  # "the field for the name"
        rest = rest[1:]
    while len(rest) > 1 and rest[0] in _ARTICLES:  # "cell This month" has none
        rest = rest[1:]
    return " ".join(rest)


def _of_kind(query: Query, kind: tuple[str, ...]) -> Query:
    """kind: the words for the role, () for none."""
    if not kind:
        return query
    narrow = frozenset() if query.name else NARROW_ROLES.get(kind, frozenset())
    return replace(query, roles=NAMED_ROLES[kind], narrow=narrow)


def _role_at_end(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    for length in (3, 2, 1):
        key = tuple(word.casefold() for word in words[-length:])
        if len(key) == length and key in NAMED_ROLES:
            return key, words[:-length]
    return (), words


def _role_at_start(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    for length in (3, 2, 1):
        key = tuple(word.casefold() for word in words[:length])
        if len(key) == length and key in NAMED_ROLES:
            return key, words[length:]
    return (), words


def _without_articles(tokens: list[str]) -> list[str]:
    start = 0
    while start < len(tokens) - 1 and tokens[start].casefold() in _ARTICLES:
        start += 1
    return tokens[start:]


def _is_quoted(token: str) -> bool:
    return len(token) > 1 and token[0] == token[-1] and token[0] in "\"'"


def _unquoted(token: str) -> str:
    return token[1:-1] if _is_quoted(token) else token
