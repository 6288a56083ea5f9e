"""How far a picture answers a name, on the scale on which texts do. Pure."""

from grounding.roles import fits
from grounding.screen import Pictured, Screen
from grounding.wording import likeness

_LEAST, _MOST = 0.6, 0.9
"""For no and for full likeness: what is written goes before what is drawn."""

_UNLIKE = 0.25
_WRITTEN = 0.5
"""Of the score, where the very name is written on the screen."""

_SAME_KIND = 0.85
_VERY_LIKE = 0.75
"""From which on a picture goes before the name on something of another kind."""

_BEATEN = 0.04
"""What is taken off where another picture on the screen is liker; the same picture is no liker.
Near scores are no draw here as they are among names: the liker picture is right more often."""

_NO_LIKER = 0.0005


def picture_match(
    name: str, roles: frozenset[str], icon: Pictured, screen: Screen
) -> tuple[float, str]:
    """0 to 1, and what speaks for it, in words. roles: that are asked for, none for any."""
    alike = icon.likeness(name)
    why = f'a picture of "{icon.words[0][0]}"'
    if alike < _UNLIKE:
        return alike, why
    is_beaten = any(
        sighting.icon is not None and sighting.icon.likeness(name) > alike + _NO_LIKER
        for sighting in screen.sightings
    )
    score = _LEAST + (_MOST - _LEAST) * alike - _BEATEN * is_beaten
    beside = roles if alike >= _VERY_LIKE else frozenset[str]()
    return score * (_WRITTEN if _is_written(name, beside, screen) else 1.0), why


def _is_written(name: str, roles: frozenset[str], screen: Screen) -> bool:
    return any(
        fits(element.role, roles) >= _SAME_KIND
        and likeness(name, text, is_drawn=True, in_part=False) > 0
        for element, sighting in zip(screen.elements, screen.sightings, strict=True)
        for text in {element.name, sighting.drawn}
    )
