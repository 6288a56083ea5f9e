"""A model of this machine, run by llama.cpp inside of this process.

Answers are sampled under a grammar made from the schema, at temperature 0, and validated after.
The library is loaded when a model is, not before, and is quiet: what it logs goes to `logging`.
"""

import ctypes
import json
import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from models.answers import read_answer
from models.chat import Json, Message
from models.llama_turns import LlamaTurns
from models.processor import compiled_for
from tracker.errors import Malformed, Unavailable

log = logging.getLogger(__name__)

_SEED = 1

_CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}"
    "{% endfor %}{{ '<|im_start|>assistant\n' }}"
)


class LlamaChat:
    """One loaded GGUF file. One thread asks at a time; `interrupt` is for any.

    context: tokens for question and answer together. threads: None for all cores but one, since
    the library's threads spin and two of them on two busy cores are slower than one.
    chat_format: "gguf" for the template inside of the file, "chatml" where there is none.
    adapter: LoRA weights, GGUF, laid over the model.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str = "",
        context: int = 4096,
        threads: int | None = None,
        chat_format: str = "gguf",
        adapter: Path | None = None,
    ) -> None:
        self._name = name or path.stem
        library = llama_library()
        threads = threads or max(1, (os.cpu_count() or 2) - 1)
        for file in (path, *((adapter,) if adapter else ())):
            require_gguf(file)
        try:
            self._llama = library.Llama(
                model_path=str(path),
                n_ctx=context,
                n_threads=threads,
                n_threads_batch=threads,
                seed=_SEED,
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            raise Unavailable(
                f"The model {path} cannot be loaded.",
                hint="It may be of another kind, damaged, or larger than the free memory: "
                "choose another with `journeyman models use`, or fetch it again.",
            ) from error
        if adapter:
            self._lay_over(library, path, adapter)
        # llama_decode gives 2 for an abort; the binding makes of it the same error as of others.
        self._turns = LlamaTurns(library, self._llama, f"planner {self._name}", (RuntimeError,))
        self._template = self._formatter(library, chat_format)

    def _lay_over(self, library: Any, base: Path, adapter: Path) -> None:
        """Done here and not by the binding, which takes a null pointer for an adapter.

        Seen in 0.3.36: a broken file then leaves the bare model to answer, without a word.
        """
        lora = library.llama_adapter_lora_init(self._llama.model, str(adapter).encode())
        adapters = (library.llama_adapter_lora_p_ctypes * 1)(lora)
        scales = (ctypes.c_float * 1)(1.0)
        if not lora or library.llama_set_adapters_lora(self._llama.ctx, adapters, 1, scales):
            self._llama.close()
            raise Unavailable(
                f"The adapter {adapter} does not fit {base.name}.",
                hint="It was trained over another model, or is damaged: train or fetch it again.",
            )

    def _formatter(self, library: Any, chat_format: str) -> Any:
        template = _CHATML
        if chat_format == "gguf":
            if "tokenizer.chat_template" not in self._llama.metadata:
                raise Unavailable(
                    f"The model {self._name} has no chat template of its own.",
                    hint='Use an instruct model, or set chat_format = "chatml" in the registry.',
                )
            template = self._llama.metadata["tokenizer.chat_template"]
        text_of = self._llama._model.token_get_text
        ends = self._llama.token_eos()
        begins = self._llama.token_bos()
        return library.llama_chat_format.Jinja2ChatFormatter(
            template=template,
            eos_token=text_of(ends) if ends != -1 else "",
            bos_token=text_of(begins) if begins != -1 else "",
        )

    @property
    def name(self) -> str:
        return self._name

    @property
    def context(self) -> int:
        """Tokens that question and answer may have together."""
        return int(self._llama.n_ctx())

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """What the messages take of the context, with all that the template adds."""
        return len(self._prompt(messages))

    def taught(self, messages: Sequence[Message], answer: str) -> tuple[list[int], list[int]]:
        """Token ids of the question with all that the template adds, and of an answer to it with
        the token that ends it: what training is given, so that it learns what is asked here."""
        ends = int(self._llama.token_eos())
        return self._prompt(messages), [*self._tokens(self._disarmed(answer)), ends]

    def go_on(self, prompt: Sequence[int], max_tokens: int) -> list[int]:
        """The likeliest tokens after these, with no grammar to bind them, up to the one that ends.

        For comparing the model with another form of it.
        """
        with self._turns.turn():
            ends, told = int(self._llama.token_eos()), list[int]()
            for token in self._llama.generate(list(prompt), temp=0.0, repeat_penalty=1.0):
                if token == ends or len(told) == max_tokens:
                    break
                told.append(int(token))
        return told

    def reply(self, messages: Sequence[Message], schema: Json, max_tokens: int = 256) -> Json:
        """As `ChatModel.reply`; raises Refused as well if `interrupt` was called meanwhile."""
        with self._turns.turn():
            prompt = self._prompt(messages)
            if len(prompt) + max_tokens > self.context:
                raise Unavailable(
                    f"The question has {len(prompt)} tokens and the answer may have {max_tokens}; "
                    f"the context of {self._name} holds {self.context}.",
                    hint="Show it less, or use a model with a larger context.",
                )
            completion = self._llama.create_completion(
                prompt,
                max_tokens=max_tokens,
                temperature=0.0,
                seed=_SEED,
                grammar=_grammar(json.dumps(schema)),
            )
            choice = completion["choices"][0]
            return read_answer(
                choice["text"], schema, self._name, cut_off=choice["finish_reason"] == "length"
            )

    def interrupt(self) -> None:
        """Cut short a reply that is under way, from any thread; without one it does nothing."""
        self._turns.interrupt()

    def close(self) -> None:
        """Waits for a reply that is under way: interrupt it first."""
        self._turns.close()

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        rendered = self._template(
            messages=[
                {"role": message.role, "content": self._disarmed(message.content)}
                for message in messages
            ]
        )
        return self._tokens(rendered.prompt)

    def _tokens(self, text: str) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=True)
        return tokens

    def _disarmed(self, content: str) -> str:
        """The text without control tokens: what stands on a screen cannot end its own message.

        A token such as `<|im_end|>` gets a space after its first character.
        """
        vocabulary = self._llama._model
        library = llama_library()
        for token in set(self._tokens(content)):
            if library.llama_vocab_is_control(vocabulary.vocab, token):
                text = vocabulary.token_get_text(token)
                content = content.replace(text, f"{text[0]} {text[1:]}")
        return content


@cache
def llama_library() -> Any:
    """llama_cpp, once: its log callback belongs to the process and must never be freed.

    Raises Unavailable if it is not installed, or was compiled for other processors.
    """
    compiled_for()
    try:
        import llama_cpp
        import llama_cpp._internals
        import llama_cpp.llama_chat_format
    except (ImportError, OSError, RuntimeError) as error:
        raise Unavailable(
            f"llama.cpp cannot be loaded: {error}.",
            hint="Install `llama-cpp-python` for this machine, or set a remote planner.",
        ) from error

    @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
    def to_logging(_level: int, text: bytes, _data: object) -> None:
        line = text.decode(errors="replace").strip()
        if line.strip("."):
            log.debug("llama.cpp: %s", line)

    llama_cpp.llama_log_set(to_logging, ctypes.c_void_p(0))
    llama_cpp.journeyman_log_callback = to_logging
    # The binding silences a load by pointing file descriptors 1 and 2 of the whole process at
    # nothing, which swallows what other threads write and fails in a program without a console.
    # With the callback above there is nothing left to silence.
    for module in (llama_cpp.llama, llama_cpp._internals, llama_cpp.llama_chat_format):
        module.suppress_stdout_stderr = _Loud
    return llama_cpp


class _Loud:
    def __init__(self, disable: bool = True) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


_LOOSE_CHARACTER = r'char ::= [^"\\] |'
_STRICT_CHARACTER = r'char ::= [^"\\\x7F\x00-\x1F] |'


@cache
def _grammar(schema: str) -> Any:
    """The binding's own grammar, less the raw line breaks that it allows inside of a string.

    Seen in 0.3.36: JSON forbids them (RFC 8259, section 7), and an answer with one is lost.
    """
    library = llama_library()
    try:
        rules: str = library.llama_grammar.json_schema_to_gbnf(schema)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise Malformed(
            f"The schema cannot be made a grammar: {error}.", hint="Use plainer JSON schema."
        ) from error
    return library.LlamaGrammar.from_string(
        rules.replace(_LOOSE_CHARACTER, _STRICT_CHARACTER), verbose=False
    )


def require_gguf(path: Path) -> None:
    """A clear word before the library tries: it says the same of every file that it cannot load."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise Unavailable(
            f"The model {path} cannot be read: {error.strerror}.",
            hint="Fetch it with `journeyman models fetch`.",
        ) from error
    if magic != b"GGUF":
        raise Unavailable(
            f"{path} is no GGUF file.", hint="Fetch it again with `journeyman models fetch`."
        )
