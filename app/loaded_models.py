"""The models that this process has loaded: the planner's, the narrator's, those that point and see.

Each when it is first asked for. A planner that goes out of use makes room for the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import ref

from app.selection import REMOTE, Selection
from app.settings import Settings

if TYPE_CHECKING:
    from agent.planner import Planner
    from grounding.detector import Detector
    from models.chat import ChatModel
    from models.registry import Registry
    from models.vision import VisionModel
    from models.weights import Weights

_CONTEXT = 4096
"""Tokens; the planner's prompts stay below it whatever is on the screen."""


@dataclass(frozen=True, slots=True)
class _Planning:
    """chosen: the id that the model was loaded for."""

    chosen: str
    chat: ChatModel
    planner: Planner


@dataclass(frozen=True, slots=True)
class _Seeing:
    """chosen: the id that the detector was opened for."""

    chosen: str
    detector: Detector | None


class LoadedModels:
    """As these settings choose them.

    registry, weights: asked anew each time, since a training adds to them. opened: closes what was
    loaded, in its turn.
    """

    def __init__(
        self,
        settings: Settings,
        registry: Callable[[], Registry],
        weights: Callable[[], Weights],
        opened: ExitStack,
    ) -> None:
        self._settings, self._opened = settings, opened
        self._registry, self._weights = registry, weights
        self._visions: dict[str, VisionModel] = {}
        self._planning: _Planning | None = None
        self._seeing: _Seeing | None = None

    def vision(self, chosen: str) -> VisionModel:
        """By its id or "remote"; raises as `eyesight.open_vision`."""
        from app.eyesight import open_vision

        if chosen not in self._visions:
            model = open_vision(chosen, self._settings, self._registry(), self._weights())
            self._opened.callback(model.close)
            self._visions[chosen] = model
        return self._visions[chosen]

    @property
    def detector(self) -> Detector | None:
        """The one in use, another as soon as another is chosen; raises as `open_detector`."""
        from app.detectors import open_detector

        chosen = Selection(self._settings).grounder
        if self._seeing is None or self._seeing.chosen != chosen:
            opened = open_detector(chosen, self._registry(), self._weights())
            self._seeing = _Seeing(chosen, opened)
        return self._seeing.detector

    @property
    def chat(self) -> ChatModel:
        """The planner's model. Raises Unavailable if its weights are not on this machine."""
        return self._plans().chat

    @property
    def planner(self) -> Planner:
        return self._plans().planner

    def _plans(self) -> _Planning:
        """Another one as soon as another is chosen, here or by a command beside us."""
        from agent.planner import Planner

        chosen = Selection(self._settings).planner
        if self._planning is None or self._planning.chosen != chosen:
            self._planning = None  # one that goes out of use makes room before the next is read
            chat = self.fresh(chosen)
            self._planning = _Planning(chosen, chat, Planner(chat))
        return self._planning

    def fresh(self, chosen: str) -> ChatModel:
        """One more of those that answer, by its id or "remote".

        Raises Unavailable if its weights are not on this machine, and that or Malformed if it
        does not fit.
        """
        chat = self._chat(chosen)
        self._opened.callback(_close, ref(chat))
        return chat

    def _chat(self, chosen: str) -> ChatModel:
        if chosen == REMOTE:
            from app.in_use import server
            from models.remote import RemoteChat

            named = server(self._settings)
            return RemoteChat(named.url, named.model)
        from models.llama import LlamaChat
        from models.requantise import requantised

        registry, weights = self._registry(), self._weights()
        entry = registry.model(chosen)
        base = registry.model(entry.adapter_of) if entry.adapter_of else entry
        return LlamaChat(
            requantised(weights.path(base.id)),
            name=entry.id,
            context=min(base.context or _CONTEXT, _CONTEXT),
            chat_format=base.chat_format or "gguf",
            adapter=weights.path(entry.id) if entry.adapter_of else None,
        )

    def interrupt(self) -> None:
        """All that is being asked: it may take seconds, and stopping may not."""
        if self._planning is not None:
            self._planning.chat.interrupt()
        for vision in self._visions.values():
            vision.interrupt()


def _close(chat: ref[ChatModel]) -> None:
    """Unless it is gone already: weights of another choice must not stay in memory for it."""
    there = chat()
    if there is not None:
        there.close()
