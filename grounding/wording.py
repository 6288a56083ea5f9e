"""How alike two names are, with the tolerance that typography and OCR ask for and no more.

"Save" is not "Save As..." and "Undo" is not "Redo": a near word is most often another thing, so
only slips that cannot make another word out of a name are forgiven.
"""

import re
import unicodedata
from typing import Final

from grounding.synonyms import is_sign_of, meaning

EXACT: Final = 1.0
SAME_BUT_PUNCTUATION: Final = 0.97
SAME_BUT_LOOKALIKES: Final = 0.93
SLIP: Final = 0.82
SYNONYM: Final = 0.78
PART: Final = 0.7

STRAIGHT_QUOTES: Final = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u2019": "'", "\u2018": "'"}
)
_SIGNS = str.maketrans({"\u2212": "-", "\u2215": "/", "\u2236": ":", "\u200e": "", "\u200f": ""})
"""The signs of a calculator and of a clock, and marks of direction, which nobody sees."""

_MNEMONIC = re.compile(r"(?<![^\W_])[_&](?=\w)")
_SHORTCUT = re.compile(
    r"\s*\(?\b(?:(?:ctrl|shift|alt|super|meta|cmd)\s*\+\s*)+\w+\)?\s*$|\s+f\d{1,2}$"
)
_PUNCTUATION = re.compile(r"[^\w+*/=<>#%$€£@-]+")
_LOOKALIKES = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b"}
    | {"\u00d7": "x", "\u4e8c": "=", "\u4e00": "-", "\u5341": "+", "\u571f": "±"}
)
_UNDERLINED = frozenset({("f", "e"), ("v", "y"), ("t", "i"), ("t", "l")})
"""What is written, and how it is read with the line of a mnemonic under it."""

_LEAST_UNDERLINED = 4
_NUMBER = re.compile(r"\d+")
_ELIDED = re.compile(r"(\w.{3,}\w) ?\.{2,}")
_NEGATIONS = frozenset({"don't", "dont", "not", "no", "never", "without", "un", "de", "dis"})
_TURNING = frozenset({"un", "de", "re", "in", "im", "dis", "non", "no"})
_NOISE = frozenset({"button", "menu", "item", "icon", "tab", "link"})


def plain(text: str) -> str:
    """Case, width, quotes, ellipsis, mnemonics and spaces made alike; words and signs kept."""
    folded = unicodedata.normalize("NFKC", text).translate(STRAIGHT_QUOTES | _SIGNS).casefold()
    return " ".join(_MNEMONIC.sub("", folded).split())


def bare(text: str) -> str:
    """`plain`, and without punctuation and the keyboard shortcut that a menu item may end with."""
    words = _SHORTCUT.sub("", plain(text))
    return _PUNCTUATION.sub(" ", words).strip() or words


def likeness(asked: str, name: str, *, is_drawn: bool = False, in_part: bool = True) -> float:
    """0 to 1: how surely `name` is what is meant by `asked`; 0 if it is likely another thing.

    is_drawn: the name was read by OCR, so look-alike characters are forgiven.
    in_part: whether some words of a longer name, or others that mean the same, are enough.
    """
    if not asked or not name:
        return 0.0
    if plain(asked) == plain(name):
        return EXACT
    wanted, given = bare(asked), bare(name)
    if wanted == given:
        return SAME_BUT_PUNCTUATION
    if wanted.replace(" ", "") == given.replace(" ", "") and len(wanted) > 3:
        return SAME_BUT_LOOKALIKES
    if is_drawn and _looks(wanted) == _looks(given):
        return SAME_BUT_LOOKALIKES
    if _is_slip(wanted, given, is_drawn=is_drawn):
        return SLIP
    if is_drawn and (_is_underlined(wanted, given) or _is_elided(wanted, plain(name))):
        return SLIP
    if in_part and (meaning(wanted) == meaning(given) or (is_drawn and is_sign_of(name, wanted))):
        return SYNONYM
    return _part(wanted, given) if in_part else 0.0


def _looks(text: str) -> str:
    return text.replace(" ", "").replace("rn", "m").replace("vv", "w").translate(_LOOKALIKES)


def _is_slip(wanted: str, given: str, *, is_drawn: bool) -> bool:
    """Whether the two differ by so few characters that it is a slip of the pen or the reader."""
    if is_drawn:
        if _lost_a_digit(wanted, given):
            return False
        wanted, given = _looks(wanted), _looks(given)
    # Of digits only those that look like letters are read wrong, and "2" for "3" is another page.
    if _digits(wanted) != _digits(given) or _is_negated(wanted, given):
        return False
    if wanted[:1] != given[:1] and not is_drawn:
        return False
    words, names = wanted.split(), given.split()
    if len(words) == len(names) and not is_drawn:
        # "Column A" is not "Column B": a slip is one of a word that is long enough to show it.
        return all(_is_near(word, name) for word, name in zip(words, names, strict=True))
    return _is_near(wanted, given)


def _is_underlined(wanted: str, given: str) -> bool:
    """Whether one letter was read with the line under it: "Yiew" is the menu "View"."""
    if len(wanted) != len(given) or len(wanted) < _LEAST_UNDERLINED:
        return False
    apart = [pair for pair in zip(wanted, given, strict=True) if pair[0] != pair[1]]
    return len(apart) == 1 and apart[0] in _UNDERLINED


def _is_elided(wanted: str, given: str) -> bool:
    """Whether there was no room for the rest of a word. After a whole word dots may mean that
    a dialog comes: "Open..." is not "Open Recent"."""
    cut = _ELIDED.fullmatch(given)
    if cut is None or not wanted.startswith(cut[1]):
        return False
    return wanted[len(cut[1]) :][:1].isalnum()


def _is_near(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    allowed = 0 if length < 5 else 1 if length < 12 else 2
    return one == other or (allowed > 0 and edit_distance(one, other, allowed) <= allowed)


def _is_negated(one: str, other: str) -> bool:
    """Whether one is the other with a syllable in front that turns it round: "undo", "do"."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    rest = longer.removesuffix(shorter)
    return rest != longer and rest in _TURNING


def _lost_a_digit(one: str, other: str) -> bool:
    """Whether both have numbers, and not of the same lengths: "list-10" is not "list-0"."""
    lengths = [[len(number) for number in _NUMBER.findall(text)] for text in (one, other)]
    return all(lengths) and lengths[0] != lengths[1]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _part(wanted: str, given: str) -> float:
    """For some words of a longer name, in their order: the share of the name, at most `PART`."""
    words, names = wanted.split(), given.split()
    extra = list(names)
    for word in words:
        if word not in extra:
            return 0.0
        extra.remove(word)
    if any(word in _NEGATIONS for word in extra) or not _in_order(words, names):
        return 0.0
    if all(word in _NOISE or word.isdigit() for word in extra):
        return PART
    share = len(words) / len(names)
    return PART * share if len(words) > 1 and share >= 0.5 else 0.3 * share


def _in_order(words: list[str], names: list[str]) -> bool:
    rest = iter(names)
    return all(word in rest for word in words)


def edit_distance(one: str, other: str, limit: int) -> int:
    """Levenshtein's distance, or `limit` + 1 as soon as it is known to be more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for index, character in enumerate(one, 1):
        diagonal, row[0] = row[0], index
        for column, opposite in enumerate(other, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (character != opposite)),
            )
        if min(row) > limit:
            return limit + 1
    return row[-1]
