"""The cues file -> patterns: words that tell a statement's role, polarity, cohort and speaker."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Compiled patterns of `cues.toml`, by what they tell; all ignore case but those of names."""

    role: dict[str, re.Pattern[str]]
    link: dict[str, re.Pattern[str]]
    polarity: dict[str, re.Pattern[str]]
    turned: dict[str, re.Pattern[str]]
    """What turns a cue of polarity round, before it (`good`, `bad`) or after it (`good_after`)."""
    demand: dict[str, re.Pattern[str]]
    cohort: tuple[tuple[str, re.Pattern[str]], ...]
    cohort_of_work: tuple[tuple[str, re.Pattern[str]], ...]
    judged: dict[str, re.Pattern[str]]
    area: tuple[tuple[str, re.Pattern[str]], ...]
    speaker: tuple[tuple[str, re.Pattern[str]], ...]
    saying: str
    """Pattern of a verb of saying."""
    never_a_name: re.Pattern[str]


@cache
def cues() -> Cues:
    """The cues file, read once."""
    table = tomllib.loads(resources.files("index").joinpath("cues.toml").read_text("utf-8"))

    def compiled(section: str) -> dict[str, re.Pattern[str]]:
        return {
            key: re.compile("|".join(patterns), re.IGNORECASE)
            for key, patterns in table[section].items()
        }

    names = {key: f"(?:{'|'.join(words)})" for key, words in table["names"].items()}
    return Cues(
        role=compiled("role"),
        link=compiled("link"),
        polarity=compiled("polarity"),
        turned=compiled("turned"),
        demand=compiled("demand"),
        cohort=tuple(compiled("cohort").items()),
        cohort_of_work=tuple(compiled("cohort_of_work").items()),
        judged=compiled("judged"),
        area=tuple(compiled("area").items()),
        speaker=tuple(compiled("speaker").items()),
        saying=names["saying"],
        never_a_name=re.compile(rf"\b{names['never']}\b"),
    )
