"""Wordings that nobody looked at while the code that they judge was written.

Neither training nor the strange wordings of the jobs have them. FRESH is measured once; whoever
changes how instructions are understood after seeing how one of these fared moves them to SPENT and
writes others before measuring again. SPENT was fresh once, and shows what a change breaks.
"""

from collections.abc import Mapping
from typing import Final

FRESH: Final[Mapping[str, tuple[str, ...]]] = {
    "write-letter": ("please start a note that says [text] and put it away as {name}",),
    "replace-word": ("wrong word! it's {new}, not {old}. change it all over and save",),
    "append-line": ("can you stick [line] on the bottom of {name} and save it",),
    "uppercase": ("everything in here has to be in big letters, then save",),
    "tab-width": ("set tabs to {width}",),
    "editor-option": ("please switch [option] on",),
    "new-folder": ("can you make me a folder for my stuff, name it [name]",),
    "rename-file": ("I want {old} to be called {new} instead",),
    "delete-file": ("{old} can be thrown out",),
    "calculate": ("how much does {sum} come to?",),
    "square-root": ("what's the square root of {number} again?",),
    "web-sign-in": ("sign me in please: {user}, code {code}",),
    "web-order": ("please order {amount} of the [product] for us ({delivery})",),
    "web-search": ("see if they have [query]",),
    "web-newsletter": ("I want the newsletter {often}, my mail is {mail}",),
    "add-contact": ("can you save {name}'s number? It's {phone}, lives in {city}",),
    "new-file": ("I need a new empty file here, {new}",),
    "web-contact": ("write them [message] from me, {name}, my mail is {mail}",),
    "issue-invoice": ("invoice for {customer}, please: [article], {total} in all, by card",),
}

SPENT: Final[Mapping[str, tuple[str, ...]]] = {
    "write-letter": (
        "make me a file {name} in which it says [text]",
        "the words [text] belong in a document that I can find again as {name}",
        "can you type up [text] for me? the file is called {name}",
    ),
    "replace-word": (
        "where you read {old}, I would like {new} instead. Keep the changes",
        "all the [old]s in this text ought to be [new], saved please",
        "I keep writing [old] when I mean [new], fix that in this file and save it",
    ),
    "append-line": (
        "below everything else in {name} there has to stand [line]",
        "{name} lacks its ending: [line]. Put it there and save",
        "at the very end of {name} write [line], and don't forget to save",
    ),
    "uppercase": (
        "I'd like this text SHOUTED, every character of it, and saved",
        "switch the writing from small to capital letters and store the file",
        "make this file all caps and save",
    ),
    "tab-width": (
        "one tab should be worth {width} blanks",
        "could the indentation by tab be {width} wide?",
        "my tabs should only be {width} spaces",
    ),
    "editor-option": (
        "the editor should [option]; see to it in its settings",
        "put a tick at [option] among the preferences",
        "can you turn [option] on for me",
    ),
    "new-folder": (
        "I would love to have a folder here that goes by [name]",
        "a subfolder is missing: [name]",
        "new folder please, [name]",
    ),
    "rename-file": (
        "from today {old} is to be known as {new}",
        "{old} has the wrong name. It should read {new}",
        "{old} needs a new name, call it {new}",
    ),
    "delete-file": (
        "{old} is rubbish, away with it",
        "clear {old} out of the documents",
        "please bin {old}, I don't need it any more",
    ),
    "calculate": (
        "how much is {sum}?",
        "the outcome of {sum}, quickly",
        "quick maths: {sum}",
    ),
    "square-root": (
        "I need the root of {number}",
        "{number} under the root sign, what comes out?",
        "do the square root of {number} on the calculator",
    ),
    "web-sign-in": (
        "my member code is {code} and I am {user}; get me in",
        "enter the site as {user} ({code})",
        "log me in, my user name is {user} and my code is {code}",
    ),
    "web-order": (
        "we are short of [product]: {amount} pieces, {delivery}",
        "let them deliver {amount} of your [product] by {delivery}",
        "I'd like {amount} [product], delivery is {delivery}",
    ),
    "web-search": (
        "do they sell {query}?",
        "I am after [query], have a look in the shop",
        "can you look up [query] in the shop for me?",
    ),
    "web-newsletter": (
        "{mail} wants the newsletter, {often} is fine",
        "{often} news for {mail}, please arrange",
        "get {mail} the newsletter, {often} please",
    ),
    "add-contact": (
        "my friend {name} moved to {city} and answers at {phone} now, store that",
        "new in the address book: {name} of {city} ({phone})",
        "add {name} to my contacts, {city}, phone number is {phone}",
    ),
    "new-file": (
        "put a file with nothing in it here and name it {new}",
        "I want to start {new}: make the empty file",
        "can you put an empty file {new} in here",
    ),
    "web-contact": (
        "tell them [message], signed {name}, answer to {mail}",
        "contact the shop for {name} at {mail} with the words [message]",
        "message them [message]. My name is {name}, {mail}",
    ),
    "issue-invoice": (
        "{customer} owes us {total} for [article]: make the invoice, paid with the card",
        "an invoice of {total} over [article] for {customer}, card",
        "{customer} paid {total} by card for [article], do the invoice",
    ),
}
