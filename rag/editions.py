"""Questions for councils by which reports there are of them: of what time, and how many."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.numbers import Quantity, quantities
from index.records import Document
from index.store import Snapshot
from rag.asking import terms, without_times, words
from rag.records import Evidence, Finding, Period, Query
from rag.retrieve import NO_REPORT, is_of

MOST_SHOWN = 3
"""Reports shown for one council."""
_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_OFTEN = re.compile(r"\b(once|twice|thrice)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\W*(?:or more |or fewer )?(?:\w+ ){0,3}?(?:inspections?|times|visits?|reports?)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just|exactly|precisely|no more than)\b", re.IGNORECASE)


def asks_for_reports(query: Query) -> bool:
    """Whether a survey asks which reports there are, not what they say."""
    asked = query.conditions[0]
    matter = terms(without_times(asked.clause).lower())
    named = query.editions or query.periods or _number(query)
    return bool(named) and not asked.measure and set(matter) <= words().bare


def reported(
    query: Query, blank: Finding, documents: Sequence[Document], library: Snapshot
) -> Finding:
    """The verdict on whether there are reports of the time asked about, or as many as asked."""
    condition, number = query.conditions[0], _number(query)
    times = (*query.editions, *query.periods)
    visits = bool(words().edition["visited"].search(query.standalone))
    asked = [d for d in documents if query.framework in (None, d.identity.framework)]
    if number:
        asked = [d for d in asked if d.identity.kind not in NO_REPORT and _of_kind(query, d)]
    elif query.newest:
        asked = asked[:1]
    met = [
        d
        for d in asked
        if not times or any(_took_place(d, t) if visits else _came_out(d, t) for t in times)
    ]
    holds = _enough(len(met), number, query.standalone) if number else bool(met)
    shown = openings(met or documents, library)
    none = condition.absent or condition.denied
    return replace(blank, verdict="states" if holds != none else "differs", evidence=shown)


def openings(documents: Sequence[Document], library: Snapshot) -> tuple[Evidence, ...]:
    """The first sentence of each document, which shows that the library holds it."""
    return tuple(
        Evidence(document=d, sentence=library.sentences(d.id)[0], score=1.0) for d in documents
    )[:MOST_SHOWN]


def _number(query: Query) -> Quantity | None:
    """How many inspections are asked for: "three full inspections", "inspected twice"."""
    text = without_times(query.conditions[0].clause)
    often = _OFTEN.search(text)
    if often:
        value = _TIMES[often[1].lower()]
        return Quantity(start=often.start(), end=often.end(), value=value, unit="count")
    counted = (q for q in quantities(text) if q.unit == "count")
    return next((q for q in counted if _COUNTED.match(text, q.end)), None)


def _enough(found: int, asked: Quantity, question: str) -> bool:
    """Whether so many reports are as many as asked for; "three" is three or more."""
    if asked.comparator in ("<", "<="):
        return found < asked.value or (asked.comparator == "<=" and found == asked.value)
    if asked.comparator == ">":
        return found > asked.value
    return found == asked.value if _ONLY.search(question) else found >= asked.value


def _of_kind(query: Query, document: Document) -> bool:
    """Whether a document is of the kind of inspection asked about; of any where none is named."""
    return query.about in (None, document.identity.kind)


def _took_place(document: Document, time: Period) -> bool:
    """Whether inspectors were there at a time."""
    visit = document.identity.visited
    return visit is not None and any(time.holds(date) for date in (visit.start, visit.end))


def _came_out(document: Document, time: Period) -> bool:
    """Whether a document was published at a time."""
    return is_of(document, replace(time, published=True))
