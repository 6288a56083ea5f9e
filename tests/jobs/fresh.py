"""A last set of wordings: written before the code that they judge, and never looked at while it
was written.

Neither training nor the strange wordings of the jobs have them. Whoever changes how instructions
are understood after seeing how one of these fared writes others before measuring again.
"""

from collections.abc import Mapping
from typing import Final

FRESH: Final[Mapping[str, tuple[str, ...]]] = {
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
