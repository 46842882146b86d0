"""Settings -> LanguageModel: the optional model that drafts, behind llama-index's interface.

Nothing is asked unless the settings name a model. llama-index and its adapters take seconds to
import, so they are imported when a model is made and not before.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import tiktoken

from index.errors import ModelError, ModelUnreachable, UsageError
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

TIMEOUT_SECONDS = 60.0
PAUSE_SECONDS = 1.0
"""Wait before the second and last try."""
REPLY_TOKENS = 1_000
CONTEXT_TOKENS = 8_192
"""Room for prompt and reply together, which a local model has to be asked for."""

_OPENAI_URL = "https://api.openai.com/v1"
_OLLAMA_URL = "http://localhost:11434"
_ENCODING = "cl100k_base"
_ENCODING_FILE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
_BUSY = frozenset([408, 425, 429])
_SERVER_ERRORS = 500
_HINTS = {
    401: "Check COUNCILQA_MODEL_KEY.",
    403: "Check COUNCILQA_MODEL_KEY.",
    404: "Check the name in COUNCILQA_MODEL and the address in COUNCILQA_MODEL_URL.",
}
_UNREADABLE: tuple[type[Exception], ...] = (
    ValueError, LookupError, TypeError, AttributeError,
)  # fmt: skip
"""What the adapters raise over a reply that is not what the protocol promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """A model that replies to a message.

    `unreachable` are the errors of its adapter that say no reply came, `refused` those that say the
    request was turned down; one with a `status_code` that means "later" counts as unreachable.
    `llm` is not printed, for it holds the key.
    """

    name: str
    llm: "LLM" = field(repr=False)
    unreachable: tuple[type[Exception], ...] = (OSError,)
    refused: tuple[type[Exception], ...] = ()
    pause: float = PAUSE_SECONDS

    def reply(self, system: str, user: str) -> str:
        """What the model writes, without surrounding white space; tried twice where that may help.

        Raises:
            ModelUnreachable: no reply came, or the server was busy, both times.
            ModelError: the request was refused, or the reply cannot be read.
        """
        try:
            return self._once(system, user)
        except ModelError as error:
            if not error.retryable:
                raise
        time.sleep(self.pause)
        return self._once(system, user)

    def _once(self, system: str, user: str) -> str:
        from llama_index.core.llms import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        failures = self.unreachable + self.refused + _UNREADABLE
        try:
            return (self.llm.chat(messages).message.content or "").strip()
        except failures as error:
            raise self._as_ours(error) from error

    def _as_ours(self, error: Exception) -> ModelError:
        """The server's own words stay in the cause: they may hold a part of the key."""
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            if status in _BUSY or status >= _SERVER_ERRORS:
                return ModelUnreachable(
                    f"the language model {self.name!r} is not ready (HTTP {status}).",
                    hint="Try again in a moment.",
                )
            return ModelError(
                f"the language model {self.name!r} refused the request (HTTP {status}).",
                hint=_HINTS.get(status, "Check COUNCILQA_MODEL and COUNCILQA_MODEL_URL."),
            )
        if isinstance(error, self.unreachable):
            return ModelUnreachable(
                f"the language model {self.name!r} did not answer ({type(error).__name__}).",
                hint="Check that it runs and that COUNCILQA_MODEL_URL is its address.",
            )
        return ModelError(
            f"the language model {self.name!r} gave a reply that cannot be read"
            f" ({type(error).__name__}).",
            hint="Check that COUNCILQA_MODEL names the kind of server at COUNCILQA_MODEL_URL.",
        )


def configured(settings: Settings) -> LanguageModel | None:
    """The model that `settings` name, or None where they name none; nothing is sent yet.

    Raises:
        UsageError: no such provider.
        ModelError: the provider's adapter is not installed; the hint has the command.
    """
    if settings.model is None:
        return None
    provider, _, name = settings.model.partition(":")
    if provider not in _PROVIDERS:
        raise UsageError(
            f"there is no model provider {provider!r}.", hint=f"There are: {', '.join(_PROVIDERS)}."
        )
    package, build = _PROVIDERS[provider]
    try:
        return build(name, settings)
    except ImportError as error:
        raise ModelError(
            f"the model {settings.model!r} needs an extra package ({error}).",
            hint=f"Run: pip install {package}",
        ) from error


def tokens(text: str) -> int:
    """Length of `text` in tokens of the cl100k vocabulary: near enough for any model's budget."""
    return len(_encoding().encode_ordinary(text))


def _openai(name: str, settings: Settings) -> LanguageModel:
    adapter = import_module("llama_index.llms.openai_like")
    client = import_module("openai")
    llm = adapter.OpenAILike(
        model=name,
        api_base=settings.url or _OPENAI_URL,
        api_key=_key(settings) or "none",
        is_chat_model=True,
        context_window=CONTEXT_TOKENS,
        max_tokens=REPLY_TOKENS,
        temperature=0.0,
        timeout=TIMEOUT_SECONDS,
        max_retries=0,
    )
    return LanguageModel(
        name=f"openai:{name}",
        llm=llm,
        unreachable=(OSError, client.APIConnectionError),
        refused=(client.OpenAIError,),
    )


def _ollama(name: str, settings: Settings) -> LanguageModel:
    adapter = import_module("llama_index.llms.ollama")
    client = import_module("ollama")
    transport = import_module("httpx")
    key = _key(settings)
    llm = adapter.Ollama(
        model=name,
        base_url=settings.url or _OLLAMA_URL,
        headers={"Authorization": f"Bearer {key}"} if key else None,
        context_window=CONTEXT_TOKENS,
        request_timeout=TIMEOUT_SECONDS,
        temperature=0.0,
        additional_kwargs={"num_predict": REPLY_TOKENS, "seed": 0},
        is_function_calling_model=False,
    )
    return LanguageModel(
        name=f"ollama:{name}",
        llm=llm,
        unreachable=(OSError, transport.TransportError),
        refused=(client.ResponseError,),
    )


_PROVIDERS: Mapping[str, tuple[str, Callable[[str, Settings], LanguageModel]]] = {
    "openai": ("llama-index-llms-openai-like", _openai),
    "ollama": ("llama-index-llms-ollama", _ollama),
}


def _key(settings: Settings) -> str | None:
    return settings.key.reveal() if settings.key else None


@cache
def _encoding() -> tiktoken.Encoding:
    """The vocabulary that llama-index brings along; tiktoken by itself would download it."""
    core = find_spec("llama_index.core")
    places = (core.submodule_search_locations if core else None) or []
    folder = Path(next(iter(places), "")) / "_static" / "tiktoken_cache"
    if not (folder / _ENCODING_FILE).is_file():
        raise ModelError(
            "the token vocabulary is missing from llama-index-core.",
            hint="Run: pip install --force-reinstall --no-deps llama-index-core",
        )
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(_ENCODING)
