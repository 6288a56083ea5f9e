"""How far a picture answers a name, on the scale on which texts do. Pure."""

from grounding.screen import Pictured

_LEAST, _MOST = 0.7, 0.9
"""For the least and the best likeness that counts: what is written goes before what is drawn."""

_UNLIKE = 0.25


def picture_match(name: str, icon: Pictured) -> tuple[float, str]:
    """0 to 1, and what speaks for it, in words."""
    alike = icon.likeness(name)
    score = alike if alike < _UNLIKE else _LEAST + (_MOST - _LEAST) * alike
    return score, f'a picture of "{icon.words[0][0]}"'
