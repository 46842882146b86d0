"""Name and values -> prompt: what a language model is told, kept as data.

Each prompt is a TOML file of this folder; its entries are the messages, in which `$name` stands for
a value and `$$` for a dollar sign. Nothing here depends on the day or on chance, so the same values
give the same prompt, and `prompt_id` names the wording that an answer came from.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from index.errors import CouncilqaError

_FOLDER = Path(__file__).parent
_ID_LENGTH = 12


class PromptError(CouncilqaError):
    """A prompt is missing, or was not given exactly the values it asks for."""


def prompt(name: str, **values: str) -> str:
    """The message `name`, such as "draft.system", with every placeholder filled.

    Args:
        name: file and entry, joined by a dot.
        values: one for each placeholder, no more and no fewer; put in as they are, so that a `$`
            or a brace in a value means nothing.

    Raises:
        PromptError: there is no such prompt, or placeholders and values do not match.
    """
    file, _, entry = name.partition(".")
    entries = _entries(file)
    if entry not in entries:
        raise PromptError(f"there is no prompt {name!r}.", hint=f"There are: {_all_of(file)}.")
    return filled(name, entries[entry], values)


def prompt_id(file: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of every message in `file`.

    It is taken of the messages as parsed, so line endings and comments of the file do not count.
    """
    messages = json.dumps(_entries(file), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(messages.encode()).hexdigest()[:_ID_LENGTH]


def prompt_names() -> tuple[str, ...]:
    """The name of every prompt, in order."""
    files = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return tuple(f"{file}.{entry}" for file in files for entry in _entries(file))


def filled(name: str, template: str, values: Mapping[str, str]) -> str:
    """`template` with its placeholders replaced by `values`; `name` is for the error.

    Raises:
        PromptError: a placeholder has no value, a value has no placeholder, or a `$` is neither.
    """
    text = Template(template)
    if not text.is_valid():
        raise PromptError(
            f"prompt {name!r} holds a '$' that starts no placeholder.", hint="Write '$$' for it."
        )
    wanted = set(text.get_identifiers())
    if missing := sorted(wanted - values.keys()):
        raise PromptError(f"prompt {name!r} was given no value for {_listed(missing)}.")
    if unknown := sorted(values.keys() - wanted):
        raise PromptError(f"prompt {name!r} has no placeholder {_listed(unknown)}.")
    return text.substitute(values)


@cache
def _entries(file: str) -> Mapping[str, str]:
    path = _FOLDER / f"{file}.toml"
    if not path.is_file():
        raise PromptError(f"there is no prompt file {file!r}.", hint=f"There are: {_files()}.")
    entries: Mapping[str, str] = tomllib.loads(path.read_text("utf-8"))
    return entries


def _files() -> str:
    return ", ".join(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def _all_of(file: str) -> str:
    return ", ".join(f"{file}.{entry}" for entry in _entries(file))


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)
