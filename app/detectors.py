"""The detector of what can be used on a screen: which is in use, and how it is opened."""

import numpy as np

from app.settings import SHIPPED_DETECTOR
from grounding.detector import WEIGHTS, Detector
from models.registry import Kind, Registry
from models.weights import Weights
from tracker.errors import JourneymanError, Malformed

_WAY_BACK = f"`journeyman models use {SHIPPED_DETECTOR}` takes the one that came with the program."


def open_detector(chosen: str, registry: Registry, weights: Weights) -> Detector | None:
    """chosen: a model's id, or SHIPPED_DETECTOR; None where that one's weights are not installed.

    One that was trained here is tried. Raises Unavailable where it is not there, Malformed where
    it is none.
    """
    if chosen == SHIPPED_DETECTOR:
        return Detector() if WEIGHTS.exists() else None
    try:
        kind = registry.model(chosen).kind
        if kind is not Kind.GROUNDER:
            raise Malformed(f"{chosen} is no detector: it is for {kind}.")
        found = Detector(weights.path(chosen))
    except JourneymanError as error:
        raise type(error)(error.message, hint=f"{error.hint} {_WAY_BACK}".strip()) from error
    try:
        found.detections(np.zeros((64, 64, 3), np.uint8))
    except Exception as error:
        # ONNX Runtime has a dozen errors that share no other base.
        raise Malformed(f"{chosen} does not run as a detector: {error}", hint=_WAY_BACK) from error
    found.forget()
    return found
