"""What must never be kept, taken out before it reaches the store.

Pure functions over values and a frozen policy. What goes into a password field becomes one
placeholder, `{secret:NAME}`: not the keys, nor how many they were. A replay is given the value by
that name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final

from tracker.events import KeyPressed, KeyReleased, RawEvent
from tracker.frames import Frame
from tracker.geometry import Box
from tracker.keys import MODIFIERS
from tracker.trajectory import Element, Observation, Step, Window

SECRET_KEY: Final = "secret"  # noqa: S105  the name of a key, not a secret
"""The key of the event that stands for all that was typed into a password field."""

UNKNOWN_PAGE: Final = "unknown:"
"""The address of a page while it cannot be told, as when a browser goes on to another one."""

_PLACEHOLDER: Final = re.compile(r"\{secret:([a-z0-9_]+)\}")
_ENDS_SECRET: Final = frozenset({"enter", "tab", "escape", "up", "down", "pageup", "pagedown"})
_COMMANDING: Final = frozenset({"ctrl", "alt", "super"})
_LONGEST_HOLD_NS: Final = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """secret_roles, secret_states: what marks a field whose text is never kept.

    excluded_apps, excluded_titles, excluded_urls: patterns (`*` and `?`, case does not matter);
    nothing is recorded while a window that matches one, or shows a page that does, is active, and
    it is black in pictures of other windows. ignored_pids: our own processes.
    """

    secret_roles: tuple[str, ...] = ("password text",)
    secret_states: tuple[str, ...] = ("password", "protected")
    excluded_apps: tuple[str, ...] = ()
    excluded_titles: tuple[str, ...] = ()
    excluded_urls: tuple[str, ...] = ()
    ignored_pids: frozenset[int] = frozenset()

    def is_secret(self, element: Element | None) -> bool:
        return element is not None and (
            element.role in self.secret_roles
            or any(state in element.states for state in self.secret_states)
        )

    @property
    def hides_windows(self) -> bool:
        """Whether there is any window, but for our own, that must not be in a picture."""
        return bool(self.excluded_apps or self.excluded_titles or self.excluded_urls)

    def excludes(self, window: Window | None, url: str = "") -> bool:
        """url: of the page that the window shows, if it is one. One that is not known may be one
        that is excluded."""
        return window is not None and (
            window.pid in self.ignored_pids
            or _matches(window.app, self.excluded_apps)
            or _matches(window.title, self.excluded_titles)
            or bool(url and _matches(url, self.excluded_urls))
            or bool(self.excluded_urls and url == UNKNOWN_PAGE)
        )


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def placeholder(element: Element | None) -> str:
    """What stands for the text of a secret field: its name in lower case, "password" if none."""
    words = re.findall(r"[a-z0-9]+", element.name.casefold()) if element else []
    return f"{{secret:{'_'.join(words) or 'password'}}}"


def secret_name(text: str) -> str | None:
    """NAME, if a typed text is the placeholder of a secret."""
    match = _PLACEHOLDER.fullmatch(text)
    return match[1] if match else None


class Withholder:
    """Passes events on, and puts one placeholder in the place of all keys of a secret field.

    Keys that type or edit are withheld with their releases. Enter, Tab and shortcuts hold no
    content: they are passed on, and after them a new placeholder stands for what is typed.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._held: set[str] = set()
        self._passed: set[str] = set()
        self._withheld_ns: int | None = None
        self._field: str | None = None

    def keep(self, event: RawEvent, focus: Element | None) -> RawEvent | None:
        """The event, what stands for it, or None. focus: where keys went when it happened."""
        if isinstance(event, KeyReleased):
            return self._release(event)
        if not isinstance(event, KeyPressed):
            return event
        if event.key in MODIFIERS:
            self._held.add(event.key)
        elif not self._policy.is_secret(focus) or self._ends_secret(event):
            self._field = None
        else:
            return self._withhold(event, placeholder(focus))
        self._passed.add(event.key)
        return event

    def _ends_secret(self, event: KeyPressed) -> bool:
        named = event.key in _ENDS_SECRET or _is_function_key(event.key)
        return named or bool(_COMMANDING & self._held)

    def _withhold(self, event: KeyPressed, field: str) -> RawEvent | None:
        self._withheld_ns = event.t_ns
        if self._field == field:
            return None
        self._field = field
        return KeyPressed(event.t_ns, SECRET_KEY, field, event.synthetic)

    def _release(self, event: KeyReleased) -> RawEvent | None:
        """A key may go up under another name than it went down by (Shift came or went), so for a
        while after a secret only those are passed on that are known not to belong to it."""
        self._held.discard(event.key)
        is_known = event.key in self._passed
        self._passed.discard(event.key)
        if is_known or self._withheld_ns is None:
            return event
        return event if event.t_ns - self._withheld_ns > _LONGEST_HOLD_NS else None


def _is_function_key(key: str) -> bool:
    return len(key) > 1 and key[0] == "f" and key[1:].isdigit()


def redact_element(element: Element | None, policy: Policy) -> Element | None:
    """The element without the text of a secret field."""
    if element is None or not policy.is_secret(element):
        return element
    return replace(element, value="")


def black_out(frame: Frame, boxes: Iterable[Box]) -> Frame:
    """The frame with black boxes; the very same one if none of them lies inside it."""
    width, height = frame.size
    whole = Box(0, 0, width, height)
    inside = [part for box in boxes if (part := box.intersection(whole))]
    if not inside:
        return frame
    pixels = frame.pixels.copy()
    for part in inside:
        pixels[part.top : part.bottom, part.left : part.right] = 0
    return Frame(pixels=pixels, t_ns=frame.t_ns, placement=frame.placement)


def redact_observation(
    observation: Observation, policy: Policy, boxes: Iterable[Box] = ()
) -> Observation:
    """boxes: more places to black out than those of the observation's own secret elements."""
    secret = [e.box for e in observation.elements if policy.is_secret(e)]
    return replace(
        observation,
        frame=black_out(observation.frame, [*boxes, *secret]),
        elements=_redacted(observation.elements, policy),
    )


def _redacted(elements: Iterable[Element], policy: Policy) -> tuple[Element, ...]:
    return tuple(replace(e, value="") if policy.is_secret(e) else e for e in elements)


def redact_step(step: Step, policy: Policy, boxes: Iterable[Box] = ()) -> Step:
    """A step whose pictures and elements tell nothing of secret fields.

    boxes: the places of secret fields that are known to be in sight, in frame pixels.
    """
    evidence, outcome = step.evidence, step.outcome
    own = [
        e.box
        for e in (evidence.element, evidence.end_element, *step.before.elements, *outcome.showing)
        if e is not None and policy.is_secret(e)
    ]
    hidden = list(dict.fromkeys([*boxes, *own]))
    after = black_out(outcome.after, hidden) if outcome.after else None
    return replace(
        step,
        before=redact_observation(step.before, policy, hidden),
        evidence=replace(
            evidence,
            element=redact_element(evidence.element, policy),
            end_element=redact_element(evidence.end_element, policy),
        ),
        outcome=replace(outcome, after=after, showing=_redacted(outcome.showing, policy)),
    )
