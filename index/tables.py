"""The data files of a package, and the patterns in them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any


def table(package: str, name: str) -> dict[str, Any]:
    """What the TOML file `name` of a package holds.

    >>> "role" in table("index", "cues.toml")
    True
    """
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of some patterns, read without regard to case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


def compiled(rows: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """The patterns of each row of a table as one."""
    return {key: any_of(patterns) for key, patterns in rows.items()}
