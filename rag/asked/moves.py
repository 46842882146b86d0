"""Words that say which way a figure moved: "has increased", "is getting worse".

The patterns stand in `moves.toml`; questions and documents say it alike.
"""

import re
from functools import cache
from typing import Literal

from index.measures import Measure
from index.tables import compiled, table
from rag.asked.asking import words

Way = Literal["up", "down"]


def ways(text: str, measure: Measure) -> list[tuple[Way, re.Match[str]]]:
    """Which way a text says that something moved, and where; each that it says.

    More of a measure is better or worse as `measures.toml` has it.
    """
    found: dict[str, Way] = {"up": "up", "down": "down"}
    if measure.better:
        found["better"] = "up" if measure.better == "higher" else "down"
        found["worse"] = "down" if measure.better == "higher" else "up"
    return [(way, m) for name, way in found.items() for m in _patterns()[name].finditer(text)]


def asked_way(clause: str, measure: Measure) -> Way | None:
    """Which way the figure of a measure is asked to have moved; None where no way, or either.

    The largest rise is no question for who saw one.
    """
    ends = words().superlative
    if ends["highest"].search(clause) or ends["lowest"].search(clause):
        return None
    told = {way for way, _ in ways(measure.asked.sub(" ", clause), measure)}
    return told.pop() if len(told) == 1 else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return compiled(table("rag.asked", "moves.toml")["ways"])


@cache
def counting() -> frozenset[str]:
    """Words that say whose figure it is and no more: "the proportion of young people who are"."""
    return frozenset(table("rag.asked", "moves.toml")["counting"]["words"].split())
