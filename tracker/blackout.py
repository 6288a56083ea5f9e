"""What has to be black in a step's pictures: secret fields, and windows that must not be seen."""

from collections.abc import Callable
from typing import Final

from tracker.desktop.atspi_names import UNANSWERED
from tracker.geometry import Box
from tracker.lookup import Question, Seen
from tracker.redact import UNKNOWN_PAGE, Policy
from tracker.trajectory import Step, Window

_EVERYWHERE: Final = Box(0, 0, 1 << 16, 1 << 16)

_BROWSERS: Final = frozenset(
    {"brave", "chrome", "chromium", "epiphany", "falkon", "firefox", "firefox-bin", "firefox-esr",
     "konqueror", "librewolf", "msedge", "opera", "vivaldi-bin"}
)  # fmt: skip
"""Programs that show pages before one was seen; others are known once they told of one."""

_Key = tuple[object, ...]


class Blackout:
    """ask: looks something up without waiting."""

    def __init__(self, policy: Policy, ask: Callable[[Question], Question]) -> None:
        self._policy = policy
        self._ask = ask
        self._secrets: dict[_Key, set[Box]] = {}
        self._doubtful: set[tuple[_Key, Box]] = set()
        self._hidden_before: set[Box] = set()
        self._pages: dict[_Key, bool] = {}
        self._browsers = set(_BROWSERS)

    def heed(self, seen: Seen) -> None:
        """A secret field is black from here on. One that was taken for secret because its program
        did not tell what it is stays so only until that is told. Which page a window shows is kept
        in mind, for when it only shows."""
        self._note_page(seen)
        if seen.element is None:
            return
        key, box = _key(seen.window), seen.element.box
        secrets = self._secrets.setdefault(key, set())
        is_secret, is_sure = self._policy.is_secret(seen.element), _is_sure(seen)
        if is_secret and not is_sure and box not in secrets:
            self._doubtful.add((key, box))
        elif is_sure and (key, box) in self._doubtful:
            self._doubtful.discard((key, box))
            secrets.discard(box)
        if is_secret:
            secrets.add(box)

    def of(self, step: Step) -> set[Box]:
        return self._secrets.get(_key(step.before.window), set()) | self.windows(step.until_ns)

    def windows(self, t_ns: int) -> set[Box]:
        """Where windows that must not be seen stand now, or stood when this was asked last."""
        if not self._policy.hides_windows:
            return set()
        seen = self._ask(Question(t_ns, None, windows=True)).wait()
        if seen.degraded:
            return {_EVERYWHERE}  # what is not known to be allowed is not shown
        self._note_page(seen)
        before, self._hidden_before = (
            self._hidden_before,
            {window.box for window in seen.windows if window.box and self._is_hidden(window)},
        )
        if seen.window and seen.window.box and self._policy.excludes(seen.window, seen.url):
            self._hidden_before.add(seen.window.box)
        return before | self._hidden_before

    def _note_page(self, seen: Seen) -> None:
        if seen.window is None or not seen.url:
            return
        self._pages[_titled(seen.window)] = self._policy.excludes(seen.window, seen.url)
        if seen.url != UNKNOWN_PAGE:
            self._browsers.add(seen.window.app)

    def _is_hidden(self, window: Window) -> bool:
        """Only the active window is asked for its page. Another one of a browser's shows what it
        did when it was active; one whose page nobody knows may show one that is excluded."""
        if self._policy.excludes(window):
            return True
        is_browser = window.app in self._browsers and bool(self._policy.excluded_urls)
        return is_browser and self._pages.get(_titled(window), True)


def _is_sure(seen: Seen) -> bool:
    return seen.element is not None and UNANSWERED not in seen.element.states


def _titled(window: Window) -> _Key:
    return (window.pid, window.title)


def _key(window: Window | None) -> _Key:
    """A window at its place: what its title says may change with every letter."""
    return (window.app, window.pid, window.box) if window else ()
