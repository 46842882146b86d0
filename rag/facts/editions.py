"""Questions for councils by which reports there are of them: of what time, and how many."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.numbers import Quantity, quantities
from index.records import Document
from index.store import Snapshot
from rag.asked.asking import calendar_words, terms, words
from rag.asked.when import without_times
from rag.records import MOST_SHOWN, Evidence, Finding, Period, Query
from rag.retrieve import NO_REPORT, is_of

_OFTEN = {
    "once": "one inspection",
    "twice": "two inspections",
    "thrice": "three inspections",
    "times": "inspections",
}
_SPELT = re.compile(rf"\b(?:{'|'.join(_OFTEN)})\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\W*(?:(?!councils?\b|authorit\w+|boroughs?\b|areas?\b|LAs?\b|had\b|have\b|with\b)\w+ ){0,4}?"
    r"(?:inspections?|visits?|reports?)\b",
    re.IGNORECASE,
)
"""What a number of inspections is followed by; "two councils had inspections" counts none."""
_ONLY = re.compile(r"\b(?:only|just|exactly|precisely)\b", re.IGNORECASE)


def asks_for_reports(query: Query) -> bool:
    """Whether a survey asks which reports there are, not what they say."""
    asked = query.conditions[0]
    matter = terms(without_times(asked.clause).lower())
    named = query.editions or query.periods or _number(query)
    return bool(named) and not asked.measure and set(matter) <= words().bare | calendar_words()


def reported(
    query: Query, blank: Finding, documents: Sequence[Document], library: Snapshot
) -> Finding:
    """The verdict on whether there are reports of the time asked about, or as many as asked."""
    condition, number = query.conditions[0], _number(query)
    times = (*query.editions, *query.periods)
    visits = bool(words().edition["visited"].search(query.standalone))
    asked = [d for d in documents if query.framework in (None, d.identity.framework)]
    if number or query.about:
        asked = [d for d in asked if d.identity.kind not in NO_REPORT and _of_kind(query, d)]
    if query.newest:
        asked = asked[:1]
    met = [
        d
        for d in asked
        if not times
        or any((_took_place if visits and not t.published else _came_out)(d, t) for t in times)
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
    text = _SPELT.sub(lambda m: _OFTEN[m.group().lower()], text)
    counted = (q for q in quantities(text) if q.unit == "count")
    return next((q for q in counted if _COUNTED.match(text, q.end)), None)


def _enough(found: int, asked: Quantity, question: str) -> bool:
    """Whether so many reports are as many as asked for; "three" is three or more."""
    if asked.upper is not None:
        return asked.value <= found <= asked.upper
    if asked.comparator == "=":
        return found == asked.value if _ONLY.search(question) else found >= asked.value
    return {
        ">": found > asked.value,
        ">=": found >= asked.value,
        "<": found < asked.value,
        "<=": found <= asked.value,
    }.get(asked.comparator, found == asked.value)


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
