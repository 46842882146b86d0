"""The cues file -> patterns: words that tell a statement's role, polarity, cohort and speaker."""

import re
from dataclasses import dataclass
from functools import cache

from index.tables import compiled, table


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
    data = table("index", "cues.toml")
    names = {key: f"(?:{'|'.join(words)})" for key, words in data["names"].items()}
    return Cues(
        role=compiled(data["role"]),
        link=compiled(data["link"]),
        polarity=compiled(data["polarity"]),
        turned=compiled(data["turned"]),
        demand=compiled(data["demand"]),
        cohort=tuple(compiled(data["cohort"]).items()),
        cohort_of_work=tuple(compiled(data["cohort_of_work"]).items()),
        judged=compiled(data["judged"]),
        area=tuple(compiled(data["area"]).items()),
        speaker=tuple(compiled(data["speaker"]).items()),
        saying=names["saying"],
        never_a_name=re.compile(rf"\b{names['never']}\b"),
    )
