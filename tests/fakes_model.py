"""A language model for tests: a queue of replies, and a note of what it was asked."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from pydantic import PrivateAttr

from rag.model import LanguageModel


class FakeModel(CustomLLM):
    """Gives the next of `replies` to whatever it is asked; one that is an error is raised."""

    _replies: deque[str | Exception] = PrivateAttr()
    _asked: list[str] = PrivateAttr()

    def __init__(self, *replies: str | Exception) -> None:
        super().__init__()
        self._replies = deque(replies)
        self._asked = []

    @property
    def asked(self) -> Sequence[str]:
        """Every prompt so far: system and user message as one text."""
        return tuple(self._asked)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="fake", context_window=8_192, num_output=1_000)

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        self._asked.append(prompt)
        reply = self._replies.popleft()
        if isinstance(reply, Exception):
            raise reply
        return CompletionResponse(text=reply)

    @llm_completion_callback()
    def stream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseGen:
        yield self.complete(prompt, formatted=formatted, **kwargs)


def language_model(*replies: str | Exception) -> LanguageModel:
    """A `LanguageModel` that gives `replies` one by one and never waits."""
    return LanguageModel(name="fake:model", llm=FakeModel(*replies), pause=0.0)
