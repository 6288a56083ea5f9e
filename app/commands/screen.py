"""`journeyman parse` and `ground`: what is on a screen, and where a phrase points."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from app.eyesight import tell_where_pictures_go
from app.wiring import Wiring
from app.words import describe
from grounding.draw import mark
from grounding.fusion import Fusion
from grounding.grounder import Grounded, NotFound
from grounding.guided import Turn
from grounding.report import ground_json, parse_json
from grounding.screen import Screen
from grounding.selfcheck import Accepted, Rejected, self_check
from tracker.errors import Malformed
from tracker.frames import Frame
from tracker.trajectory import Observation

_IMAGE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--image", type=_IMAGE, help="A picture of a screen.")
@click.option("--batch", type=_IMAGE, help='A file of lines {"image": path}.')
@click.option("--vision-only", is_flag=True, help="Do without the accessibility tree.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def parse(
    wiring: Wiring, image: Path | None, batch: Path | None, vision_only: bool, as_json: bool
) -> None:
    """The elements of a picture."""
    reader = Fusion(
        wiring.ocr, detector=wiring.detector, icons=wiring.icons, vision_only=vision_only
    )
    if (image is None) == (batch is None):
        raise click.UsageError("Give --image FILE or --batch FILE.jsonl.")
    if batch is not None:
        for line in _lines(batch):
            click.echo(json.dumps(parse_json(reader.read(_picture(_path(line, batch))))))
        return
    assert image is not None
    screen = reader.read(_picture(image))
    if as_json:
        click.echo(json.dumps(parse_json(screen)))
        return
    for element in screen.elements:
        box = element.box
        click.echo(f"{box.left:5} {box.top:5} {box.right:5} {box.bottom:5}  {describe(element)}")
    click.echo(f"{len(screen.elements)} elements, read by {', '.join(screen.readers)}.")


@click.command()
@click.argument("phrase", required=False)
@click.option("--image", type=_IMAGE, help="A picture; without it, the screen as it is now.")
@click.option("--batch", type=_IMAGE, help='A file of lines {"image": path, "phrase": text}.')
@click.option("--vision-only", is_flag=True, help="Do without the accessibility tree.")
@click.option("--model", default="", metavar="ID", help="Ask this vision model; or `remote`.")
@click.option("--stage", "on_stage", is_flag=True, help="Look at the private display.")
@click.option("--open", "program", help="A program to start on the stage first.")
@click.option(
    "--marked", type=click.Path(path_type=Path), help="Where the marked picture is written."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_obj
def ground(
    wiring: Wiring,
    phrase: str | None,
    image: Path | None,
    batch: Path | None,
    vision_only: bool,
    model: str,
    on_stage: bool,
    program: str | None,
    marked: Path | None,
    as_json: bool,
) -> None:
    """Where PHRASE points, with the evidence; exit code 1 if it is not there, or if a second look
    at the place rejects it.

    With --model that model is asked first; without it, when the settings say so.
    """
    if not phrase and batch is None:
        raise click.UsageError("Give a PHRASE, or --batch FILE.jsonl.")
    locate = wiring.locate(model, Turn.FIRST if model else None)
    tell_where_pictures_go(model or wiring.settings.vision, wiring.settings)
    reader = Fusion(
        wiring.ocr, detector=wiring.detector, icons=wiring.icons, vision_only=vision_only
    )
    if batch is not None:
        for line in _lines(batch):
            screen = reader.read(_picture(_path(line, batch)))
            asked = _text(line, "phrase", batch)
            found = locate(asked, screen)
            click.echo(json.dumps(ground_json(found, _second_look(asked, found, screen))))
        return
    assert phrase
    if image is not None:
        screen = reader.read(_picture(image))
    else:
        screen = _live(wiring, reader, on_stage=on_stage, program=program)
    result = locate(phrase, screen)
    verdict = _second_look(phrase, result, screen)
    target = marked or Path("grounded.png")
    if isinstance(result, Grounded):
        picture = mark(screen.frame, boxes=[result.box], point=result.point)
        target.write_bytes(picture.png)
    if as_json:
        click.echo(json.dumps(ground_json(result, verdict)))
    else:
        _tell(result, verdict, target)
    if not isinstance(verdict, Accepted):
        raise click.exceptions.Exit(1)


def _second_look(
    phrase: str, result: Grounded | NotFound, screen: Screen
) -> Accepted | Rejected | None:
    return self_check(result, screen, phrase=phrase) if isinstance(result, Grounded) else None


def _tell(result: Grounded | NotFound, verdict: Accepted | Rejected | None, target: Path) -> None:
    if isinstance(result, NotFound):
        click.echo(f"Not found: {result.reason}")
    else:
        click.echo(
            f"{result.point.x} {result.point.y}  {describe(result.element)}  "
            f"(confidence {result.confidence:.2f}: {result.evidence})"
        )
        match verdict:
            case Rejected(reason):
                click.echo(f"Looked at twice: rejected. {reason}")
            case _:
                click.echo("Looked at twice: accepted.")
        click.echo(f"Marked in {target}")
    for candidate in result.candidates[:3]:
        click.echo(f"   {candidate.score:.2f}  {describe(candidate.element)}")


def _live(wiring: Wiring, reader: Fusion, *, on_stage: bool, program: str | None) -> Screen:
    with (
        wiring.place(on_stage=on_stage, program=program) as environ,
        wiring.desktop(environ) as desktop,
    ):
        inspector = desktop.inspector
        observation = Observation(desktop.camera.grab(), inspector.window(), inspector.elements())
        return reader.read(observation)


def _picture(path: Path) -> Observation:
    try:
        return Observation(Frame.from_image(path.read_bytes()))
    except Malformed as error:
        raise Malformed(f"{path} is not a picture that can be read.", hint=error.hint) from error
    except OSError as error:
        raise Malformed(
            f"{path} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error


def _lines(batch: Path) -> Iterator[Mapping[str, object]]:
    with batch.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            try:
                line = json.loads(text)
            except ValueError as error:
                raise Malformed(
                    f"{batch}, line {number}: {error}.", hint="Each line is one JSON object."
                ) from error
            if not isinstance(line, dict):
                raise Malformed(
                    f"{batch}, line {number} is no JSON object.",
                    hint='Each line looks like {"image": "screen.png"}.',
                )
            yield line


def _path(line: Mapping[str, object], batch: Path) -> Path:
    return Path(_text(line, "image", batch))


def _text(line: Mapping[str, object], key: str, batch: Path) -> str:
    value = line.get(key)
    if not isinstance(value, str):
        raise Malformed(
            f"A line of {batch} has {value!r} as its {key}.", hint=f'It needs "{key}": a text.'
        )
    return value
