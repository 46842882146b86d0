"""Whether a figure of a council rose or fell, by the newest of its documents that tells it.

A document tells it by a figure of now beside one of before, or in so many words: "has increased".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.measures import Measure, measures
from index.records import Document, Fact
from rag.asked.moves import Way, counting, ways
from rag.records import MOST_SHOWN, Condition, Finding, Verdict
from rag.sentences.denied import denied, planned

OTHERS = 1
"""Words of other matter between a measure and the word that says how it moved, at most."""
Step = tuple[Way, float | None]
"""Which way a figure moved and by how much, in its own unit; None where only words tell."""


def moved(
    blank: Finding,
    condition: Condition,
    documents: Sequence[Document],
    facts: Mapping[str, Sequence[Fact]],
) -> Finding:
    """The verdict of one council on whether its figure moved as asked, and by as much.

    A figure of which no document tells how it moved is something else that is said of the matter.

    Args:
        blank: the council, of which nothing is found yet.
        condition: asks how a measure with figures moved.
        documents: those asked about, the newest first.
        facts: those of each document, by its id.
    """
    measure = measures()[condition.measure or ""]
    figures: list[Fact] = []
    for document in documents:
        own = [f for f in facts.get(document.id, ()) if f.measure == measure.key]
        figures = figures or [f for f in own if f.role == "actual" and f.value is not None]
        told = [(f, step) for f in own if f.role == "actual" and (step := _step(f, own, measure))]
        if told:
            met = [f for f, step in told if _fits(step, condition)]
            shown = [g for f in met or [f for f, _ in told] for g in (f, *_older(f, own))]
            verdict: Verdict = "states" if met else "differs"
            return replace(blank, verdict=verdict, facts=tuple(shown[:MOST_SHOWN]))
    if figures:
        return replace(blank, verdict="differs", facts=tuple(figures[:MOST_SHOWN]))
    return blank


def _step(fact: Fact, beside: Sequence[Fact], measure: Measure) -> Step | None:
    """How a figure moved, by an older one in its sentence or else by the words next to it."""
    for older in _older(fact, beside):
        if isinstance(fact.value, float | int) and isinstance(older.value, float | int):
            rise = fact.value - older.value
            return ("up" if rise > 0 else "down", abs(rise)) if rise else None
    text = fact.quote
    said = [
        (len(between), way)
        for way, match in ways(text, measure)
        for named in measure.said.finditer(text)
        if _is_of(between := _between(text, match, named), named, measure)
        and not _TO_COME.search(text, 0, match.start())
        and not denied(text, *match.span())
        and not planned(text, *match.span())
    ]
    return (min(said)[1], None) if said else None


def _between(text: str, one: re.Match[str], other: re.Match[str]) -> str:
    """What stands between two places of a text."""
    first, second = sorted((one.span(), other.span()))
    return text[first[1] : second[0]]


def _older(fact: Fact, beside: Sequence[Fact]) -> list[Fact]:
    """The figures of before that the sentence of a fact gives."""
    place = (fact.start, fact.unit)
    return [f for f in beside if f.role == "previous" and (f.start, f.unit) == place]


def _is_of(between: str, named: re.Match[str], measure: Measure) -> bool:
    """Whether what stands between a measure and a word for a move says only whose figure it is.

    Of people as such it must say that they are counted: "a rise in the number of children in care".
    """
    others = [w for w in _WORD.findall(between.lower()) if w not in counting()]
    counted = not measure.people or _NUMBERS.search(f"{between} {named[0]}")
    return bool(counted) and len(others) <= OTHERS and not _GOES_ON.search(between)


_NUMBERS = re.compile(r"\bnumbers?\b|\bpopulation\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_GOES_ON = re.compile(r"\b(?:and|or|but|to)\b|[;:]", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:to|will|should|must|could|can|would)(?: \w+ly| further)? $")


def _fits(step: Step, condition: Condition) -> bool:
    """Whether a figure moved the way asked, and by as much where a size is asked for."""
    way, size = step
    wanted = condition.value
    if way != condition.moved or not isinstance(wanted, float | int):
        return way == condition.moved
    if size is None:
        return False
    return size > wanted if condition.comparator == ">" else size >= wanted
