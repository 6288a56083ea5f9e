"""Puts the parts together: the one place that knows which implementation stands for what.

Nothing is opened, or even loaded, before it is needed, and all that was opened is closed in
reverse order: a recorder that carries the readers and the planner would be thrice its size.
"""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from os import environ as process_environ
from types import TracebackType
from typing import TYPE_CHECKING
from weakref import ref

from app.private import PrivateMode
from app.selection import REMOTE, Selection
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

_CONTEXT = 4096
"""Tokens; the planner's prompts stay below it whatever is on the screen."""


@dataclass(frozen=True, slots=True)
class Body:
    """Eyes, hands and their guard, on one desktop."""

    desktop: Desktop
    eyes: Eyes
    hands: Hands
    guard: Guard


@dataclass(frozen=True, slots=True)
class _Planning:
    """chosen: the id that the model was loaded for."""

    chosen: str
    chat: ChatModel
    planner: Planner


class Wiring:
    """A context manager; one for each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened = ExitStack()
        self._visions: dict[str, VisionModel] = {}
        self._planning: _Planning | None = None

    def __enter__(self) -> Wiring:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def adopt(self, settings: Settings) -> None:
        """Other settings from now on; what is going on keeps those that it began with."""
        self.settings = settings
        self.__dict__.pop("policy", None)
        self._visions.clear()
        self._planning = None

    @cached_property
    def store(self) -> Store:
        store = Store.open(self.settings.database)
        self._opened.callback(store.close)
        return store

    @cached_property
    def tasks(self) -> Tasks:
        tasks = Tasks.open(self.settings.database)
        self._opened.callback(tasks.close)
        return tasks

    @cached_property
    def trash(self) -> Trash:
        trash = Trash.open(self.settings.database)
        self._opened.callback(trash.close)
        return trash

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

    @cached_property
    def detector(self) -> Detector | None:
        """None where its weights are not installed."""
        from grounding.detector import WEIGHTS, Detector

        return Detector() if WEIGHTS.exists() else None

    def vision(self, chosen: str = "") -> VisionModel | None:
        """What is shown the screen and points, by its id or "remote"; None: nobody is.

        chosen: instead of the one in the settings. Raises as `eyesight.open_vision`.
        """
        from app.eyesight import open_vision

        chosen = chosen or self.settings.vision
        if not chosen:
            return None
        if chosen not in self._visions:
            model = open_vision(chosen, self.settings, self.registry, self.weights)
            self._opened.callback(model.close)
            self._visions[chosen] = model
        return self._visions[chosen]

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
        return self._plans().chat

    @property
    def planner(self) -> Planner:
        return self._plans().planner

    def _plans(self) -> _Planning:
        """Another one as soon as another is chosen, here or by a command beside us."""
        from agent.planner import Planner

        chosen = self.selection.planner
        if self._planning is None or self._planning.chosen != chosen:
            self._planning = None  # one that goes out of use makes room before the next is read
            chat = self._chat(chosen)
            self._planning = _Planning(chosen, chat, Planner(chat))
        return self._planning

    def try_out(self, model: str) -> None:
        """Loads a planner and lets it go; raises Unavailable or Malformed if it does not fit."""
        self._chat(model).close()

    def narrator(self, model: str = "") -> ChatModel | None:
        """What writes down why steps were done, by its id or "remote"; None: nobody does.

        model: instead of the one in the settings. Raises like `chat`.
        """
        chosen = model or self.settings.narrator
        return self._chat(chosen) if chosen else None

    def _chat(self, chosen: str) -> ChatModel:
        settings = self.settings
        chat: ChatModel
        if chosen == REMOTE:
            from app.in_use import server
            from models.remote import RemoteChat

            named = server(settings)
            chat = RemoteChat(named.url, named.model)
        else:
            from models.llama import LlamaChat
            from models.requantise import requantised

            entry = self.registry.model(chosen)
            base = self.registry.model(entry.adapter_of) if entry.adapter_of else entry
            chat = LlamaChat(
                requantised(self.weights.path(base.id)),
                name=entry.id,
                context=min(base.context or _CONTEXT, _CONTEXT),
                chat_format=base.chat_format or "gguf",
                adapter=self.weights.path(entry.id) if entry.adapter_of else None,
            )
        self._opened.callback(_close, ref(chat))
        return chat

    @cached_property
    def memory(self) -> Memory:
        """By meaning where the embedder's weights are on this machine, else by words alone."""
        from agent.memory import Memory
        from models.embedder import MINILM, MINILM_TOKENIZER, MiniLm
        from tracker.vectors import Vectors

        vectors = Vectors.open(self.settings.database)
        self._opened.callback(vectors.close)
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
            if isinstance(state, Stopped) and self._planning is not None:
                self._planning.chat.interrupt()  # planning may take seconds, and stopping may not
            if isinstance(state, Stopped):
                for vision in self._visions.values():
                    vision.interrupt()
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


def _close(chat: ref[ChatModel]) -> None:
    """Unless it is gone already: weights of another choice must not stay in memory for it."""
    there = chat()
    if there is not None:
        there.close()
