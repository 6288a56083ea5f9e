"""`journeyman harvest`: labelled screens from the person's own programs."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import click

from app.wiring import Wiring
from grounding.harvest import Harvest, Skipped
from models.labels import write_labelled
from tracker.desktop.protocols import Camera

_SETTLE_S = 0.5
"""What is moving is not labelled: this long nothing must have changed."""

_LONGEST_UNSETTLED_S = 5.0
"""A blinking caret never settles."""

_LOOK_AGAIN_S = 4.0


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--minutes", type=click.FloatRange(min=0), help="How long; without it, until Ctrl-C.")
@click.option("--stage", "on_stage", is_flag=True, help="Look at the private display.")
@click.option("--open", "program", help="A program to start on the stage first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def harvest(
    wiring: Wiring,
    out: Path | None,
    minutes: float | None,
    on_stage: bool,
    program: str | None,
    as_json: bool,
) -> None:
    """Keep labelled screens of what is being used, in the folder OUT or in the data folder.

    `journeyman train grounder` learns from them. The pictures show the active windows as they
    are, with what is in them: keep the folder to yourself. Excluded programs are left out, and
    passwords are black.
    """
    out = out or wiring.settings.screens
    with (
        wiring.place(on_stage=on_stage, program=program) as environ,
        wiring.desktop(environ) as desktop,
    ):
        reader = Harvest(desktop.camera, desktop.inspector, wiring.policy)
        click.echo("Harvesting. Stop with Ctrl-C.", err=True)
        deadline = time.monotonic() + 60 * minutes if minutes is not None else None
        kept: dict[str, int] = {}
        reasons: set[str] = set()
        try:
            for _ in _settled(desktop.camera, deadline):
                found = reader.look()
                if isinstance(found, Skipped):
                    reasons.add(found.reason)
                    continue
                path = write_labelled(found, out, _free_name(out, found.app))
                kept[found.app] = kept.get(found.app, 0) + 1
                click.echo(f"{path.stem}: {len(found.labels)} things", err=True)
        except KeyboardInterrupt:
            click.echo("", err=True)
    if as_json:
        click.echo(json.dumps({"folder": str(out), "screens": kept, "skipped": sorted(reasons)}))
        return
    total = sum(kept.values())
    click.echo(f"Kept {total} screens of {len(kept)} programs in {out}.")
    if not total:
        click.echo(f"Why none: {'; '.join(sorted(reasons)) or 'nothing changed'}.")


def _settled(camera: Camera, deadline: float | None) -> Iterator[None]:
    """After each change as soon as the screen is still, and now and then without one, since a
    program may tell of itself later than it is drawn. At least once.

    deadline: monotonic seconds; None for ever.
    """
    while True:
        began = time.monotonic()
        while camera.wait_for_change(_SETTLE_S):
            camera.grab()
            if time.monotonic() - began > _LONGEST_UNSETTLED_S:
                break
        yield
        looked = time.monotonic()
        again = (
            looked + _LOOK_AGAIN_S if deadline is None else min(deadline, looked + _LOOK_AGAIN_S)
        )
        while not camera.wait_for_change(min(_SETTLE_S, max(0.0, again - time.monotonic()))):
            if time.monotonic() >= again:
                break
        if deadline is not None and time.monotonic() >= deadline:
            return


def _free_name(folder: Path, app: str) -> str:
    """The program's name and the first number that is not taken."""
    stem = "".join(letter if letter.isalnum() else "-" for letter in app.casefold()) or "screen"
    number = 1
    while (folder / f"{stem}-{number:03}.json").exists():
        number += 1
    return f"{stem}-{number:03}"
