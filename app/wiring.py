"""Puts the parts together: the one place that knows which implementation stands for what.

Nothing is opened, or even loaded, before it is needed, and all that was opened is closed in
reverse order: a recorder that carries the readers and the planner would be thrice its size.
"""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from os import environ as process_environ
from typing import TYPE_CHECKING

from app.loaded_models import LoadedModels
from app.private import PrivateMode
from app.selection import Selection
from app.settings import Settings
from tracker.desktop.choose import open_desktop
from tracker.desktop.protocols import Camera, Desktop
from tracker.desktop.stage import Stage
from tracker.errors import Malformed, Unavailable
from tracker.recorder import Recorder
from tracker.redact import Policy
from tracker.store import Store
from tracker.tasks import Tasks
from tracker.trash import Trash

if TYPE_CHECKING:
    from agent.eyes import Eyes
    from agent.guard import Guard, GuardState
    from agent.hands.protocol import Hands
    from agent.memory import Memory
    from agent.phrases import Locate
    from agent.planner import Planner
    from app.in_use import Local, Server
    from app.keychain import Keychain
    from grounding.detector import Detector
    from grounding.fusion import Fusion
    from grounding.guided import Turn
    from grounding.icons import IconReader
    from grounding.ocr import OcrReader
    from models.chat import ChatModel
    from models.registry import Registry
    from models.vision import VisionModel
    from models.weights import Weights

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Body:
    """Eyes, hands and their guard, on one desktop."""

    desktop: Desktop
    eyes: Eyes
    hands: Hands
    guard: Guard


class Wiring:
    """A context manager; one for each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened = ExitStack()

    def __enter__(self) -> Wiring:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def adopt(self, settings: Settings) -> None:
        """Other settings from now on; what is going on keeps those that it began with."""
        self.settings = settings
        for made in ("policy", "loaded"):
            self.__dict__.pop(made, None)

    @cached_property
    def store(self) -> Store:
        return self._opened.enter_context(closing(Store.open(self.settings.database)))

    @cached_property
    def tasks(self) -> Tasks:
        return self._opened.enter_context(closing(Tasks.open(self.settings.database)))

    @cached_property
    def trash(self) -> Trash:
        return self._opened.enter_context(closing(Trash.open(self.settings.database)))

    @cached_property
    def registry(self) -> Registry:
        from models.registry import load_registry

        own = self.settings.home / "registry.toml"
        return load_registry(own if own.exists() else None)

    def forget_registry(self) -> None:
        """It is read anew when it is asked for: a training has added to it."""
        for made in ("registry", "weights"):
            self.__dict__.pop(made, None)

    @cached_property
    def weights(self) -> Weights:
        from models.weights import Weights

        return Weights(self.settings.models, self.registry)

    @property
    def keychain(self) -> Keychain:
        from app.keychain import Keychain

        return Keychain(self.settings.home / "secrets.json")

    @property
    def private(self) -> PrivateMode:
        return PrivateMode(self.settings.runtime)

    @property
    def selection(self) -> Selection:
        return Selection(self.settings)

    @cached_property
    def ocr(self) -> OcrReader:
        from grounding.ocr import OcrReader

        return OcrReader()

    @property
    def detector(self) -> Detector | None:
        """None where the shipped one's weights are not installed. Raises as `open_detector`."""
        return self.loaded.detector

    @cached_property
    def loaded(self) -> LoadedModels:
        return LoadedModels(
            self.settings, lambda: self.registry, lambda: self.weights, self._opened
        )

    def vision(self, chosen: str = "") -> VisionModel | None:
        """What is shown the screen and points, by its id or "remote"; None: nobody is.

        chosen: instead of the one in the settings. Raises as `eyesight.open_vision`.
        """
        chosen = chosen or self.settings.vision
        return self.loaded.vision(chosen) if chosen else None

    def locate(self, chosen: str = "", turn: Turn | None = None) -> Locate:
        """What understands a phrase: the words alone, or with the vision model that is chosen."""
        from grounding.grounder import locate
        from grounding.guided import Guided

        model = self.vision(chosen)
        return locate if model is None else Guided(model, turn or self.settings.vision_turn)

    @cached_property
    def icons(self) -> IconReader | None:
        """None where its weights are not installed."""
        from grounding.icons import WEIGHTS, IconReader

        return IconReader() if WEIGHTS.exists() else None

    @cached_property
    def policy(self) -> Policy:
        return Policy(
            excluded_apps=self.settings.excluded_apps,
            excluded_titles=self.settings.excluded_titles,
            excluded_urls=self.settings.excluded_urls,
            ignored_pids=frozenset({os.getpid()}),
        )

    @property
    def planner_in_use(self) -> Server | Local:
        """Which would be asked now, and what it lacks; raises as `in_use.planner_in_use`."""
        from app.in_use import planner_in_use

        return planner_in_use(self.settings, self.registry, self.weights)

    @property
    def chat(self) -> ChatModel:
        """The planner's model. Raises Unavailable if its weights are not on this machine."""
        return self.loaded.chat

    @property
    def planner(self) -> Planner:
        return self.loaded.planner

    def try_out(self, model: str) -> None:
        """Loads a planner and lets it go; raises Unavailable or Malformed if it does not fit."""
        self.loaded.fresh(model).close()

    def narrator(self, model: str = "") -> ChatModel | None:
        """What writes down why steps were done, by its id or "remote"; None: nobody does.

        model: instead of the one in the settings. Raises like `chat`.
        """
        chosen = model or self.settings.narrator
        return self.loaded.fresh(chosen) if chosen else None

    @cached_property
    def memory(self) -> Memory:
        """By meaning where the embedder's weights are on this machine, else by words alone."""
        from agent.memory import Memory
        from models.embedder import MINILM, MINILM_TOKENIZER, MiniLm
        from tracker.vectors import Vectors

        vectors = self._opened.enter_context(closing(Vectors.open(self.settings.database)))
        try:
            weights = self.weights.path(MINILM), self.weights.path(MINILM_TOKENIZER)
            return Memory(vectors, MiniLm(*weights))
        except Unavailable:
            return Memory(vectors)
        except Malformed as error:  # a job is not held up for what only helps it
            log.warning("embedder not used", extra={"reason": error.message})
            return Memory(vectors)

    @contextmanager
    def place(
        self, *, on_stage: bool, program: str | None = None, visible: bool = False
    ) -> Iterator[Mapping[str, str]]:
        """The environment to work in: the person's desktop, or a stage, the open one if any.

        program: a command line that is started there first.
        """
        with ExitStack() as held:
            if not on_stage:
                if program is not None:
                    raise Malformed(
                        "--open starts a program on the stage only.", hint="Add --stage."
                    )
                yield process_environ
                return
            running = Stage.running(self.settings.runtime)
            if running is not None and program is None:
                yield running.environ
                return
            stage = held.enter_context(Stage.open(visible=visible))
            if program is not None:
                stage.run(shlex.split(program))
            yield stage.environ

    @contextmanager
    def desktop(self, environ: Mapping[str, str]) -> Iterator[Desktop]:
        desktop = open_desktop(environ)
        try:
            yield desktop
        finally:
            desktop.close()

    def recorder(self, desktop: Desktop, on_change: Callable[[], None] = lambda: None) -> Recorder:
        """on_change: called on a thread of the recorder's. Raises Refused in private mode."""
        self.private.must_be_off()
        return Recorder(
            desktop,
            self.store,
            policy=self.policy,
            stop_chord=self.settings.stop_chord,
            pause_chord=self.settings.pause_chord,
            on_change=on_change,
        )

    @contextmanager
    def body(
        self,
        environ: Mapping[str, str],
        on_change: Callable[[GuardState], None] | None = None,
        see: Callable[[Camera], Camera] = lambda camera: camera,
    ) -> Iterator[Body]:
        """Opens the watchers and the hands, and starts the guard over them.

        on_change: told of the guard's states, on a thread of its own. see: what the eyes look
        through. Raises Refused in private mode.
        """
        self.private.must_be_off()
        from agent.eyes import Eyes
        from agent.guard import Guard, Stopped
        from agent.hands.choose import open_hands

        def changed(state: GuardState) -> None:
            if isinstance(state, Stopped):
                self.loaded.interrupt()
            if on_change is not None:
                on_change(state)

        with self.desktop(environ) as opened, ExitStack() as held:
            desktop = replace(opened, camera=see(opened.camera))
            hands = open_hands(environ)
            held.callback(hands.close)
            guard = Guard(
                desktop.listener,
                hands,
                stop_chord=self.settings.stop_chord,
                resume_after_s=self.settings.resume_after_s,
                on_change=changed,
            )
            held.enter_context(guard)
            eyes = Eyes(
                desktop.camera,
                desktop.inspector,
                self.quick_reader(),
            )
            yield Body(desktop, eyes, guard.hands, guard)

    def quick_reader(self) -> Fusion:
        """As the running planner's eyes read: pictures only where programs tell too little."""
        from grounding.fusion import Fusion, OcrPolicy

        return Fusion(
            self.ocr,
            detector=self.detector,
            icons=self.icons,
            policy=OcrPolicy.WHEN_NEEDED,
        )

    def thorough_reader(self) -> Fusion:
        from grounding.fusion import Fusion, OcrPolicy

        return Fusion(self.ocr, detector=self.detector, icons=self.icons, policy=OcrPolicy.ALWAYS)
