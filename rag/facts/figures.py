"""A figure of what is no known measure -> the facts of every council that give one.

"More than a third of children in poverty" asks for figures, but the measures file has no measure of
poverty. The sentences that say what is asked are found by its words, as for any condition in words,
and a number is its figure where it would be one of a measure named in the same place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.cues import cues
from index.embed import Embedder
from index.extract import figures
from index.measures import UNNAMED, Measure, MeasureMention, measures, unnamed
from index.numbers import quantities, span
from index.records import Fact
from index.store import Snapshot
from rag.asked.asking import asked_unit, blank, terms, words
from rag.asked.clauses import alike, following
from rag.asked.when import without_times
from rag.read import Reader
from rag.records import Condition, Evidence, Holdings, Query
from rag.sentences.near import near
from rag.sentences.said import Said
from rag.sentences.scarcity import is_small
from rag.sentences.sought import Sought, of_condition, sought
from rag.sentences.spoken import spoken
from rag.sentences.weigh import stems

LIKELY = 0.5
"""Chance from which a sentence is taken to give the figure asked for in other words."""
TELLS = 0.1
"""Rarity from which a word or phrase is looked for: the figure beside it tells the rest."""
_MOST = re.compile(r"\b(?:most|fewest)\s(?:\w+\s)?(?:\w+s|children|people)\b", re.IGNORECASE)
_PEOPLE = frozenset(stems("child children young people person leavers kids youngsters"))


def as_figure(query: Query, condition: Condition, key: str) -> Condition | None:
    """The condition as one on figures of a measure called `key`; None where it asks for none.

    Figures of a known measure are not meant, but those of a mere theme are.
    """
    measure = measures().get(condition.measure or "")
    if measure and (measure.kind != "theme" or measure.counted):
        return None
    if isinstance(condition.value, float | int) and condition.unit in ("percent", "count"):
        return replace(condition, measure=key, polarity=None)
    clause = condition.clause
    if query.superlative and (words().value["wanted"].search(clause) or _MOST.search(clause)):
        unit = asked_unit(clause) or "count"
        return replace(condition, measure=key, polarity=None, wants_value=True, unit=unit)
    return None


def given(
    query: Query,
    condition: Condition,
    holdings: Holdings,
    library: Snapshot,
    embedder: Embedder,
    reader: Reader,
) -> list[Fact] | None:
    """The figures, of every council in scope, of what a condition names; its measure is their key.

    They are looked for by its words and, in a large library, where those find none, by reading.
    None where it names nothing that could be looked for.
    """
    asked = of_condition(query, _without_figures(condition))
    if not set(t.lower() for t in asked.terms) - words().loose:
        return None
    wanted = sought(asked, library, tells=TELLS, together=TELLS)
    found = list(_by_words(wanted, condition, holdings, library)) if wanted else []
    if found or is_small(library):
        return found if wanted else None
    read = near(of_condition(query, condition), holdings, library, embedder, reader)
    return list(_by_reading(read, condition))


def _by_words(
    wanted: Sought, condition: Condition, holdings: Holdings, library: Snapshot
) -> Iterator[Fact]:
    """The figures of the sentences that have the words of a condition."""
    measure, counted = _measure(condition), _counted(condition)
    said = spoken(wanted, holdings, library)
    for evidence in _each_once(said):
        places = tuple(_mentions(evidence.sentence.text, wanted, measure))
        yield from _of(evidence, places, counted)


def _by_reading(read: Mapping[str, Sequence[Evidence]], condition: Condition) -> Iterator[Fact]:
    """The figures of the sentences that are likely to state a condition in other words.

    Nothing in such a sentence tells which of several numbers is meant, nor whether the number is
    one of cases that inspectors looked at: it must give one alone, and speak of no sample.
    """
    measure, counted = _measure(condition), _counted(condition)
    for evidence in _each_once(read):
        text = evidence.sentence.text
        if evidence.score < LIKELY or cues().link["sampled"].search(text):
            continue
        whole = MeasureMention(measure=measure, start=0, end=len(text))
        found = [
            fact
            for fact in figures(evidence.document, evidence.sentence, (whole,))
            if fact.unit == measure.unit
        ]
        if len(found) == 1 and (found[0].unit != "count" or _counts(found[0], counted)):
            yield found[0]


def _measure(condition: Condition) -> Measure:
    """The measure that a condition on figures makes of its own words."""
    return unnamed(condition.measure or UNNAMED, condition.unit or "count")


def _each_once(found: Mapping[str, Sequence[Evidence]]) -> Iterator[Evidence]:
    """Each sentence once, though it be of a report on several councils."""
    every = (e for said in found.values() for e in said)
    yield from {(e.document.id, e.sentence.number): e for e in every}.values()


def _of(
    evidence: Evidence, said: Sequence[MeasureMention], counted: Sequence[str]
) -> Iterator[Fact]:
    """The figures that a sentence gives of what it names: of each role the nearest."""
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
    clause = blank(clause, spans)
    return replace(condition, clause=clause, words=" ".join(terms(clause)))


def _mentions(text: str, wanted: Sought, measure: Measure) -> Iterator[MeasureMention]:
    """Where a sentence names what is sought."""
    for start, end in Said.of(text).spans(wanted.rarest):
        yield MeasureMention(measure=measure, start=start, end=end)
