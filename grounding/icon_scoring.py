"""How far a picture answers a name, on the scale on which texts do. Pure."""

from grounding.screen import Pictured, Screen

_LEAST, _MOST = 0.7, 0.9
"""For the least and the best likeness that counts: what is written goes before what is drawn."""

_UNLIKE = 0.2
_BEATEN = 0.04
"""What is taken off where another picture on the screen is liker; the same picture is no liker.
Near scores are no draw here as they are among names: the liker picture is right more often."""

_NO_LIKER = 0.0005


def picture_match(name: str, icon: Pictured, screen: Screen) -> tuple[float, str]:
    """0 to 1, and what speaks for it, in words."""
    alike = icon.likeness(name)
    why = f'a picture of "{icon.words[0][0]}"'
    if alike < _UNLIKE:
        return alike, why
    is_beaten = any(
        sighting.icon is not None and sighting.icon.likeness(name) > alike + _NO_LIKER
        for sighting in screen.sightings
    )
    return _LEAST + (_MOST - _LEAST) * alike - _BEATEN * is_beaten, why
