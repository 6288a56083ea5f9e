"""The words by which a picture on a button is known: from the names that icon sets give their
icons, and from the phrases that people and programs use for the same thing.

Pure. What the words mean to a network is for `models.training.icons` and `grounding.icons`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9+&%]+")
_COUNTS = frozenset({"2", "3", "4", "alt", "variant", "other"})
_SHAPES = frozenset({"circle", "square", "circled", "rounded", "round"})
FAMILIES = frozenset(
    {
        "action", "content", "document", "draw", "edit", "editor", "format", "go", "gtk", "insert",
        "list", "object", "stock", "text", "tools", "view", "window",
    }
)  # fmt: skip
"""Names often begin with what the icon belongs to: format-justify-left, edit-undo, go-previous."""

_SYNONYMS: Final = """
save, floppy disk, floppy, diskette, document save, content save, device floppy, save document
save as, document save as
save all
new, new document, new file, document new, file plus, create document, blank document
open, open file, document open, folder open, open folder, open document
new folder, create folder, folder new, folder plus, add folder
folder, directory, file folder
print, printer, document print, file print
print preview, document print preview, page preview, preview print
page setup, document page setup, page properties
undo, edit undo, revert
redo, edit redo, repeat
cut, scissors, edit cut
copy, duplicate, edit copy
paste, clipboard, edit paste
format painter, paint roller, clone formatting, copy formatting, paintbrush
delete, trash, bin, trash can, remove, recycle bin, edit delete, garbage
clear, clear all, edit clear, erase, backspace, clear formatting
search, find, magnifier, magnifying glass, edit find, system search
find and replace, replace, search and replace, edit find replace
select all, edit select all
close, x, cross, dismiss, window close, times
cancel, stop process
minimize, window minimize, minimise
maximize, window maximize, maximise, window restore
full screen, fullscreen, view fullscreen
add, plus, list add, insert, new item
remove, minus, list remove, subtract
settings, gear, cog, preferences, options, configure, configuration, properties, system settings
adjust, sliders, tune, mixer, adjustments
help, question mark, question, help contents, support
information, info, about, dialog information, help about
warning, alert, caution, exclamation, dialog warning
error, dialog error, problem
menu, hamburger menu, open menu, main menu, application menu
more, dots, ellipsis, overflow, more options, view more, three dots
refresh, reload, update, view refresh
sync, synchronize, synchronise
back, left arrow, arrow left, go previous, previous, go back
forward, right arrow, arrow right, go next, next, go forward
up, up arrow, arrow up, go up, parent folder, move up
down, down arrow, arrow down, go down, move down
home, house, go home, user home
first, first page, go first, skip to start, beginning
last, last page, go last, skip to end, end
next page, page down
previous page, page up
go to, go jump, jump, go to line
chevron down, drop down, expand, pan down, caret down
chevron up, collapse, pan up, caret up
chevron left, pan start, caret left
chevron right, pan end, caret right
bold, format bold, format text bold, b
italic, italics, format italic, format text italic, i
underline, underlined, format underline, format text underline
strikethrough, strike through, strike, format text strikethrough
superscript, exponent
subscript
align left, left align, justify left, format justify left, text align left, left
align center, center, centre, center align, justify center, format justify center, centered
align center, text align center
align right, right align, justify right, format justify right, text align right, right
justify, justified, align justify, format justify fill, justify fill, text align justify
align top, vertical align top
align middle, center vertically, vertical align middle
align bottom, vertical align bottom
increase indent, indent, format indent more, increase indentation, indent more
decrease indent, outdent, unindent, format indent less, decrease indentation, indent less
bullet list, bulleted list, unordered list, bullets, list bulleted, list unordered, list ul
numbered list, ordered list, numbering, list numbered, list ol
line spacing, spacing, line height
font, typeface, text font, letter case
font size, text size
increase font size, increase size, bigger, font size increase, enlarge text
decrease font size, decrease size, smaller, font size decrease
font color, text color, font colour, character color, format color text
highlight, highlighter, highlighting color, marker, text background
fill, fill color, paint bucket, bucket, background color, bucket fill, format color fill
color picker, eyedropper, pipette, pick color
color, colors, palette, colour
heading, header, title
paragraph, pilcrow, formatting marks, nonprinting characters
quote, blockquote, quotation
special character, symbol, omega, insert symbol, characters
spelling, spell check, spellcheck, tools check spelling, proofread
comment, insert comment, annotation, speech bubble, message, chat
note, sticky note, memo
link, hyperlink, chain, insert link, insert hyperlink, url
unlink, remove link, broken link
image, picture, photo, insert image, insert picture, photograph
table, grid, insert table, spreadsheet
row, insert row, add row, table row
column, insert column, add column, table column
delete row, row remove
delete column, column remove
merge cells, merge, combine cells
split cells, split, unmerge
borders, border, border all, cell borders
chart, graph, bar chart, insert chart, statistics, diagram
pie chart, chart pie
line chart, chart line
sum, sigma, autosum, summation, total
function, formula, fx, function wizard
percent, percentage, format as percent
currency, money, dollar, format as currency, accounting
sort ascending, sort a to z, sort az, view sort ascending, ascending
sort descending, sort z to a, sort za, view sort descending, descending
sort, order, reorder
filter, funnel, autofilter, view filter
calculator, calculate, accessories calculator
page break, insert page break
columns, two columns, column layout
edit, pencil, pen, modify, document edit, rename, write
eraser, rubber, erase
brush, paint brush, paintbrush, draw
line, straight line, draw line, insert line
rectangle, draw rectangle, box
ellipse, oval, circle, draw ellipse
polygon, draw polygon
star, favorite, favourite, starred, rate
bookmark, add bookmark, bookmark new, bookmarks
heart, like, love, favourites
text tool, text box, insert text box, text
curve, bezier, spline, draw bezier curves
node, nodes, edit nodes, edit path
spiral
cube, box 3d, 3d
zoom in, magnifier plus, magnify plus
zoom out, magnifier minus, magnify minus
zoom fit, fit to window, fit page, zoom fit best, zoom best fit
zoom original, actual size, zoom 100, normal size
crop
rotate left, rotate counterclockwise, object rotate left
rotate right, rotate clockwise, object rotate right
flip horizontal, mirror, object flip horizontal
flip vertical, object flip vertical
group, group objects
ungroup, ungroup objects
bring to front, raise to top, raise, bring forward, move to front
send to back, lower to bottom, lower, send backward, move to back
layers, layer, stack
cursor, pointer, select, selection, mouse pointer, arrow pointer
hand, pan, grab
move, transform move, arrows move
play, start, run, media playback start, execute
pause, media playback pause
stop, media playback stop
record, media record
skip forward, next track, media skip forward
skip back, previous track, media skip backward
fast forward, seek forward, media seek forward
rewind, seek backward, media seek backward
shuffle, random
repeat, loop
volume, speaker, sound, audio, volume high, audio volume high
mute, volume off, volume mute, audio volume muted, sound off
microphone, mic, voice, audio input microphone
camera, take photo, camera photo
screenshot, screen capture
video, film, movie, camera video, video camera
music, musical note, song, audio file
download, save to computer, download file
upload, upload file
import, document import
export, document export, document send
export as pdf, pdf, export pdf, document pdf
archive, compress, package, zip file
extract, extract archive, unpack
file, document, page, paper, text file
user, person, account, profile, avatar, contact
users, people, group of people, team, contacts
add user, user plus, new contact, contact new
mail, email, envelope, e-mail, letter
send, send message, paper plane
reply, mail reply
reply all, mail reply all
attach, paperclip, attachment, mail attachment
phone, call, telephone
bell, notification, notifications, alarm bell
calendar, date, schedule
clock, time
history, recent, document open recent
alarm, alarm clock
timer, stopwatch
globe, web, world, internet, earth, browser
language, translate, translation
map, maps
location, map pin, place, marker pin, position
flag, report
tag, label, price tag
lock, locked, password, secure, changes prevent
unlock, unlocked, changes allow
key, password key
shield, security, protection
eye, view, show, visible, visibility, preview, look
hide, eye off, hidden, invisible
computer, desktop, monitor, screen, display
laptop, notebook computer
keyboard, input keyboard
mouse, input mouse
hard disk, hard drive, drive, disk, drive harddisk
usb, usb stick, drive removable media
cd, disc, optical disc, media optical, dvd
database, data
server, network server
network, network workgroup, lan
wifi, wireless, network wireless
bluetooth
battery
cloud
shopping cart, cart, basket
credit card, payment
log out, sign out, logout, exit, quit, application exit, leave, system log out
log in, sign in, login
power, shut down, system shutdown, turn off
terminal, console, command line, utilities terminal
code, source code, brackets
bug, debug
plugin, extension, puzzle, add on, addon
share
pin, push pin, pushpin
check, tick, checkmark, ok, apply, accept, confirm, done, dialog ok, yes
check box, checkbox, checked box
radio button, radio
list, list view, view list
grid view, icon view, thumbnails, view grid, apps
sidebar, side panel, panel left
dashboard, gauge, speedometer
book, manual, documentation, read
folder tree, tree, tree view, hierarchy
sun, light mode, brightness
moon, dark mode, night
light bulb, idea, tip, hint
thumbs up, like it
thumbs down, dislike
truck, delivery
gift, present
trophy, award
fire, hot
flask, experiment
wrench, tools, tool, spanner, repair
hammer, build
magic wand, wizard, auto
launch, open in new window, external link, open externally
new window, window new
new tab, tab new, add tab
tab, tabs
equals, equal
divide, division
multiply, multiplication
infinity
smiley, emoji, face smile, emoticon
"""


def words_of(name: str, endings: Iterable[str] = ()) -> str:
    """A name as words in lower case: `DocumentSave_as` is "document save as".

    endings: words that only tell of a set's styles; they are left off the end, never the whole.
    """
    found = [word.lower() for word in _BREAK.split(name) if word]
    styles = frozenset(endings)
    while len(found) > 1 and (found[-1] in styles or found[-1] in _COUNTS):
        found.pop()
    return " ".join(found)


def texts_of(name: str, tags: Iterable[str] = (), endings: Iterable[str] = ()) -> tuple[str, ...]:
    """All that an icon may be called, its own name first, each once."""
    called = words_of(name, endings)
    own = [called, *_shorter(called)]
    others = [words_of(tag) for tag in tags]
    alike = [other for text in [*own, *others[:3]] for other in synonyms(text)]
    return tuple(dict.fromkeys(text for text in [*own, *alike, *others] if text))


def _shorter(called: str) -> list[str]:
    """Without the family that it begins with, and without the shape that is drawn around it."""
    found, words = [], called.split()
    if len(words) > 1 and words[0] in FAMILIES:
        found.append(" ".join(words[1:]))
    plain = [word for word in words if word not in _SHAPES]
    if plain and plain != words:
        found.append(" ".join(plain))
    return found


def synonyms(text: str) -> tuple[str, ...]:
    """What else is said for the same, without the text itself; () for most."""
    return tuple(other for group in _groups().get(text, ()) for other in group if other != text)


def phrases() -> tuple[str, ...]:
    """Every phrase that the synonyms name."""
    return tuple(_groups())


@cache
def _groups() -> dict[str, Sequence[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in _SYNONYMS.strip().splitlines():
        group = tuple(text.strip() for text in line.split(","))
        for text in group:
            found.setdefault(text, []).append(group)
    return {text: tuple(groups) for text, groups in found.items()}
