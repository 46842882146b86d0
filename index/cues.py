"""The cues file -> patterns: the words that tell a statement's role, polarity, cohort and speaker."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Compiled patterns of `cues.toml`, by what they tell; all ignore case."""

    role: dict[str, re.Pattern[str]]
    polarity: dict[str, re.Pattern[str]]
    demand: re.Pattern[str]
    cohort: tuple[tuple[str, re.Pattern[str]], ...]
    speaker: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def cues() -> Cues:
    """The cues file, read once."""
    table = tomllib.loads(resources.files("index").joinpath("cues.toml").read_text("utf-8"))

    def compiled(section: str) -> dict[str, re.Pattern[str]]:
        return {
            key: re.compile("|".join(patterns), re.IGNORECASE)
            for key, patterns in table[section].items()
        }

    return Cues(
        role=compiled("role"),
        polarity=compiled("polarity"),
        demand=compiled("demand")["improve"],
        cohort=tuple(compiled("cohort").items()),
        speaker=tuple(compiled("speaker").items()),
    )
