"""Jobs in a file manager: thunar, with its details view."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.jobs.job import Job, Scene, Values
from tests.jobs.looks import place
from tests.jobs.words import Dice
from tests.jobs.worker import Worker
from tracker.desktop.protocols import Inspector

_NEEDS = ("thunar", "xfconf-query")
_LEAST, _MOST = (700, 420), (1000, 640)


@contextmanager
def _folder(scene: Scene) -> Iterator[None]:
    """The job's folder with its files, `others` and `old`, opened."""
    for name in [*scene.values.get("others", "").split("/"), scene.values.get("old", "")]:
        if name:
            (scene.documents / name).write_text(f"{name}\n")
    _set(scene, "last-view", "ThunarDetailsView")
    pid = scene.stage.run(["thunar", str(scene.documents)])
    try:
        place(scene.stage, pid, scene.look.spot(_LEAST, _MOST))
        yield
    finally:
        scene.stage.end(pid)


def _set(scene: Scene, name: str, value: str) -> None:
    pid = scene.stage.run(
        ["xfconf-query", "-c", "thunar", "-p", f"/{name}", "-n", "-t", "string", "-s", value]
    )
    scene.stage.wait(pid, 10)


def _file_names(dice: Dice, count: int) -> list[str]:
    names: list[str] = []
    while len(names) < count:
        name = dice.file_name()
        if name not in names:
            names.append(name)
    return names


def _draw_folder(dice: Dice) -> Values:
    return {"name": dice.folder_name(), "others": "/".join(_file_names(dice, 3))}


def _make_folder(worker: Worker, values: Values, way: str) -> None:
    worker.command(way, ("File", "Create Folder..."), ("ctrl", "shift", "n"))
    worker.await_title("Create New Folder")
    worker.await_focus("text")
    worker.rewrite(values["name"])
    _agree(worker, way, "Create")
    worker.see("table cell", values["name"])


def _agree(worker: Worker, way: str, button: str) -> None:
    if way == "menu":
        worker.click("push button", button)
    else:
        worker.press("enter")


def _folder_is_right(scene: Scene, _inspector: Inspector) -> bool:
    return (scene.documents / scene.values["name"]).is_dir()


FOLDER = Job(
    kind="new-folder",
    program="thunar",
    needs=_NEEDS,
    wordings=(
        "make a new folder called [name]",
        "create a folder named [name] here",
        "add a directory [name]",
        "I need a folder [name] in this place",
        "New folder: {name}",
        "create [name] as a new folder in the file manager",
        "set up a folder with the name [name]",
        "in Documents, make a folder [name]",
    ),
    strange_wordings=(
        "there should be a place for files here called [name]",
        "open up a fresh directory, title [name]",
        "folder wanted, to be labelled [name]",
    ),
    draw=_draw_folder,
    opened=_folder,
    perform=_make_folder,
    is_right=_folder_is_right,
    ways=("menu", "shortcut"),
)


def _draw_rename(dice: Dice) -> Values:
    old, new, *others = _file_names(dice, 5)
    return {"old": old, "new": new, "others": "/".join(others)}


def _rename(worker: Worker, values: Values, way: str) -> None:
    worker.click("table cell", values["old"])
    worker.command(way, ("Edit", "Rename..."), ("f2",))
    worker.await_title("Rename")
    worker.await_focus("text")
    worker.rewrite(values["new"])
    _agree(worker, way, "Rename")
    worker.see("table cell", values["new"])


def _rename_is_right(scene: Scene, _inspector: Inspector) -> bool:
    values = scene.values
    wanted = {values["new"]: f"{values['old']}\n"} | {
        name: f"{name}\n" for name in values["others"].split("/")
    }
    return {path.name: path.read_text() for path in scene.documents.iterdir()} == wanted


RENAME = Job(
    kind="rename-file",
    program="thunar",
    needs=_NEEDS,
    wordings=(
        "rename {old} to {new}",
        "give the file [old] the new name [new]",
        "change the name of {old} to {new}",
        "the file {old} should be called {new}",
        "rename the file {old}; it is to be {new}",
        "{old} -> {new}, rename it",
        "select {old} and rename it as {new}",
        "call {old} {new} from now on",
    ),
    strange_wordings=(
        "{new} is what {old} ought to be named",
        "let {old} go by the name {new}",
        "relabel the document {old}; use {new}",
    ),
    draw=_draw_rename,
    opened=_folder,
    perform=_rename,
    is_right=_rename_is_right,
    ways=("menu", "shortcut"),
)


def _draw_delete(dice: Dice) -> Values:
    old, *others = _file_names(dice, 4)
    return {"old": old, "others": "/".join(others)}


def _delete(worker: Worker, values: Values, way: str) -> None:
    worker.click("table cell", values["old"])
    worker.command(way, ("Edit", "Delete"), ("delete",))
    worker.click("push button", "Delete")
    worker.await_title("Thunar")


def _delete_is_right(scene: Scene, _inspector: Inspector) -> bool:
    left = {path.name for path in scene.documents.iterdir()}
    return left == set(scene.values["others"].split("/"))


DELETE = Job(
    kind="delete-file",
    program="thunar",
    needs=_NEEDS,
    wordings=(
        "delete {old}",
        "delete the file {old}",
        "throw away {old}",
        "erase the file [old]",
        "remove {old} from the folder",
        "get rid of the file {old}",
        "The file {old} is no longer needed, delete it",
        "select {old} and delete it",
    ),
    strange_wordings=(
        "{old} may go",
        "wipe {old} off this folder",
        "I do not want to see {old} in this folder any more",
    ),
    draw=_draw_delete,
    opened=_folder,
    perform=_delete,
    is_right=_delete_is_right,
    ways=("menu", "shortcut"),
)


def _make_file(worker: Worker, values: Values, _way: str) -> None:
    worker.click("menu", "File")
    worker.click("menu", "Create Document")
    worker.click("menu item", "Empty File")
    worker.await_title("New Empty File")
    worker.await_focus("text")
    worker.rewrite(values["new"])
    worker.click("push button", "Create")
    worker.see("table cell", values["new"])


def _file_is_right(scene: Scene, _inspector: Inspector) -> bool:
    made = scene.documents / scene.values["new"]
    return made.is_file() and made.read_text() == ""


def _draw_file(dice: Dice) -> Values:
    new, *others = _file_names(dice, 3)
    return {"new": new, "others": "/".join(others)}


FILE = Job(
    kind="new-file",
    program="thunar",
    needs=_NEEDS,
    wordings=(
        "create an empty file called {new}",
        "make a new empty document [new] here",
        "add an empty file named {new} to this folder",
    ),
    strange_wordings=("a blank {new} should lie in this folder",),
    draw=_draw_file,
    opened=_folder,
    perform=_make_file,
    is_right=_file_is_right,
    is_held_out=True,
)

JOBS = (FOLDER, RENAME, DELETE, FILE)
