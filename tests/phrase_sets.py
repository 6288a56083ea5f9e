"""Phrases about a labelled screen with the places that are right for each, and with none for what
is not there.

What is right is worked out from the labels alone, by plain geometry and counting: nothing of the
grounder is asked, so that it can be measured by these.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from models.labels import Label
from tracker.geometry import Box

_SPOKEN = {
    "push button": ("button",), "toggle button": ("button", "toggle button"),
    "menu": ("menu",), "menu item": ("menu item", "menu entry"),
    "check menu item": ("menu item",), "radio menu item": ("menu item",),
    "check box": ("check box", "checkbox"), "radio button": ("radio button", "option button"),
    "text": ("text field", "text box", "field"), "entry": ("text field", "input field"),
    "password text": ("password field",), "combo box": ("combo box", "dropdown", "drop-down list"),
    "page tab": ("tab",), "link": ("link",), "table cell": ("cell",), "list item": ("list item",),
    "table column header": ("column header",), "slider": ("slider",),
    "spin button": ("spin box", "number field"), "icon": ("icon",),
}  # fmt: skip

SAME_WORDS = (
    ("preferences", "settings"), ("quit", "exit"), ("find", "search"), ("delete", "remove"),
    ("add", "insert"), ("help", "assistance"), ("folder", "directory"), ("new", "create"),
    ("stop", "abort"), ("replace", "substitute"), ("picture", "image"), ("ok", "okay"),
    ("information", "info"), ("favourites", "favorites"), ("colour", "color"),
)  # fmt: skip

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_ANCHORED = ("left of", "to the right of", "above", "below")
_CONTAINERS = {
    "tool bar": "toolbar", "menu bar": "menu bar", "menu": "menu", "dialog": "dialog",
    "file chooser": "dialog", "alert": "dialog", "status bar": "status bar",
    "page tab list": "tab bar", "table": "table",
    "list box": "list", "popup menu": "menu",
}  # fmt: skip
_STATES = {
    "checked": ("checked", "unchecked", {"check box", "check menu item", "radio button"}),
    "selected": ("selected", "", {"page tab", "list item"}),
    "expanded": ("expanded", "collapsed", {"combo box", "menu"}),
    "pressed": ("pressed", "", {"toggle button"}),
}

FORMS = (
    "role and name", "name", "role in front", "another case", "ordinal", "the last",
    "beside", "corner", "container", "state", "disabled", "value", "description", "synonym",
    "only one", "absent name", "absent role", "absent ordinal", "absent state", "absent container",
    "absent beside", "near miss",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """right: the boxes in which an answer must lie; () where there is nothing to be found.

    form: one of `FORMS`.
    """

    form: str
    phrase: str
    right: tuple[Box, ...]


_Maker = Callable[[Sequence[Label], Random], Iterator[Asked]]


def phrases(
    labels: Sequence[Label], elsewhere: Sequence[Label], dice: Random, most: int = 4
) -> list[Asked]:
    """At most `most` of each form. elsewhere: the things of other programs, of which some are asked
    for although they are not here."""
    usable = [each for each in labels if each.is_interactive and _is_visible(each, labels)]
    found: list[Asked] = []
    for make in _MAKERS:
        found += _some(list(make(usable, dice)), dice, most)
    found += _some(list(_absent_names(labels, elsewhere, dice)), dice, 2 * most)
    found += _some(list(_near_misses(labels, dice)), dice, most)
    return found


def _some(asked: list[Asked], dice: Random, most: int) -> list[Asked]:
    forms: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        forms[each.form].append(each)
    return [one for group in forms.values() for one in dice.sample(group, min(most, len(group)))]


def _is_visible(label: Label, among: Sequence[Label]) -> bool:
    """Not so small that it cannot be hit, and no twin of another at the same place."""
    return min(label.box.width, label.box.height) >= 6


def _role(label: Label, dice: Random) -> str:
    return dice.choice(_SPOKEN.get(label.role, (label.role,)))


def _family(role: str) -> str:
    """Roles that people call by one word, and count together."""
    if role == "password text":
        return "text field"
    return _SPOKEN.get(role, (role,))[0]


def _named(labels: Sequence[Label]) -> list[Label]:
    return [each for each in labels if 1 < len(each.name) <= 40 and '"' not in each.name]


def _unique(labels: Sequence[Label]) -> list[Label]:
    """Those whose name stands once, in whatever role."""
    names = Counter(_plain(each.name) for each in labels)
    return [each for each in _named(labels) if names[_plain(each.name)] == 1]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _by_name(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    for each in _unique(labels):
        role = _role(each, dice)
        yield Asked("role and name", f'the "{each.name}" {role}', (each.box,))
        yield Asked("role in front", f"{role} {each.name}", (each.box,))
        yield Asked("name", each.name, (each.box,))
        changed = dice.choice((each.name.upper(), each.name.rstrip("….:"), each.name.casefold()))
        yield Asked("another case", f'the "{changed}" {role}', (each.box,))


def _by_synonym(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    there = {_plain(each.name) for each in labels}
    for each in _unique(labels):
        words = each.name.casefold().rstrip("….:").split()
        for one, other in SAME_WORDS:
            for told, asked in ((one, other), (other, one)):
                if told not in words:
                    continue
                phrase = " ".join(asked if word == told else word for word in words)
                if _plain(phrase) not in there:
                    yield Asked("synonym", f"{phrase} {_role(each, dice)}", (each.box,))


def _by_description(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    told = Counter(_plain(each.description) for each in labels)
    for each in labels:
        if 2 < len(each.description) <= 60 and told[_plain(each.description)] == 1:
            yield Asked("description", f'the "{each.description}" {_role(each, dice)}', (each.box,))


def _by_value(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    values = Counter(_plain(each.value) for each in labels)
    for each in labels:
        is_short = 0 < len(each.value) <= 30 and "\n" not in each.value and '"' not in each.value
        if is_short and values[_plain(each.value)] == 1 and each.role in ("text", "entry"):
            yield Asked("value", f'the field with the value "{each.value}"', (each.box,))


def reading_order(labels: Sequence[Label]) -> list[Label]:
    """Rows from the top, each from the left; a row is what overlaps by half its lower height."""
    remaining = sorted(labels, key=lambda one: (one.box.top, one.box.left))
    rows: list[list[Label]] = []
    for label in remaining:
        for row in rows:
            first = row[0].box
            shared = min(first.bottom, label.box.bottom) - max(first.top, label.box.top)
            if shared >= min(first.height, label.box.height) / 2:
                row.append(label)
                break
        else:
            rows.append([label])
    return [one for row in rows for one in sorted(row, key=lambda each: each.box.left)]


def _by_ordinal(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    """Of few things of one kind, or of several that have one name."""
    groups: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for each in labels:
        groups[_family(each.role), ""].append(each)
        if each.name:
            groups[_family(each.role), each.name].append(each)
    for (family, name), group in groups.items():
        if not 2 <= len(group) <= len(_ORDINALS) or '"' in name:
            continue
        ordered = reading_order(group)
        called = f'"{name}" {family}' if name else family
        place = dice.randrange(len(ordered))
        yield Asked("ordinal", f"the {_ORDINALS[place]} {called}", (ordered[place].box,))
        yield Asked("the last", f"the last {called}", (ordered[-1].box,))
        if len(group) < len(_ORDINALS):
            yield Asked("absent ordinal", f"the {_ORDINALS[len(group)]} {called}", ())


def _by_neighbour(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    """The nearest of its kind on one side of a named thing, with the next one clearly further."""
    anchors = _unique(labels)
    for anchor in anchors:
        for side in _ANCHORED:
            for family in sorted({_family(each.role) for each in labels}):
                there = sorted(
                    (gap, index)
                    for index, each in enumerate(labels)
                    if _family(each.role) == family
                    and each is not anchor
                    and (gap := _gap(each.box, anchor.box, side)) is not None
                )
                phrase = f'the {family} {side} "{anchor.name}"'
                if not there:
                    yield Asked("absent beside", phrase, ())
                elif there[0][0] < 120 and (len(there) == 1 or there[1][0] - there[0][0] > 8):
                    yield Asked("beside", phrase, (labels[there[0][1]].box,))


def _gap(box: Box, anchor: Box, side: str) -> int | None:
    """Pixels between them, for things that share more than half of a row or column."""
    if side in ("above", "below"):
        shared = min(box.right, anchor.right) - max(box.left, anchor.left)
        is_aligned = shared > min(box.width, anchor.width) / 2
        gap = anchor.top - box.bottom if side == "above" else box.top - anchor.bottom
    else:
        shared = min(box.bottom, anchor.bottom) - max(box.top, anchor.top)
        is_aligned = shared > min(box.height, anchor.height) / 2
        gap = anchor.left - box.right if side == "left of" else box.left - anchor.right
    return gap if is_aligned and gap >= -3 else None


def _by_corner(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    """What is furthest towards two sides at once, clearly."""
    by_family: dict[str, list[Label]] = defaultdict(list)
    for each in labels:
        by_family[_family(each.role)].append(each)
    for family, group in by_family.items():
        if not 2 <= len(group) <= 12:
            continue
        for down, across in (("top", "left"), ("top", "right"), ("bottom", "left"),
                             ("bottom", "right")):  # fmt: skip
            rows = [one.box.center.y for one in group]
            columns = [one.box.center.x for one in group]
            edge_y = min(rows) if down == "top" else max(rows)
            edge_x = min(columns) if across == "left" else max(columns)
            at = [
                one
                for one in group
                if abs(one.box.center.y - edge_y) < 10 and abs(one.box.center.x - edge_x) < 10
            ]
            if len(at) == 1:
                yield Asked("corner", f"the {down} {across} {family}", (at[0].box,))


def _container_role(entry: str) -> str:
    """Of "role name"; a menu bar is no menu."""
    roles = [role for role in _CONTAINERS if entry == role or entry.startswith(f"{role} ")]
    return max(roles, key=len, default="")


def _by_container(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    groups: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for each in _named(labels):
        for entry in each.path:
            role = _container_role(entry)
            if role:
                groups[_plain(each.name), _CONTAINERS[role]].append(each)
    words = {word for _, word in groups}
    for (_, word), group in groups.items():
        boxes = {each.box for each in group}
        if len(boxes) == 1:
            each = group[0]
            phrase = f'the "{each.name}" {_role(each, dice)} in the {word}'
            yield Asked("container", phrase, (each.box,))
            absent = sorted({"toolbar", "dialog", "status bar", "tab bar"} - words)
            if absent and dice.random() < 0.3:
                where = dice.choice(absent)
                yield Asked("absent container", f'"{each.name}" in the {where}', ())


def _by_state(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    for state, (word, opposite, roles) in _STATES.items():
        groups: dict[str, list[Label]] = defaultdict(list)
        for each in labels:
            if each.role in roles and each.states:
                groups[_family(each.role)].append(each)
        for family, group in groups.items():
            having = [each for each in group if state in each.states]
            if len(having) == 1 and len(group) > 1:
                yield Asked("state", f"the {word} {family}", (having[0].box,))
            lacking = [each for each in group if state not in each.states]
            if opposite and len(lacking) == 1 and len(group) > 1:
                yield Asked("state", f"the {opposite} {family}", (lacking[0].box,))
            if opposite:
                for each in _unique(group):
                    wrong = opposite if state in each.states else word
                    yield Asked("absent state", f'the {wrong} "{each.name}" {family}', ())
    disabled = [each for each in labels if each.states and "sensitive" not in each.states]
    for family in sorted({_family(each.role) for each in disabled}):
        of_family = [each for each in disabled if _family(each.role) == family]
        for each in _unique(labels):
            if each in of_family:
                yield Asked("disabled", f'the disabled "{each.name}" {family}', (each.box,))


def _alone(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    counts = Counter(_family(each.role) for each in labels)
    for each in labels:
        if counts[_family(each.role)] == 1:
            yield Asked("only one", f"the {_role(each, dice)}", (each.box,))
    for family in sorted({names[0] for names in _SPOKEN.values()} - set(counts)):
        # A text field may be called a field by the words of a spin box, so only plain kinds.
        if family in ("slider", "link", "check box", "radio button", "tab", "password field"):
            yield Asked("absent role", f"the {family}", ())


def _absent_names(
    labels: Sequence[Label], elsewhere: Sequence[Label], dice: Random
) -> Iterator[Asked]:
    """Names of other programs, of which no word stands anywhere on this screen."""
    said = " ".join(
        "".join(
            letter if letter.isalnum() else " "
            for letter in f"{one.name} {one.value} {one.description}".casefold()
        )
        for one in labels
    )
    there = {_plain(one.name) for one in labels}
    for each in _named(elsewhere):
        words = [_plain(word) for word in each.name.split() if len(_plain(word)) > 2]
        if words and not any(word in said for word in words) and _plain(each.name) not in there:
            phrase = dice.choice((f'the "{each.name}" {_role(each, dice)}', each.name))
            yield Asked("absent name", phrase, ())


def _near_misses(labels: Sequence[Label], dice: Random) -> Iterator[Asked]:
    """A word more, the opposite, or another number: nearly what is there, and not there."""
    there = {_plain(each.name) for each in labels}
    for each in _unique(labels):
        words = each.name.rstrip("….:").split()
        changed = [f"{each.name} {dice.choice(('all', 'as template', 'again', 'selected'))}"]
        changed += [f"{dice.choice(('un', 're', 'pre'))}{each.name.casefold()}"]
        changed += [" ".join(_other_number(word) for word in words)]
        for name in changed:
            if name != each.name and _plain(name) not in there:
                yield Asked("near miss", f'the "{name}" {_role(each, dice)}', ())


def _other_number(word: str) -> str:
    return str(int(word) + 1) if word.isdecimal() else word


_MAKERS: tuple[_Maker, ...] = (
    _by_name, _by_synonym, _by_description, _by_value, _by_ordinal, _by_neighbour, _by_corner,
    _by_container, _by_state, _alone,
)  # fmt: skip
