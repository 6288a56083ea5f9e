"""Words that people and programs use for one and the same thing on a screen.

Only words that mean the same in any program, and never an opposite: "Close" is not "Quit", and
"Back" is not "Undo".
"""

from typing import Final

_GROUPS: Final = (
    "preferences settings options configuration prefs",
    "quit exit",
    "find search",
    "delete remove erase",
    "add insert",
    "new create",
    "help assistance",
    "folder directory",
    "stop abort halt",
    "replace substitute",
    "picture image photo",
    "ok okay",
    "information info",
    "favourites favorites",
    "favourite favorite",
    "colour color",
    "colours colors",
    "centre center",
    "grey gray",
    "maximise maximize",
    "minimise minimize",
    "organise organize",
    "customise customize",
    "dialogue dialog",
    "catalogue catalog",
    "trash bin rubbish wastebasket",
    "email e-mail mail",
    "refresh reload",
    "choose select pick",
    "edit modify",
    "sound audio",
    "login signin",
    "logout signout",
    "application app program",
    "applications apps programs",
    "document doc",
    "phone telephone",
)
_PHRASES: Final = (("log in", "login"), ("sign in", "signin"), ("log on", "login"),
                   ("log out", "logout"), ("sign out", "signout"), ("log off", "logout"),
                   ("zoom in", "zoomin"), ("zoom out", "zoomout"))  # fmt: skip

_SPOKEN: Final = {
    "=": "equals", "+": "plus", "-": "minus", "\u2212": "minus", "\u00d7": "multiply",
    "\u00f7": "division", "/": "slash", "\u2215": "slash", "%": "percent", "\u221a": "square root",
    "\u2211": "sum", "\u03c0": "pi", "\u00b1": "plus minus", "<": "chevron left",
    ">": "chevron right", "?": "question mark", "!": "exclamation mark", "#": "hash", "@": "at",
    "\u20ac": "euro", "$": "dollar", "\u2190": "backspace", "\u232b": "backspace",
}  # fmt: skip

_LETTERED: Final = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough",
    "x": "close", "\u00d7": "close", "?": "help", "\u53e3": "maximize", "\u25a1": "maximize",
}  # fmt: skip
"""A bare square is mostly read as the Chinese word for a mouth."""

_MEANING: Final = {word: group.split()[0] for group in _GROUPS for word in group.split()}
_SMALL: Final = frozenset({"the", "a", "an"})


def meaning(words: str) -> tuple[str, ...]:
    """Of a name in lower case without punctuation: each word as the first of its group."""
    for phrase, word in _PHRASES:
        words = f" {words} ".replace(f" {phrase} ", f" {word} ").strip()
    return tuple(_MEANING.get(word, word) for word in words.split() if word not in _SMALL)


def spoken(phrase: str) -> str:
    """What a single sign is called, "equals" for "="; other phrases as they are."""
    return _SPOKEN.get(phrase.strip(), phrase)


def is_sign_of(drawn: str, name: str) -> bool:
    """Whether a button on which nothing but `drawn` stands is mostly what is called `name`: B is
    bold, and a square maximizes. name: in lower case without punctuation."""
    sign = _LETTERED.get(drawn.strip().casefold())
    return sign is not None and meaning(sign) == meaning(name)
