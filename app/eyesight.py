"""The model that is shown pictures of the screen, where the person chose one: which it is, where
it runs, and how it is opened."""

import click

from app.selection import REMOTE
from app.settings import Settings
from models.completions import leaves_this_machine
from models.download import public
from models.registry import Kind, Model, Registry
from models.vision import VisionModel
from models.weights import Weights
from tracker.errors import Malformed

NOBODY = "none"
"""The choice of no vision model at all."""


def open_vision(
    chosen: str, settings: Settings, registry: Registry, weights: Weights
) -> VisionModel:
    """chosen: a model's id, or REMOTE.

    Raises Malformed for what is no vision model or names no server, Unavailable for weights that
    are not on this machine.
    """
    if chosen == REMOTE:
        from models.remote_vision import RemoteVision

        return RemoteVision(server(settings), settings.vision_name, settings.vision_style)
    entry = vision_model(chosen, registry)
    projector = projector_of(entry, registry)
    paths = weights.path(entry.id), weights.path(projector.id)
    from models.llama_vision import LlamaVision

    assert entry.pointing, "the registry refuses one without"
    return LlamaVision(*paths, entry.pointing, name=entry.id, context=entry.context or 4096)


def vision_model(chosen: str, registry: Registry) -> Model:
    entry = registry.model(chosen)
    if entry.kind is not Kind.VISION:
        raise Malformed(
            f"{chosen} is no vision model: it is for {entry.kind}.",
            hint="`journeyman models list` says what each is for.",
        )
    return entry


def projector_of(entry: Model, registry: Registry) -> Model:
    """What turns a picture into what the model reads."""
    companions = (registry.model(one) for one in entry.companions)
    return next(one for one in companions if one.kind is Kind.PROJECTOR)


def server(settings: Settings) -> str:
    """Raises Malformed where none is named."""
    if not settings.vision_url:
        raise Malformed(
            "A vision model on a server is chosen, but no server is named.",
            hint="Name it as `vision_url` in settings.toml: for example "
            "http://127.0.0.1:8080/v1, a llama-server of your own.",
        )
    return settings.vision_url


def where_pictures_go(chosen: str, settings: Settings) -> str:
    """One plain sentence for the person where pictures leave this machine; "" where none does."""
    if chosen != REMOTE or not settings.vision_url or not leaves_this_machine(settings.vision_url):
        return ""
    address = public(settings.vision_url)
    return f"Pictures of your whole screen go to {address}, which is not this machine."


def tell_where_pictures_go(chosen: str, settings: Settings) -> None:
    """On stderr, before the first of them goes."""
    told = where_pictures_go(chosen, settings)
    if told:
        click.echo(told, err=True)
