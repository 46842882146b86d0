"""How high or how good a measure is: what a question asks for, and what a sentence says.

"Which councils have high caseloads?" is not answered by every mention of caseloads. The words stand
in `levels.toml`.
"""

import re
from functools import cache
from typing import Literal

from index.measures import Measure, measures
from index.records import Fact
from index.tables import compiled, table
from rag.records import Level

Quality = Literal["good", "bad"]
_NAMED = "MEASURE"
"""Stands in a text, and in the patterns, for the words that name the measure."""
_ASKED: tuple[Level, ...] = ("all", "high", "low")
_TOLD: tuple[Level, ...] = ("low", "all", "high")
"""What is low or brought down comes first: "reduced its heavy reliance on agency staff"."""
_QUALITIES: tuple[Quality, ...] = ("bad", "good")


@cache
def _words() -> dict[str, dict[str, re.Pattern[str]]]:
    sections = table("rag.asked", "levels.toml")
    return {section: compiled(rows) for section, rows in sections.items()}


def asked(clause: str, measure: Measure) -> Level | None:
    """The level of a measure that a question asks for; None where it asks for none."""
    text = measure.asked.sub(_NAMED, clause)
    return next((level for level in _ASKED if _words()["asked"][level].search(text)), None)


def quality(clause: str, measure: Measure) -> Quality | None:
    """Whether a question calls the measure good or bad: "weak return interviews"."""
    text = measure.asked.sub(_NAMED, clause)
    found = _words()["asked_quality"]
    return next((polarity for polarity in _QUALITIES if found[polarity].search(text)), None)


def told(fact: Fact) -> Level | None:
    """The level that the sentence of a fact gives its measure; None where it gives none."""
    text = measures()[fact.measure].said.sub(_NAMED, fact.quote)
    said, never = _words()["said"], _words()["never"]
    return next(
        (level for level in _TOLD if said[level].search(text) and not never[level].search(text)),
        None,
    )
