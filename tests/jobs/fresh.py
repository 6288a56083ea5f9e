"""Wordings that nobody looked at while the code that they judge was written.

Neither training nor the strange wordings of the jobs have them. FRESH is measured once; whoever
changes how instructions are understood after seeing how one of these fared moves them to SPENT and
writes others before measuring again. SPENT was fresh once, and shows what a change breaks.
"""

from collections.abc import Mapping
from typing import Final

FRESH: Final[Mapping[str, tuple[str, ...]]] = {
    "write-letter": ("can you type up [text] for me? the file is called {name}",),
    "replace-word": ("I keep writing [old] when I mean [new], fix that in this file and save it",),
    "append-line": ("at the very end of {name} write [line], and don't forget to save",),
    "uppercase": ("make this file all caps and save",),
    "tab-width": ("my tabs should only be {width} spaces",),
    "editor-option": ("can you turn [option] on for me",),
    "new-folder": ("new folder please, [name]",),
    "rename-file": ("{old} needs a new name, call it {new}",),
    "delete-file": ("please bin {old}, I don't need it any more",),
    "calculate": ("quick maths: {sum}",),
    "square-root": ("do the square root of {number} on the calculator",),
    "web-sign-in": ("log me in, my user name is {user} and my code is {code}",),
    "web-order": ("I'd like {amount} [product], delivery is {delivery}",),
    "web-search": ("can you look up [query] in the shop for me?",),
    "web-newsletter": ("get {mail} the newsletter, {often} please",),
    "add-contact": ("add {name} to my contacts, {city}, phone number is {phone}",),
    "new-file": ("can you put an empty file {new} in here",),
    "web-contact": ("message them [message]. My name is {name}, {mail}",),
    "issue-invoice": ("{customer} paid {total} by card for [article], do the invoice",),
}

SPENT: Final[Mapping[str, tuple[str, ...]]] = {
    "write-letter": (
        "make me a file {name} in which it says [text]",
        "the words [text] belong in a document that I can find again as {name}",
    ),
    "replace-word": (
        "where you read {old}, I would like {new} instead. Keep the changes",
        "all the [old]s in this text ought to be [new], saved please",
    ),
    "append-line": (
        "below everything else in {name} there has to stand [line]",
        "{name} lacks its ending: [line]. Put it there and save",
    ),
    "uppercase": (
        "I'd like this text SHOUTED, every character of it, and saved",
        "switch the writing from small to capital letters and store the file",
    ),
    "tab-width": (
        "one tab should be worth {width} blanks",
        "could the indentation by tab be {width} wide?",
    ),
    "editor-option": (
        "the editor should [option]; see to it in its settings",
        "put a tick at [option] among the preferences",
    ),
    "new-folder": (
        "I would love to have a folder here that goes by [name]",
        "a subfolder is missing: [name]",
    ),
    "rename-file": (
        "from today {old} is to be known as {new}",
        "{old} has the wrong name. It should read {new}",
    ),
    "delete-file": (
        "{old} is rubbish, away with it",
        "clear {old} out of the documents",
    ),
    "calculate": (
        "how much is {sum}?",
        "the outcome of {sum}, quickly",
    ),
    "square-root": (
        "I need the root of {number}",
        "{number} under the root sign, what comes out?",
    ),
    "web-sign-in": (
        "my member code is {code} and I am {user}; get me in",
        "enter the site as {user} ({code})",
    ),
    "web-order": (
        "we are short of [product]: {amount} pieces, {delivery}",
        "let them deliver {amount} of your [product] by {delivery}",
    ),
    "web-search": (
        "do they sell {query}?",
        "I am after [query], have a look in the shop",
    ),
    "web-newsletter": (
        "{mail} wants the newsletter, {often} is fine",
        "{often} news for {mail}, please arrange",
    ),
    "add-contact": (
        "my friend {name} moved to {city} and answers at {phone} now, store that",
        "new in the address book: {name} of {city} ({phone})",
    ),
    "new-file": (
        "put a file with nothing in it here and name it {new}",
        "I want to start {new}: make the empty file",
    ),
    "web-contact": (
        "tell them [message], signed {name}, answer to {mail}",
        "contact the shop for {name} at {mail} with the words [message]",
    ),
    "issue-invoice": (
        "{customer} owes us {total} for [article]: make the invoice, paid with the card",
        "an invoice of {total} over [article] for {customer}, card",
    ),
}
