"""What is excluded is black also where it only shows beside what is worked on."""

from tests.builders import step
from tracker.blackout import Blackout
from tracker.geometry import Box
from tracker.lookup import Seen
from tracker.redact import Policy
from tracker.trajectory import Window

EDITOR = Window("Letter", "editor", 7, Box(0, 0, 100, 100))
BROWSER = Window("Account", "surfer", 8, Box(100, 0, 200, 100))
BANK, POST = "https://bank.example/account", "https://post.example/letter"


def looked(window, url="", windows=()):
    return Seen(None, window, 0, url=url, windows=windows)


def black(*seen, browser=BROWSER, policy=Policy(excluded_urls=("*bank.example*",))):
    """While the editor is active, after all that was seen."""
    survey = looked(EDITOR, windows=(EDITOR, browser))

    class Answered:
        def wait(self):
            return survey

    blackout = Blackout(policy, lambda question: Answered())
    for one in seen:
        blackout.heed(one)
    return blackout.of(step())


def test_a_page_that_was_excluded_when_it_was_active_is_black_where_it_only_shows():
    assert black(looked(BROWSER, BANK)) == {BROWSER.box}


def test_a_page_that_may_be_seen_is_not_black():
    assert black(looked(BROWSER, POST)) == set()


def test_a_browsers_window_whose_page_nobody_knows_is_black():
    other = Window("New tab", "surfer", 8, BROWSER.box)
    assert black(looked(BROWSER, POST), browser=other) == {BROWSER.box}
    assert black(browser=Window("Mail", "firefox-esr", 9, BROWSER.box)) == {BROWSER.box}


def test_windows_of_other_programs_are_not_black():
    assert black(browser=Window("Notes", "notes", 9, BROWSER.box)) == set()


def test_without_excluded_pages_no_browser_is_black():
    policy = Policy(excluded_titles=("Secret*",))
    assert black(browser=Window("Mail", "firefox", 9, BROWSER.box), policy=policy) == set()
