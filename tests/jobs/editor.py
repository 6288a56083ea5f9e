"""Jobs in a text editor: mousepad."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.jobs.job import Job, Scene, Values
from tests.jobs.looks import place
from tests.jobs.words import FIRST_NAMES, NOUNS, Dice
from tests.jobs.worker import Worker
from tracker.desktop.protocols import Inspector

_LEAST, _MOST = (560, 380), (960, 600)
_NEEDS = ("mousepad",)


@contextmanager
def editor(scene: Scene, *files: str) -> Iterator[None]:
    """mousepad with these files of the job's folder."""
    paths = [str(scene.documents / name) for name in files]
    _open_dialogs_in_the_folder(scene)
    pid = scene.stage.run(
        ["env", "-C", str(scene.documents), "mousepad", "--disable-server", *paths]
    )
    try:
        place(scene.stage, pid, scene.look.spot(_LEAST, _MOST))
        yield
    finally:
        scene.stage.end(pid)


def _open_dialogs_in_the_folder(scene: Scene) -> None:
    """And not among the recent files, where a name that is typed leads nowhere."""
    settings = scene.home / ".config/glib-2.0/settings/keyfile"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[org/gtk/settings/file-chooser]\nstartup-mode='cwd'\n")


def _draw_letter(dice: Dice) -> Values:
    first, clause = dice.one_of(FIRST_NAMES), dice.clause()
    forms = (
        f"Dear {first}, {clause}",
        f"{first}, {clause}",
        clause[0].upper() + clause[1:],
        f"Dear {first},\n\n{clause}",
        f"Dear {first},\n\n{clause}\n\nYours, {dice.one_of(FIRST_NAMES)}",
    )
    return {"text": dice.random.choice(forms), "name": dice.file_name()}


@contextmanager
def _empty(scene: Scene) -> Iterator[None]:
    with editor(scene):
        yield


def _write_letter(worker: Worker, values: Values, way: str) -> None:
    worker.click("text", "")
    worker.write(values["text"])
    save_as(worker, values["name"], way)


def save_as(worker: Worker, name: str, way: str) -> None:
    match way:
        case "shortcut":
            worker.press("ctrl", "shift", "s")
        case "save":
            worker.press("ctrl", "s")
        case _:
            worker.click("menu", "File")
            worker.click("menu item", "Save As...")
    worker.await_title("Save As")
    worker.see("push button", "Save")
    worker.await_focus("text")
    worker.write(name)
    worker.click("push button", "Save")
    worker.await_title(name)


def _letter_is_right(scene: Scene, _inspector: Inspector) -> bool:
    found = sorted(scene.home.rglob(scene.values["name"]))
    return bool(found) and found[0].read_text().rstrip("\n") == scene.values["text"]


LETTER = Job(
    kind="write-letter",
    program="mousepad",
    needs=_NEEDS,
    wordings=(
        "write [text] in the editor and save it as {name}",
        "type [text] and save the file as [name]",
        "create a text file called {name} that says [text]",
        "make a new note reading [text], then store it under the name {name}",
        "Save a file {name} with the text [text]",
        "put [text] into the empty document and save it as [name]",
        "open note, text: [text], file name: {name}",
        "A new document is needed: [text]. Its file name should be {name}",
        "enter the following text and save it as {name}: [text]",
        "write a letter that goes [text] and keep it as {name}",
        "{name}: write [text], save",
        "Write the letter [text] in the editor and save it as {name}",
    ),
    strange_wordings=(
        "I want a document named {name}; its content is to be [text]",
        "jot down [text] and file it as {name}",
        "get [text] onto the page, then keep the page as [name]",
        "Under the name {name}, there should be a text with the words [text]",
    ),
    draw=_draw_letter,
    opened=_empty,
    perform=_write_letter,
    is_right=_letter_is_right,
    ways=("menu", "shortcut", "save"),
)


def _draw_replacement(dice: Dice) -> Values:
    old, new, other = dice.some_of(NOUNS, 3)
    return {"old": old, "new": new, "name": dice.file_name(), "other": other}


def _text_before(values: Values) -> str:
    old = values["old"]
    return f"The {old} is here.\nEvery {old} needs a {values['other']}.\nNo more {old}s.\n"


@contextmanager
def _with_text(scene: Scene) -> Iterator[None]:
    name = scene.values["name"]
    (scene.documents / name).write_text(_text_before(scene.values))
    with editor(scene, name):
        yield


@contextmanager
def _with_before(scene: Scene) -> Iterator[None]:
    name = scene.values["name"]
    (scene.documents / name).write_text(scene.values["before"])
    with editor(scene, name):
        yield


def _replace(worker: Worker, values: Values, way: str) -> None:
    worker.command(way, ("Search", "Find and Replace..."), ("ctrl", "r"))
    worker.await_title("Find and Replace")
    worker.click_beside("Search for:")
    worker.write(values["old"])
    worker.click_beside("Replace with:")
    worker.write(values["new"])
    worker.click("check box", "Replace all in:")
    worker.click("push button", "Replace All")
    worker.click("push button", "Close")
    worker.await_title("Mousepad")
    save(worker, way)


def save(worker: Worker, way: str) -> None:
    worker.command(way, ("File", "Save"), ("ctrl", "s"))


def _replacement_is_right(scene: Scene, _inspector: Inspector) -> bool:
    values = scene.values
    wanted = _text_before(values).replace(values["old"], values["new"])
    return (scene.documents / values["name"]).read_text() == wanted


REPLACE = Job(
    kind="replace-word",
    program="mousepad",
    needs=_NEEDS,
    wordings=(
        "replace every [old] with [new] and save the file",
        "change the word {old} to {new} everywhere, then save",
        "swap all occurrences of [old] for [new] and save it",
        "find {old}, put {new} instead, in the whole document; save",
        "Wherever it says [old] it should say [new]. Save the document afterwards",
        "use find and replace to turn [old] into [new] and save",
        "substitute {new} for {old} throughout the text and save it",
        "{old} -> {new}, everywhere, and save",
        "the text should not say [old] but [new]; replace them all and save the change",
        "correct [old] to [new] in this file and save",
    ),
    strange_wordings=(
        "exchange [old] by [new] all through the page and keep the file",
        "I no longer want to read {old} in there, only {new}; store it when done",
        "Let each {old} become {new}, then save",
    ),
    draw=_draw_replacement,
    opened=_with_text,
    perform=_replace,
    is_right=_replacement_is_right,
    ways=("menu", "shortcut"),
)


def _draw_line(dice: Dice) -> Values:
    return {
        "line": dice.sentence(),
        "name": dice.file_name().rsplit(".", 1)[0] + ".txt",
        "before": f"{dice.sentence()}\n{dice.person()}\n",
    }


@contextmanager
def _beside_before(scene: Scene) -> Iterator[None]:
    """The file is in the folder, and the editor is empty."""
    (scene.documents / scene.values["name"]).write_text(scene.values["before"])
    with editor(scene):
        yield


def _append(worker: Worker, values: Values, way: str) -> None:
    worker.command(way, ("File", "Open..."), ("ctrl", "o"))
    worker.await_title("Open File")
    worker.see("push button", "Open")
    worker.press("ctrl", "l")
    worker.await_focus("text")
    worker.rewrite(values["name"])
    worker.click("push button", "Open")
    worker.await_title(values["name"])
    worker.await_focus("text")
    worker.press("ctrl", "end")
    worker.write(values["line"])
    save(worker, way)


def _line_is_right(scene: Scene, _inspector: Inspector) -> bool:
    text = (scene.documents / scene.values["name"]).read_text()
    return text.rstrip("\n") == scene.values["before"] + scene.values["line"]


APPEND = Job(
    kind="append-line",
    program="mousepad",
    needs=_NEEDS,
    wordings=(
        "open {name}, add the line [line] at the end and save",
        "add [line] to the end of {name}",
        "append [line] to the file {name} and save it",
        "go to the file [name], write [line] below what is there, save",
        "The file {name} needs one more line at the bottom: [line]",
        "{name}: new last line [line], then save",
        "load {name}, put [line] after its last line and save the file",
        "write [line] at the bottom of {name} and save it",
    ),
    strange_wordings=(
        "let {name} finish with the words [line]",
        "{name} should get another line below, namely [line]; keep it",
        "tack [line] on to what stands in {name}",
    ),
    draw=_draw_line,
    opened=_beside_before,
    perform=_append,
    is_right=_line_is_right,
    ways=("menu", "shortcut"),
)


def _draw_case(dice: Dice) -> Values:
    before = f"{dice.sentence()}\n{dice.person()}, {dice.one_of(NOUNS)}\n"
    return {"name": dice.file_name(), "before": before}


def _raise_case(worker: Worker, _values: Values, way: str) -> None:
    worker.click("text", "")
    worker.command(way, ("Edit", "Select All"), ("ctrl", "a"))
    worker.click("menu", "Edit")
    worker.click("menu", "Convert")
    worker.click("menu item", "To Uppercase")
    save(worker, way)


def _case_is_right(scene: Scene, _inspector: Inspector) -> bool:
    path = scene.documents / scene.values["name"]
    return path.read_text() == scene.values["before"].upper()


UPPERCASE = Job(
    kind="uppercase",
    program="mousepad",
    needs=_NEEDS,
    wordings=(
        "put the whole text in capital letters and save",
        "convert everything to uppercase, then save the file",
        "make all of it upper case and save it",
        "change the document to capitals and save",
        "The text should be in uppercase. Save it then",
        "turn all letters of {name} into capitals and save",
        "uppercase the complete file and save it",
        "select everything, convert it to uppercase, save",
    ),
    strange_wordings=(
        "all letters big, please, and keep the file",
        "I want {name} to shout: capitals only, stored",
        "no small letters should be left in the text; save",
    ),
    draw=_draw_case,
    opened=_with_before,
    perform=_raise_case,
    is_right=_case_is_right,
    ways=("menu", "shortcut"),
)

JOBS = (LETTER, REPLACE, APPEND, UPPERCASE)
