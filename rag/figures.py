"""A figure of what is no known measure -> the facts of every council that give one.

"More than a third of children in poverty" asks for figures, but the measures file has no measure of
poverty. The sentences that say what is asked are found by its words, as for any condition in words,
and a number is its figure where it would be one of a measure named in the same place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.extract import figures
from index.measures import UNNAMED, Measure, MeasureMention, measures, unnamed
from index.numbers import quantities, span
from index.records import Document, Fact
from index.store import Snapshot
from rag.asking import asked_unit, terms, without_times, words
from rag.clauses import alike, following
from rag.records import Condition, Evidence, Query
from rag.sought import Group, Sought, of_condition, sought
from rag.spoken import spoken
from rag.weigh import stems

TELLS = 0.1
"""Rarity from which a word or phrase is looked for: the figure beside it tells the rest."""
_MOST = re.compile(r"\b(?:most|fewest)\s(?:\w+\s)?(?:\w+s|children|people)\b", re.IGNORECASE)
_PEOPLE = frozenset(stems("child children young people person leavers kids youngsters"))
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")


def as_figure(query: Query, condition: Condition) -> Condition:
    """The condition as one on figures of no known measure, where it is that; else unchanged."""
    measure = measures().get(condition.measure or "")
    if measure and (measure.kind != "theme" or measure.counted):
        return condition
    if isinstance(condition.value, float | int) and condition.unit in ("percent", "count"):
        return replace(condition, measure=UNNAMED, polarity=None)
    clause = condition.clause
    if query.superlative and (words().value["wanted"].search(clause) or _MOST.search(clause)):
        unit = asked_unit(clause) or "count"
        return replace(condition, measure=UNNAMED, polarity=None, wants_value=True, unit=unit)
    return condition


def stated(
    query: Query,
    condition: Condition,
    holdings: Mapping[str, Sequence[Document]],
    library: Snapshot,
) -> list[Fact] | None:
    """The figures, of every council in scope, of what a condition names.

    None where nothing of it could be looked for.
    """
    wanted = sought(
        of_condition(query, _without_figures(condition)), library, tells=TELLS, phrase=TELLS
    )
    if wanted is None:
        return None
    measure = unnamed(condition.unit or "count")
    read = {
        (e.document.id, e.sentence.number): e
        for found in spoken(wanted, holdings, library).values()
        for e in found
    }
    counted = _counted(condition)
    return [fact for e in read.values() for fact in _of(e, wanted, measure, counted)]


def _of(
    evidence: Evidence, wanted: Sought, measure: Measure, counted: Sequence[str]
) -> Iterator[Fact]:
    """The figures that a sentence gives of what is sought: of each role the nearest to it."""
    said = tuple(_mentions(evidence.sentence.text, wanted, measure))
    found = [
        fact
        for fact in figures(evidence.document, evidence.sentence, said)
        if fact.unit != "count" or _counts(fact, counted)
    ]

    def distance(fact: Fact) -> int:
        place = fact.at - fact.start
        return min(abs(m.start - place) for m in said)

    for role in dict.fromkeys(f.role for f in found):
        yield min((f for f in found if f.role == role), key=distance)


def _counted(condition: Condition) -> list[str]:
    """The stems of what the figure of a condition counts: "at least 40 children"."""
    asked = (q for q in quantities(condition.clause) if q.value == condition.value)
    quantity = next(asked, None)
    return following(condition.clause, quantity) if quantity else []


def _counts(fact: Fact, asked: Sequence[str]) -> bool:
    """Whether a figure counts what is asked for, and no volunteers where children are."""
    place = fact.at - fact.start
    own = next((q for q in quantities(fact.quote) if q.start == place), None)
    said = following(fact.quote, own) if own else []
    return (
        not (asked and said)
        or any(alike(a, s) for a in asked for s in said)
        or (any(a in _PEOPLE for a in asked) and any(s in _PEOPLE for s in said))
    )


def _without_figures(condition: Condition) -> Condition:
    """The condition without its own figures and times, which no sentence has to repeat."""
    clause = without_times(condition.clause)
    spans = [span(clause, q) for q in quantities(clause)]
    best = (words().superlative[which] for which in ("highest", "lowest"))
    spans += [m.span() for pattern in best for m in pattern.finditer(clause)]
    for start, end in spans:
        clause = f"{clause[:start]}{' ' * (end - start)}{clause[end:]}"
    return replace(condition, clause=clause, words=" ".join(terms(clause)))


def _mentions(text: str, wanted: Sought, measure: Measure) -> Iterator[MeasureMention]:
    """Where a sentence names what is sought."""
    for start, end in _places(text, wanted.rarest):
        yield MeasureMention(measure=measure, start=start, end=end)


def _places(text: str, group: Group) -> Iterator[tuple[int, int]]:
    """Where a text says a group, in any of its ways."""
    said = [(stem, m.span()) for m in _WORD.finditer(text) for stem in stems(m.group())]
    row = [stem for stem, _ in said]
    for phrase in group.phrases:
        want = stems(phrase)
        for i in range(len(row) - len(want) + 1):
            if want and row[i : i + len(want)] == want:
                yield said[i][1][0], said[i + len(want) - 1][1][1]
