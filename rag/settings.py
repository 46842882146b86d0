"""Environment -> Settings: the few things a person may set, read once by the entry points.

Everything below an entry point gets what it needs as an argument and never looks here or at the
environment itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import UsageError

LIBRARY = "library"
HOST = "127.0.0.1"

_MODEL = re.compile(r"[a-z]+:\S.*")
LAST_PORT = 65_535


class Secret:
    """A word that no log, traceback or dump of settings shows."""

    __slots__ = ("_word",)

    def __init__(self, word: str) -> None:
        """Keep `word`."""
        self._word = word

    def reveal(self) -> str:
        """The word itself, for the one call that needs it."""
        return self._word

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._word == self._word

    def __hash__(self) -> int:
        return hash(self._word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment sets.

    `model` is a provider and a name joined by a colon, such as "ollama:NAME"; None means that no
    language model is asked. `url` is where it answers; None leaves the provider's own address.
    """

    library: Path = Path(LIBRARY)
    model: str | None = None
    url: str | None = None
    key: Secret | None = None
    host: str = HOST
    port: int | None = None


def settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`; a variable that is unset or blank leaves its default.

    COUNCILQA_LIBRARY, COUNCILQA_MODEL, COUNCILQA_MODEL_URL, COUNCILQA_MODEL_KEY, COUNCILQA_HOST and
    COUNCILQA_PORT.

    Raises:
        UsageError: a variable holds something that cannot be meant; the message names it.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    key = given.get("COUNCILQA_MODEL_KEY")
    return Settings(
        library=Path(given.get("COUNCILQA_LIBRARY", LIBRARY)),
        model=_model(given.get("COUNCILQA_MODEL")),
        url=_url(given.get("COUNCILQA_MODEL_URL")),
        key=Secret(key) if key else None,
        host=given.get("COUNCILQA_HOST", HOST),
        port=_port(given["COUNCILQA_PORT"]) if given.get("COUNCILQA_PORT") else None,
    )


def _model(text: str | None) -> str | None:
    if text is not None and not _MODEL.fullmatch(text):
        raise UsageError(
            f"COUNCILQA_MODEL is {text!r}.",
            hint="Give a provider and a model, such as 'ollama:NAME' or 'openai:NAME'.",
        )
    return text


def _url(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            "COUNCILQA_MODEL_URL is not a web address.",
            hint="Give one such as 'http://localhost:11434'.",
        )
    if parts.username or parts.password:
        raise UsageError(
            "COUNCILQA_MODEL_URL holds a user name or a password.",
            hint="Put the key in COUNCILQA_MODEL_KEY, where it is never printed.",
        )
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > LAST_PORT:
        raise UsageError(
            f"COUNCILQA_PORT is {text[:20]!r}.", hint=f"Give a whole number up to {LAST_PORT}."
        )
    return int(text)
