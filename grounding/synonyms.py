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

_MEANING: Final = {word: group.split()[0] for group in _GROUPS for word in group.split()}
_SMALL: Final = frozenset({"the", "a", "an"})


def meaning(words: str) -> tuple[str, ...]:
    """Of a name in lower case without punctuation: each word as the first of its group."""
    for phrase, word in _PHRASES:
        words = f" {words} ".replace(f" {phrase} ", f" {word} ").strip()
    return tuple(_MEANING.get(word, word) for word in words.split() if word not in _SMALL)
